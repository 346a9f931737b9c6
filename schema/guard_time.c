/*
 * Guards that hang on a date: by the version of the case's calendar that the
 * act names, so that every replica counts the same days.
 */
#include <string.h>

#include "base/arena.h"
#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/calendar.h"
#include "schema/deadline.h"
#include "schema/dossier.h"
#include "schema/dossier_state.h"
#include "schema/guard_part.h"
#include "schema/ledger.h"
#include "schema/matter.h"
#include "schema/owed.h"
#include "schema/pause.h"
#include "schema/refuse.h"
#include "schema/silence.h"
#include "schema/standard.h"
#include "schema/value.h"
#include "schema/word.h"

/* Licensing Law art. 42, where the standard is silent. */
#define EXTENSION_WORKDAYS       10
#define EXTENSION_JOINT_WORKDAYS 15
#define REOPEN_WORKDAYS          5

static const struct calendar *calendar_of(const struct guard_case *c)
{
	return ledger_calendar_version(
	    c->ledger, c->dossier->series, act_body_int(c->act, "calendar"));
}

/* F-172 */
enum rule guard_time_version(const struct guard_case *c, struct why *why)
{
	const struct track_book *b = dossier_state_track(c->state);
	int64_t version;

	if (!act_body_has(c->act, "calendar"))
		return refuse(why, RULE_BODY_SHAPE,
		    "the body lacks calendar, the version that was looked at");
	version = act_body_int(c->act, "calendar");
	if (b->has_calendar && b->calendar > version)
		return refuse(why, RULE_CALENDAR_BACK,
		    "version %lld of the calendar was used before",
		    (long long)b->calendar);
	if (calendar_of(c) == NULL)
		return refuse(why, RULE_UNRESOLVED,
		    "version %lld of calendar %s has not arrived",
		    (long long)version, c->dossier->series);
	return RULE_NONE;
}

static int64_t legal_time(const struct guard_case *c)
{
	return word_date(c->state, c->act, c->place->time);
}

/* When a limit that begins at @start, with the act at @place, is over. */
static enum err end_of(struct deadline *out, const struct guard_case *c,
    const struct place *place, int64_t start, struct limit limit)
{
	struct arena *a = arena_new();
	const struct deadline_terms by = {
		.calendar = calendar_of(c),
		.office = ledger_office(c->ledger, a, place),
	};
	enum err e = deadline_compute_by(out, &by, start, limit, NULL);

	arena_free(a);
	return e;
}

/* Is the limit, begun at @start with the act at @place, over by now? */
static enum rule refuse_unless_over(const struct guard_case *c,
    const struct place *place, int64_t start, enum standard_limit which,
    enum rule rule, struct why *why)
{
	struct deadline end;
	struct limit limit;
	char day[DAY_TEXT_ROOM];

	if (!standard_limit(&limit, c->standard, which))
		return refuse(why, rule, "the standard sets no limit: %s",
		    standard_limit_zh(which));
	if (end_of(&end, c, place, start, limit) != ERR_OK)
		return refuse(why, rule, "its limit cannot be counted: %s",
		    standard_limit_zh(which));
	day_format(day, end.day);
	return c->place->time > end.last
		   ? RULE_NONE
		   : refuse(why, rule, "%s is not over before the end of %s",
			 standard_limit_zh(which), day);
}

/* F-179 */
enum rule guard_time_notice(const struct guard_case *c, struct why *why)
{
	struct deadline end;
	char day[DAY_TEXT_ROOM];

	if (!silence_deadline(&end, c->ledger, c->dossier, calendar_of(c)))
		return RULE_NONE;
	day_format(day, end.day);
	return legal_time(c) <= end.last
		   ? RULE_NONE
		   : refuse(why, RULE_SILENCE,
			 "nothing was said until the end of %s: the case is "
			 "accepted as of its receipt",
			 day);
}

/* F-182 */
enum rule guard_time_supply_over(const struct guard_case *c, struct why *why)
{
	return refuse_unless_over(c, c->dossier->entered[MACHINE_CORRECT],
	    c->dossier->noticed_at, STANDARD_LIMIT_SUPPLY, RULE_SUPPLY_EARLY,
	    why);
}

/* F-191 */
enum rule guard_time_gap_over(const struct guard_case *c, struct why *why)
{
	const struct owed_book *b = dossier_state_owed(c->state);
	const struct place *place = NULL;
	int64_t start = 0;

	for (size_t i = 0; i < b->count && start == 0; i++)
		if (strcmp(b->items[i].what, "gap") == 0 &&
		    owed_is_open(&b->items[i])) {
			start = b->items[i].opened_at;
			place = b->items[i].place;
		}
	if (start == 0)
		return refuse(why, RULE_GAP_EARLY, "no gap is open");
	if (!value_is_text(
		value_get(value_get(c->standard->tree, "gap"), "lapse"),
		"terminate"))
		return refuse(why, RULE_GAP_EARLY,
		    "by the standard a gap that lapses does not end the case");
	return refuse_unless_over(
	    c, place, start, STANDARD_LIMIT_GAP, RULE_GAP_EARLY, why);
}

static uint32_t longest_extension(const struct standard *s)
{
	struct limit limit;
	bool joint = false;

	if (standard_limit(&limit, s, STANDARD_LIMIT_EXTEND) &&
	    limit.unit == LIMIT_WD)
		return limit.amount;
	(void)value_get_bool(s->tree, "joint", &joint);
	return joint ? EXTENSION_JOINT_WORKDAYS : EXTENSION_WORKDAYS;
}

/* What the statutory limit is counted by: the pauses so far; there was no
 * extension yet.  An act that proves silence stands in RECEIVED: the case is
 * accepted as of where that limit began. */
static struct dossier_state_limit law_now(const struct guard_case *c)
{
	const struct dossier *d = c->dossier;
	const struct pause_book *pauses = dossier_state_pauses(c->state);
	bool silent = d->state == MACHINE_RECEIVED;
	int64_t received =
	    d->supplied_at != 0 ? d->supplied_at : d->received_at;

	return (struct dossier_state_limit){
		.calendar = calendar_of(c),
		.place =
		    d->entered[silent ? MACHINE_RECEIVED : MACHINE_ACCEPTED],
		.start = silent ? received : d->accepted_at,
		.pause_count = pauses->count,
		.pause_to =
		    pauses->count > 0 ? pauses->items[pauses->count - 1].to : 0,
	};
}

/* Pauses only come after each other, so these are the same. */
static bool same_law(
    const struct dossier_state_limit *x, const struct dossier_state_limit *y)
{
	return x->calendar == y->calendar && x->place == y->place &&
	       x->start == y->start && x->pause_count == y->pause_count &&
	       x->pause_to == y->pause_to;
}

/* Counted again when something of it has changed: each pause costs every day
 * of the limit. */
static enum err statutory_end(
    struct deadline *out, const struct guard_case *c, struct limit law)
{
	struct dossier_state_limit *known = &c->state->law;
	struct dossier_state_limit now = law_now(c);

	if (!same_law(known, &now)) {
		struct arena *a = arena_new();
		const struct deadline_terms by = {
			.calendar = now.calendar,
			.office = ledger_office(c->ledger, a, now.place),
			.pauses = c->state->pauses.items,
			.pause_count = now.pause_count,
		};

		now.failed =
		    pause_deadline(&now.end, &by, now.start, law, NULL);
		*known = now;
		arena_free(a);
	}
	*out = known->end;
	return known->failed;
}

/* F-186 */
enum rule guard_time_extension(const struct guard_case *c, struct why *why)
{
	uint32_t most = longest_extension(c->standard);
	struct limit limit, law;
	struct deadline end;

	if (dossier_state_track(c->state)->extended != NULL)
		return refuse(why, RULE_EXTENSION, "a limit is extended once");
	if (limit_parse(&limit, bytes_text(act_body_text(c->act, "limit")),
		why) != ERR_OK ||
	    limit.unit != LIMIT_WD || limit.amount > most)
		return refuse(why, RULE_EXTENSION,
		    "an extension is of at most %u working days", most);
	if (!standard_limit(&law, c->standard, STANDARD_LIMIT_STATUTORY) ||
	    statutory_end(&end, c, law) != ERR_OK)
		return refuse(why, RULE_EXTENSION,
		    "the standard has no statutory limit that can be counted");
	return end.paused || c->place->time <= end.last
		   ? RULE_NONE
		   : refuse(why, RULE_EXTENSION,
			 "the statutory limit was over before");
}

static const struct owed *dissatisfied(
    const struct guard_case *c, const struct owed *list, size_t count)
{
	struct digest id = act_body_id(c->act, "owed");

	for (size_t i = 0; i < count; i++)
		if (digest_equal(&list[i].act, &id) &&
		    strcmp(list[i].what, "visit") == 0 &&
		    list[i].result != NULL &&
		    strcmp(list[i].result, "dissatisfied") == 0)
			return &list[i];
	return NULL;
}

/* F-193 */
enum rule guard_time_reopen(const struct guard_case *c, struct why *why)
{
	const struct owed_book *b = dossier_state_owed(c->state);
	bool asked = dissatisfied(c, b->items, b->count) != NULL;
	struct limit limit;
	struct deadline end;

	if (dossier_state_track(c->state)->reopened != NULL)
		return refuse(why, RULE_REOPEN, "a case is reopened once");
	if (!asked)
		return refuse(why, RULE_REOPEN,
		    "it names no visit that found the caller dissatisfied");
	if (!standard_limit(&limit, c->standard, STANDARD_LIMIT_RATE))
		limit = (struct limit){ REOPEN_WORKDAYS, LIMIT_WD };
	if (end_of(&end, c, c->dossier->entered[MACHINE_CLOSED],
		c->dossier->closed_at, limit) != ERR_OK ||
	    c->place->time > end.last)
		return refuse(
		    why, RULE_REOPEN, "the time for reopening a case is over");
	return RULE_NONE;
}
