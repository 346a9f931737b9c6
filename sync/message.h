/*
 * message - what two nodes say to each other, as bytes and as a struct
 * (docs/PROTOCOL.md P-6).
 *
 * One table in message.c has every kind with its fields and their limits; the
 * encoder, the decoder and the page are checked against it.  A message that
 * was decoded is canonical, has exactly the keys of its kind and is within all
 * limits; whether it fits the conversation is sync/session.h's question.
 */
#ifndef SYNC_MESSAGE_H
#define SYNC_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/rule.h"
#include "base/text.h"
#include "keys/chunk.h"
#include "keys/digest.h"
#include "sync/batch.h"
#include "sync/frontier.h"

struct why;

#define MESSAGE_VERSION        1
#define MESSAGE_BYTES_MAX      8519680 /* a full batch and its names */
#define MESSAGE_INSTANCE_BYTES 16
#define MESSAGE_NOTE_BYTES_MAX 4096
#define MESSAGE_RULE_BYTES_MAX 32
#define MESSAGE_WANT_ACTS_MAX  4096
#define MESSAGE_LINE_BYTES_MAX 1024 /* of a cosignature, any suite */
#define MESSAGE_STATUS_MAX     599
#define MESSAGE_CHUNKS_MAX     2048
#define MESSAGE_PROOF_MAX      11 /* hashes: the depth of so many chunks */

/* constant, `t` */
#define MESSAGE_MAP(X)                \
	X(HELLO, "hello")             \
	X(FRONTIER, "frontier")       \
	X(WANT, "want")               \
	X(BATCH, "batch")             \
	X(SORRY, "sorry")             \
	X(HEAD_ASK, "head.ask")       \
	X(HEAD, "head")               \
	X(VAULT_ASK, "vault.ask")     \
	X(VAULT_CHUNK, "vault.chunk") \
	X(VAULT_SORRY, "vault.sorry") \
	X(WITNESS_ASK, "witness.ask") \
	X(WITNESS, "witness")         \
	X(COSIGNED, "cosigned")       \
	X(PING, "ping")               \
	X(PONG, "pong")               \
	X(BYE, "bye")

enum message_kind {
#define X(name, text) MESSAGE_##name,
	MESSAGE_MAP(X)
#undef X
	    MESSAGE_COUNT
};

/* Only the fields of its kind mean something. */
struct message {
	enum message_kind kind;
	uint64_t version; /* hello: `v` */
	char node[TEXT_SLUG_BYTES_MAX + 1];
	uint8_t instance[MESSAGE_INSTANCE_BYTES]; /* hello */
	const struct frontier_line *lines;        /* frontier */
	size_t line_count;
	uint64_t epoch;
	uint64_t from;       /* batch: its `first` */
	uint64_t to;         /* want */
	struct bytes commit; /* batch */
	struct bytes acts;
	uint32_t act_count;    /* batch: counted */
	struct bytes note;     /* head; empty: none.  cosigned: its line */
	struct digest dossier; /* vault.ask */
	struct digest root;    /* vault.* */
	uint64_t index;
	uint64_t total;             /* vault.chunk; cosigned: the size */
	struct bytes data;          /* vault.chunk; witness.*: the body */
	const struct digest *proof; /* from the chunk to the root */
	size_t proof_count;         /* 0: there is no such key */
	char rule[MESSAGE_RULE_BYTES_MAX + 1]; /* bye, vault.sorry */
	uint64_t number; /* ping, pong: `n`; witness: the status */
};

/* "vault.ask".  Static. */
const char *message_name(enum message_kind kind);

/* Append the canonical bytes.  A message over the limits is our bug. */
void message_encode(const struct message *m, struct buf *out);

/*
 * Decode exactly one message; what @out points to lives in @a.  RULE_NONE,
 * RULE_MESSAGE, for a batch also RULE_BATCH_COUNT, RULE_SIZE or RULE_CANONICAL
 * (its acts cannot be counted), for lines RULE_FRONTIER.
 */
enum rule message_decode(
    struct arena *a, struct bytes raw, struct message *out, struct why *why);

#endif
