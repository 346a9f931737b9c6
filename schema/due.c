#include "schema/due.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/dossier.h"
#include "schema/due_part.h"
#include "schema/ledger.h"
#include "schema/owed.h"
#include "schema/standard.h"
#include "schema/value.h"

static bool same(const char *x, const char *y)
{
	return strcmp(x, y) == 0;
}

/* ---- the list ---- */

void due_later(struct due_book *b, int64_t time)
{
	if (time > b->terms->now && time < b->next)
		b->next = time;
}

void due_add(struct due_book *b, struct due due)
{
	if (b->count == DUE_MAX)
		b->next = b->terms->now + 1;
	else
		b->out[b->count++] = due;
}

bool due_has_pen(const struct due_book *b)
{
	const struct dossier *d = b->d;

	return d->holder != NULL && same(d->holder, b->terms->node) &&
	       !d->on_offer;
}

bool due_reached(struct due_book *b, int64_t at)
{
	due_later(b, at);
	return at <= b->terms->now && at >= b->terms->since;
}

/* ---- what a clock that is over ends ---- */

/* Does an applied act rest on that word? */
static bool is_taken(const struct dossier *d, const struct digest *word)
{
	for (size_t i = 0; i < d->count; i++) {
		const struct act *act = d->entries[i].act;
		struct digest id;

		if (d->outcomes[i].order == 0 || !act_body_has(act, "word"))
			continue;
		id = act_body_id(act, "word");
		if (digest_equal(&id, word))
			return true;
	}
	return false;
}

/* The applicant has said at another hall that it is there; a clerk takes that
 * over, and it counts from the day on which it was said. */
static bool was_supplied(const struct dossier *d, int64_t since)
{
	for (size_t i = 0; i < d->count; i++) {
		const struct act *act = d->entries[i].act;

		if (d->outcomes[i].order > 0 &&
		    same(act->kind, "case.contribute") &&
		    value_is_text(value_get(act->body, "what"), "supply") &&
		    d->entries[i].place.time >= since && !is_taken(d, &act->id))
			return true;
	}
	return false;
}

static void end_case(
    struct due_book *b, const struct dossier_clock *c, const char *kind)
{
	due_later(b, c->last == INT64_MAX ? DUE_NEVER : c->last + 1);
	if (c->level != DOSSIER_CLOCK_OVERDUE || !due_has_pen(b) ||
	    was_supplied(b->d, c->start))
		return;
	for (size_t i = 0; i < b->count; i++)
		if (same(b->out[i].kind, kind))
			return;
	due_add(b, (struct due){ .kind = kind,
		       .at = c->last + 1,
		       .level = DUE_NO_LEVEL,
		       .reason = "" });
}

static void end_supply(struct due_book *b, const struct dossier_clock *c)
{
	if (b->d->state == MACHINE_CORRECT)
		end_case(b, c, "case.supply.lapse");
}

static bool is_terminated(const struct due_book *b)
{
	const struct value *gap = value_get(b->d->standard->tree, "gap");

	return value_is_text(value_get(gap, "lapse"), "terminate");
}

#define GAP_STATES                                                     \
	(MACHINE_BIT(MACHINE_ACCEPTED) | MACHINE_BIT(MACHINE_REVIEW) | \
	    MACHINE_BIT(MACHINE_SPECIAL) | MACHINE_BIT(MACHINE_YES))

/* A standard that suspends keeps waiting: somebody is told, step by step. */
static void end_gap(struct due_book *b, const struct dossier_clock *c)
{
	if (!is_terminated(b))
		due_step(b, c);
	else if ((GAP_STATES & MACHINE_BIT((unsigned)b->d->state)) != 0)
		end_case(b, c, "case.gap.lapse");
}

/* ---- clocks ---- */

/* What is done about each, while it runs; all others are what is owed. */
static const struct row {
	const char *id;
	void (*act)(struct due_book *b, const struct dossier_clock *c);
} rows[] = {
	{ "C1", NULL }, /* silence speaks (F-195) */
	{ "C2", end_supply },
	{ "C3", due_step },
	{ "C4", due_step },
	{ "C5", due_step },
	{ "C7", NULL }, /* the procedure has its own people */
	{ "C8", end_gap },
	{ "C9", due_step },
	{ "C11a", due_step },
	{ "C11b", due_step },
	{ "C11c", due_step },
	{ "C13", due_step },
	{ "C14", due_owed_remind },
};

static void look_at_clock(struct due_book *b, const struct dossier_clock *c)
{
	if (c->stop != 0)
		return;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (!same(rows[i].id, c->id))
			continue;
		if (rows[i].act != NULL)
			rows[i].act(b, c);
		return;
	}
	due_step(b, c);
}

/* ---- the pen ---- */

/* A dead offer: a late take is never written, so nobody may move the case. */
static void reclaim(struct due_book *b)
{
	const struct dossier *d = b->d;

	if (!d->on_offer ||
	    !ledger_stands_for(b->l, b->terms->node, d->offer.from))
		return;
	due_later(b, d->offer.expiry + 1);
	if (d->offer.expiry < b->terms->now)
		due_add(b, (struct due){ .kind = "case.reclaim",
			       .at = d->offer.expiry + 1,
			       .level = DUE_NO_LEVEL,
			       .reason = "" });
}

/* It has had the pen since it asked, by whatever way. */
static bool has_held(const struct dossier *d, const char *node, int64_t since)
{
	for (size_t i = 0; i < d->custody_count; i++)
		if (same(d->custodies[i].node, node) &&
		    d->custodies[i].until > since)
			return true;
	return false;
}

/* Requests of other halls, the first first. */
static void hand_over(struct due_book *b)
{
	const struct dossier *d = b->d;

	if (!due_has_pen(b) ||
	    !value_is_text(value_get(d->standard->tree, "handover"), "auto") ||
	    (machine_ended(d->state) && d->state != MACHINE_CLOSED))
		return;
	for (size_t i = 0; i < d->count; i++) {
		const struct act *act = d->entries[i].act;
		const struct place *place = &d->entries[i].place;

		if (d->outcomes[i].order == 0 ||
		    !same(act->kind, "case.contribute") ||
		    !value_is_text(value_get(act->body, "what"), "handover") ||
		    place->time < b->terms->since || is_taken(d, &act->id) ||
		    has_held(d, place->node, place->time))
			continue;
		due_add(b, (struct due){ .kind = "case.offer",
			       .at = place->time,
			       .level = DUE_NO_LEVEL,
			       .to = place->node,
			       .has_word = true,
			       .word = act->id,
			       .reason = "应请求转办 / as asked for" });
		return; /* one offer at a time */
	}
}

/* ---- all of it ---- */

size_t due_list(const struct dossier *d, const struct ledger *l,
    const struct due_terms *terms, struct arena *a,
    struct due out[static DUE_MAX], int64_t *next)
{
	struct due_book b = { .d = d,
		.l = l,
		.terms = terms,
		.a = a,
		.out = out,
		.next = DUE_NEVER };
	struct dossier_clock *clocks =
	    arena_take_array(a, DOSSIER_CLOCKS_MAX, sizeof(*clocks));

	*next = DUE_NEVER;
	if (!d->open || d->erased || d->standard == NULL ||
	    !matter_parse(&b.matter, bytes_text(d->standard->matter)))
		return 0;
	b.calendar = ledger_calendar(l, d->series);
	if (b.calendar == NULL)
		return 0;
	b.clocks = clocks;
	b.clock_count = dossier_clocks(d, l, terms->now, clocks);
	reclaim(&b);
	for (size_t i = 0; i < b.clock_count; i++)
		look_at_clock(&b, &clocks[i]);
	due_owed_reminded(&b);
	due_owed_opens(&b);
	due_owed_visit(&b);
	due_owed_ratings(&b);
	hand_over(&b);
	*next = b.next;
	return b.count;
}

struct digest due_id(const struct dossier *d, const struct due *due)
{
	struct buf text = { 0 };
	struct digest id;

	buf_put(&text, digest_bytes(&d->id));
	buf_print(&text, "%s\n%s\n%d\n%s\n%s\n", due->kind,
	    due->clock != NULL ? due->clock : "", due->level,
	    due->what != NULL ? due->what : "",
	    due->code != NULL ? due->code : "");
	if (due->has_owed)
		buf_put(&text, digest_bytes(&due->owed));
	if (due->has_word)
		buf_put(&text, digest_bytes(&due->word));
	id = digest_sha256(buf_bytes(&text));
	buf_fini(&text);
	return id;
}
