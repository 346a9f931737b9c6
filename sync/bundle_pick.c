#include "sync/bundle_pick.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "schema/act_body.h"
#include "schema/checkpoint.h"
#include "schema/guard.h"
#include "schema/joint.h"
#include "schema/ledger_mark.h"
#include "schema/value.h"
#include "sync/bundle.h"

struct candidate {
	struct dossier_entry entry;
	bool picked;
};

struct node {
	const char *id;
	uint64_t size;
	size_t count;
	struct candidate *acts; /* outside dossiers */
	size_t extra_count, extra_room;
	struct dossier_entry *extra; /* of cases; of others, for F-89 */
	size_t border_count, border_room;
	uint64_t *borders;
};

struct picking {
	struct arena *arena;
	const struct ledger *ledger;
	size_t case_count;
	const struct dossier **cases; /* the one that is shown, its family */
	const struct digest *warrant;
	const struct bundle_pick_source *source;
	size_t node_count, node_room;
	struct node *nodes;
	size_t key_count, key_room;
	struct digest *keys; /* ids of keys that signed something */
	bool changed;
};

/* Room for one more, in the arena. */
static void *room_for(
    struct arena *a, void *items, size_t count, size_t *room, size_t size)
{
	void *more;

	if (count < *room)
		return items;
	*room = *room == 0 ? 8 : 2 * *room;
	more = arena_take_array(a, *room, size);
	if (count > 0)
		memcpy(more, items, count * size);
	return more;
}

/* ---- nodes and keys that matter ---- */

static struct node *find_node(const struct picking *p, const char *id)
{
	for (size_t i = 0; i < p->node_count; i++)
		if (strcmp(p->nodes[i].id, id) == 0)
			return &p->nodes[i];
	return NULL;
}

static bool is_named(const struct picking *p, const char *id)
{
	return id != NULL && find_node(p, id) != NULL;
}

static void add_node(struct picking *p, const char *id)
{
	struct dossier_entry *entries = NULL;
	struct node *n;

	if (id == NULL || find_node(p, id) != NULL ||
	    ledger_member(p->ledger, id) == NULL ||
	    p->node_count == BUNDLE_LOGS_MAX)
		return;
	p->nodes = room_for(p->arena, p->nodes, p->node_count, &p->node_room,
	    sizeof(*p->nodes));
	n = &p->nodes[p->node_count++];
	*n = (struct node){ .id = arena_print(p->arena, "%s", id) };
	n->size = p->source->size(p->source->arg, id);
	n->count = p->source->control(p->source->arg, p->arena, id, &entries);
	n->acts = arena_take_array(p->arena, n->count + 1, sizeof(*n->acts));
	for (size_t i = 0; i < n->count; i++)
		n->acts[i].entry = entries[i];
	p->changed = true;
}

static bool has_key(const struct picking *p, const struct digest *key)
{
	for (size_t i = 0; i < p->key_count; i++)
		if (digest_equal(&p->keys[i], key))
			return true;
	return false;
}

static void add_keys(struct picking *p, const struct act *act)
{
	for (size_t i = 0; i < act->sig_count; i++) {
		if (has_key(p, &act->sigs[i].key))
			continue;
		p->keys = room_for(p->arena, p->keys, p->key_count,
		    &p->key_room, sizeof(*p->keys));
		p->keys[p->key_count++] = act->sigs[i].key;
		p->changed = true;
	}
}

static void add_border(struct picking *p, const char *id, uint64_t size)
{
	struct node *n;

	add_node(p, id);
	n = find_node(p, id);
	if (n == NULL || size == 0 || size > n->size)
		return;
	n->borders = room_for(p->arena, n->borders, n->border_count,
	    &n->border_room, sizeof(*n->borders));
	n->borders[n->border_count++] = size;
}

static void add_extra(struct picking *p, const struct dossier_entry *e)
{
	struct node *n;

	add_node(p, e->place.node);
	n = find_node(p, e->place.node);
	if (n == NULL)
		return;
	for (size_t i = 0; i < n->extra_count; i++)
		if (n->extra[i].place.position == e->place.position)
			return;
	n->extra = room_for(p->arena, n->extra, n->extra_count, &n->extra_room,
	    sizeof(*n->extra));
	n->extra[n->extra_count++] = *e;
}

/* ---- from the case ---- */

static void add_cuts(struct picking *p, const struct act *act, const char *key)
{
	for (size_t i = 0; i < act_body_count_of(act, key); i++) {
		struct act_body_cut cut = act_body_cut_at(act, key, i);

		add_border(p, cut.node, cut.size);
	}
}

static void add_refs(struct picking *p, const struct act *act)
{
	struct checkpoint c;

	for (size_t i = 0; i < act->ref_count; i++) {
		const struct act_ref *ref = &act->refs[i];

		if (ref->type == ACT_REF_HEAD)
			add_border(p, ref->node, ref->size);
		else if (ref->type == ACT_REF_NOTE &&
			 checkpoint_read(ref->note,
			     &ledger_genesis(p->ledger)->network, &c,
			     NULL) == RULE_NONE)
			add_border(p, c.node, c.size);
	}
}

/* F-89: what shows that a head went back. */
static void add_citing(struct picking *p, const struct dossier_entry *e)
{
	for (size_t i = 0; i < e->act->ref_count; i++) {
		const struct act_ref *ref = &e->act->refs[i];
		struct dossier_entry found;

		if (ref->type == ACT_REF_HEAD &&
		    p->source->citing(p->source->arg, p->arena, e->place.node,
			e->place.position, ref->node, &found))
			add_extra(p, &found);
	}
}

static void start_case(struct picking *p, const struct dossier *d)
{
	add_node(p, d->home);
	for (size_t i = 0; i < d->party_count; i++)
		add_node(p, d->parties[i]);
	for (size_t i = 0; i < d->count; i++) {
		const struct dossier_entry *e = &d->entries[i];

		add_extra(p, e);
		add_keys(p, e->act);
		add_refs(p, e->act);
		add_node(p, value_get_string(e->act->body, "to"));
		if (strcmp(e->act->kind, "case.reassign") == 0 &&
		    act_body_check(e->act, NULL) == RULE_NONE)
			add_cuts(p, e->act, "cuts");
		if (d->outcomes[i].rule == RULE_HEAD_BACK)
			add_citing(p, e);
	}
}

static void start(struct picking *p, const char *maker)
{
	add_node(p, ledger_genesis(p->ledger)->authority.node);
	add_node(p, maker);
	for (size_t i = 0; i < p->case_count; i++)
		start_case(p, p->cases[i]);
}

/* ---- control acts that are asked for ---- */

static bool is_text(
    const struct act *act, const char *map, const char *key, const char *text)
{
	const struct value *v =
	    map != NULL ? value_get(act->body, map) : act->body;

	return text != NULL && value_is_text(value_get(v, key), text);
}

/* The key that a certificate is about: itself, or its id. */
static bool is_of_key(const struct picking *p, const struct act *act)
{
	struct digest id;
	struct bytes key;

	if (!value_get_bin(act->body, "key", &key))
		return false;
	if (strcmp(act->kind, "staff.grant") == 0) {
		struct sign_public public;

		if (!sign_public_take(&public, act->suite, key))
			return false;
		id = sign_key_id(&public);
	} else {
		if (key.n != DIGEST_BYTES)
			return false;
		memcpy(id.b, key.p, key.n);
	}
	return has_key(p, &id);
}

static bool joins_nodes(const struct picking *p, const struct act *act)
{
	const struct value *to = value_get(act->body, "to");

	if (act_body_check(act, NULL) != RULE_NONE)
		return false;
	for (size_t i = 0; i < act_body_count_of(act, "from"); i++)
		if (is_named(p, act_body_cut_at(act, "from", i).node))
			return true;
	for (size_t i = 0; i < value_count(to); i++)
		if (is_named(p, (const char *)value_at(to, i)->bytes.p))
			return true;
	return false;
}

static bool never(const struct picking *p, const struct act *act)
{
	(void)p;
	(void)act;
	return false;
}

static bool always(const struct picking *p, const struct act *act)
{
	(void)p;
	(void)act;
	return true;
}

static bool admits_node(const struct picking *p, const struct act *act)
{
	return is_named(
	    p, value_get_string(value_get(act->body, "member"), "node"));
}

static bool names_node(const struct picking *p, const struct act *act)
{
	return is_named(p, value_get_string(act->body, "node"));
}

static bool gives_to_node(const struct picking *p, const struct act *act)
{
	return is_named(p, value_get_string(act->body, "to"));
}

static bool is_item_shown(const struct picking *p, const char *item)
{
	for (size_t i = 0; item != NULL && i < p->case_count; i++)
		if (p->cases[i]->item != NULL &&
		    strcmp(p->cases[i]->item, item) == 0)
			return true;
	return false;
}

static bool is_of_item(const struct picking *p, const struct act *act)
{
	return is_item_shown(p, value_get_string(act->body, "item"));
}

static bool ends_grant(const struct picking *p, const struct act *act)
{
	struct digest id = act_body_id(act, "grant");
	const struct grant *g = ledger_grant(p->ledger, &id);

	return g != NULL && is_item_shown(p, g->item);
}

static bool is_credit_shown(
    const struct picking *p, const struct digest *subject)
{
	for (size_t i = 0; i < p->case_count; i++)
		if (p->cases[i]->has_credit &&
		    digest_equal(&p->cases[i]->credit, subject))
			return true;
	return false;
}

/* F-178: marks of the applicant's, and what repaired them. */
static bool marks_applicant(const struct picking *p, const struct act *act)
{
	struct digest id;

	if (act_body_check(act, NULL) != RULE_NONE)
		return false;
	id = act_body_id(act, "subject");
	return is_credit_shown(p, &id);
}

static bool repairs_applicant(const struct picking *p, const struct act *act)
{
	const struct mark *m;
	struct digest id;

	if (act_body_check(act, NULL) != RULE_NONE)
		return false;
	id = act_body_id(act, "mark");
	m = ledger_mark(p->ledger, &id);
	return m != NULL && is_credit_shown(p, &m->subject);
}

/* Of a case's item; and of a mark's, which says how long it stands. */
static bool is_standard(const struct picking *p, const struct act *act)
{
	for (size_t i = 0; i < p->case_count; i++) {
		const struct dossier *d = p->cases[i];
		const struct mark *m =
		    d->has_credit ? ledger_mark_of(p->ledger, &d->credit)
				  : NULL;

		for (; m != NULL; m = m->older)
			if (is_text(act, "standard", "item", m->item))
				return true;
		if (is_text(act, "standard", "item", d->item))
			return true;
	}
	return false;
}

static bool is_calendar(const struct picking *p, const struct act *act)
{
	for (size_t i = 0; i < p->case_count; i++)
		if (is_text(act, "calendar", "series", p->cases[i]->series))
			return true;
	return false;
}

/* F-227: licences that an act of these cases cites, and what became of them. */
static bool is_drawn(const struct picking *p, const struct act *act)
{
	struct digest id = act->id;

	if (act_body_check(act, NULL) != RULE_NONE)
		return false;
	if (act_body_has(act, "issue"))
		id = act_body_id(act, "issue");
	for (size_t c = 0; c < p->case_count; c++)
		for (size_t i = 0; i < p->cases[c]->count; i++)
			if (guard_cites(p->cases[c]->entries[i].act, &id))
				return true;
	return false;
}

static bool is_warrant(const struct picking *p, const struct act *act)
{
	return digest_equal(&act->id, p->warrant);
}

static const struct {
	const char *kind;
	bool (*wanted)(const struct picking *p, const struct act *act);
} kinds[] = {
	{ "network.open", always },
	{ "root.change", always },
	{ "policy.set", always },
	{ "key.rotate", always },
	{ "node.admit", admits_node },
	{ "node.rename", names_node },
	{ "node.suspend", names_node },
	{ "node.resume", names_node },
	{ "node.retire", names_node },
	{ "node.succeed", joins_nodes },
	{ "node.move", never },
	{ "calendar.publish", is_calendar },
	{ "standard.publish", is_standard },
	{ "standard.adopt", is_of_item },
	{ "grant.give", is_of_item },
	{ "grant.end", ends_grant },
	{ "credit.mark", marks_applicant },
	{ "credit.repair", repairs_applicant },
	{ "staff.grant", is_of_key },
	{ "staff.renew", is_of_key },
	{ "staff.revoke", is_of_key },
	{ "archive.give", gives_to_node },
	{ "archive.end", gives_to_node },
	{ "pseudonym.give", never },
	{ "pseudonym.end", never },
	{ "licence.issue", is_drawn },
	{ "licence.renew", is_drawn },
	{ "licence.suspend", is_drawn },
	{ "licence.resume", is_drawn },
	{ "licence.revoke", is_drawn },
	{ "licence.ask", never },
	{ "licence.give", never },
	{ "office.set", always },
	{ "warrant.issue", is_warrant },
};

/* What is not known here may stop a log (F-71, F-40). */
static bool is_wanted(const struct picking *p, const struct act *act)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strcmp(kinds[i].kind, act->kind) == 0)
			return kinds[i].wanted(p, act);
	return act->critical || strcmp(act->kind, "epoch.open") == 0;
}

/* Who signed what a mark rests on. */
static void add_ground(struct picking *p, const struct act *mark)
{
	struct act *ground;

	if (act_decode(p->arena, act_body_bin(mark, "ground"), &ground, NULL) ==
	    RULE_NONE)
		add_keys(p, ground);
}

/* What a picked act asks for in turn. */
static void follow(struct picking *p, const struct act *act)
{
	const struct value *to = value_get(act->body, "to");

	add_keys(p, act);
	if (strcmp(act->kind, "credit.mark") == 0)
		add_ground(p, act);
	if (strcmp(act->kind, "node.succeed") != 0)
		return;
	add_cuts(p, act, "from");
	for (size_t i = 0; i < value_count(to); i++)
		add_node(p, (const char *)value_at(to, i)->bytes.p);
}

static void pick_round(struct picking *p)
{
	for (size_t n = 0; n < p->node_count; n++) {
		for (size_t i = 0; i < p->nodes[n].count; i++) {
			struct candidate *c = &p->nodes[n].acts[i];

			if (c->picked || !is_wanted(p, c->entry.act))
				continue;
			c->picked = true;
			p->changed = true;
			follow(p, c->entry.act);
		}
	}
}

/* ---- the plan ---- */

static int by_position(const void *x, const void *y)
{
	const struct dossier_entry *a = x;
	const struct dossier_entry *b = y;

	return (a->place.position > b->place.position) -
	       (a->place.position < b->place.position);
}

static struct bundle_pick_log plan_log(
    const struct picking *p, const struct node *n)
{
	struct dossier_entry *acts = arena_take_array(
	    p->arena, n->count + n->extra_count + 1, sizeof(*acts));
	size_t count = 0;

	for (size_t i = 0; i < n->count; i++)
		if (n->acts[i].picked)
			acts[count++] = n->acts[i].entry;
	for (size_t i = 0; i < n->extra_count; i++)
		acts[count++] = n->extra[i];
	qsort(acts, count, sizeof(*acts), by_position);
	return (struct bundle_pick_log){ n->id, n->size, count, acts,
		n->border_count, n->borders };
}

static int by_node(const void *x, const void *y)
{
	const struct bundle_pick_log *a = x;
	const struct bundle_pick_log *b = y;

	return strcmp(a->node, b->node);
}

/* The case, and of the others what its fold may look at. */
static void take_cases(struct picking *p, const struct dossier *d)
{
	const struct dossier **family;
	size_t n = joint_family(p->arena, p->ledger, d, &family);

	p->cases =
	    arena_take_array(p->arena, n + 1, sizeof(const struct dossier *));
	p->cases[p->case_count++] = d;
	for (size_t i = 0; i < n; i++)
		p->cases[p->case_count++] = family[i];
}

const struct bundle_pick *bundle_pick_run(struct arena *a,
    const struct ledger *l, const struct dossier *d,
    const struct digest *warrant, const char *maker,
    const struct bundle_pick_source *source)
{
	struct picking p = {
		.arena = a, .ledger = l, .warrant = warrant, .source = source
	};
	struct bundle_pick *out = arena_take(a, sizeof(*out));
	struct bundle_pick_log *logs;

	take_cases(&p, d);
	start(&p, maker);
	do {
		p.changed = false;
		pick_round(&p);
	} while (p.changed);
	logs = arena_take_array(a, p.node_count + 1, sizeof(*logs));
	for (size_t i = 0; i < p.node_count; i++)
		logs[i] = plan_log(&p, &p.nodes[i]);
	/* The authority was the first to come. */
	qsort(logs + 1, p.node_count - 1, sizeof(*logs), by_node);
	out->count = p.node_count;
	out->logs = logs;
	return out;
}
