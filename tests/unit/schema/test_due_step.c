/* The steps of clocks (催办、督办): which is due when, and to whom. */
#include "tests/unit/schema/robot.h"

static void expect_step(const char *clock, int level)
{
	const struct due *found = NULL;

	for (size_t i = 0; i < due_count; i++)
		if (strcmp(due[i].kind, "case.escalate") == 0 &&
		    strcmp(due[i].clock, clock) == 0)
			found = &due[i];
	if (found == NULL)
		fail_msg("no step of %s is due", clock);
	else
		assert_int_equal(found->level, level);
}

/* M34, C11a: a limit of minutes warns in its last quarter */
static void an_order_that_is_not_handed_on_goes_up_four_steps(void **state)
{
	static const struct {
		const char *date;
		int level;
	} days[] = {
		{ "2026-11-26", 2 },
		{ "2026-11-27", 3 },
		{ "2026-11-28", 4 },
	};
	struct stage s;
	int64_t begun;

	(void)state;
	robot_start(&s, "life_due.yaml");
	robot_order(&s);
	begun = at("2026-11-24", 9, 0);
	(void)robot_look(&s, A, begun + 224);
	assert_int_equal(robot_count("case.escalate"), 0);
	assert_int_equal(due_next, begun + 225);
	(void)robot_look(&s, A, begun + 225);
	expect_step("C11a", 1);
	s.w->now = begun + 225;
	(void)robot_make(&s, A, robot_only("case.escalate"));
	for (size_t i = 0; i < sizeof(days) / sizeof(*days); i++) {
		(void)robot_look(&s, A, at(days[i].date, 0, 0) - 1);
		assert_int_equal(robot_count("case.escalate"), 0);
		assert_int_equal(due_next, at(days[i].date, 0, 0));
		s.w->now = at(days[i].date, 0, 0);
		(void)robot_look(&s, A, s.w->now);
		expect_step("C11a", days[i].level);
		(void)robot_make(&s, A, robot_only("case.escalate"));
	}
	(void)robot_look(&s, A, at("2027-02-01", 0, 0));
	assert_int_equal(robot_count("case.escalate"), 0);
	life_fini(&s);
}

/* A node that was down makes the step that is due now, not those missed. */
static void the_highest_step_stands_for_those_below(void **state)
{
	struct stage s;

	(void)state;
	robot_start(&s, "life_due.yaml");
	robot_order(&s);
	s.w->now = at("2026-12-20", 9, 0);
	(void)robot_look(&s, A, s.w->now);
	expect_step("C11a", 4);
	(void)robot_make(&s, A, robot_only("case.escalate"));
	(void)robot_look(&s, A, s.w->now);
	assert_int_equal(robot_count("case.escalate"), 0);
	life_fini(&s);
}

/* C11b is the offerer's; C4 and C11c are of who took it */
static void the_holder_acts_and_nobody_else(void **state)
{
	const struct act *offer;
	struct stage s;

	(void)state;
	robot_start(&s, "life_due.yaml");
	robot_order(&s);
	offer = stage_offer(&s, A, H);
	(void)robot_look(&s, A, s.w->now + 1800);
	expect_step("C11b", 1);
	(void)robot_look(&s, H, s.w->now + 1800);
	assert_int_equal(due_count, 0);
	s.custody = stage_answer(&s, H, "case.take", offer)->id;
	(void)life_logged(&s, H, "case.accept");
	(void)robot_look(&s, H, at("2026-11-30", 0, 0));
	expect_step("C11c", 1); /* the day before the last */
	expect_step("C4", 1);
	(void)robot_look(&s, A, at("2026-11-30", 0, 0));
	assert_int_equal(due_count, 0);
	life_fini(&s);
}

/* A clerk's own step is not made once more. */
static void what_a_clerk_did_is_done(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	robot_start(&s, "life_due.yaml");
	robot_order(&s);
	s.w->now = at("2026-11-26", 8, 0);
	draft = life_draft(&s, A, "case.escalate");
	world_text(s.w, draft, "clock", "C11a");
	world_int(s.w, draft, "level", 3);
	(void)life_accepted(&s, draft);
	(void)robot_look(&s, A, at("2026-11-27", 23, 0));
	assert_int_equal(robot_count("case.escalate"), 0);
	(void)robot_look(&s, A, at("2026-11-28", 0, 0));
	expect_step("C11a", 4);
	life_fini(&s);
}

/* C3, C4, C5 without steps of the standard: when it warns, when it is over */
static void a_standard_without_steps_has_a_reminder_and_a_call(void **state)
{
	struct stage s;

	(void)state;
	robot_start(&s, "life_clocks.yaml"); /* warn: 2WD */
	(void)life_receive(&s, H, "M1,M2,M3");
	(void)life_logged(&s, H, "case.accept");
	(void)robot_look(&s, H, at("2026-12-03", 23, 59));
	assert_int_equal(robot_count("case.escalate"), 0);
	assert_int_equal(due_next, at("2026-12-04", 0, 0));
	s.w->now = at("2026-12-04", 9, 0);
	(void)robot_look(&s, H, s.w->now);
	expect_step("C4", 0);
	(void)robot_make(&s, H, robot_only("case.escalate"));
	(void)robot_look(&s, H, s.w->now);
	assert_int_equal(robot_count("case.escalate"), 0);
	assert_int_equal(due_next, at("2026-12-09", 0, 0));
	s.w->now = at("2026-12-09", 9, 0);
	(void)robot_look(&s, H, s.w->now);
	expect_step("C4", 1);
	(void)robot_make(&s, H, robot_only("case.escalate"));
	(void)life_logged(&s, H, "case.review.start");
	(void)life_logged(&s, H, "case.decide.yes");
	(void)robot_look(&s, H, at("2027-01-05", 9, 0));
	expect_step("C5", 1);
	life_fini(&s);
}

/* Edge: 联合办理 45 working days (Licensing Law art. 42 para 2); one member's
 * hearing stops the joint limit, and the robot is silent meanwhile. */
static void a_joint_limit_of_45_days_stands_while_one_member_is_paused(
    void **state)
{
	const struct act *begun;
	struct act *draft;
	struct stage s;

	(void)state;
	robot_start(&s, "life_clocks.yaml");
	(void)life_receive(&s, H, "M1,M2,M3");
	(void)life_logged(&s, H, "case.accept");
	(void)look(&s, s.w->now);
	expect("statutory", "2027-01-26", DOSSIER_CLOCK_NORMAL);
	draft = life_draft(&s, H, "case.special.start");
	world_text(s.w, draft, "code", "hearing");
	world_text(s.w, draft, "limit", "20WD");
	begun = life_accepted(&s, draft);
	(void)look(&s, at("2027-06-01", 9, 0));
	assert_true(clock_at("statutory", 0)->paused);
	assert_int_equal(clock_at("statutory", 0)->left, 45);
	(void)robot_look(&s, H, at("2027-06-01", 9, 0));
	for (size_t i = 0; i < due_count; i++)
		assert_true(due[i].clock == NULL ||
			    (strcmp(due[i].clock, "C3") != 0 &&
				strcmp(due[i].clock, "C4") != 0));
	s.w->now = at("2026-12-08", 9, 0); /* ten working days later */
	draft = life_draft(&s, H, "case.special.end");
	world_id(s.w, draft, "start", &begun->id);
	world_text(s.w, draft, "result", "held");
	world_vault(s.w, draft, "special.hearing");
	(void)life_accepted(&s, draft);
	(void)look(&s, s.w->now);
	expect("statutory", "2027-02-09", DOSSIER_CLOCK_NORMAL);
	life_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_order_that_is_not_handed_on_goes_up_four_steps),
		TEST(the_highest_step_stands_for_those_below),
		TEST(the_holder_acts_and_nobody_else),
		TEST(what_a_clerk_did_is_done),
		TEST(a_standard_without_steps_has_a_reminder_and_a_call),
		TEST(
		    a_joint_limit_of_45_days_stands_while_one_member_is_paused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
