/*
 * case_turn - whose time it was (schema/turn.h), as the API shows it and as the
 * command prints it.
 */
#ifndef NODE_CASE_TURN_H
#define NODE_CASE_TURN_H

#include <stdint.h>

#include "base/arena.h"
#include "schema/value.h"

struct dossier;
struct ledger;

/* Put "turns" (to the second) and "days" into a case's value. */
void case_turn_put(struct arena *a, struct value *v, const struct ledger *l,
    const struct dossier *d, int64_t now);

/* Both as tables. */
void case_turn_print(const struct value *dossier);

#endif
