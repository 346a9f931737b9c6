/*
 * ledger_judge - the rules for acts outside dossiers (docs/FORMAT.md F-71 to
 * F-82).  ledger_judge() itself is declared in schema/ledger.h.
 */
#ifndef SCHEMA_LEDGER_JUDGE_H
#define SCHEMA_LEDGER_JUDGE_H

#include "base/rule.h"

struct act;
struct digest;
struct ledger;
struct ledger_log;
struct ledger_record;
struct place;
struct why;

/* F-70, F-81: is the standard published, for this item? */
enum rule ledger_judge_standard(const struct ledger *l,
    const struct digest *std, const char *item, struct why *why);

/* ledger_judge() as the act is kept: whatever the authority cut or will cut of
 * the log, which is asked anew each time (ledger_counts()). */
enum rule ledger_judge_kept(const struct ledger *l, const struct place *place,
    const struct act *act, struct why *why);

/* How a kept act stands by what is held now. */
enum rule ledger_judge_record(
    const struct ledger *l, const struct ledger_record *r);

/* Does this act, wherever it stands in a log, stop the fold of that log? */
int ledger_judge_stops(const struct act *act);

#endif
