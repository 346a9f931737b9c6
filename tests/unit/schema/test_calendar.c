#include "schema/calendar.h"

#include "schema/value.h"
#include "tests/unit/schema/files.h"

#define CALENDAR "deploy/calendars/cn-2024-2026.yaml"

static const struct calendar *shipped(struct arena *a)
{
	const struct calendar *c = NULL;
	struct why why = { 0 };

	if (calendar_parse(&c, a, files_read(a, CALENDAR), &why) != ERR_OK)
		fail_msg("%d:%d: %s", why.line, why.column, why.text);
	return c;
}

static struct day day_of(const char *text)
{
	struct day d;

	assert_int_equal(day_parse(&d, bytes_text(text), NULL), ERR_OK);
	return d;
}

static void shipped_calendar_has_the_working_days_of_the_notices(void **state)
{
	struct arena *a = arena_new();
	const struct calendar *c = shipped(a);

	(void)state;
	assert_string_equal(calendar_series(c), "cn-state");
	assert_int_equal(calendar_version(c), 1);
	assert_int_equal(calendar_workdays_of_year(c, 2024), 251);
	assert_int_equal(calendar_workdays_of_year(c, 2025), 248);
	assert_int_equal(calendar_workdays_of_year(c, 2026), 248);
	assert_true(calendar_has_year(c, 2026));
	assert_false(calendar_has_year(c, 2027));
	arena_free(a);
}

static void each_kind_of_day_is_told(void **state)
{
	struct arena *a = arena_new();
	const struct calendar *c = shipped(a);
	const char *name;
	bool known;

	(void)state;
	assert_int_equal(calendar_look(c, day_of("2025-10-01"), &known, &name),
	    CALENDAR_HOLIDAY);
	assert_true(known);
	assert_string_equal(name, "国庆节、中秋节");
	assert_int_equal(calendar_look(c, day_of("2025-10-11"), &known, &name),
	    CALENDAR_MAKE_UP);
	assert_int_equal(calendar_look(c, day_of("2025-10-12"), &known, &name),
	    CALENDAR_WEEKEND);
	assert_null(name);
	assert_int_equal(calendar_look(c, day_of("2025-10-13"), &known, &name),
	    CALENDAR_WORKDAY);
	assert_true(calendar_is_workday(c, day_of("2027-02-08"), &known));
	assert_false(known);
	assert_false(calendar_is_workday(c, day_of("2027-02-07"), &known));
	arena_free(a);
}

static void canonical_bytes_give_the_same_calendar(void **state)
{
	struct arena *a = arena_new();
	const struct calendar *c = shipped(a);
	const struct calendar *back = NULL;
	struct buf packed = { 0 };
	struct buf again = { 0 };

	(void)state;
	calendar_encode(c, &packed);
	assert_int_equal(
	    calendar_decode(&back, a, buf_bytes(&packed), NULL), ERR_OK);
	calendar_encode(back, &again);
	assert_true(bytes_equal(buf_bytes(&packed), buf_bytes(&again)));
	assert_int_equal(calendar_workdays_of_year(back, 2025), 248);
	buf_fini(&packed);
	buf_fini(&again);
	arena_free(a);
}

#define HEAD "v: 1\nseries: cn-state\nversion: 1\nyears:\n  \"2025\":\n"

static void mistakes_are_told_with_their_line(void **state)
{
	static const struct {
		const char *yaml;
		int line;
	} wrong[] = {
		{ HEAD "    off: {2025-02-30: x}\n    work: {}\n", 6 },
		{ HEAD "    off: {2024-11-30: x}\n    work: {}\n", 6 },
		{ HEAD "    off: {2026-01-01: x}\n    work: {}\n", 6 },
		{ HEAD "    off: {}\n    work: {2025-09-29: x}\n", 7 },
		{ HEAD "    off: {2025-10-11: x}\n"
		       "    work: {2025-10-11: x}\n",
		    7 },
		{ HEAD "    off: {}\n    work: {}\n    more: {}\n", 8 },
		{ HEAD "    off: {}\n", 5 },
		{ HEAD "    off: {2025-10-01: 7}\n    work: {}\n", 6 },
		{ HEAD "    off: {2025-10-01: \"\"}\n    work: {}\n", 6 },
		{ HEAD "    off: []\n    work: {}\n", 6 },
		{ "v: 2\nseries: cn-state\nversion: 1\nyears: {}\n", 1 },
		{ "v: 1\nseries: CN\nversion: 1\nyears: {}\n", 1 },
		{ "v: 1\nseries: cn-state\nversion: 0\nyears: {}\n", 1 },
		{ "v: 1\nseries: cn-state\nversion: 1\nyears: {}\nx: 1\n", 5 },
		{ "- 1\n", 1 },
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		const struct calendar *c;
		struct why why = { 0 };
		assert_int_equal(
		    calendar_parse(&c, a, bytes_text(wrong[i].yaml), &why),
		    ERR_PARSE);
		if (why.line != wrong[i].line)
			fail_msg("%zu: line %d: %s", i, why.line, why.text);
	}
	arena_free(a);
}

static void december_may_stand_under_the_next_notice(void **state)
{
	struct arena *a = arena_new();
	const struct calendar *c;

	(void)state;
	assert_int_equal(
	    calendar_parse(&c, a,
		bytes_text(HEAD "    off: {2024-12-31: 元旦}\n    work: {}\n"),
		NULL),
	    ERR_OK);
	assert_false(calendar_is_workday(c, day_of("2024-12-31"), NULL));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    shipped_calendar_has_the_working_days_of_the_notices),
		cmocka_unit_test(each_kind_of_day_is_told),
		cmocka_unit_test(canonical_bytes_give_the_same_calendar),
		cmocka_unit_test(mistakes_are_told_with_their_line),
		cmocka_unit_test(december_may_stand_under_the_next_notice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
