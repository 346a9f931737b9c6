/*
 * ledger_keep - what the ledger remembers of each act outside dossiers.
 */
#ifndef SCHEMA_LEDGER_KEEP_H
#define SCHEMA_LEDGER_KEEP_H

#include "base/rule.h"

struct act;
struct ledger;
struct ledger_log;
struct member;
struct place;
struct staff;

/* A member admitted at @place; the authority's own is known from genesis. */
void ledger_keep_member(
    struct ledger *l, const struct member *m, const struct place *place);

/* The content of an act that counts, or will once something has arrived. */
void ledger_keep_content(struct ledger *l, struct ledger_log *log,
    const struct place *place, const struct act *act);

/* An act that is not applied: what it says about the log's key is in force all
 * the same when it is so at log level (F-42). */
void ledger_keep_log_key(struct ledger *l, struct ledger_log *log,
    const struct place *place, const struct act *act);

/* That it is held, and what was said of it. */
void ledger_keep_record(struct ledger *l, struct ledger_log *log,
    const struct place *place, const struct act *act,
    const struct staff *signer, enum rule rule);

#endif
