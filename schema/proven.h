/*
 * proven - signatures that were checked once, so that no fold checks them
 * again.
 *
 * Whether a signature verifies depends on the key, the act's bytes and the
 * signature alone (docs/FORMAT.md F-15), so a remembered verdict is the
 * verdict; a case that is folded again costs hashes instead of curves.
 * Bounded: newer verdicts overwrite older ones.  Not for two threads at once.
 */
#ifndef SCHEMA_PROVEN_H
#define SCHEMA_PROVEN_H

#include "schema/act.h"

struct proven;

struct proven *proven_new(void); /* never NULL; the caller frees it */
void proven_free(struct proven *p);

/* act_signed_by(), remembered.  @act was decoded or sealed: its id and bytes
 * belong together. */
bool proven_signed_by(
    struct proven *p, const struct act *act, const struct sign_public *key);

#endif
