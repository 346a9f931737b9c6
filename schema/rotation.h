/*
 * rotation - a key.rotate that changes who signs a log (docs/FORMAT.md F-42).
 *
 * A matter of the log: whoever checks a log's batches must know their keys,
 * also where the fold of that log stops (F-71).  So chain and ledger ask this
 * one function, and agree.  Pure.
 */
#ifndef SCHEMA_ROTATION_H
#define SCHEMA_ROTATION_H

#include <stdbool.h>

#include "base/rule.h"
#include "keys/sign.h"

struct act;
struct why;

/* A key.rotate whose purpose is the word "log", whatever else it holds. */
bool rotation_is_of_log(const struct act *act);

/* Of such an act: it is well formed, brings another key than @now, and that key
 * has signed it.  RULE_NONE with the key, or RULE_KEY_ROTATION. */
enum rule rotation_check(const struct act *act, const struct sign_public *now,
    struct sign_public *next, struct why *why);

#endif
