#include "tests/unit/node/net.h"

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
