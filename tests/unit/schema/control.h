/*
 * control - acts outside dossiers on a stage: signed by several, and what a
 * replica that holds everything makes of them.
 */
#ifndef TESTS_UNIT_SCHEMA_CONTROL_H
#define TESTS_UNIT_SCHEMA_CONTROL_H

#include <string.h>

#include "base/mem.h"
#include "schema/ledger.h"
#include "tests/suite/suite_used.h"
#include "tests/unit/schema/stage.h"

#define FOREVER 4102444800

static inline enum rule control_outcome(struct stage *s, const struct act *act)
{
	struct world_view *v = world_view_new(s->w);
	enum rule rule;

	world_view_feed_all(v);
	rule = ledger_outcome(v->ledger, &act->id);
	world_view_free(v);
	return rule;
}

#define control_expect(s, rule, act) \
	assert_string_equal(         \
	    rule_name(RULE_##rule), rule_name(control_outcome(s, act)))

/* Signed by all of @pairs, the first being its author. */
static inline const struct act *control_log_all(struct stage *s,
    struct act *act, const struct sign_pair *const *pairs, size_t count)
{
	struct act *again;

	act->by = sign_key_id(&pairs[0]->public);
	act_seal(s->w->arena, act);
	for (size_t i = 0; i < count; i++)
		act_sign(act, pairs[i]);
	act_finish(s->w->arena, act);
	must(act_decode(s->w->arena, act->raw, &again, NULL) == RULE_NONE);
	world_append(s->w, world_index(s->w, act->node), again);
	s->w->now += 60;
	return again;
}

static inline const struct act *control_log_root(
    struct stage *s, struct act *act)
{
	return world_log_by(s->w, act, &s->w->root);
}

static inline const struct sign_pair *control_log_key(
    struct stage *s, enum world_node_index node)
{
	return &s->w->nodes[node].log;
}

static inline struct act *control_rotate_draft(struct stage *s,
    enum world_node_index node, const char *purpose, struct bytes key)
{
	struct act *act = world_draft(s->w, node, "key.rotate");

	world_text(s->w, act, "purpose", purpose);
	value_set(
	    s->w->arena, world_body(act), "key", value_bin(s->w->arena, key));
	world_bool(s->w, act, "compromised", false);
	return act;
}

/* A fresh log key; the node goes on with it. */
static inline void control_rotate_log(
    struct stage *s, enum world_node_index node)
{
	struct world_node *n = &s->w->nodes[node];
	struct sign_pair fresh;
	const struct sign_pair *pairs[] = { &n->log, &fresh };

	sign_pair_make(&fresh, suite_used(), &s->w->random.random);
	(void)control_log_all(s,
	    control_rotate_draft(
		s, node, "log", sign_public_bytes(&fresh.public)),
	    pairs, 2);
	n->former_log = n->log;
	n->log = fresh;
}

static inline struct value *control_cut(
    struct stage *s, enum world_node_index node, size_t size, bool named)
{
	const struct world_node *n = &s->w->nodes[node];
	struct arena *a = s->w->arena;
	struct value *cut = value_list(a);

	if (named)
		value_push(a, cut, value_text(a, n->id));
	value_push(a, cut, value_int(a, 0));
	value_push(a, cut, value_int(a, (int64_t)size));
	value_push(
	    a, cut, value_bin(a, digest_bytes(&n->entries[size - 1].root)));
	return cut;
}

static inline struct act *control_cut_draft(
    struct stage *s, const char *kind, enum world_node_index node, size_t size)
{
	struct act *act = world_draft(s->w, WORLD_ANKANG, kind);

	world_text(s->w, act, "node", s->w->nodes[node].id);
	value_set(s->w->arena, world_body(act), "at",
	    control_cut(s, node, size, false));
	if (strcmp(kind, "node.resume") != 0)
		world_text(s->w, act, "reason", "");
	return act;
}

static inline struct act *control_grant(struct stage *s,
    enum world_node_index node, const struct sign_pair *key, const char *id)
{
	struct act *act = world_draft(s->w, node, "staff.grant");

	value_set(s->w->arena, world_body(act), "key",
	    value_bin(s->w->arena, sign_public_bytes(&key->public)));
	world_text(s->w, act, "id", id);
	world_text(s->w, act, "name", "测试人员");
	world_list(s->w, act, "roles", "window");
	world_list(s->w, act, "depts", "");
	world_int(s->w, act, "until", s->w->now + 86400);
	world_int(s->w, act, "renew", s->w->now + 30 * 86400);
	return act;
}

static inline struct act *control_policy(struct stage *s, int64_t version)
{
	struct act *act = world_draft(s->w, WORLD_ANKANG, "policy.set");
	struct seal_pair escrow;

	seal_pair_make(&escrow, suite_used(), &s->w->random.random);
	world_int(s->w, act, "version", version);
	value_set(s->w->arena, world_body(act), "escrow",
	    value_bin(s->w->arena, seal_public_bytes(&escrow.public)));
	return act;
}

/* gaoxin, as its log is now, goes over to @to. */
static inline struct act *control_succeed(struct stage *s, const char *to)
{
	struct act *act = world_draft(s->w, WORLD_ANKANG, "node.succeed");
	struct value *from = value_list(s->w->arena);

	value_push(s->w->arena, from,
	    control_cut(
		s, WORLD_GAOXIN, s->w->nodes[WORLD_GAOXIN].count, true));
	value_set(s->w->arena, world_body(act), "from", from);
	world_list(s->w, act, "to", to);
	world_text(s->w, act, "reason", "合并");
	return act;
}

#endif
