#include "node/daemon.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

#include "base/why.h"
#include "keys/keyfile.h"
#include "keys/random.h"
#include "node/boot.h"
#include "node/config.h"
#include "node/folder.h"
#include "node/identity.h"
#include "node/index.h"
#include "sync/disk.h"
#include "sync/replica.h"
#include "tests/suite/suite_used.h"
#include "tests/unit/schema/stage.h"

#define GUARD_MS 60000

/* Three real daemons of a furnished world on one loop. */
struct net {
	struct stage stage;
	uv_loop_t loop;
	uv_timer_t guard;
	char *top;
	char *dirs[WORLD_NODES];
	struct config configs[WORLD_NODES];
	struct daemon *daemons[WORLD_NODES];
	unsigned running;
	bool late;
	int answers;
	enum rule rule;
	uint64_t position;
};

/* ---- folders ---- */

static void write_key(const char *dir, enum keyfile_purpose purpose,
    const char *node, const struct secret *secret)
{
	const struct keyfile_lock lock = { .protection = KEYFILE_OPEN };
	char *path = identity_path(dir, purpose);
	struct keyfile_label label;

	assert_int_equal(
	    keyfile_label_init(&label, purpose, suite_used(), node, NULL),
	    ERR_OK);
	assert_int_equal(
	    keyfile_write(path, &label, secret, &lock, random_system(), NULL),
	    ERR_OK);
	mem_free(path);
}

static void make_folder(struct net *n, int i)
{
	const struct world *w = n->stage.w;
	const struct world_node *node = &w->nodes[i];
	struct buf genesis = { 0 };
	struct secret seed;

	n->dirs[i] = folder_path(n->top, node->id);
	assert_int_equal(
	    folder_create(n->dirs[i], random_system(), NULL), ERR_OK);
	sign_pair_seed(&seed, &node->log);
	write_key(n->dirs[i], KEYFILE_LOG, node->id, &seed);
	write_key(n->dirs[i], KEYFILE_CHANNEL, node->id, &node->channel.secret);
	write_key(n->dirs[i], KEYFILE_SEALING, node->id, &node->sealing.secret);
	genesis_encode(&w->genesis, &genesis);
	assert_int_equal(
	    folder_write(n->dirs[i], FOLDER_GENESIS, buf_bytes(&genesis), NULL),
	    ERR_OK);
	buf_fini(&genesis);
}

/* ---- daemons ---- */

static void start(struct net *n, int i, const char *peer)
{
	struct daemon_options options = { .dir = n->dirs[i],
		.network = &n->stage.w->genesis.network,
		.config = &n->configs[i] };
	struct buf text = { 0 };
	struct why why = { 0 };

	config_init(&n->configs[i]);
	buf_print(&text, "listen: 127.0.0.1:0\napi: unix:%s/api\n", n->dirs[i]);
	if (peer != NULL)
		buf_print(&text, "peers: [\"%s\"]\n", peer);
	assert_int_equal(
	    config_parse(&n->configs[i], buf_bytes(&text), NULL), ERR_OK);
	buf_fini(&text);
	if (daemon_open(&n->daemons[i], &n->loop, &options, &why) != ERR_OK)
		fail_msg("%s", why.text);
	n->running++;
}

static void start_all(struct net *n)
{
	start(n, WORLD_ANKANG, NULL);
	for (int i = 1; i < WORLD_NODES; i++)
		start(n, i, daemon_peer_address(n->daemons[WORLD_ANKANG]));
}

static void on_stopped(void *arg, struct daemon *d)
{
	struct net *n = arg;

	for (int i = 0; i < WORLD_NODES; i++) {
		if (n->daemons[i] == d)
			n->daemons[i] = NULL;
	}
	daemon_close(d);
	n->running--;
}

static void turn(struct net *n)
{
	(void)uv_run(&n->loop, UV_RUN_ONCE);
	assert_false(n->late);
}

static void stop(struct net *n, int i)
{
	daemon_stop(n->daemons[i], on_stopped, n);
	while (n->daemons[i] != NULL)
		turn(n);
	config_fini(&n->configs[i]);
}

static void stop_all(struct net *n)
{
	for (int i = 0; i < WORLD_NODES; i++) {
		if (n->daemons[i] != NULL)
			stop(n, i);
	}
}

static void on_guard(uv_timer_t *timer)
{
	struct net *n = timer->data;

	n->late = true;
}

static int set_up(void **state)
{
	const char *top = getenv("TMPDIR");
	struct net *n = mem_new(sizeof(*n));

	stage_init(&n->stage);
	n->top = mem_print("%s/tongban-XXXXXX", top ? top : "/tmp");
	must(mkdtemp(n->top) != NULL);
	must(uv_loop_init(&n->loop) == 0);
	must(uv_timer_init(&n->loop, &n->guard) == 0);
	n->guard.data = n;
	must(uv_timer_start(&n->guard, on_guard, GUARD_MS, 0) == 0);
	for (int i = 0; i < WORLD_NODES; i++)
		make_folder(n, i);
	*state = n;
	return 0;
}

static int tear_down(void **state)
{
	struct net *n = *state;

	stop_all(n);
	uv_close((uv_handle_t *)&n->guard, NULL);
	(void)uv_run(&n->loop, UV_RUN_DEFAULT);
	must(uv_loop_close(&n->loop) == 0);
	must(disk_remove_folder(n->top, NULL) == ERR_OK);
	for (int i = 0; i < WORLD_NODES; i++)
		mem_free(n->dirs[i]);
	mem_free(n->top);
	stage_fini(&n->stage);
	mem_free(n);
	return 0;
}

/* ---- work ---- */

static void on_appended(
    void *arg, enum rule rule, const struct place *place, const struct why *why)
{
	struct net *n = arg;

	assert_non_null(why);
	n->answers++;
	n->rule = rule;
	n->position = place->position;
}

static bool is_member(struct net *n, int i)
{
	return ledger_member(daemon_ledger(n->daemons[i]),
		   n->stage.w->nodes[i].id) != NULL;
}

/* Append one act of the world and wait until it is durable. */
static void append(struct net *n, int i, size_t at)
{
	int before = n->answers;
	struct why why = { 0 };

	if (daemon_append(n->daemons[i],
		n->stage.w->nodes[i].entries[at].act->raw, on_appended, n,
		&why) != RULE_NONE)
		fail_msg("%s", why.text);
	assert_int_equal(n->answers, before); /* never from inside */
	while (n->answers == before)
		turn(n);
	assert_int_equal(n->rule, RULE_NONE);
	assert_int_equal(n->position, at);
}

/* Everybody holds every log of the world. */
static bool complete(struct net *n)
{
	for (int i = 0; i < WORLD_NODES; i++) {
		for (int l = 0; l < WORLD_NODES; l++) {
			const struct world_node *log = &n->stage.w->nodes[l];
			const struct chain *held =
			    replica_log(daemon_replica(n->daemons[i]), log->id);

			if (held == NULL || chain_size(held) != log->count)
				return false;
		}
	}
	return true;
}

static void furnish(struct net *n)
{
	for (int i = 0; i < WORLD_NODES; i++) {
		while (i > 0 && !is_member(n, i))
			turn(n);
		for (size_t at = 0; at < n->stage.w->nodes[i].count; at++)
			append(n, i, at);
	}
	while (!complete(n))
		turn(n);
}

/* The rows of a stopped node's index. */
static char *rows(struct net *n, int i)
{
	char *path = folder_path(n->dirs[i], FOLDER_INDEX);
	struct buf text = { 0 };
	char part[4096];
	FILE *f = tmpfile();
	struct index *x;
	size_t got;

	assert_int_equal(index_open(&x, path, INDEX_READ, NULL), ERR_OK);
	assert_int_equal(index_dump(x, f, NULL), ERR_OK);
	index_close(x);
	rewind(f);
	while ((got = fread(part, 1, sizeof(part), f)) > 0)
		buf_put(&text, (struct bytes){ (uint8_t *)part, got });
	assert_int_equal(fclose(f), 0);
	mem_free(path);
	return buf_take_text(&text);
}

static void assert_rows(struct net *n, int i, const char *want)
{
	char *have = rows(n, i);

	assert_string_equal(have, want);
	mem_free(have);
}

/* ---- tests ---- */

static void three_nodes_come_to_the_same_rows_and_a_rebuild_too(void **state)
{
	struct net *n = *state;
	char *want;

	start_all(n);
	furnish(n);
	stop_all(n);
	want = rows(n, 0);
	assert_true(strlen(want) > 5000);
	for (int i = 0; i < WORLD_NODES; i++) {
		assert_rows(n, i, want);
		assert_int_equal(boot_rebuild_index(n->dirs[i], NULL), ERR_OK);
		assert_rows(n, i, want);
	}
	mem_free(want);
}

static void a_restarted_node_goes_on_where_it_was(void **state)
{
	struct net *n = *state;
	struct buf before = { 0 }, after = { 0 };
	char *index = folder_path(n->dirs[WORLD_HANBIN], FOLDER_INDEX);

	start_all(n);
	furnish(n);
	ledger_encode(daemon_ledger(n->daemons[WORLD_HANBIN]), &before);
	stop(n, WORLD_HANBIN);
	/* Without its index, too: that is made of the logs. */
	assert_int_equal(index_drop(index, NULL), ERR_OK);
	start(n, WORLD_HANBIN, daemon_peer_address(n->daemons[WORLD_ANKANG]));
	assert_true(complete(n));
	ledger_encode(daemon_ledger(n->daemons[WORLD_HANBIN]), &after);
	assert_true(bytes_equal(buf_bytes(&before), buf_bytes(&after)));
	while (!replica_connected(
	    daemon_replica(n->daemons[WORLD_HANBIN]), "ankang"))
		turn(n);
	buf_fini(&before);
	buf_fini(&after);
	mem_free(index);
}

static void an_index_of_something_else_is_made_anew(void **state)
{
	struct net *n = *state;
	char *index = folder_path(n->dirs[WORLD_ANKANG], FOLDER_INDEX);
	char *want;
	FILE *f;

	start_all(n);
	furnish(n);
	stop_all(n);
	want = rows(n, 0);
	f = fopen(index, "wb");
	assert_non_null(f);
	assert_true(fputs("no database at all", f) >= 0);
	assert_int_equal(fclose(f), 0);
	start(n, WORLD_ANKANG, NULL);
	stop(n, WORLD_ANKANG);
	assert_rows(n, WORLD_ANKANG, want);
	mem_free(want);
	mem_free(index);
}

static void a_lost_log_is_fetched_again(void **state)
{
	struct net *n = *state;
	char *log = folder_path(n->dirs[WORLD_GAOXIN], "logs/hanbin.git");

	start_all(n);
	furnish(n);
	stop_all(n);
	/* Its index still tells of it: that is then wrong as a whole. */
	assert_int_equal(disk_remove_folder(log, NULL), ERR_OK);
	start_all(n);
	assert_false(complete(n));
	while (!complete(n))
		turn(n);
	mem_free(log);
}

static void refuses_an_act_by_its_rule_and_a_copy(void **state)
{
	struct net *n = *state;
	const struct world_node *a = &n->stage.w->nodes[WORLD_ANKANG];
	struct why why = { 0 };

	start(n, WORLD_ANKANG, NULL);
	append(n, WORLD_ANKANG, 0);
	assert_int_equal(daemon_append(n->daemons[WORLD_ANKANG],
			     a->entries[0].act->raw, on_appended, n, &why),
	    RULE_COPY);
	assert_int_equal(
	    daemon_append(n->daemons[WORLD_ANKANG],
		n->stage.w->nodes[WORLD_HANBIN].entries[0].act->raw,
		on_appended, n, &why),
	    RULE_ACT_LOG);
	assert_int_equal(daemon_append(n->daemons[WORLD_ANKANG],
			     bytes_text("\xc1"), on_appended, n, &why),
	    RULE_CANONICAL);
	assert_int_equal(n->answers, 1);
}

static void one_daemon_a_folder_and_one_network(void **state)
{
	struct net *n = *state;
	struct daemon_options options = { .dir = n->dirs[WORLD_ANKANG],
		.config = &n->configs[WORLD_ANKANG] };
	struct digest other = { { 1 } };
	struct daemon *d;
	struct why why = { 0 };

	start(n, WORLD_ANKANG, NULL);
	assert_int_equal(
	    daemon_open(&d, &n->loop, &options, &why), ERR_FOLDER_IN_USE);
	assert_int_equal(
	    boot_rebuild_index(n->dirs[WORLD_ANKANG], &why), ERR_FOLDER_IN_USE);
	options.dir = n->dirs[WORLD_HANBIN];
	options.network = &other;
	assert_int_equal(
	    daemon_open(&d, &n->loop, &options, &why), ERR_OTHER_NETWORK);
	/* The same sockets as ankang: taken. */
	options.network = NULL;
	assert_int_equal(
	    daemon_open(&d, &n->loop, &options, &why), ERR_ADDRESS_IN_USE);
}

static void shows_metrics(void **state)
{
	struct net *n = *state;
	struct buf text = { 0 };

	start(n, WORLD_ANKANG, NULL);
	append(n, WORLD_ANKANG, 0);
	daemon_metrics(n->daemons[WORLD_ANKANG], &text);
	assert_non_null(strstr(buf_text(&text),
	    "# TYPE tongban_acts_appended_total counter\n"
	    "tongban_acts_appended_total 1\n"));
	assert_non_null(strstr(buf_text(&text), "tongban_index_acts 1\n"));
	buf_fini(&text);
}

#define NET(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		NET(three_nodes_come_to_the_same_rows_and_a_rebuild_too),
		NET(a_restarted_node_goes_on_where_it_was),
		NET(an_index_of_something_else_is_made_anew),
		NET(a_lost_log_is_fetched_again),
		NET(refuses_an_act_by_its_rule_and_a_copy),
		NET(one_daemon_a_folder_and_one_network),
		NET(shows_metrics),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
