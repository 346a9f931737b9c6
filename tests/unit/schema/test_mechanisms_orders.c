/* Mechanisms of matters that are no licences, by the standards as they ship:
 * what could not be got done, complaints, supervision, the problem ledger. */
#include "schema/act_body.h"
#include "schema/owed.h"
#include "schema/standard.h"
#include "tests/unit/schema/clocked.h"

#define A       WORLD_ANKANG
#define SHIPPED "../../../deploy/standards/"

/* Taken down at @node by @who. */
static void take_down(struct stage *s, enum world_node_index node,
    enum world_staff who, const char *class)
{
	struct act *draft = life_order(s, node);
	const struct act *act;

	world_text(s->w, draft, "class", class);
	life_materials(s, draft, "M1");
	act = world_log(s->w, draft, who);
	s->dossier = act->id;
	s->custody = act->id;
	life_expect(s, RULE_NONE, act);
}

static const struct act *owe(struct stage *s, enum world_node_index node,
    const char *what, const char *to, const char *blocks, const char *code)
{
	struct act *draft = life_draft(s, node, "case.owe");

	world_text(s->w, draft, "what", what);
	world_text(s->w, draft, "blocks", blocks);
	world_text(s->w, draft, "to", to);
	world_text(s->w, draft, "code", code);
	world_bool(s->w, draft, "reads", false);
	return life_accepted(s, draft);
}

static const struct act *answer(struct stage *s, enum world_node_index node,
    const struct act *owed, const char *result)
{
	struct act *draft = life_draft(s, node, "case.owe.answer");

	world_id(s->w, draft, "owed", &owed->id);
	world_text(s->w, draft, "result", result);
	return life_accepted(s, draft);
}

/* On an answer, or (NULL) by who holds the case and owed it. */
static struct act *end_draft(struct stage *s, enum world_node_index node,
    const struct act *owed, const struct act *said, const char *result)
{
	struct act *draft = life_draft(s, node, "case.owe.close");

	world_id(s->w, draft, "owed", &owed->id);
	world_text(s->w, draft, "result", result);
	if (said != NULL) {
		world_id(s->w, draft, "answer", &said->id);
		world_after(draft, &said->id);
	}
	return draft;
}

static void decide(struct stage *s, enum world_node_index node,
    enum world_staff who, enum rule rule)
{
	life_expect(s, rule,
	    world_log(s->w, life_draft(s, node, "case.decide.yes"), who));
}

static enum owed_state state_of(struct stage *s, const struct act *owed)
{
	const struct dossier *d = life_fold(s);

	for (size_t i = 0; i < d->owed_count; i++)
		if (digest_equal(&d->owed[i].act, &owed->id))
			return d->owed[i].state;
	fail_msg("no such obligation");
	return OWED_CANCELLED;
}

/* M37: out of scope, it is said on the spot where to go. */
static void what_is_out_of_scope_is_told_the_way_at_once(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	begin(&s, SHIPPED "Q2.yaml");
	take_down(&s, H, WORLD_CLERK, "out");
	draft = life_draft(&s, H, "case.not_accept");
	world_text(s.w, draft, "ground", "out_of_scope");
	world_text(s.w, draft, "instead", "行政复议机构");
	(void)life_accepted(&s, draft);
	life_expect_state(&s, MACHINE_NOT_ACCEPTED);
	life_fini(&s);
}

/* M37: in scope and simple: answered where it was taken down, then visited. */
static void what_can_be_done_at_once_is_done_by_the_window(void **state)
{
	const struct act *visit;
	struct act *draft;
	struct stage s;

	(void)state;
	begin(&s, SHIPPED "Q2.yaml");
	take_down(&s, H, WORLD_CLERK, "immediate");
	draft = life_draft(&s, H, "case.decide.yes");
	world_int(s.w, draft, "level", 0);
	life_expect(&s, RULE_NONE, world_log(s.w, draft, WORLD_CLERK));
	life_expect_state(&s, MACHINE_YES);
	(void)life_refused(&s, RULE_VISITED, life_draft(&s, H, "case.close"));
	visit = owe(&s, H, "visit", "hanbin", "close", "visit");
	(void)life_accepted(&s, end_draft(&s, H, visit, NULL, "satisfied"));
	(void)life_logged(&s, H, "case.close");
	life_fini(&s);
}

/* M37: in scope and complex: the working group approves who does it, the
 * department does, and its result is another's to sign. */
static void what_is_complex_is_approved_and_handed_to_a_department(void **state)
{
	const struct act *handle;
	struct stage s;

	(void)state;
	begin(&s, SHIPPED "Q2.yaml");
	take_down(&s, H, WORLD_CLERK, "complex");
	(void)life_logged(&s, H, "case.accept");
	handle = owe(&s, H, "handle", "ankang-gaoxin", "decide", "handle");
	(void)life_logged(&s, H, "case.review.start");
	life_expect(&s, RULE_ROLE,
	    world_log(s.w, life_draft(&s, H, "case.opine"), WORLD_CLERK));
	life_expect(&s, RULE_NONE,
	    world_log(s.w, life_draft(&s, H, "case.opine"), WORLD_CHAIR));
	decide(&s, H, WORLD_CLERK, RULE_BLOCKED);
	(void)life_accepted(&s,
	    end_draft(&s, H, handle, answer(&s, G, handle, "done"), "done"));
	decide(&s, H, WORLD_CLERK, RULE_NONE);
	life_expect_state(&s, MACHINE_YES);
	life_fini(&s);
}

/* M38: a complaint is a class of its own; who it is about sees it through, and
 * the one who looks again is another. */
static void a_complaint_is_looked_into_by_two(void **state)
{
	struct stage s;

	(void)state;
	begin(&s, SHIPPED "Q5.yaml");
	take_down(&s, A, WORLD_CHAIR, "complaint");
	assert_string_equal(
	    value_get_string(life_fold(&s)->entries[0].act->body, "class"),
	    "complaint");
	life_expect(&s, RULE_NONE,
	    world_log(s.w, life_draft(&s, A, "case.accept"), WORLD_CHAIR));
	(void)life_logged(&s, A, "case.review.start");
	life_expect(&s, RULE_NONE,
	    world_log(s.w, life_draft(&s, A, "case.opine"), WORLD_CLERK));
	decide(&s, A, WORLD_CLERK, RULE_ROLE); /* no supervisor */
	decide(&s, A, WORLD_CHAIR, RULE_NONE);
	life_fini(&s);
}

/* M40, M41: entered, assigned, fixed, verified, struck off.  What the observer
 * found is owed by a department of another district; while it owes, the entry
 * neither ends nor leaves the ledger, and who is late is seen to be. */
static void a_problem_is_entered_assigned_fixed_verified_struck_off(
    void **state)
{
	const struct act *supervise, *rectify, *look_again;
	struct stage s;

	(void)state;
	begin(&s, SHIPPED "Q5.yaml");
	take_down(&s, A, WORLD_CHAIR, "serious"); /* entered */
	life_expect(&s, RULE_NONE,
	    world_log(s.w, life_draft(&s, A, "case.accept"), WORLD_CHAIR));
	supervise = owe(&s, A, "supervise", "hanbin", "decide", "supervise");
	rectify = owe(&s, A, "rectify", "hanbin", "close", "rectify");
	(void)look(&s, at("2026-12-09", 9, 0));
	assert_string_equal(clock_at("rectify", 0)->deadline, "2026-12-08");
	assert_int_equal(clock_at("rectify", 0)->level, DOSSIER_CLOCK_OVERDUE);
	assert_int_equal(state_of(&s, rectify), OWED_OPEN);
	(void)answer(&s, H, rectify, "done"); /* fixed, and not yet off */
	assert_int_equal(state_of(&s, rectify), OWED_ANSWERED);
	(void)life_logged(&s, A, "case.review.start");
	life_expect(&s, RULE_NONE,
	    world_log(s.w, life_draft(&s, A, "case.opine"), WORLD_CLERK));
	decide(&s, A, WORLD_CHAIR, RULE_BLOCKED);
	(void)life_accepted(&s, end_draft(&s, A, supervise,
				    answer(&s, H, supervise, "done"), "done"));
	decide(&s, A, WORLD_CHAIR, RULE_NONE);
	(void)life_refused(&s, RULE_BLOCKED, life_draft(&s, A, "case.close"));
	(void)life_accepted(
	    &s, end_draft(&s, A, rectify, answer(&s, H, rectify, "done"),
		    "done")); /* verified */
	assert_int_equal(state_of(&s, rectify), OWED_CLOSED);
	look_again = owe(&s, A, "visit", "ankang", "close", "look");
	(void)life_accepted(
	    &s, end_draft(&s, A, look_again, NULL, "satisfied"));
	(void)life_logged(&s, A, "case.close"); /* struck off */
	life_expect_state(&s, MACHINE_CLOSED);
	life_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_out_of_scope_is_told_the_way_at_once),
		TEST(what_can_be_done_at_once_is_done_by_the_window),
		TEST(what_is_complex_is_approved_and_handed_to_a_department),
		TEST(a_complaint_is_looked_into_by_two),
		TEST(a_problem_is_entered_assigned_fixed_verified_struck_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
