/*
 * signer - who signed an act, and may they? (docs/FORMAT.md F-73 to F-77,
 * F-107)
 */
#ifndef SCHEMA_SIGNER_H
#define SCHEMA_SIGNER_H

#include <stdint.h>

#include "base/rule.h"

struct act;
struct ledger;
struct place;
struct staff;
struct why;

/* The key `by`, certified in the act's own log, with one of @roles, in time.
 * @out is set as soon as the signer is known, even when the answer is a
 * refusal.  A draft (no sigs) is not asked for F-74. */
enum rule signer_check(const struct ledger *l, const struct place *place,
    const struct act *act, uint32_t roles, const struct staff **out,
    struct why *why);

/* At least the threshold of roots, in the authority's log. */
enum rule signer_check_roots(const struct ledger *l, const struct place *place,
    const struct act *act, struct why *why);

#endif
