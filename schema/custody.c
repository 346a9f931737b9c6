#include "schema/custody.h"

#include <string.h>

#include "base/mem.h"
#include "base/why.h"
#include "schema/act_body.h"
#include "schema/dossier_judge.h"
#include "schema/dossier_state.h"
#include "schema/reassign.h"
#include "schema/refuse.h"

static bool is_kind(const struct dossier_part *p, const char *kind)
{
	return strcmp(p->event->kind, kind) == 0;
}

static bool is_move(const struct dossier_part *p)
{
	return p->event->part == MACHINE_MAIN || is_kind(p, "case.offer");
}

static bool is_answer(const struct dossier_part *p)
{
	return is_kind(p, "case.take") || is_kind(p, "case.refuse");
}

static bool stands_in(const struct dossier_part *p, const char *node)
{
	return strcmp(p->entry.place.node, node) == 0;
}

/* In the log of who offered, or of who took its place (F-128). */
static bool is_offerer(const struct dossier_state *s,
    const struct dossier_part *p, const struct dossier_part *offer)
{
	return ledger_stands_for(
	    s->ledger, p->entry.place.node, offer->entry.place.node);
}

/* Beyond the cuts of the reassign under trial. */
static bool is_late(const struct dossier_state *s, const struct dossier_part *p)
{
	return s->cut != NULL && !reassign_inside(s->cut, &p->entry.place);
}

static void refuse_late(struct dossier_state *s, struct dossier_part *p)
{
	dossier_state_refuse(s, p, RULE_LATE,
	    "the authority gave the pen to another before this was known");
}

static void begin_custody(struct dossier_state *s, const char *node,
    const struct digest *id, int64_t from)
{
	struct dossier *d = s->dossier;

	if (d->custody_count > 0)
		s->custodies[d->custody_count - 1].until = from;
	s->custodies[d->custody_count++] = (struct dossier_custody){
		.node = node,
		.id = *id,
		.from = from,
		.until = INT64_MAX,
	};
	d->holder = node;
	d->custody = *id;
}

/* The acts of the holder under the present custody, in the order of its log.
 * Returns the offer that counts, or NULL.  After an act that is not resolved
 * nothing can be said about what follows (F-70). */
static struct dossier_part *walk_holder(struct dossier_state *s)
{
	struct dossier *d = s->dossier;
	struct dossier_part *offer = NULL;
	bool waits = false;
	size_t count;
	struct dossier_part **on = dossier_state_on(s, &d->custody, &count);

	for (size_t i = 0; i < count; i++) {
		struct dossier_part *p = on[i];
		struct why why = { 0 };
		enum rule rule;

		if (p->settled || !is_move(p) || !stands_in(p, d->holder))
			continue;
		if (is_late(s, p)) {
			refuse_late(s, p);
			continue;
		}
		if (waits || offer != NULL) {
			dossier_state_refuse(s, p,
			    waits ? RULE_UNRESOLVED : RULE_ON_OFFER,
			    waits ? "an earlier act under this custody waits"
				  : "the pen is on offer at this position");
			continue;
		}
		rule = dossier_judge_move(s, p, &why);
		waits = rule == RULE_UNRESOLVED;
		if (rule != RULE_NONE) {
			dossier_state_settle(s, p, rule, &why);
			continue;
		}
		dossier_state_apply(s, p);
		if (is_kind(p, "case.offer"))
			offer = p;
	}
	s->stuck = waits;
	return offer;
}

/* Reclaims, in the order of the offerer's log: the first that counts.  It is
 * judged here and applied later, because a refuse comes first. */
static struct dossier_part *find_reclaim(struct dossier_state *s,
    const struct dossier_part *offer, struct checkpoint *note)
{
	struct dossier_part *found = NULL;
	bool waits = false;
	size_t count;
	struct dossier_part **on =
	    dossier_state_on(s, &offer->entry.act->id, &count);

	for (size_t i = 0; i < count; i++) {
		struct dossier_part *p = on[i];
		struct checkpoint c;
		struct why why = { 0 };
		enum rule rule;

		if (p->settled || !is_kind(p, "case.reclaim") ||
		    !is_offerer(s, p, offer))
			continue;
		if (is_late(s, p)) {
			refuse_late(s, p);
			continue;
		}
		if (waits || found != NULL) {
			dossier_state_refuse(s, p,
			    waits ? RULE_UNRESOLVED : RULE_OFFER_ANSWERED,
			    waits ? "an earlier reclaim waits"
				  : "reclaimed before");
			continue;
		}
		rule = dossier_judge_reclaim(s, p, offer, &c, &why);
		waits = rule == RULE_UNRESOLVED;
		if (rule != RULE_NONE) {
			dossier_state_settle(s, p, rule, &why);
			continue;
		}
		found = p;
		*note = c;
	}
	return found;
}

/* F-103: takes and refuses in the receiver's log, the first that counts. */
static struct dossier_part *find_answer(struct dossier_state *s,
    const struct dossier_part *offer, const struct checkpoint *reclaim)
{
	const char *to = act_body_text(offer->entry.act, "to");
	struct dossier_part *found = NULL;
	bool waits = false;
	size_t count;
	struct dossier_part **on =
	    dossier_state_on(s, &offer->entry.act->id, &count);

	for (size_t i = 0; i < count; i++) {
		struct dossier_part *p = on[i];
		struct why why = { 0 };
		enum rule rule;

		if (p->settled || !is_answer(p) || !stands_in(p, to))
			continue;
		if (is_late(s, p)) {
			refuse_late(s, p);
			continue;
		}
		if (waits || found != NULL) {
			dossier_state_refuse(s, p,
			    waits ? RULE_UNRESOLVED : RULE_OFFER_ANSWERED,
			    waits ? "an earlier answer waits"
				  : "answered before in this log");
			continue;
		}
		rule = dossier_judge_answer(s, p, offer, reclaim, &why);
		waits = rule == RULE_UNRESOLVED;
		if (rule != RULE_NONE)
			dossier_state_settle(s, p, rule, &why);
		else
			found = p;
	}
	return found;
}

/* F-101, and reclaims in a log that is not the offerer's. */
static void refuse_strangers(
    struct dossier_state *s, const struct dossier_part *offer)
{
	const char *to = act_body_text(offer->entry.act, "to");
	int64_t epoch = act_body_int(offer->entry.act, "epoch");
	size_t count;
	struct dossier_part **on =
	    dossier_state_on(s, &offer->entry.act->id, &count);

	for (size_t i = 0; i < count; i++) {
		struct dossier_part *p = on[i];

		if (p->settled || is_move(p) || is_kind(p, "case.reassign"))
			continue;
		if (is_kind(p, "case.reclaim")) {
			if (!is_offerer(s, p, offer))
				dossier_state_refuse(s, p, RULE_CUSTODY,
				    "only the offerer can reclaim");
		} else if (!stands_in(p, to) ||
			   p->entry.place.epoch != (uint64_t)epoch) {
			dossier_state_refuse(s, p, RULE_OFFER_TO,
			    "the offer names another receiver or epoch");
		}
	}
}

static void show_offer(struct dossier *d, const struct dossier_part *offer)
{
	const struct act *act = offer->entry.act;

	d->on_offer = true;
	d->offer = (struct dossier_offer){
		.id = act->id,
		.from = offer->entry.place.node,
		.to = act_body_text(act, "to"),
		.epoch = (uint64_t)act_body_int(act, "epoch"),
		.expiry = act_body_int(act, "expiry"),
		.reason = act_body_text(act, "reason"),
	};
}

/* Pass the pen on, or back.  False: nobody has answered yet. */
static bool answer(struct dossier_state *s, const struct dossier_part *offer)
{
	struct dossier *d = s->dossier;
	struct checkpoint note;
	struct dossier_part *reclaim;
	struct dossier_part *answer_part;
	const struct dossier_part *first;

	show_offer(d, offer);
	refuse_strangers(s, offer);
	reclaim = find_reclaim(s, offer, &note);
	answer_part = find_answer(s, offer, reclaim != NULL ? &note : NULL);
	first = answer_part != NULL ? answer_part : reclaim;
	if (first == NULL)
		return false;
	d->on_offer = false;
	if (is_kind(first, "case.take"))
		begin_custody(s, first->entry.place.node, &first->entry.act->id,
		    first->entry.place.time);
	else
		begin_custody(s, offer->entry.place.node, &offer->entry.act->id,
		    first->entry.place.time);
	if (answer_part != NULL)
		dossier_state_apply(s, answer_part);
	if (reclaim != NULL)
		dossier_state_apply(s, reclaim);
	return true;
}

/* What a part that nothing reached is told, from what it builds on: @base is
 * settled, or NULL when it is not held. */
static enum rule rest_rule(const struct dossier_state *s,
    const struct dossier_part *p, const struct dossier_part *base)
{
	const struct dossier *d = s->dossier;

	if (base == NULL || base->out.rule == RULE_UNRESOLVED)
		return RULE_UNRESOLVED;
	if (base->out.rule == RULE_LATE)
		return RULE_LATE;
	/* A pen that may have come back: the answer may be under way. */
	if (base->out.rule == RULE_NONE && d->on_offer && is_move(p) &&
	    digest_equal(&base->entry.act->id, &d->offer.id) &&
	    stands_in(p, d->offer.from))
		return RULE_UNRESOLVED;
	return RULE_CUSTODY;
}

static const char *rest_sentence(enum rule rule)
{
	switch ((int)rule) {
	case RULE_UNRESOLVED:
		return "what it builds on has not arrived or waits";
	case RULE_LATE:
		return "it builds on what is beyond the cuts of a reassign";
	default:
		return "it carries no custody that its log held";
	}
}

/* Up from @p to what is settled or missing, then the same rule for the whole
 * chain: what builds on a refused act is refused, on a waiting one it waits.
 * @chain has room for all parts. */
static void settle_rest(struct dossier_state *s, struct dossier_part *p,
    struct dossier_part **chain)
{
	struct dossier_part *base = p;
	size_t count = 0;
	enum rule rule;

	while (base != NULL && !base->settled &&
	       base->event->part != MACHINE_ASIDE) {
		chain[count++] = base;
		base = dossier_state_find(s, &base->base);
	}
	rule = rest_rule(s, chain[count - 1], base);
	while (count > 0)
		dossier_state_refuse(
		    s, chain[--count], rule, rest_sentence(rule));
}

/* The cut of @node in a succession, or NULL. */
static const struct act_body_cut *cut_of(
    const struct succession *next, const char *node)
{
	for (size_t i = 0; i < next->from_count; i++)
		if (strcmp(next->from[i].node, node) == 0)
			return &next->from[i];
	return NULL;
}

static bool has_custody(const struct dossier *d, const struct digest *id)
{
	for (size_t i = 0; i < d->custody_count; i++)
		if (digest_equal(&d->custodies[i].id, id))
			return true;
	return false;
}

/* F-163: the holder's log is over, and the pen passes to who took its place;
 * not before that log is held up to its cut. */
static bool pass_on(struct dossier_state *s)
{
	const struct history *h = ledger_history(s->ledger);
	struct dossier *d = s->dossier;

	for (size_t i = 0; !s->stuck && i < ledger_succession_count(s->ledger);
	     i++) {
		const struct succession *next =
		    ledger_succession_at(s->ledger, i);
		const struct act_body_cut *cut = cut_of(next, d->holder);
		struct digest root;
		int64_t time;

		if (cut == NULL || next->position >= s->until ||
		    has_custody(d, &next->act))
			continue;
		if (cut->size > 0 &&
		    h->border(h->arg, d->holder, cut->epoch, cut->size, &root,
			&time) == HISTORY_BEYOND) {
			s->waits = true;
			return false;
		}
		begin_custody(s, next->to[0], &next->act, next->time);
		return true;
	}
	return false;
}

/* From the present custody on, as far as it goes. */
static void walk(struct dossier_state *s)
{
	const struct dossier_part *offer;

	do
		offer = walk_holder(s);
	while (offer != NULL ? answer(s, offer) : pass_on(s));
}

/* The pen goes to whom the authority names. */
static void apply_reassign(struct dossier_state *s, struct dossier_part *p)
{
	const char *to = act_body_text(p->entry.act, "to");
	struct dossier *d = s->dossier;

	for (size_t i = 0; strcmp(d->holder, to) != 0 && i < d->custody_count;
	     i++)
		if (strcmp(s->custodies[i].node, d->holder) == 0)
			s->custodies[i].removed = true;
	d->on_offer = false;
	begin_custody(s, to, &p->entry.act->id, p->entry.place.time);
	dossier_state_apply(s, p);
}

/* Walk within the cuts of @p; keep that when it counts (F-152). */
static enum rule try_reassign(struct dossier_state *s, struct dossier_part *p,
    const struct dossier_state_copy *before, struct why *why)
{
	size_t first = s->applied_count;
	struct reassign r;
	enum rule rule = reassign_judge_cuts(s, p, &r, why);

	if (rule != RULE_NONE)
		return rule;
	s->cut = &r;
	s->until = p->entry.place.position;
	s->waits = false;
	walk(s);
	rule = s->waits ? refuse(why, RULE_UNRESOLVED,
			      "an act inside the cuts waits")
			: reassign_judge(s, &r, first, why);
	s->cut = NULL;
	s->until = UINT64_MAX;
	if (rule == RULE_NONE)
		apply_reassign(s, p);
	else
		dossier_state_restore(s, before);
	return rule;
}

/* In the order of the authority's log.  What follows one that waits, waits. */
static void walk_reassigns(struct dossier_state *s)
{
	struct dossier_state_copy before = { 0 };
	bool waits = false;
	unsigned trials = 0;

	for (size_t i = 0; i < s->count; i++) {
		struct dossier_part *p = &s->parts[i];
		struct why why = { 0 };
		enum rule rule;

		if (p->settled || !is_kind(p, "case.reassign"))
			continue;
		if (waits || trials++ == REASSIGN_TRIALS_MAX) {
			dossier_state_refuse(s, p,
			    waits ? RULE_UNRESOLVED : RULE_SIZE,
			    waits ? "an earlier reassign waits"
				  : "too many reassigns of one dossier");
			continue;
		}
		dossier_state_save(s, &before);
		rule = try_reassign(s, p, &before, &why);
		waits = rule == RULE_UNRESOLVED;
		if (rule != RULE_NONE)
			dossier_state_settle(s, p, rule, &why);
	}
}

void custody_walk(struct dossier_state *s, const struct dossier_part *opening)
{
	struct dossier_part **chain =
	    arena_take_array(s->arena, s->count, sizeof(struct dossier_part *));

	must(opening->settled && opening->out.rule == RULE_NONE);
	begin_custody(s, opening->entry.place.node, &opening->entry.act->id,
	    opening->entry.place.time);
	walk_reassigns(s);
	walk(s);
	for (size_t i = 0; i < s->count; i++)
		if (!s->parts[i].settled &&
		    s->parts[i].event->part != MACHINE_ASIDE)
			settle_rest(s, &s->parts[i], chain);
}
