/*
 * due - what the tables order of a case when a clock is over, or a step of it
 * was reached: the acts that a node's robot signs (docs/FORMAT.md F-205 to
 * F-208).
 *
 *	dossier + ledger + time -> clocks -> rows of a table -> acts due
 *
 * Pure, and remembers nothing: that an act was made is read off the case.  The
 * holder of the pen acts, the assignee for what it owes, and nobody else, so
 * that no two nodes make one act.
 */
#ifndef SCHEMA_DUE_H
#define SCHEMA_DUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "keys/digest.h"
#include "schema/verdict.h"

struct arena;
struct dossier;
struct ledger;
struct value;

#define DUE_MAX        32 /* acts of one case at one time */
#define DUE_OPENS_MAX  32 /* obligations of a standard */
#define DUE_OFFER_DAYS 3  /* that a hall has to take what it asked for */
#define DUE_NO_LEVEL   (-1)
#define DUE_NEVER      INT64_MAX

/* What is due; texts in the arena, static, or of the dossier. */
struct due {
	const char *kind;  /* of the act */
	int64_t at;        /* since when */
	const char *clock; /* of an escalation: "C4", "C11c.urgent_site" */
	int level;         /* of an escalation, else DUE_NO_LEVEL */
	bool has_owed;     /* .owed: the obligation */
	struct digest owed;
	const char *material; /* of it, or NULL */
	const char *what;     /* of an obligation to open, with the next */
	const char *to;       /* of an offer, too */
	const char *dept;     /* or NULL; likewise the next three */
	const char *code;
	const char *blocks;
	const char *limit;
	bool has_word; /* .word: the request of another hall */
	struct digest word;
	const char *reason; /* for people; never NULL */
};

struct due_terms {
	const char *node; /* whose acts */
	int64_t now;      /* seconds */
	int64_t since;    /* what was due before is left to the clerks, but for
	                * what ends a case or a dead offer */
};

/* The acts that @terms->node has to make, in the order in which they became
 * due by the table; and in *@next when something more may be, DUE_NEVER for
 * nothing known.  What lives in @a. */
size_t due_list(const struct dossier *d, const struct ledger *l,
    const struct due_terms *terms, struct arena *a,
    struct due out[static DUE_MAX], int64_t *next);

/* An obligation of the standard whose stage is reached, and which is not open
 * yet: whether its `when` holds, as far as is public (F-206). */
struct due_opening {
	const struct value *obligation; /* in the standard */
	enum verdict when; /* MET, or UNKNOWN: a clerk knows the form */
	int64_t at;        /* when the stage was reached */
};
size_t due_owed_openings(
    const struct dossier *d, struct due_opening out[static DUE_OPENS_MAX]);

/* The same for the same act, so that one that failed is known again. */
struct digest due_id(const struct dossier *d, const struct due *due);

#endif
