#include "schema/joint.h"

#include <string.h>

#include "base/arena.h"
#include "schema/act_body.h"
#include "schema/dossier_state.h"
#include "schema/ledger.h"
#include "schema/refuse.h"
#include "schema/standard.h"
#include "schema/value.h"

struct joint_look {
	struct joint_look *next;
	enum joint_depth depth;
	const struct dossier *dossier;
};

/* ---- the standard ---- */

static const struct value *bundle_of(const struct standard *s)
{
	return s != NULL ? value_get(s->tree, "bundle") : NULL;
}

const struct value *joint_members(const struct standard *s)
{
	const struct value *bundle = bundle_of(s);

	return bundle != NULL ? value_get(bundle, "members") : NULL;
}

const struct value *joint_member(const struct standard *s, const char *item)
{
	const struct value *members = joint_members(s);

	for (size_t i = 0; i < value_count(members); i++)
		if (value_is_text(
			value_get(value_at(members, i), "item"), item))
			return value_at(members, i);
	return NULL;
}

const char *joint_close(const struct standard *s)
{
	return value_get_string(bundle_of(s), "close");
}

bool joint_has_barrier(const struct standard *s)
{
	const struct value *bundle = bundle_of(s);
	bool barrier = false;

	return bundle != NULL && value_get_bool(bundle, "barrier", &barrier) &&
	       barrier;
}

bool joint_chose(const struct act *opening, const char *item)
{
	return guard_names(opening, "members", item);
}

/* ---- looking up ---- */

size_t joint_entries(const struct ledger *l, struct arena *a,
    const struct digest *id, struct dossier_entry **out)
{
	const struct history *h = ledger_history(l);

	*out = NULL;
	return h->entries != NULL ? h->entries(h->arg, a, id, out) : 0;
}

/* The opening act alone, first. */
static size_t only_opening(
    struct dossier_entry *entries, size_t count, const struct digest *id)
{
	for (size_t i = 0; i < count; i++)
		if (digest_equal(&entries[i].act->id, id)) {
			entries[0] = entries[i];
			return 1;
		}
	return 0;
}

const struct dossier *joint_case(
    struct dossier_state *s, const struct digest *id, enum joint_depth depth)
{
	struct joint_look *look = s->joint->looked;
	struct dossier_entry *entries;
	size_t count;

	for (; look != NULL; look = look->next)
		if (look->depth == depth &&
		    digest_equal(&look->dossier->id, id))
			return look->dossier;
	count = joint_entries(s->ledger, s->arena, id, &entries);
	if (depth == JOINT_OPENED)
		count = only_opening(entries, count, id);
	look = arena_take(s->arena, sizeof(*look));
	look->depth = depth;
	look->dossier = dossier_state_fold(
	    s->arena, s->ledger, id, entries, count, s->joint, depth);
	look->next = s->joint->looked;
	s->joint->looked = look;
	return look->dossier;
}

/* Of its receiver's log. */
static const struct ledger_child *children(
    const struct ledger *l, const struct dossier *parent)
{
	return parent->receiver != NULL
		   ? ledger_joint_children(l, &parent->id, parent->receiver)
		   : NULL;
}

enum rule joint_child(const struct dossier **out, struct dossier_state *s,
    const struct dossier *parent, const char *item, enum joint_depth depth,
    struct why *why)
{
	const struct ledger_child *c = children(s->ledger, parent);

	*out = NULL;
	for (; c != NULL; c = c->next) {
		const struct dossier *d;

		if (strcmp(c->item, item) != 0)
			continue;
		d = joint_case(s, &c->id, JOINT_OPENED);
		if (d->rule == RULE_UNRESOLVED)
			return refuse(why, RULE_UNRESOLVED,
			    "the opening act of member %s waits", item);
		if (!d->open)
			continue;
		*out = joint_case(s, &c->id, depth);
		return RULE_NONE;
	}
	return RULE_NONE;
}

static bool case_holds(
    struct dossier_state *s, const struct digest *id, const struct digest *act)
{
	struct dossier_entry *entries;
	size_t count = joint_entries(s->ledger, s->arena, id, &entries);

	for (size_t i = 0; i < count; i++)
		if (digest_equal(&entries[i].act->id, act))
			return true;
	return false;
}

bool joint_holds(struct dossier_state *s, const struct digest *act)
{
	const struct dossier_part *opening =
	    dossier_state_find(s, &s->dossier->id);
	struct digest parent = s->dossier->id;
	const struct ledger_child *c;

	if (opening == NULL)
		return false;
	if (act_body_has(opening->entry.act, "parent")) {
		parent = act_body_id(opening->entry.act, "parent");
		if (case_holds(s, &parent, act))
			return true;
	}
	for (c = ledger_joint_children(
		 s->ledger, &parent, opening->entry.place.node);
	     c != NULL; c = c->next)
		if (case_holds(s, &c->id, act))
			return true;
	return false;
}

/* A folding of nothing, to look from. */
static struct dossier_state outside(struct arena *a, const struct ledger *l)
{
	return (struct dossier_state){
		.arena = a,
		.ledger = l,
		.joint = arena_take(a, sizeof(struct joint_book)),
	};
}

const struct dossier *joint_parent(
    struct arena *a, const struct ledger *l, const struct digest *id)
{
	struct dossier_state s = outside(a, l);

	return joint_case(&s, id, JOINT_WHOLE);
}

const struct dossier *joint_show(struct arena *a, const struct ledger *l,
    const struct digest *parent, const char *item)
{
	struct dossier_state s = outside(a, l);
	const struct dossier *whole = joint_case(&s, parent, JOINT_OPENED);
	const struct dossier *out = NULL;

	if (whole->open &&
	    joint_child(&out, &s, whole, item, JOINT_WHOLE, NULL) != RULE_NONE)
		return NULL;
	return out;
}

/* Its opening act, whether it counts or not; NULL while it is not held. */
static const struct dossier_entry *opening_of(const struct dossier *d)
{
	for (size_t i = 0; i < d->count; i++)
		if (digest_equal(&d->entries[i].act->id, &d->id))
			return &d->entries[i];
	return NULL;
}

size_t joint_family(struct arena *a, const struct ledger *l,
    const struct dossier *d, const struct dossier ***out)
{
	struct dossier_state s = outside(a, l);
	const struct dossier_entry *opening = opening_of(d);
	struct digest parent = d->id;
	const struct ledger_child *c;
	size_t n = 0;

	*out = arena_take_array(
	    a, LEDGER_CHILDREN_MAX + 2, sizeof(const struct dossier *));
	if (opening == NULL)
		return 0;
	if (act_body_has(opening->act, "parent")) {
		parent = act_body_id(opening->act, "parent");
		(*out)[n++] = joint_case(&s, &parent, JOINT_WHOLE);
	}
	for (c = ledger_joint_children(l, &parent, opening->place.node);
	     c != NULL; c = c->next)
		if (!digest_equal(&c->id, &d->id))
			(*out)[n++] = joint_case(&s, &c->id, JOINT_WHOLE);
	return n;
}
