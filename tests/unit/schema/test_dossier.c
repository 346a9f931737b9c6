#include "schema/dossier.h"

#include "schema/calendar.h"
#include "schema/dossier_clocks.h"
#include "schema/standard.h"
#include "tests/unit/schema/stage.h"

/* The life of D4: received in one district, finished in another, delivered
 * where it was received. */
static void live(struct stage *s)
{
	stage_init(s);
	stage_receive(s);
	stage_hand_over(s, WORLD_GAOXIN, WORLD_HANBIN);
	stage_finish(s, WORLD_HANBIN);
	stage_hand_over(s, WORLD_HANBIN, WORLD_GAOXIN);
	(void)stage_move(s, WORLD_GAOXIN, "case.deliver", WORLD_CLERK);
	(void)stage_move(s, WORLD_GAOXIN, "case.close", WORLD_CLERK);
}

static void reaches_closed_with_the_pen_moving_twice(void **state)
{
	struct stage s;
	struct world_view *v;
	struct dossier *d;

	(void)state;
	live(&s);
	v = world_view_new(s.w);
	d = stage_fold(&s, v);
	assert_true(d->open);
	assert_int_equal(d->state, MACHINE_CLOSED);
	assert_string_equal(d->receiver, "ankang-gaoxin");
	assert_string_equal(d->home, "hanbin");
	assert_string_equal(d->holder, "ankang-gaoxin");
	assert_string_equal(d->finished_by, "hanbin");
	assert_false(d->on_offer);
	assert_int_equal(d->custody_count, 3);
	assert_string_equal(d->custodies[1].node, "hanbin");
	assert_true(d->custodies[0].until == d->custodies[1].from);
	assert_true(d->custodies[2].until == INT64_MAX);
	assert_memory_equal(&d->custody, &s.custody, sizeof(d->custody));
	assert_int_equal(d->participant_count, 2);
	assert_string_equal(d->participants[0], "ankang-gaoxin");
	assert_string_equal(d->participants[1], "hanbin");
	assert_int_equal(d->count, 12);
	for (size_t i = 0; i < d->count; i++) {
		assert_int_equal(d->outcomes[i].rule, RULE_NONE);
		assert_int_equal(d->outcomes[i].order, i + 1);
		assert_non_null(d->outcomes[i].staff);
	}
	assert_true(d->received_at < d->accepted_at);
	assert_true(d->delivered_at < d->closed_at);
	world_view_free(v);
	stage_fini(&s);
}

static void same_bytes_in_any_order_of_entries(void **state)
{
	struct buf first = { 0 };
	struct world_view *v;
	struct stage s;

	(void)state;
	live(&s);
	v = world_view_new(s.w);
	dossier_encode(stage_fold(&s, v), &first);
	for (unsigned round = 0; round < 50; round++) {
		size_t count;
		struct dossier_entry *e =
		    world_view_entries(v, s.arena, &s.dossier, &count);
		struct buf again = { 0 };

		for (size_t i = count; i > 1; i--) {
			size_t k = (size_t)random_below(&s.w->random.random, i);
			struct dossier_entry other = e[k];

			e[k] = e[i - 1];
			e[i - 1] = other;
		}
		dossier_encode(
		    dossier_fold(s.arena, v->ledger, &s.dossier, e, count),
		    &again);
		assert_true(bytes_equal(buf_bytes(&first), buf_bytes(&again)));
		buf_fini(&again);
	}
	buf_fini(&first);
	world_view_free(v);
	stage_fini(&s);
}

static void heads_are_applied_acts_that_none_cites(void **state)
{
	struct world_view *v;
	struct dossier *d;
	struct act *draft;
	const struct act *act;
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive_home(&s);
	draft = stage_draft(&s, WORLD_HANBIN, "case.accept");
	draft->after[0] = s.dossier;
	draft->after_count = 1;
	act = world_log(s.w, draft, WORLD_CLERK);
	(void)stage_move(&s, WORLD_HANBIN, "case.close", WORLD_CLERK);
	v = world_view_new(s.w);
	d = stage_fold(&s, v);
	assert_int_equal(d->head_count, 1);
	assert_memory_equal(&d->heads[0], &act->id, DIGEST_BYTES);
	world_view_free(v);
	stage_fini(&s);
}

static void refuses_event_that_the_state_does_not_allow(void **state)
{
	const struct act *act;
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive_home(&s);
	act = stage_move(&s, WORLD_HANBIN, "case.issue", WORLD_CLERK);
	stage_expect(&s, STATE, act);
	stage_fini(&s);
}

/* F-70: what follows an act that waits, waits with it; nothing is lost. */
static void waits_for_what_an_act_cites(void **state)
{
	const struct act *first;
	const struct act *second;
	struct act *draft;
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive_home(&s);
	draft = stage_draft(&s, WORLD_HANBIN, "case.accept");
	draft->after[0] = digest_sha256(bytes_text("still under way"));
	draft->after_count = 1;
	first = world_log(s.w, draft, WORLD_CLERK);
	second = stage_move(&s, WORLD_HANBIN, "case.accept", WORLD_CLERK);
	stage_expect(&s, UNRESOLVED, first);
	stage_expect(&s, UNRESOLVED, second);
	stage_fini(&s);
}

static void a_refused_act_does_not_stop_what_follows(void **state)
{
	const struct act *bad;
	const struct act *good;
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive_home(&s);
	bad = stage_move(&s, WORLD_HANBIN, "case.accept", WORLD_GUEST);
	good = stage_move(&s, WORLD_HANBIN, "case.accept", WORLD_CLERK);
	stage_expect(&s, ROLE, bad);
	stage_expect(&s, NONE, good);
	stage_fini(&s);
}

static void a_case_without_its_opening_act_waits(void **state)
{
	struct world_view *v;
	struct dossier *d;
	const struct act *act;
	struct stage s;

	(void)state;
	stage_init(&s);
	s.dossier = digest_sha256(bytes_text("not held"));
	s.custody = s.dossier;
	act = stage_move(&s, WORLD_HANBIN, "case.accept", WORLD_CLERK);
	v = world_view_new(s.w);
	d = stage_fold(&s, v);
	assert_false(d->open);
	assert_int_equal(d->rule, RULE_UNRESOLVED);
	assert_int_equal(world_rule(d, &act->id), RULE_UNRESOLVED);
	world_view_free(v);
	stage_fini(&s);
}

static void nothing_counts_after_an_opening_act_that_is_refused(void **state)
{
	const struct act *act;
	struct stage s;

	(void)state;
	stage_init(&s);
	s.dossier = world_log(
	    s.w, world_receive(s.w, WORLD_HANBIN, WORLD_HANBIN), WORLD_GUEST)
			->id;
	s.custody = s.dossier;
	act = stage_move(&s, WORLD_HANBIN, "case.accept", WORLD_CLERK);
	stage_expect(&s, DOSSIER_UNKNOWN, act);
	stage_fini(&s);
}

static void a_copy_does_not_count_again(void **state)
{
	struct world_view *v;
	struct dossier *d;
	const struct act *act;
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive_home(&s);
	act = stage_move(&s, WORLD_HANBIN, "case.accept", WORLD_CLERK);
	world_append(s.w, WORLD_HANBIN, act);
	v = world_view_new(s.w);
	d = stage_fold(&s, v);
	assert_int_equal(d->outcomes[1].rule, RULE_NONE);
	assert_int_equal(d->outcomes[2].rule, RULE_COPY);
	assert_memory_equal(&d->entries[2].act->id, &act->id, sizeof(act->id));
	world_view_free(v);
	stage_fini(&s);
}

static void stops_at_a_critical_act_of_unknown_kind(void **state)
{
	const struct act *act;
	struct act *draft;
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive_home(&s);
	draft = world_draft(s.w, WORLD_HANBIN, "node.dissolve");
	draft->critical = true;
	(void)world_log(s.w, draft, WORLD_CLERK);
	act = stage_move(&s, WORLD_HANBIN, "case.accept", WORLD_CLERK);
	stage_expect(&s, KIND_UNKNOWN, act);
	stage_fini(&s);
}

static void admits_what_the_fold_would_apply(void **state)
{
	struct dossier_entry candidate;
	struct dossier_entry *entries;
	struct world_view *v;
	struct act *draft;
	struct why why;
	struct stage s;
	size_t count;

	(void)state;
	stage_init(&s);
	stage_receive_home(&s);
	v = world_view_new(s.w);
	world_view_feed_all(v);
	entries = world_view_entries(v, s.arena, &s.dossier, &count);
	draft = stage_draft(&s, WORLD_HANBIN, "case.accept");
	draft->by =
	    sign_key_id(&s.w->nodes[WORLD_HANBIN].staff[WORLD_CLERK].public);
	act_seal(s.w->arena, draft);
	candidate = (struct dossier_entry){
		{ "hanbin", 0, v->size[WORLD_HANBIN], s.w->now }, draft
	};
	assert_int_equal(dossier_admit(v->ledger, &s.dossier, entries, count,
			     &candidate, &why),
	    RULE_NONE);
	draft->by =
	    sign_key_id(&s.w->nodes[WORLD_HANBIN].staff[WORLD_GUEST].public);
	act_seal(s.w->arena, draft);
	assert_int_equal(dossier_admit(v->ledger, &s.dossier, entries, count,
			     &candidate, &why),
	    RULE_ROLE);
	assert_non_null(strstr(why.text, "guest-01"));
	world_view_free(v);
	stage_fini(&s);
}

/* F-2: one log cannot make a fold grow without end. */
static void acts_of_one_log_beyond_the_limit_never_count(void **state)
{
	const size_t count = DOSSIER_ENTRIES_MAX + 10;
	struct dossier_entry *entries = mem_new_array(count, sizeof(*entries));
	struct world_view *v;
	struct dossier *d;
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive_home(&s);
	v = world_view_new(s.w);
	world_view_feed_all(v);
	for (size_t i = 0; i < count; i++) {
		const struct world_node *n = &s.w->nodes[WORLD_HANBIN];

		entries[i].act = n->entries[n->count - 1].act;
		entries[i].place =
		    (struct place){ "hanbin", 0, n->count - 1 + i, s.w->now };
	}
	d = dossier_fold(s.arena, v->ledger, &s.dossier, entries, count);
	assert_int_equal(d->outcomes[0].rule, RULE_NONE);
	assert_int_equal(d->outcomes[DOSSIER_ENTRIES_MAX - 1].rule, RULE_COPY);
	assert_int_equal(d->outcomes[DOSSIER_ENTRIES_MAX].rule, RULE_SIZE);
	mem_free(entries);
	world_view_free(v);
	stage_fini(&s);
}

static void clocks_run_on_batch_times_and_stop(void **state)
{
	struct dossier_clock clocks[DOSSIER_CLOCKS_MAX];
	struct world_view *v;
	struct dossier *d;
	struct stage s;
	size_t count;

	(void)state;
	stage_init(&s);
	stage_receive_home(&s);
	v = world_view_new(s.w);
	d = stage_fold(&s, v);
	count = dossier_clocks(d, v->ledger, d->received_at, clocks);
	assert_int_equal(count, 1);
	assert_string_equal(clocks[0].id, "C1");
	assert_string_equal(clocks[0].limit, "5WD");
	assert_string_equal(clocks[0].deadline, "2026-11-30");
	assert_int_equal(clocks[0].level, DOSSIER_CLOCK_NORMAL);
	count = dossier_clocks(
	    d, v->ledger, d->received_at + (int64_t)8 * 86400, clocks);
	assert_int_equal(clocks[0].level, DOSSIER_CLOCK_OVERDUE);
	assert_int_equal(clocks[0].workdays_used, 6);
	(void)stage_move(&s, WORLD_HANBIN, "case.accept", WORLD_CLERK);
	d = stage_fold(&s, v);
	count = dossier_clocks(d, v->ledger, d->accepted_at, clocks);
	assert_int_equal(count, 3);
	assert_int_equal(clocks[0].level, DOSSIER_CLOCK_STOPPED);
	assert_string_equal(clocks[1].limit, "20WD");
	assert_string_equal(clocks[2].id, "C4");
	assert_string_equal(clocks[2].deadline, "2026-11-24");
	world_view_free(v);
	stage_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reaches_closed_with_the_pen_moving_twice),
		TEST(same_bytes_in_any_order_of_entries),
		TEST(heads_are_applied_acts_that_none_cites),
		TEST(refuses_event_that_the_state_does_not_allow),
		TEST(waits_for_what_an_act_cites),
		TEST(a_refused_act_does_not_stop_what_follows),
		TEST(a_case_without_its_opening_act_waits),
		TEST(nothing_counts_after_an_opening_act_that_is_refused),
		TEST(a_copy_does_not_count_again),
		TEST(stops_at_a_critical_act_of_unknown_kind),
		TEST(admits_what_the_fold_would_apply),
		TEST(acts_of_one_log_beyond_the_limit_never_count),
		TEST(clocks_run_on_batch_times_and_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
