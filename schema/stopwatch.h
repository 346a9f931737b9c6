/*
 * stopwatch - one run of one clock, from its start to its stop, and how it
 * stands at a time.  Only schema/dossier_clocks.c uses it.
 */
#ifndef SCHEMA_STOPWATCH_H
#define SCHEMA_STOPWATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "schema/day.h"
#include "schema/limit.h"

struct arena;
struct calendar;
struct digest;
struct dossier;
struct dossier_clock;
struct ledger;
struct place;

struct stopwatch {
	const char *id;
	const char *zh;
	const char *key;
	const struct digest *subject; /* or NULL */
	const char *material;
	int64_t start;
	int64_t stop; /* 0: it runs */
	struct limit limit;
	const struct place *place; /* of the act that started it */
	bool stands;     /* in special procedures; and is extended (F-185) */
	bool by_silence; /* see dossier_clocks.h */
	bool ahead;      /* .limit is how long before .due; not counted */
	struct day due;
};

/* What all clocks of a case are read by; borrowed. */
struct stopwatch_view {
	const struct dossier *dossier;
	const struct ledger *ledger;
	const struct calendar *calendar;
	int64_t now;
};

/* False when its end cannot be counted. */
bool stopwatch_read(struct dossier_clock *out, const struct stopwatch *w,
    const struct stopwatch_view *view);

/* The last day on which something that takes @workdays is begun in time, when
 * it has to be over by the end of @day. */
struct day stopwatch_before(
    const struct calendar *c, struct day day, uint32_t workdays);

#endif
