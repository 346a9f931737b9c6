/*
 * ledger_standing - what the authority says of members' logs: suspended,
 * resumed, retired, succeeded (docs/FORMAT.md F-120 to F-128).  Questions are
 * in schema/ledger.h; this is what the ledger's own files share.
 */
#ifndef SCHEMA_LEDGER_STANDING_H
#define SCHEMA_LEDGER_STANDING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/rule.h"

struct act;
struct ledger;
struct ledger_log;
struct ledger_succession;
struct staff;
struct why;

/* F-127: has every side signed, as far as its keys are held? */
bool ledger_standing_proven(
    const struct ledger *l, struct ledger_succession *s);

/* The same of an act that is to be taken: RULE_UNRESOLVED names the side whose
 * log key has not signed. */
enum rule ledger_standing_sides(
    const struct ledger *l, const struct act *act, struct why *why);

/* Does a certificate stand: given before every cut, by one that stands?  The
 * log key always does. */
bool ledger_standing_certified(const struct ledger *l, const struct staff *s);

/* The same of whatever an act at this position gives. */
bool ledger_standing_given(
    const struct ledger *l, const struct ledger_log *log, uint64_t position);

/* Is this place of the log before every cut that stands? */
bool ledger_standing_counts(const struct ledger *l,
    const struct ledger_log *log, uint64_t epoch, uint64_t position);

#endif
