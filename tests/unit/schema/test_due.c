/* What is due in a case, row by row; each is made by the robot, counts, and is
 * due no more. */
#include "schema/owed.h"
#include "tests/unit/schema/robot.h"

/* C2 */
static void a_case_that_is_not_supplied_is_returned(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	robot_start(&s, "life_clocks.yaml"); /* 8WH */
	(void)life_receive(&s, H, "M1");
	s.w->now = at("2026-11-24", 10, 0);
	draft = life_draft(&s, H, "case.notice");
	world_list(s.w, draft, "materials", "M2");
	(void)life_accepted(&s, draft);
	(void)robot_look(&s, H, at("2026-11-25", 12, 0));
	assert_int_equal(due_count, 0);
	assert_int_equal(due_next, at("2026-11-25", 12, 0) + 1);
	s.w->now = at("2026-11-25", 12, 0) + 1;
	(void)robot_look(&s, H, s.w->now);
	(void)robot_make(&s, H, robot_only("case.supply.lapse"));
	life_expect_state(&s, MACHINE_RETURNED);
	assert_int_equal(robot_work(&s, H), 0);
	life_fini(&s);
}

/* What was handed in at another hall in time, and nobody has taken over yet */
static void a_word_in_time_keeps_the_case_from_lapsing(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	robot_start(&s, "life_clocks.yaml");
	(void)life_receive(&s, H, "M1");
	s.w->now = at("2026-11-24", 10, 0);
	draft = life_draft(&s, H, "case.notice");
	world_list(s.w, draft, "materials", "M2");
	(void)life_accepted(&s, draft);
	draft = life_draft(&s, G, "case.contribute");
	world_text(s.w, draft, "what", "supply");
	life_materials(&s, draft, "M2");
	(void)life_accepted(&s, draft);
	(void)robot_look(&s, H, at("2026-12-25", 12, 0));
	assert_int_equal(robot_count("case.supply.lapse"), 0);
	life_fini(&s);
}

/* C8, lapse: terminate */
static void a_gap_that_is_over_ends_the_case(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	robot_start(&s, "life_clocks.yaml"); /* 4WH */
	(void)life_receive(&s, H, "M1");
	s.w->now = at("2026-11-24", 10, 0);
	draft = life_draft(&s, H, "case.accept.gap");
	world_list(s.w, draft, "gaps", "M2");
	(void)life_accepted(&s, draft);
	(void)robot_look(&s, H, at("2026-11-24", 16, 0));
	assert_int_equal(robot_count("case.gap.lapse"), 0);
	s.w->now = at("2026-11-24", 16, 1);
	(void)robot_look(&s, H, s.w->now);
	(void)robot_make(&s, H, robot_only("case.gap.lapse"));
	life_expect_state(&s, MACHINE_RETURNED);
	life_fini(&s);
}

static void an_offer_that_nobody_answered_comes_back(void **state)
{
	const struct act *offer;
	struct dossier const *d;
	struct stage s;

	(void)state;
	robot_start(&s, "life_due.yaml");
	robot_order(&s);
	offer = stage_offer(&s, A, H);
	d = robot_look(&s, A, s.w->now);
	(void)robot_look(&s, A, d->offer.expiry);
	assert_int_equal(robot_count("case.reclaim"), 0);
	s.w->now = life_fold(&s)->offer.expiry + 60;
	(void)robot_look(&s, H, s.w->now);
	assert_int_equal(robot_count("case.reclaim"), 0);
	(void)robot_look(&s, A, s.w->now);
	(void)robot_only("case.reclaim");
	life_expect(&s, RULE_NONE,
	    robot_sign(&s, A,
		world_reclaim(s.w, A, &s.dossier, &offer->id,
		    world_note(s.w, H, s.w->nodes[H].count, s.w->now))));
	assert_false(life_fold(&s)->on_offer);
	life_fini(&s);
}

/* C14 */
static void a_lead_is_reminded_of_on_each_of_its_days(void **state)
{
	const struct act *opening;
	struct act *draft;
	struct stage s;
	char code[CALLBACK_ROOM];

	(void)state;
	robot_start(&s, "life_item.yaml");
	opening = robot_sign(&s, H, life_lead(&s, H, "expiry"));
	s.dossier = opening->id;
	s.custody = opening->id;
	assert_int_equal(robot_work(&s, H), 1);
	assert_string_equal(life_fold(&s)->owed[0].what, "renew");
	(void)robot_look(&s, H, at("2026-12-16", 23, 59));
	assert_int_equal(robot_count("case.owe"), 0);
	assert_int_equal(due_next, at("2026-12-17", 0, 0));
	s.w->now = at("2026-12-17", 8, 0);
	assert_int_equal(robot_work(&s, H), 1);
	s.w->now = at("2026-12-18", 9, 0);
	callback_format(code, s.w->genesis.suite, &s.dossier);
	draft = life_draft(&s, H, "case.lead.contact");
	world_text(s.w, draft, "code", code);
	(void)life_accepted(&s, draft);
	assert_int_equal(robot_work(&s, H), 2); /* both are closed */
	s.w->now = at("2026-12-21", 8, 0);
	assert_int_equal(robot_work(&s, H), 1);
	assert_int_equal(life_fold(&s)->owed_count, 3);
	assert_int_equal(life_fold(&s)->owed[1].state, OWED_CLOSED);
	assert_int_equal(life_fold(&s)->owed[2].state, OWED_OPEN);
	life_fini(&s);
}

static void rate(struct stage *s, enum world_node_index node, bool named)
{
	struct act *draft = life_draft(s, node, "case.rate");

	world_int(s->w, draft, "level", 4);
	world_bool(s->w, draft, "named", named);
	(void)life_accepted(s, draft);
}

/* C13 */
static void a_bad_rating_opens_a_mending_and_a_call_back(void **state)
{
	const struct dossier *d;
	struct stage s;

	(void)state;
	robot_start(&s, "life_clocks.yaml");
	(void)life_receive(&s, G, ALL);
	stage_hand_over(&s, G, H);
	rate(&s, G, false);
	(void)robot_look(&s, G, s.w->now);
	assert_int_equal(due_count, 0); /* who has no pen */
	assert_int_equal(robot_work(&s, H), 1);
	d = life_fold(&s);
	assert_string_equal(d->owed[0].what, "rectify");
	assert_string_equal(d->owed[0].limit, "5WD");
	rate(&s, G, true); /* the same mending is for it */
	assert_int_equal(robot_work(&s, H), 1);
	assert_string_equal(life_fold(&s)->owed[1].what, "visit");
	life_fini(&s);
}

/* Whom the standard makes answer for ratings owes them. */
static void who_answers_for_ratings_owes_the_mending(void **state)
{
	struct stage s;

	(void)state;
	robot_start(&s, "life_due.yaml");
	robot_order(&s);
	stage_hand_over(&s, A, H);
	(void)life_logged(&s, H, "case.decide.yes");
	(void)robot_work(&s, H);
	rate(&s, A, true);
	(void)robot_look(&s, H, s.w->now);
	assert_string_equal(robot_only("case.owe")->what, "rectify");
	assert_string_equal(robot_only("case.owe")->to, "ankang");
	(void)robot_work(&s, H);
	life_fini(&s);
}

/* F-192 */
static void a_decided_order_asks_for_a_call_back(void **state)
{
	struct stage s;

	(void)state;
	robot_start(&s, "life_due.yaml");
	robot_order(&s);
	(void)life_logged(&s, A, "case.decide.yes");
	(void)robot_look(&s, H, s.w->now);
	assert_int_equal(due_count, 0);
	(void)robot_look(&s, A, s.w->now);
	assert_string_equal(robot_only("case.owe")->what, "visit");
	assert_string_equal(robot_only("case.owe")->limit, "2WD");
	(void)robot_work(&s, A);
	life_fini(&s);
}

/* F-206: `when` where it is public; the rest is a clerk's */
static void what_the_standard_opens_is_opened_once(void **state)
{
	struct due_opening opens[DUE_OPENS_MAX];
	const struct owed *o;
	struct stage s;
	size_t n;

	(void)state;
	robot_start(&s, "life_due.yaml");
	robot_order(&s);
	assert_int_equal(robot_work(&s, A), 1);
	assert_string_equal(life_fold(&s)->owed[0].code, "photo");
	(void)life_logged(&s, A, "case.accept");
	(void)robot_work(&s, A);
	assert_int_equal(life_fold(&s)->owed_count, 2);
	o = &life_fold(&s)->owed[1];
	assert_string_equal(o->code, "main");
	assert_string_equal(o->dept, "主办单位");
	assert_string_equal(o->limit, "5WD");
	assert_int_equal(o->blocks, OWED_BLOCKS_DECIDE);
	n = due_owed_openings(life_fold(&s), opens);
	assert_int_equal(n, 1);
	assert_int_equal(opens[0].when, VERDICT_UNKNOWN);
	assert_string_equal(
	    value_get_string(opens[0].obligation, "code"), "fire");
	life_fini(&s);
}

static const struct act *ask_for(struct stage *s, enum world_node_index node)
{
	struct act *draft = life_draft(s, node, "case.contribute");

	world_text(s->w, draft, "what", "handover");
	return life_accepted(s, draft);
}

/* F-204: who walked in at a third hall is served there */
static void a_case_goes_to_the_hall_that_asked_for_it(void **state)
{
	const struct act *offer;
	struct stage s;

	(void)state;
	robot_start(&s, "life_due.yaml");
	robot_order(&s);
	(void)robot_work(&s, A);
	(void)ask_for(&s, G);
	(void)robot_look(&s, A, s.w->now);
	assert_string_equal(robot_only("case.offer")->to, "ankang-gaoxin");
	offer = robot_make(&s, A, robot_only("case.offer"));
	assert_string_equal(life_fold(&s)->offer.to, "ankang-gaoxin");
	s.custody = stage_answer(&s, G, "case.take", offer)->id;
	(void)robot_look(&s, G, s.w->now);
	assert_int_equal(robot_count("case.offer"), 0);
	stage_hand_over(&s, G, A); /* it has had it: no second time */
	(void)robot_look(&s, A, s.w->now);
	assert_int_equal(robot_count("case.offer"), 0);
	life_fini(&s);
}

/* A node that gets its first robot key is not told of ten years of cases. */
static void what_was_due_before_the_robot_is_left_to_the_clerks(void **state)
{
	struct stage s;

	(void)state;
	robot_start(&s, "life_due.yaml");
	robot_order(&s);
	due_since = at("2026-12-20", 0, 0);
	(void)robot_look(&s, A, at("2026-12-24", 0, 0));
	assert_int_equal(due_count, 0);
	life_fini(&s);
}

/* F-203, in the fold: what a stolen key cannot do */
static void a_robot_signs_only_what_is_ordered(void **state)
{
	const struct act *word;
	struct due x = { .kind = "case.owe",
		.level = DUE_NO_LEVEL,
		.what = "fee",
		.to = "ankang",
		.blocks = "none" };
	struct act *draft;
	struct stage s;

	(void)state;
	robot_start(&s, "life_due.yaml");
	robot_order(&s);
	life_expect(&s, RULE_ROBOT, robot_sign(&s, A, robot_draft(&s, A, &x)));
	x.what = "visit";
	x.blocks = "close";
	life_expect(&s, RULE_ROBOT, robot_sign(&s, A, robot_draft(&s, A, &x)));
	x.blocks = "none";
	x.to = "ankang-gaoxin";
	life_expect(&s, RULE_ROBOT, robot_sign(&s, A, robot_draft(&s, A, &x)));
	(void)robot_work(&s, A); /* photo */
	x = (struct due){ .kind = "case.owe",
		.level = DUE_NO_LEVEL,
		.what = "assist",
		.code = "photo",
		.to = "ankang",
		.blocks = "decide" };
	life_expect(&s, RULE_ROBOT, robot_sign(&s, A, robot_draft(&s, A, &x)));
	x = (struct due){ .kind = "case.owe.close",
		.level = DUE_NO_LEVEL,
		.has_owed = true,
		.owed = life_fold(&s)->owed[0].act };
	life_expect(&s, RULE_ROBOT, robot_sign(&s, A, robot_draft(&s, A, &x)));
	draft = world_offer(s.w, A, &s.dossier, &s.custody, G);
	life_expect(&s, RULE_ROBOT, robot_sign(&s, A, draft));
	word = ask_for(&s, G);
	draft = world_offer(s.w, A, &s.dossier, &s.custody, H);
	world_id(s.w, draft, "word", &word->id);
	world_after(draft, &word->id);
	life_expect(&s, RULE_HANDOVER, robot_sign(&s, A, draft));
	life_expect(
	    &s, RULE_ROLE, robot_sign(&s, A, life_draft(&s, A, "case.accept")));
	life_expect(&s, RULE_ROLE,
	    robot_sign(&s, A, life_draft(&s, A, "case.decide.yes")));
	life_fini(&s);
}

/* After a refusal, with the new key that is due then. */
static struct act *once_more(struct stage *s, const struct act *word)
{
	struct act *draft = world_offer(s->w, A, &s->dossier, &s->custody, G);

	world_id(s->w, draft, "word", &word->id);
	world_after(draft, &word->id);
	world_wraps(s->w, draft, 1, "ankang,ankang-gaoxin");
	return draft;
}

/* The same request is answered once; a clerk decides on a second offer. */
static void a_robot_answers_a_request_once(void **state)
{
	const struct act *word;
	const struct act *offer;
	struct act *draft;
	struct stage s;

	(void)state;
	robot_start(&s, "life_due.yaml");
	robot_order(&s);
	(void)robot_work(&s, A);
	word = ask_for(&s, G);
	(void)robot_look(&s, A, s.w->now);
	offer = robot_make(&s, A, robot_only("case.offer"));
	s.custody = offer->id;
	(void)stage_answer(&s, G, "case.refuse", offer);
	(void)robot_look(&s, A, s.w->now);
	assert_int_equal(robot_count("case.offer"), 0);
	draft = once_more(&s, word);
	life_expect(&s, RULE_HANDOVER, robot_sign(&s, A, draft));
	draft = once_more(&s, word);
	life_expect(&s, RULE_NONE, world_log(s.w, draft, WORLD_CLERK));
	life_fini(&s);
}

/* By a standard that says nothing, a clerk hands over. */
static void without_the_switch_a_clerk_decides(void **state)
{
	const struct act *word;
	struct act *draft;
	struct stage s;

	(void)state;
	robot_start(&s, "life_item.yaml");
	(void)life_receive(&s, H, "M1,M2,M3,M4,M5");
	word = ask_for(&s, G);
	(void)robot_look(&s, H, s.w->now);
	assert_int_equal(due_count, 0);
	draft = world_offer(s.w, H, &s.dossier, &s.custody, G);
	world_id(s.w, draft, "word", &word->id);
	world_after(draft, &word->id);
	life_expect(&s, RULE_ROBOT, robot_sign(&s, H, draft));
	life_fini(&s);
}

/* F-202 */
static void a_robot_has_no_other_role(void **state)
{
	struct sign_pair key;
	struct act *act;
	struct stage s;

	(void)state;
	robot_start(&s, "life_item.yaml");
	sign_pair_make(&key, suite_used(), &s.w->random.random);
	act = control_grant(&s, H, &key, "robot-02");
	world_list(s.w, act, "roles", "acceptor,robot");
	control_expect(
	    &s, ROBOT_ALONE, world_log_by(s.w, act, &s.w->nodes[H].log));
	life_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_case_that_is_not_supplied_is_returned),
		TEST(a_word_in_time_keeps_the_case_from_lapsing),
		TEST(a_gap_that_is_over_ends_the_case),
		TEST(an_offer_that_nobody_answered_comes_back),
		TEST(a_lead_is_reminded_of_on_each_of_its_days),
		TEST(a_bad_rating_opens_a_mending_and_a_call_back),
		TEST(who_answers_for_ratings_owes_the_mending),
		TEST(a_decided_order_asks_for_a_call_back),
		TEST(what_the_standard_opens_is_opened_once),
		TEST(a_case_goes_to_the_hall_that_asked_for_it),
		TEST(what_was_due_before_the_robot_is_left_to_the_clerks),
		TEST(a_robot_signs_only_what_is_ordered),
		TEST(a_robot_answers_a_request_once),
		TEST(without_the_switch_a_clerk_decides),
		TEST(a_robot_has_no_other_role),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
