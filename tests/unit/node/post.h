/*
 * post - a node that is asked what it owes, for tests of node/robot.c.
 */
#ifndef TESTS_UNIT_NODE_POST_H
#define TESTS_UNIT_NODE_POST_H

#include "node/robot.h"

#include "schema/day.h"
#include "schema/standard.h"
#include "tests/suite/suite_used.h"
#include "tests/unit/schema/control.h"

#define DAY      86400
#define LIFE     (30 * DAY)
#define SOON     (LIFE / ROBOT_SHARE)
#define DUTY_MAX 64

/* What a node is asked: the ledger as it is now, nothing else. */
struct post {
	struct stage stage;
	const char *node;
	struct robot_terms terms;
	bool has;     /* every wrap */
	bool settled; /* every wrap, too */
	struct world_view *view;
	size_t count; /* of the last pass */
	struct robot_duty duties[DUTY_MAX];
	int64_t due;
};

static inline bool holds(void *arg, const struct digest *wrap)
{
	const struct post *p = arg;

	(void)wrap;
	return p->has;
}

static inline bool is_settled(void *arg, size_t given)
{
	const struct post *p = arg;

	(void)given;
	return p->settled;
}

static inline void post_init(struct post *p)
{
	memset(p, 0, sizeof(*p));
	stage_init(&p->stage);
	p->node = "hanbin";
	p->has = true;
	p->terms = (struct robot_terms){ .certificate_seconds = LIFE,
		.holds = holds,
		.is_settled = is_settled,
		.arg = p };
}

static inline void post_fini(struct post *p)
{
	if (p->view != NULL)
		world_view_free(p->view);
	stage_fini(&p->stage);
}

/* A whole pass in which nothing is done. */
static inline void pass(struct post *p, int64_t now)
{
	enum robot_answer said;
	struct robot robot;

	if (p->view != NULL)
		world_view_free(p->view);
	p->view = world_view_new(p->stage.w);
	world_view_feed_all(p->view);
	p->count = 0;
	robot_begin(&robot);
	do {
		assert_true(p->count < DUTY_MAX);
		said = robot_next(&robot, p->view->ledger, p->node, now,
		    &p->terms, &p->duties[p->count]);
		p->count += said == ROBOT_DUTY ? 1 : 0;
	} while (said != ROBOT_IDLE);
	p->due = robot.due;
}

static inline size_t count(const struct post *p, enum robot_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < p->count; i++)
		n += p->duties[i].kind == kind ? 1 : 0;
	return n;
}

static inline const struct robot_duty *only(
    const struct post *p, enum robot_kind kind)
{
	const struct robot_duty *found = NULL;

	assert_int_equal(count(p, kind), 1);
	for (size_t i = 0; i < p->count; i++)
		if (p->duties[i].kind == kind)
			found = &p->duties[i];
	return found;
}

static inline void sign(struct post *p, struct act *act)
{
	enum world_node_index i = world_index(p->stage.w, act->node);

	control_expect(&p->stage, NONE,
	    world_log_by(p->stage.w, act, control_log_key(&p->stage, i)));
}

static inline struct act *give_draft(
    struct post *p, enum world_node_index home, int year, const char *to)
{
	struct world *w = p->stage.w;
	struct act *act = world_draft(w, home, "pseudonym.give");

	world_text(w, act, "item", "T04");
	world_int(w, act, "year", year);
	world_text(w, act, "to", to);
	world_vault(w, act, arena_print(w->arena, "key.%s", to));
	return act;
}

static inline int64_t at(const char *date)
{
	struct day d;

	assert_int_equal(day_parse(&d, bytes_text(date), NULL), ERR_OK);
	return day_begins(d);
}

#endif
