/*
 * For random histories of a case, the generator's of tests/reference, with what
 * may stand beside them, in every order of arrival: the same bytes, one pen at
 * every step, and clocks that do not go back.
 *
 * TONGBAN_SEED=N plays one history again.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "schema/dossier_clocks.h"
#include "tests/property/adorn.h"

#define HISTORIES 150
#define ORDERS    8
#define BATCH     5 /* acts that come in one go, at most */

static struct history_game games[2]; /* a licence, an order */
static uint64_t seed;                /* of the history that is on */

static void encode(
    struct history_game *g, const struct world_view *v, struct buf *out)
{
	struct arena *a = arena_new();

	ledger_encode(v->ledger, out);
	dossier_encode(world_view_fold(v, a, &g->stage.dossier), out);
	arena_free(a);
}

/* Some acts of one log; false: it has no more, or its node is not known. */
static bool feed_batch(
    struct history_game *g, struct world_view *v, enum world_node_index n)
{
	size_t many = 1 + history_pick(g, BATCH);
	bool fed = false;

	while (many-- > 0 && world_view_feed(v, n))
		fed = true;
	return fed;
}

/* Everything, by batches of logs in any order; one log is withheld until the
 * others are there. */
static void feed_at_random(struct history_game *g, struct world_view *v)
{
	enum world_node_index last =
	    (enum world_node_index)history_pick(g, (size_t)2 * WORLD_NODES);
	unsigned idle = 0;

	while (idle < 60) {
		enum world_node_index n =
		    (enum world_node_index)history_pick(g, WORLD_NODES);

		idle = n != last && feed_batch(g, v, n) ? 0 : idle + 1;
	}
	world_view_feed_all(v);
}

static void check_bytes(struct history_game *g)
{
	struct buf first = { 0 };
	struct world_view *v = world_view_new(g->stage.w);

	world_view_feed_all(v);
	encode(g, v, &first);
	world_view_free(v);
	for (unsigned i = 0; i < ORDERS; i++) {
		struct buf again = { 0 };

		v = world_view_new(g->stage.w);
		feed_at_random(g, v);
		encode(g, v, &again);
		if (!bytes_equal(buf_bytes(&first), buf_bytes(&again)))
			fail_msg("TONGBAN_SEED=%" PRIu64 ": other bytes", seed);
		buf_fini(&again);
		world_view_free(v);
	}
	buf_fini(&first);
}

/* Stretches of the pen follow each other, and the last is open. */
static void check_pen(const struct dossier *d)
{
	if (!d->open)
		return;
	for (size_t i = 0; i < d->custody_count; i++) {
		bool is_last = i + 1 == d->custody_count;

		if ((d->custodies[i].until == INT64_MAX) != is_last &&
		    !d->on_offer)
			fail_msg("TONGBAN_SEED=%" PRIu64 ": two pens", seed);
	}
	if (d->custody_count == 0 ||
	    strcmp(d->custodies[d->custody_count - 1].node, d->holder) != 0)
		fail_msg("TONGBAN_SEED=%" PRIu64 ": no pen", seed);
}

struct clocks {
	struct dossier_clock list[DOSSIER_CLOCKS_MAX];
	size_t count;
};

static const struct dossier_clock *same_run(
    const struct clocks *in, const struct dossier_clock *x)
{
	for (size_t i = 0; i < in->count; i++) {
		const struct dossier_clock *y = &in->list[i];

		if (strcmp(x->id, y->id) == 0 && strcmp(x->key, y->key) == 0 &&
		    x->start == y->start &&
		    (strcmp(x->id, "C14") != 0 ||
			strcmp(x->limit, y->limit) == 0) &&
		    x->has_subject == y->has_subject &&
		    (!x->has_subject ||
			digest_equal(&x->subject, &y->subject)) &&
		    (x->material == NULL) == (y->material == NULL) &&
		    (x->material == NULL ||
			strcmp(x->material, y->material) == 0))
			return y;
	}
	return NULL;
}

/* What stopped stays so, and what runs is due no earlier.  Silence is taken
 * back by a notice that arrives (F-195), what it began with it. */
static void check_clocks(const struct clocks *before, const struct clocks *now)
{
	for (size_t i = 0; i < before->count; i++) {
		const struct dossier_clock *x = &before->list[i];
		const struct dossier_clock *y = same_run(now, x);

		if (x->by_silence)
			return;
		if (y == NULL || (x->stop != 0 && y->stop != x->stop) ||
		    (x->stop == 0 && !x->paused && !y->paused &&
			y->last < x->last))
			fail_msg("TONGBAN_SEED=%" PRIu64 ": %s from %" PRId64
				 " to %" PRId64 " goes back: stop %" PRId64
				 " to %" PRId64,
			    seed, x->key, x->last, y != NULL ? y->last : -1,
			    x->stop, y != NULL ? y->stop : -1);
	}
}

/* While acts arrive one by one, as of one time; then while time passes. */
static void check_steps(struct history_game *g)
{
	struct world_view *v = world_view_new(g->stage.w);
	struct arena *a = arena_new();
	struct clocks before = { .count = 0 }, now;
	const struct dossier *d = NULL;
	int64_t end = g->stage.w->now + 40 * LIFE_DAY;
	unsigned idle = 0;

	while (idle < 60) {
		enum world_node_index n =
		    (enum world_node_index)history_pick(g, WORLD_NODES);

		idle++;
		if (!world_view_feed(v, n))
			continue;
		idle = 0;
		d = world_view_fold(v, a, &g->stage.dossier);
		check_pen(d);
		now.count = dossier_clocks(d, v->ledger, end, now.list);
		check_clocks(&before, &now);
		before = now;
	}
	for (int64_t at = g->base_now; at < end; at += 3 * LIFE_DAY) {
		now.count = dossier_clocks(d, v->ledger, at, now.list);
		if (at > g->base_now)
			check_clocks(&before, &now);
		before = now;
	}
	arena_free(a);
	world_view_free(v);
}

static struct history_game *play(void)
{
	struct history_game *g = &games[seed % 4 == 3 ? 1 : 0];

	history_play(g, seed);
	return g;
}

/* The one of the environment, else the first of all. */
static void for_all(void (*check)(struct history_game *))
{
	const char *one = getenv("TONGBAN_SEED");
	uint64_t count = one != NULL ? 1 : HISTORIES;
	uint64_t from = one != NULL ? strtoull(one, NULL, 10) : 0;

	for (size_t k = 0; k < 2; k++)
		history_begin(
		    &games[k], k == 1 ? "life_order.yaml" : "life_item.yaml");
	for (seed = from; seed < from + count; seed++) {
		struct history_game *g = play();

		check(g);
		history_clear(g);
	}
	for (size_t k = 0; k < 2; k++)
		stage_fini(&games[k].stage);
}

static void adorned_bytes(struct history_game *g)
{
	adorn_history(g);
	check_bytes(g);
}

static void any_order_of_any_history_gives_the_same_bytes(void **state)
{
	(void)state;
	for_all(check_bytes);
}

static void so_it_does_with_what_stands_beside_and_above(void **state)
{
	(void)state;
	for_all(adorned_bytes);
}

static void one_pen_and_no_clock_back_at_every_step(void **state)
{
	(void)state;
	for_all(check_steps);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(any_order_of_any_history_gives_the_same_bytes),
		TEST(so_it_does_with_what_stands_beside_and_above),
		TEST(one_pen_and_no_clock_back_at_every_step),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
