#include "schema/stopwatch.h"

#include <stdio.h>

#include "base/arena.h"
#include "schema/calendar.h"
#include "schema/deadline.h"
#include "schema/dossier.h"
#include "schema/dossier_clocks.h"
#include "schema/ledger.h"
#include "schema/pause.h"
#include "schema/standard.h"
#include "schema/value.h"

static bool in_days(enum limit_unit unit)
{
	return unit == LIMIT_WD || unit == LIMIT_ND;
}

/* The standard's `warn`, where it means something to this limit: it is shorter,
 * and of minutes and hours only in such. */
static bool warn_limit(
    struct limit *out, const struct standard *s, const struct stopwatch *w)
{
	const char *text = value_get_string(s->tree, "warn");
	enum limit_order order;

	if (w->ahead || text == NULL ||
	    limit_parse(out, bytes_text(text), NULL) != ERR_OK ||
	    (in_days(out->unit) && !in_days(w->limit.unit)))
		return false;
	order = limit_compare(*out, w->limit);
	return order == LIMIT_SHORTER || order == LIMIT_UNSURE;
}

/* As the standard says; else on the last day, in the last quarter. */
static bool warns(const struct stopwatch *w, const struct stopwatch_view *view,
    const struct deadline_terms *by, const struct deadline *end)
{
	struct limit warn;
	struct deadline near;

	if (warn_limit(&warn, view->dossier->standard, w) &&
	    deadline_compute_by(&near, by, view->now, warn, NULL) == ERR_OK)
		return near.paused || near.last >= end->last;
	return w->ahead || in_days(w->limit.unit)
		   ? day_at(view->now).serial >= end->day.serial
		   : view->now >= end->quarter;
}

static enum dossier_clock_level level_of(const struct stopwatch *w,
    const struct stopwatch_view *view, const struct deadline_terms *by,
    const struct deadline *end)
{
	if (w->stop != 0)
		return end->paused || w->stop <= end->last
			   ? DOSSIER_CLOCK_STOPPED
			   : DOSSIER_CLOCK_STOPPED_LATE;
	if (end->paused)
		return DOSSIER_CLOCK_NORMAL;
	if (view->now > end->last)
		return DOSSIER_CLOCK_OVERDUE;
	return warns(w, view, by, end) ? DOSSIER_CLOCK_WARN
				       : DOSSIER_CLOCK_NORMAL;
}

static enum err end_of(struct deadline *out, const struct stopwatch *w,
    const struct stopwatch_view *view, const struct deadline_terms *by)
{
	bool known = true;

	if (!w->ahead)
		return pause_deadline(out, by, w->start, w->limit,
		    w->stands ? view->dossier->extension : NULL);
	*out = (struct deadline){ .day = w->due, .last = day_ends(w->due) };
	(void)calendar_is_workday(view->calendar, w->due, &known);
	out->provisional = !known && w->limit.unit == LIMIT_WD;
	return ERR_OK;
}

static void fill(struct dossier_clock *out, const struct stopwatch *w,
    const struct stopwatch_view *view, const struct deadline_terms *by,
    const struct deadline *end)
{
	int64_t until = w->stop != 0 ? w->stop : view->now;

	*out = (struct dossier_clock){
		.id = w->id,
		.zh = w->zh,
		.key = w->key,
		.has_subject = w->subject != NULL,
		.material = w->material,
		.start = w->start,
		.stop = w->stop,
		.last = end->paused ? INT64_MAX : end->last,
		.quarter = end->quarter,
		.provisional = end->provisional,
		.paused = end->paused,
		.left = end->left,
		.by_silence = w->by_silence,
		.level = level_of(w, view, by, end),
	};
	if (w->subject != NULL)
		out->subject = *w->subject;
	if (w->limit.amount > 0)
		limit_format(out->limit, w->limit);
	if (!end->paused)
		day_format(out->deadline, end->day);
	if (until > w->start)
		out->workdays_used = deadline_count(view->calendar,
		    day_at(w->start), day_at(until), by->pauses,
		    by->pause_count, &out->provisional);
}

bool stopwatch_read(struct dossier_clock *out, const struct stopwatch *w,
    const struct stopwatch_view *view)
{
	struct arena *a = arena_new();
	struct deadline_terms by = {
		.calendar = view->calendar,
		.office = ledger_office(view->ledger, a, w->place),
	};
	struct deadline end;
	bool counted;

	if (w->stands) {
		by.pauses = view->dossier->pauses;
		by.pause_count = view->dossier->pause_count;
	}
	counted = end_of(&end, w, view, &by) == ERR_OK;
	if (counted)
		fill(out, w, view, &by, &end);
	arena_free(a);
	return counted;
}

struct day stopwatch_before(
    const struct calendar *c, struct day day, uint32_t workdays)
{
	while (workdays > 0 && day_is_valid(day)) {
		if (calendar_is_workday(c, day, NULL))
			workdays--;
		day = day_plus(day, -1);
	}
	return day;
}
