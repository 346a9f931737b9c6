#include "keys/seal.h"

#include <string.h>

#include "base/mem.h"
#include "keys/suite_fields.h"

void seal_pair_make(struct seal_pair *out, uint8_t suite, struct random *r)
{
	struct secret secret;

	secret_make(&secret, r);
	seal_pair_from_secret(out, suite, &secret);
	secret_wipe(&secret);
}

void seal_pair_from_secret(
    struct seal_pair *out, uint8_t suite, const struct secret *secret)
{
	*out = (struct seal_pair){ { .suite = suite }, *secret };
	suite_get(suite)->seal_pair(out->public.opaque, secret);
}

void seal_pair_wipe(struct seal_pair *pair)
{
	mem_wipe(pair, sizeof(*pair));
}

struct bytes seal_public_bytes(const struct seal_public *key)
{
	return (struct bytes){ key->opaque,
		suite_get(key->suite)->seal_public_bytes };
}

bool seal_public_take(struct seal_public *out, uint8_t suite, struct bytes raw)
{
	const struct suite *s = suite_find(suite);

	if (s == NULL || raw.n != s->seal_public_bytes)
		return false;
	*out = (struct seal_public){ .suite = suite };
	memcpy(out->opaque, raw.p, raw.n);
	return true;
}

bool seal_public_equal(const struct seal_public *a, const struct seal_public *b)
{
	return a->suite == b->suite &&
	       memcmp(a->opaque, b->opaque, sizeof(a->opaque)) == 0;
}

bool seal_public_plausible(struct bytes raw)
{
	const struct suite *s;

	for (size_t i = 0; (s = suite_at(i)) != NULL; i++)
		if (s->seal_public_bytes == raw.n)
			return true;
	return false;
}

size_t seal_overhead_bytes(uint8_t suite)
{
	return suite_get(suite)->seal_overhead_bytes;
}

enum err seal_make(struct buf *out, const struct seal_public *reader,
    struct bytes plain, struct random *r)
{
	if (plain.n > SEAL_PLAIN_BYTES_MAX)
		return ERR_LIMIT;
	return suite_get(reader->suite)
	    ->seal_make(out, reader->opaque, plain, r);
}

enum err seal_open(
    struct buf *out, const struct seal_pair *pair, struct bytes sealed)
{
	const struct suite *s = suite_get(pair->public.suite);

	if (sealed.n < s->seal_overhead_bytes ||
	    sealed.n > SEAL_PLAIN_BYTES_MAX + s->seal_overhead_bytes)
		return ERR_CRYPTO;
	return s->seal_open(out, pair->public.opaque, &pair->secret, sealed);
}

void seal_ring_put(struct seal_ring *ring, const struct seal_pair *pair)
{
	must(ring->count < SEAL_RING_MAX);
	memmove(
	    ring->pairs + 1, ring->pairs, ring->count * sizeof(ring->pairs[0]));
	ring->pairs[0] = *pair;
	ring->count++;
}

void seal_ring_wipe(struct seal_ring *ring)
{
	mem_wipe(ring, sizeof(*ring));
}

enum err seal_ring_open(
    struct buf *out, const struct seal_ring *ring, struct bytes sealed)
{
	enum err e = ERR_CRYPTO;

	for (size_t i = 0; i < ring->count && e == ERR_CRYPTO; i++)
		e = seal_open(out, &ring->pairs[i], sealed);
	return e;
}

bool seal_ring_opens(const struct seal_ring *ring, struct bytes sealed)
{
	void *room = secret_new(SEAL_PLAIN_BYTES_MAX);
	struct buf plain = buf_over(room, SEAL_PLAIN_BYTES_MAX);
	bool opens = seal_ring_open(&plain, ring, sealed) == ERR_OK;

	secret_free(room);
	return opens;
}
