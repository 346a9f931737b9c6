/*
 * stage - a furnished world with a case on it, for tests of the fold.
 */
#ifndef TESTS_UNIT_SCHEMA_STAGE_H
#define TESTS_UNIT_SCHEMA_STAGE_H

#include <string.h>

#include "base/mem.h"
#include "tests/unit/schema/world.h"
#include "tests/unit/unit.h"

struct stage {
	struct world *w;
	struct arena *arena;
	struct digest dossier;
	struct digest custody; /* what the next act must carry */
};

static inline void stage_init(struct stage *s)
{
	memset(s, 0, sizeof(*s));
	s->w = world_new(1);
	s->arena = arena_new();
	world_furnish(s->w);
}

static inline void stage_fini(struct stage *s)
{
	world_free(s->w);
	arena_free(s->arena);
}

/* ankang-gaoxin receives for hanbin. */
static inline void stage_receive(struct stage *s)
{
	const struct act *act = world_log(
	    s->w, world_receive(s->w, WORLD_GAOXIN, WORLD_HANBIN), WORLD_CLERK);

	s->dossier = act->id;
	s->custody = act->id;
}

/* hanbin receives its own. */
static inline void stage_receive_home(struct stage *s)
{
	const struct act *act = world_log(
	    s->w, world_receive(s->w, WORLD_HANBIN, WORLD_HANBIN), WORLD_CLERK);

	s->dossier = act->id;
	s->custody = act->id;
}

static inline struct act *stage_draft(
    struct stage *s, enum world_node_index node, const char *kind)
{
	return world_move(s->w, node, kind, &s->dossier, &s->custody);
}

static inline const struct act *stage_move(struct stage *s,
    enum world_node_index node, const char *kind, enum world_staff staff)
{
	return world_log(s->w, stage_draft(s, node, kind), staff);
}

static inline const struct act *stage_offer(
    struct stage *s, enum world_node_index node, enum world_node_index to)
{
	return world_log(s->w,
	    world_offer(s->w, node, &s->dossier, &s->custody, to), WORLD_CLERK);
}

static inline const struct act *stage_answer(struct stage *s,
    enum world_node_index node, const char *kind, const struct act *offer)
{
	return world_log(s->w,
	    world_answer(s->w, node, kind, &s->dossier, &offer->id),
	    WORLD_CLERK);
}

/* Offer and take: the pen is with @to afterwards. */
static inline void stage_hand_over(
    struct stage *s, enum world_node_index node, enum world_node_index to)
{
	const struct act *offer = stage_offer(s, node, to);

	s->custody = stage_answer(s, to, "case.take", offer)->id;
}

/* accept, review, opinion, decision, issue, by one district. */
static inline void stage_finish(struct stage *s, enum world_node_index node)
{
	(void)stage_move(s, node, "case.accept", WORLD_CLERK);
	(void)stage_move(s, node, "case.review.start", WORLD_CLERK);
	(void)stage_move(s, node, "case.opine", WORLD_CLERK);
	(void)stage_move(s, node, "case.decide.yes", WORLD_CHIEF);
	(void)stage_move(s, node, "case.issue", WORLD_CLERK);
}

/* What a replica that holds everything makes of the case; lives in the
 * stage's arena, the view until it is freed. */
static inline struct dossier *stage_fold(struct stage *s, struct world_view *v)
{
	world_view_feed_all(v);
	return world_view_fold(v, s->arena, &s->dossier);
}

/* The rule that a replica which holds everything has for @act. */
static inline enum rule stage_rule(struct stage *s, const struct act *act)
{
	struct world_view *v = world_view_new(s->w);
	enum rule rule = world_rule(stage_fold(s, v), &act->id);

	world_view_free(v);
	return rule;
}

#define stage_expect(s, rule, act) \
	assert_string_equal(       \
	    rule_name(RULE_##rule), rule_name(stage_rule(s, act)))

#define TEST(name) cmocka_unit_test(name)

#endif
