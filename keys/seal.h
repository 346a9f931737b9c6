/*
 * seal - something only one reader can open: libsodium's sealed boxes
 * (crypto_box_seal: X25519, XSalsa20-Poly1305, an ephemeral sender).
 *
 * Key wraps of dossiers use it.  A sealed box says nothing about who sealed.
 */
#ifndef KEYS_SEAL_H
#define KEYS_SEAL_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "keys/secret.h"

struct random;

#define SEAL_PUBLIC_BYTES    32
#define SEAL_OVERHEAD_BYTES  48
#define SEAL_PLAIN_BYTES_MAX 65536

struct seal_public {
	uint8_t b[SEAL_PUBLIC_BYTES];
};

struct seal_pair {
	struct seal_public public;
	struct secret secret; /* the X25519 scalar */
};

void seal_pair_make(struct seal_pair *out, struct random *r);
void seal_pair_from_secret(struct seal_pair *out, const struct secret *secret);
void seal_pair_wipe(struct seal_pair *pair);

/* Appends ephemeral key, tag and ciphertext; the ephemeral key comes from @r.
 * ERR_CRYPTO when @reader is no usable key (a point of small order); ERR_LIMIT
 * above SEAL_PLAIN_BYTES_MAX.  Nothing is appended then. */
enum err seal_make(struct buf *out, const struct seal_public *reader,
    struct bytes plain, struct random *r) MUST_CHECK;

/* Appends the plain text; ERR_CRYPTO, with nothing appended, when it is not
 * for @pair or was changed. */
enum err seal_open(struct buf *out, const struct seal_pair *pair,
    struct bytes sealed) MUST_CHECK;

#endif
