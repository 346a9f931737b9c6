/* Edge cases of the calendar: what a limit makes of the days around a holiday,
 * and of a year whose days nobody has announced. */
#include "schema/act_body.h"
#include "schema/calendar.h"
#include "schema/ledger.h"
#include "tests/unit/schema/clocked.h"

static void begin_on(struct stage *s, const char *file, const char *date)
{
	life_init_at(s, file, at(date, 8, 0));
	s->w->now = at(date, 9, 0);
}

static void accept_gap_of(struct stage *s, const char *material)
{
	struct act *draft = life_draft(s, H, "case.accept.gap");

	world_list(s->w, draft, "gaps", material);
	(void)life_accepted(s, draft);
}

/* E05: Saturday 28 February 2026 is worked, for the Spring Festival. */
static void a_gap_runs_over_a_make_up_saturday(void **state)
{
	struct stage s;

	(void)state;
	begin_on(&s, "life_item.yaml", "2026-02-26");
	(void)life_receive(&s, H, "M1,M2,M5");
	accept_gap_of(&s, "M3"); /* 5WD: 27 and 28 February, 2 to 4 March */
	(void)look(&s, s.w->now);
	expect("gap", "2026-03-04", DOSSIER_CLOCK_NORMAL);
	s.w->now = at("2026-03-04", 23, 58);
	(void)life_refused(
	    &s, RULE_GAP_EARLY, life_draft(&s, H, "case.gap.lapse"));
	s.w->now = at("2026-03-05", 0, 1);
	(void)life_logged(&s, H, "case.gap.lapse");
	life_fini(&s);
}

/* E05: in office hours, too; an hour on Friday, three on the Saturday. */
static void the_halls_are_open_on_a_make_up_saturday(void **state)
{
	struct stage s;

	(void)state;
	begin_on(&s, "life_clocks.yaml", "2026-02-27");
	(void)life_receive(&s, H, "M1");
	s.w->now = at("2026-02-27", 16, 0);
	accept_gap_of(&s, "M2");
	(void)look(&s, s.w->now);
	assert_int_equal(clock_at("gap", 0)->last, at("2026-02-28", 12, 0));
	life_fini(&s);
}

/* E06: suspended on Thursday 12 February, resumed on Wednesday the 25th; the
 * 14th and the 28th are worked, the 15th to the 23rd are not.  One day before,
 * nine after it. */
static void a_special_procedure_stands_still_across_the_spring_festival(
    void **state)
{
	const struct act *start;
	struct act *draft;
	struct stage s;

	(void)state;
	begin_on(&s, "life_item.yaml", "2026-02-11");
	(void)life_receive(&s, H, "M1,M2,M3,M5");
	(void)life_logged(&s, H, "case.accept");
	(void)look(&s, s.w->now);
	expect("promised", "2026-03-03", DOSSIER_CLOCK_NORMAL);
	s.w->now = at("2026-02-12", 10, 0);
	draft = life_draft(&s, H, "case.special.start");
	world_text(s.w, draft, "code", "survey");
	start = life_accepted(&s, draft);
	(void)look(&s, at("2026-02-20", 10, 0));
	assert_true(clock_at("promised", 0)->paused);
	assert_int_equal(clock_at("promised", 0)->workdays_used, 1);
	assert_int_equal(clock_at("promised", 0)->left, 9);
	s.w->now = at("2026-02-25", 10, 0);
	draft = life_draft(&s, H, "case.special.end");
	world_id(s.w, draft, "start", &start->id);
	world_vault(s.w, draft, "special.survey");
	(void)life_accepted(&s, draft);
	(void)look(&s, s.w->now);
	expect("promised", "2026-03-09", DOSSIER_CLOCK_NORMAL);
	life_fini(&s);
}

/* The next version of the calendar: 1 to 3 January 2027 are off. */
static void publish_2027(struct stage *s)
{
	const struct calendar *next;
	struct act *draft = world_draft(s->w, WORLD_ANKANG, "calendar.publish");

	assert_int_equal(calendar_parse(&next, s->w->arena,
			     bytes_text("v: 1\nseries: cn-state\nversion: 2\n"
					"years:\n  \"2026\":\n"
					"    off: {2026-10-01: 国庆节}\n"
					"    work: {2026-10-10: 国庆节}\n"
					"  \"2027\":\n"
					"    off: {2027-01-01: 元旦}\n"
					"    work: {2027-01-09: 元旦}\n"),
			     NULL),
	    ERR_OK);
	value_set(
	    s->w->arena, world_body(draft), "calendar", calendar_value(next));
	(void)world_log_by(s->w, draft, &s->w->root);
}

/* E09: ten working days from 24 December reach into a year that was not
 * announced: every day of it but Saturdays and Sundays is taken for one, and
 * the date is marked.  The notice makes it firm; what had counted by the old
 * version stays as it was. */
static void a_date_in_a_year_without_a_notice_is_provisional(void **state)
{
	struct stage s;

	(void)state;
	begin_on(&s, "life_clocks.yaml", "2026-11-24");
	s.w->now = at("2026-12-24", 9, 0);
	(void)life_receive(&s, H, ALL);
	(void)life_logged(&s, H, "case.accept");
	(void)look(&s, s.w->now);
	expect("promised", "2027-01-07", DOSSIER_CLOCK_NORMAL);
	assert_true(clock_at("promised", 0)->provisional);
	assert_false(clock_at("notice", 0)->provisional);
	(void)life_logged(&s, H, "case.extend"); /* by version 1 */
	publish_2027(&s);
	(void)look(&s, s.w->now);
	assert_false(clock_at("promised", 0)->provisional);
	(void)life_logged(&s, H, "case.decide.yes");
	life_expect_state(&s, MACHINE_YES);
	life_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_gap_runs_over_a_make_up_saturday),
		TEST(the_halls_are_open_on_a_make_up_saturday),
		TEST(
		    a_special_procedure_stands_still_across_the_spring_festival),
		TEST(a_date_in_a_year_without_a_notice_is_provisional),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
