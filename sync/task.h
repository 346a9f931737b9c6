/*
 * task - blocking work that a replica hands out: checks and storage.
 *
 * The replica (sync/replica.h) decides and never blocks.  What takes time is a
 * task: task_run() does it, on whichever thread the host likes, and the host
 * gives it back with replica_done().  A task owns everything it points to, so
 * it may cross threads.  Tasks of one replica with the same queue are run in
 * the order they were handed out; those of different queues may overlap.
 */
#ifndef SYNC_TASK_H
#define SYNC_TASK_H

#include <stdint.h>

#include "base/err.h"
#include "base/rule.h"
#include "base/why.h"
#include "keys/digest.h"
#include "keys/random.h"
#include "keys/sign.h"
#include "sync/chain.h"

struct clock;
struct store;
struct signed_time;
struct vault_store;
struct witness;

enum task_kind {
	TASK_CHECK,     /* received batches against a chain: any worker */
	TASK_PUT,       /* checked batches into the store: store thread */
	TASK_APPEND,    /* own acts: compose, sign, store: store thread */
	TASK_TIME,      /* keeps the signed time near the clock: store thread */
	TASK_BEAT,      /* our newest checkpoint anew, later: store thread */
	TASK_READ,      /* batches for a peer: store thread */
	TASK_VAULT_PUT, /* one sealed chunk: store thread */
	TASK_VAULT_READ,  /* one sealed chunk for a peer: store thread */
	TASK_WITNESS_ASK, /* what to ask a witness: store thread */
	TASK_WITNESS,     /* we are asked to cosign: store thread */
	TASK_COSIGNED,    /* keep what a witness said: store thread */
};

enum task_queue {
	TASK_QUEUE_WORK,
	TASK_QUEUE_STORE,
};

struct task; /* fields in sync/task_fields.h, for sync/ only */

/* Where tasks do their work; all borrowed, used on the queue's thread only. */
struct task_host {
	struct store *store;
	struct vault_store *vault;
	struct signed_time *signed_time; /* may be NULL in the simulator */
	/* Called on the store thread after TASK_PUT and TASK_APPEND have made
	 * batches durable and before they count as stored: the index.  A
	 * failure here stops the node like a failed write. */
	enum err (*stored)(void *arg, const struct batch *batches, size_t count,
	    struct why *why);
	void *arg;
	/* Cosigns for others by this clock; NULL: it does not. */
	struct witness *witness;
	const struct clock *clock;
	/* The data folder, for what witnesses said; NULL: it is not kept. */
	const char *folder;
};

enum task_kind task_kind(const struct task *t);
enum task_queue task_queue(const struct task *t);

/* Do the work.  The outcome is kept in the task.  ERR_OK, or a storage error
 * after which the host must stop without answering anyone (fail stop). */
enum err task_run(
    struct task *t, const struct task_host *host, struct why *why) MUST_CHECK;

void task_free(struct task *t);

#endif
