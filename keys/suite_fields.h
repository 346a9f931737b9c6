/*
 * suite_fields - the table of suites.  For keys/ alone.
 *
 * Every signature, seal, derived key and hash by which something is named goes
 * through one row of it.  Not in it, because an outside format names them for
 * every suite: RFC 6962 trees and C2SP key ids (SHA-256), git's object names
 * (SHA-1), the channel (keys/noise.h), and the network id (docs/FORMAT.md F-4).
 *
 * The same for every suite: a secret, a digest and a symmetric key have 32
 * bytes, a chunk's nonce 24 and its tag 16.  A signing secret begins with the
 * seed it was made of.
 *
 * A new suite is one file with one row; rows never change.
 */
#ifndef KEYS_SUITE_FIELDS_H
#define KEYS_SUITE_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "keys/digest.h"
#include "keys/secret.h"
#include "keys/suite.h"

struct random;

#define SUITE_NONCE_BYTES 24
#define SUITE_TAG_BYTES   16
#define SUITE_SALT_BYTES  16

/* Arrays are as long as the sizes say. */
struct suite {
	uint8_t number;
	const char *name;

	/* Signatures. */
	size_t sign_public_bytes;
	size_t sign_secret_bytes;
	size_t signature_bytes;
	void (*sign_pair)(
	    uint8_t *public, uint8_t *secret, const struct secret *seed);
	void (*sign_make)(
	    uint8_t *signature, const uint8_t *secret, struct bytes message);
	bool (*sign_check)(const uint8_t *public, struct bytes message,
	    const uint8_t *signature);

	/* How SSH and signed notes name them. */
	const char *ssh_algorithm;
	const char *ssh_hash;
	void (*ssh_digest)(struct buf *out, struct bytes message);
	uint8_t note_plain, note_cosigned;

	/* Sealed boxes; as keys/seal.h has it. */
	size_t seal_public_bytes;
	size_t seal_overhead_bytes;
	void (*seal_pair)(uint8_t *public, const struct secret *secret);
	enum err (*seal_make)(struct buf *out, const uint8_t *reader,
	    struct bytes plain, struct random *r);
	enum err (*seal_open)(struct buf *out, const uint8_t *public,
	    const struct secret *secret, struct bytes sealed);

	/* @box has the text's length and SUITE_TAG_BYTES. */
	void (*aead_seal)(uint8_t *box, const struct secret *key,
	    const uint8_t nonce[static SUITE_NONCE_BYTES], struct bytes data,
	    struct bytes plain);
	bool (*aead_open)(uint8_t *plain, const struct secret *key,
	    const uint8_t nonce[static SUITE_NONCE_BYTES], struct bytes data,
	    struct bytes box);

	/* Over @count parts, one after the other. */
	struct digest (*hash)(const struct bytes *parts, size_t count);

	/* A passphrase's key; false when there is no memory for it. */
	const char *kdf_name;
	bool (*kdf)(struct secret *out, struct bytes passphrase,
	    const uint8_t salt[static SUITE_SALT_BYTES], uint64_t passes,
	    uint64_t memory_kib);
};

/* NULL when it is none of ours; and of a number that was checked before. */
const struct suite *suite_find(uint8_t number);
const struct suite *suite_get(uint8_t number);

/* All rows: NULL from the last on. */
const struct suite *suite_at(size_t i);

extern const struct suite suite_1;

#endif
