#include "keys/random.h"
#include "schema/value.h"
#include "tests/suite/suite_used.h"
#include "tests/unit/sync/nodes.h"

static void a_node_that_is_not_admitted_yet_appends_nothing(void **state)
{
	struct stage s;

	(void)state;
	stage_init(&s);
	assert_rule(
	    append(&s, B, s.town->nodes[B].setup[0].raw), RULE_LOG_UNKNOWN);
	stage_fini(&s);
}

static void acts_that_wait_for_a_batch_share_the_next(void **state)
{
	struct stage s;
	struct task *t;

	(void)state;
	stage_init(&s);
	furnish(&s);
	assert_rule(append(&s, B, receive(&s, B, B)), RULE_NONE);
	t = replica_task(at(&s, B)); /* the first is in flight */
	assert_int_equal(task_kind(t), TASK_APPEND);
	for (unsigned i = 0; i < 5; i++)
		assert_rule(append(&s, B, receive(&s, B, B)), RULE_NONE);
	assert_null(replica_task(at(&s, B)));
	assert_int_equal(task_run(t,
			     &(struct task_host){ .store = s.boxes[B].store,
				 .signed_time = s.boxes[B].signed_time },
			     NULL),
	    ERR_OK);
	replica_done(at(&s, B), t, s.steady_ms);
	hear(&s);
	assert_int_equal(s.seen[REPLICA_APPENDED], 1);
	t = replica_task(at(&s, B));
	assert_int_equal(task_kind(t), TASK_APPEND);
	assert_int_equal(task_run(t,
			     &(struct task_host){ .store = s.boxes[B].store,
				 .signed_time = s.boxes[B].signed_time },
			     NULL),
	    ERR_OK);
	replica_done(at(&s, B), t, s.steady_ms);
	hear(&s);
	assert_int_equal(s.seen[REPLICA_APPENDED], 6);
	assert_int_equal(s.seen[REPLICA_STORED], 2);
	stage_fini(&s);
}

static void an_act_is_a_copy_while_it_waits_and_when_it_is_stored(void **state)
{
	struct stage s;
	struct bytes act;

	(void)state;
	stage_init(&s);
	furnish(&s);
	act = receive(&s, B, B);
	assert_rule(append(&s, B, act), RULE_NONE);
	assert_rule(append(&s, B, act), RULE_COPY);
	run(&s);
	assert_rule(append(&s, B, act), RULE_COPY);
	assert_int_equal(s.seen[REPLICA_APPENDED], 1);
	stage_fini(&s);
}

static void an_act_of_another_node_is_not_taken(void **state)
{
	struct stage s;

	(void)state;
	stage_init(&s);
	furnish(&s);
	assert_rule(append(&s, B, receive(&s, C, C)), RULE_ACT_LOG);
	assert_rule(append(&s, B, bytes_text("\xc1")), RULE_CANONICAL);
	stage_fini(&s);
}

/* It would stand in the log for ever, and count nowhere. */
static void an_act_of_a_case_that_names_no_case_is_not_taken(void **state)
{
	struct arena *a = arena_new();
	struct stage s;
	const struct town_node *n;
	struct digest by;
	struct act *act;

	(void)state;
	stage_init(&s);
	furnish(&s);
	n = &s.town->nodes[B];
	by = sign_key_id(&n->clerk.public);
	act = act_new(a,
	    &(struct act_origin){
		suite_used(), &s.town->genesis.network, n->id, s.wall * 1000 },
	    "case.close", random_system(), &by);
	act->body = value_map(a);
	act_seal(a, act);
	act_sign(act, &n->clerk);
	act_finish(a, act);
	assert_rule(append(&s, B, act->raw), RULE_BODY_SHAPE);
	arena_free(a);
	stage_fini(&s);
}

static void a_pending_act_counts_for_the_next(void **state)
{
	struct arena *a = arena_new();
	struct stage s;
	struct bytes offer;
	struct dossier *d;

	(void)state;
	stage_init(&s);
	furnish(&s);
	assert_rule(append(&s, B, receive(&s, B, B)), RULE_NONE);
	run(&s);
	d = box_fold(&s.boxes[B], a, casebook_mem_at(s.boxes[B].book, 0));
	offer = town_offer(
	    s.town, a, B, d, C, s.wall + 600, s.boxes[B].vault, s.wall);
	assert_rule(append(&s, B, offer), RULE_NONE);
	assert_rule(append(&s, B,
			town_move(s.town, a, B, "case.accept", d, NULL,
			    s.boxes[B].vault, s.wall)),
	    RULE_ON_OFFER);
	run(&s);
	assert_int_equal(s.seen[REPLICA_APPENDED], 2);
	arena_free(a);
	stage_fini(&s);
}

static void a_clock_that_leaps_a_day_needs_a_word(void **state)
{
	struct stage s;

	(void)state;
	stage_init(&s);
	furnish(&s);
	s.wall += 2 * SIGNED_TIME_STEP_SECONDS_MAX;
	assert_rule(append(&s, B, receive(&s, B, B)), RULE_TIME_LEAP);
	s.wall -= SIGNED_TIME_STEP_SECONDS_MAX;
	replica_touch(at(&s, B), s.wall); /* as a running node does */
	run(&s);
	s.wall += SIGNED_TIME_STEP_SECONDS_MAX;
	assert_rule(append(&s, B, receive(&s, B, B)), RULE_NONE);
	run(&s);
	assert_int_equal(s.last[REPLICA_APPENDED].time, s.wall);
	stage_fini(&s);
}

static void time_in_the_log_does_not_follow_a_clock_that_goes_back(void **state)
{
	struct stage s;
	int64_t before;

	(void)state;
	stage_init(&s);
	furnish(&s);
	before = replica_log(at(&s, B), name(&s, B))->time;
	s.wall -= 3600;
	assert_rule(append(&s, B, receive(&s, B, B)), RULE_NONE);
	run(&s);
	assert_int_equal(s.last[REPLICA_APPENDED].time, before);
	stage_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_node_that_is_not_admitted_yet_appends_nothing),
		T(acts_that_wait_for_a_batch_share_the_next),
		T(an_act_is_a_copy_while_it_waits_and_when_it_is_stored),
		T(an_act_of_another_node_is_not_taken),
		cmocka_unit_test(
		    an_act_of_a_case_that_names_no_case_is_not_taken),
		T(a_pending_act_counts_for_the_next),
		T(a_clock_that_leaps_a_day_needs_a_word),
		T(time_in_the_log_does_not_follow_a_clock_that_goes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
