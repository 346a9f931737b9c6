/*
 * due_part - what schema/due*.c share: the list under way.  Nobody else
 * includes it.
 */
#ifndef SCHEMA_DUE_PART_H
#define SCHEMA_DUE_PART_H

#include "schema/dossier_clocks.h"
#include "schema/due.h"
#include "schema/matter.h"

struct due_book {
	const struct dossier *d;
	const struct ledger *l;
	const struct due_terms *terms;
	struct arena *a;
	enum matter matter;
	const struct calendar *calendar;
	size_t clock_count;
	const struct dossier_clock *clocks;
	struct due *out;
	size_t count;
	int64_t next;
};

/* At that time something may be due. */
void due_later(struct due_book *b, int64_t time);
/* It is, since .at; beyond DUE_MAX the next look has it. */
void due_add(struct due_book *b, struct due due);
/* Have we the pen, so that we may act in the case? */
bool due_has_pen(const struct due_book *b);
/* Due by now, and not so long ago that a clerk has it.  Notes a later time. */
bool due_reached(struct due_book *b, int64_t at);

/* due_step.c: F-205, the steps of one clock. */
void due_step(struct due_book *b, const struct dossier_clock *c);

/* due_owed.c: obligations of the standard, of ratings, of orders, of leads. */
void due_owed_opens(struct due_book *b);   /* F-206 */
void due_owed_ratings(struct due_book *b); /* F-207, with the next */
void due_owed_visit(struct due_book *b);
void due_owed_remind(struct due_book *b, const struct dossier_clock *c);
void due_owed_reminded(struct due_book *b);

#endif
