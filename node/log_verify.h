/*
 * log_verify - checks every log in a data folder, offline, from its first
 * batch: commits, checkpoints, roots (sync/store.h) and the signature of every
 * act by a key that was certified before it.
 *
 * Touches nothing on disk and may run beside the daemon.
 */
#ifndef NODE_LOG_VERIFY_H
#define NODE_LOG_VERIFY_H

#include <stdint.h>

#include "base/err.h"
#include "base/why.h"
#include "keys/digest.h"
#include "schema/ledger.h"
#include "sync/batch.h"

/* What was found in one log. */
struct log_verify_line {
	const char *node;
	uint64_t epoch, size;
	struct digest root;
	int64_t time;
	uint64_t batches;
	uint64_t acts_good;    /* signed by a key certified before */
	uint64_t acts_refused; /* evidence: signer unknown, or bad signature */
};

/* Every batch as it passes; may be NULL.  Borrowed. */
typedef void log_verify_batch_fn(void *arg, const struct batch *b);
/* A log that was gone through. */
typedef void log_verify_line_fn(void *arg, const struct log_verify_line *line);

struct log_verify_options {
	const char *dir;
	log_verify_batch_fn *batch; /* may be NULL */
	log_verify_line_fn *line;   /* may be NULL */
	void *arg;
};

/* The authority's log first, then those of all members that are held.
 * *@ledger (may be NULL) gets what they say; the caller's, with ledger_free().
 * ERR_CORRUPT names the log, the batch and the rule; ERR_NOT_FOUND. */
enum err log_verify_run(const struct log_verify_options *options,
    struct ledger **ledger, struct why *why) MUST_CHECK;

#endif
