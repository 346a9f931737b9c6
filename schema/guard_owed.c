/* What is owed, and what waits for it (docs/FORMAT.md F-187 to F-194). */
#include <string.h>

#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/dossier.h"
#include "schema/dossier_judge.h"
#include "schema/dossier_state.h"
#include "schema/guard_part.h"
#include "schema/guard_wrap.h"
#include "schema/ledger.h"
#include "schema/owed.h"
#include "schema/refuse.h"
#include "schema/standard.h"
#include "schema/value.h"

static bool same(const char *x, const char *y)
{
	return strcmp(x, y) == 0;
}

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static enum owed_blocks event_of(const char *kind)
{
	if (begins(kind, "case.accept"))
		return OWED_BLOCKS_ACCEPT;
	if (begins(kind, "case.decide"))
		return OWED_BLOCKS_DECIDE;
	return same(kind, "case.issue") ? OWED_BLOCKS_ISSUE : OWED_BLOCKS_CLOSE;
}

/* F-187 */
enum rule guard_owed_blockers(const struct guard_case *c, struct why *why)
{
	const struct owed_book *l = dossier_state_owed(c->state);
	const struct owed *o =
	    owed_blocker(l->items, l->count, event_of(c->act->kind));
	enum rule rule = RULE_NONE;

	if (o != NULL)
		rule = refuse(why, RULE_BLOCKED, "%s%s%s of %s is open",
		    owed_what_zh(o->what), o->material != NULL ? " " : "",
		    o->material != NULL ? o->material : "", o->to);
	return rule;
}

static const struct value *declared(
    const struct standard *s, const char *key, const char *word)
{
	const struct value *list = value_get(s->tree, "obligations");

	for (size_t i = 0; i < value_count(list); i++)
		if (value_is_text(value_get(value_at(list, i), key), word))
			return value_at(list, i);
	return NULL;
}

static enum rule check_declared(const struct guard_case *c, struct why *why)
{
	const char *code = value_get_string(c->act->body, "code");
	const struct value *row;

	if (code == NULL)
		return RULE_NONE;
	row = declared(c->standard, "code", code);
	if (row == NULL)
		return refuse(
		    why, RULE_OWED, "the standard has no obligation %s", code);
	if (!value_is_text(
		value_get(row, "kind"), act_body_text(c->act, "what")) ||
	    !value_is_text(
		value_get(row, "blocks"), act_body_text(c->act, "blocks")))
		return refuse(why, RULE_OWED,
		    "the standard has %s of another kind, or it blocks "
		    "something else",
		    code);
	return RULE_NONE;
}

/* F-188 */
enum rule guard_owed_open(const struct guard_case *c, struct why *why)
{
	const char *to = act_body_text(c->act, "to");
	const struct value *material = value_get(c->act->body, "material");
	bool reads = false;
	enum rule rule = check_declared(c, why);

	if (rule != RULE_NONE)
		return rule;
	if (same(act_body_text(c->act, "what"), "gap"))
		return refuse(
		    why, RULE_OWED, "a gap is opened by case.accept.gap alone");
	if (material != NULL &&
	    standard_material(c->standard, material->bytes) == NULL)
		return refuse(why, RULE_OWED,
		    "the standard names no material %s",
		    (const char *)material->bytes.p);
	if (ledger_member(c->ledger, to) == NULL)
		return refuse(why, RULE_UNRESOLVED,
		    "%s is not admitted, as far as is held", to);
	(void)value_get_bool(c->act->body, "reads", &reads);
	return reads ? guard_wrap_readers(c, why) : RULE_NONE;
}

/* The answer that a close rests on, in the log of who owes. */
static enum rule check_answer(
    const struct guard_case *c, const struct owed *o, struct why *why)
{
	struct digest id;
	struct dossier_part *p;
	struct digest owed;
	const char *material = value_get_string(c->act->body, "material");

	if (!act_body_has(c->act, "answer"))
		return ledger_stands_for(c->ledger, c->place->node, o->to)
			   ? RULE_NONE
			   : refuse(why, RULE_OWED_END,
				 "%s has not answered: it closes by its answer",
				 o->to);
	id = act_body_id(c->act, "answer");
	p = dossier_state_find(c->state, &id);
	if (p == NULL || (p->settled && p->out.rule == RULE_UNRESOLVED))
		return refuse(why, RULE_UNRESOLVED,
		    "the answer that it cites has not arrived");
	if (p->event == NULL || !same(p->event->kind, "case.owe.answer") ||
	    (p->settled && p->out.rule != RULE_NONE))
		return refuse(why, RULE_OWED_END,
		    "what it cites is no answer that counts");
	owed = act_body_id(p->entry.act, "owed");
	if (!digest_equal(&owed, &o->act) ||
	    !ledger_stands_for(c->ledger, p->entry.place.node, o->to) ||
	    owed_find(o, 1, &owed,
		value_get_string(p->entry.act->body, "material")) == NULL)
		return refuse(why, RULE_OWED_END,
		    "the answer is not of %s, or on something else%s%s", o->to,
		    material != NULL ? ": " : "",
		    material != NULL ? material : "");
	return dossier_judge_signer(c->state, p, why);
}

static enum rule check_end(
    const struct guard_case *c, const struct owed *o, struct why *why)
{
	const char *result;

	if (same(c->act->kind, "case.owe.cancel"))
		return RULE_NONE;
	result = act_body_text(c->act, "result");
	if (same(o->what, "gap") &&
	    !guard_names(c->act, "materials", o->material))
		return refuse(why, RULE_OWED_END,
		    "material %s closes its gap, and is not handed in here",
		    o->material);
	if (same(o->what, "verify") && !same(result, "kept") &&
	    !same(result, "broken"))
		return refuse(why, RULE_OWED_END,
		    "a promise was kept or broken: \"%s\" says neither",
		    result);
	return same(o->what, "gap") ? RULE_NONE : check_answer(c, o, why);
}

/* F-189 */
enum rule guard_owed_end(const struct guard_case *c, struct why *why)
{
	const struct owed_book *l = dossier_state_owed(c->state);
	struct digest id = act_body_id(c->act, "owed");
	const struct owed *o = owed_find(l->items, l->count, &id,
	    value_get_string(c->act->body, "material"));
	enum rule rule;

	if (o == NULL)
		rule =
		    refuse(why, RULE_OWED_END, "the case owes nothing like it");
	else if (!owed_is_open(o))
		rule = refuse(why, RULE_OWED_END, "it is %s already",
		    owed_state_zh(o->state));
	else
		rule = check_end(c, o, why);
	return rule;
}

/* F-190 */
enum rule guard_owed_promised(const struct guard_case *c, struct why *why)
{
	const struct owed_book *l = dossier_state_owed(c->state);
	bool found = false;

	for (size_t i = 0; i < l->count; i++)
		found = found || (same(l->items[i].what, "verify") &&
				     owed_is_open(&l->items[i]));
	return found ? RULE_NONE
		     : refuse(why, RULE_PROMISED,
			   "no promise is open that could be withdrawn");
}

/* F-192 */
enum rule guard_owed_visited(const struct guard_case *c, struct why *why)
{
	const struct owed_book *l = dossier_state_owed(c->state);
	bool wanted = same(c->standard->matter, "order") ||
		      declared(c->standard, "kind", "visit") != NULL;
	bool found = false;

	for (size_t i = 0; i < l->count; i++)
		found = found || (same(l->items[i].what, "visit") &&
				     l->items[i].state == OWED_CLOSED);
	return found || !wanted
		   ? RULE_NONE
		   : refuse(why, RULE_VISITED,
			 "the caller was not asked (回访) before the close");
}

/* F-194 */
enum rule guard_owed_revokes(const struct guard_case *c, struct why *why)
{
	const struct owed_book *l;
	struct digest id;
	const struct owed *o;
	bool broken;

	if (same(act_body_text(c->act, "ground"), "law"))
		return RULE_NONE;
	if (!act_body_has(c->act, "owed"))
		return refuse(why, RULE_REVOKE,
		    "it names no check that found a promise broken");
	l = dossier_state_owed(c->state);
	id = act_body_id(c->act, "owed");
	o = owed_find(l->items, l->count, &id,
	    value_get_string(c->act->body, "material"));
	broken = o != NULL && o->state == OWED_CLOSED && o->result != NULL &&
		 same(o->result, "broken");
	return broken ? RULE_NONE
		      : refuse(why, RULE_REVOKE,
			    "that check did not find a promise broken");
}
