/*
 * wrap_book - which wraps of the case's key the applied acts hold, each reader
 * and generation once (docs/FORMAT.md F-54).
 *
 * The fold asks it at every act, so each act is read once and an answer costs
 * no walk over the acts: with a thousand generations that walk took minutes.
 * Sorted, with a short tail that is merged when it is full: names and numbers
 * are chosen by who writes the acts, so nothing here is hashed.
 */
#ifndef SCHEMA_WRAP_BOOK_H
#define SCHEMA_WRAP_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schema/wrap_id.h"

struct arena;
struct guard_applied;

/* Zeroed, it has read nothing.  It lives in one arena. */
struct wrap_book {
	struct wrap_id *items; /* the first .sorted by generation, then node */
	size_t count;
	size_t sorted;
	size_t room;
	size_t read; /* of the acts that were applied */
};

/* Read on, up to @count acts that were applied; the first ones are those that
 * it has read. */
void wrap_book_read(struct wrap_book *b, struct arena *a,
    const struct guard_applied *applied, size_t count);

/* Is there a wrap for @node (NULL: the escrow) of that generation? */
bool wrap_book_has(
    const struct wrap_book *b, const char *node, uint32_t generation);

#endif
