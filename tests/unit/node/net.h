/*
 * net - three daemons on one loop, with the keys and the acts of a world.
 */
#ifndef TESTS_UNIT_NODE_NET_H
#define TESTS_UNIT_NODE_NET_H

#include "node/daemon.h"

#include <signal.h>
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
#include "schema/day.h"
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

static inline void write_key(const char *dir, enum keyfile_purpose purpose,
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

static inline void make_folder(struct net *n, int i)
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

static inline void start(struct net *n, int i, const char *peer)
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

static inline void start_all(struct net *n)
{
	start(n, WORLD_ANKANG, NULL);
	for (int i = 1; i < WORLD_NODES; i++)
		start(n, i, daemon_peer_address(n->daemons[WORLD_ANKANG]));
}

static inline void on_stopped(void *arg, struct daemon *d)
{
	struct net *n = arg;

	for (int i = 0; i < WORLD_NODES; i++) {
		if (n->daemons[i] == d)
			n->daemons[i] = NULL;
	}
	daemon_close(d);
	n->running--;
}

static inline void turn(struct net *n)
{
	(void)uv_run(&n->loop, UV_RUN_ONCE);
	assert_false(n->late);
}

static inline void stop(struct net *n, int i)
{
	daemon_stop(n->daemons[i], on_stopped, n);
	while (n->daemons[i] != NULL)
		turn(n);
	config_fini(&n->configs[i]);
}

static inline void stop_all(struct net *n)
{
	for (int i = 0; i < WORLD_NODES; i++) {
		if (n->daemons[i] != NULL)
			stop(n, i);
	}
}

static inline void on_guard(uv_timer_t *timer)
{
	struct net *n = timer->data;

	n->late = true;
}

static inline int set_up(void **state)
{
	const char *top = getenv("TMPDIR");
	struct net *n = mem_new(sizeof(*n));

	must(signal(SIGPIPE, SIG_IGN) != SIG_ERR); /* as daemon_run() */
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

static inline int tear_down(void **state)
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

static inline void on_appended(
    void *arg, enum rule rule, const struct place *place, const struct why *why)
{
	struct net *n = arg;

	assert_non_null(why);
	n->answers++;
	n->rule = rule;
	n->position = place->position;
}

static inline bool is_member(struct net *n, int i)
{
	return ledger_member(daemon_ledger(n->daemons[i]),
		   n->stage.w->nodes[i].id) != NULL;
}

/* Append one act of the world and wait until it is durable. */
static inline void append(struct net *n, int i, size_t at)
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
	assert_true(n->position >= at); /* behind what the node did itself */
}

static inline bool is_nowhere(void *arg, const struct digest *wrap)
{
	(void)arg;
	(void)wrap;
	return false;
}

static inline bool is_unsettled(void *arg, size_t given)
{
	(void)arg;
	(void)given;
	return false;
}

/* Does the node owe an act by itself? */
static inline bool owes(struct net *n, int i)
{
	const struct robot_terms terms = { .certificate_seconds = 86400,
		.holds = is_nowhere,
		.is_settled = is_unsettled };
	struct robot_duty duty = { 0 };
	enum robot_answer said;
	struct robot pass;

	robot_begin(&pass);
	do {
		said = robot_next(&pass, daemon_ledger(n->daemons[i]),
		    n->stage.w->nodes[i].id,
		    daemon_wall_ms(n->daemons[i]) / 1000, &terms, &duty);
	} while (said == ROBOT_MORE ||
		 (said == ROBOT_DUTY && duty.kind == ROBOT_FETCH));
	return said == ROBOT_DUTY;
}

/* How long a node's log is: what the world has, and what it did itself, which
 * its ledger knows before it is stored. */
static inline uint64_t whole(struct net *n, int i)
{
	const struct ledger *l = daemon_ledger(n->daemons[i]);
	uint64_t size = n->stage.w->nodes[i].count;

	for (size_t k = 0; k < ledger_pseudonym_count(l); k++)
		size += strcmp(ledger_pseudonym_at(l, k)->home,
			    n->stage.w->nodes[i].id) == 0;
	return size;
}

/* Everybody holds every log of the world, and nothing more is to come. */
static inline bool complete(struct net *n)
{
	for (int i = 0; i < WORLD_NODES; i++) {
		for (int l = 0; l < WORLD_NODES; l++) {
			const struct chain *held =
			    replica_log(daemon_replica(n->daemons[i]),
				n->stage.w->nodes[l].id);

			if (held == NULL || chain_size(held) != whole(n, l))
				return false;
		}
		if (owes(n, i))
			return false;
	}
	return true;
}

static inline void furnish(struct net *n)
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

#define NET(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
