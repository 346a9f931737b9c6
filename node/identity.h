/*
 * identity - who a running node is: its id and the secret keys it needs.
 *
 * log, channel and sealing, out of DIR/keys; of those that were rotated the
 * last channel key and all sealing keys as well (node/key_next.h); sealing keys
 * of nodes whose place it took, too (node/inherited.h).  The recovery
 * key belongs offline and is never opened here; without the witness key, or
 * where it does not open, the node witnesses no logs.
 * Lives in guarded memory (keys/secret.h).
 */
#ifndef NODE_IDENTITY_H
#define NODE_IDENTITY_H

#include <stdbool.h>

#include "base/err.h"
#include "base/text.h"
#include "keys/keyfile.h"
#include "keys/noise.h"
#include "keys/seal.h"
#include "keys/sign.h"
#include "node/inherited.h"
#include "sync/replica.h"

struct member;
struct why;

struct identity {
	char node[TEXT_SLUG_BYTES_MAX + 1]; /* whose keys these are */
	struct sign_public first_log;       /* the oldest that is known here */
	struct sign_pair log;               /* acts */
	struct sign_pair batch[2]; /* batches: before and behind a rotation */
	bool has_witness;
	struct sign_pair witness; /* other nodes' checkpoints */
	struct noise_pair channel;
	size_t former_count; /* channel keys before this one, newest first */
	struct noise_pair former[REPLICA_FORMER_MAX]; /* (P-20) */
	struct seal_pair sealing;
	struct inherited inherited; /* whose sealing keys are here besides */
	/* .sealing, those before it, and inherited ones; never changed, but replaced: jobs borrow
	 * it, and it lives as long as the identity. */
	const struct seal_ring *readers;
	struct identity_ring *rings; /* owned; the newest first */
};

/*
 * Open DIR/keys/{log,channel,sealing}.key and witness.key, which must name one node.
 * @passphrase_file may be NULL; node/keyring.h says what happens then.
 *
 * ERR_CONFLICT when a file holds another's key or another kind; otherwise what
 * keyfile_read() says: ERR_PASSPHRASE, ERR_NOT_FOUND, ERR_CORRUPT, ...
 */
enum err identity_open(struct identity **out, const char *dir,
    const char *passphrase_file, struct why *why) MUST_CHECK;
void identity_free(struct identity *id); /* wipes; NULL is fine */

/* A sealing key is in force; the one before still opens. */
void identity_add_sealing(struct identity *id, const struct seal_pair *sealing);

/* Are these the keys of the member record?  ERR_CONFLICT and which differs. */
enum err identity_check(const struct identity *id, const struct member *m,
    struct why *why) MUST_CHECK;

/* The same at a start: a rotation that is in our log, while its key file still
 * lies beside its place, is finished first; @id may become another object. */
enum err identity_settle(struct identity **id, const char *dir,
    const char *passphrase_file, const struct member *m,
    struct why *why) MUST_CHECK;

/* A key that was opened for a rotation; by .label.purpose.  Of a
 * recovery key only the label is read: a daemon needs no more. */
struct identity_next {
	struct keyfile_label label;
	union {
		struct sign_pair log; /* or witness */
		struct noise_pair channel;
		struct seal_pair sealing;
	} pair;
};

/* Open the next key of a purpose (node/key_next.h).  ERR_CONFLICT when it is
 * another node's.  Blocks on Argon2.  @out is secret memory. */
enum err identity_next_open(struct identity_next *out, const char *dir,
    const char *node, const char *passphrase_file, enum keyfile_purpose purpose,
    struct why *why) MUST_CHECK;

/* "DIR/keys/log.key"; the caller mem_free()s it. */
char *identity_path(const char *dir, enum keyfile_purpose purpose);

#endif
