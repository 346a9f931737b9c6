/*
 * sign - Ed25519 (RFC 8032) with libsodium's strict verdict: non-canonical
 * scalars and points and keys of small order are refused.
 *
 * What is signed is decided elsewhere: acts and commits sign the preimage of
 * keys/sshsig.h, checkpoints the text of keys/note.h.  Any thread.
 */
#ifndef KEYS_SIGN_H
#define KEYS_SIGN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "keys/digest.h"
#include "keys/secret.h"

struct random;

#define SIGN_PUBLIC_BYTES 32
#define SIGN_SECRET_BYTES 64
#define SIGNATURE_BYTES   64

struct sign_public {
	uint8_t b[SIGN_PUBLIC_BYTES];
};

/* libsodium's form: seed, then public key. */
struct sign_secret {
	uint8_t b[SIGN_SECRET_BYTES];
};

struct signature {
	uint8_t b[SIGNATURE_BYTES];
};

struct sign_pair {
	struct sign_public public;
	struct sign_secret secret;
};

void sign_pair_make(struct sign_pair *out, struct random *r);

/* The pair of a seed, and the seed of a pair: what a key file keeps. */
void sign_pair_from_seed(struct sign_pair *out, const struct secret *seed);
void sign_pair_seed(struct secret *out, const struct sign_pair *pair);

/* Overwrite the secret; the public half goes with it. */
void sign_pair_wipe(struct sign_pair *pair);

/* Deterministic. */
struct signature sign_make(const struct sign_pair *pair, struct bytes message);

bool sign_check(const struct sign_public *public, struct bytes message,
    const struct signature *signature) MUST_CHECK;

/* SHA-256(suite as one byte 0x01 || public key): `by` and `sigs` of an act. */
struct digest sign_key_id(const struct sign_public *public);

bool sign_public_equal(
    const struct sign_public *a, const struct sign_public *b);

#endif
