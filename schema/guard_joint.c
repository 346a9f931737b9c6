/*
 * Guards of a bundle (一件事) and its members.
 */
#include <string.h>

#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/dossier_state.h"
#include "schema/guard_part.h"
#include "schema/joint.h"
#include "schema/ledger.h"
#include "schema/refuse.h"
#include "schema/standard.h"
#include "schema/value.h"

#define DONE (MACHINE_BIT(MACHINE_YES) | MACHINE_BIT(MACHINE_NOT_REQUIRED))
/* Its organ has accepted it: so it owes a decision within its limit. */
#define UNDERTAKEN                                                     \
	(MACHINE_BIT(MACHINE_ACCEPTED) | MACHINE_BIT(MACHINE_REVIEW) | \
	    MACHINE_BIT(MACHINE_SPECIAL) | MACHINE_BIT(MACHINE_YES) |  \
	    MACHINE_BIT(MACHINE_NO) | MACHINE_BIT(MACHINE_ISSUED) |    \
	    MACHINE_BIT(MACHINE_DELIVERED) | MACHINE_ENDED)

/* ---- F-210: what was chosen ---- */

static enum rule check_chosen(const struct standard *standard,
    const struct value *chosen, struct why *why)
{
	if (value_count(chosen) < 1 || value_count(chosen) > JOINT_MEMBERS_MAX)
		return refuse(why, RULE_JOINT_MEMBERS,
		    "a bundle has 1 to %d members", JOINT_MEMBERS_MAX);
	for (size_t i = 0; i < value_count(chosen); i++) {
		const char *item = (const char *)value_at(chosen, i)->bytes.p;

		if (joint_member(standard, item) == NULL)
			return refuse(why, RULE_JOINT_MEMBERS,
			    "%s is no member of bundle %s", item,
			    standard->item);
	}
	return RULE_NONE;
}

enum rule guard_joint_members(const struct guard_case *c, struct why *why)
{
	const struct value *members = joint_members(c->standard);
	const struct value *chosen = value_get(c->act->body, "members");

	if (members == NULL && chosen == NULL)
		return RULE_NONE;
	if (members == NULL)
		return refuse(why, RULE_JOINT_MEMBERS,
		    "%s is no bundle and has no members", c->item);
	if (chosen == NULL)
		return refuse(why, RULE_JOINT_MEMBERS,
		    "a bundle says which members were chosen");
	if (act_body_has(c->act, "parent"))
		return refuse(
		    why, RULE_JOINT_PARENT, "a bundle is no member of another");
	return check_chosen(c->standard, chosen, why);
}

/* ---- F-211, F-212: whose member ---- */

/* Has this log given the bundle away, or ended it, before the place? */
static bool is_left(const struct guard_case *c, const struct digest *parent)
{
	static const char *const leaving[] = { "case.offer", "case.close",
		"case.withdraw", "case.annul" };

	struct dossier_entry *entries;
	size_t count =
	    joint_entries(c->ledger, c->state->arena, parent, &entries);

	for (size_t i = 0; i < count; i++) {
		const struct dossier_entry *e = &entries[i];

		if (strcmp(e->place.node, c->place->node) != 0 ||
		    e->place.epoch != c->place->epoch ||
		    e->place.position >= c->place->position)
			continue;
		for (size_t k = 0; k < sizeof(leaving) / sizeof(*leaving); k++)
			if (strcmp(e->act->kind, leaving[k]) == 0)
				return true;
	}
	return false;
}

static enum rule check_parent(
    const struct guard_case *c, const struct digest *id, struct why *why)
{
	const struct dossier *parent = joint_case(c->state, id, JOINT_OPENED);
	const struct dossier_entry *opening = parent->entries;

	if (ledger_history(c->ledger)->entries == NULL)
		return refuse(
		    why, RULE_UNRESOLVED, "the bundle's case is not at hand");
	if (parent->count == 0 ||
	    strcmp(parent->receiver != NULL ? parent->receiver : "",
		c->place->node) != 0 ||
	    opening->place.epoch != c->place->epoch ||
	    opening->place.position >= c->place->position)
		return refuse(why, RULE_JOINT_PARENT,
		    "the log of %s holds no such bundle before this position",
		    c->place->node);
	if (parent->rule == RULE_UNRESOLVED)
		return refuse(why, RULE_UNRESOLVED, "the bundle waits");
	if (!parent->open || joint_members(parent->standard) == NULL)
		return refuse(why, RULE_JOINT_PARENT,
		    "the parent does not count, or is no bundle");
	if (!joint_chose(opening->act, c->item))
		return refuse(why, RULE_JOINT_PARENT,
		    "%s is no chosen member of bundle %s", c->item,
		    parent->number);
	if (is_left(c, id))
		return refuse(why, RULE_JOINT_PARENT,
		    "bundle %s was closed or handed over", parent->number);
	return RULE_NONE;
}

static enum rule check_twice(
    const struct guard_case *c, const struct digest *id, struct why *why)
{
	const struct ledger_child *o =
	    ledger_joint_children(c->ledger, id, c->place->node);
	size_t before = 0;

	for (; o != NULL; o = o->next) {
		const struct dossier *d;

		if (o->epoch != c->place->epoch ||
		    o->position >= c->place->position)
			break;
		if (++before == LEDGER_CHILDREN_MAX)
			return refuse(why, RULE_JOINT_TWICE,
			    "%d cases before this one name the bundle",
			    LEDGER_CHILDREN_MAX);
		if (strcmp(o->item, c->item) != 0)
			continue;
		d = joint_case(c->state, &o->id, JOINT_OPENED);
		if (d->rule == RULE_UNRESOLVED)
			return refuse(why, RULE_UNRESOLVED,
			    "an earlier child for this member waits");
		if (d->open)
			return refuse(why, RULE_JOINT_TWICE,
			    "member %s was received as %s", c->item, d->number);
	}
	return RULE_NONE;
}

enum rule guard_joint_parent(const struct guard_case *c, struct why *why)
{
	struct digest id;
	enum rule rule;

	if (!act_body_has(c->act, "parent"))
		return RULE_NONE;
	id = act_body_id(c->act, "parent");
	rule = check_parent(c, &id, why);
	return rule == RULE_NONE ? check_twice(c, &id, why) : rule;
}

/* ---- what is cited of another case ---- */

/* Does the act cite one of @d that was applied and led to one of @states? */
static enum rule check_cited(const struct guard_case *c,
    const struct dossier *d, uint32_t states, enum rule otherwise,
    const char *item, struct why *why)
{
	bool waits = false;

	for (size_t i = 0; i < d->count; i++) {
		const struct act *act = d->entries[i].act;
		const struct dossier_outcome *out = &d->outcomes[i];
		const struct machine_event *e = machine_find(act->kind);

		if (!guard_cites(c->act, &act->id))
			continue;
		waits |= out->rule == RULE_UNRESOLVED;
		if (out->rule == RULE_NONE && e->part == MACHINE_MAIN &&
		    (MACHINE_BIT(out->state) & states) != 0)
			return RULE_NONE;
	}
	if (waits)
		return refuse(why, RULE_UNRESOLVED,
		    "what is cited of member %s waits", item);
	return refuse(why, otherwise,
	    "refs cite no act that counts and has brought member %s so far",
	    item);
}

/* The child of a member that was chosen, and what is cited of it. */
static enum rule check_member(const struct guard_case *c,
    const struct dossier *parent, const char *item, uint32_t states,
    enum joint_depth depth, enum rule otherwise, struct why *why)
{
	const struct dossier *d;
	enum rule rule = joint_child(&d, c->state, parent, item, depth, why);

	if (rule != RULE_NONE)
		return rule;
	if (d == NULL)
		return refuse(
		    why, otherwise, "member %s was not received", item);
	return check_cited(c, d, states, otherwise, item, why);
}

static const char *item_at(const struct value *members, size_t i)
{
	return value_get_string(value_at(members, i), "item");
}

/* The parent of the case, or NULL. */
static const struct dossier *parent_of(const struct guard_case *c)
{
	const struct dossier_part *opening =
	    dossier_state_find(c->state, &c->dossier->id);
	struct digest id;

	if (!act_body_has(opening->entry.act, "parent"))
		return NULL;
	id = act_body_id(opening->entry.act, "parent");
	return joint_case(c->state, &id, JOINT_OPENED);
}

/* ---- F-213, F-214 ---- */

enum rule guard_joint_after(const struct guard_case *c, struct why *why)
{
	const struct dossier *parent = parent_of(c);
	const struct value *after;

	if (parent == NULL)
		return RULE_NONE;
	after = value_get(joint_member(parent->standard, c->item), "after");
	for (size_t i = 0; i < value_count(after); i++) {
		const char *item = (const char *)value_at(after, i)->bytes.p;
		enum rule rule = RULE_NONE;

		if (joint_chose(parent->entries->act, item))
			rule = check_member(c, parent, item, DONE,
			    JOINT_DECIDED, RULE_JOINT_AFTER, why);
		if (rule != RULE_NONE)
			return rule;
	}
	return RULE_NONE;
}

enum rule guard_joint_barrier(const struct guard_case *c, struct why *why)
{
	const struct dossier *parent = parent_of(c);
	const struct value *members;

	if (parent == NULL || c->state->depth == JOINT_DECIDED ||
	    !joint_has_barrier(parent->standard))
		return RULE_NONE;
	members = joint_members(parent->standard);
	for (size_t i = 0; i < value_count(members); i++) {
		const char *item = item_at(members, i);
		enum rule rule = RULE_NONE;

		if (strcmp(item, c->item) != 0 &&
		    joint_chose(parent->entries->act, item))
			rule = check_member(c, parent, item,
			    DONE | MACHINE_BIT(MACHINE_WITHDRAWN),
			    JOINT_DECIDED, RULE_JOINT_BARRIER, why);
		if (rule != RULE_NONE)
			return rule;
	}
	return RULE_NONE;
}

/* ---- F-215 ---- */

/* Does the member come after a chosen one?  The others are the lead's. */
static bool follows(const struct value *member, const struct act *opening)
{
	const struct value *after = value_get(member, "after");

	for (size_t i = 0; i < value_count(after); i++)
		if (joint_chose(
			opening, (const char *)value_at(after, i)->bytes.p))
			return true;
	return false;
}

enum rule guard_joint_closing(const struct guard_case *c, struct why *why)
{
	const struct act *opening = c->applied[0].act;
	const struct value *members = joint_members(c->standard);
	const char *how = joint_close(c->standard);
	bool partial = strcmp(how, "partial") == 0;
	bool waits = false;

	for (size_t i = 0; i < value_count(members); i++) {
		const struct value *m = value_at(members, i);
		enum rule rule;
		bool undertaken =
		    strcmp(how, "promise") == 0 && follows(m, opening);

		if (!joint_chose(opening, item_at(members, i)))
			continue;
		rule = check_member(c, c->dossier, item_at(members, i),
		    undertaken ? UNDERTAKEN : MACHINE_ENDED, JOINT_WHOLE,
		    RULE_JOINT_CLOSE, why);
		waits |= rule == RULE_UNRESOLVED;
		if ((rule == RULE_NONE) == partial)
			return rule;
	}
	if (!partial)
		return RULE_NONE;
	return waits ? RULE_UNRESOLVED : RULE_JOINT_CLOSE;
}
