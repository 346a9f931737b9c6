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
struct place;
struct staff;
struct why;

/* Is it a kind that says how members stand? */
bool ledger_standing_is_ruling(const struct act *act);

/* Take in a ruling that its signers may give, about nodes that were admitted
 * before it: the rule it breaks by what is held now, RULE_UNRESOLVED for a
 * succession that is not proven, or RULE_NONE.  It is kept in any case. */
enum rule ledger_standing_take(
    struct ledger *l, const struct place *place, const struct act *act);

/* A log key of @log has arrived: successions that wait for it count from now
 * on, and what stands behind them is judged anew. */
void ledger_standing_prove(struct ledger *l, const struct ledger_log *log);

/* F-127: has every side of a succession signed, as far as its keys are held?
 * RULE_UNRESOLVED names the one whose log key has not. */
enum rule ledger_standing_sides(
    const struct ledger *l, const struct act *act, struct why *why);

/* Does a certificate stand: given before every cut, by one that stands?  The
 * log key always does. */
bool ledger_standing_certified(const struct ledger *l, const struct staff *s);

/* The same of whatever an act at this position gives. */
bool ledger_standing_given(
    const struct ledger *l, const struct ledger_log *log, uint64_t position);

/* Is this place of the log before every cut that stands? */
bool ledger_standing_counts(
    const struct ledger_log *log, uint64_t epoch, uint64_t position);

#endif
