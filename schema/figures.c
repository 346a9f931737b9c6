#include "schema/figures.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "schema/act.h"
#include "schema/dossier.h"
#include "schema/dossier_clocks.h"
#include "schema/matter.h"
#include "schema/responsible.h"
#include "schema/standard.h"
#include "schema/value.h"

#define BASIS           INT64_C(10000)
#define SATISFIED_WORST 3 /* GB/T 39046: 1 to 3 are satisfied */

/* F-232: a day, of whatever kind, is a day; an office day has eight hours. */
#define MINUTES_DAY         1440
#define MINUTES_HOUR        60
#define MINUTES_OFFICE_HOUR (MINUTES_DAY / 8)

static bool same(const char *x, const char *y)
{
	return x != NULL && strcmp(x, y) == 0;
}

/* ---- rows ---- */

static struct figures_row *row_of(
    struct figures *f, struct figures_table *t, const char *key)
{
	struct figures_row *row;

	for (size_t i = 0; i < t->count; i++)
		if (same(t->rows[i].key, key))
			return &t->rows[i];
	if (t->count == t->room) {
		struct figures_row *more;

		t->room = t->room == 0 ? 16 : 2 * t->room;
		more = arena_take_array(f->arena, t->room, sizeof(*more));
		if (t->count > 0)
			memcpy(more, t->rows, t->count * sizeof(*more));
		t->rows = more;
	}
	row = &t->rows[t->count++];
	row->key = arena_text(f->arena, bytes_text(key));
	return row;
}

/* As the case's standard names it; "-" where it names none. */
static const char *department(const struct dossier *d)
{
	const char *name = value_get_string(d->standard->tree, "department");

	return name != NULL ? name : "-";
}

/* @amount for the case's item and department and for the district whose log has
 * it. */
static void count(struct figures *f, const struct dossier *d, const char *node,
    enum figures_count what, int64_t amount)
{
	if (f->district != NULL && !same(node, f->district))
		return;
	f->total.counts[what] += amount;
	row_of(f, &f->districts, node)->counts[what] += amount;
	row_of(f, &f->departments, department(d))->counts[what] += amount;
	row_of(f, &f->items, d->item)->counts[what] += amount;
}

/* ---- one case ---- */

struct counting {
	struct figures *f;
	const struct dossier *d;
	bool service; /* else a task: order, supervision, … */
	bool order;
	size_t clock_count;
	struct dossier_clock clocks[DOSSIER_CLOCKS_MAX];
};

static bool is_service(enum matter m)
{
	return (MATTER_BIT(m) & (MATTER_LICENSING | MATTER_BIT(MATTER_BUNDLE) |
				    MATTER_BIT(MATTER_LEAD))) != 0;
}

/* The limit that a decision is held against: of tasks "finish", else what the
 * standard promises, else the statutory one. */
static bool is_limit(const struct dossier_clock *c, const char *key)
{
	return strcmp(c->key, key) == 0 && c->id[0] == 'C';
}

static const struct dossier_clock *clock_of(
    const struct counting *c, int64_t stop)
{
	static const char *const keys[] = { "finish", "promised", "statutory" };

	for (size_t k = 0; k < sizeof(keys) / sizeof(*keys); k++)
		for (size_t i = 0; i < c->clock_count; i++)
			if (is_limit(&c->clocks[i], keys[k]) &&
			    c->clocks[i].stop == stop)
				return &c->clocks[i];
	return NULL;
}

static void count_decision(
    struct counting *c, const char *node, const struct dossier_outcome *o)
{
	const struct dossier_clock *clock = clock_of(c, o->legal);
	bool s = c->service;

	count(
	    c->f, c->d, node, s ? FIGURES_DECIDED : FIGURES_ORDERS_DECIDED, 1);
	if (clock == NULL)
		return;
	count(c->f, c->d, node, s ? FIGURES_TIMED : FIGURES_ORDERS_TIMED, 1);
	if (clock->stop <= clock->last)
		count(c->f, c->d, node,
		    s ? FIGURES_IN_TIME : FIGURES_ORDERS_IN_TIME, 1);
}

static int64_t minutes(struct limit l)
{
	int64_t n = l.amount;

	switch (l.unit) {
	case LIMIT_NMIN:
		return n;
	case LIMIT_NH:
		return n * MINUTES_HOUR;
	case LIMIT_WH:
		return n * MINUTES_OFFICE_HOUR;
	case LIMIT_ND:
	case LIMIT_WD:
		break;
	}
	return n * MINUTES_DAY;
}

static void count_acceptance(
    struct counting *c, const char *node, const struct act *act)
{
	const struct standard *s = c->d->standard;
	bool promise = same(act->kind, "case.accept.promise");

	if (!c->service)
		return;
	count(c->f, c->d, node, FIGURES_ACCEPTED, 1);
	if (promise)
		count(c->f, c->d, node, FIGURES_PROMISE, 1);
	if (value_count(value_get(act->body, "gaps")) > 0)
		count(c->f, c->d, node, FIGURES_GAP, 1);
	if (!s->limited[STANDARD_LIMIT_PROMISED] ||
	    !s->limited[STANDARD_LIMIT_STATUTORY])
		return;
	count(c->f, c->d, node, FIGURES_PROMISED,
	    minutes(s->limits[STANDARD_LIMIT_PROMISED]));
	count(c->f, c->d, node, FIGURES_STATUTORY,
	    minutes(s->limits[STANDARD_LIMIT_STATUTORY]));
}

/* Nobody came to a window, as far as the acts before this one say. */
static bool is_zero_trip(const struct dossier *d, const struct act *delivery)
{
	static const char *const far[] = { "online", "mail", "onsite", "phone",
		"proactive" };
	const struct act *opening = d->entries[0].act;
	const char *channel = value_get_string(opening->body, "channel");
	bool came = same(opening->kind, "case.receive");

	for (size_t i = 0; i < sizeof(far) / sizeof(*far); i++)
		came = came && !same(channel, far[i]);
	for (size_t i = 0; i < d->count; i++)
		if (d->outcomes[i].rule == RULE_NONE &&
		    (same(d->entries[i].act->kind, "case.supply") ||
			same(d->entries[i].act->kind, "case.contribute")))
			came = true;
	return !came &&
	       !same(value_get_string(delivery->body, "means"), "pickup");
}

static void count_rating(
    struct counting *c, const char *node, const struct act *act)
{
	int64_t level = 0;

	(void)value_get_int(act->body, "level", &level);
	if (level < 1)
		return;
	count(c->f, c->d, node, FIGURES_RATED, 1);
	if (level <= SATISFIED_WORST)
		count(c->f, c->d, node, FIGURES_SATISFIED, 1);
}

static void count_opening(
    struct counting *c, const char *node, const struct act *act)
{
	if (c->order)
		count(c->f, c->d, node, FIGURES_ORDERS, 1);
	if (!c->service)
		return;
	count(c->f, c->d, node, FIGURES_RECEIVED, 1);
	if (same(value_get_string(act->body, "channel"), "online"))
		count(c->f, c->d, node, FIGURES_ONLINE, 1);
}

/* Who handled it: who decided; before that, who had the pen. */
static const char *handled(const struct counting *c, size_t upto)
{
	const char *node = c->d->entries[upto].place.node;

	for (size_t i = 0; i < upto; i++) {
		const char *kind = c->d->entries[i].act->kind;

		if (c->d->outcomes[i].rule == RULE_NONE &&
		    strncmp(kind, "case.decide.", 12) == 0)
			return c->d->finished_by;
	}
	for (size_t i = 0; i < c->d->custody_count; i++) {
		const struct dossier_custody *held = &c->d->custodies[i];
		int64_t at = c->d->entries[upto].place.time;

		if (held->from <= at && at <= held->until)
			node = held->node;
	}
	return node;
}

static void count_act(struct counting *c, size_t i)
{
	const struct act *act = c->d->entries[i].act;
	const char *node = c->d->entries[i].place.node;
	const char *kind = act->kind;

	if (act_opens(act))
		count_opening(c, node, act);
	else if (same(kind, "case.accept") || same(kind, "case.accept.gap") ||
		 same(kind, "case.accept.promise"))
		count_acceptance(c, node, act);
	else if (strncmp(kind, "case.decide.", 12) == 0)
		count_decision(c, node, &c->d->outcomes[i]);
	else if (same(kind, "case.rate"))
		count_rating(
		    c, responsible_for(c->d, "rating", handled(c, i)), act);
	else if (same(kind, "case.deliver")) {
		count(c->f, c->d, node, FIGURES_DELIVERED, 1);
		if (is_zero_trip(c->d, act))
			count(c->f, c->d, node, FIGURES_ZERO_TRIP, 1);
	}
}

/* Once for a case, at who has the pen then. */
static void count_overdue(struct counting *c)
{
	static const char *const keys[] = { "finish", "promised", "statutory" };
	const struct dossier *d = c->d;
	int64_t at = c->f->as_of;
	bool late = false;

	for (size_t i = 0; i < c->clock_count; i++)
		for (size_t k = 0; k < sizeof(keys) / sizeof(*keys); k++)
			late = late || (is_limit(&c->clocks[i], keys[k]) &&
					   c->clocks[i].start <= at &&
					   (c->clocks[i].stop == 0 ||
					       c->clocks[i].stop > at) &&
					   c->clocks[i].last < at);
	for (size_t i = d->custody_count; late && i-- > 0;) {
		if (d->custodies[i].from > at)
			continue;
		count(c->f, d, d->custodies[i].node, FIGURES_OVERDUE, 1);
		return;
	}
}

void figures_add(
    struct figures *f, const struct dossier *d, const struct ledger *l)
{
	struct counting c = { .f = f, .d = d };
	enum matter matter;

	if (!d->open || d->standard == NULL ||
	    !matter_parse(&matter, bytes_text(d->standard->matter)))
		return;
	c.service = is_service(matter);
	c.order = matter == MATTER_ORDER;
	c.clock_count = dossier_clocks(d, l, f->as_of, c.clocks);
	for (size_t i = 0; i < d->count; i++)
		if (d->outcomes[i].rule == RULE_NONE &&
		    d->entries[i].place.time >= f->from &&
		    d->entries[i].place.time < f->until)
			count_act(&c, i);
	count_overdue(&c);
}

/* ---- all of them ---- */

static int compare_keys(const void *x, const void *y)
{
	const struct figures_row *a = x;
	const struct figures_row *b = y;

	return strcmp(a->key, b->key);
}

/* Is @an/@ad more than @bn/@bd: 1, 0, -1; nothing to divide by is least. */
static int compare_parts(int64_t an, int64_t ad, int64_t bn, int64_t bd)
{
	if (ad == 0 || bd == 0)
		return (ad != 0) - (bd != 0);
	return (an * bd > bn * ad) - (an * bd < bn * ad);
}

static int64_t all_timed(const struct figures_row *r)
{
	return r->counts[FIGURES_TIMED] + r->counts[FIGURES_ORDERS_TIMED];
}

static int64_t all_in_time(const struct figures_row *r)
{
	return r->counts[FIGURES_IN_TIME] + r->counts[FIGURES_ORDERS_IN_TIME];
}

/* F-234: is @a before @b? */
static bool is_better(const struct figures_row *a, const struct figures_row *b)
{
	int by = compare_parts(
	    all_in_time(a), all_timed(a), all_in_time(b), all_timed(b));

	if (by == 0)
		by = compare_parts(a->counts[FIGURES_SATISFIED],
		    a->counts[FIGURES_RATED], b->counts[FIGURES_SATISFIED],
		    b->counts[FIGURES_RATED]);
	if (by == 0)
		return a->counts[FIGURES_OVERDUE] < b->counts[FIGURES_OVERDUE];
	return by > 0;
}

static void rank(struct figures_table *t)
{
	for (size_t i = 0; i < t->count; i++) {
		if (all_timed(&t->rows[i]) == 0)
			continue;
		t->rows[i].rank = 1;
		for (size_t k = 0; k < t->count; k++)
			t->rows[i].rank += all_timed(&t->rows[k]) > 0 &&
					   is_better(&t->rows[k], &t->rows[i]);
	}
}

static void sort(struct figures_table *t)
{
	if (t->count > 0)
		qsort(t->rows, t->count, sizeof(*t->rows), compare_keys);
}

void figures_close(struct figures *f)
{
	sort(&f->districts);
	sort(&f->departments);
	sort(&f->items);
	if (f->district == NULL)
		rank(&f->districts);
}

static const struct {
	const char *word, *zh;
} counts[] = {
#define X(name, word, zh) { word, zh },
	FIGURES_COUNTS(X)
#undef X
};

static const struct {
	const char *word, *zh;
	enum figures_count part, whole;
} rates[] = {
#define X(name, word, zh, part, whole) \
	{ word, zh, FIGURES_##part, FIGURES_##whole },
	FIGURES_RATES(X)
#undef X
};

int64_t figures_rate(const struct figures_row *row, enum figures_rate rate)
{
	int64_t part, whole;

	must(rate < FIGURES_RATE_COUNT);
	part = row->counts[rates[rate].part];
	whole = row->counts[rates[rate].whole];
	if (whole == 0)
		return FIGURES_NO_RATE;
	return (2 * BASIS * part + whole) / (2 * whole);
}

const char *figures_count_word(enum figures_count c)
{
	must(c < FIGURES_COUNT);
	return counts[c].word;
}

const char *figures_count_zh(enum figures_count c)
{
	must(c < FIGURES_COUNT);
	return counts[c].zh;
}

const char *figures_rate_word(enum figures_rate r)
{
	must(r < FIGURES_RATE_COUNT);
	return rates[r].word;
}

const char *figures_rate_zh(enum figures_rate r)
{
	must(r < FIGURES_RATE_COUNT);
	return rates[r].zh;
}
