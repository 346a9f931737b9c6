/*
 * licence_value - a licence of the library as the API shows it: nothing of its
 * document.
 */
#ifndef NODE_LICENCE_VALUE_H
#define NODE_LICENCE_VALUE_H

#include <stdint.h>

#include "base/arena.h"

struct ledger;
struct licence;
struct value;

/* How it stands now, in @a. */
struct value *licence_value_line(struct arena *a, const struct ledger *l,
    const struct licence *c, int64_t now);

/* The same with its events, and who asked for it and why. */
struct value *licence_value(struct arena *a, const struct ledger *l,
    const struct licence *c, int64_t now);

#endif
