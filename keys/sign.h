/*
 * sign - signing keys and signatures.  Suite 1: Ed25519 (RFC 8032) with
 * libsodium's strict verdict: non-canonical scalars and points and keys of
 * small order are refused.
 *
 * Keys and signatures are values that carry their suite; how long they are is
 * known in keys/ alone.  One of suite 0 is no key and verifies nothing.
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
#include "keys/suite.h"

struct random;

#define SIGN_PUBLIC_BYTES_MAX SUITE_SIGN_PUBLIC_BYTES_MAX
#define SIGNATURE_BYTES_MAX   SUITE_SIGNATURE_BYTES_MAX

/* What is opaque is so to all but keys/; zeros behind the end. */
struct sign_public {
	uint8_t suite;
	uint8_t opaque[SIGN_PUBLIC_BYTES_MAX];
};

struct sign_secret {
	uint8_t opaque[SUITE_SIGN_SECRET_BYTES_MAX];
};

struct signature {
	uint8_t suite;
	uint8_t opaque[SIGNATURE_BYTES_MAX];
};

struct sign_pair {
	struct sign_public public;
	struct sign_secret secret;
};

/* @suite: one that suite_check() takes. */
void sign_pair_make(struct sign_pair *out, uint8_t suite, struct random *r);

/* The pair of a seed, and the seed of a pair: what a key file keeps. */
void sign_pair_from_seed(
    struct sign_pair *out, uint8_t suite, const struct secret *seed);
void sign_pair_seed(struct secret *out, const struct sign_pair *pair);

/* Overwrite the secret; the public half goes with it. */
void sign_pair_wipe(struct sign_pair *pair);

/* The bytes that documents hold (borrowed), and back: false when they are not
 * as long as this suite has them, or the suite is none of ours. */
struct bytes sign_public_bytes(const struct sign_public *key);
bool sign_public_take(
    struct sign_public *out, uint8_t suite, struct bytes raw) MUST_CHECK;
struct bytes sign_signature_bytes(const struct signature *signature);
bool sign_signature_take(
    struct signature *out, uint8_t suite, struct bytes raw) MUST_CHECK;

/* Deterministic. */
struct signature sign_make(const struct sign_pair *pair, struct bytes message);

/* False also for a signature of another suite than the key's. */
bool sign_check(const struct sign_public *public, struct bytes message,
    const struct signature *signature) MUST_CHECK;

/* hash(suite as one byte || public key): `by` and `sigs` of an act. */
struct digest sign_key_id(const struct sign_public *public);

bool sign_public_equal(
    const struct sign_public *a, const struct sign_public *b);

/* As memcmp() of the bytes, within one suite. */
int sign_public_compare(
    const struct sign_public *a, const struct sign_public *b);

bool sign_signature_equal(const struct signature *a, const struct signature *b);

#endif
