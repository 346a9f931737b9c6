/*
 * pause - when the limits of a case stood still: special procedures whose time
 * the standard does not count (Licensing Law art. 45), and extensions (art. 42).
 */
#ifndef SCHEMA_PAUSE_H
#define SCHEMA_PAUSE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "schema/deadline.h"

struct arena;
struct guard_applied;
struct standard;

/* The pauses so far, in order; an open one, the last, ends at
 * DEADLINE_PAUSE_OPEN.  Zeroed, it has read nothing.  It lives in one arena.  The
 * fold asks it at every extension, so each act is read once. */
struct pause_book {
	struct deadline_pause *items;
	size_t count;
	size_t room;
	size_t read; /* of the acts that were applied */
};

/* Read on, up to @count acts that were applied; the first ones are those that
 * it has read, and @s is always the case's standard.  Items may move. */
void pause_book_read(struct pause_book *b, struct arena *a,
    const struct standard *s, const struct guard_applied *applied,
    size_t count);

/* The end of a limit that begins at @start, by @extension (NULL: none) later.
 * Errors of deadline_compute_by(). */
enum err pause_deadline(struct deadline *out, const struct deadline_terms *by,
    int64_t start, struct limit limit, const char *extension) MUST_CHECK;

#endif
