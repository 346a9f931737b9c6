/* The whole life of a case: every event of the table, with its guards. */
#include "schema/act_body.h"
#include "schema/owed.h"
#include "schema/silence.h"
#include "schema/standard.h"
#include "tests/unit/schema/life.h"

#define H   WORLD_HANBIN
#define G   WORLD_GAOXIN
#define ALL "M1,M2,M3,M5"

/* M03, M05: received, accepted and decided by a hall that was granted it. */
static void a_grant_goes_to_its_end(void **state)
{
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, G, ALL);
	life_review(&s, G);
	(void)life_logged(&s, G, "case.decide.yes");
	(void)life_logged(&s, G, "case.issue");
	(void)life_logged(&s, G, "case.deliver");
	(void)life_logged(&s, G, "case.close");
	life_expect_state(&s, MACHINE_CLOSED);
	life_fini(&s);
}

static void a_refusal_is_delivered_with_its_reasons(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, H, ALL);
	life_review(&s, H);
	draft = life_draft(&s, H, "case.decide.no");
	draft->vault_count = 0;
	(void)life_refused(&s, RULE_BODY_SHAPE, draft);
	(void)life_logged(&s, H, "case.decide.no");
	life_expect_state(&s, MACHINE_NO);
	(void)life_logged(&s, H, "case.deliver");
	(void)life_logged(&s, H, "case.close");
	life_fini(&s);
}

static void a_key_material_that_lacks_stops_acceptance(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, H, "M1,M2,M3");
	(void)life_refused(&s, RULE_KEYS, life_draft(&s, H, "case.accept"));
	draft = life_draft(&s, H, "case.accept");
	life_materials(&s, draft, "M5");
	(void)life_accepted(&s, draft);
	life_fini(&s);
}

/* M06: once, and whole. */
static void a_notice_names_all_that_lacks(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, H, "M1,M2");
	(void)life_refused(&s, RULE_NOTICE, life_draft(&s, H, "case.notice"));
	draft = life_draft(&s, H, "case.notice");
	world_list(s.w, draft, "materials", "M3");
	(void)life_refused(&s, RULE_NOTICE, draft);
	draft = life_draft(&s, H, "case.notice");
	world_list(s.w, draft, "materials", "M3,M5,M9");
	(void)life_refused(&s, RULE_NOTICE, draft);
	draft = life_draft(&s, H, "case.notice");
	world_list(s.w, draft, "materials", "M3,M5");
	(void)life_accepted(&s, draft);
	life_expect_state(&s, MACHINE_CORRECT);
	draft = life_draft(&s, H, "case.supply");
	life_materials(&s, draft, "M3,M5");
	(void)life_accepted(&s, draft);
	life_expect_state(&s, MACHINE_RECEIVED);
	assert_true(life_fold(&s)->supplied_at > life_fold(&s)->noticed_at);
	(void)life_logged(&s, H, "case.accept");
	life_fini(&s);
}

static void a_notice_after_five_working_days_is_void(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, H, "M1,M2");
	s.w->now += 6 * LIFE_DAY; /* Monday to Sunday: five working days */
	draft = life_draft(&s, H, "case.notice");
	world_list(s.w, draft, "materials", "M3,M5");
	(void)life_accepted(&s, draft);
	life_fini(&s);
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, H, "M1,M2");
	s.w->now += 8 * LIFE_DAY; /* Tuesday of the next week */
	draft = life_draft(&s, H, "case.notice");
	world_list(s.w, draft, "materials", "M3,M5");
	(void)life_refused(&s, RULE_SILENCE, draft);
	draft = life_draft(&s, H, "case.not_accept");
	world_int(s.w, draft, "calendar", 1);
	world_list(s.w, draft, "criteria", "L01-1");
	(void)life_refused(&s, RULE_SILENCE, draft);
	life_fini(&s);
}

static void a_supply_that_does_not_come_ends_the_case(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, H, "M1,M2");
	draft = life_draft(&s, H, "case.notice");
	world_list(s.w, draft, "materials", "M3,M5");
	(void)life_accepted(&s, draft);
	s.w->now += 14 * LIFE_DAY;
	(void)life_refused(
	    &s, RULE_SUPPLY_EARLY, life_draft(&s, H, "case.supply.lapse"));
	s.w->now += 8 * LIFE_DAY;
	(void)life_logged(&s, H, "case.supply.lapse");
	life_expect_state(&s, MACHINE_RETURNED);
	life_fini(&s);
}

/* M07 */
static void a_gap_may_follow_where_the_standard_says_so(void **state)
{
	const struct act *act;
	struct act *draft;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, H, "M1,M2,M5");
	(void)life_refused(&s, RULE_GAP, life_draft(&s, H, "case.accept.gap"));
	draft = life_draft(&s, H, "case.accept.gap");
	world_list(s.w, draft, "gaps", "M3,M4");
	(void)life_refused(&s, RULE_GAP, draft);
	draft = life_draft(&s, H, "case.accept.gap");
	world_list(s.w, draft, "gaps", "M3");
	act = life_accepted(&s, draft);
	assert_int_equal(life_fold(&s)->owed_count, 1);
	assert_string_equal(life_fold(&s)->owed[0].what, "gap");
	(void)life_logged(&s, H, "case.review.start");
	(void)life_logged(&s, H, "case.opine");
	(void)life_logged(&s, H, "case.decide.yes");
	(void)life_refused(&s, RULE_BLOCKED, life_draft(&s, H, "case.issue"));
	draft = life_draft(&s, H, "case.owe.close");
	world_id(s.w, draft, "owed", &act->id);
	world_text(s.w, draft, "material", "M3");
	(void)life_refused(&s, RULE_OWED_END, draft);
	draft = life_draft(&s, H, "case.owe.close");
	world_id(s.w, draft, "owed", &act->id);
	world_text(s.w, draft, "material", "M3");
	life_materials(&s, draft, "M3");
	(void)life_accepted(&s, draft);
	(void)life_logged(&s, H, "case.issue");
	life_fini(&s);
}

static void a_gap_that_stays_open_ends_the_case(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, H, "M1,M2,M5");
	draft = life_draft(&s, H, "case.accept.gap");
	world_list(s.w, draft, "gaps", "M3");
	(void)life_accepted(&s, draft);
	(void)life_refused(
	    &s, RULE_GAP_EARLY, life_draft(&s, H, "case.gap.lapse"));
	s.w->now += 8 * LIFE_DAY;
	(void)life_logged(&s, H, "case.gap.lapse");
	life_expect_state(&s, MACHINE_RETURNED);
	assert_int_equal(life_fold(&s)->owed[0].state, OWED_CANCELLED);
	life_fini(&s);
}

/* M08, M09: a promise kept or found broken after the close. */
static void a_promise_found_broken_revokes_the_licence(void **state)
{
	const struct act *promise;
	struct act *draft;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, H, "M1,M2,M3");
	draft = life_draft(&s, H, "case.accept.promise");
	world_list(s.w, draft, "promised", "M3,M5");
	(void)life_refused(&s, RULE_PROMISE, draft);
	draft = life_draft(&s, H, "case.accept.promise");
	world_list(s.w, draft, "promised", "M5");
	promise = life_accepted(&s, draft);
	(void)life_logged(&s, H, "case.review.start");
	(void)life_logged(&s, H, "case.opine");
	(void)life_logged(&s, H, "case.decide.yes");
	(void)life_logged(&s, H, "case.issue");
	(void)life_logged(&s, H, "case.deliver");
	(void)life_logged(&s, H, "case.close");
	draft = life_draft(&s, H, "case.revoke");
	world_id(s.w, draft, "owed", &promise->id);
	world_text(s.w, draft, "material", "M5");
	(void)life_refused(&s, RULE_REVOKE, draft);
	draft = life_draft(&s, H, "case.owe.close");
	world_id(s.w, draft, "owed", &promise->id);
	world_text(s.w, draft, "material", "M5");
	(void)life_refused(&s, RULE_OWED_END, draft); /* "done" says neither */
	draft = life_draft(&s, H, "case.owe.close");
	world_id(s.w, draft, "owed", &promise->id);
	world_text(s.w, draft, "material", "M5");
	world_text(s.w, draft, "result", "broken");
	(void)life_accepted(&s, draft);
	draft = life_draft(&s, H, "case.revoke");
	world_id(s.w, draft, "owed", &promise->id);
	world_text(s.w, draft, "material", "M5");
	(void)life_accepted(&s, draft);
	life_expect_state(&s, MACHINE_REVOKED);
	life_fini(&s);
}

static void a_material_follows_later_or_is_promised_not_both(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	life_init(&s, "life_both.yaml");
	(void)life_receive(&s, H, "M1");
	draft = life_draft(&s, H, "case.accept.promise");
	world_list(s.w, draft, "promised", "M2");
	world_list(s.w, draft, "gaps", "M2");
	world_vault(s.w, draft, "gap");
	(void)life_refused(&s, RULE_PROMISE, draft);
	draft = life_draft(&s, H, "case.accept.promise");
	world_list(s.w, draft, "promised", "M2");
	(void)life_accepted(&s, draft);
	life_fini(&s);
}

static void a_promise_withdrawn_goes_the_ordinary_way(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, H, "M1,M2,M3");
	draft = life_draft(&s, H, "case.accept.promise");
	world_list(s.w, draft, "promised", "M5");
	(void)life_accepted(&s, draft);
	(void)life_logged(&s, H, "case.promise.withdraw");
	life_expect_state(&s, MACHINE_CORRECT);
	assert_int_equal(life_fold(&s)->owed[0].state, OWED_CANCELLED);
	draft = life_draft(&s, H, "case.supply");
	life_materials(&s, draft, "M5");
	(void)life_accepted(&s, draft);
	life_review(&s, H);
	(void)life_refused(
	    &s, RULE_PROMISED, life_draft(&s, H, "case.promise.withdraw"));
	life_fini(&s);
}

static void only_promises_need_the_clean_record(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, H, "M1,M2,M3");
	for (unsigned round = 0; round < 2; round++) {
		const struct value *verdicts;

		draft = life_draft(
		    &s, H, round == 0 ? "case.accept.promise" : "case.accept");
		verdicts = value_get(draft->body, "verdicts");
		value_set(s.w->arena, (struct value *)(uintptr_t)verdicts,
		    "L01-2", value_text(s.w->arena, "not_met"));
		if (round == 0)
			world_list(s.w, draft, "promised", "M5");
		else
			life_materials(&s, draft, "M5");
		(void)life_refused(
		    &s, round == 0 ? RULE_CRITERIA : RULE_NONE, draft);
	}
	life_fini(&s);
}

static void what_a_person_must_judge_is_judged_by_one(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, H, ALL);
	for (unsigned round = 0; round < 2; round++) {
		const struct value *verdicts;

		draft = life_draft(&s, H, "case.accept");
		verdicts = value_get(draft->body, "verdicts");
		value_set(s.w->arena, (struct value *)(uintptr_t)verdicts,
		    "L01-3", value_text(s.w->arena, "unknown"));
		if (round == 1)
			world_list(s.w, draft, "manual", "L01-3");
		(void)life_refused(
		    &s, round == 0 ? RULE_CRITERIA : RULE_NONE, draft);
	}
	life_fini(&s);
}

static void any_hall_says_that_it_is_not_the_place(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, G, "M1");
	draft = life_draft(&s, G, "case.not_accept");
	world_int(s.w, draft, "calendar", 1);
	draft->ref_count = 0; /* no grant */
	(void)life_refused(&s, RULE_GRANT_MISSING, draft);
	draft = life_draft(&s, G, "case.not_accept");
	world_int(s.w, draft, "calendar", 1);
	world_text(s.w, draft, "ground", "out_of_scope");
	world_text(s.w, draft, "instead", "城关镇便民中心");
	draft->ref_count = 0;
	(void)life_accepted(&s, draft);
	life_expect_state(&s, MACHINE_NOT_ACCEPTED);
	life_fini(&s);
}

static void not_required_names_the_criterion_that_says_so(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, H, "M1");
	draft = life_draft(&s, H, "case.not_required");
	world_list(s.w, draft, "criteria", "L01-1");
	(void)life_refused(&s, RULE_GROUNDS, draft);
	draft = life_draft(&s, H, "case.not_required");
	world_list(s.w, draft, "criteria", "L01-4");
	(void)life_accepted(&s, draft);
	life_expect_state(&s, MACHINE_NOT_REQUIRED);
	life_fini(&s);
}

/* M20 to M22 */
static void a_special_procedure_stops_the_limits(void **state)
{
	const struct act *start;
	struct act *draft;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, H, ALL);
	(void)life_logged(&s, H, "case.accept");
	draft = life_draft(&s, H, "case.special.start");
	(void)life_refused(&s, RULE_SPECIAL, draft);
	draft = life_draft(&s, H, "case.special.start");
	world_text(s.w, draft, "code", "survey");
	start = life_accepted(&s, draft);
	life_expect_state(&s, MACHINE_SPECIAL);
	s.w->now += 3 * LIFE_DAY;
	draft = life_draft(&s, H, "case.special.end");
	world_id(s.w, draft, "start", &start->id);
	(void)life_refused(&s, RULE_SPECIAL_END, draft);
	draft = life_draft(&s, H, "case.special.end");
	world_id(s.w, draft, "start", &start->id);
	world_vault(s.w, draft, "special.survey");
	(void)life_accepted(&s, draft);
	life_expect_state(&s, MACHINE_REVIEW);
	assert_int_equal(life_fold(&s)->pause_count, 1);
	(void)life_logged(&s, H, "case.opine");
	(void)life_logged(&s, H, "case.decide.yes");
	life_fini(&s);
}

static void a_limit_is_extended_once_and_in_time(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, H, ALL);
	life_review(&s, H);
	draft = life_draft(&s, H, "case.extend");
	world_text(s.w, draft, "limit", "11WD");
	(void)life_refused(&s, RULE_EXTENSION, draft);
	draft = life_draft(&s, H, "case.extend");
	world_text(s.w, draft, "limit", "10WD");
	(void)life_accepted(&s, draft);
	(void)life_refused(
	    &s, RULE_EXTENSION, life_draft(&s, H, "case.extend"));
	life_expect_state(&s, MACHINE_REVIEW);
	life_fini(&s);
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, H, ALL);
	life_review(&s, H);
	s.w->now += 40 * LIFE_DAY;
	(void)life_refused(
	    &s, RULE_EXTENSION, life_draft(&s, H, "case.extend"));
	life_fini(&s);
}

static void an_older_calendar_than_before_is_refused(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, H, "M1,M2");
	draft = life_draft(&s, H, "case.notice");
	world_list(s.w, draft, "materials", "M3,M5");
	world_int(s.w, draft, "calendar", 7);
	(void)life_refused(&s, RULE_UNRESOLVED, draft);
	life_fini(&s);
}

static void an_entry_error_is_annulled_by_a_leader(void **state)
{
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, H, "M1");
	life_expect(&s, RULE_ROLE,
	    world_log(s.w, life_draft(&s, H, "case.annul"), WORLD_CLERK));
	(void)life_logged(&s, H, "case.annul");
	life_expect_state(&s, MACHINE_ANNULLED);
	(void)life_refused(&s, RULE_STATE, life_draft(&s, H, "case.accept"));
	life_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_grant_goes_to_its_end),
		TEST(a_refusal_is_delivered_with_its_reasons),
		TEST(a_key_material_that_lacks_stops_acceptance),
		TEST(a_notice_names_all_that_lacks),
		TEST(a_notice_after_five_working_days_is_void),
		TEST(a_supply_that_does_not_come_ends_the_case),
		TEST(a_gap_may_follow_where_the_standard_says_so),
		TEST(a_gap_that_stays_open_ends_the_case),
		TEST(a_promise_found_broken_revokes_the_licence),
		TEST(a_material_follows_later_or_is_promised_not_both),
		TEST(a_promise_withdrawn_goes_the_ordinary_way),
		TEST(only_promises_need_the_clean_record),
		TEST(what_a_person_must_judge_is_judged_by_one),
		TEST(any_hall_says_that_it_is_not_the_place),
		TEST(not_required_names_the_criterion_that_says_so),
		TEST(a_special_procedure_stops_the_limits),
		TEST(a_limit_is_extended_once_and_in_time),
		TEST(an_older_calendar_than_before_is_refused),
		TEST(an_entry_error_is_annulled_by_a_leader),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
