/* Whose day, and whose minute, it was (M32, M36, M50). */
#include "schema/turn.h"

#include <stdio.h>

#include "schema/calendar.h"
#include "tests/unit/schema/clocked.h"

#define TEXT_MAX 2048

/* "pen hanbin 11-24T09:00 11-26T10:00", a line a turn; "late C4" behind it. */
static void expect_turns(struct stage *s, int64_t now, const char *wanted)
{
	const struct dossier *d = look(s, now);
	char text[TEXT_MAX] = "";
	size_t turns;
	const struct turn *t = turn_list(s->arena, d, list, count, now, &turns);

	for (size_t i = 0; i < turns; i++) {
		struct day a = day_at(t[i].from), b = day_at(t[i].until);
		struct day_civil from = day_civil(a), until = day_civil(b);
		int64_t x = (t[i].from - day_begins(a)) / 60;
		int64_t y = (t[i].until - day_begins(b)) / 60;
		size_t n = strlen(text);

		(void)snprintf(text + n, sizeof(text) - n,
		    "%s %s %02d-%02dT%02d:%02d %02d-%02dT%02d:%02d%s%s\n",
		    turn_why_word(t[i].why), t[i].node, from.month,
		    from.of_month, (int)(x / 60), (int)(x % 60), until.month,
		    until.of_month, (int)(y / 60), (int)(y % 60),
		    t[i].late ? " late " : "", t[i].late ? t[i].clock : "");
		if (i > 0)
			assert_int_equal(t[i].from, t[i - 1].until);
	}
	assert_string_equal(text, wanted);
}

/* "pen hanbin 2026-11-24 2026-11-26 3 3". */
static void expect_days(struct stage *s, int64_t now, const char *wanted)
{
	const struct dossier *d = look(s, now);
	char text[TEXT_MAX] = "";
	size_t turns, n;
	const struct turn *t = turn_list(s->arena, d, list, count, now, &turns);
	const struct turn_days *days = turn_days(
	    s->arena, ledger_calendar(life_ledger(), d->series), t, turns, &n);

	for (size_t i = 0; i < n; i++) {
		char first[DAY_TEXT_ROOM], last[DAY_TEXT_ROOM];
		size_t k = strlen(text);

		day_format(first, days[i].first);
		day_format(last, days[i].last);
		(void)snprintf(text + k, sizeof(text) - k,
		    "%s %s %s %s %u %u\n", turn_why_word(days[i].turn->why),
		    days[i].turn->node, first, last, days[i].days,
		    days[i].workdays);
	}
	assert_string_equal(text, wanted);
}

static void go(struct stage *s, const char *date, int hour, int minute)
{
	s->w->now = at(date, hour, minute);
}

static void what_the_applicant_takes_is_the_applicants(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	begin(&s, "life_clocks.yaml");
	(void)life_receive(&s, H, "M1");
	go(&s, "2026-11-26", 10, 0);
	draft = life_draft(&s, H, "case.notice");
	world_list(s.w, draft, "materials", "M2");
	(void)life_accepted(&s, draft);
	go(&s, "2026-11-30", 15, 0); /* a Monday */
	draft = life_draft(&s, H, "case.supply");
	life_materials(&s, draft, "M2");
	(void)life_accepted(&s, draft);
	go(&s, "2026-12-01", 11, 0);
	(void)life_logged(&s, H, "case.accept");
	/* 8 office hours from Thursday 10:00: two, three, and Friday three. */
	expect_turns(&s, at("2026-12-02", 12, 0),
	    "pen hanbin 11-24T09:00 11-26T10:00\n"
	    "applicant hanbin 11-26T10:00 11-27T12:00\n"
	    "applicant hanbin 11-27T12:00 11-30T15:00 late C2\n"
	    "pen hanbin 11-30T15:00 12-02T12:00\n");
	/* The day of the notice is the hall's, the day of the supply not. */
	expect_days(&s, at("2026-12-02", 12, 0),
	    "pen hanbin 2026-11-24 2026-11-26 3 3\n"
	    "applicant hanbin 2026-11-27 2026-11-30 4 2\n"
	    "pen hanbin 2026-12-01 2026-12-02 2 2\n");
	life_fini(&s);
}

/* M36: whose minute is a pending offer?  Of whom it is offered to. */
static void an_offer_is_the_receivers_until_it_is_over(void **state)
{
	struct stage s;
	const struct act *offer;

	(void)state;
	begin(&s, "life_clocks.yaml");
	(void)life_receive(&s, G, ALL);
	go(&s, "2026-11-25", 9, 0);
	offer = stage_offer(&s, G, H);
	go(&s, "2026-11-25", 9, 45);
	s.custody = stage_answer(&s, H, "case.take", offer)->id;
	expect_turns(&s, at("2026-11-26", 8, 0),
	    "pen ankang-gaoxin 11-24T09:00 11-25T09:00\n"
	    "offer hanbin 11-25T09:00 11-25T09:45\n"
	    "pen hanbin 11-25T09:45 11-26T08:00\n");
	expect_days(&s, at("2026-11-26", 8, 0),
	    "pen ankang-gaoxin 2026-11-24 2026-11-25 2 2\n"
	    "pen hanbin 2026-11-26 2026-11-26 1 1\n");
	life_fini(&s);
}

static void a_refused_offer_comes_back_and_an_old_one_is_the_offerers(
    void **state)
{
	struct stage s;
	const struct act *offer;
	int64_t expiry;

	(void)state;
	begin(&s, "life_clocks.yaml");
	(void)life_receive(&s, G, ALL);
	go(&s, "2026-11-25", 9, 0);
	offer = stage_offer(&s, G, H);
	go(&s, "2026-11-25", 9, 20);
	(void)stage_answer(&s, H, "case.refuse", offer);
	s.custody = offer->id;
	go(&s, "2026-11-25", 10, 0);
	offer = stage_offer(&s, G, H);
	expiry = act_body_int(offer, "expiry");
	{
		size_t n;
		const struct dossier *d = look(&s, expiry + 3600);
		const struct turn *t =
		    turn_list(s.arena, d, list, count, expiry + 3600, &n);

		assert_int_equal(n >= 5, true);
		assert_int_equal(t[1].why, TURN_OFFER);
		assert_int_equal(t[1].until - t[1].from, 20 * 60);
		assert_string_equal(t[2].node, "ankang-gaoxin");
		assert_int_equal(t[n - 1].why, TURN_EXPIRED);
		assert_string_equal(t[n - 1].node, "ankang-gaoxin");
		assert_int_equal(t[n - 1].until, expiry + 3600);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(
			    t[i].why == TURN_EXPIRED, t[i].from > expiry);
	}
	life_fini(&s);
}

/* M50: while another district owes what the decision waits for, it is that
 * district's time, and late when its clock is over; not when nothing waits. */
static void what_is_owed_is_the_assignees(void **state)
{
	struct act *draft;
	const struct act *owed;
	struct stage s;

	(void)state;
	begin(&s, "life_clocks.yaml");
	(void)life_receive(&s, H, ALL);
	go(&s, "2026-11-24", 10, 0);
	(void)life_logged(&s, H, "case.accept");
	go(&s, "2026-11-24", 11, 0);
	draft = life_draft(&s, H, "case.owe");
	world_text(s.w, draft, "what", "opinion");
	world_text(s.w, draft, "to", "ankang");
	world_text(s.w, draft, "blocks", "decide");
	world_text(s.w, draft, "code", "police");
	world_text(s.w, draft, "limit", "2WD");
	world_bool(s.w, draft, "reads", false);
	owed = life_accepted(&s, draft);
	go(&s, "2026-11-27", 9, 0);
	draft = life_draft(&s, WORLD_ANKANG, "case.owe.answer");
	world_id(s.w, draft, "owed", &owed->id);
	world_text(s.w, draft, "result", "agree");
	(void)life_accepted(&s, draft);
	expect_turns(&s, at("2026-11-27", 12, 0),
	    "pen hanbin 11-24T09:00 11-24T11:00\n"
	    "owed ankang 11-24T11:00 11-27T00:00\n"
	    "owed ankang 11-27T00:00 11-27T09:00 late C9\n"
	    "pen hanbin 11-27T09:00 11-27T12:00\n");
	expect_days(&s, at("2026-11-27", 12, 0),
	    "pen hanbin 2026-11-24 2026-11-24 1 1\n"
	    "owed ankang 2026-11-25 2026-11-27 3 3\n");
	life_fini(&s);
}

static void in_special_procedures_it_is_nobodys(void **state)
{
	struct act *draft;
	const struct act *start;
	struct stage s;

	(void)state;
	begin(&s, "life_clocks.yaml");
	(void)life_receive(&s, H, ALL);
	(void)life_logged(&s, H, "case.accept");
	(void)life_logged(&s, H, "case.review.start");
	go(&s, "2026-11-26", 9, 0);
	draft = life_draft(&s, H, "case.special.start");
	world_text(s.w, draft, "code", "hearing");
	start = life_accepted(&s, draft);
	go(&s, "2026-12-03", 9, 0);
	draft = life_draft(&s, H, "case.special.end");
	world_id(s.w, draft, "start", &start->id);
	world_vault(s.w, draft, "special.hearing");
	(void)life_accepted(&s, draft);
	expect_days(&s, at("2026-12-04", 9, 0),
	    "pen hanbin 2026-11-24 2026-11-26 3 3\n"
	    "special hanbin 2026-11-27 2026-12-03 7 5\n"
	    "pen hanbin 2026-12-04 2026-12-04 1 1\n");
	life_fini(&s);
}

/* It ends with the case, however late one looks. */
static void a_case_that_is_over_is_nobodys_any_more(void **state)
{
	struct stage s;

	(void)state;
	begin(&s, "life_clocks.yaml");
	(void)life_receive(&s, H, ALL);
	go(&s, "2026-11-25", 9, 0);
	(void)life_logged(&s, H, "case.withdraw");
	expect_turns(
	    &s, at("2030-01-01", 0, 0), "pen hanbin 11-24T09:00 11-25T09:00\n");
	life_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_the_applicant_takes_is_the_applicants),
		TEST(an_offer_is_the_receivers_until_it_is_over),
		TEST(a_refused_offer_comes_back_and_an_old_one_is_the_offerers),
		TEST(what_is_owed_is_the_assignees),
		TEST(in_special_procedures_it_is_nobodys),
		TEST(a_case_that_is_over_is_nobodys_any_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
