/*
 * proof - a receipt that can be checked offline: C2SP tlog-proof
 * (docs/FORMAT.md F-110).
 *
 *	c2sp.org/tlog-proof@v1
 *	extra <base64>                 optional
 *	index <decimal, zero-based>
 *	<base64>                       one line a hash, sibling of the leaf first
 *	(an empty line)
 *	<the checkpoint, verbatim>
 *
 * Pure.
 */
#ifndef SYNC_PROOF_H
#define SYNC_PROOF_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/rule.h"
#include "keys/digest.h"
#include "keys/merkle.h"
#include "keys/sign.h"
#include "schema/checkpoint.h"

struct why;

#define PROOF_EXTRA_BYTES_MAX 4096
#define PROOF_BYTES_MAX       (16u << 10)

struct proof {
	struct buf extra; /* owned; decoded, empty when there is none */
	uint64_t index;
	struct merkle_proof path;
	struct bytes checkpoint; /* borrowed: from the file, or the caller's */
};

void proof_fini(struct proof *p);

/* Append the file. */
void proof_format(struct buf *out, const struct proof *p);

/* Read the form alone.  ERR_LIMIT or ERR_PARSE with the line.  With ERR_OK
 * @out.checkpoint borrows from @file, and proof_fini() is the caller's. */
enum err proof_parse(
    struct proof *out, struct bytes file, struct why *why) MUST_CHECK;

/*
 * Does the receipt show that @act (all its bytes) stands in the log?
 *
 * RULE_NONE and what the checkpoint says in @head; a rule of the checkpoint
 * (F-35, F-36); or RULE_CHECKPOINT_ROOT when the path does not lead to its
 * root.  @log is the key of the node that the caller trusts.
 */
enum rule proof_check(const struct proof *p, const struct digest *network,
    const struct sign_public *log, struct bytes act, struct checkpoint *head,
    struct why *why) MUST_CHECK;

#endif
