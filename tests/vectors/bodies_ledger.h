/*
 * bodies_ledger - a body of each kind that stands in no case, every optional
 * field there.  What a published standard or genesis holds has vectors of its
 * own; here they are placeholders.
 */
#ifndef TESTS_VECTORS_BODIES_LEDGER_H
#define TESTS_VECTORS_BODIES_LEDGER_H

#include <stddef.h>

#include "tests/unit/schema/world.h"

/* A draft, or NULL: a kind that this page does not know. */
struct act *bodies_ledger_draft(struct world *w, const char *kind);

/* The kinds it knows. */
size_t bodies_ledger_count(void);
const char *bodies_ledger_kind(size_t i);

#endif
