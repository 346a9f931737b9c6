/*
 * clock_runs - what dossier_clocks.c and clock_beside.c share: the acts of a
 * case as moves of its main state, and the runs of clocks that are found in
 * them.  Nobody else includes it.
 */
#ifndef SCHEMA_CLOCK_RUNS_H
#define SCHEMA_CLOCK_RUNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schema/machine.h"
#include "schema/matter.h"
#include "schema/stopwatch.h"

struct act;
struct arena;
struct dossier;
struct dossier_entry;
struct place;
struct value;

/* One applied act, as a move of the main state. */
struct clock_step {
	const struct dossier_entry *entry;
	enum machine_state from, to;
	int64_t time;  /* date of the law: what it stops stops then */
	int64_t begin; /* what it starts starts then */
	const struct place *place; /* of what it starts */
	bool by_silence;
};

struct clock_runs {
	const struct dossier *d;
	struct arena *a; /* everything lives in it */
	struct stopwatch_view view;
	enum matter matter;
	struct clock_step *steps;
	size_t step_count;
	struct stopwatch *runs;
	size_t count, room;
};

/* Reads the steps off the applied acts. */
void clock_runs_look(struct clock_runs *k);

const struct act *clock_runs_act(const struct clock_step *s);
bool clock_runs_is_kind(const struct clock_step *s, const char *kind);

/* The run as it is kept, until the next one is added. */
struct stopwatch *clock_runs_add(struct clock_runs *k, struct stopwatch run);

/* The element with that `code` of a list of the standard, or NULL. */
const struct value *clock_runs_listed(
    const struct clock_runs *k, const char *list, const char *code);

#endif
