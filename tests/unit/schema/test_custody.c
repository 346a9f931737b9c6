#include "schema/custody.h"

#include "tests/unit/schema/control.h"
#include "tests/unit/schema/stage.h"

#define HOUR 3600
#define DAY  86400

/* After a receiver let the pen go: hanbin seals under generation 1 (F-55). */
static const struct act *accept_anew(struct stage *s)
{
	struct act *draft = stage_draft(s, WORLD_HANBIN, "case.accept");

	world_wraps(s->w, draft, 1, "hanbin");
	return world_log(s->w, draft, WORLD_CLERK);
}

static void refuses_act_in_a_log_that_does_not_hold_the_pen(void **state)
{
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive(&s);
	stage_expect(&s, CUSTODY,
	    stage_move(&s, WORLD_HANBIN, "case.accept", WORLD_CLERK));
	stage_fini(&s);
}

static void refuses_act_under_a_custody_that_is_over(void **state)
{
	struct digest old;
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive(&s);
	old = s.custody;
	stage_hand_over(&s, WORLD_GAOXIN, WORLD_HANBIN);
	s.custody = old;
	stage_expect(&s, CUSTODY,
	    stage_move(&s, WORLD_HANBIN, "case.accept", WORLD_CLERK));
	stage_expect(&s, ON_OFFER,
	    stage_move(&s, WORLD_GAOXIN, "case.accept", WORLD_CLERK));
	stage_fini(&s);
}

static void nothing_counts_between_offer_and_answer(void **state)
{
	struct world_view *v;
	struct dossier *d;
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive_home(&s);
	(void)stage_offer(&s, WORLD_HANBIN, WORLD_GAOXIN);
	stage_expect(&s, ON_OFFER,
	    stage_move(&s, WORLD_HANBIN, "case.accept", WORLD_CLERK));
	stage_expect(&s, ON_OFFER, stage_offer(&s, WORLD_HANBIN, WORLD_ANKANG));
	v = world_view_new(s.w);
	d = stage_fold(&s, v);
	assert_true(d->on_offer);
	assert_string_equal(d->offer.to, "ankang-gaoxin");
	assert_string_equal(d->holder, "hanbin");
	assert_int_equal(d->participant_count, 2);
	world_view_free(v);
	stage_fini(&s);
}

static void a_refuse_brings_the_pen_back_under_the_offers_id(void **state)
{
	const struct act *offer;
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive_home(&s);
	offer = stage_offer(&s, WORLD_HANBIN, WORLD_GAOXIN);
	stage_expect(
	    &s, NONE, stage_answer(&s, WORLD_GAOXIN, "case.refuse", offer));
	stage_expect(&s, OFFER_ANSWERED,
	    stage_answer(&s, WORLD_GAOXIN, "case.take", offer));
	s.custody = offer->id;
	stage_expect(&s, NONE, accept_anew(&s));
	stage_fini(&s);
}

static void refuses_answer_by_whom_the_offer_does_not_name(void **state)
{
	const struct act *offer;
	const struct act *other_epoch;
	struct act *draft;
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive_home(&s);
	draft = world_offer(
	    s.w, WORLD_HANBIN, &s.dossier, &s.custody, WORLD_GAOXIN);
	offer = world_log(s.w, draft, WORLD_CLERK);
	stage_expect(
	    &s, OFFER_TO, stage_answer(&s, WORLD_ANKANG, "case.take", offer));
	stage_expect(
	    &s, NONE, stage_answer(&s, WORLD_GAOXIN, "case.refuse", offer));
	s.custody = offer->id;
	draft = world_offer(
	    s.w, WORLD_HANBIN, &s.dossier, &s.custody, WORLD_GAOXIN);
	world_int(s.w, draft, "epoch", 1);
	world_wraps(s.w, draft, 1, "ankang-gaoxin,hanbin");
	other_epoch = world_log(s.w, draft, WORLD_CLERK);
	stage_expect(&s, OFFER_TO,
	    stage_answer(&s, WORLD_GAOXIN, "case.take", other_epoch));
	stage_fini(&s);
}

static void refuses_take_after_the_expiry(void **state)
{
	const struct act *offer;
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive_home(&s);
	offer = stage_offer(&s, WORLD_HANBIN, WORLD_GAOXIN);
	s.w->now += 8 * DAY;
	stage_expect(
	    &s, OFFER_OVER, stage_answer(&s, WORLD_GAOXIN, "case.take", offer));
	stage_expect(
	    &s, NONE, stage_answer(&s, WORLD_GAOXIN, "case.refuse", offer));
	stage_fini(&s);
}

static void a_take_of_an_offer_that_does_not_count_is_refused(void **state)
{
	const struct act *bad;
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive_home(&s);
	bad = world_log(s.w,
	    world_offer(
		s.w, WORLD_HANBIN, &s.dossier, &s.custody, WORLD_GAOXIN),
	    WORLD_GUEST);
	stage_expect(
	    &s, CUSTODY, stage_answer(&s, WORLD_GAOXIN, "case.take", bad));
	stage_fini(&s);
}

static void what_builds_on_an_act_that_is_not_held_waits(void **state)
{
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive_home(&s);
	s.custody = digest_sha256(bytes_text("a take under way"));
	stage_expect(&s, UNRESOLVED,
	    stage_move(&s, WORLD_HANBIN, "case.accept", WORLD_CLERK));
	stage_fini(&s);
}

static const struct act *reclaim(
    struct stage *s, const struct act *offer, struct bytes note)
{
	return world_log(s->w,
	    world_reclaim(s->w, WORLD_HANBIN, &s->dossier, &offer->id, note),
	    WORLD_CLERK);
}

static void a_reclaim_needs_a_checkpoint_after_the_expiry(void **state)
{
	const struct act *offer;
	uint64_t size;
	struct stage s;
	int64_t expiry;

	(void)state;
	stage_init(&s);
	stage_receive_home(&s);
	expiry = s.w->now + 7 * DAY;
	offer = stage_offer(&s, WORLD_HANBIN, WORLD_GAOXIN);
	size = s.w->nodes[WORLD_GAOXIN].count;
	stage_expect(&s, RECLAIM_EARLY,
	    reclaim(&s, offer, world_note(s.w, WORLD_GAOXIN, size, expiry)));
	stage_expect(&s, RECLAIM_EARLY,
	    reclaim(&s, offer,
		world_note(s.w, WORLD_ANKANG, s.w->nodes[WORLD_ANKANG].count,
		    expiry + 1)));
	stage_expect(
	    &s, RECLAIM_EARLY, reclaim(&s, offer, bytes_text("no checkpoint")));
	stage_expect(&s, NONE,
	    reclaim(
		&s, offer, world_note(s.w, WORLD_GAOXIN, size, expiry + 1)));
	stage_expect(&s, OFFER_ANSWERED,
	    reclaim(
		&s, offer, world_note(s.w, WORLD_GAOXIN, size, expiry + 1)));
	s.custody = offer->id;
	stage_expect(&s, NONE, accept_anew(&s));
	stage_fini(&s);
}

/* E02: take and reclaim at once: the take is in what the reclaim had seen. */
static void refuses_reclaim_of_an_offer_that_was_answered_by_then(void **state)
{
	const struct act *offer;
	struct stage s;
	int64_t expiry;

	(void)state;
	stage_init(&s);
	stage_receive_home(&s);
	expiry = s.w->now + 7 * DAY;
	offer = stage_offer(&s, WORLD_HANBIN, WORLD_GAOXIN);
	s.custody = stage_answer(&s, WORLD_GAOXIN, "case.take", offer)->id;
	stage_expect(&s, RECLAIM_EARLY,
	    reclaim(&s, offer,
		world_note(s.w, WORLD_GAOXIN, s.w->nodes[WORLD_GAOXIN].count,
		    expiry + 1)));
	stage_fini(&s);
}

static void a_reclaim_waits_for_the_log_it_speaks_of(void **state)
{
	const struct act *offer;
	const struct act *back;
	struct world_view *v;
	struct stage s;
	int64_t expiry;

	(void)state;
	stage_init(&s);
	stage_receive_home(&s);
	expiry = s.w->now + 7 * DAY;
	offer = stage_offer(&s, WORLD_HANBIN, WORLD_GAOXIN);
	back = reclaim(&s, offer,
	    world_note(
		s.w, WORLD_GAOXIN, s.w->nodes[WORLD_GAOXIN].count, expiry + 1));
	v = world_view_new(s.w);
	while (world_view_feed(v, WORLD_ANKANG) ||
	       world_view_feed(v, WORLD_HANBIN))
		;
	assert_int_equal(
	    world_rule(world_view_fold(v, s.arena, &s.dossier), &back->id),
	    RULE_UNRESOLVED);
	assert_int_equal(world_rule(stage_fold(&s, v), &back->id), RULE_NONE);
	world_view_free(v);
	stage_fini(&s);
}

/* F-42: by the key of its size, and nobody knows which before the log is held. */
static void a_reclaims_checkpoint_is_by_the_key_of_its_size(void **state)
{
	const struct act *offer, *back;
	struct world_view *v;
	struct world_node *to;
	struct sign_pair staff, fresh;
	struct bytes note;
	struct stage s;
	int64_t expiry;

	(void)state;
	stage_init(&s);
	stage_receive_home(&s);
	to = &s.w->nodes[WORLD_GAOXIN];
	expiry = s.w->now + 7 * DAY;
	offer = stage_offer(&s, WORLD_HANBIN, WORLD_GAOXIN);
	control_rotate_log(&s, WORLD_GAOXIN);
	/* The rotation's own size is the old key's. */
	stage_expect(&s, RECLAIM_EARLY,
	    reclaim(&s, offer,
		world_note(s.w, WORLD_GAOXIN, to->count, expiry + 1)));
	sign_pair_make(&staff, suite_used(), &s.w->random.random);
	(void)world_log_by(
	    s.w, control_grant(&s, WORLD_GAOXIN, &staff, "one-01"), &to->log);
	fresh = to->log;
	to->log = to->former_log;
	stage_expect(&s, RECLAIM_EARLY,
	    reclaim(&s, offer,
		world_note(s.w, WORLD_GAOXIN, to->count, expiry + 1)));
	to->log = fresh;
	note = world_note(s.w, WORLD_GAOXIN, to->count, expiry + 1);
	back = reclaim(&s, offer, note);
	v = world_view_new(s.w);
	while (world_view_feed(v, WORLD_ANKANG) ||
	       world_view_feed(v, WORLD_HANBIN))
		;
	assert_int_equal(
	    world_rule(world_view_fold(v, s.arena, &s.dossier), &back->id),
	    RULE_UNRESOLVED);
	assert_int_equal(world_rule(stage_fold(&s, v), &back->id), RULE_NONE);
	world_view_free(v);
	stage_fini(&s);
}

/* F-104: who stole a log key that was replaced says with it that a time went
 * by.  It counts while the rotation is not held, and no longer. */
static void a_replaced_key_proves_no_reclaim(void **state)
{
	const struct act *offer, *back;
	struct world_view *v;
	struct world_node *to;
	struct bytes note;
	struct stage s;
	int64_t expiry;
	size_t before;

	(void)state;
	stage_init(&s);
	stage_receive_home(&s);
	to = &s.w->nodes[WORLD_GAOXIN];
	expiry = s.w->now + 7 * DAY;
	offer = stage_offer(&s, WORLD_HANBIN, WORLD_GAOXIN);
	before = to->count;
	note = world_note(s.w, WORLD_GAOXIN, before, expiry + 1);
	control_rotate_log(&s, WORLD_GAOXIN);
	back = reclaim(&s, offer, note);
	v = world_view_new(s.w);
	for (bool fed = true; fed;)
		fed = world_view_feed(v, WORLD_ANKANG) ||
		      world_view_feed(v, WORLD_HANBIN) ||
		      (v->size[WORLD_GAOXIN] < before &&
			  world_view_feed(v, WORLD_GAOXIN));
	assert_int_equal(
	    world_rule(world_view_fold(v, s.arena, &s.dossier), &back->id),
	    RULE_NONE);
	assert_int_equal(
	    world_rule(stage_fold(&s, v), &back->id), RULE_RECLAIM_EARLY);
	world_view_free(v);
	stage_fini(&s);
}

static void a_refuse_after_a_reclaim_changes_nothing(void **state)
{
	const struct act *offer;
	const struct act *back;
	const struct act *no;
	struct stage s;
	int64_t expiry;

	(void)state;
	stage_init(&s);
	stage_receive_home(&s);
	expiry = s.w->now + 7 * DAY;
	offer = stage_offer(&s, WORLD_HANBIN, WORLD_GAOXIN);
	back = reclaim(&s, offer,
	    world_note(
		s.w, WORLD_GAOXIN, s.w->nodes[WORLD_GAOXIN].count, expiry + 1));
	s.w->now = expiry + HOUR;
	no = stage_answer(&s, WORLD_GAOXIN, "case.refuse", offer);
	s.custody = offer->id;
	stage_expect(&s, NONE, accept_anew(&s));
	stage_expect(&s, NONE, back);
	stage_expect(&s, NONE, no);
	stage_fini(&s);
}

/* E02: a receiver whose time went back: one pen all the same. */
static void a_take_behind_a_later_time_does_not_make_two_pens(void **state)
{
	const struct act *offer;
	const struct act *take;
	const struct act *back;
	struct stage s;
	int64_t expiry;

	(void)state;
	stage_init(&s);
	stage_receive_home(&s);
	expiry = s.w->now + 7 * DAY;
	offer = stage_offer(&s, WORLD_HANBIN, WORLD_GAOXIN);
	back = reclaim(&s, offer,
	    world_note(
		s.w, WORLD_GAOXIN, s.w->nodes[WORLD_GAOXIN].count, expiry + 1));
	take = stage_answer(&s, WORLD_GAOXIN, "case.take", offer);
	stage_expect(&s, NONE, back);
	stage_expect(&s, OFFER_OVER, take);
	stage_fini(&s);
}

static void only_the_offerer_reclaims(void **state)
{
	const struct act *offer;
	struct stage s;
	int64_t expiry;

	(void)state;
	stage_init(&s);
	stage_receive_home(&s);
	expiry = s.w->now + 7 * DAY;
	offer = stage_offer(&s, WORLD_HANBIN, WORLD_GAOXIN);
	stage_expect(&s, CUSTODY,
	    world_log(s.w,
		world_reclaim(s.w, WORLD_ANKANG, &s.dossier, &offer->id,
		    world_note(s.w, WORLD_GAOXIN,
			s.w->nodes[WORLD_GAOXIN].count, expiry + 1)),
		WORLD_CLERK));
	stage_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(refuses_act_in_a_log_that_does_not_hold_the_pen),
		TEST(refuses_act_under_a_custody_that_is_over),
		TEST(nothing_counts_between_offer_and_answer),
		TEST(a_refuse_brings_the_pen_back_under_the_offers_id),
		TEST(refuses_answer_by_whom_the_offer_does_not_name),
		TEST(refuses_take_after_the_expiry),
		TEST(a_take_of_an_offer_that_does_not_count_is_refused),
		TEST(what_builds_on_an_act_that_is_not_held_waits),
		TEST(a_reclaim_needs_a_checkpoint_after_the_expiry),
		TEST(refuses_reclaim_of_an_offer_that_was_answered_by_then),
		TEST(a_reclaim_waits_for_the_log_it_speaks_of),
		TEST(a_reclaims_checkpoint_is_by_the_key_of_its_size),
		TEST(a_replaced_key_proves_no_reclaim),
		TEST(a_refuse_after_a_reclaim_changes_nothing),
		TEST(a_take_behind_a_later_time_does_not_make_two_pens),
		TEST(only_the_offerer_reclaims),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
