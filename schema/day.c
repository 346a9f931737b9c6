#include "schema/day.h"

#include <stdio.h>

#include "base/mem.h"

/* Serial numbers of 1900-01-01 and 2999-12-31. */
#define SERIAL_MIN (-25567)
#define SERIAL_MAX 376199

static const int month_days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
	31 };

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_of_month(int year, int month)
{
	return month_days[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
}

/* Days from 0000-03-01: years begin in March, so that the leap day is last.
 * All arguments are positive here; no rounding question arises. */
static int32_t serial_of(struct day_civil c)
{
	int32_t year = c.month <= 2 ? c.year - 1 : c.year;
	int32_t month = (c.month + 9) % 12;
	int32_t before = 365 * year + year / 4 - year / 100 + year / 400;
	int32_t in_year = (153 * month + 2) / 5 + c.of_month - 1;
	return before + in_year - 719468;
}

bool day_from_civil(struct day *out, struct day_civil civil, int year_min)
{
	if (civil.year < year_min || civil.year > DAY_YEAR_MAX ||
	    civil.year < 1)
		return false;
	if (civil.month < 1 || civil.month > 12)
		return false;
	if (civil.of_month < 1 ||
	    civil.of_month > days_of_month(civil.year, civil.month))
		return false;
	*out = (struct day){ .serial = serial_of(civil) };
	return true;
}

/* The inverse of serial_of(), by eras of 400 years (146,097 days). */
struct day_civil day_civil(struct day d)
{
	int32_t z = d.serial + 719468;
	must(z >= 0);
	int32_t era = z / 146097;
	int32_t of_era = z % 146097;
	int32_t year =
	    (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int32_t of_year = of_era - (365 * year + year / 4 - year / 100);
	int32_t month = (5 * of_year + 2) / 153;
	struct day_civil c = {
		.year = year + era * 400,
		.month = month < 10 ? month + 3 : month - 9,
		.of_month = of_year - (153 * month + 2) / 5 + 1,
	};
	if (c.month <= 2)
		c.year++;
	return c;
}

static bool digits(struct bytes text, size_t from, size_t count, int *out)
{
	int value = 0;
	for (size_t i = from; i < from + count; i++) {
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
		value = value * 10 + (text.p[i] - '0');
	}
	*out = value;
	return true;
}

enum err day_parse(struct day *out, struct bytes text, struct why *why)
{
	struct day_civil c;
	if (text.n != 10 || text.p[4] != '-' || text.p[7] != '-' ||
	    !digits(text, 0, 4, &c.year) || !digits(text, 5, 2, &c.month) ||
	    !digits(text, 8, 2, &c.of_month))
		return why_set(why, ERR_PARSE,
		    "a date is written YYYY-MM-DD, such as 2025-09-26");
	if (!day_from_civil(out, c, DAY_YEAR_MIN))
		return why_set(why, ERR_PARSE,
		    "%.10s is no date of the years %d to %d",
		    (const char *)text.p, DAY_YEAR_MIN, DAY_YEAR_MAX);
	return ERR_OK;
}

void day_format(char out[static DAY_TEXT_ROOM], struct day d)
{
	must(day_is_valid(d));
	struct day_civil c = day_civil(d);
	char text[40];
	(void)snprintf(
	    text, sizeof text, "%04d-%02d-%02d", c.year, c.month, c.of_month);
	for (int i = 0; i < DAY_TEXT_ROOM - 1; i++)
		out[i] = text[i];
	out[DAY_TEXT_ROOM - 1] = 0;
}

struct day day_at(int64_t seconds)
{
	int64_t lowest = (int64_t)SERIAL_MIN * DAY_SECONDS - DAY_OFFSET_SECONDS;
	int64_t highest =
	    ((int64_t)SERIAL_MAX + 1) * DAY_SECONDS - DAY_OFFSET_SECONDS - 1;
	if (seconds < lowest)
		seconds = lowest;
	if (seconds > highest)
		seconds = highest;
	int64_t since =
	    seconds + DAY_OFFSET_SECONDS - (int64_t)SERIAL_MIN * DAY_SECONDS;
	return (struct day){ .serial =
				 (int32_t)(since / DAY_SECONDS) + SERIAL_MIN };
}

int64_t day_begins(struct day d)
{
	return (int64_t)d.serial * DAY_SECONDS - DAY_OFFSET_SECONDS;
}

int64_t day_ends(struct day d)
{
	return day_begins(d) + DAY_SECONDS - 1;
}

struct day day_plus(struct day d, int32_t days)
{
	return (struct day){ .serial = d.serial + days };
}

/* 1970-01-01 was a Thursday. */
enum day_weekday day_weekday(struct day d)
{
	int32_t since_monday = (d.serial % 7 + 7 + 3) % 7;
	return (enum day_weekday)(since_monday + 1);
}

bool day_is_valid(struct day d)
{
	return d.serial >= SERIAL_MIN && d.serial <= SERIAL_MAX;
}
