#include "schema/turn.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/calendar.h"
#include "schema/deadline.h"
#include "schema/dossier.h"
#include "schema/dossier_clocks.h"
#include "schema/machine.h"
#include "schema/owed.h"

/*
 *	cuts, ascending -> at each: state, pen, offer as of then
 *	                -> what the case waited for -> joined with the one before
 */
struct look {
	struct arena *arena;
	const struct dossier *dossier;
	const struct dossier_clock *clocks;
	size_t clock_count;
	int64_t end;
	int64_t *cuts;
	size_t cut_count;
	/* As of the cut that is looked at. */
	size_t next; /* of the entries */
	const struct act *offer;
	enum machine_state state;
	const char *holder;
	struct turn *turns;
	size_t count;
};

/* ---- where something changes ---- */

static void cut(struct look *k, int64_t at)
{
	if (at > k->cuts[0] && at < k->end)
		k->cuts[k->cut_count++] = at;
}

static int by_time(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static void cut_entries(struct look *k)
{
	const struct dossier *d = k->dossier;

	for (size_t i = 0; i < d->count && d->outcomes[i].order > 0; i++) {
		const struct dossier_entry *e = &d->entries[i];

		cut(k, e->place.time);
		if (strcmp(e->act->kind, "case.offer") == 0)
			cut(k, act_body_int(e->act, "expiry") + 1);
	}
}

static void make_cuts(struct look *k, int64_t from)
{
	const struct dossier *d = k->dossier;

	k->cuts = arena_take_array(k->arena,
	    1 + 2 * d->count + 3 * d->owed_count + 2 * d->pause_count +
		k->clock_count,
	    sizeof(*k->cuts));
	k->cuts[k->cut_count++] = from;
	cut_entries(k);
	for (size_t i = 0; i < d->owed_count; i++) {
		cut(k, d->owed[i].opened_at);
		cut(k, d->owed[i].answered_at);
		cut(k, d->owed[i].ended_at);
	}
	for (size_t i = 0; i < d->pause_count; i++) {
		cut(k, d->pauses[i].from);
		cut(k, d->pauses[i].to);
	}
	for (size_t i = 0; i < k->clock_count; i++) {
		if (k->clocks[i].last < INT64_MAX)
			cut(k, k->clocks[i].last + 1);
	}
	qsort(k->cuts, k->cut_count, sizeof(*k->cuts), by_time);
}

/* ---- how it stood ---- */

/* An entry counts from its batch time on, and not before what was applied
 * before it. */
static void advance(struct look *k, int64_t at)
{
	const struct dossier *d = k->dossier;

	while (k->next < d->count && d->outcomes[k->next].order > 0 &&
	       d->entries[k->next].place.time <= at) {
		const struct act *act = d->entries[k->next].act;

		k->state = d->outcomes[k->next].state;
		k->holder = d->outcomes[k->next].holder;
		if (strcmp(act->kind, "case.offer") == 0)
			k->offer = act;
		else if (strcmp(act->kind, "case.take") == 0 ||
			 strcmp(act->kind, "case.refuse") == 0 ||
			 strcmp(act->kind, "case.reclaim") == 0 ||
			 strcmp(act->kind, "case.reassign") == 0)
			k->offer = NULL;
		k->next++;
	}
}

/* What has to happen next in the main state. */
static enum owed_blocks next_event(enum machine_state state)
{
	switch (state) {
	case MACHINE_NONE:
	case MACHINE_DRAFT:
	case MACHINE_LEAD:
	case MACHINE_RECEIVED:
	case MACHINE_CORRECT:
		return OWED_BLOCKS_ACCEPT;
	case MACHINE_ACCEPTED:
	case MACHINE_REVIEW:
	case MACHINE_SPECIAL:
		return OWED_BLOCKS_DECIDE;
	case MACHINE_YES:
		return OWED_BLOCKS_ISSUE;
	case MACHINE_NO:
	case MACHINE_ISSUED:
	case MACHINE_DELIVERED:
	case MACHINE_CLOSED:
	case MACHINE_NOT_REQUIRED:
	case MACHINE_NOT_ACCEPTED:
	case MACHINE_WITHDRAWN:
	case MACHINE_RETURNED:
	case MACHINE_ANNULLED:
	case MACHINE_REVOKED:
	case MACHINE_STATE_COUNT:
		break;
	}
	return OWED_BLOCKS_CLOSE;
}

/* The first that was opened and that another one than the holder has to answer:
 * what the holder owes itself is its own time anyway. */
static const struct owed *owed_at(const struct look *k, int64_t at)
{
	enum owed_blocks next = next_event(k->state);

	for (size_t i = 0; i < k->dossier->owed_count; i++) {
		const struct owed *o = &k->dossier->owed[i];
		int64_t end =
		    o->answered_at != 0 ? o->answered_at : o->ended_at;

		if (o->blocks <= next && o->opened_at <= at &&
		    (end == 0 || at < end) && strcmp(o->to, k->holder) != 0)
			return o;
	}
	return NULL;
}

static bool is_paused(const struct look *k, int64_t at)
{
	for (size_t i = 0; i < k->dossier->pause_count; i++) {
		if (k->dossier->pauses[i].from <= at &&
		    at < k->dossier->pauses[i].to)
			return true;
	}
	return k->state == MACHINE_SPECIAL;
}

static void put_offer(const struct look *k, int64_t at, struct turn *t)
{
	bool over = at > act_body_int(k->offer, "expiry");

	t->why = over ? TURN_EXPIRED : TURN_OFFER;
	t->node = over ? k->holder : act_body_text(k->offer, "to");
	t->act = k->offer->id;
}

static void put_why(const struct look *k, int64_t at, struct turn *t)
{
	const struct owed *owed;

	must(k->holder != NULL); /* the opening act gave the pen */
	owed = owed_at(k, at);
	t->node = k->holder;
	if (k->offer != NULL) {
		put_offer(k, at, t);
	} else if (k->state == MACHINE_CORRECT) {
		t->why = TURN_APPLICANT;
	} else if (is_paused(k, at)) {
		t->why = TURN_SPECIAL;
	} else if (owed != NULL) {
		t->why = TURN_OWED;
		t->node = owed->to;
		t->act = owed->act;
	} else {
		t->why = TURN_PEN;
	}
}

/* A clock that ran then and was over. */
static void put_late(const struct look *k, int64_t at, struct turn *t)
{
	for (size_t i = 0; i < k->clock_count && !t->late; i++) {
		const struct dossier_clock *c = &k->clocks[i];

		if (c->start > at || (c->stop != 0 && c->stop <= at) ||
		    at <= c->last)
			continue;
		t->late = true;
		t->clock = c->id;
	}
}

/* ---- the list ---- */

static bool is_same(const struct turn *a, const struct turn *b)
{
	return a->why == b->why && strcmp(a->node, b->node) == 0 &&
	       digest_equal(&a->act, &b->act) && a->late == b->late &&
	       (!a->late || strcmp(a->clock, b->clock) == 0);
}

static void push(struct look *k, const struct turn *t)
{
	struct turn *last = k->count > 0 ? &k->turns[k->count - 1] : NULL;

	if (t->from == t->until)
		return;
	if (last != NULL && is_same(last, t))
		last->until = t->until;
	else
		k->turns[k->count++] = *t;
}

static int64_t end_of(const struct dossier *d, int64_t now)
{
	int64_t end = d->ended_at != 0 ? d->ended_at : d->closed_at;

	return d->closed_at > end ? d->closed_at : end == 0 ? now : end;
}

const struct turn *turn_list(struct arena *a, const struct dossier *d,
    const struct dossier_clock *clocks, size_t clock_count, int64_t now,
    size_t *count)
{
	struct look k = { .arena = a,
		.dossier = d,
		.clocks = clocks,
		.clock_count = clock_count,
		.end = end_of(d, now) };

	*count = 0;
	if (!d->open || d->count == 0 || d->outcomes[0].order == 0 ||
	    d->entries[0].place.time >= k.end)
		return NULL;
	make_cuts(&k, d->entries[0].place.time);
	k.turns = arena_take_array(a, k.cut_count, sizeof(*k.turns));
	for (size_t i = 0; i < k.cut_count; i++) {
		struct turn t = { .from = k.cuts[i],
			.until = i + 1 < k.cut_count ? k.cuts[i + 1] : k.end };

		advance(&k, t.from);
		put_why(&k, t.from, &t);
		put_late(&k, t.from, &t);
		push(&k, &t);
	}
	*count = k.count;
	return k.turns;
}

/* ---- days ---- */

static const struct turn *turn_of(
    const struct turn *turns, size_t count, int64_t at)
{
	const struct turn *t = turns;

	while (t + 1 < turns + count && t->until <= at)
		t++;
	return t;
}

static bool same_day_owner(const struct turn *a, const struct turn *b)
{
	return a == b || (a->why == b->why && strcmp(a->node, b->node) == 0);
}

const struct turn_days *turn_days(struct arena *a,
    const struct calendar *calendar, const struct turn *turns, size_t count,
    size_t *days)
{
	struct turn_days *out;
	struct day day, last;
	size_t n = 0;
	bool known;

	*days = 0;
	if (count == 0)
		return NULL;
	day = day_at(turns[0].from);
	last = day_at(turns[count - 1].until);
	out = arena_take_array(a, 2 * count + 1, sizeof(*out));
	for (; day.serial <= last.serial; day = day_plus(day, 1)) {
		const struct turn *t = turn_of(turns, count, day_begins(day));

		if (n == 0 || !same_day_owner(out[n - 1].turn, t))
			out[n++] =
			    (struct turn_days){ .first = day, .turn = t };
		out[n - 1].last = day;
		out[n - 1].days++;
		if (calendar != NULL &&
		    calendar_is_workday(calendar, day, &known))
			out[n - 1].workdays++;
	}
	*days = n;
	return out;
}

/* ---- words ---- */

static const struct {
	const char *word, *zh, *en;
} rows[] = {
#define X(name, word, zh, en) { word, zh, en },
	TURN_WHYS(X)
#undef X
};

const char *turn_why_word(enum turn_why w)
{
	return rows[w].word;
}

const char *turn_why_zh(enum turn_why w)
{
	return rows[w].zh;
}

const char *turn_why_en(enum turn_why w)
{
	return rows[w].en;
}
