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

/* In order; an open one ends at DEADLINE_PAUSE_OPEN.  In @a. */
const struct deadline_pause *pause_list(struct arena *a,
    const struct standard *s, const struct guard_applied *applied, size_t count,
    size_t *out_count);

/* The extension that counts, "10WD", or NULL: there is at most one (F-186). */
const char *pause_extension(const struct guard_applied *applied, size_t count);

/* The end of a limit that begins at @start, by @extension (NULL: none) later.
 * Errors of deadline_compute_by(). */
enum err pause_deadline(struct deadline *out, const struct deadline_terms *by,
    int64_t start, struct limit limit, const char *extension) MUST_CHECK;

#endif
