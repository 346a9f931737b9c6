/* Edge cases of several halls: what one does while it does not hear of what
 * another did. */
#include <stdio.h>

#include "schema/figures.h"
#include "schema/owed.h"
#include "schema/silence.h"
#include "schema/standard.h"
#include "tests/unit/schema/clocked.h"

#define A    WORLD_ANKANG
#define FULL "M1,M2,M3,M5"

static bool is_silent(struct stage *s, int64_t now)
{
	const struct dossier *d = life_fold(s);
	int64_t since = 0;

	return silence_accepts(life_ledger(), d,
	    ledger_calendar(life_ledger(), WORLD_SERIES), now, &since);
}

/* E01: hanbin has the pen and is cut off; its notice of the last day comes days
 * after the limit.  Until then everybody else sees an acceptance by silence,
 * and nobody but hanbin can build on one. */
static void a_notice_of_day_five_comes_out_of_a_partition(void **state)
{
	int64_t later = at("2026-12-03", 9, 0);
	struct act *draft;
	struct stage s;

	(void)state;
	begin(&s, "life_item.yaml");
	(void)life_receive(&s, G, "M1,M2");
	stage_hand_over(&s, G, H);
	assert_false(is_silent(&s, at("2026-12-01", 23, 59)));
	assert_true(is_silent(&s, later));
	draft = life_draft(&s, G, "case.review.start");
	world_int(s.w, draft, "calendar", 1);
	s.w->now = at("2026-12-01", 23, 50);
	(void)life_refused(&s, RULE_CUSTODY, draft);
	draft = life_draft(&s, H, "case.notice");
	world_list(s.w, draft, "materials", "M3,M5");
	(void)life_accepted(&s, draft); /* and now it is held */
	assert_false(is_silent(&s, later));
	life_expect_state(&s, MACHINE_CORRECT);
	(void)look(&s, later);
	assert_int_equal(count_of("C3"), 0);
	expect("notice", "2026-12-01", DOSSIER_CLOCK_STOPPED);
	life_fini(&s);
}

static const struct act *adopt(struct stage *s, enum world_node_index node)
{
	struct act *act = world_draft(s->w, node, "standard.adopt");

	act->has_std = true;
	act->std = s->w->revision2->digest;
	world_text(s->w, act, "item", "T04");
	world_text(s->w, act, "from", "2026-11-01");
	return world_log_by(s->w, act, &s->w->nodes[node].log);
}

/* E04: an open case keeps the standard that it was received by, its limits
 * too; who comes after the change is received by the new one alone. */
static void a_standard_changes_between_receipt_and_acceptance(void **state)
{
	struct act *draft;
	const struct act *act;
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive_home(&s);
	(void)look(&s, s.w->now);
	draft = world_draft(s.w, A, "standard.publish");
	value_set(
	    s.w->arena, world_body(draft), "standard", s.w->revision2->tree);
	(void)world_log_by(s.w, draft, &s.w->root);
	s.w->adoption[H] = adopt(&s, H)->id;
	(void)stage_move(&s, H, "case.accept", WORLD_CLERK);
	assert_int_equal(look(&s, s.w->now)->state, MACHINE_ACCEPTED);
	assert_true(digest_equal(
	    &life_fold(&s)->standard_digest, &s.w->standard->digest));
	assert_string_equal(clock_at("promised", 0)->limit,
	    value_get_string(
		value_get(s.w->standard->tree, "limits"), "promised"));
	act = world_log(s.w, world_receive(s.w, H, H), WORLD_CLERK);
	s.dossier = act->id; /* still by the first revision */
	life_expect(&s, RULE_NOT_ADOPTED, act);
	draft = world_receive(s.w, H, H);
	draft->std = s.w->revision2->digest;
	act = world_log(s.w, draft, WORLD_CLERK);
	s.dossier = act->id;
	life_expect(&s, RULE_NONE, act);
	(void)look(&s, s.w->now);
	life_fini(&s);
}

static void finish(struct stage *s, enum world_node_index node)
{
	(void)life_logged(s, node, "case.review.start");
	(void)life_logged(s, node, "case.opine");
	(void)life_logged(s, node, "case.decide.yes");
	(void)life_logged(s, node, "case.issue");
	(void)life_logged(s, node, "case.deliver");
	(void)life_logged(s, node, "case.close");
}

/* E07: gaoxin accepted on the promise, decided and closed; it is the home that
 * revokes, once the pen is there, on what gaoxin found and signed. */
static void a_promise_is_found_false_after_another_district_closed(void **state)
{
	const struct act *promise, *found;
	struct act *draft;
	struct stage s;

	(void)state;
	begin(&s, "life_item.yaml");
	(void)life_receive(&s, G, "M1,M2,M3");
	draft = life_draft(&s, G, "case.accept.promise");
	world_list(s.w, draft, "promised", "M5");
	promise = life_accepted(&s, draft);
	finish(&s, G);
	stage_hand_over(&s, G, H);
	draft = life_draft(&s, H, "case.revoke");
	world_id(s.w, draft, "owed", &promise->id);
	world_text(s.w, draft, "material", "M5");
	(void)life_refused(&s, RULE_REVOKE, draft); /* nothing was found */
	draft = life_draft(&s, G, "case.owe.answer");
	world_id(s.w, draft, "owed", &promise->id);
	world_text(s.w, draft, "material", "M5");
	world_text(s.w, draft, "result", "broken");
	found = life_accepted(&s, draft);
	draft = life_draft(&s, H, "case.owe.close");
	world_id(s.w, draft, "owed", &promise->id);
	world_text(s.w, draft, "material", "M5");
	world_text(s.w, draft, "result", "broken");
	world_id(s.w, draft, "answer", &found->id);
	world_after(draft, &found->id);
	(void)life_accepted(&s, draft);
	draft = life_draft(&s, H, "case.revoke");
	world_id(s.w, draft, "owed", &promise->id);
	world_text(s.w, draft, "material", "M5");
	(void)life_accepted(&s, draft);
	life_expect_state(&s, MACHINE_REVOKED);
	life_fini(&s);
}

/* E08: the last that gaoxin heard of hanbin is the grant.  It carries a case to
 * its end over twelve days; whoever lacks all that hanbin did since folds the
 * same, and hanbin, back again, too. */
static void a_home_is_offline_and_the_hall_has_all_rights(void **state)
{
	size_t heard;
	struct world_view *v;
	struct buf without = { 0 }, with = { 0 };
	struct stage s;

	(void)state;
	begin(&s, "life_item.yaml");
	heard = s.w->nodes[H].count;
	(void)life_receive(&s, G, FULL);
	(void)life_logged(&s, G, "case.accept");
	s.w->now += 6 * LIFE_DAY;
	finish(&s, G);
	s.w->now += 6 * LIFE_DAY;
	(void)life_logged(&s, G, "case.rate");
	v = world_view_new(s.w);
	for (unsigned idle = 0; idle < 2;) {
		bool fed = v->size[H] < heard && world_view_feed(v, H);

		fed = world_view_feed(v, A) || fed;
		fed = world_view_feed(v, G) || fed;
		idle = fed ? 0 : idle + 1;
	}
	dossier_encode(world_view_fold(v, s.arena, &s.dossier), &without);
	world_view_free(v);
	(void)world_log(s.w, life_draft(&s, H, "case.accept"), WORLD_CLERK);
	life_expect_state(&s, MACHINE_CLOSED); /* what H tried is refused */
	s.w->nodes[H].count--;
	dossier_encode(life_fold(&s), &with);
	assert_true(bytes_equal(buf_bytes(&without), buf_bytes(&with)));
	buf_fini(&without);
	buf_fini(&with);
	life_fini(&s);
}

static const struct act *parcel(struct stage *s, const char *reason)
{
	struct act *draft = life_draft(s, H, "case.owe");

	world_text(s->w, draft, "what", "parcel");
	world_text(s->w, draft, "blocks", "close");
	world_text(s->w, draft, "to", "ankang-gaoxin");
	world_bool(s->w, draft, "reads", false);
	world_text(s->w, draft, "reason", reason);
	return life_accepted(s, draft);
}

static void parcel_ends(
    struct stage *s, const struct act *owed, const char *result)
{
	struct act *draft = life_draft(s, G, "case.owe.answer");
	const struct act *said;

	world_id(s->w, draft, "owed", &owed->id);
	world_text(s->w, draft, "result", result);
	said = life_accepted(s, draft);
	draft = life_draft(s, H, "case.owe.close");
	world_id(s->w, draft, "owed", &owed->id);
	world_text(s->w, draft, "result", result);
	world_id(s->w, draft, "answer", &said->id);
	world_after(draft, &said->id);
	(void)life_accepted(s, draft);
}

/* M23, E11: who sent it signs the carrier's number, the hall at the other end
 * what became of it, and who sent it that it heard.  The case stays open until
 * one arrives. */
static void a_parcel_is_lost_and_sent_again(void **state)
{
	const struct act *first, *second;
	struct act *draft;
	struct stage s;

	(void)state;
	begin(&s, "life_item.yaml");
	(void)life_receive(&s, G, FULL);
	stage_hand_over(&s, G, H);
	life_review(&s, H);
	(void)life_logged(&s, H, "case.decide.yes");
	(void)life_logged(&s, H, "case.issue");
	first = parcel(&s, "邮政 1100000000001");
	draft = life_draft(&s, H, "case.deliver");
	world_text(s.w, draft, "means", "parcel");
	(void)life_accepted(&s, draft);
	(void)life_refused(&s, RULE_BLOCKED, life_draft(&s, H, "case.close"));
	draft = life_draft(&s, H, "case.owe.close");
	world_id(s.w, draft, "owed", &first->id);
	world_text(s.w, draft, "result", "received");
	(void)life_refused(&s, RULE_OWED_END, draft); /* nobody said so */
	parcel_ends(&s, first, "lost");
	second = parcel(&s, "邮政 1100000000002");
	(void)life_refused(&s, RULE_BLOCKED, life_draft(&s, H, "case.close"));
	parcel_ends(&s, second, "received");
	assert_string_equal(life_fold(&s)->owed[0].result, "lost");
	assert_string_equal(life_fold(&s)->owed[1].result, "received");
	(void)life_logged(&s, H, "case.close");
	life_fini(&s);
}

/* E13: of a bundle with the joint limit of art. 26 the one member stands still
 * for its hearing; the other and the whole run on. */
static void one_member_of_a_joint_handling_is_paused(void **state)
{
	struct life_item member;
	struct digest whole;
	struct act *draft;
	struct stage s;

	(void)state;
	begin(&s, "life_clocks.yaml");
	member = life_publish(&s, "life_clocks.yaml", "", "");
	(void)life_publish(&s, "life_joint.yaml", "", ""); /* 45WD */
	draft = world_receive(s.w, H, H);
	draft->std = s.w->standard->digest;
	world_text(s.w, draft, "item", s.w->standard->item);
	world_list(s.w, draft, "members", "L02");
	life_materials(&s, draft, "M1");
	whole = world_log(s.w, draft, WORLD_CLERK)->id;
	life_use(&s, &member);
	draft = world_receive(s.w, H, H);
	draft->std = s.w->standard->digest;
	world_text(s.w, draft, "item", s.w->standard->item);
	world_id(s.w, draft, "parent", &whole);
	life_materials(&s, draft, ALL);
	s.dossier = world_log(s.w, draft, WORLD_CLERK)->id;
	s.custody = s.dossier;
	(void)life_logged(&s, H, "case.accept");
	draft = life_draft(&s, H, "case.special.start");
	world_text(s.w, draft, "code", "hearing");
	(void)life_accepted(&s, draft);
	(void)look(&s, at("2027-01-04", 9, 0));
	assert_true(clock_at("statutory", 0)->paused);
	assert_int_equal(clock_at("statutory", 0)->left, 45);
	s.dossier = whole;
	(void)look(&s, at("2027-01-04", 9, 0));
	assert_false(clock_at("statutory", 0)->paused);
	assert_true(clock_at("statutory", 0)->workdays_used > 27);
	assert_string_equal(clock_at("statutory", 0)->limit, "45WD");
	life_fini(&s);
}

/* Under a key that who refused before does not have (F-55). */
static const struct act *offer_again(struct stage *s, enum world_node_index to)
{
	struct act *draft = world_offer(s->w, A, &s->dossier, &s->custody, to);
	const struct dossier *d = life_fold(s);
	char both[64];

	if (d->needs_generation) {
		(void)snprintf(
		    both, sizeof(both), "ankang,%s", s->w->nodes[to].id);
		for (uint32_t g = 1; g <= d->generation; g++)
			world_wraps(s->w, draft, g, s->w->nodes[to].id);
		world_wraps(s->w, draft, d->generation + 1, both);
	}
	return life_accepted(s, draft);
}

/* E14: each refusal brings the order back under the id of the offer refused;
 * the first may be asked again, and there is one who has it. */
static void an_order_is_refused_twice_and_offered_again(void **state)
{
	static const enum world_node_index asked[] = { H, G };
	const struct dossier *d;
	const struct act *offer;
	struct stage s;

	(void)state;
	begin(&s, "life_order.yaml");
	s.dossier = world_log(s.w, life_order(&s, A), WORLD_CLERK)->id;
	s.custody = s.dossier;
	for (size_t i = 0; i < 2; i++) {
		offer = offer_again(&s, asked[i]);
		(void)stage_answer(&s, asked[i], "case.refuse", offer);
		s.custody = offer->id;
		assert_string_equal(life_fold(&s)->holder, "ankang");
	}
	offer = offer_again(&s, H);
	s.custody = stage_answer(&s, H, "case.take", offer)->id;
	d = look(&s, s.w->now);
	assert_string_equal(d->holder, "hanbin");
	assert_false(d->on_offer);
	assert_int_equal(count_of("C11b"), 3);
	expect("take", "2026-11-24", DOSSIER_CLOCK_STOPPED);
	(void)life_logged(&s, H, "case.accept");
	life_fini(&s);
}

/* M39, E15: hanbin closed it; who received it takes the rating down, a hall
 * that had no part in it cannot.  In the figures it is gaoxin's, as the standard
 * says, and it asks for a rectification. */
static void a_case_that_another_district_closed_is_rated(void **state)
{
	struct figures f = { .from = at("2026-11-01", 0, 0),
		.until = at("2027-01-01", 0, 0),
		.as_of = at("2027-01-01", 0, 0) - 1,
		.district = "ankang-gaoxin" };
	const struct dossier *d;
	struct act *draft;
	struct stage s;

	(void)state;
	begin(&s, "life_clocks.yaml");
	(void)life_receive(&s, G, ALL);
	stage_hand_over(&s, G, H);
	(void)life_logged(&s, H, "case.accept");
	(void)life_logged(&s, H, "case.review.start");
	(void)life_logged(&s, H, "case.decide.yes");
	(void)life_logged(&s, H, "case.issue");
	(void)life_logged(&s, H, "case.deliver");
	(void)life_logged(&s, H, "case.close");
	(void)life_refused(
	    &s, RULE_NOT_PARTICIPANT, life_draft(&s, A, "case.rate"));
	draft = life_draft(&s, G, "case.rate");
	world_int(s.w, draft, "level", 5);
	(void)life_accepted(&s, draft);
	f.arena = s.arena;
	d = look(&s, s.w->now);
	figures_add(&f, d, life_ledger());
	figures_close(&f);
	assert_int_equal(count_of("C13"), 1);
	assert_int_equal(f.total.counts[FIGURES_RATED], 1);
	assert_int_equal(f.total.counts[FIGURES_DECIDED], 0);
	life_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_notice_of_day_five_comes_out_of_a_partition),
		TEST(a_standard_changes_between_receipt_and_acceptance),
		TEST(a_promise_is_found_false_after_another_district_closed),
		TEST(a_home_is_offline_and_the_hall_has_all_rights),
		TEST(a_parcel_is_lost_and_sent_again),
		TEST(one_member_of_a_joint_handling_is_paused),
		TEST(an_order_is_refused_twice_and_offered_again),
		TEST(a_case_that_another_district_closed_is_rated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
