/*
 * history - random acts of one case, each with a reason to be refused now and
 * then, and what the engine makes of them; as JSON for reduce.py.
 */
#ifndef TESTS_REFERENCE_HISTORY_H
#define TESTS_REFERENCE_HISTORY_H

#include "tests/unit/schema/life.h"

struct history_game {
	struct stage stage;
	struct world_view *view;
	const struct dossier *d;  /* of all that is logged; NULL: no opening */
	bool order;               /* an order, not a licence */
	size_t base[WORLD_NODES]; /* acts before the case */
	int64_t base_now;
};

/* A world with this standard; the history of a seed in it, to be looked at until
 * it is cleared. */
void history_begin(struct history_game *g, const char *standard);
void history_play(struct history_game *g, uint64_t seed);
void history_clear(struct history_game *g);

/* One in @of; a number below @n. */
bool history_chance(struct history_game *g, uint64_t of);
size_t history_pick(struct history_game *g, size_t n);

/* The next act of the history, logged by somebody. */
void history_open(struct history_game *g);
void history_step(struct history_game *g);

/* Fill the draft of an event at random: fields, papers, wraps, citations. */
void history_fill(struct history_game *g, struct act *act);

/* It may rest on a word of the applicant. */
void history_word(struct history_game *g, struct act *act);

/* Marks of broken promises among what the histories stand on; who applies in
 * an opening act; and the logs that an acceptance on trust looked at. */
void history_mark(struct history_game *g);
void history_applicant(struct history_game *g, struct act *act);
void history_look(struct history_game *g, struct act *act);

/* Lines of JSON on standard output: what all histories of this standard stand
 * on; one history. */
void history_print_base(const struct history_game *g);
void history_print(const struct history_game *g, uint64_t seed);

#endif
