#include "schema/deadline.h"

#include "base/mem.h"
#include "schema/calendar.h"
#include "schema/office.h"

/* The days that a pause takes out: from < d <= to. */
static bool pause_takes(const struct deadline_pause *p, struct day d)
{
	if (d.serial <= day_at(p->from).serial)
		return false;
	return p->to == DEADLINE_PAUSE_OPEN || d.serial <= day_at(p->to).serial;
}

static bool in_pause(
    struct day d, const struct deadline_pause *pauses, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (pause_takes(&pauses[i], d))
			return true;
	}
	return false;
}

/* From this day on an open pause takes out every day; INT32_MAX if none. */
static int32_t open_from(const struct deadline_pause *pauses, size_t count)
{
	int32_t first = INT32_MAX;
	for (size_t i = 0; i < count; i++) {
		if (pauses[i].to != DEADLINE_PAUSE_OPEN)
			continue;
		int32_t begins = day_at(pauses[i].from).serial + 1;
		if (begins < first)
			first = begins;
	}
	return first;
}

static enum err check_pauses(
    const struct deadline_pause *pauses, size_t count, struct why *why)
{
	if (count > DEADLINE_PAUSES_MAX)
		return why_set(why, ERR_LIMIT,
		    "%zu pauses; at most %d are counted", count,
		    DEADLINE_PAUSES_MAX);
	for (size_t i = 0; i < count; i++) {
		if (pauses[i].to < pauses[i].from)
			return why_set(
			    why, ERR_PARSE, "a pause ends before it begins");
	}
	return ERR_OK;
}

static enum err too_far(struct why *why)
{
	return why_set(why, ERR_LIMIT, "the deadline falls after the year %d",
	    DAY_YEAR_MAX);
}

static void end_on(struct deadline *out, struct day d)
{
	out->day = d;
	out->last = day_ends(d);
}

/* Does @d use up a day of the limit?  Clears *@known when a notice lacks. */
static bool day_counts(
    const struct calendar *c, enum limit_unit unit, struct day d, bool *known)
{
	return unit == LIMIT_ND || calendar_is_workday(c, d, known);
}

/* A last day that is no working day moves (Civil Code art. 203).  False when
 * an open pause begins before there is one. */
static bool move_to_workday(struct deadline *out, const struct calendar *c,
    struct day *d, const struct deadline_pause *pauses, size_t count)
{
	int32_t open = open_from(pauses, count);
	for (bool known = true;; *d = day_plus(*d, 1)) {
		if (!day_is_valid(*d) || d->serial >= open)
			return false;
		bool work = calendar_is_workday(c, *d, &known);
		if (!known)
			out->provisional = true;
		if (work && !in_pause(*d, pauses, count))
			return true;
	}
}

static enum err count_days(struct deadline *out, const struct calendar *c,
    struct day start, struct limit limit, const struct deadline_pause *pauses,
    size_t count, struct why *why)
{
	int32_t open = open_from(pauses, count);
	uint32_t left = limit.amount;
	struct day d = start;
	while (left > 0) {
		d = day_plus(d, 1);
		if (!day_is_valid(d))
			return too_far(why);
		if (d.serial >= open) {
			out->paused = true;
			out->left = left;
			return ERR_OK;
		}
		bool known = true;
		bool counts = day_counts(c, limit.unit, d, &known);
		if (!known)
			out->provisional = true;
		if (counts && !in_pause(d, pauses, count))
			left--;
	}
	if (limit.unit == LIMIT_ND &&
	    !move_to_workday(out, c, &d, pauses, count)) {
		if (!day_is_valid(d))
			return too_far(why);
		out->paused = true; /* its last day waits for the pause's end */
		return ERR_OK;
	}
	end_on(out, d);
	return ERR_OK;
}

/* The pause that covers or next follows @at, or NULL. */
static const struct deadline_pause *next_pause(
    const struct deadline_pause *pauses, size_t count, int64_t at)
{
	const struct deadline_pause *best = NULL;
	for (size_t i = 0; i < count; i++) {
		if (pauses[i].to <= at)
			continue;
		if (!best || pauses[i].from < best->from)
			best = &pauses[i];
	}
	return best;
}

static uint32_t units_left(int64_t seconds, int64_t unit_seconds)
{
	return (uint32_t)((seconds + unit_seconds - 1) / unit_seconds);
}

/* How far @left seconds from @at on reach, standing still within [from, to) of
 * each pause.  False: an open pause keeps *@left from running out. */
static bool run_seconds(int64_t *at, int64_t *left,
    const struct deadline_pause *pauses, size_t count)
{
	for (;;) {
		const struct deadline_pause *p = next_pause(pauses, count, *at);
		if (!p || p->from - *at >= *left)
			break;
		if (p->from > *at)
			*left -= p->from - *at;
		if (p->to == DEADLINE_PAUSE_OPEN)
			return false;
		*at = p->to;
	}
	*at += *left;
	return true;
}

/* Seconds run from the moment. */
static enum err count_seconds(struct deadline *out, int64_t start,
    int64_t amount, int64_t unit_seconds, const struct deadline_pause *pauses,
    size_t count, struct why *why)
{
	int64_t total = amount * unit_seconds;
	int64_t most = total - total / 4;
	int64_t left = total;
	out->quarter = start;
	out->last = start;
	if (!run_seconds(&out->quarter, &most, pauses, count))
		out->quarter = INT64_MAX;
	if (!run_seconds(&out->last, &left, pauses, count)) {
		out->paused = true;
		out->left = units_left(left, unit_seconds);
		return ERR_OK;
	}
	out->day = day_at(out->last);
	if (day_ends(out->day) < out->last)
		return too_far(why);
	return ERR_OK;
}

/* ---- office hours ---- */

/* One count of office hours under way. */
struct open_time {
	const struct deadline_pause *pauses;
	size_t pause_count;
	struct deadline *out;
	int64_t left;    /* seconds that are still to run */
	int64_t quarter; /* what is left as the last quarter begins */
	bool stands;     /* an open pause has begun */
};

/* The hall is open within [at, end).  True when the time is over. */
static bool run_open(struct open_time *t, int64_t at, int64_t end)
{
	while (at < end && !t->stands) {
		const struct deadline_pause *p =
		    next_pause(t->pauses, t->pause_count, at);
		int64_t stop = p && p->from < end ? p->from : end;
		int64_t ran = stop > at ? stop - at : 0;
		if (t->left > t->quarter && t->left - ran <= t->quarter)
			t->out->quarter = at + t->left - t->quarter;
		if (ran >= t->left) {
			t->out->last = at + t->left;
			return true;
		}
		t->left -= ran;
		if (!p || p->from >= end)
			return false;
		t->stands = p->to == DEADLINE_PAUSE_OPEN;
		at = p->to;
	}
	return false;
}

/* One working day, from @start on; the hours may change within it. */
static bool run_day(struct open_time *t, const struct office *office,
    struct day d, int64_t start)
{
	int64_t begin = day_begins(d);
	int64_t until;
	for (int64_t at = begin; at <= day_ends(d); at = until) {
		const struct office_hours *h = office_at(office, at, &until);
		if (until > day_ends(d))
			until = day_ends(d) + 1;
		for (size_t i = 0; i < h->count; i++) {
			int64_t from = begin + (int64_t)h->spans[i].begin * 60;
			int64_t to = begin + (int64_t)h->spans[i].end * 60;
			from = from < at ? at : from;
			from = from < start ? start : from;
			to = to > until ? until : to;
			if (run_open(t, from, to))
				return true;
		}
	}
	return false;
}

static enum err count_office(struct deadline *out,
    const struct deadline_terms *by, int64_t start, int64_t hours,
    struct why *why)
{
	struct open_time t = { .pauses = by->pauses,
		.pause_count = by->pause_count,
		.out = out,
		.left = hours * 3600,
		.quarter = hours * 3600 / 4 };
	struct day d = day_at(start);
	out->quarter = INT64_MAX;
	for (int days = 0; days < DEADLINE_OFFICE_DAYS_MAX; days++) {
		bool known = true;
		bool works = calendar_is_workday(by->calendar, d, &known);
		if (!day_is_valid(d))
			return too_far(why);
		out->provisional = out->provisional || !known;
		if (works && run_day(&t, by->office, d, start)) {
			out->day = d;
			return ERR_OK;
		}
		if (t.stands) {
			out->paused = true;
			out->left = units_left(t.left, 3600);
			return ERR_OK;
		}
		d = day_plus(d, 1);
	}
	return why_set(why, ERR_LIMIT,
	    "%d days of these office hours are not enough for the limit",
	    DEADLINE_OFFICE_DAYS_MAX);
}

enum err deadline_compute(struct deadline *out, const struct calendar *c,
    int64_t start, struct limit limit, const struct deadline_pause *pauses,
    size_t pause_count, struct why *why)
{
	const struct deadline_terms by = { c, NULL, pauses, pause_count };
	return deadline_compute_by(out, &by, start, limit, why);
}

enum err deadline_compute_by(struct deadline *out,
    const struct deadline_terms *by, int64_t start, struct limit limit,
    struct why *why)
{
	enum err e = check_pauses(by->pauses, by->pause_count, why);
	if (e != ERR_OK)
		return e;
	if (start < day_begins(day_at(start)) ||
	    start > day_ends(day_at(start)))
		return too_far(why);
	*out = (struct deadline){ 0 };
	switch (limit.unit) {
	case LIMIT_NMIN:
		return count_seconds(out, start, limit.amount, 60, by->pauses,
		    by->pause_count, why);
	case LIMIT_NH:
		return count_seconds(out, start, limit.amount, 3600, by->pauses,
		    by->pause_count, why);
	case LIMIT_WH:
		return count_office(out, by, start, limit.amount, why);
	case LIMIT_ND:
	case LIMIT_WD:
		break;
	}
	return count_days(out, by->calendar, day_at(start), limit, by->pauses,
	    by->pause_count, why);
}

enum err deadline_workdays(struct deadline *out, const struct calendar *c,
    struct day start, uint32_t workdays,
    const struct deadline_day_pause *pauses, size_t pause_count,
    struct why *why)
{
	struct deadline_pause moments[DEADLINE_PAUSES_MAX] = { 0 };
	if (workdays == 0 || workdays > LIMIT_AMOUNT_MAX)
		return why_set(why, ERR_LIMIT,
		    "a limit has 1 to %d working days", LIMIT_AMOUNT_MAX);
	if (pause_count > DEADLINE_PAUSES_MAX)
		return check_pauses(moments, pause_count, why);
	for (size_t i = 0; i < pause_count; i++) {
		moments[i].from = day_begins(pauses[i].from);
		moments[i].to = day_begins(pauses[i].to);
	}
	return deadline_compute(out, c, day_begins(start),
	    (struct limit){ workdays, LIMIT_WD }, moments, pause_count, why);
}

int32_t deadline_count(const struct calendar *c, struct day from, struct day to,
    const struct deadline_pause *pauses, size_t pause_count, bool *provisional)
{
	if (to.serial < from.serial)
		return -deadline_count(
		    c, to, from, pauses, pause_count, provisional);
	int32_t count = 0;
	for (struct day d = day_plus(from, 1); d.serial <= to.serial;
	     d = day_plus(d, 1)) {
		bool known = true;
		bool work = calendar_is_workday(c, d, &known);
		if (!known)
			*provisional = true;
		if (work && !in_pause(d, pauses, pause_count))
			count++;
	}
	return count;
}

int32_t deadline_left(const struct calendar *c, const struct deadline *d,
    int64_t now, const struct deadline_pause *pauses, size_t pause_count)
{
	bool provisional = false;
	must(!d->paused);
	return deadline_count(
	    c, day_at(now), d->day, pauses, pause_count, &provisional);
}
