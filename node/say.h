/*
 * say - small pieces of API answers: digests, times, names of nodes.
 *
 * Everything is made in the request's arena.
 */
#ifndef NODE_SAY_H
#define NODE_SAY_H

#include <stdint.h>

#include "base/arena.h"
#include "keys/digest.h"
#include "schema/value.h"

struct ledger;

/* Put one key; the names say the type. */
void say_text(struct arena *a, struct value *map, const char *key,
    const char *text); /* nothing when @text is NULL */
void say_text_given(struct arena *a, struct value *map, const char *key,
    const char *text); /* "" when @text is NULL: for forms that want it */
void say_int(struct arena *a, struct value *map, const char *key, int64_t n);
void say_bool(struct arena *a, struct value *map, const char *key, bool b);
void say_digest(struct arena *a, struct value *map, const char *key,
    const struct digest *d);

/* Two keys, "received_at" in seconds and "received_at_text" in +08:00; nothing
 * when @seconds is 0. */
void say_time(
    struct arena *a, struct value *map, const char *key, int64_t seconds);

/* Two keys, "home" and "home_name"; the id twice for a stranger. */
void say_node(struct arena *a, struct value *map, const char *key,
    const struct ledger *l, const char *node);

/* The name of a member, or the id. */
const char *say_node_name(const struct ledger *l, const char *node);

#endif
