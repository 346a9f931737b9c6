#include "base/clock.h"

#include <stdio.h>
#include <time.h>

#include "tests/unit/unit.h"

static void assert_text(int64_t seconds, const char *want)
{
	char text[CLOCK_TEXT_ROOM];

	clock_text(text, seconds);
	assert_string_equal(text, want);
}

static void text_is_in_the_zone_of_the_law(void **state)
{
	(void)state;
	assert_text(0, "1970-01-01T08:00:00+08:00");
	assert_text(1764003600, "2025-11-25T01:00:00+08:00");
	assert_text(1709135999, "2024-02-28T23:59:59+08:00");
	assert_text(1709136000, "2024-02-29T00:00:00+08:00");
	assert_text(951753599, "2000-02-28T23:59:59+08:00");
	assert_text(951753600, "2000-02-29T00:00:00+08:00");
	assert_text(4107513599, "2100-02-28T23:59:59+08:00");
	assert_text(4107513600, "2100-03-01T00:00:00+08:00");
	assert_text(-1, "1970-01-01T07:59:59+08:00");
	assert_text(-28801, "1969-12-31T23:59:59+08:00");
}

static void text_stays_within_what_rfc_3339_writes(void **state)
{
	(void)state;
	assert_text(INT64_MAX, "9999-12-31T23:59:59+08:00");
	assert_text(INT64_MIN, "0000-01-01T00:00:00+08:00");
	assert_text(253402300799 - 28800, "9999-12-31T23:59:59+08:00");
}

/* The C library's own arithmetic is the second opinion. */
static void text_agrees_with_gmtime_over_four_centuries(void **state)
{
	(void)state;
	for (int64_t day = -40000; day < 110000; day++) {
		int64_t seconds = day * 86400 + (day * 7919 % 86400);
		time_t shifted = (time_t)(seconds + 8 * 3600);
		char want[CLOCK_TEXT_ROOM];
		struct tm tm;

		assert_non_null(gmtime_r(&shifted, &tm));
		assert_true(strftime(want, sizeof(want),
				"%Y-%m-%dT%H:%M:%S+08:00", &tm) > 0);
		assert_text(seconds, want);
	}
}

static void a_fake_clock_moves_only_by_hand(void **state)
{
	struct clock_fake fake;
	const struct clock *clock = &fake.clock;

	(void)state;
	clock_fake_init(&fake, 1000);
	assert_int_equal(clock->wall_ms(clock), 1000);
	assert_int_equal(clock->wall_ms(clock), 1000);
	int64_t steady = clock->steady_ms(clock);

	clock_fake_advance(&fake, 250);
	assert_int_equal(clock->wall_ms(clock), 1250);
	assert_int_equal(clock->steady_ms(clock), steady + 250);
	fake.wall = 10; /* wall time may step back; steady time does not */
	assert_int_equal(clock->wall_ms(clock), 10);
	assert_int_equal(clock->steady_ms(clock), steady + 250);
}

static void the_real_clock_reads_the_system(void **state)
{
	const struct clock *clock = clock_real();
	int64_t before = (int64_t)time(NULL);
	int64_t wall = clock->wall_ms(clock);
	int64_t steady = clock->steady_ms(clock);

	(void)state;
	/* time() is coarse: it may lag behind by a tick. */
	assert_in_range(wall, before * 1000, (before + 3600) * 1000);
	assert_true(clock->steady_ms(clock) >= steady);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_in_the_zone_of_the_law),
		cmocka_unit_test(text_stays_within_what_rfc_3339_writes),
		cmocka_unit_test(text_agrees_with_gmtime_over_four_centuries),
		cmocka_unit_test(a_fake_clock_moves_only_by_hand),
		cmocka_unit_test(the_real_clock_reads_the_system),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
