/*
 * deadline - when a limit is over, by a calendar, with pauses.
 *
 * Pure: every date comes in, "now" included.  Times are seconds since 1970
 * UTC; the law's day is UTC+08:00 (schema/day.h).
 *
 *   working days  the start day does not count (Civil Code art. 201); only
 *                 working days do (Administrative Licensing Law art. 82)
 *   natural days  the start day does not count; a last day that is no working
 *                 day moves to the next one (Civil Code art. 203)
 *   hours, minutes run from the moment (Civil Code art. 201 para. 2)
 *   office hours  run while the hall is open (schema/office.h) on working days
 *
 *      start        s   pause   r            deadline
 *        |--1--2--3-|~~~~~~~~~~~|-4--5-->        |
 *
 * A pause from day s to day r takes out the days d with s < d <= r (special
 * procedures, Licensing Law art. 45).  What was reached before a pause began
 * stays where it was.
 */
#ifndef SCHEMA_DEADLINE_H
#define SCHEMA_DEADLINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/why.h"
#include "schema/day.h"
#include "schema/limit.h"

struct calendar;
struct office;

#define DEADLINE_PAUSES_MAX 256

/* So many days, 40 years, are looked through for office hours. */
#define DEADLINE_OFFICE_DAYS_MAX 14610

/* The end of a pause that has not ended. */
#define DEADLINE_PAUSE_OPEN INT64_MAX

/* From when to when a clock stood, in seconds; from <= to.  May overlap. */
struct deadline_pause {
	int64_t from;
	int64_t to;
};

struct deadline {
	struct day day;   /* the last day; unset while .paused */
	int64_t last;     /* the last second in time; later is late */
	int64_t quarter;  /* hours and minutes of any kind: when the last
	                     quarter of the limit begins; unset for days */
	bool provisional; /* a year without a notice was needed: the weekend
	                     rule spoke alone */
	bool paused;      /* an open pause keeps the clock from ending */
	uint32_t left;    /* while .paused: what is left of the limit, in its
	                     unit, begun units counting whole */
};

/*
 * When @limit, begun at @start, is over.
 *
 * @pauses in any order, at most DEADLINE_PAUSES_MAX.  ERR_LIMIT beyond that, or
 * when the deadline falls after DAY_YEAR_MAX, or office hours are not over
 * within DEADLINE_OFFICE_DAYS_MAX; ERR_PARSE for a pause that ends before it
 * begins.
 */
enum err deadline_compute(struct deadline *out, const struct calendar *c,
    int64_t start, struct limit limit, const struct deadline_pause *pauses,
    size_t pause_count, struct why *why) MUST_CHECK;

/* What a limit runs by; all borrowed. */
struct deadline_terms {
	const struct calendar *calendar;
	const struct office *office; /* NULL: what holds where none is set */
	const struct deadline_pause *pauses;
	size_t pause_count;
};

/* The same by a district's office hours. */
enum err deadline_compute_by(struct deadline *out,
    const struct deadline_terms *by, int64_t start, struct limit limit,
    struct why *why) MUST_CHECK;

/* Working days alone, in civil dates; the rule of deadlines.json. */
struct deadline_day_pause {
	struct day from;
	struct day to;
};
enum err deadline_workdays(struct deadline *out, const struct calendar *c,
    struct day start, uint32_t workdays,
    const struct deadline_day_pause *pauses, size_t pause_count,
    struct why *why) MUST_CHECK;

/*
 * Working days d with @from < d <= @to that are in no pause; negative when @to
 * is before @from.  *@provisional is set (never cleared) when a needed year
 * was not loaded.
 */
int32_t deadline_count(const struct calendar *c, struct day from, struct day to,
    const struct deadline_pause *pauses, size_t pause_count, bool *provisional);

/*
 * How a clock stands at @now: working days left (0 on the last day itself) as
 * a positive number, working days late as a negative one.  For hours and
 * minutes ask .last.  Meaningless while .paused.
 */
int32_t deadline_left(const struct calendar *c, const struct deadline *d,
    int64_t now, const struct deadline_pause *pauses, size_t pause_count);

#endif
