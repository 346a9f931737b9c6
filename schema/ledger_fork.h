/*
 * ledger_fork - who is proven to have signed two histories, and which of them
 * the authority says is right (docs/FORMAT.md F-41, F-330 to F-332).
 *
 * Its fold is part of the ledger's (schema/ledger.h).  A proof counts when the
 * log keys that are held show its signatures, whenever they arrive; so equal
 * logs give equal answers.
 */
#ifndef SCHEMA_LEDGER_FORK_H
#define SCHEMA_LEDGER_FORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schema/fork.h"

struct act;
struct ledger;
struct ledger_log;
struct place;
struct why;

struct ledger_fork {
	struct fork fork; /* in the ledger's memory */
	struct fork_claim claim;
	const char *finder; /* whose log holds the proof */
	struct digest act;
	int64_t time; /* when it was found: batch time, seconds */
	bool counts;  /* both signatures are the log's */
	bool settled; /* by the authority, at .claim.one.size or later */
};

/* What the authority says: this is the log of the node up to .size. */
struct ledger_settle {
	const char *node;
	uint64_t epoch, size;
	struct digest root;
	struct digest act;
	uint64_t position;
	int64_t time;
};

/* The rule that a fork.proof or settle breaks, or RULE_NONE. */
enum rule ledger_fork_judge(const struct ledger *l, const struct place *place,
    const struct act *act, struct why *why);
void ledger_fork_keep(struct ledger *l, const struct ledger_log *log,
    const struct place *place, const struct act *act);
/* After an act: with a member or a log key that is new, look again. */
void ledger_fork_look(struct ledger *l, const struct act *act);

size_t ledger_fork_count(const struct ledger *l);
const struct ledger_fork *ledger_fork_at(const struct ledger *l, size_t i);
size_t ledger_fork_settle_count(const struct ledger *l);
const struct ledger_settle *ledger_fork_settle_at(
    const struct ledger *l, size_t i);

/* The first proof against that epoch of @node's log that counts and is not
 * settled; NULL: none. */
const struct ledger_fork *ledger_fork_open(
    const struct ledger *l, const char *node, uint64_t epoch);

/* The newest word of the authority about @node's log; NULL: none. */
const struct ledger_settle *ledger_fork_settled(
    const struct ledger *l, const char *node);

#endif
