#include "schema/deadline.h"

#include "schema/calendar.h"
#include "schema/office.h"
#include "schema/value.h"
#include "tests/unit/schema/files.h"

static const struct calendar *calendar;
static struct arena *arena;

static int load(void **state)
{
	(void)state;
	arena = arena_new();
	enum err e = calendar_parse(&calendar, arena,
	    files_read(arena, "deploy/calendars/cn-2024-2026.yaml"), NULL);
	return e == ERR_OK ? 0 : -1;
}

static int unload(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static struct day day_of(struct bytes text)
{
	struct day d;

	assert_int_equal(day_parse(&d, text, NULL), ERR_OK);
	return d;
}

static int64_t at(const char *date, int hour, int minute)
{
	return day_begins(day_of(bytes_text(date))) + hour * 3600 + minute * 60;
}

static enum err by_office(struct deadline *out, const struct office *office,
    int64_t start, struct limit limit, const struct deadline_pause *pauses,
    size_t count, struct why *why)
{
	const struct deadline_terms by = { calendar, office, pauses, count };

	return deadline_compute_by(out, &by, start, limit, why);
}

static size_t pauses_of(struct deadline_pause *out, const struct value *list)
{
	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *pair = value_at(list, i);
		out[i].from = day_begins(day_of(value_at(pair, 0)->bytes)) + 1;
		out[i].to = day_ends(day_of(value_at(pair, 1)->bytes));
	}
	return value_count(list);
}

static void check_vector(const struct value *v)
{
	struct deadline_pause pauses[8];
	struct deadline d;
	struct limit limit;
	struct bytes start;
	struct bytes text;
	char got[DAY_TEXT_ROOM];
	bool provisional;
	size_t count = pauses_of(pauses, value_get(v, "pauses"));

	assert_true(value_get_text(v, "start", &start));
	assert_true(value_get_text(v, "limit", &text));
	assert_int_equal(limit_parse(&limit, text, NULL), ERR_OK);
	assert_int_equal(
	    deadline_compute(&d, calendar, day_begins(day_of(start)) + 34000,
		limit, pauses, count, NULL),
	    ERR_OK);
	day_format(got, d.day);
	if (strcmp(got, value_get_string(v, "deadline")) != 0)
		fail_msg("%s: %s", value_get_string(v, "name"), got);
	assert_true(value_get_bool(v, "provisional", &provisional));
	assert_int_equal(d.provisional, provisional);
	assert_int_equal(d.last, day_ends(d.day));
	assert_false(d.paused);
}

static void vectors_give_their_dates(void **state)
{
	const struct value *list = value_get(
	    files_json(arena, "tests/vectors/deadlines.json"), "vectors");

	(void)state;
	assert_true(value_count(list) >= 11);
	for (size_t i = 0; i < value_count(list); i++)
		check_vector(value_at(list, i));
}

/* "2025-03-03T09:30" */
static int64_t moment_of(struct bytes text)
{
	uint16_t minute;

	assert_int_equal(text.n, 16);
	assert_int_equal(
	    office_minute(&minute, bytes_part(text, 11, 5)), ERR_OK);
	return day_begins(day_of(bytes_part(text, 0, 10))) + minute * 60;
}

static void check_moment(const struct value *v)
{
	const struct value *list = value_get(v, "pauses");
	const char *hours = value_get_string(v, "office");
	struct office_hours h = *office_default();
	struct office office = { 1, &h };
	struct deadline_pause pauses[8];
	struct bytes start, text, end;
	struct limit limit;
	struct deadline d;
	bool provisional;

	assert_true(value_get_text(v, "start", &start));
	assert_true(value_get_text(v, "limit", &text));
	assert_true(value_get_text(v, "end", &end));
	assert_true(value_get_bool(v, "provisional", &provisional));
	assert_int_equal(limit_parse(&limit, text, NULL), ERR_OK);
	if (hours != NULL)
		assert_int_equal(
		    office_parse(&h, bytes_text(hours), NULL), ERR_OK);
	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *pair = value_at(list, i);

		pauses[i].from = moment_of(value_at(pair, 0)->bytes);
		pauses[i].to = moment_of(value_at(pair, 1)->bytes);
	}
	assert_int_equal(by_office(&d, &office, moment_of(start), limit, pauses,
			     value_count(list), NULL),
	    ERR_OK);
	if (d.last != moment_of(end))
		fail_msg("%s: %lld", value_get_string(v, "name"),
		    (long long)(d.last - moment_of(end)));
	assert_int_equal(d.provisional, provisional);
	assert_int_equal(d.day.serial, day_at(d.last).serial);
	assert_true(d.quarter >= moment_of(start) && d.quarter < d.last);
}

static void vectors_give_their_moments(void **state)
{
	const struct value *list = value_get(
	    files_json(arena, "tests/vectors/deadlines.json"), "moments");

	(void)state;
	assert_true(value_count(list) >= 23);
	for (size_t i = 0; i < value_count(list); i++)
		check_moment(value_at(list, i));
}

/* From Tuesday noon on the hall opens at 15:00 and closes at 18:00. */
static void office_hours_may_change_within_a_day(void **state)
{
	const struct office_hours list[] = {
		{ .from = at("2025-03-04", 12, 30),
		    .count = 1,
		    .spans = { { 900, 1080 } } },
	};
	const struct office office = { 1, list };
	struct deadline d;

	(void)state;
	assert_int_equal(by_office(&d, &office, at("2025-03-04", 11, 0),
			     (struct limit){ 3, LIMIT_WH }, NULL, 0, NULL),
	    ERR_OK);
	assert_int_equal(d.last, at("2025-03-04", 17, 0));
	assert_int_equal(d.quarter, at("2025-03-04", 16, 15));
	assert_int_equal(by_office(&d, &office, at("2025-03-04", 11, 0),
			     (struct limit){ 6, LIMIT_WH }, NULL, 0, NULL),
	    ERR_OK);
	assert_int_equal(d.last, at("2025-03-05", 17, 0));
}

static void an_open_pause_stops_office_hours(void **state)
{
	struct deadline_pause open = { at("2025-03-03", 18, 0),
		DEADLINE_PAUSE_OPEN };
	struct deadline d;

	(void)state;
	assert_int_equal(deadline_compute(&d, calendar, at("2025-03-03", 16, 0),
			     (struct limit){ 4, LIMIT_WH }, &open, 1, NULL),
	    ERR_OK);
	assert_true(d.paused);
	assert_int_equal(d.left, 3);
	assert_int_equal(deadline_compute(&d, calendar, at("2025-03-03", 16, 0),
			     (struct limit){ 1, LIMIT_WH }, &open, 1, NULL),
	    ERR_OK);
	assert_false(d.paused);
	assert_int_equal(d.last, at("2025-03-03", 17, 0));
}

static void the_last_quarter_of_minutes_and_hours_is_known(void **state)
{
	struct deadline_pause pause = { at("2025-03-03", 9, 10),
		at("2025-03-03", 10, 10) };
	struct deadline d;

	(void)state;
	assert_int_equal(deadline_compute(&d, calendar, at("2025-03-03", 9, 0),
			     (struct limit){ 20, LIMIT_NMIN }, &pause, 1, NULL),
	    ERR_OK);
	assert_int_equal(d.last, at("2025-03-03", 10, 20));
	assert_int_equal(d.quarter, at("2025-03-03", 10, 15));
	assert_int_equal(deadline_compute(&d, calendar, at("2025-03-03", 9, 0),
			     (struct limit){ 4, LIMIT_WH }, NULL, 0, NULL),
	    ERR_OK);
	assert_int_equal(d.last, at("2025-03-03", 15, 0));
	assert_int_equal(d.quarter, at("2025-03-03", 12, 0));
}

static void minutes_and_hours_run_from_the_moment(void **state)
{
	struct deadline d;

	(void)state;
	/* 12345: handed on within 5 minutes, taken within 30, also at night and
	 * on a holiday. */
	assert_int_equal(
	    deadline_compute(&d, calendar, at("2025-10-01", 23, 58),
		(struct limit){ 5, LIMIT_NMIN }, NULL, 0, NULL),
	    ERR_OK);
	assert_int_equal(d.last, at("2025-10-02", 0, 3));
	assert_false(d.provisional);
	assert_int_equal(deadline_compute(&d, calendar, at("2027-01-01", 9, 0),
			     (struct limit){ 12, LIMIT_NH }, NULL, 0, NULL),
	    ERR_OK);
	assert_int_equal(d.last, at("2027-01-01", 21, 0));
	assert_false(d.provisional);
}

static void hours_stand_still_in_pauses_in_any_order(void **state)
{
	struct deadline d;
	struct deadline_pause pauses[] = {
		{ at("2025-03-03", 12, 0), at("2025-03-03", 13, 0) },
		{ at("2025-03-03", 9, 30), at("2025-03-03", 10, 0) },
		{ at("2025-03-03", 9, 45), at("2025-03-03", 10, 30) },
		{ at("2025-03-04", 9, 0), at("2025-03-04", 10, 0) },
	};

	(void)state;
	assert_int_equal(deadline_compute(&d, calendar, at("2025-03-03", 9, 0),
			     (struct limit){ 2, LIMIT_NH }, pauses, 4, NULL),
	    ERR_OK);
	/* 9:00 to 9:30, 10:30 to 12:00: reached as the noon pause begins. */
	assert_int_equal(d.last, at("2025-03-03", 12, 0));
	assert_int_equal(deadline_compute(&d, calendar, at("2025-03-03", 9, 0),
			     (struct limit){ 3, LIMIT_NH }, pauses, 4, NULL),
	    ERR_OK);
	assert_int_equal(d.last, at("2025-03-03", 14, 0));
}

static void open_pause_gives_no_date_and_what_is_left(void **state)
{
	struct deadline d;
	struct deadline_pause open = { at("2025-03-05", 10, 0),
		DEADLINE_PAUSE_OPEN };

	(void)state;
	assert_int_equal(deadline_compute(&d, calendar, at("2025-03-03", 9, 0),
			     (struct limit){ 20, LIMIT_WD }, &open, 1, NULL),
	    ERR_OK);
	assert_true(d.paused);
	assert_int_equal(d.left, 18);
	assert_int_equal(deadline_compute(&d, calendar, at("2025-03-03", 9, 0),
			     (struct limit){ 2, LIMIT_WD }, &open, 1, NULL),
	    ERR_OK);
	assert_false(d.paused);
	assert_int_equal(deadline_compute(&d, calendar, at("2025-03-05", 9, 30),
			     (struct limit){ 60, LIMIT_NMIN }, &open, 1, NULL),
	    ERR_OK);
	assert_true(d.paused);
	assert_int_equal(d.left, 30);
}

static void what_cannot_be_counted_is_refused(void **state)
{
	const struct office_hours minute = { INT64_MIN, 1, { { 540, 541 } } };
	const struct office seldom = { 1, &minute };
	struct deadline d;
	struct why why = { 0 };
	struct deadline_pause back = { at("2025-03-05", 10, 0),
		at("2025-03-05", 9, 0) };

	(void)state;
	/* A hall that is open a minute a day. */
	assert_int_equal(
	    by_office(&d, &seldom, at("2025-03-03", 9, 0),
		(struct limit){ LIMIT_AMOUNT_MAX, LIMIT_WH }, NULL, 0, &why),
	    ERR_LIMIT);
	assert_non_null(strstr(why.text, "office hours"));
	assert_int_equal(deadline_compute(&d, calendar, at("2999-12-31", 9, 0),
			     (struct limit){ 100, LIMIT_WH }, NULL, 0, &why),
	    ERR_LIMIT);
	assert_int_equal(deadline_compute(&d, calendar, at("2025-03-03", 9, 0),
			     (struct limit){ 1, LIMIT_WD }, &back, 1, &why),
	    ERR_PARSE);
	assert_int_equal(deadline_compute(&d, calendar, at("2999-12-01", 9, 0),
			     (struct limit){ 100, LIMIT_WD }, NULL, 0, &why),
	    ERR_LIMIT);
	assert_int_equal(deadline_compute(&d, calendar, at("2999-12-31", 9, 0),
			     (struct limit){ 100, LIMIT_NH }, NULL, 0, &why),
	    ERR_LIMIT);
	assert_int_equal(deadline_compute(&d, calendar, INT64_MAX,
			     (struct limit){ 1, LIMIT_NH }, NULL, 0, &why),
	    ERR_LIMIT);
}

static void days_left_and_late_are_working_days(void **state)
{
	struct deadline d;

	(void)state;
	assert_int_equal(
	    deadline_workdays(&d, calendar, day_of(bytes_text("2025-09-26")), 5,
		NULL, 0, NULL),
	    ERR_OK);
	assert_int_equal(
	    deadline_left(calendar, &d, at("2025-09-26", 9, 0), NULL, 0), 5);
	assert_int_equal(
	    deadline_left(calendar, &d, at("2025-10-10", 23, 59), NULL, 0), 0);
	assert_int_equal(
	    deadline_left(calendar, &d, at("2025-10-11", 0, 0), NULL, 0), -1);
	assert_int_equal(
	    deadline_left(calendar, &d, at("2025-10-12", 0, 0), NULL, 0), -1);
	assert_int_equal(
	    deadline_left(calendar, &d, at("2025-10-13", 0, 0), NULL, 0), -2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors_give_their_dates),
		cmocka_unit_test(vectors_give_their_moments),
		cmocka_unit_test(office_hours_may_change_within_a_day),
		cmocka_unit_test(an_open_pause_stops_office_hours),
		cmocka_unit_test(
		    the_last_quarter_of_minutes_and_hours_is_known),
		cmocka_unit_test(minutes_and_hours_run_from_the_moment),
		cmocka_unit_test(hours_stand_still_in_pauses_in_any_order),
		cmocka_unit_test(open_pause_gives_no_date_and_what_is_left),
		cmocka_unit_test(what_cannot_be_counted_is_refused),
		cmocka_unit_test(days_left_and_late_are_working_days),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
