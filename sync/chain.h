/*
 * chain - the end of one log, and how it grows: builds own batches and checks
 * those of others, completely, at the level of logs (docs/FORMAT.md F-1 to
 * F-16 and F-30 to F-38).  Says nothing about rights: that is the fold's.
 *
 *	            chain_build()                 own acts
 *	chain at n  -------------> batch, chain at n + count
 *	            chain_check()                 a peer's commit and acts
 *
 * struct chain is copied by assignment, so received batches can be checked in a
 * row, each on the end that the one before gives, ahead of the store.  Pure;
 * any thread.
 */
#ifndef SYNC_CHAIN_H
#define SYNC_CHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/rule.h"
#include "base/text.h"
#include "keys/digest.h"
#include "keys/merkle.h"
#include "keys/sign.h"
#include "sync/batch.h"

struct act;
struct why;

struct chain {
	char node[TEXT_SLUG_BYTES_MAX + 1];
	uint64_t epoch;
	struct merkle tree;
	int64_t time;    /* of the last checkpoint; 0 before the first */
	bool has_commit; /* false: the log is empty */
	struct digest_sha1 commit;
	struct sign_public log; /* signs the next batch (F-42) */
};

/* An empty log; @node is a slug, @log the key that it was admitted with. */
void chain_init(
    struct chain *c, const char *node, const struct sign_public *log);

uint64_t chain_size(const struct chain *c);
struct digest chain_root(const struct chain *c);

/*
 * Compose the next batch from a run of acts (with sigs, one after the other) at
 * @time, which signed_time_take() has given: sync/signed_time.h.  @log is the
 * pair of the end's log key.
 *
 * RULE_NONE, with @out the caller's and @end behind it; else what chain_check()
 * would say about these acts or this time (RULE_TIME_BACK), and nothing has
 * changed.
 */
enum rule chain_build(struct chain *end, const struct digest *network,
    const struct sign_pair *log, struct bytes acts, int64_t time,
    struct batch *out, struct why *why) MUST_CHECK;

/*
 * Check one batch from outside that should follow @end: limits, acts
 * (canonical, of this network and log), summary line, commit bytes, parent,
 * both signatures by the end's log key, size, root, time.
 *
 * RULE_NONE, with @out the caller's and @end behind it; else the first rule it
 * breaks, with the sentence, and nothing has changed.
 */
enum rule chain_check(struct chain *end, const struct digest *network,
    struct bytes commit, struct bytes acts, struct batch *out,
    struct why *why) MUST_CHECK;

/* The end after a batch that was built or checked; it follows @at.  @next may
 * be @at. */
void chain_follow(
    const struct chain *at, const struct batch *b, struct chain *next);

/* Does the batch continue exactly here? */
bool chain_fits(const struct chain *at, const struct batch *b);

#endif
