/*
 * chunk - one piece of a vault object, sealed under the dossier's key.
 *
 *	sealed chunk    = object id (16) || nonce (24) || ciphertext || tag (16)
 *	associated data = "tongban/chunk/v1" 0x00 || network id (32)
 *	                || dossier seal id (16) || object id (16)
 *	                || index (8, big-endian) || last (1: 0 or 1)
 *
 * Suite 1 seals with XChaCha20-Poly1305; the sizes are those of every suite, so
 * that whoever keeps objects without a key to them can count chunks.  Nonce and
 * object id are random.  The dossier's seal id is
 * the nonce of its opening act: it is known before that act has an id, and so
 * before anything is sealed.  A reader takes the object id from chunk 0 and
 * demands the same in all others; together with index and last, no chunk can be
 * moved, dropped, repeated or cut off unseen.  What the object is called and
 * how its chunks are stored: sync/vault.h (DESIGN section 5).
 */
#ifndef KEYS_CHUNK_H
#define KEYS_CHUNK_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "keys/digest.h"
#include "keys/secret.h"

struct random;
struct why;

#define CHUNK_PLAIN_BYTES_MAX  (1u << 20)
#define CHUNK_OVERHEAD_BYTES   56
#define CHUNK_SEALED_BYTES_MAX (CHUNK_PLAIN_BYTES_MAX + CHUNK_OVERHEAD_BYTES)
#define CHUNK_OBJECT_BYTES     16
#define CHUNK_DOSSIER_BYTES    16

struct chunk_object {
	uint8_t b[CHUNK_OBJECT_BYTES];
};

struct chunk_dossier {
	uint8_t b[CHUNK_DOSSIER_BYTES];
};

enum chunk_end {
	CHUNK_MORE = 0,
	CHUNK_LAST = 1,
};

/* Where a chunk belongs. */
struct chunk_place {
	uint8_t suite; /* the network's */
	struct digest network;
	struct chunk_dossier dossier;
	struct chunk_object object;
	uint64_t index; /* from 0 */
	enum chunk_end end;
};

void chunk_object_make(struct chunk_object *out, struct random *r);

/* Appends the sealed chunk; ERR_LIMIT when @plain is empty or above
 * CHUNK_PLAIN_BYTES_MAX. */
enum err chunk_seal(struct buf *out, const struct secret *key,
    const struct chunk_place *place, struct bytes plain,
    struct random *r) MUST_CHECK;

/* The object id a sealed chunk claims; ERR_PARSE when too short or too long. */
enum err chunk_claimed_object(
    struct chunk_object *out, struct bytes sealed) MUST_CHECK;

/* Appends the plain text.  ERR_PARSE for a wrong length, ERR_CRYPTO when the
 * chunk is not the one of @place under @key; nothing is appended then. */
enum err chunk_open(struct buf *out, const struct secret *key,
    const struct chunk_place *place, struct bytes sealed,
    struct why *why) MUST_CHECK;

#endif
