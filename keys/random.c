#include "keys/random.h"

#include <sodium.h>
#include <string.h>

#include "base/mem.h"
#include "keys/suite.h"

static void fill_system(struct random *r, void *p, size_t n)
{
	(void)r;
	suite_init();
	randombytes_buf(p, n);
}

struct random *random_system(void)
{
	static struct random system = { fill_system };

	return &system;
}

/* The next 64 bytes of the stream. */
static void next_block(struct random_seeded *s)
{
	static const uint8_t zero[sizeof(s->rest)];
	static const uint8_t nonce[crypto_stream_chacha20_NONCEBYTES];

	must(crypto_stream_chacha20_xor_ic(
		 s->rest, zero, sizeof(zero), nonce, s->block++, s->seed) == 0);
	s->used = 0;
}

static void fill_seeded(struct random *r, void *p, size_t n)
{
	struct random_seeded *s = (struct random_seeded *)(void *)r;
	uint8_t *to = p;

	while (n > 0) {
		size_t part;

		if (s->used == sizeof(s->rest))
			next_block(s);
		part = sizeof(s->rest) - s->used;
		if (part > n)
			part = n;
		memcpy(to, s->rest + s->used, part);
		s->used += part;
		to += part;
		n -= part;
	}
}

void random_seeded_init(
    struct random_seeded *s, const uint8_t seed[static RANDOM_SEED_BYTES])
{
	suite_init();
	*s = (struct random_seeded){ .random = { fill_seeded } };
	memcpy(s->seed, seed, RANDOM_SEED_BYTES);
	s->used = sizeof(s->rest);
}

void random_fill(struct random *r, void *p, size_t n)
{
	if (n > 0)
		r->fill(r, p, n);
}

/* Big-endian, so that a seed gives the same numbers on every machine. */
uint64_t random_u64(struct random *r)
{
	uint8_t b[8];
	uint64_t v = 0;

	random_fill(r, b, sizeof(b));
	for (size_t i = 0; i < sizeof(b); i++)
		v = v << 8 | b[i];
	return v;
}

uint64_t random_below(struct random *r, uint64_t n)
{
	uint64_t spare; /* this many numbers at the bottom would weigh double */
	uint64_t v;

	must(n > 0);
	spare = (UINT64_MAX - n + 1) % n;
	do
		v = random_u64(r);
	while (v < spare);
	return v % n;
}
