/*
 * merkle - the append-only tree of RFC 6962 section 2 over leaf hashes.
 *
 *	leaf = SHA-256(0x00 || bytes)      digest_leaf() in keys/digest.h
 *	pair = SHA-256(0x01 || left || right)
 *
 * struct merkle is the right edge of a tree: what is needed to append and to
 * know the root, nothing else.  It is copied by assignment, so that a batch can
 * be tried on a copy.  Proofs need the leaves; they come through a callback.
 * Verifiers are the algorithms of RFC 9162 sections 2.1.3.2 and 2.1.4.2 and
 * take whatever a peer sent.  Pure.
 */
#ifndef KEYS_MERKLE_H
#define KEYS_MERKLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "keys/digest.h"

/* Hashes in a proof; a tree of 2^63 leaves, the largest, needs one less. */
#define MERKLE_PROOF_MAX 64
#define MERKLE_SIZE_MAX  ((uint64_t)INT64_MAX)

struct merkle {
	uint64_t size;
	struct digest
	    peak[64]; /* [i]: full subtree of 2^i, if size has bit i */
};

void merkle_init(struct merkle *m);
void merkle_append(struct merkle *m, const struct digest *leaf);

/* Of the empty tree: SHA-256 of nothing. */
struct digest merkle_root(const struct merkle *m);

/* From the leaf to the root. */
struct merkle_proof {
	unsigned count;
	struct digest hash[MERKLE_PROOF_MAX];
};

/* The leaf hash at @index; asked only for indexes below the tree's size.
 * What it returns but ERR_OK ends the proof and is passed on. */
typedef enum err merkle_leaf_fn(void *arg, uint64_t index, struct digest *out);

/* The head of the first @size leaves. */
enum err merkle_head(merkle_leaf_fn *leaf, void *arg, uint64_t size,
    struct digest *out) MUST_CHECK;

/* RFC 6962 section 2.1.1: PATH(index, D[size]).  @index is below @size, which
 * is at most MERKLE_SIZE_MAX. */
enum err merkle_inclusion(merkle_leaf_fn *leaf, void *arg, uint64_t index,
    uint64_t size, struct merkle_proof *out) MUST_CHECK;

/* RFC 6962 section 2.1.2: PROOF(old, D[size]); 0 < @old <= @size.  Empty when
 * the two are equal. */
enum err merkle_consistency(merkle_leaf_fn *leaf, void *arg, uint64_t old,
    uint64_t size, struct merkle_proof *out) MUST_CHECK;

/* The same from the full subtrees of the old tree, which is not empty: only the
 * leaves behind it are asked for. */
enum err merkle_onward(const struct merkle *old, merkle_leaf_fn *leaf,
    void *arg, uint64_t size, struct merkle_proof *out) MUST_CHECK;

/* The same with SUBPROOF's b false (RFC 6962 section 2.1.2): it begins with a
 * hash of the old tree even where the old root would do, so that it proves by
 * itself what the first @old leaves are.  0 < @old < @size. */
enum err merkle_prefix_proof(merkle_leaf_fn *leaf, void *arg, uint64_t old,
    uint64_t size, struct merkle_proof *out) MUST_CHECK;

/* What the first @old leaves of the tree of @size with @root are, by such a
 * proof; false when it does not lead to @root. */
bool merkle_prefix(const struct merkle_proof *proof, uint64_t old,
    uint64_t size, const struct digest *root,
    struct digest *old_root) MUST_CHECK;

/* Is @leaf at @index of the tree of @size with @root? */
bool merkle_includes(const struct merkle_proof *proof, uint64_t index,
    uint64_t size, const struct digest *leaf,
    const struct digest *root) MUST_CHECK;

/* Is the tree of @size with @root the one of @old with @old_root, and more?
 * From the empty tree everything is, with an empty proof (C2SP tlog-witness). */
bool merkle_extends(const struct merkle_proof *proof, uint64_t old,
    const struct digest *old_root, uint64_t size,
    const struct digest *root) MUST_CHECK;

#endif
