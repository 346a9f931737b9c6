/* What goes on beside the main state: words, silence, obligations, leads,
 * orders. */
#include "base/mem.h"
#include "schema/act_body.h"
#include "schema/owed.h"
#include "schema/silence.h"
#include "schema/standard.h"
#include "tests/unit/schema/life.h"

#define H   WORLD_HANBIN
#define G   WORLD_GAOXIN
#define ALL "M1,M2,M3,M5"

/* M03, M19: the applicant was helped elsewhere, in a hall or over the video: a
 * contribution there, cited here. */
static void a_word_given_at_another_hall_has_its_own_date(void **state)
{
	const struct act *word;
	struct act *draft;
	struct stage s;
	int64_t given;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, H, "M1,M2");
	draft = life_draft(&s, H, "case.notice");
	world_list(s.w, draft, "materials", "M3,M5");
	(void)life_accepted(&s, draft);
	draft = life_draft(&s, G, "case.contribute");
	world_text(s.w, draft, "what", "supply");
	life_materials(&s, draft, "M3,M5");
	given = s.w->now;
	word = life_accepted(&s, draft);
	life_expect_state(&s, MACHINE_CORRECT);
	s.w->now += 2 * LIFE_DAY;
	draft = life_draft(&s, H, "case.supply");
	world_list(s.w, draft, "materials", "M3,M5");
	world_id(s.w, draft, "word", &word->id);
	(void)life_refused(&s, RULE_WORD, draft); /* not in `after` */
	draft = life_draft(&s, H, "case.supply");
	world_list(s.w, draft, "materials", "M3,M5");
	world_id(s.w, draft, "word", &word->id);
	world_after(draft, &word->id);
	(void)life_accepted(&s, draft);
	assert_int_equal(life_fold(&s)->supplied_at, given);
	(void)life_logged(&s, H, "case.accept");
	draft = life_draft(&s, H, "case.withdraw");
	world_id(s.w, draft, "word", &word->id);
	world_after(draft, &word->id);
	(void)life_refused(&s, RULE_WORD, draft); /* another word */
	(void)life_logged(&s, H, "case.withdraw");
	life_expect_state(&s, MACHINE_WITHDRAWN);
	life_fini(&s);
}

static void a_word_needs_the_right_to_receive(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, H, "M1,M2");
	draft = life_draft(&s, G, "case.contribute");
	draft->ref_count = 0;
	(void)life_refused(&s, RULE_GRANT_MISSING, draft);
	draft = life_draft(&s, WORLD_ANKANG, "case.contribute");
	(void)life_refused(&s, RULE_GRANT_RIGHT, draft);
	(void)life_logged(&s, H, "case.contribute");
	life_fini(&s);
}

/* Silence: accepted as of the receipt, proven by checkpoints. */
static void silence_accepts_and_an_act_proves_it(void **state)
{
	const struct dossier *d;
	struct act *draft;
	struct stage s;
	int64_t since = 0;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, G, ALL);
	stage_hand_over(&s, G, H);
	d = life_fold(&s);
	assert_false(silence_accepts(life_ledger(), d,
	    ledger_calendar(life_ledger(), WORLD_SERIES), s.w->now, &since));
	s.w->now += 8 * LIFE_DAY;
	d = life_fold(&s);
	assert_true(silence_accepts(life_ledger(), d,
	    ledger_calendar(life_ledger(), WORLD_SERIES), s.w->now, &since));
	assert_int_equal(since, d->received_at);
	(void)life_refused(
	    &s, RULE_STATE, life_draft(&s, H, "case.review.start"));
	draft = life_draft(&s, H, "case.review.start");
	world_int(s.w, draft, "calendar", 1);
	(void)life_refused(
	    &s, RULE_SILENCE, draft); /* no word of the receiver */
	draft = life_draft(&s, H, "case.review.start");
	world_int(s.w, draft, "calendar", 1);
	draft->refs[0].type = ACT_REF_NOTE;
	draft->refs[0].note =
	    world_note(s.w, G, s.w->nodes[G].count, s.w->now - LIFE_DAY * 6);
	draft->ref_count = 1;
	(void)life_refused(
	    &s, RULE_SILENCE, draft); /* too early a checkpoint */
	draft = life_draft(&s, H, "case.review.start");
	world_int(s.w, draft, "calendar", 1);
	draft->refs[0].type = ACT_REF_NOTE;
	draft->refs[0].note = world_note(s.w, G, s.w->nodes[G].count, s.w->now);
	draft->ref_count = 1;
	(void)life_accepted(&s, draft);
	life_expect_state(&s, MACHINE_REVIEW);
	assert_true(life_fold(&s)->by_silence);
	assert_int_equal(
	    life_fold(&s)->accepted_at, life_fold(&s)->received_at);
	life_fini(&s);
}

/* The statutory limit then runs from the receipt. */
static void what_silence_accepted_is_extended_in_time(void **state)
{
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, H, ALL);
	s.w->now += 8 * LIFE_DAY;
	(void)life_logged(&s, H, "case.extend");
	life_expect_state(&s, MACHINE_REVIEW);
	assert_int_equal(
	    life_fold(&s)->accepted_at, life_fold(&s)->received_at);
	life_fini(&s);
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, H, ALL);
	s.w->now += 30 * LIFE_DAY; /* beyond 20WD */
	(void)life_refused(
	    &s, RULE_EXTENSION, life_draft(&s, H, "case.extend"));
	life_fini(&s);
}

/* While the pen was on offer the sender gave the notice, in time. */
static void a_notice_in_time_breaks_the_silence(void **state)
{
	const struct act *offer;
	const struct act *word;
	struct act *draft;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, G, "M1,M2");
	offer = stage_offer(&s, G, H);
	draft = life_draft(&s, G, "case.contribute");
	world_text(s.w, draft, "what", "notice");
	word = life_accepted(&s, draft);
	s.custody = stage_answer(&s, H, "case.take", offer)->id;
	s.w->now += 8 * LIFE_DAY;
	draft = life_draft(&s, H, "case.review.start");
	world_int(s.w, draft, "calendar", 1);
	draft->refs[0].type = ACT_REF_NOTE;
	draft->refs[0].note = world_note(s.w, G, s.w->nodes[G].count, s.w->now);
	draft->ref_count = 1;
	(void)life_refused(&s, RULE_SILENCE, draft);
	draft = life_draft(&s, H, "case.notice");
	world_list(s.w, draft, "materials", "M3,M5");
	world_id(s.w, draft, "word", &word->id);
	world_after(draft, &word->id);
	(void)life_accepted(&s, draft);
	life_expect_state(&s, MACHINE_CORRECT);
	life_fini(&s);
}

/* A notice under no custody is none, and takes no node down that folds it. */
static void a_notice_without_the_pen_breaks_no_silence(void **state)
{
	struct digest nothing = digest_sha256(bytes_text("no custody"));
	struct act *draft;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, H, "M1,M2");
	draft = life_draft(&s, H, "case.notice");
	world_list(s.w, draft, "materials", "M3,M5");
	world_id(s.w, draft, "custody", &nothing);
	(void)life_refused(&s, RULE_UNRESOLVED, draft);
	s.w->now += 8 * LIFE_DAY;
	draft = life_draft(&s, H, "case.review.start");
	world_int(s.w, draft, "calendar", 1);
	(void)life_accepted(&s, draft);
	assert_true(life_fold(&s)->by_silence);
	life_fini(&s);
}

static void prove_silence_after(unsigned notices, enum rule rule)
{
	struct act *draft;
	struct stage s;

	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, H, "M1,M2");
	for (unsigned i = 0; i < notices; i++) {
		draft = life_draft(&s, H, "case.contribute");
		world_text(s.w, draft, "what", "notice");
		world_list(s.w, draft, "materials", "M9"); /* does not count */
		(void)life_sign(&s, draft);
	}
	s.w->now += 8 * LIFE_DAY;
	draft = life_draft(&s, H, "case.review.start");
	world_int(s.w, draft, "calendar", 1);
	(void)life_refused(&s, rule, draft);
	life_fini(&s);
}

/* Each notice costs a signature: 64 of one log are looked at, no more. */
static void more_notices_than_are_looked_at_are_no_silence(void **state)
{
	(void)state;
	prove_silence_after(64, RULE_NONE);
	prove_silence_after(65, RULE_SILENCE);
}

/* Acts that prove nothing cost signatures, too: 64 of one dossier. */
static void more_proofs_of_silence_than_are_looked_at_prove_nothing(
    void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, G, ALL);
	stage_hand_over(&s, G, H);
	s.w->now += 8 * LIFE_DAY;
	for (unsigned i = 0; i < 64; i++) {
		draft = life_draft(&s, H, "case.review.start");
		world_int(s.w, draft, "calendar", 1);
		(void)life_sign(&s, draft); /* no word of the receiver */
	}
	draft = life_draft(&s, H, "case.review.start");
	world_int(s.w, draft, "calendar", 1);
	(void)life_refused(&s, RULE_SIZE, draft);
	life_fini(&s);
}

/* M14, M04: another district answers, without the pen. */
static void an_obligation_is_answered_by_who_owes_it(void **state)
{
	const struct act *owed;
	const struct act *answer;
	struct act *draft;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, H, "M1,M2,M3");
	draft = life_draft(&s, H, "case.owe");
	(void)life_refused(&s, RULE_OWED, draft); /* a gap */
	draft = life_draft(&s, H, "case.owe");
	world_text(s.w, draft, "what", "assist");
	world_text(s.w, draft, "blocks", "accept");
	world_text(s.w, draft, "material", "M5");
	world_text(s.w, draft, "to", "ankang");
	world_bool(s.w, draft, "reads", true);
	(void)life_refused(&s, RULE_WRAP, draft);
	draft = life_draft(&s, H, "case.owe");
	world_text(s.w, draft, "what", "assist");
	world_text(s.w, draft, "blocks", "accept");
	world_text(s.w, draft, "material", "M5");
	world_text(s.w, draft, "to", "ankang");
	world_bool(s.w, draft, "reads", false);
	owed = life_accepted(&s, draft);
	draft = life_draft(&s, H, "case.accept");
	life_materials(&s, draft, "M5");
	(void)life_refused(&s, RULE_BLOCKED, draft);
	draft = life_draft(&s, G, "case.owe.answer");
	world_id(s.w, draft, "owed", &owed->id);
	world_text(s.w, draft, "material", "M5");
	(void)life_refused(&s, RULE_OWED_END, draft); /* not asked */
	draft = life_draft(&s, WORLD_ANKANG, "case.owe.answer");
	world_id(s.w, draft, "owed", &owed->id);
	world_text(s.w, draft, "material", "M5");
	world_text(s.w, draft, "result", "confirmed");
	answer = life_accepted(&s, draft);
	draft = life_draft(&s, H, "case.owe.close");
	world_id(s.w, draft, "owed", &owed->id);
	world_text(s.w, draft, "material", "M5");
	world_text(s.w, draft, "result", "confirmed");
	world_list(s.w, draft, "materials", "M5");
	(void)life_refused(&s, RULE_OWED_END, draft); /* cites no answer */
	draft = life_draft(&s, H, "case.owe.close");
	world_id(s.w, draft, "owed", &owed->id);
	world_text(s.w, draft, "material", "M5");
	world_text(s.w, draft, "result", "confirmed");
	world_id(s.w, draft, "answer", &answer->id);
	world_list(s.w, draft, "materials", "M5");
	(void)life_accepted(&s, draft);
	(void)life_logged(&s, H, "case.accept");
	life_fini(&s);
}

/* M10, M46 */
static void a_lead_becomes_a_case_by_consent(void **state)
{
	struct act *draft;
	const struct act *opening;
	struct stage s;
	char code[CALLBACK_ROOM];

	(void)state;
	life_init(&s, "life_item.yaml");
	draft = life_lead(&s, H, "expiry");
	opening = world_log(s.w, draft, WORLD_CLERK);
	s.dossier = opening->id;
	s.custody = opening->id;
	life_expect(&s, RULE_NONE, opening);
	life_expect_state(&s, MACHINE_LEAD);
	(void)life_refused(
	    &s, RULE_CALLBACK, life_draft(&s, H, "case.lead.contact"));
	callback_format(code, s.w->genesis.suite, &s.dossier);
	draft = life_draft(&s, H, "case.lead.contact");
	world_text(s.w, draft, "code", code);
	(void)life_accepted(&s, draft);
	draft = life_draft(&s, H, "case.lead.consent");
	world_text(s.w, draft, "consent", "none");
	(void)life_refused(&s, RULE_CONSENT, draft);
	draft = life_draft(&s, H, "case.lead.consent");
	life_materials(&s, draft, ALL);
	world_vault(s.w, draft, "consent");
	(void)life_accepted(&s, draft);
	life_expect_state(&s, MACHINE_RECEIVED);
	life_review(&s, H);
	life_fini(&s);
}

/* M11: none asked for consent where the standard says so. */
static void a_lead_is_of_the_home_and_on_the_list(void **state)
{
	struct act *draft;
	const struct act *act;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	draft = life_lead(&s, H, "birthday");
	act = world_log(s.w, draft, WORLD_CLERK);
	s.dossier = act->id;
	life_expect(&s, RULE_TRIGGER, act);
	draft = life_lead(&s, H, "list");
	act = world_log(s.w, draft, WORLD_CLERK);
	s.dossier = act->id;
	s.custody = act->id;
	draft = life_draft(&s, H, "case.lead.consent"); /* M11: none asked */
	world_text(s.w, draft, "consent", "none");
	(void)life_accepted(&s, draft);
	life_fini(&s);
}

/* M32 to M35 */
static void an_order_is_offered_taken_answered_visited_closed(void **state)
{
	const struct act *visit;
	struct act *draft;
	struct stage s;

	(void)state;
	life_init(&s, "life_order.yaml");
	draft = life_order(&s, WORLD_ANKANG);
	s.dossier = world_log(s.w, draft, WORLD_CLERK)->id;
	s.custody = s.dossier;
	stage_hand_over(&s, WORLD_ANKANG, G);
	(void)life_logged(&s, G, "case.accept");
	(void)life_logged(&s, G, "case.review.start");
	(void)life_logged(&s, G, "case.decide.yes");
	(void)life_refused(&s, RULE_VISITED, life_draft(&s, G, "case.close"));
	draft = life_draft(&s, G, "case.owe");
	world_text(s.w, draft, "what", "visit");
	world_text(s.w, draft, "blocks", "close");
	world_text(s.w, draft, "to", "ankang-gaoxin");
	world_bool(s.w, draft, "reads", false);
	visit = life_accepted(&s, draft);
	(void)life_refused(&s, RULE_BLOCKED, life_draft(&s, G, "case.close"));
	draft = life_draft(&s, G, "case.owe.close");
	world_id(s.w, draft, "owed", &visit->id);
	world_text(s.w, draft, "result", "dissatisfied");
	(void)life_accepted(&s, draft);
	(void)life_logged(&s, G, "case.close");
	draft = life_draft(&s, G, "case.reopen");
	world_id(s.w, draft, "owed", &s.dossier);
	(void)life_refused(&s, RULE_REOPEN, draft);
	draft = life_draft(&s, G, "case.reopen");
	world_id(s.w, draft, "owed", &visit->id);
	(void)life_accepted(&s, draft);
	life_expect_state(&s, MACHINE_REVIEW);
	(void)life_logged(&s, G, "case.decide.yes");
	(void)life_logged(&s, G, "case.close");
	draft = life_draft(&s, G, "case.reopen");
	world_id(s.w, draft, "owed", &visit->id);
	(void)life_refused(&s, RULE_REOPEN, draft); /* once */
	life_fini(&s);
}

/* M35 */
static void an_order_is_answered_at_first_contact(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	life_init(&s, "life_order.yaml");
	draft = life_order(&s, WORLD_ANKANG);
	s.dossier = world_log(s.w, draft, WORLD_CLERK)->id;
	s.custody = s.dossier;
	draft = life_draft(&s, WORLD_ANKANG, "case.decide.yes");
	world_int(s.w, draft, "level", 0);
	(void)life_accepted(&s, draft);
	life_expect_state(&s, MACHINE_YES);
	/* No notice, no gap, no licence in an order. */
	draft = life_draft(&s, WORLD_ANKANG, "case.notice");
	(void)life_refused(&s, RULE_STATE, draft);
	life_fini(&s);
}

/* M39, M34 */
static void ratings_and_escalations_stand_beside(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, G, ALL);
	draft = life_draft(&s, G, "case.rate");
	world_int(s.w, draft, "level", 6);
	(void)life_refused(&s, RULE_RATING, draft);
	draft = life_draft(&s, WORLD_ANKANG, "case.rate");
	(void)life_refused(&s, RULE_NOT_PARTICIPANT, draft);
	(void)life_logged(&s, G, "case.rate");
	(void)life_logged(&s, G, "case.escalate");
	draft = life_draft(&s, G, "case.escalate");
	world_int(s.w, draft, "level", 5);
	(void)life_refused(&s, RULE_ESCALATION, draft);
	(void)life_logged(
	    &s, WORLD_ANKANG, "case.escalate"); /* the authority */
	assert_int_equal(life_fold(&s)->head_count, 1);
	life_fini(&s);
}

/* The fold looks at the list of all for each of them. */
static void each_of_a_thousand_obligations_is_closed(void **state)
{
	enum { PAIRS = 1000 };
	struct digest *ids = mem_new_array(PAIRS, sizeof(*ids));
	const struct dossier *d;
	struct act *draft;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)life_receive(&s, H, ALL);
	for (size_t i = 0; i < PAIRS; i++) {
		draft = life_draft(&s, H, "case.owe");
		world_text(s.w, draft, "what", "survey");
		world_text(s.w, draft, "to", s.w->nodes[H].id);
		ids[i] = life_sign(&s, draft)->id;
	}
	for (size_t i = PAIRS; i-- > 0;) {
		draft = life_draft(&s, H, "case.owe.close");
		world_id(s.w, draft, "owed", &ids[i]);
		(void)life_sign(&s, draft);
	}
	d = life_fold(&s);
	assert_int_equal(d->owed_count, PAIRS);
	for (size_t i = 0; i < PAIRS; i++)
		assert_int_equal(d->owed[i].state, OWED_CLOSED);
	mem_free(ids);
	life_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_word_given_at_another_hall_has_its_own_date),
		TEST(a_word_needs_the_right_to_receive),
		TEST(silence_accepts_and_an_act_proves_it),
		TEST(what_silence_accepted_is_extended_in_time),
		TEST(a_notice_in_time_breaks_the_silence),
		TEST(a_notice_without_the_pen_breaks_no_silence),
		TEST(more_notices_than_are_looked_at_are_no_silence),
		TEST(more_proofs_of_silence_than_are_looked_at_prove_nothing),
		TEST(an_obligation_is_answered_by_who_owes_it),
		TEST(a_lead_becomes_a_case_by_consent),
		TEST(a_lead_is_of_the_home_and_on_the_list),
		TEST(an_order_is_offered_taken_answered_visited_closed),
		TEST(an_order_is_answered_at_first_contact),
		TEST(ratings_and_escalations_stand_beside),
		TEST(each_of_a_thousand_obligations_is_closed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
