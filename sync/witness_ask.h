/*
 * witness_ask - what a log asks of a witness: the body of C2SP tlog-witness
 * add-checkpoint (docs/FORMAT.md F-321).
 *
 *	old <size that the witness cosigned last>
 *	<base64>                    at most 63 lines: RFC 6962 consistency
 *	(an empty line)
 *	<the checkpoint>            a signed note
 *
 * The same over our sessions (P-50) and over HTTP.  Pure.
 */
#ifndef SYNC_WITNESS_ASK_H
#define SYNC_WITNESS_ASK_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "keys/digest.h"
#include "keys/merkle.h"
#include "keys/note.h"

struct why;

#define WITNESS_ASK_BYTES_MAX 8192
#define WITNESS_ASK_PROOF_MAX 63

struct witness_ask {
	uint64_t old;
	struct merkle_proof proof;
	struct note note; /* borrows from the body */
	char origin[NOTE_NAME_BYTES_MAX + 1];
	uint64_t size;
	struct digest root;
};

/* Append the body; @checkpoint is a whole note. */
void witness_ask_format(struct buf *out, uint64_t old,
    const struct merkle_proof *proof, struct bytes checkpoint);

/* Read the form alone.  ERR_LIMIT or ERR_PARSE: the witness says 400. */
enum err witness_ask_parse(
    struct witness_ask *out, struct bytes body, struct why *why) MUST_CHECK;

#endif
