/*
 * fork - that a node has signed two histories of one log, proven by what it
 * signed (docs/FORMAT.md F-41).
 *
 *	sizes equal, roots differ        no proof is needed
 *	one smaller                      what the larger tree began with, by a
 *	                                 proof from its leaves, is not the root
 *	                                 that was signed for the smaller
 *	one smaller, and signed later    time in a log never goes back
 *
 * Whoever trusts the log key can check it, offline and for ever; nobody else's
 * word is in it.  Pure.
 */
#ifndef SCHEMA_FORK_H
#define SCHEMA_FORK_H

#include "base/buf.h"
#include "base/rule.h"
#include "keys/merkle.h"
#include "schema/checkpoint.h"

struct why;

struct fork {
	struct bytes one, two; /* borrowed: the notes; .one's size is at most
	                        * that of .two */
	struct merkle_proof proof; /* merkle_prefix_proof() of .two's tree */
};

enum fork_kind {
	FORK_ROOTS,  /* two roots of one size */
	FORK_PREFIX, /* the larger does not begin with the smaller */
	FORK_TIME,   /* the larger was signed earlier */
};
const char *fork_kind_word(enum fork_kind kind); /* "roots"; static */

struct fork_claim {
	struct checkpoint one, two;
	enum fork_kind kind;
};

/* Do the two contradict each other, if both are signed?  RULE_NONE and the
 * claim; a rule of checkpoints; or RULE_FORK_PROOF: nothing is shown. */
enum rule fork_check(const struct fork *f, const struct digest *network,
    struct fork_claim *out, struct why *why);

/* And are they signed, by the log keys of their sizes?  RULE_NONE, or
 * RULE_CHECKPOINT_SIGNATURE. */
enum rule fork_check_signed(const struct fork *f, const struct digest *network,
    const struct sign_public *one, const struct sign_public *two,
    struct why *why);

#endif
