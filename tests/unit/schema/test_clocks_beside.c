/* The clocks beside the main state: obligations, orders, ratings, leads. */
#include "tests/unit/schema/clocked.h"

static const struct act *owe(
    struct stage *s, const char *what, const char *code, const char *limit)
{
	struct act *draft = life_draft(s, H, "case.owe");

	world_text(s->w, draft, "what", what);
	world_text(s->w, draft, "to", "ankang");
	world_text(s->w, draft, "blocks",
	    strcmp(what, "opinion") == 0 ? "decide" : "none");
	world_bool(s->w, draft, "reads", false);
	if (code != NULL)
		world_text(s->w, draft, "code", code);
	if (limit != NULL)
		world_text(s->w, draft, "limit", limit);
	return life_accepted(s, draft);
}

static const struct act *answer(struct stage *s, const struct act *owed)
{
	struct act *draft = life_draft(s, WORLD_ANKANG, "case.owe.answer");

	world_id(s->w, draft, "owed", &owed->id);
	world_text(s->w, draft, "result", "done");
	return life_accepted(s, draft);
}

static void close_owed(
    struct stage *s, const struct act *owed, const struct act *by)
{
	struct act *draft = life_draft(s, H, "case.owe.close");

	world_id(s->w, draft, "owed", &owed->id);
	world_id(s->w, draft, "answer", &by->id);
	world_text(s->w, draft, "result", "done");
	(void)life_accepted(s, draft);
}

/* C9, and those without a number of their own */
static void obligations_run_each_by_its_own_limit(void **state)
{
	const struct act *opinion;
	const struct act *assist;
	struct stage s;

	(void)state;
	begin(&s, "life_clocks.yaml");
	(void)life_receive(&s, H, ALL);
	opinion = owe(&s, "opinion", "police", NULL); /* listed: 2WD */
	(void)owe(&s, "opinion", NULL, NULL);         /* of the standard: 3WD */
	(void)owe(&s, "opinion", NULL, "4WD");
	assist = owe(&s, "assist", NULL, NULL); /* 30NMIN */
	(void)owe(&s, "fee", NULL, NULL);       /* no limit at all */
	(void)owe(&s, "parcel", NULL, "7ND");
	(void)look(&s, s.w->now);
	assert_int_equal(count_of("C9"), 3);
	assert_string_equal(clock_at("opinion", 0)->deadline, "2026-11-26");
	assert_string_equal(clock_at("opinion", 1)->deadline, "2026-11-27");
	assert_string_equal(clock_at("opinion", 2)->deadline, "2026-11-30");
	assert_int_equal(count_of("fee"), 0);
	expect("parcel", "2026-12-01", DOSSIER_CLOCK_NORMAL);
	assert_int_equal(
	    clock_at("assist", 0)->last, clock_at("assist", 0)->start + 1800);
	(void)look(&s, clock_at("assist", 0)->start + 1350); /* 3/4 of it */
	assert_int_equal(clock_at("assist", 0)->level, DOSSIER_CLOCK_WARN);
	(void)answer(&s, assist);
	s.w->now = at("2026-11-27", 9, 0);
	(void)answer(&s, opinion);
	close_owed(&s, opinion, answer(&s, opinion)); /* mended, then closed */
	(void)look(&s, at("2026-11-27", 12, 0));
	assert_int_equal(clock_at("assist", 0)->level, DOSSIER_CLOCK_STOPPED);
	assert_int_equal(
	    clock_at("opinion", 0)->level, DOSSIER_CLOCK_STOPPED_LATE);
	assert_int_equal(clock_at("opinion", 0)->stop, at("2026-11-27", 9, 0));
	life_fini(&s);
}

static const struct act *order(struct stage *s, const char *class)
{
	struct act *draft = life_order(s, WORLD_ANKANG);
	const struct act *act;

	if (class != NULL)
		world_text(s->w, draft, "class", class);
	act = world_log(s->w, draft, WORLD_CLERK);
	s->dossier = act->id;
	s->custody = act->id;
	life_expect(s, RULE_NONE, act);
	return act;
}

/* C11a, C11b */
static void an_order_is_handed_on_and_taken_within_minutes(void **state)
{
	const struct act *offer;
	struct stage s;
	int64_t start;

	(void)state;
	begin(&s, "life_urgent.yaml");
	(void)order(&s, NULL);
	start = at("2026-11-24", 9, 0);
	(void)look(&s, start);
	assert_int_equal(count, 1);
	assert_string_equal(list[0].id, "C11a");
	assert_int_equal(list[0].last, start + 300);
	assert_int_equal(list[0].level, DOSSIER_CLOCK_NORMAL);
	(void)look(&s, start + 225);
	assert_int_equal(list[0].level, DOSSIER_CLOCK_WARN);
	(void)look(&s, start + 301);
	assert_int_equal(list[0].level, DOSSIER_CLOCK_OVERDUE);
	s.w->now = start + 300;
	offer = stage_offer(&s, WORLD_ANKANG, G);
	(void)look(&s, start + 1000);
	expect("assign", "2026-11-24", DOSSIER_CLOCK_STOPPED);
	assert_string_equal(list[1].id, "C11b");
	assert_memory_equal(&list[1].subject, &offer->id, sizeof(offer->id));
	s.w->now = start + 1000;
	(void)stage_answer(&s, G, "case.refuse", offer);
	(void)look(&s, start + 4000);
	expect("take", "2026-11-24", DOSSIER_CLOCK_STOPPED);
	assert_int_equal(count_of("C11c"), 0);
	(void)order(&s, NULL);
	offer = stage_offer(&s, WORLD_ANKANG, H);
	s.w->now += 1800; /* of which one minute is the offer's */
	(void)look(&s, s.w->now);
	expect("take", "2026-11-24", DOSSIER_CLOCK_OVERDUE);
	s.custody = stage_answer(&s, H, "case.take", offer)->id;
	(void)look(&s, s.w->now);
	expect("take", "2026-11-24", DOSSIER_CLOCK_STOPPED_LATE);
	expect("finish", "2026-12-01", DOSSIER_CLOCK_NORMAL);
	life_fini(&s);
}

/* C11c: on site in 2 hours, closed in 12, besides the five working days */
static void an_urgent_order_is_seen_to_at_once(void **state)
{
	struct stage s;
	int64_t start;

	(void)state;
	begin(&s, "life_urgent.yaml");
	(void)order(&s, "simple");
	stage_hand_over(&s, WORLD_ANKANG, G);
	(void)look(&s, s.w->now);
	assert_int_equal(count_of("C11c"), 1);
	(void)order(&s, "urgent");
	stage_hand_over(&s, WORLD_ANKANG, G);
	(void)look(&s, s.w->now);
	assert_int_equal(count_of("C11c"), 3);
	start = clock_at("finish", 0)->start;
	assert_int_equal(clock_at("urgent_site", 0)->last, start + 7200);
	assert_int_equal(clock_at("urgent_finish", 0)->last, start + 43200);
	stage_hand_over(&s, G, H); /* handing on wins no time */
	(void)look(&s, s.w->now);
	assert_int_equal(count_of("C11c"), 3);
	assert_int_equal(clock_at("finish", 0)->start, start);
	(void)life_logged(&s, H, "case.accept");
	(void)life_logged(&s, H, "case.review.start");
	s.w->now = start + 50000;
	(void)life_logged(&s, H, "case.decide.yes");
	(void)look(&s, s.w->now);
	assert_int_equal(
	    clock_at("urgent_site", 0)->level, DOSSIER_CLOCK_STOPPED);
	assert_int_equal(
	    clock_at("urgent_finish", 0)->level, DOSSIER_CLOCK_STOPPED_LATE);
	assert_int_equal(clock_at("finish", 0)->level, DOSSIER_CLOCK_STOPPED);
	assert_int_equal(count_of("C5"), 0); /* nothing to deliver */
	life_fini(&s);
}

static const struct act *rate(
    struct stage *s, enum world_node_index node, int64_t level)
{
	struct act *draft = life_draft(s, node, "case.rate");

	world_int(s->w, draft, "level", level);
	return life_accepted(s, draft);
}

/* C13 */
static void a_bad_rating_is_mended_by_a_closed_rectification(void **state)
{
	const struct act *bad;
	const struct act *owed;
	const struct act *given;
	struct stage s;
	int64_t closed;

	(void)state;
	begin(&s, "life_clocks.yaml");
	(void)life_receive(&s, G, ALL);
	stage_hand_over(&s, G, H);
	(void)rate(&s, G, 3);
	(void)look(&s, s.w->now);
	assert_int_equal(count_of("C13"), 0);
	bad = rate(&s, G, 4);
	(void)rate(&s, H, 5); /* while it runs */
	owed = owe(&s, "rectify", NULL, "3WD");
	(void)look(&s, s.w->now);
	assert_int_equal(count_of("C13"), 1);
	expect("rectify", "2026-11-27", DOSSIER_CLOCK_NORMAL); /* its own */
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i].id, "C13") == 0) {
			assert_string_equal(list[i].deadline, "2026-12-01");
			assert_memory_equal(
			    &list[i].subject, &bad->id, sizeof(bad->id));
			assert_int_equal(list[i].stop, 0);
		}
	(void)rate(&s, G, 5);
	given = answer(&s, owed);
	(void)look(&s, s.w->now);
	assert_int_equal(clock_at("rectify", 1)->stop, 0); /* not yet closed */
	close_owed(&s, owed, given);
	closed = s.w->now - 60;
	(void)rate(&s, G, 4); /* once more */
	(void)look(&s, s.w->now);
	assert_int_equal(count_of("C13"), 2);
	assert_string_equal(clock_at("rectify", 1)->id, "C13");
	assert_int_equal(clock_at("rectify", 1)->stop, closed);
	assert_int_equal(clock_at("rectify", 2)->stop, 0);
	life_fini(&s);
}

/* C14: 30, 7 and 3 days before */
static void a_lead_reminds_on_its_days_until_consent(void **state)
{
	const struct act *opening;
	struct act *draft;
	struct stage s;
	char code[CALLBACK_ROOM];

	(void)state;
	begin(&s, "life_item.yaml");
	opening = world_log(s.w, life_lead(&s, H, "expiry"), WORLD_CLERK);
	s.dossier = opening->id;
	s.custody = opening->id;
	(void)look(&s, s.w->now);
	assert_int_equal(count_of("C14"), 3);
	assert_string_equal(list[0].limit, "30ND");
	assert_string_equal(list[0].deadline, "2026-11-24");
	assert_int_equal(list[0].level, DOSSIER_CLOCK_WARN); /* due today */
	assert_string_equal(list[1].deadline, "2026-12-17");
	assert_int_equal(list[1].level, DOSSIER_CLOCK_NORMAL);
	assert_string_equal(list[2].deadline, "2026-12-21");
	callback_format(code, s.w->genesis.suite, &s.dossier);
	draft = life_draft(&s, H, "case.lead.contact");
	world_text(s.w, draft, "code", code);
	(void)life_accepted(&s, draft);
	(void)look(&s, at("2026-12-17", 8, 0));
	assert_int_equal(list[0].level, DOSSIER_CLOCK_STOPPED);
	assert_int_equal(list[1].level, DOSSIER_CLOCK_WARN); /* not by that */
	(void)look(&s, at("2026-12-18", 8, 0));
	assert_int_equal(list[1].level, DOSSIER_CLOCK_OVERDUE);
	draft = life_draft(&s, H, "case.lead.consent");
	world_vault(s.w, draft, "consent");
	(void)life_accepted(&s, draft);
	(void)look(&s, at("2026-12-22", 8, 0));
	assert_int_equal(list[count - 1].level, DOSSIER_CLOCK_STOPPED);
	assert_int_equal(count_of("C1"), 1);
	life_fini(&s);
}

/* What runs is never crowded out by what is over. */
static void of_too_many_clocks_those_that_run_are_kept(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	begin(&s, "life_clocks.yaml");
	(void)life_receive(&s, H, ALL);
	for (int i = 0; i < MAX + 6; i++) {
		draft = life_draft(&s, H, "case.owe");
		world_text(s.w, draft, "what", "opinion");
		world_text(s.w, draft, "to", "ankang");
		world_text(s.w, draft, "blocks", "none");
		world_bool(s.w, draft, "reads", false);
		(void)life_sign(&s, draft);
	}
	(void)look(&s, s.w->now);
	assert_int_equal(count, MAX);
	assert_int_equal(count_of("C1"), 1); /* began first */
	assert_int_equal(clock_at("opinion", 0)->start, at("2026-11-24", 9, 1));
	(void)life_logged(&s, H, "case.accept");
	(void)look(&s, s.w->now);
	assert_int_equal(count, MAX);
	assert_int_equal(count_of("C1"), 0);
	life_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(obligations_run_each_by_its_own_limit),
		TEST(an_order_is_handed_on_and_taken_within_minutes),
		TEST(an_urgent_order_is_seen_to_at_once),
		TEST(a_bad_rating_is_mended_by_a_closed_rectification),
		TEST(a_lead_reminds_on_its_days_until_consent),
		TEST(of_too_many_clocks_those_that_run_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
