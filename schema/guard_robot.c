/*
 * What a robot may sign, beside the roles of its row (docs/FORMAT.md F-203):
 * nobody looks at it before, so it opens what the standard orders, ends what it
 * opened itself, and hands over what was asked for (F-204).
 */
#include <string.h>

#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/dossier.h"
#include "schema/dossier_state.h"
#include "schema/guard_part.h"
#include "schema/ledger.h"
#include "schema/owed.h"
#include "schema/refuse.h"
#include "schema/role.h"
#include "schema/standard.h"
#include "schema/value.h"

static bool same(const char *x, const char *y)
{
	return strcmp(x, y) == 0;
}

static bool is_robot(const struct guard_case *c)
{
	return c->signer != NULL && c->signer->roles == ROLE_BIT(ROLE_ROBOT);
}

/* ---- obligations ---- */

static bool has_code(const struct guard_case *c, const char *code)
{
	const struct owed_book *b = dossier_state_owed(c->state);

	for (size_t i = 0; i < b->count; i++)
		if (b->items[i].code != NULL && same(b->items[i].code, code))
			return true;
	return false;
}

/* Reminders, and what a bad rating or a decided order asks for. */
static bool needs_no_code(const char *what)
{
	return same(what, "visit") || same(what, "rectify") ||
	       same(what, "renew");
}

static enum rule check_kind(const struct guard_case *c, struct why *why)
{
	const char *code = value_get_string(c->act->body, "code");
	const char *what = act_body_text(c->act, "what");

	if (code != NULL)
		return !has_code(c, code)
			   ? RULE_NONE
			   : refuse(why, RULE_ROBOT,
				 "%s was opened before; once more a clerk "
				 "opens it",
				 code);
	if (!needs_no_code(what))
		return refuse(why, RULE_ROBOT,
		    "without a code of the standard a robot opens visit, "
		    "rectify and renew, not %s",
		    what);
	return same(act_body_text(c->act, "blocks"), "none")
		   ? RULE_NONE
		   : refuse(why, RULE_ROBOT,
			 "without a code of the standard a robot opens what "
			 "blocks nothing");
}

static enum rule check_owe(const struct guard_case *c, struct why *why)
{
	const char *to = act_body_text(c->act, "to");
	const struct dossier *d = c->dossier;
	bool reads = false;

	(void)value_get_bool(c->act->body, "reads", &reads);
	if (reads)
		return refuse(
		    why, RULE_ROBOT, "a robot gives nobody the case to read");
	if (!same(to, c->place->node) && !same(to, d->home) &&
	    !same(to, d->receiver))
		return refuse(why, RULE_ROBOT,
		    "a robot charges the holder, the home or the receiver, "
		    "not %s",
		    to);
	return check_kind(c, why);
}

static enum rule check_owe_close(const struct guard_case *c, struct why *why)
{
	const struct owed_book *b = dossier_state_owed(c->state);
	struct digest id = act_body_id(c->act, "owed");
	const struct owed *o = owed_find(b->items, b->count, &id, NULL);

	return o != NULL && same(o->what, "renew")
		   ? RULE_NONE
		   : refuse(why, RULE_ROBOT,
			 "a robot closes reminders, and nothing else");
}

/* ---- offers ---- */

static enum rule check_offer(const struct guard_case *c, struct why *why)
{
	struct digest word, earlier;

	if (!act_body_has(c->act, "word"))
		return refuse(why, RULE_ROBOT,
		    "a robot offers a case to the hall that asked for it");
	if (!value_is_text(value_get(c->standard->tree, "handover"), "auto"))
		return refuse(why, RULE_ROBOT,
		    "by the standard a clerk decides on a hand-over");
	word = act_body_id(c->act, "word");
	for (size_t i = 0; i < c->applied_count; i++) {
		const struct act *act = c->applied[i].act;

		if (!same(act->kind, "case.offer") ||
		    !act_body_has(act, "word"))
			continue;
		earlier = act_body_id(act, "word");
		if (digest_equal(&earlier, &word))
			return refuse(why, RULE_HANDOVER,
			    "this request was answered before");
	}
	return RULE_NONE;
}

/* F-203 */
enum rule guard_robot_signs(const struct guard_case *c, struct why *why)
{
	if (!is_robot(c))
		return RULE_NONE;
	if (same(c->act->kind, "case.owe"))
		return check_owe(c, why);
	if (same(c->act->kind, "case.owe.close"))
		return check_owe_close(c, why);
	return check_offer(c, why);
}

/* F-204; that it counts, F-183 has said. */
enum rule guard_robot_handover(const struct guard_case *c, struct why *why)
{
	const char *to = act_body_text(c->act, "to");
	const struct dossier_part *p;
	struct digest id;

	if (!act_body_has(c->act, "word"))
		return RULE_NONE;
	id = act_body_id(c->act, "word");
	p = dossier_state_find(c->state, &id);
	return p != NULL &&
		       ledger_stands_for(c->ledger, to, p->entry.place.node)
		   ? RULE_NONE
		   : refuse(why, RULE_HANDOVER,
			 "it is not %s that asked for the case", to);
}
