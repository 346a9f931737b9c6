/*
 * witness_choice - which nodes witness a log (docs/FORMAT.md F-323).
 *
 * Rendezvous hashing: each node draws a number for each log, and the highest
 * few are its witnesses.  Everybody who knows the same members chooses the
 * same, and a member that comes or goes changes only the logs that it wins or
 * loses.  Pure.
 */
#ifndef SYNC_WITNESS_CHOICE_H
#define SYNC_WITNESS_CHOICE_H

#include <stddef.h>

#include "keys/digest.h"

struct ledger;

#define WITNESS_CHOICE_COUNT 3 /* of a log, if there are as many others */

/* SHA-256("tongban/witness/v1" || 0 || network || log || 0 || node) */
struct digest witness_choice_draw(
    const struct digest *network, const char *log, const char *node);

/* The witnesses of @log among @nodes, the highest draw first; never @log
 * itself.  Returns how many; they are borrowed from @nodes. */
size_t witness_choice_of(const char *out[static WITNESS_CHOICE_COUNT],
    const struct digest *network, const char *log, const char *const *nodes,
    size_t count);

/* The same among the members that are active by what is held now; borrowed
 * from the ledger. */
size_t witness_choice_now(const char *out[static WITNESS_CHOICE_COUNT],
    const struct ledger *l, const struct digest *network, const char *log);

#endif
