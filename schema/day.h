/*
 * day - a civil date, as the law counts: Gregorian, UTC+08:00.
 *
 * A day is a serial number, so that days are compared and counted as integers.
 * China keeps one offset the whole year; there is no other time zone here.
 */
#ifndef SCHEMA_DAY_H
#define SCHEMA_DAY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/why.h"

#define DAY_YEAR_MIN       1900
#define DAY_YEAR_MAX       2999
#define DAY_TEXT_ROOM      11 /* "2025-09-26" and a zero byte */
#define DAY_SECONDS        86400
#define DAY_OFFSET_SECONDS 28800 /* UTC+08:00 */

struct day {
	int32_t serial; /* days since 1970-01-01; may be negative */
};

struct day_civil {
	int year;
	int month;    /* 1 to 12 */
	int of_month; /* 1 to 31 */
};

enum day_weekday {
	DAY_MONDAY = 1, /* numbered as ISO 8601 does */
	DAY_TUESDAY,
	DAY_WEDNESDAY,
	DAY_THURSDAY,
	DAY_FRIDAY,
	DAY_SATURDAY,
	DAY_SUNDAY,
};

/* False when there is no such date, or its year is outside @year_min ..
 * DAY_YEAR_MAX.  Birth dates of old records ask for years before 1900. */
bool day_from_civil(
    struct day *out, struct day_civil civil, int year_min) MUST_CHECK;
struct day_civil day_civil(struct day d);

/* Exactly YYYY-MM-DD, a date that exists, DAY_YEAR_MIN to DAY_YEAR_MAX. */
enum err day_parse(
    struct day *out, struct bytes text, struct why *why) MUST_CHECK;
void day_format(char out[static DAY_TEXT_ROOM], struct day d);

/* The civil date at @seconds since 1970 UTC, in UTC+08:00.  A time outside the
 * valid years gives the nearest valid day. */
struct day day_at(int64_t seconds);

/* The first second of the day, since 1970 UTC. */
int64_t day_begins(struct day d);

/* The last second of the day: until then an act is in time (Civil Code
 * art. 203: the last day ends at 24:00). */
int64_t day_ends(struct day d);

struct day day_plus(struct day d, int32_t days);
enum day_weekday day_weekday(struct day d);
bool day_is_valid(struct day d); /* within DAY_YEAR_MIN .. DAY_YEAR_MAX */

#endif
