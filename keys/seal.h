/*
 * seal - something only one reader can open.  Suite 1: libsodium's sealed boxes
 * (crypto_box_seal: X25519, XSalsa20-Poly1305, an ephemeral sender).
 *
 * Key wraps of dossiers use it.  A sealed box says nothing about who sealed.
 * Keys are values that carry their suite, as in keys/sign.h.
 */
#ifndef KEYS_SEAL_H
#define KEYS_SEAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "keys/secret.h"
#include "keys/suite.h"

struct random;

#define SEAL_PUBLIC_BYTES_MAX SUITE_SEAL_PUBLIC_BYTES_MAX
#define SEAL_PLAIN_BYTES_MAX  65536
#define SEAL_RING_MAX         16

/* Opaque to all but keys/; zeros behind the end. */
struct seal_public {
	uint8_t suite;
	uint8_t opaque[SEAL_PUBLIC_BYTES_MAX];
};

struct seal_pair {
	struct seal_public public;
	struct secret secret; /* suite 1: the X25519 scalar */
};

void seal_pair_make(struct seal_pair *out, uint8_t suite, struct random *r);
void seal_pair_from_secret(
    struct seal_pair *out, uint8_t suite, const struct secret *secret);
void seal_pair_wipe(struct seal_pair *pair);

/* As in keys/sign.h. */
struct bytes seal_public_bytes(const struct seal_public *key);
bool seal_public_take(
    struct seal_public *out, uint8_t suite, struct bytes raw) MUST_CHECK;
bool seal_public_equal(
    const struct seal_public *a, const struct seal_public *b);

/* For a command that knows no network: is a sealing key of any suite as long
 * as this? */
bool seal_public_plausible(struct bytes raw);

/* How much longer a box is than what is in it. */
size_t seal_overhead_bytes(uint8_t suite);

/* Appends the box; its ephemeral key comes from @r.  ERR_CRYPTO when @reader is
 * no usable key (a point of small order); ERR_LIMIT above SEAL_PLAIN_BYTES_MAX.
 * Nothing is appended then. */
enum err seal_make(struct buf *out, const struct seal_public *reader,
    struct bytes plain, struct random *r) MUST_CHECK;

/* Appends the plain text; ERR_CRYPTO, with nothing appended, when it is not
 * for @pair or was changed. */
enum err seal_open(struct buf *out, const struct seal_pair *pair,
    struct bytes sealed) MUST_CHECK;

/* The keys that one reader has had, the newest first: what was sealed before
 * the key was rotated still opens. */
struct seal_ring {
	size_t count;
	struct seal_pair pairs[SEAL_RING_MAX];
};

/* @pair becomes the newest; the ring has room. */
void seal_ring_put(struct seal_ring *ring, const struct seal_pair *pair);
void seal_ring_wipe(struct seal_ring *ring);

/* seal_open() with one key after the other. */
enum err seal_ring_open(struct buf *out, const struct seal_ring *ring,
    struct bytes sealed) MUST_CHECK;

/* Does it open with one of them?  What is inside is not kept. */
bool seal_ring_opens(const struct seal_ring *ring, struct bytes sealed);

#endif
