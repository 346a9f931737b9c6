/*
 * branch - of a log that was forked, is what we hold the branch that the
 * authority named (docs/FORMAT.md F-332)?  Pure.
 */
#ifndef SYNC_BRANCH_H
#define SYNC_BRANCH_H

#include "sync/chain.h"

struct ledger;

enum branch {
	BRANCH_ONLY,  /* nothing was settled in this epoch */
	BRANCH_OPEN,  /* too short to tell */
	BRANCH_RIGHT, /* it has the root that was named */
	BRANCH_WRONG,
};

/* @c: the end of the log; older borders come from the ledger's history. */
enum branch branch_of(const struct ledger *l, const struct chain *c);

#endif
