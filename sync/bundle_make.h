/*
 * bundle_make - the part of a disclosure bundle before the chunks: acts with
 * their proofs out of the store, keys, the maker's seal (docs/FORMAT.md F-117).
 * Thread of the store.
 */
#ifndef SYNC_BUNDLE_MAKE_H
#define SYNC_BUNDLE_MAKE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "keys/digest.h"
#include "keys/sign.h"

struct bundle_pick;
struct store;
struct why;

struct bundle_make_key {
	uint32_t generation;
	struct bytes wrap; /* for the auditor */
};

struct bundle_make { /* all borrowed */
	struct bytes genesis;
	struct digest dossier, warrant;
	const char *maker;
	struct bytes state; /* dossier_encode() */
	const struct bundle_pick *pick;
	size_t key_count;
	const struct bundle_make_key *keys; /* ascending generations */
	size_t absent_count;
	const struct digest *absent; /* objects of the case not held here */
	const struct sign_pair *log; /* the maker's */
};

/* Append it.  ERR_LIMIT when it would be above BUNDLE_HEAD_BYTES_MAX; what the
 * store says. */
enum err bundle_make_head(struct buf *out, struct store *store,
    const struct bundle_make *m, struct why *why) MUST_CHECK;

/* Append one chunk's record. */
void bundle_make_chunk(struct buf *out, const struct digest *object,
    uint64_t index, uint64_t total, struct bytes sealed);

#endif
