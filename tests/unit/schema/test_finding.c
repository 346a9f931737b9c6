/* What an auditor is shown of a case (M50). */
#include "schema/finding.h"

#include "schema/calendar.h"
#include "tests/unit/schema/life.h"

#define H WORLD_HANBIN
#define G WORLD_GAOXIN

static void expect(struct stage *s, enum finding_kind kind,
    const struct act *act, const char *detail)
{
	const struct dossier *d = life_fold(s);
	size_t count;
	const struct finding *found =
	    finding_list(s->arena, life_ledger(), d, &count);

	assert_int_equal(count, 1);
	assert_string_equal(finding_name(found[0].kind), finding_name(kind));
	assert_true(digest_equal(&found[0].act, &act->id));
	assert_string_equal(
	    found[0].detail != NULL ? found[0].detail : "", detail);
}

static void expect_none(struct stage *s)
{
	const struct dossier *d = life_fold(s);
	size_t count;

	(void)finding_list(s->arena, life_ledger(), d, &count);
	assert_int_equal(count, 0);
}

static const struct act *notice(struct stage *s, const char *materials)
{
	struct act *draft = life_draft(s, H, "case.notice");

	world_list(s->w, draft, "materials", materials);
	return life_accepted(s, draft);
}

/* M50: the second time it asks for more, and nothing had changed. */
static void a_second_notice_with_more_is_found(void **state)
{
	const struct act *second;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, H, "M1,M2");
	(void)notice(&s, "M3,M5");
	(void)life_logged(&s, H, "case.supply");
	expect_none(&s);
	second = notice(&s, "M3,M4,M5");
	expect(&s, FINDING_SECOND_NOTICE, second, "M4");
	life_fini(&s);
}

static void a_second_notice_after_a_supply_is_none(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, H, "M1,M2");
	(void)notice(&s, "M3,M5");
	draft = life_draft(&s, H, "case.supply");
	life_materials(&s, draft, "M3");
	(void)life_accepted(&s, draft);
	(void)notice(&s, "M4,M5");
	expect_none(&s);
	life_fini(&s);
}

/* M13: what was abolished is asked for. */
static void an_abolished_material_is_found(void **state)
{
	const struct act *act;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, H, "M1,M2");
	act = notice(&s, "M3,M5,M6");
	expect(&s, FINDING_ABOLISHED, act, "M6");
	life_fini(&s);
}

static void a_decision_without_the_applicants_word_is_found(void **state)
{
	const struct act *decision;
	struct act *draft;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, H, "M1,M2,M3,M5");
	life_review(&s, H);
	draft = life_draft(&s, G, "case.contribute");
	world_text(s.w, draft, "what", "withdraw");
	(void)life_accepted(&s, draft);
	decision = life_logged(&s, H, "case.decide.yes");
	expect(&s, FINDING_WORD_LEFT_OUT, decision, "withdraw");
	life_fini(&s);
}

static void an_act_after_the_hand_over_is_found(void **state)
{
	const struct act *act;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, G, "M1,M2,M3,M5");
	{
		struct digest before = s.custody, after;

		stage_hand_over(&s, G, H);
		after = s.custody;
		s.custody = before;
		act = life_log(&s, G, "case.accept");
		s.custody = after;
	}
	expect(&s, FINDING_AFTER_HAND_OVER, act, "F-94");
	life_fini(&s);
}

/* M07: silence had accepted; the notice is kept, and shown for what it is. */
static void a_late_notice_is_found(void **state)
{
	const struct act *act;
	struct act *draft;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, H, "M1,M2");
	s.w->now += 20 * LIFE_DAY;
	draft = life_draft(&s, H, "case.notice");
	world_list(s.w, draft, "materials", "M3,M5");
	act = life_refused(&s, RULE_SILENCE, draft);
	expect(&s, FINDING_LATE_NOTICE, act, "");
	life_fini(&s);
}

/* Two levels, and a third hall signs; a department is asked that the standard
 * does not name. */
static void an_extra_sign_off_is_found(void **state)
{
	const struct act *act;
	struct act *draft;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, H, "M1,M2,M3,M5");
	life_review(&s, H);
	draft = life_draft(&s, H, "case.opine");
	world_int(s.w, draft, "level", 3);
	act = life_refused(&s, RULE_LEVEL, draft);
	expect(&s, FINDING_EXTRA_SIGN_OFF, act, "");
	life_fini(&s);

	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, H, "M1,M2,M3,M5");
	draft = life_draft(&s, H, "case.owe");
	world_text(s.w, draft, "what", "opinion");
	world_text(s.w, draft, "to", "ankang");
	world_text(s.w, draft, "blocks", "decide");
	world_bool(s.w, draft, "reads", false);
	act = life_accepted(&s, draft);
	expect(&s, FINDING_EXTRA_SIGN_OFF, act, "ankang");
	life_fini(&s);
}

/* M01: the home ended the grant; the hall signed before it had heard, and is
 * refused once it cites a head that holds the end. */
static void a_stale_grant_is_found(void **state)
{
	const struct act *act;
	struct act *end, *draft;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, G, "M1,M2,M3,M5");
	draft = life_draft(&s, G, "case.accept");
	end = world_draft(s.w, H, "grant.end");
	world_id(s.w, end, "grant", &s.w->grant);
	world_text(s.w, end, "reason", "协议到期");
	(void)world_log_by(s.w, end, &s.w->nodes[H].log);
	act = life_accepted(&s, draft);
	expect(&s, FINDING_STALE_GRANT, act, "hanbin");
	(void)life_refused(
	    &s, RULE_GRANT_OVER, life_draft(&s, G, "case.review.start"));
	life_fini(&s);
}

/* Of two ends the first counts; one of another log, or of no grant, none. */
static void a_grant_is_ended_by_its_own_log_alone(void **state)
{
	static const enum world_node_index logs[] = { G, H, H };
	const struct grant *g;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, G, "M1,M2,M3,M5");
	for (unsigned i = 0; i < 3; i++) {
		struct act *end = world_draft(s.w, logs[i], "grant.end");
		struct digest none = { { (uint8_t)i } };

		world_id(s.w, end, "grant", i == 1 ? &none : &s.w->grant);
		world_text(s.w, end, "reason", "协议到期");
		(void)world_log_by(s.w, end, &s.w->nodes[logs[i]].log);
		(void)life_fold(&s);
		g = ledger_grant(life_ledger(), &s.w->grant);
		assert_int_equal(g->ended, i == 2);
	}
	life_fini(&s);
}

/* A newer version than the one it was counted by was there by then. */
static void an_older_calendar_is_found(void **state)
{
	const struct calendar *now;
	const struct act *late;
	struct value *tree;
	struct act *draft;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, H, "M1,M2");
	(void)notice(&s, "M3,M5");
	(void)life_logged(&s, H, "case.supply");
	now = ledger_calendar(life_ledger(), WORLD_SERIES);
	tree = value_clone(s.w->arena, calendar_value(now));
	value_set(s.w->arena, tree, "version", value_int(s.w->arena, 2));
	draft = world_draft(s.w, WORLD_ANKANG, "calendar.publish");
	value_set(s.w->arena, world_body(draft), "calendar", tree);
	(void)world_log_by(s.w, draft, &s.w->root);
	expect_none(&s); /* the first notice was before it */
	late = notice(&s, "M3,M5");
	expect(&s, FINDING_OLDER_CALENDAR, late, "");
	life_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_second_notice_with_more_is_found),
		TEST(a_second_notice_after_a_supply_is_none),
		TEST(an_abolished_material_is_found),
		TEST(a_decision_without_the_applicants_word_is_found),
		TEST(a_late_notice_is_found),
		TEST(an_extra_sign_off_is_found),
		TEST(a_stale_grant_is_found),
		TEST(a_grant_is_ended_by_its_own_log_alone),
		TEST(an_act_after_the_hand_over_is_found),
		TEST(an_older_calendar_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
