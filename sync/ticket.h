/*
 * ticket - what stands behind the QR code of a printed document: an act and the
 * proof that it stands in its log, checked with no node (docs/FORMAT.md F-199).
 *
 *	"TB1:" base45 of the canonical map {act: bin, proof: text}
 *
 * Letters, digits and a few signs only, so that a QR code packs it best and a
 * telephone's reader shows it as text.  Pure.
 */
#ifndef SYNC_TICKET_H
#define SYNC_TICKET_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/rule.h"
#include "keys/digest.h"
#include "keys/sign.h"
#include "schema/checkpoint.h"

struct act;
struct why;

#define TICKET_TEXT_BYTES_MAX (128u << 10)

struct ticket {
	const struct act *act;
	struct bytes proof;     /* a tlog-proof file */
	struct checkpoint head; /* as it claims; ticket_check() proves it */
};

void ticket_format(struct buf *out, struct bytes act, struct bytes proof);

/* Read the form alone, into @a; blanks and newlines around it do not count.
 * ERR_PARSE or ERR_LIMIT with the sentence. */
enum err ticket_parse(struct ticket *out, struct arena *a, struct bytes text,
    struct why *why) MUST_CHECK;

/* Does it prove that its act stands in the log that @log signs?  RULE_NONE, or
 * the rule of proof_check(). */
enum rule ticket_check(struct ticket *t, const struct sign_public *log,
    struct why *why) MUST_CHECK;

#endif
