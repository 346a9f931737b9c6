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
struct calendar;
struct guard_applied;
struct standard;

/* In order; an open one ends at DEADLINE_PAUSE_OPEN.  In @a. */
const struct deadline_pause *pause_list(struct arena *a,
    const struct standard *s, const struct guard_applied *applied, size_t count,
    size_t *out_count);

/* The end of a limit that was extended by the applied acts (F-186): from
 * @start on, by @c, pauses and extension counted.  Errors of deadline_compute. */
enum err pause_deadline(struct deadline *out, const struct standard *s,
    const struct guard_applied *applied, size_t count, const struct calendar *c,
    int64_t start, struct limit limit) MUST_CHECK;

#endif
