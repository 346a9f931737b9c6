/*
 * For all interleavings of logs: the same state, byte for byte (DESIGN section
 * 2, promise 2).  And on the way there: what has been applied stays applied.
 */
#include "tests/unit/schema/control.h"

#define SEEDS  12
#define ORDERS 25
#define CASES  4

/* An act beside the walk by WORLD_CHAIR that had seen @seen. */
static const struct act *beside(struct stage *s, enum world_node_index node,
    const char *kind, const struct act *seen)
{
	struct act *draft =
	    world_beside(s->w, node, kind, &s->dossier, "order");

	world_after(draft, &seen->id);
	return world_log(s->w, draft, WORLD_CHAIR);
}

/* gaoxin offers and is cut off; hanbin gets the pen, finishes, and has it all
 * erased, with a hold on the way.  What gaoxin and ankang do is late. */
static void live_reassigned(struct stage *s)
{
	const struct act *offer, *give, *seen;
	struct act *draft;

	stage_receive(s);
	offer = stage_offer(s, WORLD_GAOXIN, WORLD_ANKANG);
	draft = world_reassign(s->w, &s->dossier, &s->custody, WORLD_HANBIN);
	world_cut_all(s->w, draft);
	give = world_log(s->w, draft, WORLD_CHAIR);
	(void)stage_answer(s, WORLD_ANKANG, "case.take", offer);
	(void)stage_move(s, WORLD_GAOXIN, "case.accept", WORLD_CLERK);
	s->custody = give->id;
	draft = stage_draft(s, WORLD_HANBIN, "case.accept");
	world_wraps(s->w, draft, 1, "ankang-gaoxin,hanbin");
	(void)world_log(s->w, draft, WORLD_CLERK);
	(void)stage_move(s, WORLD_HANBIN, "case.review.start", WORLD_CLERK);
	(void)stage_move(s, WORLD_HANBIN, "case.opine", WORLD_CLERK);
	(void)stage_move(s, WORLD_HANBIN, "case.decide.yes", WORLD_CHIEF);
	(void)stage_move(s, WORLD_HANBIN, "case.issue", WORLD_CLERK);
	(void)stage_move(s, WORLD_HANBIN, "case.deliver", WORLD_CLERK);
	seen = stage_move(s, WORLD_HANBIN, "case.close", WORLD_CLERK);
	(void)world_log(s->w,
	    world_open(s->w, WORLD_GAOXIN, &s->dossier, "form", "查"),
	    WORLD_CLERK);
	seen = beside(s, WORLD_ANKANG, "case.hold", seen);
	(void)beside(s, WORLD_HANBIN, "case.erase", seen);
	seen = beside(s, WORLD_GAOXIN, "case.release", seen);
	seen = beside(s, WORLD_HANBIN, "case.erase", seen);
	(void)world_log_by(s->w,
	    world_erased(s->w, WORLD_GAOXIN, &s->dossier, &seen->id),
	    &s->w->nodes[WORLD_GAOXIN].log);
}

/* A busy week: cases in several states, refused acts and waiting ones. */
static void live(struct stage *s, struct digest dossiers[CASES])
{
	const struct act *offer;
	struct act *draft;

	stage_init(s);
	stage_receive(s);
	dossiers[0] = s->dossier;
	stage_hand_over(s, WORLD_GAOXIN, WORLD_HANBIN);
	stage_finish(s, WORLD_HANBIN);
	stage_hand_over(s, WORLD_HANBIN, WORLD_GAOXIN);
	(void)stage_move(s, WORLD_GAOXIN, "case.deliver", WORLD_CLERK);
	(void)stage_move(s, WORLD_HANBIN, "case.close", WORLD_CLERK);

	stage_receive_home(s);
	dossiers[1] = s->dossier;
	(void)stage_move(s, WORLD_HANBIN, "case.accept", WORLD_GUEST);
	draft = stage_draft(s, WORLD_HANBIN, "case.accept");
	world_refer_head(s->w, draft, WORLD_ANKANG);
	(void)world_log(s->w, draft, WORLD_CLERK);
	offer = stage_offer(s, WORLD_HANBIN, WORLD_ANKANG);
	(void)stage_answer(s, WORLD_GAOXIN, "case.take", offer);
	(void)stage_answer(s, WORLD_ANKANG, "case.refuse", offer);
	s->custody = offer->id;
	(void)stage_move(s, WORLD_HANBIN, "case.review.start", WORLD_CLERK);

	stage_receive(s);
	dossiers[2] = s->dossier;
	offer = stage_offer(s, WORLD_GAOXIN, WORLD_HANBIN);
	(void)stage_move(s, WORLD_GAOXIN, "case.accept", WORLD_CLERK);

	live_reassigned(s);
	dossiers[3] = s->dossier;
}

static struct act *keyed(struct stage *s, enum world_node_index node,
    const char *kind, const struct digest *key)
{
	struct act *act = world_draft(s->w, node, kind);

	world_id(s->w, act, "key", key);
	return act;
}

/* The authority cuts and goes on, keys change hands, a clerk is revoked: acts
 * of one log that bear on another. */
static void stir(struct stage *s)
{
	struct world_node *gaoxin = &s->w->nodes[WORLD_GAOXIN];
	struct digest id = sign_key_id(&gaoxin->staff[WORLD_GUEST].public);
	struct value *cut = value_list(s->w->arena);
	struct noise_pair fresh;
	struct act *act = keyed(s, WORLD_GAOXIN, "staff.revoke", &id);

	world_text(s->w, act, "reason", "");
	(void)world_log_by(s->w, act, &gaoxin->log);
	act = world_draft(s->w, WORLD_HANBIN, "key.rotate");
	noise_pair_make(&fresh, &s->w->random.random);
	world_text(s->w, act, "purpose", "channel");
	value_set(s->w->arena, world_body(act), "key",
	    value_bin(s->w->arena, noise_public_bytes(&fresh.public)));
	world_bool(s->w, act, "compromised", false);
	(void)world_log_by(s->w, act, &s->w->nodes[WORLD_HANBIN].log);
	act = world_draft(s->w, WORLD_ANKANG, "node.suspend");
	world_text(s->w, act, "node", gaoxin->id);
	value_push(s->w->arena, cut, value_int(s->w->arena, 0));
	value_push(s->w->arena, cut,
	    value_int(s->w->arena, (int64_t)gaoxin->count - 2));
	value_push(s->w->arena, cut, value_bin(s->w->arena, digest_bytes(&id)));
	value_set(s->w->arena, world_body(act), "at", cut);
	world_text(s->w, act, "reason", "");
	(void)world_log_by(s->w, act, &s->w->root);
	act = world_draft(s->w, WORLD_HANBIN, "archive.give");
	world_text(s->w, act, "to", "ankang");
	world_int(s->w, act, "until", s->w->now + 86400);
	(void)world_log_by(s->w, act, &s->w->nodes[WORLD_HANBIN].log);
}

/* Two successions of gaoxin: the first is signed by a key that hanbin has
 * later, so it counts where that rotation is held, and the second, and what the
 * roster does between, where it is not. */
static void contend(struct stage *s)
{
	struct world_node *hanbin = &s->w->nodes[WORLD_HANBIN];
	const struct sign_pair *pairs[3] = { &s->w->root,
		control_log_key(s, WORLD_GAOXIN) };
	const struct sign_pair *rotates[2];
	struct sign_pair fresh;

	sign_pair_make(&fresh, suite_used(), &s->w->random.random);
	pairs[2] = &fresh;
	(void)control_log_all(s, control_succeed(s, "hanbin"), pairs, 3);
	(void)control_log_root(
	    s, control_cut_draft(s, "node.resume", WORLD_GAOXIN,
		   s->w->nodes[WORLD_GAOXIN].count));
	(void)stage_move(s, WORLD_GAOXIN, "case.accept", WORLD_CLERK);
	pairs[2] = control_log_key(s, WORLD_ANKANG);
	(void)control_log_all(s, control_succeed(s, "ankang"), pairs, 3);
	rotates[0] = &hanbin->log;
	rotates[1] = &fresh;
	(void)control_log_all(s,
	    control_rotate_draft(
		s, WORLD_HANBIN, "log", sign_public_bytes(&fresh.public)),
	    rotates, 2);
	hanbin->former_log = hanbin->log;
	hanbin->log = fresh;
	(void)control_log_root(
	    s, control_cut_draft(s, "node.retire", WORLD_GAOXIN,
		   s->w->nodes[WORLD_GAOXIN].count));
}

static void encode(const struct world_view *v, struct arena *a,
    const struct digest *dossiers, struct buf *out)
{
	ledger_encode(v->ledger, out);
	for (size_t i = 0; i < CASES; i++)
		dossier_encode(world_view_fold(v, a, &dossiers[i]), out);
}

/* Feed these sizes, one act at a time, logs chosen at random; one of them runs
 * ahead. */
static void feed_up_to(struct world_view *v, struct random *r,
    const size_t sizes[static WORLD_NODES])
{
	uint64_t ahead = random_below(r, WORLD_NODES);
	unsigned stuck = 0;

	while (stuck < 200) {
		uint64_t n = random_below(r, 2) == 0
				 ? ahead
				 : random_below(r, WORLD_NODES);

		stuck = v->size[n] < sizes[n] &&
				world_view_feed(v, (enum world_node_index)n)
			    ? 0
			    : stuck + 1;
	}
}

static void feed_at_random(struct world_view *v, struct random *r)
{
	static const size_t all[WORLD_NODES] = { SIZE_MAX, SIZE_MAX, SIZE_MAX };

	feed_up_to(v, r, all);
}

static void any_interleaving_gives_the_same_bytes(void **state)
{
	struct digest dossiers[CASES];
	struct world_view *v;
	struct buf first = { 0 };
	struct stage s;

	(void)state;
	live(&s, dossiers);
	stir(&s);
	contend(&s);
	v = world_view_new(s.w);
	world_view_feed_all(v);
	encode(v, s.arena, dossiers, &first);
	world_view_free(v);
	for (unsigned i = 0; i < ORDERS; i++) {
		struct buf again = { 0 };

		v = world_view_new(s.w);
		feed_at_random(v, &s.w->random.random);
		for (unsigned n = 0; n < WORLD_NODES; n++)
			assert_int_equal(v->size[n], s.w->nodes[n].count);
		encode(v, s.arena, dossiers, &again);
		assert_true(bytes_equal(buf_bytes(&first), buf_bytes(&again)));
		buf_fini(&again);
		world_view_free(v);
	}
	buf_fini(&first);
	stage_fini(&s);
}

/* What two replicas hold is the same, and no more than a part: how it came to
 * them shows in nothing.  The parts are long ones, where the authority's last
 * acts and the keys that prove them are held or not. */
static void equal_parts_give_the_same_bytes_in_any_order(void **state)
{
	struct digest dossiers[CASES];
	struct stage s;

	(void)state;
	live(&s, dossiers);
	stir(&s);
	contend(&s);
	for (unsigned i = 0; i < ORDERS; i++) {
		struct buf bytes[2] = { { 0 }, { 0 } };
		size_t sizes[WORLD_NODES];

		for (size_t n = 0; n < WORLD_NODES; n++)
			sizes[n] = s.w->nodes[n].count -
				   random_below(&s.w->random.random, 6);
		for (size_t k = 0; k < 2; k++) {
			struct world_view *v = world_view_new(s.w);

			feed_up_to(v, &s.w->random.random, sizes);
			assert_memory_equal(v->size, sizes, sizeof(sizes));
			encode(v, s.arena, dossiers, &bytes[k]);
			world_view_free(v);
		}
		assert_true(
		    bytes_equal(buf_bytes(&bytes[0]), buf_bytes(&bytes[1])));
		buf_fini(&bytes[0]);
		buf_fini(&bytes[1]);
	}
	stage_fini(&s);
}

/* Applied in a smaller view is applied in a larger one, in the same state and
 * by the same holder; or late, once a reassign has arrived.  What stands beside
 * the walk has no state of its own. */
static void assert_grows(
    const struct dossier *before, const struct dossier *after)
{
	for (size_t i = 0; i < before->count; i++) {
		const struct dossier_outcome *o = &before->outcomes[i];
		size_t k = 0;

		if (o->rule != RULE_NONE)
			continue;
		while (after->entries[k].act != before->entries[i].act ||
		       (after->outcomes[k].rule != RULE_NONE &&
			   after->outcomes[k].rule != RULE_LATE)) {
			k++;
			assert_true(k < after->count);
		}
		if (after->outcomes[k].rule == RULE_LATE ||
		    machine_find(before->entries[i].act->kind)->part ==
			MACHINE_ASIDE)
			continue;
		assert_int_equal(after->outcomes[k].state, o->state);
		assert_string_equal(after->outcomes[k].holder, o->holder);
	}
}

/* The fourth case went the way that its comment tells. */
static void the_reassigned_case_is_erased_in_the_end(void **state)
{
	struct digest dossiers[CASES];
	struct world_view *v;
	const struct dossier *d;
	size_t late = 0;
	struct stage s;

	(void)state;
	live(&s, dossiers);
	v = world_view_new(s.w);
	world_view_feed_all(v);
	d = world_view_fold(v, s.arena, &dossiers[3]);
	for (size_t i = 0; i < d->count; i++)
		late += d->outcomes[i].rule == RULE_LATE ? 1 : 0;
	assert_int_equal(late, 2);
	assert_true(d->erased);
	assert_false(d->held);
	assert_int_equal(d->opening_count, 1);
	assert_int_equal(d->receipt_count, 1);
	assert_int_equal(d->generation, 1);
	world_view_free(v);
	stage_fini(&s);
}

static void what_is_applied_stays_applied(void **state)
{
	struct digest dossiers[CASES];
	struct stage s;

	(void)state;
	live(&s, dossiers);
	for (unsigned i = 0; i < SEEDS; i++) {
		struct dossier *last[CASES] = { 0 };
		struct world_view *v = world_view_new(s.w);
		unsigned stuck = 0;

		while (stuck < 100) {
			bool fed = world_view_feed(
			    v, (enum world_node_index)random_below(
				   &s.w->random.random, WORLD_NODES));

			stuck = fed ? 0 : stuck + 1;
			for (size_t c = 0; fed && c < CASES; c++) {
				struct dossier *d =
				    world_view_fold(v, s.arena, &dossiers[c]);

				if (last[c] != NULL)
					assert_grows(last[c], d);
				last[c] = d;
			}
		}
		world_view_free(v);
	}
	stage_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(any_interleaving_gives_the_same_bytes),
		TEST(equal_parts_give_the_same_bytes_in_any_order),
		TEST(the_reassigned_case_is_erased_in_the_end),
		TEST(what_is_applied_stays_applied),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
