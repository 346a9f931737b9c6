/*
 * merkle_tree - all full subtrees of a log in memory, for many proofs at once:
 * each then costs a few hashes, where keys/merkle.h goes over the whole log.
 *
 * 64 bytes a leaf; made for one piece of work and dropped.  Pure.
 */
#ifndef SYNC_MERKLE_TREE_H
#define SYNC_MERKLE_TREE_H

#include <stdint.h>

#include "base/err.h"
#include "keys/digest.h"
#include "keys/merkle.h"

#define MERKLE_TREE_SIZE_MAX (1u << 24) /* leaves: 1 GiB */

struct merkle_tree {
	uint64_t size;
	struct digest
	    *level[MERKLE_PROOF_MAX]; /* owned; [i]: subtrees of 2^i */
};

/* The first @size leaves, from 1.  ERR_LIMIT, or what @leaf returned. */
enum err merkle_tree_init(struct merkle_tree *t, merkle_leaf_fn *leaf,
    void *arg, uint64_t size) MUST_CHECK;
void merkle_tree_fini(struct merkle_tree *t);

struct digest merkle_tree_root(const struct merkle_tree *t);

/* As merkle_inclusion() and merkle_consistency() of the whole tree. */
void merkle_tree_inclusion(
    const struct merkle_tree *t, uint64_t index, struct merkle_proof *out);
void merkle_tree_consistency(
    const struct merkle_tree *t, uint64_t old, struct merkle_proof *out);

#endif
