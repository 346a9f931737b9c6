/*
 * Random histories of one case over the three nodes of the little world, with
 * what the engine answers, for reduce.py:
 *
 *	histories FIRST COUNT
 *
 * The seeds FIRST to FIRST+COUNT-1, one line each; before them what they stand
 * on, a line for licences and one for orders.  One seed gives one history,
 * whatever was made before it.  One in four is an order.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/reference/history.h"

#define STEPS_MIN 6
#define STEPS_ANY 14
#define RENEW     200 /* histories, then a new world: the arena only grows */

static void begin(struct history_game *g, bool order)
{
	memset(g, 0, sizeof(*g));
	g->order = order;
	life_init(&g->stage, order ? "life_order.yaml" : "life_item.yaml");
	for (size_t i = 0; i < WORLD_NODES; i++)
		g->base[i] = g->stage.w->nodes[i].count;
	g->base_now = g->stage.w->now;
}

static void play(struct history_game *g, uint64_t seed)
{
	struct world *w = g->stage.w;
	uint8_t bytes[RANDOM_SEED_BYTES] = { 0 };
	size_t steps;

	memcpy(bytes, &seed, sizeof(seed));
	random_seeded_init(&w->random, bytes);
	w->now = g->base_now;
	w->numbers = 0;
	for (size_t i = 0; i < WORLD_NODES; i++)
		w->nodes[i].count = g->base[i];
	arena_free(g->stage.arena);
	g->stage.arena = arena_new();
	g->view = world_view_new(w);
	history_open(g);
	steps = STEPS_MIN + history_pick(g, STEPS_ANY);
	for (size_t i = 0; i < steps && (g->d->open || i < 2); i++)
		history_step(g);
	history_print(g, seed);
	world_view_free(g->view);
	g->view = NULL;
	g->d = NULL;
}

int main(int argc, char **argv)
{
	struct history_game games[2];
	uint64_t first, count;

	if (argc != 3) {
		(void)fprintf(stderr, "usage: histories FIRST COUNT\n");
		return 2;
	}
	first = strtoull(argv[1], NULL, 10);
	count = strtoull(argv[2], NULL, 10);
	for (uint64_t i = 0; i < count; i++) {
		if (i % RENEW == 0)
			for (size_t k = 0; k < 2; k++) {
				if (i > 0)
					stage_fini(&games[k].stage);
				begin(&games[k], k == 1);
				if (i == 0)
					history_print_base(&games[k]);
			}
		play(&games[(first + i) % 4 == 3 ? 1 : 0], first + i);
	}
	for (size_t k = 0; count > 0 && k < 2; k++)
		stage_fini(&games[k].stage);
	return ferror(stdout) || fflush(stdout) != 0 ? 70 : 0;
}
