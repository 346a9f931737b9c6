/*
 * calendar - which days are working days, as the State Council's yearly notice
 * says (DESIGN section 9, "Time").
 *
 * Saturday and Sunday are off; a notice makes further days off, and weekends
 * into working days (make-up days).  The authority publishes a calendar as the
 * body of an act; a case keeps the *series* it was received under, and a later
 * *version* of the series replaces an earlier one.
 *
 *      { v: 1, series: "cn-state", version: 3,
 *        years: { "2025": { off:  { "2025-10-01": "国庆节" },
 *                           work: { "2025-10-11": "国庆节" } } } }
 *
 * A date stands under the year of its notice: that year, or the December
 * before it.  A calendar is never changed after it was made; it may be shared
 * between threads.
 */
#ifndef SCHEMA_CALENDAR_H
#define SCHEMA_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/why.h"
#include "schema/day.h"

struct arena;
struct value;

#define CALENDAR_YEARS_MAX         100
#define CALENDAR_DAYS_PER_YEAR_MAX 200 /* listed days of one notice */
#define CALENDAR_NAME_BYTES_MAX    96
#define CALENDAR_BYTES_MAX         (512u << 10) /* of a YAML source */

struct calendar;

enum calendar_kind {
	CALENDAR_WORKDAY, /* Monday to Friday, nothing said about it */
	CALENDAR_WEEKEND, /* Saturday or Sunday, nothing said about it */
	CALENDAR_HOLIDAY, /* off by the notice */
	CALENDAR_MAKE_UP, /* a weekend worked by the notice */
};

/*
 * Read a calendar from a value tree, its YAML source, or the canonical bytes
 * of the map above.  @out lives in @arena and borrows nothing from @v.
 *
 * ERR_PARSE with line and column (YAML) for an unknown key, a date that does
 * not exist or stands under the wrong year, a day both off and worked, a
 * make-up day that is no weekend.
 */
enum err calendar_from(const struct calendar **out, struct arena *arena,
    const struct value *v, struct why *why) MUST_CHECK;
enum err calendar_parse(const struct calendar **out, struct arena *arena,
    struct bytes yaml, struct why *why) MUST_CHECK;
enum err calendar_decode(const struct calendar **out, struct arena *arena,
    struct bytes canonical, struct why *why) MUST_CHECK;

/* The map above, borrowed; and its canonical bytes, appended to @out. */
const struct value *calendar_value(const struct calendar *c);
void calendar_encode(const struct calendar *c, struct buf *out);

/* Zero-terminated, borrowed from the calendar. */
const char *calendar_series(const struct calendar *c);
uint32_t calendar_version(const struct calendar *c);

/* Is the notice of this year loaded? */
bool calendar_has_year(const struct calendar *c, int year);

/* What @d is.  When its year is not loaded only the weekend rule speaks and
 * *@known is false: whoever rests on it must say "provisional".  @name, when
 * not NULL, gets the holiday's name or NULL; borrowed from the calendar. */
enum calendar_kind calendar_look(
    const struct calendar *c, struct day d, bool *known, const char **name);
/* @known may be NULL. */
bool calendar_is_workday(const struct calendar *c, struct day d, bool *known);

/* Working days of a year; weekend rule alone when it is not loaded. */
uint32_t calendar_workdays_of_year(const struct calendar *c, int year);

#endif
