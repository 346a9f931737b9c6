#include "tests/unit/sync/nodes.h"

static void a_new_node_learns_everything_from_the_authority(void **state)
{
	struct stage s;

	(void)state;
	stage_init(&s);
	furnish(&s);
	assert_int_equal(ledger_member_count(s.boxes[C].ledger), NODES);
	stage_fini(&s);
}

static void a_stored_act_reaches_a_node_through_another(void **state)
{
	struct stage s;

	(void)state;
	stage_init(&s);
	furnish(&s);
	(void)dial(&s, C, A);
	(void)dial(&s, A, B);
	run(&s);
	assert_rule(append(&s, B, receive(&s, B, B)), RULE_NONE);
	run(&s);
	assert_int_equal(held(&s, C, B), held(&s, B, B));
	assert_int_equal(s.seen[REPLICA_APPENDED], 1);
	assert_int_equal(s.seen[REPLICA_STORED], 3);
	stage_fini(&s);
}

static void of_two_sessions_the_smaller_ids_dial_stays(void **state)
{
	struct stage s;

	(void)state;
	stage_init(&s);
	furnish(&s);
	(void)dial(&s, A, B); /* ankang < hanbin */
	(void)dial(&s, B, A);
	run(&s);
	assert_true(s.links[0].open);
	assert_false(s.links[1].open);
	assert_true(replica_connected(at(&s, A), name(&s, B)));
	assert_true(replica_connected(at(&s, B), name(&s, A)));
	stage_fini(&s);
}

static void peers_of_other_networks_and_strangers_disturb_nobody(void **state)
{
	struct stage s;
	uint32_t stray;

	(void)state;
	stage_init(&s);
	furnish(&s);
	(void)dial(&s, B, A);
	run(&s);
	must(replica_open(at(&s, A), SESSION_ACCEPTED, NULL, s.steady_ms,
		 &stray) == ERR_OK);
	replica_feed(at(&s, A), stray, bytes_text("TBN1another!"), s.steady_ms);
	assert_int_equal(ended_by(&s, A, RULE_OTHER_NETWORK), 1);
	replica_sent(at(&s, A), stray, replica_output(at(&s, A), stray).n);
	assert_true(replica_over(at(&s, A), stray));
	replica_closed(at(&s, A), stray);
	must(replica_open(at(&s, A), SESSION_ACCEPTED, NULL, s.steady_ms,
		 &stray) == ERR_OK);
	replica_feed(at(&s, A), stray, bytes_text("SSH-2.0"), s.steady_ms);
	assert_int_equal(ended_by(&s, A, RULE_PREAMBLE), 1);
	replica_closed(at(&s, A), stray);
	assert_rule(append(&s, A, receive(&s, A, A)), RULE_NONE);
	run(&s);
	assert_int_equal(held(&s, B, A), held(&s, A, A));
	stage_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_new_node_learns_everything_from_the_authority),
		T(a_stored_act_reaches_a_node_through_another),
		T(of_two_sessions_the_smaller_ids_dial_stays),
		T(peers_of_other_networks_and_strangers_disturb_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
