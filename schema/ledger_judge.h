/*
 * ledger_judge - the rules for acts outside dossiers (docs/FORMAT.md F-71 to
 * F-82).  ledger_judge() itself is declared in schema/ledger.h.
 */
#ifndef SCHEMA_LEDGER_JUDGE_H
#define SCHEMA_LEDGER_JUDGE_H

#include <stdint.h>

#include "base/rule.h"

struct act;
struct digest;
struct ledger;
struct ledger_log;
struct ledger_record;
struct place;
struct staff;
struct why;

/* F-70, F-81: is the standard published, for this item? */
enum rule ledger_judge_standard(const struct ledger *l,
    const struct digest *std, const char *item, struct why *why);

/* ledger_judge() as the act is kept: whatever the authority cut or will cut of
 * the log, which is asked anew each time (ledger_counts()). */
enum rule ledger_judge_kept(const struct ledger *l, const struct place *place,
    const struct act *act, const struct staff **signer, struct why *why);

/* ledger_staff() as it is kept, whatever was cut: for what is kept. */
const struct staff *ledger_staff_kept(const struct ledger *l, const char *node,
    const struct digest *key_id, uint64_t position);

/* No cut touches what takes away, or says who and where a node is (F-124). */
int ledger_judge_always(const char *kind);

/* How a kept act stands by what is held now. */
enum rule ledger_judge_record(
    const struct ledger *l, const struct ledger_record *r);

/* Does this act, wherever it stands in a log, stop the fold of that log? */
int ledger_judge_stops(const struct act *act);

#endif
