/*
 * guard - the conditions of the machine's table, one function each.
 *
 * A guard sees the case as it stands before the act under test, and the
 * ledger; it never changes anything.  What a guard needs and what is not held
 * yet gives RULE_UNRESOLVED (docs/FORMAT.md F-70), never a refusal that
 * something arriving later would turn.
 */
#ifndef SCHEMA_GUARD_H
#define SCHEMA_GUARD_H

#include <stddef.h>

#include "base/rule.h"
#include "schema/machine.h"

struct act;
struct dossier;
struct ledger;
struct place;
struct staff;
struct standard;
struct why;

/* An act that was applied before. */
struct guard_applied {
	const struct act *act;
	const struct staff *signer;
};

struct guard_case {
	const struct ledger *ledger;
	const struct dossier *dossier;
	const struct standard *standard; /* of the case; NULL: not held */
	const char *home;
	const char *item;
	const struct place *place; /* of the act under test */
	const struct act *act;
	const struct staff *signer;
	const struct machine_event *event;
	const struct guard_applied *applied; /* in order of application */
	size_t applied_count;
};

enum rule guard_check(
    enum machine_guard guard, const struct guard_case *c, struct why *why);

#endif
