/*
 * guard_wrap - who can open a case: key wraps and their generations
 * (docs/FORMAT.md F-54, F-55, F-105, F-150).
 *
 *	generation 0   wraps of the opening act
 *	  offer: the receiver gets wraps of 0
 *	  refuse: it lets go, and still holds them -> needs generation 1
 *	generation 1   wraps for everybody who takes part now; what is sealed
 *	               from here on it cannot open
 *
 * Two guards of schema/guard.c, and what the fold asks.
 */
#ifndef SCHEMA_GUARD_WRAP_H
#define SCHEMA_GUARD_WRAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rule.h"
#include "schema/wrap_id.h"

struct act;
struct dossier;
struct guard_case;
struct ledger;
struct why;
struct wrap_book;

/* F-105, F-150: receiver and home at receipt; whoever is offered the pen has
 * wraps of every generation. */
enum rule guard_wrap_readers(const struct guard_case *c, struct why *why);

/* F-55 */
enum rule guard_wrap_generation(const struct guard_case *c, struct why *why);

/* Does @act begin the generation after @newest? */
bool guard_wrap_begins(const struct act *act, uint32_t newest);

/* A node that holds a wrap of the newest generation and takes no part now, nor
 * stands for one that does (F-163), so that another is due; NULL: none.
 * Borrowed from @b. */
const char *guard_wrap_removed(
    const struct dossier *d, const struct ledger *l, const struct wrap_book *b);

/* Can @node open everything up to generation @newest, by wraps that were made? */
bool guard_wrap_can_open(
    const struct wrap_book *b, const char *node, uint32_t newest);

#endif
