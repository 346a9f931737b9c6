/* One history from one seed, whatever was played before it. */
#include "tests/reference/history.h"

#define STEPS_MIN 6
#define STEPS_ANY 14

void history_begin(struct history_game *g, const char *standard)
{
	memset(g, 0, sizeof(*g));
	life_init(&g->stage, standard);
	g->order = strcmp(standard, "life_order.yaml") == 0;
	if (!g->order)
		history_mark(g);
	for (size_t i = 0; i < WORLD_NODES; i++)
		g->base[i] = g->stage.w->nodes[i].count;
	g->base_now = g->stage.w->now;
}

void history_play(struct history_game *g, uint64_t seed)
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
}

void history_clear(struct history_game *g)
{
	world_view_free(g->view);
	g->view = NULL;
	g->d = NULL;
}
