/* The clocks of the main state: what starts each, what stops it, how it
 * stands. */
#include "schema/office.h"
#include "schema/owed.h"
#include "tests/unit/schema/clocked.h"

/* C1 */
static void the_notice_clock_runs_from_receipt_and_again_from_supply(
    void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	begin(&s, "life_clocks.yaml");
	(void)life_receive(&s, H, "M1");
	(void)look(&s, s.w->now);
	assert_int_equal(count, 1);
	expect("notice", "2026-12-01", DOSSIER_CLOCK_NORMAL);
	(void)look(&s, at("2026-11-27", 8, 0)); /* two working days before */
	expect("notice", "2026-12-01", DOSSIER_CLOCK_WARN);
	(void)look(&s, at("2026-12-01", 23, 59));
	expect("notice", "2026-12-01", DOSSIER_CLOCK_WARN);
	s.w->now = at("2026-11-26", 10, 0);
	draft = life_draft(&s, H, "case.notice");
	world_list(s.w, draft, "materials", "M2");
	(void)life_accepted(&s, draft);
	s.w->now = at("2026-11-26", 15, 0);
	draft = life_draft(&s, H, "case.supply");
	life_materials(&s, draft, "M2");
	(void)life_accepted(&s, draft);
	(void)look(&s, s.w->now);
	assert_int_equal(count_of("C1"), 2);
	expect("notice", "2026-12-01", DOSSIER_CLOCK_STOPPED);
	assert_string_equal(clock_at("notice", 1)->deadline, "2026-12-03");
	assert_int_equal(clock_at("notice", 1)->stop, 0);
	(void)life_logged(&s, H, "case.accept");
	(void)look(&s, s.w->now);
	assert_int_equal(clock_at("notice", 1)->level, DOSSIER_CLOCK_STOPPED);
	assert_int_equal(count_of("C3") + count_of("C4"), 2);
	life_fini(&s);
}

/* C1, C3, C4: art. 32 (4) */
static void silence_starts_the_handling_at_the_receipt(void **state)
{
	const struct dossier *d;
	struct act *draft;
	struct stage s;

	(void)state;
	begin(&s, "life_clocks.yaml");
	(void)life_receive(&s, H, ALL);
	d = look(&s, at("2026-12-02", 0, 0));
	assert_int_equal(count, 3);
	expect("notice", "2026-12-01", DOSSIER_CLOCK_OVERDUE);
	assert_true(clock_at("notice", 0)->by_silence);
	expect("promised", "2026-12-08", DOSSIER_CLOCK_NORMAL);
	assert_int_equal(clock_at("promised", 0)->start, d->received_at);
	assert_true(clock_at("statutory", 0)->by_silence);
	s.w->now = at("2026-12-02", 9, 0);
	draft = life_draft(&s, H, "case.review.start");
	world_int(s.w, draft, "calendar", 1);
	(void)life_accepted(&s, draft);
	d = look(&s, s.w->now);
	assert_int_equal(count, 3);
	expect("notice", "2026-12-01", DOSSIER_CLOCK_STOPPED_LATE);
	assert_true(clock_at("notice", 0)->by_silence);
	expect("promised", "2026-12-08", DOSSIER_CLOCK_NORMAL);
	assert_int_equal(clock_at("promised", 0)->start, d->received_at);
	life_fini(&s);
}

/* C2 in office hours; a word given in time at another hall stops it. */
static void the_supply_clock_stops_at_the_date_of_the_word(void **state)
{
	const struct act *word;
	struct act *draft;
	struct stage s;
	int64_t given;

	(void)state;
	begin(&s, "life_clocks.yaml");
	(void)life_receive(&s, H, "M1");
	s.w->now = at("2026-11-24", 10, 0);
	draft = life_draft(&s, H, "case.notice");
	world_list(s.w, draft, "materials", "M2");
	(void)life_accepted(&s, draft);
	(void)look(&s, at("2026-11-25", 11, 0));
	assert_int_equal(clock_at("supply", 0)->last,
	    at("2026-11-25", 12, 0)); /* 2 + 3 + 3 hours */
	expect("supply", "2026-11-25", DOSSIER_CLOCK_WARN);
	s.w->now = given = at("2026-11-25", 11, 30);
	draft = life_draft(&s, G, "case.contribute");
	world_text(s.w, draft, "what", "supply");
	life_materials(&s, draft, "M2");
	word = life_accepted(&s, draft);
	(void)look(&s, at("2026-11-25", 12, 1));
	expect("supply", "2026-11-25", DOSSIER_CLOCK_OVERDUE);
	s.w->now = at("2026-11-27", 9, 0);
	draft = life_draft(&s, H, "case.supply");
	world_list(s.w, draft, "materials", "M2");
	world_id(s.w, draft, "word", &word->id);
	world_after(draft, &word->id);
	(void)life_accepted(&s, draft);
	(void)look(&s, s.w->now);
	expect("supply", "2026-11-25", DOSSIER_CLOCK_STOPPED);
	assert_int_equal(clock_at("supply", 0)->stop, given);
	assert_int_equal(clock_at("notice", 1)->start, given);
	life_fini(&s);
}

/* C3, C4 with a pause and the extension of art. 42 */
static void pauses_and_the_extension_move_the_handling_clocks(void **state)
{
	const struct act *start;
	struct act *draft;
	struct stage s;

	(void)state;
	begin(&s, "life_clocks.yaml");
	(void)life_receive(&s, H, ALL);
	(void)life_logged(&s, H, "case.accept");
	(void)look(&s, s.w->now);
	expect("promised", "2026-12-08", DOSSIER_CLOCK_NORMAL);
	assert_true(clock_at("statutory", 0)->provisional); /* into 2027 */
	s.w->now = at("2026-11-26", 9, 0);
	draft = life_draft(&s, H, "case.special.start");
	world_text(s.w, draft, "code", "hearing");
	start = life_accepted(&s, draft);
	(void)look(&s, at("2026-12-20", 9, 0));
	assert_true(clock_at("promised", 0)->paused);
	assert_int_equal(clock_at("promised", 0)->left, 8);
	assert_int_equal(clock_at("promised", 0)->workdays_used, 2);
	assert_int_equal(clock_at("promised", 0)->level, DOSSIER_CLOCK_NORMAL);
	s.w->now = at("2026-12-03", 9, 0);
	draft = life_draft(&s, H, "case.special.end");
	world_id(s.w, draft, "start", &start->id);
	world_vault(s.w, draft, "special.hearing");
	(void)life_accepted(&s, draft);
	(void)look(&s, s.w->now);
	expect("promised", "2026-12-15", DOSSIER_CLOCK_NORMAL);
	draft = life_draft(&s, H, "case.extend");
	world_text(s.w, draft, "limit", "3WD");
	(void)life_accepted(&s, draft);
	(void)look(&s, s.w->now);
	expect("promised", "2026-12-18", DOSSIER_CLOCK_NORMAL);
	(void)life_logged(&s, H, "case.decide.yes");
	(void)look(&s, at("2027-03-01", 0, 0));
	expect("promised", "2026-12-18", DOSSIER_CLOCK_STOPPED);
	life_fini(&s);
}

/* A procedure that the standard counts stops nothing. */
static void a_procedure_that_counts_pauses_nothing(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	begin(&s, "life_clocks.yaml");
	(void)life_receive(&s, H, ALL);
	(void)life_logged(&s, H, "case.accept");
	draft = life_draft(&s, H, "case.special.start");
	world_text(s.w, draft, "code", "public");
	(void)life_accepted(&s, draft);
	(void)look(&s, at("2026-12-09", 0, 0));
	expect("promised", "2026-12-08", DOSSIER_CLOCK_OVERDUE);
	assert_int_equal(count_of("C7"), 0); /* no hearing */
	life_fini(&s);
}

/* C5 */
static void a_decision_is_delivered_within_ten_working_days(void **state)
{
	struct stage s;

	(void)state;
	begin(&s, "life_clocks.yaml");
	(void)life_receive(&s, H, ALL);
	(void)life_logged(&s, H, "case.accept");
	(void)life_logged(&s, H, "case.review.start");
	(void)life_logged(&s, H, "case.decide.yes");
	(void)life_logged(&s, H, "case.issue");
	(void)look(&s, at("2026-12-09", 0, 0));
	expect("deliver", "2026-12-08", DOSSIER_CLOCK_OVERDUE);
	s.w->now = at("2026-12-09", 10, 0);
	(void)life_logged(&s, H, "case.deliver");
	(void)look(&s, s.w->now);
	expect("deliver", "2026-12-08", DOSSIER_CLOCK_STOPPED_LATE);
	life_fini(&s);
}

/* C7: Licensing Law art. 47, 48, where the standard says nothing. */
static void a_hearing_is_asked_for_told_and_held_in_time(void **state)
{
	const struct act *start;
	struct act *draft;
	struct stage s;

	(void)state;
	begin(&s, "life_clocks.yaml");
	(void)life_receive(&s, H, ALL);
	(void)life_logged(&s, H, "case.accept");
	draft = life_draft(&s, H, "case.special.start");
	world_text(s.w, draft, "code", "hearing");
	start = life_accepted(&s, draft);
	(void)look(&s, at("2026-12-14", 0, 0));
	assert_int_equal(count_of("C7"), 3);
	expect("hearing_ask", "2026-12-01", DOSSIER_CLOCK_OVERDUE);
	expect("hearing_hold", "2026-12-22", DOSSIER_CLOCK_NORMAL);
	/* Seven working days from the 14th to the 22nd. */
	expect("hearing_told", "2026-12-13", DOSSIER_CLOCK_OVERDUE);
	assert_true(clock_at("hearing_hold", 0)->has_subject);
	draft = life_draft(&s, H, "case.special.end");
	world_id(s.w, draft, "start", &start->id);
	world_vault(s.w, draft, "special.hearing");
	(void)life_accepted(&s, draft);
	(void)look(&s, s.w->now);
	assert_int_equal(
	    clock_at("hearing_hold", 0)->level, DOSSIER_CLOCK_STOPPED);
	life_fini(&s);
}

static void set_office(struct stage *s, const char *from, int64_t begins)
{
	struct act *act = world_draft(s->w, H, "office.set");
	struct office_hours hours = { .count = 1,
		.spans = { { (uint16_t)begins, 1080 } } };

	world_text(s->w, act, "from", from);
	value_set(s->w->arena, world_body(act), "hours",
	    office_value(s->w->arena, &hours));
	(void)world_log_by(s->w, act, &s->w->nodes[H].log);
}

static void accept_gap(struct stage *s)
{
	struct act *draft = life_draft(s, H, "case.accept.gap");

	world_list(s->w, draft, "gaps", "M2");
	(void)life_accepted(s, draft);
}

/* C8, by the hours that the district had set before */
static void a_gap_is_closed_within_office_hours_of_its_district(void **state)
{
	const struct dossier *d;
	struct act *draft;
	struct stage s;

	(void)state;
	begin(&s, "life_clocks.yaml");
	set_office(&s, "2026-11-01", 600); /* 10:00 to 18:00 */
	(void)life_receive(&s, H, "M1");
	s.w->now = at("2026-11-24", 16, 0);
	accept_gap(&s);
	set_office(&s, "2026-11-25", 900); /* too late for what runs */
	d = look(&s, at("2026-11-24", 16, 30));
	assert_int_equal(clock_at("gap", 0)->last, at("2026-11-25", 12, 0));
	expect("gap", "2026-11-25", DOSSIER_CLOCK_NORMAL);
	assert_string_equal(clock_at("gap", 0)->id, "C8");
	assert_string_equal(clock_at("gap", 0)->material, "M2");
	assert_memory_equal(&clock_at("gap", 0)->subject, &d->owed[0].act,
	    sizeof(d->owed[0].act));
	s.w->now = at("2026-11-25", 11, 59);
	(void)life_refused(
	    &s, RULE_GAP_EARLY, life_draft(&s, H, "case.gap.lapse"));
	s.w->now = at("2026-11-25", 12, 1);
	(void)look(&s, s.w->now);
	expect("gap", "2026-11-25", DOSSIER_CLOCK_OVERDUE);
	draft = life_draft(&s, H, "case.gap.lapse");
	(void)life_accepted(&s, draft);
	(void)look(&s, s.w->now);
	expect("gap", "2026-11-25", DOSSIER_CLOCK_STOPPED_LATE);
	life_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_notice_clock_runs_from_receipt_and_again_from_supply),
		TEST(silence_starts_the_handling_at_the_receipt),
		TEST(the_supply_clock_stops_at_the_date_of_the_word),
		TEST(pauses_and_the_extension_move_the_handling_clocks),
		TEST(a_procedure_that_counts_pauses_nothing),
		TEST(a_decision_is_delivered_within_ten_working_days),
		TEST(a_hearing_is_asked_for_told_and_held_in_time),
		TEST(a_gap_is_closed_within_office_hours_of_its_district),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
