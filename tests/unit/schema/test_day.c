#include "schema/day.h"

#include <string.h>

#include "tests/unit/unit.h"

static struct day day_of(const char *text)
{
	struct day d;

	assert_int_equal(day_parse(&d, bytes_text(text), NULL), ERR_OK);
	return d;
}

static void every_day_of_the_valid_years_comes_back(void **state)
{
	int year = DAY_YEAR_MIN;
	int32_t serial = day_of("1900-01-01").serial;
	enum day_weekday weekday = DAY_MONDAY; /* 1900-01-01 was one */

	(void)state;
	for (; year <= DAY_YEAR_MAX; serial++) {
		struct day d = { serial };
		struct day back;
		struct day_civil c = day_civil(d);

		assert_true(day_from_civil(&back, c, DAY_YEAR_MIN));
		assert_int_equal(back.serial, serial);
		assert_int_equal(day_weekday(d), weekday);
		weekday = weekday == DAY_SUNDAY
			      ? DAY_MONDAY
			      : (enum day_weekday)(weekday + 1);
		year = day_civil(day_plus(d, 1)).year;
	}
}

static void text_is_read_strictly(void **state)
{
	static const char *const wrong[] = { "", "2025-2-03", "2025-02-30",
		"2025-13-01", "2025-00-01", "2025-01-00", "2025/01/01",
		"20250101", "2025-01-01 ", "1899-12-31", "3000-01-01",
		"2023-02-29", "1900-02-29", "２０２５-01-01" };
	struct day d;
	struct why why;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(
		    day_parse(&d, bytes_text(wrong[i]), &why), ERR_PARSE);
	assert_int_equal(day_of("1970-01-01").serial, 0);
	assert_int_equal(day_of("2000-02-29").serial, 11016);
}

static void format_gives_what_parse_took(void **state)
{
	char text[DAY_TEXT_ROOM];

	(void)state;
	day_format(text, day_of("2026-11-24"));
	assert_string_equal(text, "2026-11-24");
	day_format(text, day_of("1900-01-01"));
	assert_string_equal(text, "1900-01-01");
}

static void day_turns_at_midnight_of_beijing(void **state)
{
	struct day d = day_of("2025-09-26");
	int64_t midnight = 1758816000; /* 2025-09-25T16:00:00Z */

	(void)state;
	assert_int_equal(day_begins(d), midnight);
	assert_int_equal(day_ends(d), midnight + 86399);
	assert_int_equal(day_at(midnight).serial, d.serial);
	assert_int_equal(day_at(midnight - 1).serial, d.serial - 1);
	assert_int_equal(day_at(day_ends(d)).serial, d.serial);
	assert_int_equal(day_at(-8 * 3600).serial, 0);
	assert_int_equal(day_at(-8 * 3600 - 1).serial, -1);
	assert_true(day_is_valid(day_at(INT64_MIN)));
	assert_true(day_is_valid(day_at(INT64_MAX)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_day_of_the_valid_years_comes_back),
		cmocka_unit_test(text_is_read_strictly),
		cmocka_unit_test(format_gives_what_parse_took),
		cmocka_unit_test(day_turns_at_midnight_of_beijing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
