/*
 * office - when a district's halls are open (docs/FORMAT.md F-198): what a limit
 * in office hours (WH) counts.
 *
 *	office.set in the district's own log --office_parse()--> struct office_hours
 *	those before a position, in its order  -------------->   struct office
 *
 * Each holds from 00:00 +08:00 of its date or from its own batch time,
 * whichever is later, until a later act of the log holds; before the first, and
 * where there is none, 09:00 to 12:00 and 14:00 to 17:00.  Which days are worked
 * is the calendar's question, not this one's.  Pure.
 */
#ifndef SCHEMA_OFFICE_H
#define SCHEMA_OFFICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct arena;
struct value;
struct why;

#define OFFICE_SPANS_MAX      4
#define OFFICE_DAY_MINUTES    1440
#define OFFICE_SPAN_TEXT_ROOM 12 /* "09:00-12:00" and a zero byte */
#define OFFICE_HOURS_TEXT_ROOM \
	((size_t)OFFICE_SPANS_MAX * OFFICE_SPAN_TEXT_ROOM)

/* Minutes of the day, +08:00: begin <= m < end. */
struct office_span {
	uint16_t begin;
	uint16_t end;
};

struct office_hours {
	int64_t from; /* seconds: in force from then on */
	size_t count; /* 1 to OFFICE_SPANS_MAX */
	struct office_span spans[OFFICE_SPANS_MAX]; /* ascending */
};

/* Everything a district has set, in the order of its log. */
struct office {
	size_t count;
	const struct office_hours *list; /* borrowed */
};

/* Is it a list of 1 to 4 pairs [begin, end] in minutes, ascending, none touching
 * the next, within 0..1440?  Sets .count and .spans; @out may be NULL. */
bool office_read(struct office_hours *out, const struct value *hours);

/* The list of pairs, in @a. */
struct value *office_value(struct arena *a, const struct office_hours *h);

/* "09:00-12:00,14:00-17:00" both ways; 24:00 is the day's end.  ERR_PARSE says
 * the way out. */
enum err office_parse(
    struct office_hours *out, struct bytes text, struct why *why) MUST_CHECK;
void office_format(
    char out[static OFFICE_HOURS_TEXT_ROOM], const struct office_hours *h);

/* "09:30" as 570; "24:00" too. */
enum err office_minute(uint16_t *out, struct bytes text) MUST_CHECK;

/* What holds where a district has set nothing; static. */
const struct office_hours *office_default(void);

/* What holds at @time, and until when (INT64_MAX: for good).  @o may be NULL.
 * Borrowed from @o, or static. */
const struct office_hours *office_at(
    const struct office *o, int64_t time, int64_t *until);

#endif
