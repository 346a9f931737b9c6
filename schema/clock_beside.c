#include "schema/clock_beside.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "schema/act_body.h"
#include "schema/clock_runs.h"
#include "schema/dossier.h"
#include "schema/owed.h"
#include "schema/standard.h"
#include "schema/value.h"

#define RATED_BADLY 4 /* of five, by F-196 */

/* Obligations; those without a limit of their own take the standard's. */
static const struct owed_row {
	const char *what;
	const char *id;
	enum standard_limit limit; /* STANDARD_LIMIT_COUNT: none */
	bool answered;             /* an answer stops it, not only the end */
} owed_rows[] = {
	{ "gap", "C8", STANDARD_LIMIT_GAP, false },
	{ "opinion", "C9", STANDARD_LIMIT_OPINION, true },
	{ "verify", "verify", STANDARD_LIMIT_VERIFY, false },
	{ "assist", "assist", STANDARD_LIMIT_ASSIST, true },
	{ "visit", "visit", STANDARD_LIMIT_VISIT, false },
	{ "rectify", "rectify", STANDARD_LIMIT_RECTIFY, false },
	{ "survey", "survey", STANDARD_LIMIT_COUNT, true },
	{ "expert", "expert", STANDARD_LIMIT_COUNT, true },
	{ "handle", "handle", STANDARD_LIMIT_COUNT, true },
};

static bool same(const char *x, const char *y)
{
	return strcmp(x, y) == 0;
}

/* C11b: each offer, until it is answered or the authority gave the pen. */
void clock_beside_offers(struct clock_runs *k)
{
	const struct dossier *d = k->d;
	struct stopwatch *run = NULL;
	struct limit limit;

	if (!standard_limit(&limit, d->standard, STANDARD_LIMIT_TAKE))
		return;
	for (size_t i = 0; i < k->step_count; i++) {
		const struct clock_step *s = &k->steps[i];
		const struct machine_event *event =
		    machine_find(clock_runs_act(s)->kind);

		if (event == NULL || event->part != MACHINE_CUSTODY)
			continue;
		if (run != NULL)
			run->stop = s->time;
		run = !clock_runs_is_kind(s, "case.offer")
			  ? NULL
			  : clock_runs_add(k,
				(struct stopwatch){
				    .id = "C11b",
				    .zh = "承接",
				    .key =
					standard_limit_key(STANDARD_LIMIT_TAKE),
				    .subject = &clock_runs_act(s)->id,
				    .start = s->begin,
				    .limit = limit,
				    .place = s->place,
				});
	}
	if (run != NULL && !d->on_offer && d->custody_count > 0)
		run->stop = d->custodies[d->custody_count - 1].from;
}

/* ---- what is owed: C8, C9 and those without a number ---- */

static bool owed_limit(struct limit *out, const struct clock_runs *k,
    const struct owed *o, const struct owed_row *row)
{
	const struct value *listed_one =
	    clock_runs_listed(k, "obligations", o->code);
	const char *text = o->limit;

	if (text == NULL && listed_one != NULL)
		text = value_get_string(listed_one, "limit");
	if (text != NULL)
		return limit_parse(out, bytes_text(text), NULL) == ERR_OK;
	return row != NULL && row->limit != STANDARD_LIMIT_COUNT &&
	       standard_limit(out, k->d->standard, row->limit);
}

static const struct owed_row *owed_row(const char *what)
{
	for (size_t i = 0; i < sizeof(owed_rows) / sizeof(*owed_rows); i++)
		if (same(owed_rows[i].what, what))
			return &owed_rows[i];
	return NULL;
}

void clock_beside_owed(struct clock_runs *k)
{
	const struct dossier *d = k->d;

	for (size_t i = 0; i < d->owed_count; i++) {
		const struct owed *o = &d->owed[i];
		const struct owed_row *row = owed_row(o->what);
		struct stopwatch run = {
			.id = row != NULL ? row->id : o->what,
			.zh = owed_what_zh(o->what),
			.key = o->what,
			.subject = &o->act,
			.material = o->material,
			.start = o->opened_at,
			.stop = o->ended_at,
			.place = o->place,
		};

		if (row != NULL && row->answered && o->answered_at != 0 &&
		    (run.stop == 0 || o->answered_at < run.stop))
			run.stop = o->answered_at;
		if (owed_limit(&run.limit, k, o, row))
			(void)clock_runs_add(k, run);
	}
}

/* ---- C13 ---- */

static int compare_steps(const void *x, const void *y)
{
	const struct clock_step *const *a = x;
	const struct clock_step *const *b = y;

	if ((*a)->time != (*b)->time)
		return (*a)->time < (*b)->time ? -1 : 1;
	return digest_compare(&clock_runs_act(*a)->id, &clock_runs_act(*b)->id);
}

/* The end of the first rectification that was closed at or after @time; 0. */
static int64_t rectified(const struct dossier *d, int64_t time)
{
	int64_t first = 0;

	for (size_t i = 0; i < d->owed_count; i++) {
		const struct owed *o = &d->owed[i];

		if (same(o->what, "rectify") && o->state == OWED_CLOSED &&
		    o->ended_at >= time && (first == 0 || o->ended_at < first))
			first = o->ended_at;
	}
	return first;
}

/* From a bad rating to the end of a rectification; what is rated badly again
 * meanwhile is mended by the same. */
void clock_beside_ratings(struct clock_runs *k)
{
	const struct clock_step **bad = arena_take_array(
	    k->a, k->step_count + 1, sizeof(struct clock_step *));
	struct limit limit;
	size_t count = 0;
	int64_t until = INT64_MIN;

	if (!standard_limit(&limit, k->d->standard, STANDARD_LIMIT_RECTIFY))
		return;
	for (size_t i = 0; i < k->step_count; i++)
		if (clock_runs_is_kind(&k->steps[i], "case.rate") &&
		    act_body_int(clock_runs_act(&k->steps[i]), "level") >=
			RATED_BADLY)
			bad[count++] = &k->steps[i];
	qsort(bad, count, sizeof(struct clock_step *), compare_steps);
	for (size_t i = 0; i < count; i++) {
		const struct clock_step *s = bad[i];

		if (s->time <= until)
			continue;
		until = rectified(k->d, s->time);
		(void)clock_runs_add(
		    k, (struct stopwatch){
			   .id = "C13",
			   .zh = "差评整改",
			   .key = standard_limit_key(STANDARD_LIMIT_RECTIFY),
			   .subject = &clock_runs_act(s)->id,
			   .start = s->time,
			   .stop = until,
			   .limit = limit,
			   .place = s->place,
		       });
		if (until == 0)
			return;
	}
}

/* ---- C14 ---- */

/* Done by a contact from its day on, and with the lead. */
static int64_t reminded(const struct clock_runs *k, struct day due)
{
	for (size_t i = 0; i < k->step_count; i++) {
		const struct clock_step *s = &k->steps[i];

		if ((clock_runs_is_kind(s, "case.lead.contact") &&
			s->time >= day_begins(due)) ||
		    (s->from == MACHINE_LEAD && s->to != MACHINE_LEAD))
			return s->time;
	}
	return 0;
}

/* A lead is opened on the first of its days; the others follow from it. */
void clock_beside_reminders(struct clock_runs *k)
{
	const struct dossier *d = k->d;
	const struct act *act = d->entries[0].act;
	const struct value *days = NULL, *trigger;
	int64_t most = 0;

	if (d->lead_at == 0)
		return;
	trigger = clock_runs_listed(
	    k, "triggers", value_get_string(act->body, "trigger"));
	if (trigger != NULL)
		days = value_get(trigger, "days_before");
	for (size_t i = 0; i < value_count(days); i++)
		if (value_at(days, i)->integer > most)
			most = value_at(days, i)->integer;
	for (size_t i = 0; i < value_count(days); i++) {
		int64_t before = value_at(days, i)->integer;
		struct stopwatch run = {
			.id = "C14",
			.zh = "到期提醒",
			.key = "days_before",
			.start = d->lead_at,
			.ahead = true,
			.due = day_plus(
			    day_at(d->lead_at), (int32_t)(most - before)),
		};

		if (before <= LIMIT_AMOUNT_MAX)
			run.limit =
			    (struct limit){ (uint32_t)before, LIMIT_ND };
		run.stop = reminded(k, run.due);
		(void)clock_runs_add(k, run);
	}
}
