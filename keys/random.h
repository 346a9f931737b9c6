/*
 * random - where randomness comes from: the system, or a seed.
 *
 * What decides takes a `struct random *`, so that a whole simulated world
 * replays from one seed.  The seeded kind is a ChaCha20 stream: good bytes,
 * but only as secret as its seed.
 */
#ifndef KEYS_RANDOM_H
#define KEYS_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct random {
	void (*fill)(struct random *r, void *p, size_t n);
};

/* The kernel's; static, any thread. */
struct random *random_system(void);

#define RANDOM_SEED_BYTES 32

/* Deterministic: ChaCha20 (RFC 8439's function, 64-bit counter, zero nonce)
 * keyed by the seed.  How the stream is cut into calls does not matter.  Use
 * &seeded.random; one thread. */
struct random_seeded {
	struct random random; /* first: fill() casts back */
	uint8_t seed[RANDOM_SEED_BYTES];
	uint64_t block;   /* the next block of the stream */
	uint8_t rest[64]; /* the block being handed out */
	size_t used;      /* of rest */
};
void random_seeded_init(
    struct random_seeded *s, const uint8_t seed[static RANDOM_SEED_BYTES]);

void random_fill(struct random *r, void *p, size_t n);
uint64_t random_u64(struct random *r);

/* Uniform in 0 .. @n - 1; @n is not 0. */
uint64_t random_below(struct random *r, uint64_t n);

#endif
