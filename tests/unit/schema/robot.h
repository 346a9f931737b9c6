/*
 * robot - a robot's key in a log, what is due in a case, and its acts made of
 * that; for tests of schema/due.
 */
#ifndef TESTS_UNIT_SCHEMA_ROBOT_H
#define TESTS_UNIT_SCHEMA_ROBOT_H

#include "schema/due.h"
#include "tests/unit/schema/control.h"

#include "tests/unit/schema/clocked.h" /* its count shadows otherwise */

static struct sign_pair robot_keys[WORLD_NODES];
static struct due due[DUE_MAX];
static size_t due_count;
static int64_t due_next, due_since;

#define A WORLD_ANKANG

static inline void robot_certify(struct stage *s, enum world_node_index node)
{
	struct act *act;

	sign_pair_make(&robot_keys[node], suite_used(), &s->w->random.random);
	act = control_grant(s, node, &robot_keys[node], "robot-01");
	world_list(s->w, act, "roles", "robot");
	world_int(s->w, act, "until", INT32_MAX);
	(void)world_log_by(s->w, act, &s->w->nodes[node].log);
}

static inline void robot_start(struct stage *s, const char *file)
{
	due_since = 0;
	begin(s, file);
	for (unsigned n = 0; n < WORLD_NODES; n++)
		robot_certify(s, (enum world_node_index)n);
	s->w->now = at("2026-11-24", 9, 0);
}

static inline void robot_order(struct stage *s)
{
	const struct act *act = world_log(s->w, life_order(s, A), WORLD_CLERK);

	s->dossier = act->id;
	s->custody = act->id;
	life_expect(s, RULE_NONE, act);
}

/* What is due to @node at that time. */
static inline const struct dossier *robot_look(
    struct stage *s, enum world_node_index node, int64_t now)
{
	const struct dossier *d = life_fold(s);
	const struct due_terms terms = {
		.node = s->w->nodes[node].id, .now = now, .since = due_since
	};

	memset(due, 0, sizeof(due));
	due_count =
	    due_list(d, life_ledger(), &terms, s->arena, due, &due_next);
	return d;
}

static inline size_t robot_count(const char *kind)
{
	size_t n = 0;

	for (size_t i = 0; i < due_count; i++)
		n += strcmp(due[i].kind, kind) == 0;
	return n;
}

static inline const struct due *robot_only(const char *kind)
{
	const struct due *found = NULL;

	assert_int_equal(robot_count(kind), 1);
	for (size_t i = 0; i < due_count; i++)
		if (strcmp(due[i].kind, kind) == 0)
			found = &due[i];
	return found;
}

static inline void robot_put(
    struct stage *s, struct act *act, const char *key, const char *text)
{
	if (text != NULL)
		world_text(s->w, act, key, text);
}

/* The act that is due, by the robot. */
static inline struct act *robot_draft(
    struct stage *s, enum world_node_index node, const struct due *x)
{
	struct act *act = strcmp(x->kind, "case.offer") == 0
			      ? world_offer(s->w, node, &s->dossier,
				    &s->custody, world_index(s->w, x->to))
			      : life_draft(s, node, x->kind);

	robot_put(s, act, "clock", x->clock);
	robot_put(s, act, "material", x->material);
	robot_put(s, act, "what", x->what);
	robot_put(s, act, "to", x->to);
	robot_put(s, act, "dept", x->dept);
	robot_put(s, act, "code", x->code);
	robot_put(s, act, "blocks", x->blocks);
	robot_put(s, act, "limit", x->limit);
	if (x->level != DUE_NO_LEVEL)
		world_int(s->w, act, "level", x->level);
	if (x->has_owed)
		world_id(s->w, act, "owed", &x->owed);
	if (strcmp(x->kind, "case.owe") == 0)
		world_bool(s->w, act, "reads", false);
	if (strcmp(x->kind, "case.owe.close") == 0)
		world_text(s->w, act, "result", "done");
	if (x->has_word) {
		world_id(s->w, act, "word", &x->word);
		world_after(act, &x->word);
	}
	return act;
}

static inline const struct act *robot_sign(
    struct stage *s, enum world_node_index node, struct act *act)
{
	return world_log_by(s->w, act, &robot_keys[node]);
}

/* It is made, and counts. */
static inline const struct act *robot_make(
    struct stage *s, enum world_node_index node, const struct due *x)
{
	const struct act *act = robot_sign(s, node, robot_draft(s, node, x));

	life_expect(s, RULE_NONE, act);
	return act;
}

/* All that is due to @node now is made, until nothing is. */
static inline size_t robot_work(struct stage *s, enum world_node_index node)
{
	size_t made = 0;

	for (; made < 20; made++) {
		(void)robot_look(s, node, s->w->now);
		if (due_count == 0)
			return made;
		(void)robot_make(s, node, &due[0]);
	}
	fail_msg("there is no end of it: %s", due[0].kind);
	return made;
}

#endif
