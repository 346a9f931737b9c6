/*
 * case_credit - credit marks as the API shows them: of the network, of one
 * case; and what waits for a mark (docs/FORMAT.md F-178, F-237 to F-239).
 */
#ifndef NODE_CASE_CREDIT_H
#define NODE_CASE_CREDIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

struct act;
struct dossier;
struct ledger;
struct mark;
struct standard;
struct value;

/* Does a promise that is broken under this standard leave a mark? */
bool case_credit_marks(const struct standard *s);

/* In force at @now and not repaired, by all that is held; @until gets its last
 * second. */
bool case_credit_in_force(
    const struct ledger *l, const struct mark *m, int64_t now, int64_t *until);

/* A mark with what became of it, as of @now. */
struct value *case_credit_value(
    struct arena *a, const struct ledger *l, const struct mark *m, int64_t now);

/* `credit` of a case: whether the applicant is checked, marks in force, and
 * `unmarked`, an act that found a promise broken and was not marked yet.
 * Nothing where the standard marks nobody. */
void case_credit_put(struct arena *a, struct value *v, const struct ledger *l,
    const struct dossier *d, int64_t now);

#endif
