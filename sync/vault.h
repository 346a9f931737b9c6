/*
 * vault - sealed objects under the name of their bytes (docs/FORMAT.md section
 * 5), and where they are kept: files (vault_file.c) or memory (vault_mem.c).
 *
 * An object is the run of its sealed chunks, each CHUNK_SEALED_BYTES_MAX long
 * but the last; its name is the RFC 6962 root over them.  A key wrap is one
 * short chunk that is stored as it is, in a folder of its own (F-57).  The
 * store sees sealed bytes only: who may have an object is asked elsewhere
 * (DESIGN section 5).
 *
 * Objects under construction are fetched chunk by chunk, in any order, each
 * proven by its path to the name (F-56); what had reached the disk is kept
 * across a restart.  One thread; fail stop as in sync/store.h.
 */
#ifndef SYNC_VAULT_H
#define SYNC_VAULT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/rule.h"
#include "keys/chunk.h"
#include "keys/digest.h"
#include "keys/merkle.h"
#include "keys/seal.h"
#include "keys/secret.h"

struct random;
struct vault_store;
struct why;

#define VAULT_PLAIN_BYTES_MAX  (2ull << 30) /* DESIGN section 12 */
#define VAULT_CHUNKS_MAX       2048
#define VAULT_MEMORY_BYTES_MAX (64u << 20) /* plain, made or opened at once */
#define VAULT_WRAP_BYTES_MAX   4096

/* ---- names, seals, wraps: pure ---- */

struct vault_key {
	uint8_t suite; /* the network's, as is the next */
	struct digest network;
	struct chunk_dossier dossier; /* the seal id, F-50 */
	uint32_t generation;          /* of the key, F-54 */
	const struct secret *key;     /* the dossier's; borrowed */
};

/* The name of sealed bytes; not empty. */
struct digest vault_name(struct bytes sealed);

/* How many chunks, and how many sealed bytes, @plain_bytes make; from 1. */
uint64_t vault_chunks(uint64_t plain_bytes);
uint64_t vault_sealed_bytes(uint64_t plain_bytes);

/* Seal @plain under a fresh object id: appends to @sealed, sets @name.
 * ERR_LIMIT when it is empty or above VAULT_MEMORY_BYTES_MAX. */
enum err vault_seal(struct buf *sealed, struct digest *name,
    const struct vault_key *key, struct bytes plain,
    struct random *r) MUST_CHECK;

/* Append the plain bytes.  ERR_LIMIT, ERR_PARSE, ERR_CRYPTO; nothing is
 * appended then. */
enum err vault_unseal(struct buf *plain, const struct vault_key *key,
    struct bytes sealed, struct why *why) MUST_CHECK;

/* F-52, F-54: the dossier's key for one reader.  ERR_CRYPTO when @reader is no
 * usable key. */
enum err vault_wrap(struct buf *out, struct digest *name,
    const struct vault_key *key, const struct seal_public *reader,
    struct random *r) MUST_CHECK;

/* The dossier key out of a wrap, by way of locked memory.  ERR_CRYPTO when it is
 * not for @reader, or names another dossier or generation. */
enum err vault_unwrap(struct secret *out, const struct chunk_dossier *dossier,
    uint32_t generation, const struct seal_pair *reader, struct bytes wrap,
    struct why *why) MUST_CHECK;

/* The same for a reader who has had several keys. */
enum err vault_unwrap_any(struct secret *out,
    const struct chunk_dossier *dossier, uint32_t generation,
    const struct seal_ring *readers, struct bytes wrap,
    struct why *why) MUST_CHECK;

/* ---- the store ---- */

enum vault_kind {
	VAULT_FILE, /* sealed chunks */
	VAULT_WRAP, /* a key wrap */
};

/* @files (DIR/vault) and @wraps (DIR/wraps) are made when missing;
 * ERR_STORAGE. */
enum err vault_file_open(struct vault_store **out, const char *files,
    const char *wraps, struct why *why) MUST_CHECK;
struct vault_store *vault_mem_new(void);

void vault_free(struct vault_store *v); /* NULL is fine */

bool vault_has(struct vault_store *v, const struct digest *name);

/* Chunks of a complete object; ERR_NOT_FOUND. */
enum err vault_count(struct vault_store *v, const struct digest *name,
    uint64_t *chunks) MUST_CHECK;

/* Append one sealed chunk, checked against the name.  ERR_NOT_FOUND, also for
 * an index beyond the end; ERR_CORRUPT when the stored bytes are not the
 * object: nothing is appended. */
enum err vault_read(struct vault_store *v, const struct digest *name,
    uint64_t index, struct buf *out, struct why *why) MUST_CHECK;

/* The path from a chunk to the name.  As vault_read(). */
enum err vault_path(struct vault_store *v, const struct digest *name,
    uint64_t index, struct merkle_proof *out, struct why *why) MUST_CHECK;

/* Append the whole object, at most VAULT_MEMORY_BYTES_MAX of plain bytes. */
enum err vault_get(struct vault_store *v, const struct digest *name,
    struct buf *out, struct why *why) MUST_CHECK;

/* Keep a whole object: durable on return.  One that is there already is fine.
 * ERR_REFUSED when @sealed does not hash to @name; ERR_LIMIT. */
enum err vault_put(struct vault_store *v, enum vault_kind kind,
    const struct digest *name, struct bytes sealed, struct why *why) MUST_CHECK;

/* Remove an object, whole or in part: durable on return.  One that is not there
 * is fine. */
enum err vault_erase(struct vault_store *v, const struct digest *name,
    struct why *why) MUST_CHECK;

/* Does the first chunk open under @key, as one of its dossier? */
bool vault_erase_fits(struct vault_store *v, const struct digest *name,
    const struct vault_key *key);

/* ---- objects under construction ---- */

/* What is there of an object of @total chunks. */
struct vault_part {
	uint64_t total;
	uint64_t there; /* bits set */
	bool more;      /* not everything was looked at: look again */
	uint8_t has[VAULT_CHUNKS_MAX / 8];
};

bool vault_part_has(const struct vault_part *p, uint64_t index);
void vault_part_set(struct vault_part *p, uint64_t index);

/* What is there; after a start the bytes are compared with their hashes first,
 * some tens of chunks a call.  For a complete object: everything. */
enum err vault_part_look(struct vault_store *v, const struct digest *name,
    uint64_t total, struct vault_part *out, struct why *why) MUST_CHECK;

enum vault_step {
	VAULT_MORE,     /* taken; others are missing */
	VAULT_COMPLETE, /* it was the last, or the object was there: durable */
	VAULT_IGNORED,  /* it was there */
	VAULT_REFUSED,  /* it is not this chunk of the object: whoever sent it
	                 * did not run our rules */
	VAULT_AGAIN,    /* what was on the disk has rotten, or was of another
	                 * total: all of it was dropped */
};

/* Is it chunk @index of the object, which has @total? */
bool vault_part_proves(const struct digest *name, uint64_t index,
    uint64_t total, struct bytes chunk, const struct merkle_proof *path);

/* A chunk of an object that is being fetched, with its path to the name. */
struct vault_piece { /* all borrowed */
	const struct digest *name;
	uint64_t index, total;
	struct bytes chunk;
	const struct merkle_proof *path;
};

/* Take one. */
enum err vault_part_put(struct vault_store *v, enum vault_kind kind,
    const struct vault_piece *piece, enum vault_step *step,
    struct why *why) MUST_CHECK;

#endif
