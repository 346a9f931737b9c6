/*
 * branch_aside - a log of which we hold another branch than the authority has
 * named is moved out of the way before a start, and fetched anew (docs/FORMAT.md
 * F-332).  Nothing is deleted: DIR/branches keeps it, as evidence.
 *
 * Blocks on the disk; before the loop serves.
 */
#ifndef NODE_BRANCH_ASIDE_H
#define NODE_BRANCH_ASIDE_H

#include <stddef.h>

#include "base/err.h"

struct ledger;
struct store;
struct why;

/* Logs in @dir that must go, by what @l and @s hold; not our own (@own, may be
 * NULL), nor the authority's.  *@count is how many were moved: then @s shows
 * what is not there any more, and whoever opened it opens anew. */
enum err branch_aside(const char *dir, const char *own, const struct ledger *l,
    const struct store *s, size_t *count, struct why *why) MUST_CHECK;

#endif
