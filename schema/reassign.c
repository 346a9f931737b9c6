#include "schema/reassign.h"

#include <string.h>

#include "base/mem.h"
#include "schema/act_body.h"
#include "schema/dossier_judge.h"
#include "schema/dossier_state.h"
#include "schema/guard_wrap.h"
#include "schema/participant.h"
#include "schema/refuse.h"
#include "schema/value.h"

enum { CUT_NODE, CUT_EPOCH, CUT_SIZE, CUT_ROOT };

static const char *text_of(const struct value *v)
{
	return (const char *)v->bytes.p;
}

bool reassign_inside(const struct reassign *r, const struct place *place)
{
	for (size_t i = 0; i < value_count(r->cuts); i++) {
		const struct value *cut = value_at(r->cuts, i);
		uint64_t epoch = (uint64_t)value_at(cut, CUT_EPOCH)->integer;
		uint64_t size = (uint64_t)value_at(cut, CUT_SIZE)->integer;

		if (!value_is_text(value_at(cut, CUT_NODE), place->node))
			continue;
		return place->epoch < epoch ||
		       (place->epoch == epoch && place->position < size);
	}
	return false;
}

static enum rule judge_cut(
    const struct dossier_state *s, const struct value *cut, struct why *why)
{
	const struct history *h = ledger_history(s->ledger);
	const char *node = text_of(value_at(cut, CUT_NODE));
	uint64_t epoch = (uint64_t)value_at(cut, CUT_EPOCH)->integer;
	uint64_t size = (uint64_t)value_at(cut, CUT_SIZE)->integer;
	struct digest root = digest_sha256((struct bytes){ NULL, 0 });
	enum history_answer answer = HISTORY_FOUND; /* of the empty log */
	int64_t time;

	if (ledger_member(s->ledger, node) == NULL)
		return refuse(why, RULE_UNRESOLVED,
		    "%s is not admitted, as far as is held", node);
	if (size > 0)
		answer = h->border(h->arg, node, epoch, size, &root, &time);
	if (answer == HISTORY_BEYOND)
		return refuse(why, RULE_UNRESOLVED,
		    "the log of %s is not held up to the cut", node);
	if (answer == HISTORY_NO_BORDER ||
	    !bytes_equal(value_at(cut, CUT_ROOT)->bytes, digest_bytes(&root)))
		return refuse(why, RULE_HEAD_WRONG,
		    "the cut of %s is no checkpoint of its log", node);
	return RULE_NONE;
}

enum rule reassign_judge_cuts(struct dossier_state *s, struct dossier_part *p,
    struct reassign *out, struct why *why)
{
	const char *authority = ledger_genesis(s->ledger)->authority.node;
	enum rule rule;

	*out = (struct reassign){ p, value_get(p->entry.act->body, "cuts") };
	if (strcmp(p->entry.place.node, authority) != 0)
		return refuse(why, RULE_NOT_AUTHORITY,
		    "%s counts only in the log of %s", p->event->kind,
		    authority);
	rule = dossier_judge_signer(s, p, why);
	if (rule == RULE_NONE)
		rule = dossier_judge_citations(s, p, why);
	for (size_t i = 0; rule == RULE_NONE && i < value_count(out->cuts); i++)
		rule = judge_cut(s, value_at(out->cuts, i), why);
	return rule;
}

/* How far the authority had seen a log besides its cut: by the head that the
 * act cites. */
static uint64_t seen(const struct reassign *r, const char *node)
{
	const struct act *act = r->part->entry.act;

	for (size_t i = 0; i < act->ref_count; i++)
		if (act->refs[i].type == ACT_REF_HEAD &&
		    strcmp(act->refs[i].node, node) == 0)
			return act->refs[i].size;
	return 0;
}

/* Does @p, inside, cite @id outside?  What the authority had not seen when it
 * drew the cuts is nothing that an act inside can be blamed for, unless it
 * counts. */
static bool cites_outside(const struct dossier_state *s,
    const struct reassign *r, const struct dossier_part *p,
    const struct digest *id)
{
	const struct dossier_part *q = dossier_state_find(s, id);
	const struct place *place;

	if (q == NULL || q->event == NULL || q->event->part == MACHINE_ASIDE)
		return false;
	place = &q->entry.place;
	if ((q->settled && q->out.rule == RULE_NONE) ||
	    reassign_inside(r, place))
		return false;
	return (p->settled && p->out.rule == RULE_NONE) ||
	       place->position < seen(r, place->node);
}

static bool is_open(const struct dossier_state *s, const struct reassign *r,
    const struct dossier_part *p)
{
	const struct act *act = p->entry.act;
	bool open = p->has_base && cites_outside(s, r, p, &p->base);

	for (size_t i = 0; !open && i < act->after_count; i++)
		open = cites_outside(s, r, p, &act->after[i]);
	return open;
}

/* No act of the dossier inside the cuts cites one outside. */
static enum rule judge_closed(const struct dossier_state *s,
    const struct reassign *r, size_t first, struct why *why)
{
	const struct dossier_part *opening =
	    dossier_state_find(s, &s->dossier->id);

	if (opening->out.order == first && /* no reassign before */
	    !reassign_inside(r, &opening->entry.place))
		return refuse(
		    why, RULE_CUTS_OPEN, "the cuts leave out the opening act");
	for (size_t i = 0; i < s->count; i++) {
		const struct dossier_part *p = &s->parts[i];
		bool earlier = p->settled && p->out.rule == RULE_NONE &&
			       p->out.order <= first;

		if (p->event == NULL || p->event->part == MACHINE_ASIDE ||
		    p == r->part || earlier ||
		    !reassign_inside(r, &p->entry.place) || !is_open(s, r, p))
			continue;
		return refuse(why, RULE_CUTS_OPEN,
		    "act %llu of %s, inside the cuts, builds on one outside",
		    (unsigned long long)p->entry.place.position,
		    p->entry.place.node);
	}
	return RULE_NONE;
}

static enum rule judge_receiver(
    struct dossier_state *s, const struct reassign *r, struct why *why)
{
	const char *to = act_body_text(r->part->entry.act, "to");

	if (!participant_is(s->dossier, to) ||
	    !guard_wrap_can_open(
		dossier_state_wraps(s), to, s->dossier->generation))
		return refuse(why, RULE_CANNOT_OPEN,
		    "%s takes no part in the case or holds no wrap of its key",
		    to);
	return RULE_NONE;
}

enum rule reassign_judge(struct dossier_state *s, const struct reassign *r,
    size_t first, struct why *why)
{
	struct digest custody = act_body_id(r->part->entry.act, "custody");
	enum rule rule = judge_closed(s, r, first, why);

	if (rule != RULE_NONE)
		return rule;
	if (!digest_equal(&s->dossier->custody, &custody))
		return refuse(why, RULE_CUSTODY,
		    "inside the cuts the pen is with %s under another custody",
		    s->dossier->holder);
	rule = dossier_judge_phase(s, r->part, why);
	return rule == RULE_NONE ? judge_receiver(s, r, why) : rule;
}
