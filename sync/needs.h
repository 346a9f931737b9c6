/*
 * needs - what is missing here, found by its name and by whose turn it is.
 *
 *	put -> waiting --begin--> fetched --wait--> waiting
 *	          \---------------- take ----------------/
 *
 * A need is of one object and one count of chunks: two acts may name one object
 * and disagree on its size.  Who waits stands in one of two queues, small (one
 * chunk) or large, the earliest .retry first, of equals the older.  A look by
 * name costs the same however many there are; the names are chosen by others,
 * so where they lie hangs on a secret drawn at the start.
 *
 * Holds the places of needs, not the needs: each lies in its owner's struct and
 * stays where it is from put to take.  Pure; one thread.
 */
#ifndef SYNC_NEEDS_H
#define SYNC_NEEDS_H

#include <stddef.h>
#include <stdint.h>

#include "keys/digest.h"

struct random;

enum needs_size { NEEDS_SMALL, NEEDS_LARGE, NEEDS_SIZES };

struct need {
	struct digest root;
	uint64_t total; /* chunks; from 1 */
	int64_t retry;  /* ms; not before.  0: it was never tried */
	/* Where it stands; for needs.c alone. */
	struct need *same; /* the next of its bucket */
	size_t at;         /* in .all */
	size_t place;      /* in its queue, counted from 1; 0: it is fetched */
	uint64_t order;
};

struct needs_queue {
	struct need **heap; /* owned; a place for each that there is */
	size_t count;
};

#define NEEDS_SECRETS (1 + DIGEST_BYTES / 4)

struct needs {
	struct need **all;     /* owned; borrowed, each */
	struct need **buckets; /* owned; as many as .room, a power of two */
	size_t count, room;
	uint64_t orders;
	struct needs_queue queues[NEEDS_SIZES];
	uint64_t secrets[NEEDS_SECRETS];
};

void needs_init(struct needs *s, struct random *r);
void needs_fini(struct needs *s); /* it is empty: must() */

/* One that is not there (needs_find()); it waits, and was never tried. */
void needs_put(struct needs *s, struct need *n);
void needs_take(struct needs *s, struct need *n);

/* NULL when there is none. */
struct need *needs_find(
    const struct needs *s, const struct digest *root, uint64_t total);
/* Of that name, whatever its size: the first (@after NULL), the next.  Take out
 * what was given only after the next was asked for. */
struct need *needs_named(
    const struct needs *s, const struct digest *root, const struct need *after);

enum needs_size needs_size(const struct need *n);

/* Who has waited for it longest; NULL when nobody waits. */
struct need *needs_first(const struct needs *s, enum needs_size size);
/* Somebody who waits, and was tried, to give way; NULL when none is found. */
struct need *needs_spare(const struct needs *s);

void needs_begin(struct needs *s, struct need *n); /* it waited */
/* It waits (again), until @retry. */
void needs_wait(struct needs *s, struct need *n, int64_t retry);
/* All who wait may be tried at @now. */
void needs_wake(struct needs *s, int64_t now);

#endif
