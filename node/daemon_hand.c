/*
 * An act of a case that the robot signs: prepared as a clerk's client would have
 * it, signed with the robot's key, appended.
 */
#include "node/daemon_fields.h"

#include "base/mem.h"
#include "base/why.h"
#include "node/prepare.h"
#include "node/problem.h"
#include "schema/act.h"

struct hand {
	struct daemon *daemon;
	struct arena *arena; /* the caller's */
	daemon_hand_fn *done;
	void *arg;
};

static void finish(struct hand *h, const char *clause, const char *reason,
    const struct place *place)
{
	struct hand one = *h;

	mem_free(h);
	one.done(one.arg, clause, reason, place);
}

static void on_appended(
    void *arg, enum rule rule, const struct place *place, const struct why *why)
{
	if (rule != RULE_NONE)
		finish(arg, rule_clause(rule), why->text, NULL);
	else
		finish(arg, NULL, NULL, place);
}

static void on_prepared(
    void *arg, struct act *act, const struct problem *problem)
{
	struct hand *h = arg;
	struct daemon *d = h->daemon;
	struct why why = { 0 };
	enum rule rule;

	if (act == NULL) {
		finish(h, problem->clause, problem->detail, NULL);
		return;
	}
	act_sign(act, d->due.key);
	act_finish(h->arena, act);
	rule = daemon_append(d, act->raw, on_appended, h, &why);
	if (rule == RULE_NONE)
		daemon_leftover_keep(d, act);
	else
		finish(h, rule_clause(rule), why.text, NULL);
}

void daemon_hand_in(struct daemon *d, struct arena *a,
    const struct value *request, daemon_hand_fn *done, void *arg)
{
	struct hand *h = mem_new(sizeof(*h));

	*h = (struct hand){ d, a, done, arg };
	prepare_own(d, a, request, &d->due.key_id, on_prepared, h);
}
