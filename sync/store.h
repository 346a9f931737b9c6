/*
 * store - where logs are kept: git repositories (store_git.c) or memory
 * (store_mem.c), with the same object ids (DESIGN section 6).
 *
 * A log is opened once; its whole chain is then read and checked, and what is
 * needed to find things (80 bytes a batch, 32 an act) is held in memory.  What
 * store_put() has returned ERR_OK for is durable.
 *
 * Fail stop: after any failed write the store is dead, every further call that
 * reads or writes gives ERR_STORAGE, nothing more is acknowledged, and the
 * process starts anew and verifies.  One thread; the caller holds the flock on
 * the data folder.
 */
#ifndef SYNC_STORE_H
#define SYNC_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "keys/digest.h"
#include "keys/merkle.h"
#include "keys/sign.h"
#include "sync/batch.h"
#include "sync/chain.h"

struct store;
struct why;

#define STORE_LOGS_MAX 4096

enum store_mode {
	STORE_WRITE, /* logs are made when missing, leftovers of a crash go */
	STORE_READ,  /* beside a running daemon: touches nothing on disk */
};

/* @folder holds <node>.git of each log; with STORE_WRITE it is made when
 * missing.  Never fails: the first store_open() tells. */
struct store *store_git_new(const char *folder, enum store_mode mode);
struct store *store_mem_new(void);

void store_free(struct store *s); /* NULL is fine */

/* A log, and what its batches are checked against.  All borrowed, not kept. */
struct store_log {
	const char *node;
	const struct digest *network;
	const struct sign_public *log; /* that it was admitted with */
};

/* Each batch of a log that is being opened, oldest first; borrowed.  May grow a
 * fold, or show progress.  What it returns but ERR_OK ends store_open(). */
typedef enum err store_seen_fn(
    void *arg, const struct batch *b, struct why *why);

/*
 * Open a log, making an empty one, durably, when there is none; read it from
 * its first batch and check each as chain_check() does.  @seen may be NULL.
 *
 * ERR_CORRUPT names the batch and the rule it breaks; ERR_NOT_FOUND only with
 * STORE_READ; ERR_EXISTS when it is open already; ERR_LIMIT; ERR_STORAGE.
 */
enum err store_open(struct store *s, const struct store_log *log,
    store_seen_fn *seen, void *arg, struct why *why) MUST_CHECK;

/* The logs that are open. */
size_t store_log_count(const struct store *s);
const char *store_log_at(const struct store *s, size_t i);

/* Borrowed until the next store_put(); NULL when the log is not open.  In the
 * functions below the log must be open. */
const struct chain *store_head(const struct store *s, const char *node);

/* How many batches. */
uint64_t store_count(const struct store *s, const char *node);

/*
 * Write batches that follow the head, each the one before; durable on return.
 *
 * Objects, read back and compared, then the ref by compare-and-swap, all
 * fsynced.  One batch is written as loose objects, more as one pack.
 * ERR_CONFLICT, with nothing written and the store alive, when the first does
 * not continue at the head; ERR_STORAGE: stop.
 */
enum err store_put(struct store *s, const char *node,
    const struct batch *batches, size_t count, struct why *why) MUST_CHECK;

/* The raw commit and the acts of batch @index (below store_count()) in @a. */
enum err store_get(struct store *s, const char *node, uint64_t index,
    struct arena *a, struct bytes *commit, struct bytes *acts,
    struct why *why) MUST_CHECK;

/* Where a batch stands: [first, first + count). */
struct store_place {
	uint64_t first;
	uint32_t count;
	int64_t time;
	struct digest root;
	struct digest_sha1 commit;
};
const struct store_place *store_place(
    const struct store *s, const char *node, uint64_t index);

/* The batch that holds a position; false beyond the end. */
bool store_find(const struct store *s, const char *node, uint64_t position,
    uint64_t *index);

/* The batch that ends at @size: a border.  False when none does. */
bool store_border(
    const struct store *s, const char *node, uint64_t size, uint64_t *index);

/* One act: its bytes in @a; ERR_NOT_FOUND beyond the end. */
enum err store_act(struct store *s, const char *node, uint64_t position,
    struct arena *a, struct bytes *act, struct why *why) MUST_CHECK;

/* Leaves for proofs: merkle_inclusion(store_leaf, &leaves, ...). */
struct store_leaves {
	const struct store *store;
	const char *node;
};
enum err store_leaf(
    void *leaves, uint64_t index, struct digest *out) MUST_CHECK;

/* Append the tlog-proof file of the act at @position, by the newest
 * checkpoint (F-110).  ERR_NOT_FOUND beyond the end. */
enum err store_proof(struct store *s, const char *node, uint64_t position,
    struct buf *out, struct why *why) MUST_CHECK;

#endif
