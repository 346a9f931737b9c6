/*
 * A bundle (一件事): which members were chosen, and what an act of a member or
 * of the whole has to cite of the others (docs/FORMAT.md F-210 to F-215).
 * What is not there yet is not cited: the fold says what lacks.
 */
#include <string.h>

#include "node/daemon.h"
#include "node/prepare_parts.h"
#include "schema/act_body.h"
#include "schema/dossier.h"
#include "schema/joint.h"
#include "schema/standard.h"

#define REFS_KEPT 2 /* for grants, heads and the like */
#define DONE      (MACHINE_BIT(MACHINE_YES) | MACHINE_BIT(MACHINE_NOT_REQUIRED))
#define UNDERTAKEN                                                  \
	(MACHINE_BIT(MACHINE_ACCEPTED) | MACHINE_BIT(MACHINE_YES) | \
	    MACHINE_BIT(MACHINE_NO))

bool prepare_joint_members(struct prepare *p, const struct value *form)
{
	const struct value *members = joint_members(p->standard);
	const struct value *chosen = value_get(form, "members");
	struct value *all = value_list(p->arena);

	if (members == NULL || value_get(p->input, "members") != NULL)
		return true; /* given as any field is */
	for (size_t i = 0; chosen == NULL && i < value_count(members); i++)
		value_push(
		    p->arena, all, value_get(value_at(members, i), "item"));
	return prepare_fields_texts(
	    p, "members", chosen != NULL ? chosen : all);
}

/* The first applied act of the holder that led the case to one of @states. */
static const struct act *reached(const struct dossier *d, uint32_t states)
{
	for (size_t i = 0; d != NULL && i < d->count; i++)
		if (d->outcomes[i].order > 0 &&
		    machine_find(d->entries[i].act->kind)->part ==
			MACHINE_MAIN &&
		    (MACHINE_BIT(d->outcomes[i].state) & states) != 0)
			return d->entries[i].act;
	return NULL;
}

/* Of a member, what brought it so far, or at least half the way. */
static void cite(struct prepare *p, const struct digest *parent,
    const char *item, uint32_t states, uint32_t else_states)
{
	const struct dossier *d =
	    joint_show(p->arena, daemon_ledger(p->daemon), parent, item);
	const struct act *act = reached(d, states);

	if (act == NULL)
		act = reached(d, else_states);
	if (act != NULL && p->act->ref_count + REFS_KEPT < ACT_REFS_MAX)
		(void)prepare_cite_act(p, &act->id);
}

static bool is_among(const struct value *list, const char *item)
{
	for (size_t i = 0; i < value_count(list); i++)
		if (value_is_text(value_at(list, i), item))
			return true;
	return false;
}

static void cite_members(
    struct prepare *p, const struct digest *id, const struct dossier *parent)
{
	const struct value *members = joint_members(parent->standard);
	const struct value *after = value_get(
	    joint_member(parent->standard, p->dossier->item), "after");
	const char *kind = p->act->kind;

	for (size_t i = 0; i < value_count(members); i++) {
		const char *item =
		    value_get_string(value_at(members, i), "item");

		if (!joint_chose(parent->entries->act, item) ||
		    strcmp(item, p->dossier->item) == 0)
			continue;
		if (strcmp(kind, "case.close") == 0)
			cite(p, id, item, MACHINE_ENDED, UNDERTAKEN);
		else if (strcmp(kind, "case.issue") == 0)
			cite(p, id, item, DONE, MACHINE_BIT(MACHINE_WITHDRAWN));
		else if (is_among(after, item))
			cite(p, id, item, DONE, 0);
	}
}

void prepare_joint_cite(struct prepare *p)
{
	const struct dossier *d = p->dossier;
	const char *kind = p->act->kind;
	const struct dossier *parent;
	struct digest id = d->id;

	if (!d->open)
		return;
	if (strcmp(kind, "case.close") == 0) {
		if (joint_members(d->standard) != NULL)
			cite_members(p, &id, d);
		return;
	}
	if ((strcmp(kind, "case.decide.yes") != 0 &&
		strcmp(kind, "case.issue") != 0) ||
	    !act_body_has(d->entries->act, "parent"))
		return;
	id = act_body_id(d->entries->act, "parent");
	parent = joint_parent(p->arena, daemon_ledger(p->daemon), &id);
	if (parent->open && (strcmp(kind, "case.issue") != 0 ||
				joint_has_barrier(parent->standard)))
		cite_members(p, &id, parent);
}
