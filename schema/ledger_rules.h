/*
 * ledger_rules - what each kind outside dossiers asks beyond form and signer
 * (docs/FORMAT.md F-8, F-9, F-120 to F-145), by kind, as a table.
 */
#ifndef SCHEMA_LEDGER_RULES_H
#define SCHEMA_LEDGER_RULES_H

#include "base/rule.h"

struct act;
struct ledger;
struct place;
struct staff;
struct why;

/* RULE_NONE too for kinds that are judged elsewhere.  @signer is NULL for acts
 * of the authority's roles. */
enum rule ledger_rules_check(const struct ledger *l, const struct place *place,
    const struct act *act, const struct staff *signer, struct why *why);

#endif
