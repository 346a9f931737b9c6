/*
 * noise - the channel between nodes: Noise revision 34, 25519, ChaChaPoly,
 * SHA-256, without any I/O.
 *
 *	noise_new -> (noise_write | noise_read) in turn -> noise_split
 *	                                         -> noise_encrypt, noise_decrypt
 *
 * The node speaks NOISE_XX and nothing else (DESIGN section 7); the other
 * patterns are rows of the same table and let public vectors run.  Which remote
 * key is whose, and framing, are sync/'s.
 *
 * A handshake that failed once stays failed.  One thread each.
 */
#ifndef KEYS_NOISE_H
#define KEYS_NOISE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "keys/digest.h"
#include "keys/secret.h"

struct noise;
struct random;
struct why;

#define NOISE_PUBLIC_BYTES      32
#define NOISE_TAG_BYTES         16
#define NOISE_MESSAGE_BYTES_MAX 65535
#define NOISE_PLAIN_BYTES_MAX   (NOISE_MESSAGE_BYTES_MAX - NOISE_TAG_BYTES)
#define NOISE_REKEY_MESSAGES    1000
#define NOISE_NAME_BYTES_MAX    64

/* Sizes of the three messages of XX, payloads not counted. */
#define NOISE_XX_1_BYTES 32
#define NOISE_XX_2_BYTES 96
#define NOISE_XX_3_BYTES 64

struct noise_public {
	uint8_t b[NOISE_PUBLIC_BYTES];
};

struct noise_pair {
	struct noise_public public;
	struct secret secret; /* the X25519 scalar */
};

/* The bytes that documents hold (borrowed), and back. */
struct bytes noise_public_bytes(const struct noise_public *key);
bool noise_public_take(struct noise_public *out, struct bytes raw) MUST_CHECK;
bool noise_public_equal(
    const struct noise_public *a, const struct noise_public *b);

void noise_pair_make(struct noise_pair *out, struct random *r);
void noise_pair_from_secret(
    struct noise_pair *out, const struct secret *secret);
void noise_pair_wipe(struct noise_pair *pair);

/* Patterns of sections 7.4 and 7.5 without modifiers. */
#define NOISE_PATTERN_MAP(X) \
	X(N)                 \
	X(K)                 \
	X(X)                 \
	X(NN)                \
	X(NK)                \
	X(NX)                \
	X(XN)                \
	X(XK)                \
	X(XX)                \
	X(KN)                \
	X(KK)                \
	X(KX)                \
	X(IN)                \
	X(IK)                \
	X(IX)

enum noise_pattern {
#define X(name) NOISE_##name,
	NOISE_PATTERN_MAP(X)
#undef X
};

/* The pattern of a name "Noise_XX_25519_ChaChaPoly_SHA256"; ERR_NOT_FOUND for
 * one that is not ours. */
enum err noise_pattern_parse(
    enum noise_pattern *out, struct bytes protocol_name) MUST_CHECK;

enum noise_side {
	NOISE_INITIATOR, /* speaks first */
	NOISE_RESPONDER,
};

struct noise_setup {
	enum noise_pattern pattern;
	enum noise_side side;
	struct bytes prologue;        /* hashed at once, not kept */
	const struct noise_pair *own; /* copied; NULL if the pattern has none */
	const struct noise_public
	    *remote;           /* copied; only if known beforehand */
	struct random *random; /* borrowed: outlives the handshake */
};

/* Missing or unwanted keys in @setup are the caller's bug. */
struct noise *noise_new(const struct noise_setup *setup);

/* Wipes; NULL is fine. */
void noise_free(struct noise *n);

/* Another static key of ours than noise_new() was given; before it was shown or
 * mixed (must()), as a responder of XX that has read the first message. */
void noise_show(struct noise *n, const struct noise_pair *own);

enum noise_turn {
	NOISE_WRITE,  /* it is for us to write */
	NOISE_READ,   /* it is for them */
	NOISE_DONE,   /* noise_split() may follow */
	NOISE_FAILED, /* only noise_free() may follow */
};
enum noise_turn noise_turn(const struct noise *n);

/* Append the next handshake message with @payload inside.  ERR_LIMIT above
 * NOISE_MESSAGE_BYTES_MAX; ERR_CRYPTO when the remote key is of small order. */
enum err noise_write(
    struct noise *n, struct buf *out, struct bytes payload) MUST_CHECK;

/* Take one whole handshake message and append its payload.  ERR_PARSE when too
 * short or too long, ERR_CRYPTO when it does not authenticate or a DH result is
 * all zero.  Nothing is appended then. */
enum err noise_read(struct noise *n, struct buf *payload, struct bytes message,
    struct why *why) MUST_CHECK;

/* The remote static key; NULL until a message has authenticated it.  Borrowed. */
const struct noise_public *noise_remote(const struct noise *n);

/* Names this handshake uniquely, once done (section 11.2). */
struct digest noise_hash(const struct noise *n);

/* One direction after the handshake.  The caller's memory; wipe it. */
struct noise_cipher {
	struct secret key;
	uint64_t nonce;
};

/* The two directions, once, after NOISE_DONE.  In a one-way pattern only the
 * initiator sends. */
void noise_split(
    struct noise *n, struct noise_cipher *send, struct noise_cipher *receive);
void noise_cipher_wipe(struct noise_cipher *c);

/*
 * Append ciphertext and tag, or the plain text.  Both sides rekey by themselves
 * after every NOISE_REKEY_MESSAGES messages of the direction (section 11.3; the
 * nonce goes on).  ERR_LIMIT when too long; ERR_CRYPTO, with nothing appended
 * and the nonce unchanged, when it does not authenticate.
 */
enum err noise_encrypt(
    struct noise_cipher *c, struct buf *out, struct bytes plain) MUST_CHECK;
enum err noise_decrypt(
    struct noise_cipher *c, struct buf *out, struct bytes sealed) MUST_CHECK;

#endif
