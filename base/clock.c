#include "base/clock.h"

#include <stdio.h>
#include <time.h>

#include "base/mem.h"

#define SECONDS_PER_DAY INT64_C(86400)
#define ZONE_SECONDS    INT64_C(28800) /* UTC+08:00, no summer time since 1991 */

static int64_t read_ms(clockid_t id)
{
	struct timespec t;

	must(clock_gettime(id, &t) == 0);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t real_wall_ms(const struct clock *c)
{
	(void)c;
	return read_ms(CLOCK_REALTIME);
}

static int64_t real_steady_ms(const struct clock *c)
{
	(void)c;
	return read_ms(CLOCK_MONOTONIC);
}

const struct clock *clock_real(void)
{
	static const struct clock real = { real_wall_ms, real_steady_ms };

	return &real;
}

static int64_t fake_wall_ms(const struct clock *c)
{
	return ((const struct clock_fake *)c)->wall;
}

static int64_t fake_steady_ms(const struct clock *c)
{
	return ((const struct clock_fake *)c)->steady;
}

void clock_fake_init(struct clock_fake *fake, int64_t wall_ms)
{
	*fake = (struct clock_fake){
		.clock = { fake_wall_ms, fake_steady_ms },
		.wall = wall_ms,
	};
}

void clock_fake_advance(struct clock_fake *fake, int64_t by_ms)
{
	fake->wall += by_ms;
	fake->steady += by_ms;
}

struct civil {
	int64_t year;
	int month; /* 1 to 12 */
	int day;   /* 1 to 31 */
};

/* Proleptic Gregorian date of a day counted from 1970-01-01.  Years are taken
 * to begin in March, so that the leap day is the last of its year. */
static struct civil civil_of(int64_t days)
{
	int64_t shifted = days + 719468; /* 0000-03-01 is day 0 */
	int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
	int64_t in_era = shifted - era * 146097;
	int64_t year_in_era =
	    (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
	int64_t in_year =
	    in_era - (365 * year_in_era + year_in_era / 4 - year_in_era / 100);
	int64_t month = (5 * in_year + 2) / 153; /* 0 is March */
	struct civil c = {
		.year = year_in_era + era * 400 + (month >= 10),
		.month = (int)(month < 10 ? month + 3 : month - 9),
		.day = (int)(in_year - (153 * month + 2) / 5 + 1),
	};

	return c;
}

/* Years 0000 to 9999 are what RFC 3339 can write. */
#define SECONDS_MIN (-62167219200 - ZONE_SECONDS)
#define SECONDS_MAX (253402300799 - ZONE_SECONDS)

void clock_text(char out[static CLOCK_TEXT_ROOM], int64_t seconds)
{
	int64_t local, days, rest;
	struct civil c;
	int n;

	/* A time from outside may be anything: show the nearest end. */
	if (seconds < SECONDS_MIN)
		seconds = SECONDS_MIN;
	if (seconds > SECONDS_MAX)
		seconds = SECONDS_MAX;
	local = seconds + ZONE_SECONDS;
	days = local / SECONDS_PER_DAY;
	rest = local % SECONDS_PER_DAY;
	if (rest < 0) {
		rest += SECONDS_PER_DAY;
		days--;
	}
	c = civil_of(days);
	n = snprintf(out, CLOCK_TEXT_ROOM,
	    "%04d-%02d-%02dT%02d:%02d:%02d+08:00", (int)c.year, c.month, c.day,
	    (int)(rest / 3600), (int)(rest / 60 % 60), (int)(rest % 60));
	must(n > 0 && n < CLOCK_TEXT_ROOM);
}
