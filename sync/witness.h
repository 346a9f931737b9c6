/*
 * witness - cosigns other nodes' checkpoints, and never two that contradict
 * each other (docs/FORMAT.md F-320 to F-322; C2SP tlog-witness).
 *
 *	witness_add(ask) -> verdict -> state on disk -> cosignature
 *
 * What was cosigned last, per log, is on disk before the answer exists.  A
 * witness that does not find what it once wrote does not know what it signed:
 * it is *retired*, knows no log, and says so; a new witness key is the way on
 * (F-322).  The state of a key is made with the key, in the data folder:
 *
 *	<folder>/witness/<16 hex of the key's id>
 *
 *	tongban-witness/v1
 *	instance <32 hex>               of the data folder
 *	<size> <time> <root> <origin>   one line a log
 *	sum <hex>                       SHA-256 of all before this line
 *
 * One thread: the store's.  So compare, write and sign are one step.
 */
#ifndef SYNC_WITNESS_H
#define SYNC_WITNESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "keys/digest.h"
#include "keys/sign.h"

struct why;
struct witness;

#define WITNESS_FOLDER         "witness"
#define WITNESS_LOGS_MAX       16384
#define WITNESS_INSTANCE_BYTES 16

/* C2SP tlog-witness; the numbers are those of HTTP. */
enum witness_status {
	WITNESS_GOOD = 200,      /* .body: the cosignature line */
	WITNESS_MALFORMED = 400, /* or `old` is above the checkpoint's size */
	WITNESS_UNTRUSTED = 403, /* not signed by the log's key */
	WITNESS_UNKNOWN = 404,   /* no log that we witness */
	WITNESS_CONFLICT = 409,  /* .body: the size that was cosigned last */
	WITNESS_UNPROVEN = 422,  /* it does not continue what was cosigned */
};

struct witness_answer {
	enum witness_status status;
	struct buf body; /* owned */
	struct why *why; /* for people, on what is not good; may be NULL */
};

/* The state of a key that has cosigned nothing yet; with the key, and never
 * again: ERR_EXISTS.  ERR_STORAGE. */
enum err witness_create(const char *folder,
    const uint8_t instance[static WITNESS_INSTANCE_BYTES],
    const struct sign_public *key, struct why *why) MUST_CHECK;

/* Who signs, for which network. */
struct witness_setup {
	const struct digest *network; /* copied, as all */
	const char *node;
	const struct sign_pair *pair;
	const uint8_t *instance; /* WITNESS_INSTANCE_BYTES */
};

/*
 * Read the state.  When it is not there, not whole, or of another data folder,
 * the witness is retired, and stays so: it writes that down.  ERR_STORAGE when
 * the disk fails.
 */
enum err witness_open(struct witness **out, const char *folder,
    const struct witness_setup *setup, struct why *why) MUST_CHECK;

/* In memory only, for the simulator. */
struct witness *witness_new(const struct witness_setup *setup);

void witness_close(struct witness *w); /* wipes the key; NULL is fine */

bool witness_retired(const struct witness *w);
/* Logs, and the size cosigned last; 0: nothing yet. */
size_t witness_count(const struct witness *w);
uint64_t witness_size(const struct witness *w, const char *origin);

/*
 * Judge the body of add-checkpoint.  @log is the key that the log's node signs
 * that size with, NULL when the origin is not one that we witness.  @now is
 * ours, in seconds; the time that is signed never goes back for one log.
 *
 * ERR_OK with the verdict in @out; ERR_STORAGE when the state could not be
 * written: nothing was signed, and the caller stops.
 */
enum err witness_add(struct witness *w, struct bytes body,
    const struct sign_public *log, int64_t now, struct witness_answer *out,
    struct why *why) MUST_CHECK;

#endif
