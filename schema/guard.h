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

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rule.h"
#include "schema/machine.h"

struct act;
struct digest;
struct dossier;
struct dossier_state;
struct ledger;
struct place;
struct staff;
struct standard;
struct standard_criterion;
struct standard_material;
struct why;

/* An act that was applied before. */
struct guard_applied {
	const struct act *act;
	const struct staff *signer;
	const struct place *place;
	const struct machine_event *event;
	int64_t
	    legal; /* the date of the law: of the word that it cites (F-183),
			* else its batch time */
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
	struct dossier_state *state; /* for acts that the act names */
};

/* Is the material of the standard there: named by an act of the holder that was
 * applied, or by the one under test? */
bool guard_has_material(
    const struct guard_case *c, const struct standard_material *m);

/* Must the criterion be met for this acceptance to count (F-97)? */
bool guard_criterion_binds(
    const struct act *act, const struct standard_criterion *k);

/* Is @id a text of the list @key of the body? */
bool guard_names(const struct act *act, const char *key, const char *id);
/* Do its refs cite this act? */
bool guard_cites(const struct act *act, const struct digest *id);

/* Had the act at @place seen @position of @node's log: within a head that it
 * cites, or before itself?  Marks and their repairs count so (F-178). */
bool guard_credit_seen(const struct act *act, const struct place *place,
    const char *node, uint64_t position);

enum rule guard_check(
    enum machine_guard guard, const struct guard_case *c, struct why *why);

#endif
