/*
 * case_joint - what a bundle (一件事) comes to, read off its members' cases as
 * they are held here (docs/FORMAT.md F-210 to F-215): never stored.
 */
#ifndef NODE_CASE_JOINT_H
#define NODE_CASE_JOINT_H

#include <stdint.h>

#include "base/arena.h"
#include "schema/value.h"

struct dossier;
struct ledger;

/* Of a child `parent`; of a bundle `close`, `barrier`, and `members`: those
 * that were chosen, each with its state, what it waits for, and its promised
 * limit as of @now. */
void case_joint_put(struct arena *a, struct value *v, const struct ledger *l,
    const struct dossier *d, int64_t now);

#endif
