/*
 * ledger_roles - the authority's roles in a root.change (docs/FORMAT.md F-8).
 */
#ifndef SCHEMA_LEDGER_ROLES_H
#define SCHEMA_LEDGER_ROLES_H

#include "base/rule.h"
#include "schema/ledger.h"

struct act;
struct value;
struct why;

/* Version 1: every role is the roots of genesis. */
void ledger_roles_init(struct ledger_roles *out, const struct genesis *g);

/* The body {version, roles}, keys of the act's suite: RULE_BODY_SHAPE with what
 * is wrong. */
enum rule ledger_roles_read(
    const struct act *act, struct ledger_roles *out, struct why *why);

/* The same the other way: `roles`. */
struct value *ledger_roles_value(struct arena *a, const struct ledger_roles *r);

/* Is the key with this id one of them? */
bool ledger_roles_hold(
    const struct ledger_keys *keys, const struct digest *key_id);

#endif
