/*
 * case_value - a folded dossier as the API shows it.
 *
 * Everything that depends on "now" (clock levels) is computed here, as of the
 * time given, and never stored.
 */
#ifndef NODE_CASE_VALUE_H
#define NODE_CASE_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "schema/value.h"

struct dossier;
struct ledger;

/* The whole: state, custody with working days, clocks, every act with its
 * outcome.  @now in seconds. */
struct value *case_value_full(struct arena *a, const struct ledger *l,
    const struct dossier *d, int64_t now);

/* What is known of others with the same person, item and year (F-118): put
 * into a case's value.  @numbers is a list of case numbers. */
void case_value_put_duplicates(struct arena *a, struct value *v,
    const struct dossier *d, const struct value *numbers);

struct case_value_owed {
	const char *what; /* "supervise,rectify", or "any" */
	const char *to;   /* the assignee; NULL: any */
	bool ended;       /* closed and cancelled ones as well */
	int64_t now;
};

/* The obligations of a case that are asked for, as "owed" into @v, with their
 * deadlines.  False when there is none. */
bool case_value_put_owed(struct arena *a, struct value *v,
    const struct ledger *l, const struct dossier *d,
    const struct case_value_owed *w);

/* Who looked into which files, when and why (F-156). */
/* Why the case is frozen: a log that it rests on is forked (F-331); NULL. */
struct value *case_value_disputed(
    struct arena *a, const struct ledger *l, const struct dossier *d);
struct value *case_value_openings(
    struct arena *a, const struct ledger *l, const struct dossier *d);

/* A line of a list. */
struct value *case_value_line(
    struct arena *a, const struct ledger *l, const struct dossier *d);

#endif
