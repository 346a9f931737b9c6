/*
 * The steps of a clock (催办、督办; docs/FORMAT.md F-205): the standard's
 * `escalation`, or a reminder and a first step where it has none.  Of several
 * that are due at once the highest is made, and stands for those below.
 */
#include <string.h>

#include "base/arena.h"
#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/calendar.h"
#include "schema/deadline.h"
#include "schema/dossier.h"
#include "schema/due_part.h"
#include "schema/ledger.h"
#include "schema/owed.h"
#include "schema/standard.h"
#include "schema/value.h"

#define MINUTE INT64_C(60)
#define HOUR   INT64_C(3600)

static bool same(const char *x, const char *y)
{
	return strcmp(x, y) == 0;
}

static bool in_days(enum limit_unit unit)
{
	return unit == LIMIT_WD || unit == LIMIT_ND;
}

/* ---- when a step is reached ---- */

/* As a clock warns where nothing is said: its last day, its last quarter. */
static int64_t last_stretch(const struct dossier_clock *c, bool days)
{
	return days || c->quarter == 0 ? day_begins(day_at(c->last))
				       : c->quarter;
}

/* The first day of which so many working days follow, up to the last one. */
static int64_t workdays_before(
    const struct due_book *b, const struct dossier_clock *c, uint32_t amount)
{
	struct day d = day_at(c->last);

	while (amount > 0 && day_is_valid(d)) {
		if (calendar_is_workday(b->calendar, d, NULL))
			amount--;
		d = day_plus(d, -1);
	}
	while (day_is_valid(d) && !calendar_is_workday(b->calendar, d, NULL))
		d = day_plus(d, -1);
	return day_begins(d);
}

/* The standard's step may be longer than the clock, or of other units. */
static int64_t before(const struct due_book *b, const struct dossier_clock *c,
    struct limit step, struct limit limit)
{
	enum limit_order order = limit_compare(step, limit);
	bool days = in_days(limit.unit);

	if ((order != LIMIT_SHORTER && order != LIMIT_UNSURE) ||
	    (in_days(step.unit) && !days))
		return last_stretch(c, days);
	switch (step.unit) {
	case LIMIT_WD:
		return workdays_before(b, c, step.amount);
	case LIMIT_ND:
		return day_begins(
		    day_plus(day_at(c->last), -(int32_t)step.amount));
	case LIMIT_NH:
		return c->last + 1 - step.amount * HOUR;
	case LIMIT_NMIN:
		return c->last + 1 - step.amount * MINUTE;
	case LIMIT_WH:
		break;
	}
	return last_stretch(c, days);
}

/* Once so much more has run out. */
static int64_t after(
    const struct due_book *b, const struct dossier_clock *c, struct limit step)
{
	const struct deadline_terms by = { .calendar = b->calendar };
	struct deadline end;

	if (deadline_compute_by(&end, &by, c->last, step, NULL) != ERR_OK)
		return DUE_NEVER;
	return end.last + 1;
}

/* No step is reached before its clock has begun. */
static int64_t since_start(const struct dossier_clock *c, int64_t at)
{
	return at > c->start ? at : c->start;
}

static int64_t moment(const struct due_book *b, const struct dossier_clock *c,
    const struct value *step)
{
	struct limit limit, by;
	struct bytes text;

	if (value_get_text(step, "before", &text) &&
	    limit_parse(&by, text, NULL) == ERR_OK &&
	    limit_parse(&limit, bytes_text(c->limit), NULL) == ERR_OK)
		return since_start(c, before(b, c, by, limit));
	if (value_get_text(step, "after", &text) &&
	    limit_parse(&by, text, NULL) == ERR_OK)
		return after(b, c, by);
	return c->last + 1;
}

/* Without steps of its own: when it warns, and when it is over. */
static int64_t reminder(const struct due_book *b, const struct dossier_clock *c)
{
	struct limit limit, warn;
	struct bytes text;

	if (limit_parse(&limit, bytes_text(c->limit), NULL) != ERR_OK)
		return c->last + 1;
	if (value_get_text(b->d->standard->tree, "warn", &text) &&
	    limit_parse(&warn, text, NULL) == ERR_OK)
		return before(b, c, warn, limit);
	return last_stretch(c, in_days(limit.unit));
}

/* ---- which one is due ---- */

static const struct owed *subject(
    const struct due_book *b, const struct dossier_clock *c)
{
	return !c->has_subject ? NULL
			       : owed_find(b->d->owed, b->d->owed_count,
				     &c->subject, c->material);
}

/* One id is of several clocks where the urgent have their own. */
static const char *name_of(struct due_book *b, const struct dossier_clock *c)
{
	return same(c->id, "C11c") && !same(c->key, "finish")
		   ? arena_print(b->a, "%s.%s", c->id, c->key)
		   : c->id;
}

/* The highest level that stands in the case for this run; DUE_NO_LEVEL. */
static int64_t made(const struct due_book *b, const struct dossier_clock *c,
    const struct owed *owed, const char *name)
{
	const struct dossier *d = b->d;
	int64_t most = DUE_NO_LEVEL;

	for (size_t i = 0; i < d->count; i++) {
		const struct act *act = d->entries[i].act;
		const char *material;
		struct digest of;

		if (d->outcomes[i].order == 0 ||
		    !same(act->kind, "case.escalate") ||
		    d->entries[i].place.time < c->start ||
		    !same(act_body_text(act, "clock"), name) ||
		    act_body_has(act, "owed") != (owed != NULL))
			continue;
		if (owed != NULL) {
			of = act_body_id(act, "owed");
			material = value_get_string(act->body, "material");
			if (owed_find(owed, 1, &of, material) == NULL)
				continue;
		}
		if (act_body_int(act, "level") > most)
			most = act_body_int(act, "level");
	}
	return most;
}

/* Two limits that end at once are one matter: the promised one speaks. */
static bool is_doubled(const struct due_book *b, const struct dossier_clock *c)
{
	for (size_t i = 0; same(c->id, "C3") && i < b->clock_count; i++)
		if (same(b->clocks[i].id, "C4") && b->clocks[i].stop == 0 &&
		    b->clocks[i].last == c->last)
			return true;
	return false;
}

/* The holder, on offer the offerer; of what is owed who owes it, when it takes
 * part (F-197). */
static bool is_ours(const struct due_book *b, const struct owed *owed)
{
	const struct dossier *d = b->d;

	if (owed != NULL && dossier_took_part(d, b->l, owed->to))
		return ledger_stands_for(b->l, b->terms->node, owed->to);
	return d->holder != NULL && same(d->holder, b->terms->node);
}

static void escalate(struct due_book *b, const struct dossier_clock *c,
    const struct owed *owed, int level, int64_t at, const char *zh)
{
	struct due due = {
		.kind = "case.escalate",
		.at = at,
		.clock = name_of(b, c),
		.level = level,
		.reason = arena_print(b->a, "%s:%s,%s%s", zh, c->zh,
		    c->limit[0] != '\0' ? "时限 " : "", c->limit),
	};

	if (owed != NULL) {
		due.has_owed = true;
		due.owed = owed->act;
		due.material = owed->material;
	}
	due_add(b, due);
}

/* The highest step that was reached and is above @most. */
static void ladder(struct due_book *b, const struct dossier_clock *c,
    const struct value *steps, int64_t most, const struct owed *owed)
{
	int64_t at = 0, when, level = 0;
	const struct value *highest = NULL;

	for (size_t i = 0; i < value_count(steps); i++) {
		const struct value *step = value_at(steps, i);

		(void)value_get_int(step, "level", &level);
		if (level <= most || level > 4)
			continue;
		when = moment(b, c, step);
		if (due_reached(b, when)) {
			highest = step;
			at = when;
		}
	}
	if (highest == NULL)
		return;
	(void)value_get_int(highest, "level", &level);
	escalate(b, c, owed, (int)level, at, value_get_string(highest, "zh"));
}

static void plain_ladder(struct due_book *b, const struct dossier_clock *c,
    int64_t most, const struct owed *owed)
{
	int64_t first = since_start(c, reminder(b, c));

	if (most < 1 && due_reached(b, c->last + 1))
		escalate(b, c, owed, 1, c->last + 1, "电话提醒");
	else if (most < 0 && due_reached(b, first) && c->last >= b->terms->now)
		escalate(b, c, owed, 0, first, "到期提醒");
}

void due_step(struct due_book *b, const struct dossier_clock *c)
{
	const struct value *steps =
	    value_get(b->d->standard->tree, "escalation");
	const struct owed *owed = subject(b, c);
	int64_t most;

	if (c->paused || c->last == INT64_MAX || !is_ours(b, owed) ||
	    is_doubled(b, c))
		return;
	most = made(b, c, owed, name_of(b, c));
	if (value_count(steps) > 0)
		ladder(b, c, steps, most, owed);
	else
		plain_ladder(b, c, most, owed);
}
