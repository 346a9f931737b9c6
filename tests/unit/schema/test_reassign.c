#include "schema/reassign.h"

#include "tests/unit/schema/stage.h"

/* gaoxin received for hanbin, and vanishes. */
static void receive(struct stage *s)
{
	stage_init(s);
	stage_receive(s);
}

static const struct act *reassign(struct stage *s, enum world_node_index to)
{
	struct act *draft = world_reassign(s->w, &s->dossier, &s->custody, to);

	world_cut_all(s->w, draft);
	return world_log(s->w, draft, WORLD_CHAIR);
}

static void a_destroyed_holders_case_goes_to_who_can_open_it(void **state)
{
	const struct act *give;
	struct world_view *v;
	struct act *draft;
	struct dossier *d;
	struct stage s;

	(void)state;
	receive(&s);
	give = reassign(&s, WORLD_HANBIN);
	stage_expect(&s, NONE, give);
	v = world_view_new(s.w);
	d = stage_fold(&s, v);
	assert_string_equal(d->holder, "hanbin");
	assert_memory_equal(&d->custody, &give->id, DIGEST_BYTES);
	assert_true(d->custodies[0].removed);
	assert_int_equal(d->participant_count, 2); /* it is the receiver */
	assert_false(d->needs_generation);
	world_view_free(v);
	s.custody = give->id;
	draft = stage_draft(&s, WORLD_HANBIN, "case.accept");
	stage_expect(&s, NONE, world_log(s.w, draft, WORLD_CLERK));
	stage_fini(&s);
}

static void what_the_old_holder_does_beyond_the_cut_is_late(void **state)
{
	const struct act *offer;
	const struct act *take;
	struct stage s;

	(void)state;
	receive(&s);
	stage_expect(&s, NONE, reassign(&s, WORLD_HANBIN));
	offer = stage_offer(&s, WORLD_GAOXIN, WORLD_ANKANG);
	take = stage_answer(&s, WORLD_ANKANG, "case.take", offer);
	stage_expect(&s, LATE, offer);
	stage_expect(&s, LATE, take);
	s.custody = take->id;
	stage_expect(
	    &s, LATE, stage_move(&s, WORLD_ANKANG, "case.accept", WORLD_CLERK));
	stage_fini(&s);
}

static void it_beats_a_take_beyond_the_cuts(void **state)
{
	struct world_view *v;
	const struct act *offer;
	const struct act *give;
	const struct act *take;
	struct stage s;

	(void)state;
	receive(&s);
	offer = stage_offer(&s, WORLD_GAOXIN, WORLD_ANKANG);
	give = reassign(&s, WORLD_HANBIN);
	take = stage_answer(&s, WORLD_ANKANG, "case.take", offer);
	stage_expect(&s, NONE, offer);
	stage_expect(&s, NONE, give);
	stage_expect(&s, LATE, take);
	v = world_view_new(s.w);
	assert_false(stage_fold(&s, v)->on_offer);
	assert_true(stage_fold(&s, v)->needs_generation); /* ankang's wrap */
	assert_int_equal(stage_fold(&s, v)->party_count, 3);
	world_view_free(v);
	stage_fini(&s);
}

static void in_a_log_that_is_not_named_nothing_counts(void **state)
{
	const struct act *give;
	const struct act *take;
	struct act *draft;
	struct stage s;

	(void)state;
	receive(&s);
	take = stage_answer(&s, WORLD_ANKANG, "case.take",
	    stage_offer(&s, WORLD_GAOXIN, WORLD_ANKANG));
	draft = world_reassign(s.w, &s.dossier, &s.custody, WORLD_HANBIN);
	world_cut(s.w, draft, WORLD_GAOXIN, s.w->nodes[WORLD_GAOXIN].count);
	give = world_log(s.w, draft, WORLD_CHAIR);
	stage_expect(&s, NONE, give);
	stage_expect(&s, LATE, take);
	stage_fini(&s);
}

static void refuses_cuts_that_leave_out_the_opening_act(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	receive(&s);
	draft = world_reassign(s.w, &s.dossier, &s.custody, WORLD_HANBIN);
	world_cut(s.w, draft, WORLD_HANBIN, s.w->nodes[WORLD_HANBIN].count);
	stage_expect(&s, CUTS_OPEN, world_log(s.w, draft, WORLD_CHAIR));
	stage_fini(&s);
}

/* The take is inside, its offer is not; @seen: the authority held the offer
 * and says so by citing the head. */
static struct act *open_cuts(struct stage *s, bool seen)
{
	uint64_t short_cut = s->w->nodes[WORLD_GAOXIN].count;
	struct act *draft;

	(void)stage_answer(s, WORLD_ANKANG, "case.take",
	    stage_offer(s, WORLD_GAOXIN, WORLD_ANKANG));
	draft = world_reassign(s->w, &s->dossier, &s->custody, WORLD_HANBIN);
	world_cut(s->w, draft, WORLD_ANKANG, s->w->nodes[WORLD_ANKANG].count);
	world_cut(s->w, draft, WORLD_GAOXIN, short_cut);
	if (seen)
		world_refer_head(s->w, draft, WORLD_GAOXIN);
	return draft;
}

static void refuses_cuts_that_are_not_causally_closed(void **state)
{
	struct stage s;

	(void)state;
	receive(&s);
	stage_expect(
	    &s, CUTS_OPEN, world_log(s.w, open_cuts(&s, true), WORLD_CHAIR));
	stage_fini(&s);
}

/* Else a forged citation could keep a case from ever being reassigned. */
static void what_the_authority_had_not_seen_opens_no_cut(void **state)
{
	struct stage s;

	(void)state;
	receive(&s);
	stage_expect(
	    &s, NONE, world_log(s.w, open_cuts(&s, false), WORLD_CHAIR));
	stage_fini(&s);
}

/* An act that counts inside and cites (after) one outside. */
static void refuses_cuts_between_an_act_and_what_it_cites(void **state)
{
	const struct act *offer;
	struct act *draft;
	struct stage s;
	uint64_t cut;

	(void)state;
	receive(&s);
	stage_hand_over(&s, WORLD_GAOXIN, WORLD_ANKANG);
	cut = s.w->nodes[WORLD_GAOXIN].count;
	offer =
	    stage_offer(&s, WORLD_GAOXIN, WORLD_HANBIN); /* not the holder */
	draft = world_offer(
	    s.w, WORLD_ANKANG, &s.dossier, &s.custody, WORLD_HANBIN);
	draft->after[draft->after_count++] = offer->id;
	(void)world_log(s.w, draft, WORLD_CLERK);
	draft = world_reassign(s.w, &s.dossier, &s.custody, WORLD_HANBIN);
	world_cut(s.w, draft, WORLD_ANKANG, s.w->nodes[WORLD_ANKANG].count);
	world_cut(s.w, draft, WORLD_GAOXIN, cut);
	stage_expect(&s, CUTS_OPEN, world_log(s.w, draft, WORLD_CHAIR));
	stage_fini(&s);
}

static void refuses_a_custody_that_is_not_the_one_inside_the_cuts(void **state)
{
	struct digest old;
	struct act *draft;
	struct stage s;

	(void)state;
	receive(&s);
	old = s.custody;
	stage_hand_over(&s, WORLD_GAOXIN, WORLD_ANKANG);
	draft = world_reassign(s.w, &s.dossier, &old, WORLD_HANBIN);
	world_cut_all(s.w, draft);
	stage_expect(&s, CUSTODY, world_log(s.w, draft, WORLD_CHAIR));
	stage_expect(&s, NONE, reassign(&s, WORLD_HANBIN));
	stage_fini(&s);
}

static void refuses_a_receiver_that_cannot_open_the_case(void **state)
{
	struct stage s;

	(void)state;
	receive(&s);
	stage_expect(&s, CANNOT_OPEN, reassign(&s, WORLD_ANKANG));
	stage_fini(&s);
}

static void only_the_authority_reassigns(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	receive(&s);
	draft = world_move(
	    s.w, WORLD_HANBIN, "case.reassign", &s.dossier, &s.custody);
	draft->body =
	    world_reassign(s.w, &s.dossier, &s.custody, WORLD_HANBIN)->body;
	world_cut_all(s.w, draft);
	stage_expect(&s, NOT_AUTHORITY, world_log(s.w, draft, WORLD_CHAIR));
	stage_fini(&s);
}

static void refuses_a_signer_without_the_role(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	receive(&s);
	draft = world_reassign(s.w, &s.dossier, &s.custody, WORLD_HANBIN);
	world_cut_all(s.w, draft);
	stage_expect(&s, ROLE, world_log(s.w, draft, WORLD_CLERK));
	draft = world_reassign(s.w, &s.dossier, &s.custody, WORLD_HANBIN);
	world_cut_all(s.w, draft);
	stage_expect(
	    &s, NONE, world_log_by(s.w, draft, &s.w->nodes[WORLD_ANKANG].log));
	stage_fini(&s);
}

static void refuses_a_cut_that_is_no_checkpoint(void **state)
{
	struct act *draft;
	struct value *cut;
	struct stage s;

	(void)state;
	receive(&s);
	draft = world_reassign(s.w, &s.dossier, &s.custody, WORLD_HANBIN);
	world_cut_all(s.w, draft);
	cut = (struct value *)(uintptr_t)value_at(
	    value_get(draft->body, "cuts"), 1);
	((struct value *)(uintptr_t)value_at(cut, 2))->integer -= 1;
	stage_expect(&s, HEAD_WRONG, world_log(s.w, draft, WORLD_CHAIR));
	stage_fini(&s);
}

static void waits_for_the_logs_that_it_cuts(void **state)
{
	const struct act *give;
	struct world_view *v;
	struct stage s;

	(void)state;
	receive(&s);
	(void)stage_answer(&s, WORLD_HANBIN, "case.take",
	    stage_offer(&s, WORLD_GAOXIN, WORLD_HANBIN));
	give = reassign(&s, WORLD_HANBIN);
	v = world_view_new(s.w);
	while (world_view_feed(v, WORLD_ANKANG) ||
	       world_view_feed(v, WORLD_GAOXIN))
		;
	assert_int_equal(
	    world_rule(world_view_fold(v, s.arena, &s.dossier), &give->id),
	    RULE_UNRESOLVED);
	world_view_free(v);
	stage_fini(&s);
}

static void a_second_one_builds_on_the_first(void **state)
{
	struct digest first;
	const struct act *again;
	struct stage s;

	(void)state;
	receive(&s);
	first = reassign(&s, WORLD_HANBIN)->id;
	again = reassign(&s, WORLD_HANBIN); /* the custody that is gone */
	stage_expect(&s, CUSTODY, again);
	s.custody = first;
	(void)stage_move(&s, WORLD_HANBIN, "case.accept", WORLD_CLERK);
	again = reassign(&s, WORLD_GAOXIN);
	stage_expect(&s, NONE, again);
	stage_expect(&s, LATE,
	    stage_move(&s, WORLD_HANBIN, "case.review.start", WORLD_CLERK));
	stage_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_destroyed_holders_case_goes_to_who_can_open_it),
		TEST(what_the_old_holder_does_beyond_the_cut_is_late),
		TEST(it_beats_a_take_beyond_the_cuts),
		TEST(in_a_log_that_is_not_named_nothing_counts),
		TEST(refuses_cuts_that_leave_out_the_opening_act),
		TEST(refuses_cuts_that_are_not_causally_closed),
		TEST(what_the_authority_had_not_seen_opens_no_cut),
		TEST(refuses_cuts_between_an_act_and_what_it_cites),
		TEST(refuses_a_custody_that_is_not_the_one_inside_the_cuts),
		TEST(refuses_a_receiver_that_cannot_open_the_case),
		TEST(only_the_authority_reassigns),
		TEST(refuses_a_signer_without_the_role),
		TEST(refuses_a_cut_that_is_no_checkpoint),
		TEST(waits_for_the_logs_that_it_cuts),
		TEST(a_second_one_builds_on_the_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
