#include "schema/aside.h"

#include "tests/unit/schema/stage.h"

#define YEAR (366 * 86400)

/* gaoxin received for hanbin, which finishes and closes. */
static void close_case(struct stage *s)
{
	stage_init(s);
	stage_receive(s);
	stage_hand_over(s, WORLD_GAOXIN, WORLD_HANBIN);
	stage_finish(s, WORLD_HANBIN);
	(void)stage_move(s, WORLD_HANBIN, "case.deliver", WORLD_CLERK);
	(void)stage_move(s, WORLD_HANBIN, "case.close", WORLD_CLERK);
}

static const struct act *beside(struct stage *s, enum world_node_index node,
    const char *kind, const char *reason, const struct act *seen)
{
	struct act *draft = world_beside(s->w, node, kind, &s->dossier, reason);

	if (seen != NULL)
		world_after(draft, &seen->id);
	return world_log(s->w, draft, WORLD_CHAIR);
}

static const struct act *erase(struct stage *s, const struct act *seen)
{
	return beside(s, WORLD_HANBIN, "case.erase", "order", seen);
}

static const struct act *look(struct stage *s, enum world_node_index node,
    const char *files, const char *reason)
{
	return world_log(s->w,
	    world_open(s->w, node, &s->dossier, files, reason), WORLD_CLERK);
}

static void an_opening_is_on_record_and_moves_nothing(void **state)
{
	const struct act *act;
	struct world_view *v;
	struct dossier *d;
	size_t heads;
	struct stage s;

	(void)state;
	close_case(&s);
	v = world_view_new(s.w);
	heads = stage_fold(&s, v)->head_count;
	act = look(&s, WORLD_GAOXIN, "form,mat.M1", "");
	d = stage_fold(&s, v);
	assert_int_equal(world_rule(d, &act->id), RULE_NONE);
	assert_int_equal(d->opening_count, 1);
	assert_string_equal(d->openings[0].place.node, "ankang-gaoxin");
	assert_string_equal(d->openings[0].staff->id, "clerk-01");
	assert_int_equal(value_count(d->openings[0].files), 2);
	assert_int_equal(d->head_count, heads);
	world_view_free(v);
	stage_fini(&s);
}

static void refuses_opening_by_who_takes_no_part(void **state)
{
	struct stage s;

	(void)state;
	close_case(&s);
	stage_expect(&s, NOT_PARTICIPANT, look(&s, WORLD_ANKANG, "form", "看"));
	stage_fini(&s);
}

/* It saw the files while it was asked; the record of that must not fade. */
static void who_refused_an_offer_took_part(void **state)
{
	const struct act *offer;
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive_home(&s);
	offer = stage_offer(&s, WORLD_HANBIN, WORLD_GAOXIN);
	stage_expect(&s, NONE, look(&s, WORLD_GAOXIN, "form", ""));
	(void)stage_answer(&s, WORLD_GAOXIN, "case.refuse", offer);
	stage_expect(&s, NONE, look(&s, WORLD_GAOXIN, "form", ""));
	stage_fini(&s);
}

static void refuses_opening_without_a_reading_role(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	close_case(&s);
	draft = world_open(s.w, WORLD_HANBIN, &s.dossier, "form", "");
	stage_expect(&s, ROLE, world_log(s.w, draft, WORLD_GUEST));
	draft = world_open(s.w, WORLD_HANBIN, &s.dossier, "form", "");
	stage_expect(
	    &s, ROLE, world_log_by(s.w, draft, &s.w->nodes[WORLD_HANBIN].log));
	stage_fini(&s);
}

static void refuses_opening_of_no_file_and_of_a_wrap(void **state)
{
	struct stage s;

	(void)state;
	close_case(&s);
	stage_expect(&s, FILE_UNKNOWN, look(&s, WORLD_HANBIN, "mat.M9", ""));
	stage_expect(
	    &s, FILE_UNKNOWN, look(&s, WORLD_HANBIN, "key.hanbin", ""));
	stage_fini(&s);
}

static void a_licence_of_another_district_needs_a_reason(void **state)
{
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive_home(&s);
	(void)stage_answer(&s, WORLD_GAOXIN, "case.refuse",
	    stage_offer(&s, WORLD_HANBIN, WORLD_GAOXIN));
	s.custody = s.w->nodes[WORLD_HANBIN]
			.entries[s.w->nodes[WORLD_HANBIN].count - 1]
			.act->id;
	{
		struct act *draft =
		    stage_draft(&s, WORLD_HANBIN, "case.accept");

		world_wraps(s.w, draft, 1, "hanbin");
		(void)world_log(s.w, draft, WORLD_CLERK);
	}
	(void)stage_move(&s, WORLD_HANBIN, "case.review.start", WORLD_CLERK);
	(void)stage_move(&s, WORLD_HANBIN, "case.opine", WORLD_CLERK);
	(void)stage_move(&s, WORLD_HANBIN, "case.decide.yes", WORLD_CHIEF);
	(void)stage_move(&s, WORLD_HANBIN, "case.issue", WORLD_CLERK);
	stage_expect(&s, REASON, look(&s, WORLD_GAOXIN, "result", ""));
	stage_expect(&s, NONE, look(&s, WORLD_GAOXIN, "result", "核对证照"));
	stage_expect(&s, NONE, look(&s, WORLD_HANBIN, "result", ""));
	stage_fini(&s);
}

/* ---- openings under a warrant (F-119) ---- */

static const struct act *issue_warrant(
    struct stage *s, const struct digest *dossier, int64_t until)
{
	struct act *act = world_draft(s->w, WORLD_ANKANG, "warrant.issue");

	world_id(s->w, act, "case", dossier);
	world_text(s->w, act, "auditor", "审计局");
	value_set(s->w->arena, world_body(act), "key",
	    value_bin(s->w->arena, sign_public_bytes(&s->w->root.public)));
	value_set(s->w->arena, world_body(act), "sealing",
	    value_bin(s->w->arena,
		seal_public_bytes(&s->w->nodes[WORLD_GAOXIN].sealing.public)));
	world_int(s->w, act, "until", until);
	world_text(s->w, act, "reason", "");
	return world_log_by(s->w, act, &s->w->root);
}

static const struct act *disclose(
    struct stage *s, const struct act *warrant, const struct sign_pair *signer)
{
	struct act *act =
	    world_open(s->w, WORLD_HANBIN, &s->dossier, "form,mat.M1", "");

	world_id(s->w, act, "warrant", &warrant->id);
	return world_log_by(s->w, act, signer);
}

static void a_node_opens_for_an_auditor_by_its_log_key(void **state)
{
	const struct act *warrant, *act;
	struct world_view *v;
	struct dossier *d;
	struct stage s;

	(void)state;
	close_case(&s);
	warrant = issue_warrant(&s, &s.dossier, s.w->now + 3600);
	act = disclose(&s, warrant, &s.w->nodes[WORLD_HANBIN].log);
	v = world_view_new(s.w);
	d = stage_fold(&s, v);
	assert_int_equal(world_rule(d, &act->id), RULE_NONE);
	assert_int_equal(d->opening_count, 1);
	assert_true(d->openings[0].has_warrant);
	assert_true(digest_equal(&d->openings[0].warrant, &warrant->id));
	world_view_free(v);
	stage_fini(&s);
}

static void refuses_what_the_warrant_does_not_cover(void **state)
{
	const struct act *good, *over, *other;
	struct digest another = { { 7 } };
	const struct sign_pair *log;
	struct stage s;

	(void)state;
	close_case(&s);
	log = &s.w->nodes[WORLD_HANBIN].log;
	good = issue_warrant(&s, &s.dossier, s.w->now + 3600);
	other = issue_warrant(&s, &another, s.w->now + 3600);
	over = issue_warrant(&s, &s.dossier, s.w->now - 1);
	stage_expect(&s, WARRANT, disclose(&s, other, log));
	stage_expect(&s, WARRANT, disclose(&s, over, log));
	stage_expect(&s, WARRANT,
	    disclose(&s, s.w->nodes[WORLD_ANKANG].entries[0].act, log));
	stage_expect(&s, ROLE,
	    disclose(&s, good, &s.w->nodes[WORLD_HANBIN].staff[WORLD_CLERK]));
	s.w->now += 7200;
	stage_expect(&s, WARRANT, disclose(&s, good, log));
	stage_fini(&s);
}

static void without_a_warrant_the_log_key_opens_nothing(void **state)
{
	struct stage s;

	(void)state;
	close_case(&s);
	stage_expect(&s, ROLE,
	    world_log_by(s.w,
		world_open(s.w, WORLD_HANBIN, &s.dossier, "form", ""),
		&s.w->nodes[WORLD_HANBIN].log));
	stage_fini(&s);
}

static void erases_a_closed_case_by_order(void **state)
{
	const struct act *act;
	const struct act *done;
	struct world_view *v;
	struct dossier *d;
	struct stage s;

	(void)state;
	close_case(&s);
	act = erase(&s, NULL);
	done = world_log_by(s.w,
	    world_erased(s.w, WORLD_GAOXIN, &s.dossier, &act->id),
	    &s.w->nodes[WORLD_GAOXIN].log);
	v = world_view_new(s.w);
	d = stage_fold(&s, v);
	assert_true(d->erased);
	assert_memory_equal(&d->erase, &act->id, DIGEST_BYTES);
	assert_int_equal(world_rule(d, &done->id), RULE_NONE);
	assert_int_equal(d->receipt_count, 1);
	assert_string_equal(d->receipts[0].node, "ankang-gaoxin");
	assert_int_equal(d->receipts[0].objects, 3);
	world_view_free(v);
	stage_fini(&s);
}

static void only_the_home_has_a_case_erased(void **state)
{
	struct stage s;

	(void)state;
	close_case(&s);
	stage_expect(&s, NOT_HOME,
	    beside(&s, WORLD_GAOXIN, "case.erase", "order", NULL));
	stage_fini(&s);
}

static void refuses_erasure_before_the_close(void **state)
{
	const struct act *early;
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive_home(&s);
	early = erase(&s, NULL);
	stage_finish(&s, WORLD_HANBIN);
	(void)stage_move(&s, WORLD_HANBIN, "case.deliver", WORLD_CLERK);
	(void)stage_move(&s, WORLD_HANBIN, "case.close", WORLD_CLERK);
	stage_expect(&s, STATE, early);
	stage_fini(&s);
}

static void retention_is_counted_from_the_close(void **state)
{
	const struct act *early;
	struct stage s;

	(void)state;
	close_case(&s);
	early = beside(&s, WORLD_HANBIN, "case.erase", "retention", NULL);
	stage_expect(&s, RETENTION, early);
	s.w->now += 4 * (int64_t)YEAR; /* T04 keeps for 5 years */
	stage_expect(&s, RETENTION,
	    beside(&s, WORLD_HANBIN, "case.erase", "retention", NULL));
	s.w->now += 2 * (int64_t)YEAR;
	stage_expect(&s, NONE,
	    beside(&s, WORLD_HANBIN, "case.erase", "retention", NULL));
	stage_fini(&s);
}

static void a_legal_hold_stops_erasure_until_it_is_released(void **state)
{
	const struct act *hold;
	const struct act *release;
	struct world_view *v;
	struct stage s;

	(void)state;
	close_case(&s);
	hold = beside(&s, WORLD_ANKANG, "case.hold", "信访复查", NULL);
	stage_expect(&s, NONE, hold);
	v = world_view_new(s.w);
	assert_true(stage_fold(&s, v)->held);
	stage_expect(&s, ON_HOLD, erase(&s, hold));
	release = beside(&s, WORLD_GAOXIN, "case.release", "复查终结", hold);
	assert_false(stage_fold(&s, v)->held);
	stage_expect(&s, ON_HOLD, erase(&s, hold)); /* knows no release */
	stage_expect(&s, NONE, erase(&s, release));
	world_view_free(v);
	stage_fini(&s);
}

static void a_release_lifts_only_the_holds_it_had_seen(void **state)
{
	const struct act *first;
	const struct act *second;
	const struct act *release;
	struct act *draft;
	struct stage s;

	(void)state;
	close_case(&s);
	first = beside(&s, WORLD_ANKANG, "case.hold", "信访复查", NULL);
	release = beside(&s, WORLD_HANBIN, "case.release", "终结", first);
	second = beside(&s, WORLD_GAOXIN, "case.hold", "纪检", NULL);
	draft =
	    world_beside(s.w, WORLD_HANBIN, "case.erase", &s.dossier, "order");
	world_after(draft, &release->id);
	world_after(draft, &second->id);
	stage_expect(&s, ON_HOLD, world_log(s.w, draft, WORLD_CHAIR));
	stage_fini(&s);
}

static void a_hold_that_the_erasure_had_not_seen_came_too_late(void **state)
{
	struct stage s;

	(void)state;
	close_case(&s);
	(void)beside(&s, WORLD_ANKANG, "case.hold", "信访复查", NULL);
	stage_expect(&s, NONE, erase(&s, NULL));
	stage_fini(&s);
}

static void refuses_hold_by_strangers_and_without_the_role(void **state)
{
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive_home(&s);
	stage_expect(&s, NOT_PARTICIPANT,
	    beside(&s, WORLD_GAOXIN, "case.hold", "信访复查", NULL));
	stage_expect(&s, ROLE,
	    world_log(s.w,
		world_beside(s.w, WORLD_HANBIN, "case.hold", &s.dossier, ""),
		WORLD_CLERK));
	stage_fini(&s);
}

static void nothing_follows_an_erasure_but_receipts_and_holds(void **state)
{
	const struct act *act;
	const struct act *offer;
	const struct act *unseen;
	struct act *draft;
	struct stage s;

	(void)state;
	close_case(&s);
	act = erase(&s, NULL);
	draft = world_offer(
	    s.w, WORLD_HANBIN, &s.dossier, &s.custody, WORLD_GAOXIN);
	world_after(draft, &act->id);
	offer = world_log(s.w, draft, WORLD_CLERK);
	draft = world_open(s.w, WORLD_GAOXIN, &s.dossier, "form", "");
	world_after(draft, &act->id);
	unseen = look(&s, WORLD_GAOXIN, "form", "");
	stage_expect(&s, ERASED, world_log(s.w, draft, WORLD_CLERK));
	stage_expect(&s, ERASED, offer);
	stage_expect(
	    &s, ERASED, stage_answer(&s, WORLD_GAOXIN, "case.take", offer));
	stage_expect(&s, ERASED, erase(&s, act));
	stage_expect(&s, NONE, unseen);
	stage_expect(&s, NONE, act);
	stage_expect(
	    &s, NONE, beside(&s, WORLD_ANKANG, "case.hold", "信访复查", act));
	stage_fini(&s);
}

static void a_receipt_is_of_an_erasure_by_the_log_key(void **state)
{
	const struct act *early;
	const struct act *act;
	struct act *draft;
	struct digest none = digest_sha256(bytes_text("none"));
	struct stage s;

	(void)state;
	close_case(&s);
	early = beside(&s, WORLD_GAOXIN, "case.erase", "order", NULL);
	act = erase(&s, NULL);
	draft = world_erased(s.w, WORLD_GAOXIN, &s.dossier, &none);
	stage_expect(&s, UNRESOLVED,
	    world_log_by(s.w, draft, &s.w->nodes[WORLD_GAOXIN].log));
	draft = world_erased(s.w, WORLD_GAOXIN, &s.dossier, &early->id);
	stage_expect(&s, ERASE_UNKNOWN,
	    world_log_by(s.w, draft, &s.w->nodes[WORLD_GAOXIN].log));
	draft = world_erased(s.w, WORLD_ANKANG, &s.dossier, &act->id);
	stage_expect(&s, NOT_PARTICIPANT,
	    world_log_by(s.w, draft, &s.w->nodes[WORLD_ANKANG].log));
	draft = world_erased(s.w, WORLD_GAOXIN, &s.dossier, &act->id);
	stage_expect(&s, ROLE, world_log(s.w, draft, WORLD_CHAIR));
	stage_fini(&s);
}

static void what_stands_beside_carries_no_vault(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	close_case(&s);
	draft = world_open(s.w, WORLD_HANBIN, &s.dossier, "form", "");
	world_vault(s.w, draft, "extra");
	stage_expect(&s, BODY_SHAPE, world_log(s.w, draft, WORLD_CLERK));
	stage_fini(&s);
}

static void a_log_has_so_many_holds_of_a_case(void **state)
{
	const struct act *act = NULL;
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive(&s);
	for (unsigned i = 0; i < ASIDE_HOLDS_MAX + 1; i++) {
		if (act != NULL)
			stage_expect(&s, NONE, act);
		act = world_log(s.w,
		    world_beside(
			s.w, WORLD_HANBIN, "case.hold", &s.dossier, "复查"),
		    WORLD_CHAIR);
	}
	stage_expect(&s, SIZE, act);
	act = world_log(s.w,
	    world_beside(s.w, WORLD_GAOXIN, "case.hold", &s.dossier, "复查"),
	    WORLD_CHAIR);
	stage_expect(&s, NONE, act); /* another log */
	stage_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_log_has_so_many_holds_of_a_case),
		TEST(an_opening_is_on_record_and_moves_nothing),
		TEST(refuses_opening_by_who_takes_no_part),
		TEST(who_refused_an_offer_took_part),
		TEST(refuses_opening_without_a_reading_role),
		TEST(refuses_opening_of_no_file_and_of_a_wrap),
		TEST(a_licence_of_another_district_needs_a_reason),
		TEST(a_node_opens_for_an_auditor_by_its_log_key),
		TEST(refuses_what_the_warrant_does_not_cover),
		TEST(without_a_warrant_the_log_key_opens_nothing),
		TEST(erases_a_closed_case_by_order),
		TEST(only_the_home_has_a_case_erased),
		TEST(refuses_erasure_before_the_close),
		TEST(retention_is_counted_from_the_close),
		TEST(a_legal_hold_stops_erasure_until_it_is_released),
		TEST(a_release_lifts_only_the_holds_it_had_seen),
		TEST(a_hold_that_the_erasure_had_not_seen_came_too_late),
		TEST(refuses_hold_by_strangers_and_without_the_role),
		TEST(nothing_follows_an_erasure_but_receipts_and_holds),
		TEST(a_receipt_is_of_an_erasure_by_the_log_key),
		TEST(what_stands_beside_carries_no_vault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
