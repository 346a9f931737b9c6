/*
 * Obligations that open by themselves (docs/FORMAT.md F-206, F-207): those of
 * the standard whose stage is reached, the call back and the mending after a
 * bad rating, the call back of an order, the reminders of a lead.
 */
#include <string.h>

#include "base/arena.h"
#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/criteria.h"
#include "schema/dossier.h"
#include "schema/due_part.h"
#include "schema/ledger.h"
#include "schema/owed.h"
#include "schema/responsible.h"
#include "schema/standard.h"
#include "schema/standard_names.h"
#include "schema/value.h"

#define RATED_BADLY 4 /* of five, by F-196 */
#define MEND_LIMIT  "5WD"
#define DEPT_MAX    64 /* bytes, F-72 */

static bool same(const char *x, const char *y)
{
	return x != NULL && strcmp(x, y) == 0;
}

static const char *text_of(const struct value *map, const char *key)
{
	const char *text = value_get_string(map, key);

	return text != NULL ? text : "";
}

/* A case that was ended otherwise than by its close owes nothing more. */
static bool is_over(const struct dossier *d)
{
	return machine_ended(d->state) && d->state != MACHINE_CLOSED;
}

/* ---- of the standard: F-206 ---- */

/* In the order of a case; when each was reached, 0: not. */
static int64_t stage_time(const struct dossier *d, const char *stage)
{
	const struct place *special = d->entered[MACHINE_SPECIAL];
	const struct {
		const char *word;
		int64_t time;
	} stages[] = {
		{ "receive", d->received_at },
		{ "accept", d->accepted_at },
		{ "special", special != NULL ? special->time : 0 },
		{ "decide", d->decided_at },
		{ "issue", d->issued_at },
		{ "close", d->closed_at },
	};

	for (size_t i = 0; i < sizeof(stages) / sizeof(*stages); i++)
		if (same(stage, stages[i].word))
			return stages[i].time;
	return 0;
}

/* Nothing can wait for it any more. */
static bool is_late(const struct dossier *d, const char *blocks)
{
	return !same(blocks, "none") &&
	       (stage_time(d, blocks) != 0 || d->closed_at != 0);
}

static bool was_opened(const struct dossier *d, const struct value *o)
{
	for (size_t i = 0; i < d->owed_count; i++)
		if (same(d->owed[i].code, text_of(o, "code")))
			return true;
	return false;
}

static bool has_promise(const struct dossier *d)
{
	for (size_t i = 0; i < d->count; i++)
		if (d->outcomes[i].order > 0 &&
		    same(d->entries[i].act->kind, "case.accept.promise"))
			return true;
	return false;
}

/* A gap is opened by an acceptance alone (F-188); a verification is of what was
 * promised. */
static bool is_for_others(const struct dossier *d, const struct value *o)
{
	return same(text_of(o, "kind"), "gap") ||
	       (same(text_of(o, "kind"), "verify") && !has_promise(d));
}

/* As far as is public: neither form nor facts. */
static enum verdict when_holds(const struct dossier *d, const struct value *o)
{
	const struct value *rule = value_get(o, "when");
	const union {
		const struct value *in;
		void *out;
	} standard = { d->standard->tree };
	struct verdict_result r = { .verdict = VERDICT_MET };
	struct arena *a;
	struct act nothing = { .kind = "", .body = NULL };

	if (rule == NULL)
		return VERDICT_MET;
	a = arena_new();
	nothing.body = value_map(a);
	if (verdict_of(rule,
		criteria_data(a, d, &nothing, value_map(a), value_map(a)),
		standard_names_default, standard.out, &r, NULL) != ERR_OK)
		r.verdict = VERDICT_UNKNOWN;
	arena_free(a);
	return r.verdict;
}

size_t due_owed_openings(
    const struct dossier *d, struct due_opening out[static DUE_OPENS_MAX])
{
	const struct value *list;
	size_t count = 0;

	if (!d->open || d->standard == NULL || is_over(d))
		return 0;
	list = value_get(d->standard->tree, "obligations");
	for (size_t i = 0; i < value_count(list) && count < DUE_OPENS_MAX;
	     i++) {
		const struct value *o = value_at(list, i);
		const char *opens = value_get_string(o, "opens");
		struct due_opening x = { .obligation = o };

		x.at = stage_time(d, opens != NULL ? opens : "accept");
		if (x.at == 0 || is_late(d, text_of(o, "blocks")) ||
		    was_opened(d, o) || is_for_others(d, o))
			continue;
		x.when = when_holds(d, o);
		if (x.when != VERDICT_NOT_MET)
			out[count++] = x;
	}
	return count;
}

/* A department's name fits into an act, or is left out. */
static const char *dept_of(const struct value *o)
{
	const char *unit = value_get_string(o, "unit");

	return unit != NULL && strlen(unit) <= DEPT_MAX ? unit : NULL;
}

void due_owed_opens(struct due_book *b)
{
	struct due_opening opens[DUE_OPENS_MAX];
	size_t count = due_has_pen(b) ? due_owed_openings(b->d, opens) : 0;

	for (size_t i = 0; i < count; i++) {
		const struct value *o = opens[i].obligation;

		if (opens[i].when != VERDICT_MET ||
		    !due_reached(b, opens[i].at))
			continue;
		due_add(b, (struct due){ .kind = "case.owe",
			       .at = opens[i].at,
			       .level = DUE_NO_LEVEL,
			       .what = text_of(o, "kind"),
			       .to = b->terms->node,
			       .dept = dept_of(o),
			       .code = text_of(o, "code"),
			       .blocks = text_of(o, "blocks"),
			       .limit = value_get_string(o, "limit"),
			       .reason = text_of(o, "zh") });
	}
}

/* ---- without a code: F-207 ---- */

static bool was_opened_since(
    const struct dossier *d, const char *what, int64_t since)
{
	for (size_t i = 0; i < d->owed_count; i++)
		if (same(d->owed[i].what, what) &&
		    d->owed[i].opened_at >= since)
			return true;
	return false;
}

/* Or is open, and none of the standard's. */
static bool stands_since(
    const struct dossier *d, const char *what, int64_t since)
{
	for (size_t i = 0; i < d->owed_count; i++)
		if (same(d->owed[i].what, what) && d->owed[i].code == NULL &&
		    owed_is_open(&d->owed[i]))
			return true;
	return was_opened_since(d, what, since);
}

static const char *limit_of(
    struct due_book *b, enum standard_limit which, const char *otherwise)
{
	char text[LIMIT_TEXT_ROOM];
	struct limit limit;

	if (!standard_limit(&limit, b->d->standard, which))
		return otherwise;
	limit_format(text, limit);
	return arena_text(b->a, bytes_text(text));
}

static void open_plain(struct due_book *b, const char *what, const char *to,
    const char *limit, int64_t at, const char *reason)
{
	due_add(b, (struct due){ .kind = "case.owe",
		       .at = at,
		       .level = DUE_NO_LEVEL,
		       .what = what,
		       .to = to,
		       .blocks = "none",
		       .limit = limit,
		       .reason = reason });
}

static bool open_for_rating(struct due_book *b, int64_t at, bool named)
{
	bool mends = !stands_since(b->d, "rectify", at);
	bool visits = named && !stands_since(b->d, "visit", at);
	const char *to = responsible_for(b->d, "rating", b->terms->node);

	if (mends)
		open_plain(b, "rectify", to,
		    limit_of(b, STANDARD_LIMIT_RECTIFY, MEND_LIMIT), at,
		    "差评整改");
	if (visits)
		open_plain(b, "visit", to,
		    limit_of(b, STANDARD_LIMIT_VISIT, NULL), at, "差评回访");
	return mends || visits;
}

/* After each bad one a mending, and a call back to who gave a name; one that
 * is open when the rating comes is for it, too. */
void due_owed_ratings(struct due_book *b)
{
	const struct dossier *d = b->d;

	if (!due_has_pen(b) || is_over(d))
		return;
	for (size_t i = 0; i < d->count; i++) {
		const struct act *act = d->entries[i].act;
		int64_t at = d->entries[i].place.time;
		bool named = false;

		if (d->outcomes[i].order == 0 ||
		    !same(act->kind, "case.rate") ||
		    act_body_int(act, "level") < RATED_BADLY ||
		    !due_reached(b, at))
			continue;
		(void)value_get_bool(act->body, "named", &named);
		if (open_for_rating(b, at, named))
			return; /* others at the next look */
	}
}

static bool declares_visit(const struct dossier *d)
{
	const struct value *list = value_get(d->standard->tree, "obligations");

	for (size_t i = 0; i < value_count(list); i++)
		if (same(text_of(value_at(list, i), "kind"), "visit"))
			return true;
	return false;
}

/* F-192: an order is closed after a call back; where the standard has one of
 * its own, that is it. */
void due_owed_visit(struct due_book *b)
{
	const struct dossier *d = b->d;

	if (b->matter != MATTER_ORDER || !due_has_pen(b) ||
	    (d->state != MACHINE_YES && d->state != MACHINE_NO) ||
	    declares_visit(d) || !due_reached(b, d->decided_at) ||
	    stands_since(d, "visit", d->received_at))
		return;
	open_plain(b, "visit", b->terms->node,
	    limit_of(b, STANDARD_LIMIT_VISIT, NULL), d->decided_at, "办结回访");
}

/* ---- leads: C14 ---- */

void due_owed_remind(struct due_book *b, const struct dossier_clock *c)
{
	int64_t day = day_begins(day_at(c->last));
	int64_t at = day > c->start ? day : c->start;

	if (b->d->state != MACHINE_LEAD || !due_has_pen(b) ||
	    !due_reached(b, at) || was_opened_since(b->d, "renew", at))
		return;
	for (size_t i = 0; i < b->count; i++) /* the last one speaks */
		if (same(b->out[i].what, "renew")) {
			b->out[i].at = at;
			b->out[i].reason =
			    arena_print(b->a, "到期前 %s 提醒", c->limit);
			return;
		}
	open_plain(b, "renew", b->terms->node, NULL, at,
	    arena_print(b->a, "到期前 %s 提醒", c->limit));
}

/* Who was reminded since, or has consented, needs no more of it. */
static bool is_reminded(const struct dossier *d, int64_t since)
{
	if (d->state != MACHINE_LEAD)
		return true;
	for (size_t i = 0; i < d->count; i++)
		if (d->outcomes[i].order > 0 &&
		    same(d->entries[i].act->kind, "case.lead.contact") &&
		    d->entries[i].place.time >= since)
			return true;
	return false;
}

void due_owed_reminded(struct due_book *b)
{
	const struct dossier *d = b->d;

	if (!due_has_pen(b) || d->lead_at == 0 || is_over(d))
		return;
	for (size_t i = 0; i < d->owed_count; i++) {
		const struct owed *o = &d->owed[i];

		if (!same(o->what, "renew") || o->code != NULL ||
		    !owed_is_open(o) ||
		    !ledger_stands_for(b->l, b->terms->node, o->to) ||
		    !is_reminded(d, o->opened_at))
			continue;
		due_add(b, (struct due){ .kind = "case.owe.close",
			       .at = o->opened_at,
			       .level = DUE_NO_LEVEL,
			       .has_owed = true,
			       .owed = o->act,
			       .reason = "" });
	}
}
