/*
 * ledger_standing - what the authority says of members' logs: suspended,
 * resumed, retired, succeeded (docs/FORMAT.md F-120 to F-128).  Questions are
 * in schema/ledger.h; this is what the ledger's own files share.
 */
#ifndef SCHEMA_LEDGER_STANDING_H
#define SCHEMA_LEDGER_STANDING_H

#include <stdbool.h>
#include <stdint.h>

struct ledger;
struct ledger_log;
struct ledger_succession;

/* F-127: has every side signed, as far as its keys are held? */
bool ledger_standing_proven(
    const struct ledger *l, const struct ledger_succession *s);

/* Is this place of the log before every cut that stands? */
bool ledger_standing_counts(const struct ledger *l,
    const struct ledger_log *log, uint64_t epoch, uint64_t position);

#endif
