/*
 * arena - memory that is given back all at once.
 *
 * A decoded document lives in one arena.  Not thread-safe.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

#include "base/buf.h"

struct arena;

struct arena *arena_new(void);
struct arena *arena_new_wiped(void); /* wiped when freed */
void arena_free(struct arena *a);    /* NULL is fine */

/* Zeroed, aligned for any type.  Aborts on exhaustion: bound sizes first. */
void *arena_take(struct arena *a, size_t size);
void *arena_take_array(struct arena *a, size_t count, size_t size);

/* Copies that live in the arena; text is zero-terminated. */
struct bytes arena_copy(struct arena *a, struct bytes b);
const char *arena_text(struct arena *a, struct bytes b);
const char *arena_print(struct arena *a, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Bytes handed out so far. */
size_t arena_used(const struct arena *a);

#endif
