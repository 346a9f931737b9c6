/*
 * batch - some acts of one log with the checkpoint and the commit over them
 * (docs/FORMAT.md F-31).
 *
 * Made by chain_build() from own acts or by chain_check() from what a peer
 * sent; whoever holds one may store it, send it and fold its acts without
 * asking anything again.  Owns its bytes; moves by plain assignment (then only
 * the new one is given to batch_fini()).  May cross threads.
 */
#ifndef SYNC_BATCH_H
#define SYNC_BATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/rule.h"
#include "base/text.h"
#include "keys/digest.h"
#include "keys/sign.h"

struct why;

#define BATCH_ACTS_MAX         512 /* F-2 */
#define BATCH_ACTS_BYTES_MAX   (8u << 20)
#define BATCH_COMMIT_BYTES_MAX 16384

struct batch {
	char node[TEXT_SLUG_BYTES_MAX + 1];
	uint64_t epoch;
	uint64_t first; /* position of the first act */
	uint32_t count;
	int64_t time;       /* batch time, seconds */
	struct digest root; /* of the log, this batch included */
	bool has_parent;
	struct digest_sha1 parent, commit_id, tree_id, acts_id, checkpoint_id;
	struct buf commit;       /* owned; the raw object, without header */
	struct buf acts;         /* owned; the run of F-31 */
	struct bytes checkpoint; /* borrowed from commit */
	uint32_t *ends;          /* owned; [i]: where act i ends in acts */
	struct digest *leaves;   /* owned; leaf hashes (F-37) */
	bool rotates;            /* F-42: .log signs the batches behind it */
	struct sign_public log;
};

void batch_fini(struct batch *b); /* @b is zeroed */

/* The bytes of act @i, borrowed. */
struct bytes batch_act(const struct batch *b, uint32_t i);

/* Size of the log, this batch included. */
uint64_t batch_end(const struct batch *b);

/*
 * Copy a run of acts into an empty @b, cut it and hash its leaves: sets acts,
 * count, ends and leaves.  RULE_SIZE, RULE_BATCH_COUNT or RULE_CANONICAL; says
 * nothing about what the acts hold.  On a refusal @b is as it was.
 */
enum rule batch_cut(
    struct batch *b, struct bytes run, struct why *why) MUST_CHECK;

/* The checkpoint in a raw commit that is known to be good: the newest of a
 * log's is in its last commit. */
struct bytes batch_commit_checkpoint(struct bytes commit);

#endif
