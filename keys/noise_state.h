/*
 * noise_state - the cipher and the symmetric state of a Noise handshake
 * (revision 34, sections 5.1 and 5.2), with ChaChaPoly and SHA-256.
 *
 * For keys/noise.c alone.
 */
#ifndef KEYS_NOISE_STATE_H
#define KEYS_NOISE_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "keys/digest.h"
#include "keys/secret.h"

#define NOISE_STATE_TAG_BYTES 16

struct noise_state {
	struct digest hash;     /* h */
	struct secret chaining; /* ck */
	struct secret key;      /* k, once keyed */
	uint64_t nonce;         /* n */
	bool keyed;
};

/* ENCRYPT and DECRYPT of section 4.2, appending; ERR_CRYPTO appends nothing. */
void noise_state_encrypt(struct buf *out, const struct secret *key,
    uint64_t nonce, struct bytes data, struct bytes plain);
enum err noise_state_decrypt(struct buf *out, const struct secret *key,
    uint64_t nonce, struct bytes data, struct bytes sealed) MUST_CHECK;

/* REKEY of section 4.2. */
void noise_state_rekey(struct secret *key);

void noise_state_init(struct noise_state *s, struct bytes protocol_name);
void noise_state_mix_hash(struct noise_state *s, struct bytes data);
void noise_state_mix_key(struct noise_state *s, struct bytes input);

/* Encrypt, or copy while there is no key; the output goes into the hash. */
void noise_state_seal(
    struct noise_state *s, struct buf *out, struct bytes plain);
enum err noise_state_open(
    struct noise_state *s, struct buf *out, struct bytes sealed) MUST_CHECK;

/* The keys of the initiator's and of the responder's direction. */
void noise_state_split(const struct noise_state *s, struct secret *initiator,
    struct secret *responder);

#endif
