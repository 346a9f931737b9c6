/* Cases, when the authority cuts a log or one node takes another's place. */
#include "schema/dossier.h"

#include "tests/unit/schema/control.h"

static struct dossier *fold(struct stage *s, struct world_view **v)
{
	*v = world_view_new(s->w);
	return stage_fold(s, *v);
}

/* gaoxin goes over to hanbin; all three sign. */
static const struct act *succeed(struct stage *s)
{
	const struct sign_pair *pairs[3] = { &s->w->root,
		control_log_key(s, WORLD_HANBIN),
		control_log_key(s, WORLD_GAOXIN) };

	return control_log_all(s, control_succeed(s, "hanbin"), pairs, 3);
}

static void what_is_beyond_a_cut_does_not_count(void **state)
{
	const struct act *offer;
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive(&s);
	(void)control_log_root(
	    &s, control_cut_draft(&s, "node.suspend", WORLD_GAOXIN,
		    s.w->nodes[WORLD_GAOXIN].count));
	offer = stage_offer(&s, WORLD_GAOXIN, WORLD_HANBIN);
	stage_expect(&s, SUSPENDED, offer);
	stage_expect(
	    &s, CUSTODY, stage_answer(&s, WORLD_HANBIN, "case.take", offer));
	(void)control_log_root(
	    &s, control_cut_draft(&s, "node.resume", WORLD_GAOXIN,
		    s.w->nodes[WORLD_GAOXIN].count));
	stage_expect(&s, SUSPENDED, offer);
	stage_expect(&s, NONE, stage_offer(&s, WORLD_GAOXIN, WORLD_HANBIN));
	stage_fini(&s);
}

static void a_suspended_holders_case_is_reassigned(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive(&s);
	(void)control_log_root(
	    &s, control_cut_draft(&s, "node.suspend", WORLD_GAOXIN,
		    s.w->nodes[WORLD_GAOXIN].count));
	draft = world_reassign(s.w, &s.dossier, &s.custody, WORLD_HANBIN);
	world_cut_all(s.w, draft);
	stage_expect(&s, NONE, world_log(s.w, draft, WORLD_CHAIR));
	stage_fini(&s);
}

static void the_pen_passes_to_who_takes_the_place(void **state)
{
	const struct act *next;
	struct world_view *v;
	struct dossier *d;
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive(&s);
	next = succeed(&s);
	d = fold(&s, &v);
	assert_string_equal(d->holder, "hanbin");
	assert_memory_equal(&d->custody, &next->id, DIGEST_BYTES);
	assert_int_equal(d->custody_count, 2);
	assert_true(
	    dossier_may_hold(d, v->ledger, "hanbin", DOSSIER_WRAP, s.w->now));
	world_view_free(v);
	s.custody = next->id;
	stage_expect(
	    &s, NONE, stage_move(&s, WORLD_HANBIN, "case.accept", WORLD_CLERK));
	stage_fini(&s);
}

/* F-163, F-55: ankang stands for gaoxin, who received the case; a wrap of its
 * own is no stranger's, as it would be without the succession. */
static void an_heir_s_wrap_asks_for_no_new_key(void **state)
{
	(void)state;
	for (int with = 0; with < 2; with++) {
		const struct sign_pair *pairs[3];
		struct world_view *v;
		struct act *draft;
		struct stage s;

		stage_init(&s);
		stage_receive(&s);
		stage_hand_over(&s, WORLD_GAOXIN, WORLD_HANBIN);
		pairs[0] = &s.w->root;
		pairs[1] = control_log_key(&s, WORLD_ANKANG);
		pairs[2] = control_log_key(&s, WORLD_GAOXIN);
		if (with == 1)
			(void)control_log_all(
			    &s, control_succeed(&s, "ankang"), pairs, 3);
		draft = stage_draft(&s, WORLD_HANBIN, "case.accept");
		world_vault(s.w, draft, "key.ankang");
		stage_expect(&s, NONE, world_log(s.w, draft, WORLD_CLERK));
		assert_int_equal(fold(&s, &v)->needs_generation, with == 0);
		world_view_free(v);
		stage_fini(&s);
	}
}

static void it_does_not_before_the_old_log_is_held(void **state)
{
	struct world_view *v;
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive(&s);
	(void)stage_offer(&s, WORLD_GAOXIN, WORLD_ANKANG);
	(void)succeed(&s);
	v = world_view_new(s.w);
	while (world_view_feed(v, WORLD_ANKANG) ||
	       world_view_feed(v, WORLD_HANBIN))
		;
	for (size_t i = 1; i < s.w->nodes[WORLD_GAOXIN].count; i++)
		(void)world_view_feed(v, WORLD_GAOXIN);
	assert_string_equal(
	    world_view_fold(v, s.arena, &s.dossier)->holder, "ankang-gaoxin");
	(void)world_view_feed(v, WORLD_GAOXIN);
	assert_true(world_view_fold(v, s.arena, &s.dossier)->on_offer);
	world_view_free(v);
	stage_fini(&s);
}

/* The offer stands: a take takes it, a refuse gives it to the successor. */
static void an_open_offer_is_answered_first(void **state)
{
	const struct act *offer;
	const struct act *next;
	struct world_view *v;
	struct dossier *d;
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive(&s);
	offer = stage_offer(&s, WORLD_GAOXIN, WORLD_ANKANG);
	next = succeed(&s);
	stage_expect(
	    &s, NONE, stage_answer(&s, WORLD_ANKANG, "case.refuse", offer));
	d = fold(&s, &v);
	assert_string_equal(d->holder, "hanbin");
	assert_memory_equal(&d->custody, &next->id, DIGEST_BYTES);
	world_view_free(v);
	stage_fini(&s);
}

static void the_successor_reclaims_what_the_old_node_offered(void **state)
{
	const struct act *offer;
	const struct act *next;
	struct world_view *v;
	int64_t expiry;
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive(&s);
	expiry = s.w->now + 7 * 86400;
	offer = stage_offer(&s, WORLD_GAOXIN, WORLD_ANKANG);
	next = succeed(&s);
	stage_expect(&s, NONE,
	    world_log(s.w,
		world_reclaim(s.w, WORLD_HANBIN, &s.dossier, &offer->id,
		    world_note(s.w, WORLD_ANKANG,
			s.w->nodes[WORLD_ANKANG].count, expiry + 1)),
		WORLD_CLERK));
	assert_memory_equal(&fold(&s, &v)->custody, &next->id, DIGEST_BYTES);
	world_view_free(v);
	stage_fini(&s);
}

/* Its act precedes the succession in the authority's log. */
static void a_reassign_before_a_succession_counts(void **state)
{
	struct act *draft;
	struct world_view *v;
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive(&s);
	draft = world_reassign(s.w, &s.dossier, &s.custody, WORLD_HANBIN);
	world_cut_all(s.w, draft);
	s.custody = world_log(s.w, draft, WORLD_CHAIR)->id;
	(void)succeed(&s);
	assert_memory_equal(&fold(&s, &v)->custody, &s.custody, DIGEST_BYTES);
	world_view_free(v);
	stage_fini(&s);
}

static void an_act_behind_the_last_good_position_is_suspect(void **state)
{
	const struct act *offer;
	struct world_view *v;
	struct dossier *d;
	struct digest key;
	struct act *draft;
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive(&s);
	offer = stage_offer(&s, WORLD_GAOXIN, WORLD_HANBIN);
	draft = world_draft(s.w, WORLD_GAOXIN, "staff.revoke");
	key = sign_key_id(&s.w->nodes[WORLD_GAOXIN].staff[WORLD_CLERK].public);
	world_id(s.w, draft, "key", &key);
	world_int(
	    s.w, draft, "good", (int64_t)s.w->nodes[WORLD_GAOXIN].count - 1);
	world_text(s.w, draft, "reason", "密钥遗失");
	(void)world_log_by(s.w, draft, control_log_key(&s, WORLD_GAOXIN));
	d = fold(&s, &v);
	for (size_t i = 0; i < d->count; i++)
		assert_int_equal(d->outcomes[i].suspect,
		    digest_equal(&d->entries[i].act->id, &offer->id));
	world_view_free(v);
	stage_fini(&s);
}

static void a_policy_that_is_cited_asks_for_the_escrows_wrap(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	stage_init(&s);
	draft = world_receive(s.w, WORLD_HANBIN, WORLD_HANBIN);
	world_refer_head(s.w, draft, WORLD_ANKANG);
	s.dossier = world_log(s.w, draft, WORLD_CLERK)->id;
	(void)control_log_root(&s, control_policy(&s, 1));
	stage_receive_home(&s); /* has not heard of it */
	stage_expect(&s, NONE,
	    s.w->nodes[WORLD_HANBIN]
		.entries[s.w->nodes[WORLD_HANBIN].count - 1]
		.act);
	for (int with = 0; with < 2; with++) {
		const struct act *act;

		draft = world_receive(s.w, WORLD_HANBIN, WORLD_HANBIN);
		world_refer_head(s.w, draft, WORLD_ANKANG);
		if (with == 1)
			world_vault(s.w, draft, "escrow");
		act = world_log(s.w, draft, WORLD_CLERK);
		s.dossier = act->id;
		if (with == 1)
			stage_expect(&s, NONE, act);
		else
			stage_expect(&s, ESCROW, act);
	}
	stage_fini(&s);
}

/* Once there is an escrow, a new generation is wrapped for it, too. */
static void a_new_generation_is_wrapped_for_the_escrow(void **state)
{
	const struct act *offer;
	struct act *draft;
	struct stage s;

	(void)state;
	stage_init(&s);
	draft = world_receive(s.w, WORLD_HANBIN, WORLD_HANBIN);
	world_vault(s.w, draft, "escrow");
	s.dossier = world_log(s.w, draft, WORLD_CLERK)->id;
	s.custody = s.dossier;
	offer = stage_offer(&s, WORLD_HANBIN, WORLD_GAOXIN);
	(void)stage_answer(&s, WORLD_GAOXIN, "case.refuse", offer);
	s.custody = offer->id;
	draft = stage_draft(&s, WORLD_HANBIN, "case.accept");
	stage_expect(&s, GENERATION, world_log(s.w, draft, WORLD_CLERK));
	draft = stage_draft(&s, WORLD_HANBIN, "case.accept");
	world_wraps(s.w, draft, 2, "hanbin");
	stage_expect(&s, GENERATION, world_log(s.w, draft, WORLD_CLERK));
	draft = stage_draft(&s, WORLD_HANBIN, "case.accept");
	world_wraps(s.w, draft, 1, "ankang-gaoxin");
	stage_expect(&s, WRAP, world_log(s.w, draft, WORLD_CLERK));
	draft = stage_draft(&s, WORLD_HANBIN, "case.accept");
	world_wraps(s.w, draft, 1, "hanbin");
	stage_expect(&s, ESCROW, world_log(s.w, draft, WORLD_CLERK));
	draft = stage_draft(&s, WORLD_HANBIN, "case.accept");
	world_wraps(s.w, draft, 1, "hanbin");
	world_vault(s.w, draft, "key.hanbin.01");
	world_vault(s.w, draft, "escrow.1");
	stage_expect(&s, GENERATION, world_log(s.w, draft, WORLD_CLERK));
	draft = stage_draft(&s, WORLD_HANBIN, "case.accept");
	world_wraps(s.w, draft, 1, "hanbin");
	world_vault(s.w, draft, "escrow.1");
	stage_expect(&s, NONE, world_log(s.w, draft, WORLD_CLERK));
	stage_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_beyond_a_cut_does_not_count),
		TEST(a_suspended_holders_case_is_reassigned),
		TEST(the_pen_passes_to_who_takes_the_place),
		TEST(an_heir_s_wrap_asks_for_no_new_key),
		TEST(it_does_not_before_the_old_log_is_held),
		TEST(an_open_offer_is_answered_first),
		TEST(the_successor_reclaims_what_the_old_node_offered),
		TEST(a_reassign_before_a_succession_counts),
		TEST(an_act_behind_the_last_good_position_is_suspect),
		TEST(a_policy_that_is_cited_asks_for_the_escrows_wrap),
		TEST(a_new_generation_is_wrapped_for_the_escrow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
