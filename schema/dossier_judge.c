#include "schema/dossier_judge.h"

#include <string.h>

#include "base/mem.h"
#include "schema/act_body.h"
#include "schema/dossier_state.h"
#include "schema/note_proof.h"
#include "schema/refuse.h"
#include "schema/role.h"
#include "schema/signer.h"
#include "schema/silence.h"
#include "schema/standard.h"
#include "schema/value.h"
#include "schema/wrap_id.h"

/* It carries `offer`; the others carry `custody`. */
static bool is_answer(const struct machine_event *event)
{
	return event->part == MACHINE_CUSTODY &&
	       strcmp(event->kind, "case.offer") != 0 &&
	       strcmp(event->kind, "case.reassign") != 0;
}

static enum rule judge_place(const struct dossier_state *s,
    const struct dossier_part *p, struct why *why)
{
	const struct place *place = &p->entry.place;
	const struct act *act = p->entry.act;

	if (!digest_equal(&act->net, &ledger_genesis(s->ledger)->network))
		return refuse(why, RULE_ACT_NETWORK, "of another network");
	if (act->suite != ledger_genesis(s->ledger)->suite)
		return refuse(why, RULE_ACT_VERSION,
		    "an act of suite %u in a network of suite %u", act->suite,
		    ledger_genesis(s->ledger)->suite);
	if (strcmp(act->node, place->node) != 0)
		return refuse(why, RULE_ACT_LOG,
		    "an act of %s in the log of %s", act->node, place->node);
	if (place->epoch != 0 ||
	    ledger_held(s->ledger, place->node, place->position))
		return refuse(why, RULE_KIND_UNKNOWN,
		    "the log of %s goes on in a way that is not known here",
		    place->node);
	if (!ledger_counts(
		s->ledger, place->node, place->epoch, place->position))
		return refuse(why, RULE_SUSPENDED,
		    "the authority has cut the log of %s before this position",
		    place->node);
	if (dossier_state_find(s, &act->id) != p)
		return refuse(why, RULE_COPY, "counted at an earlier position");
	return RULE_NONE;
}

/* Beside the walk an answer may carry papers, and an applicant's word does;
 * wraps belong to the walk (F-55). */
static bool carries_vault(const struct act *act)
{
	return strcmp(act->kind, "case.contribute") == 0 ||
	       strcmp(act->kind, "case.owe.answer") == 0;
}

static enum rule judge_vault(const struct dossier_part *p, struct why *why)
{
	const struct act *act = p->entry.act;
	bool aside = p->event->part == MACHINE_ASIDE;

	if (act->vault_count > 0 &&
	    ((aside && !carries_vault(act)) ||
		strcmp(act->kind, "case.reassign") == 0))
		return refuse(
		    why, RULE_BODY_SHAPE, "%s carries no vault", act->kind);
	for (size_t i = 0; aside && i < act->vault_count; i++)
		if (wrap_id_claims(act->vault[i].id))
			return refuse(why, RULE_BODY_SHAPE,
			    "%s carries no wraps", act->kind);
	return RULE_NONE;
}

enum rule dossier_judge_form(
    struct dossier_state *s, struct dossier_part *p, struct why *why)
{
	const struct act *act = p->entry.act;
	enum rule rule = judge_place(s, p, why);

	if (rule == RULE_NONE)
		rule = act_body_check(act, why);
	if (rule != RULE_NONE)
		return rule;
	p->event = machine_find(act->kind);
	must(p->event != NULL);
	rule = judge_vault(p, why);
	if (rule != RULE_NONE)
		return rule;
	if (p->event->part != MACHINE_ASIDE &&
	    p->event->from != MACHINE_BIT(MACHINE_NONE)) {
		p->has_base = true;
		p->base =
		    act_body_id(act, is_answer(p->event) ? "offer" : "custody");
	}
	return RULE_NONE;
}

static bool is_warranted(const struct dossier_part *p)
{
	return strcmp(p->event->kind, "case.open") == 0 &&
	       act_body_has(p->entry.act, "warrant");
}

/* F-75: the roles that may sign, those of the approval level included. */
static enum rule roles_of(const struct dossier_state *s,
    const struct dossier_part *p, uint32_t *roles, struct why *why)
{
	const struct standard *standard = s->dossier->standard;
	enum role role;
	int64_t level;

	if (standard == NULL) { /* an opening act, before its standard came */
		*roles = machine_roles(p->event->kind);
		return RULE_NONE;
	}
	*roles = p->event->roles;
	if (is_warranted(p)) /* F-119: the node itself, by its log key */
		*roles = ROLE_BIT(ROLE_OPERATOR);
	if (*roles != MACHINE_ROLE_OF_LEVEL)
		return RULE_NONE;
	level = act_body_int(p->entry.act, "level");
	if (level < 1 || (uint64_t)level > standard->approval_count)
		return refuse(why, RULE_LEVEL,
		    "the standard has no approval level %lld",
		    (long long)level);
	*roles = 0;
	if (role_parse(&role, bytes_text(standard->approvals[level - 1].role)))
		*roles = ROLE_BIT(role);
	return RULE_NONE;
}

enum rule dossier_judge_signer(
    struct dossier_state *s, struct dossier_part *p, struct why *why)
{
	uint32_t roles = 0;
	enum rule rule = roles_of(s, p, &roles, why);

	must(p->entry.act->sig_count > 0 || p->is_draft);
	if (rule != RULE_NONE)
		return rule;
	return signer_check(s->ledger, &p->entry.place, p->entry.act, roles,
	    &p->out.staff, why);
}

enum rule dossier_judge_phase(const struct dossier_state *s,
    const struct dossier_part *p, struct why *why)
{
	enum machine_state now = s->dossier->state;

	if ((p->event->from & MACHINE_BIT(now)) == 0)
		return refuse(why, RULE_STATE, "%s is not possible in %s",
		    p->event->kind, machine_state_name(now));
	return RULE_NONE;
}

/* F-88, F-89 */
static enum rule judge_head(const struct dossier_state *s,
    const struct place *place, const struct act_ref *ref, struct why *why)
{
	const struct history *h = ledger_history(s->ledger);
	struct digest root;
	int64_t time;

	if (ledger_member(s->ledger, ref->node) == NULL)
		return refuse(why, RULE_UNRESOLVED,
		    "%s is not admitted, as far as is held", ref->node);
	switch (
	    h->border(h->arg, ref->node, ref->epoch, ref->size, &root, &time)) {
	case HISTORY_BEYOND:
		return refuse(why, RULE_UNRESOLVED,
		    "the log of %s is not held up to the cited head",
		    ref->node);
	case HISTORY_NO_BORDER:
		return refuse(why, RULE_HEAD_WRONG,
		    "%s signed no checkpoint of the cited size", ref->node);
	case HISTORY_FOUND:
		break;
	}
	if (!digest_equal(&root, &ref->root))
		return refuse(why, RULE_HEAD_WRONG,
		    "the log of %s has another root at the cited size",
		    ref->node);
	if (h->cited(h->arg, place->node, place->epoch, place->position,
		ref->node) > ref->size)
		return refuse(why, RULE_HEAD_BACK,
		    "%s has cited a later head of %s before", place->node,
		    ref->node);
	return RULE_NONE;
}

enum rule dossier_judge_citations(
    struct dossier_state *s, const struct dossier_part *p, struct why *why)
{
	const struct act *act = p->entry.act;

	for (size_t i = 0; i < act->after_count; i++)
		if (dossier_state_find(s, &act->after[i]) == NULL)
			return refuse(why, RULE_UNRESOLVED,
			    "an act cited in after has not arrived");
	for (size_t i = 0; i < act->ref_count; i++) {
		const struct act_ref *ref = &act->refs[i];
		enum rule rule = RULE_NONE;

		if (ref->type == ACT_REF_HEAD)
			rule = judge_head(s, &p->entry.place, ref, why);
		else if (ref->type == ACT_REF_ACT &&
			 !ledger_has_act(s->ledger, &ref->act) &&
			 dossier_state_find(s, &ref->act) == NULL &&
			 !joint_holds(s, &ref->act))
			rule = refuse(why, RULE_UNRESOLVED,
			    "an act cited in refs has not arrived");
		if (rule != RULE_NONE)
			return rule;
	}
	return RULE_NONE;
}

enum rule dossier_judge_guards(struct dossier_state *s,
    const struct dossier_part *p, const struct machine_event *event,
    struct why *why)
{
	const struct dossier *d = s->dossier;
	struct guard_case c = {
		.ledger = s->ledger,
		.dossier = d,
		.standard = d->standard,
		.home = d->home,
		.item = d->item,
		.place = &p->entry.place,
		.act = p->entry.act,
		.signer = p->out.staff,
		.event = event,
		.applied = s->applied,
		.applied_count = s->applied_count,
		.state = s,
	};

	for (unsigned g = 0; g < MACHINE_GUARD_COUNT; g++) {
		enum rule rule = RULE_NONE;

		if ((event->guards & MACHINE_GUARD_BIT(g)) != 0)
			rule = guard_check((enum machine_guard)g, &c, why);
		if (rule != RULE_NONE)
			return rule;
	}
	return RULE_NONE;
}

/* The row of the table for this kind of matter and the state it finds. */
enum rule dossier_judge_row(
    struct dossier_state *s, struct dossier_part *p, struct why *why)
{
	const struct dossier *d = s->dossier;
	const struct machine_event *row;
	enum matter matter;

	if (d->standard == NULL) /* an opening act: F-81 is asked of it */
		return RULE_NONE;
	must(matter_parse(&matter, bytes_text(d->standard->matter)));
	row = machine_row(p->entry.act->kind, matter, d->state);
	if (row == NULL)
		return refuse(why, RULE_STATE,
		    "%s is not known in matters of "
		    "kind %s",
		    p->entry.act->kind, d->standard->matter);
	p->event = row;
	return RULE_NONE;
}

/* F-195: a received case that silence has accepted goes on as accepted. */
static enum rule judge_silence(
    struct dossier_state *s, struct dossier_part *p, struct why *why)
{
	enum rule rule;

	if (s->dossier->state != MACHINE_RECEIVED ||
	    (p->event->from & MACHINE_BIT(MACHINE_RECEIVED)) != 0 ||
	    (p->event->from & MACHINE_BIT(MACHINE_ACCEPTED)) == 0 ||
	    !act_body_has(p->entry.act, "calendar"))
		return RULE_NONE;
	rule = silence_judge(s, p, why);
	p->by_silence = rule == RULE_NONE;
	return rule;
}

enum rule dossier_judge_move(
    struct dossier_state *s, struct dossier_part *p, struct why *why)
{
	enum rule rule = dossier_judge_row(s, p, why);

	p->by_silence = false;
	if (rule == RULE_NONE)
		rule = dossier_judge_signer(s, p, why);
	if (rule == RULE_NONE)
		rule = judge_silence(s, p, why);
	if (rule == RULE_NONE && !p->by_silence)
		rule = dossier_judge_phase(s, p, why);
	if (rule == RULE_NONE)
		rule = dossier_judge_citations(s, p, why);
	return rule == RULE_NONE ? dossier_judge_guards(s, p, p->event, why)
				 : rule;
}

/* F-102.  Where the receiver signed a time after the expiry for fewer entries
 * and a take with an earlier time for more, its time went back: the reclaim
 * that shows the former counts. */
static enum rule judge_take_time(const struct dossier_part *p,
    const struct dossier_part *offer, const struct checkpoint *reclaim,
    struct why *why)
{
	if (p->entry.place.time > act_body_int(offer->entry.act, "expiry"))
		return refuse(
		    why, RULE_OFFER_OVER, "taken after the offer's expiry");
	if (reclaim != NULL && p->entry.place.position >= reclaim->size)
		return refuse(why, RULE_OFFER_OVER,
		    "%s had signed a time after the expiry before this take",
		    p->entry.place.node);
	return RULE_NONE;
}

enum rule dossier_judge_answer(struct dossier_state *s, struct dossier_part *p,
    const struct dossier_part *offer, const struct checkpoint *reclaim,
    struct why *why)
{
	enum rule rule = dossier_judge_signer(s, p, why);

	if (rule == RULE_NONE && strcmp(p->event->kind, "case.take") == 0)
		rule = judge_take_time(p, offer, reclaim, why);
	if (rule == RULE_NONE)
		rule = dossier_judge_citations(s, p, why);
	return rule == RULE_NONE ? dossier_judge_guards(s, p, p->event, why)
				 : rule;
}

/* F-104: is there a take or refuse of the offer among the first @size? */
static bool answered_within(const struct dossier_state *s,
    const struct dossier_part *offer, const char *to, uint64_t size)
{
	size_t count;
	struct dossier_part **on =
	    dossier_state_on(s, &offer->entry.act->id, &count);

	for (size_t i = 0; i < count; i++) {
		const struct dossier_part *p = on[i];

		if (is_answer(p->event) &&
		    strcmp(p->event->kind, "case.reclaim") != 0 &&
		    strcmp(p->entry.place.node, to) == 0 &&
		    p->entry.place.position < size)
			return true;
	}
	return false;
}

/* The embedded checkpoint by itself: form, signer, log, epoch, time. */
static enum rule judge_note(const struct dossier_state *s,
    const struct dossier_part *p, const struct dossier_part *offer,
    struct checkpoint *out, struct why *why)
{
	const struct act *asked = offer->entry.act;
	const struct member *to =
	    ledger_member(s->ledger, act_body_text(asked, "to"));
	const struct act_ref *ref = &p->entry.act->refs[0];
	enum rule rule;

	must(to != NULL); /* the offer is applied: F-106 */
	if (p->entry.act->ref_count != 1 || ref->type != ACT_REF_NOTE)
		return refuse(why, RULE_RECLAIM_EARLY,
		    "refs hold one checkpoint, and nothing else");
	rule = note_proof_signature(
	    s, ref->note, to->node, RULE_RECLAIM_EARLY, out, why);
	if (rule != RULE_NONE)
		return rule;
	if (out->epoch != (uint64_t)act_body_int(asked, "epoch"))
		return refuse(why, RULE_RECLAIM_EARLY,
		    "the checkpoint is not of %s in the offer's epoch",
		    to->node);
	if (out->time <= act_body_int(asked, "expiry"))
		return refuse(why, RULE_RECLAIM_EARLY,
		    "the checkpoint is not later than the expiry");
	return RULE_NONE;
}

enum rule dossier_judge_reclaim(struct dossier_state *s, struct dossier_part *p,
    const struct dossier_part *offer, struct checkpoint *out, struct why *why)
{
	const char *to = act_body_text(offer->entry.act, "to");
	enum rule rule = dossier_judge_signer(s, p, why);

	if (rule == RULE_NONE)
		rule = judge_note(s, p, offer, out, why);
	if (rule == RULE_NONE)
		rule = dossier_judge_citations(s, p, why);
	if (rule == RULE_NONE)
		rule = note_proof_root(s, out, why);
	if (rule == RULE_NONE && answered_within(s, offer, to, out->size))
		rule = refuse(why, RULE_RECLAIM_EARLY,
		    "%s had answered the offer by then", to);
	return rule == RULE_NONE ? dossier_judge_guards(s, p, p->event, why)
				 : rule;
}
