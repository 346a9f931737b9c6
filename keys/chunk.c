#include "keys/chunk.h"

#include <string.h>

#include "base/mem.h"
#include "base/why.h"
#include "keys/random.h"
#include "keys/suite_fields.h"

#define TAG         "tongban/chunk/v1"
#define NONCE_BYTES SUITE_NONCE_BYTES
#define MAC_BYTES   SUITE_TAG_BYTES

_Static_assert(
    CHUNK_OVERHEAD_BYTES == CHUNK_OBJECT_BYTES + NONCE_BYTES + MAC_BYTES,
    "the header's picture");

void chunk_object_make(struct chunk_object *out, struct random *r)
{
	random_fill(r, out->b, CHUNK_OBJECT_BYTES);
}

/* The associated data of the header's picture. */
static void put_place(struct buf *out, const struct chunk_place *place)
{
	buf_put(out, (struct bytes){ (const uint8_t *)TAG, sizeof(TAG) });
	buf_put(out, digest_bytes(&place->network));
	buf_put(out, bytes_of(place->dossier.b));
	buf_put(out, bytes_of(place->object.b));
	buf_put_u64(out, place->index);
	buf_put_byte(out, place->end == CHUNK_LAST ? 1 : 0);
}

enum err chunk_seal(struct buf *out, const struct secret *key,
    const struct chunk_place *place, struct bytes plain, struct random *r)
{
	uint8_t nonce[NONCE_BYTES];
	struct buf data = { 0 };
	uint8_t *box;

	if (plain.n == 0 || plain.n > CHUNK_PLAIN_BYTES_MAX)
		return ERR_LIMIT;
	random_fill(r, nonce, sizeof(nonce));
	put_place(&data, place);
	buf_put(out, bytes_of(place->object.b));
	buf_put(out, bytes_of(nonce));
	box = buf_extend(out, plain.n + MAC_BYTES);
	suite_get(place->suite)
	    ->aead_seal(box, key, nonce, buf_bytes(&data), plain);
	buf_fini(&data);
	return ERR_OK;
}

static bool fits(struct bytes sealed)
{
	return sealed.n > CHUNK_OVERHEAD_BYTES &&
	       sealed.n <= CHUNK_SEALED_BYTES_MAX;
}

enum err chunk_claimed_object(struct chunk_object *out, struct bytes sealed)
{
	if (!fits(sealed))
		return ERR_PARSE;
	memcpy(out->b, sealed.p, CHUNK_OBJECT_BYTES);
	return ERR_OK;
}

enum err chunk_open(struct buf *out, const struct secret *key,
    const struct chunk_place *place, struct bytes sealed, struct why *why)
{
	struct buf data = { 0 };
	size_t start = out->n;
	struct bytes nonce;
	struct bytes box;
	uint8_t *plain;
	bool good;

	if (!fits(sealed))
		return why_set(why, ERR_PARSE,
		    "a sealed chunk cannot have %zu bytes", sealed.n);
	if (memcmp(sealed.p, place->object.b, CHUNK_OBJECT_BYTES) != 0)
		return why_set(why, ERR_CRYPTO,
		    "the chunk belongs to another vault object");
	nonce = bytes_part(sealed, CHUNK_OBJECT_BYTES, NONCE_BYTES);
	box = bytes_part(sealed, CHUNK_OBJECT_BYTES + NONCE_BYTES,
	    sealed.n - CHUNK_OBJECT_BYTES - NONCE_BYTES);
	put_place(&data, place);
	plain = buf_extend(out, box.n - MAC_BYTES);
	good = suite_get(place->suite)
		   ->aead_open(plain, key, nonce.p, buf_bytes(&data), box);
	buf_fini(&data);
	if (good)
		return ERR_OK;
	out->n = start;
	return why_set(why, ERR_CRYPTO,
	    "the chunk does not open under this dossier's key at this place");
}
