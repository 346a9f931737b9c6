#include "sync/vault_stream.h"

#include <string.h>

#include "base/mem.h"
#include "base/why.h"
#include "keys/merkle.h"
#include "keys/random.h"
#include "sync/vault_backend.h"

static struct chunk_place place_of(const struct vault_key *key,
    const struct chunk_object *object, uint64_t index, uint64_t total)
{
	return (struct chunk_place){ .suite = key->suite,
		.network = key->network,
		.dossier = key->dossier,
		.object = *object,
		.index = index,
		.end = index + 1 == total ? CHUNK_LAST : CHUNK_MORE };
}

enum err vault_stream_start(
    struct vault_stream *s, uint64_t plain_bytes, struct random *r)
{
	*s = (struct vault_stream){ 0 };
	if (plain_bytes == 0 || plain_bytes > VAULT_PLAIN_BYTES_MAX)
		return ERR_LIMIT;
	random_fill(r, s->part.b, sizeof(s->part.b));
	chunk_object_make(&s->object, r);
	s->plain_bytes = plain_bytes;
	s->total = vault_chunks(plain_bytes);
	return ERR_OK;
}

size_t vault_stream_next_bytes(const struct vault_stream *s)
{
	uint64_t left = s->plain_bytes - s->next * CHUNK_PLAIN_BYTES_MAX;

	if (s->next == s->total)
		return 0;
	return left < CHUNK_PLAIN_BYTES_MAX ? (size_t)left
					    : CHUNK_PLAIN_BYTES_MAX;
}

enum err vault_stream_put(struct vault_stream *s, struct vault_store *v,
    const struct vault_key *key, struct bytes plain, struct random *r,
    struct why *why)
{
	struct chunk_place place = place_of(key, &s->object, s->next, s->total);
	struct buf sealed = { 0 };
	struct digest leaf;
	enum err e;

	must(plain.n > 0 && plain.n == vault_stream_next_bytes(s));
	if (v->dead)
		return vault_table_dead(why);
	must(chunk_seal(&sealed, key->key, &place, plain, r) == ERR_OK);
	e = v->ops->write(v, &s->part, s->next * CHUNK_SEALED_BYTES_MAX,
	    buf_bytes(&sealed), why);
	leaf = digest_leaf(buf_bytes(&sealed));
	buf_fini(&sealed);
	if (e)
		return vault_table_die(v);
	buf_put(&s->leaves, digest_bytes(&leaf));
	s->next++;
	return ERR_OK;
}

struct digest vault_stream_name(const struct vault_stream *s)
{
	struct merkle tree;

	merkle_init(&tree);
	for (size_t at = 0; at < s->leaves.n; at += DIGEST_BYTES) {
		struct digest leaf;

		memcpy(leaf.b, s->leaves.p + at, DIGEST_BYTES);
		merkle_append(&tree, &leaf);
	}
	return merkle_root(&tree);
}

enum err vault_stream_finish(struct vault_stream *s, struct vault_store *v,
    struct digest *name, struct why *why)
{
	enum err e;

	must(s->total > 0 && s->next == s->total);
	if (v->dead)
		return vault_table_dead(why);
	*name = vault_stream_name(s);
	e = v->ops->name_part(v, &s->part, name, why);
	if (!e)
		e = v->ops->keep(v, name, why);
	/* Last: without leaves a part is nothing that a start would keep. */
	if (!e && s->total > 1)
		(void)v->ops->put_leaves(
		    v, VAULT_WHOLE, name, 0, buf_bytes(&s->leaves), NULL);
	buf_fini(&s->leaves);
	*s = (struct vault_stream){ 0 };
	return e ? vault_table_die(v) : ERR_OK;
}

enum err vault_stream_drop(
    struct vault_stream *s, struct vault_store *v, struct why *why)
{
	bool some = s->next > 0;
	struct digest part = s->part;

	buf_fini(&s->leaves);
	*s = (struct vault_stream){ 0 };
	if (!some || v->dead)
		return ERR_OK;
	return v->ops->drop(v, &part, why) ? vault_table_die(v) : ERR_OK;
}

/* What chunk 0 says the object's id is; whether it says so truly, opening
 * tells. */
static enum err object_of(struct vault_store *v, const struct digest *name,
    struct chunk_object *out, struct why *why)
{
	uint64_t bytes = 0;
	enum err e = v->ops->size(v, VAULT_WHOLE, name, &bytes, why);

	if (!e && bytes <= CHUNK_OVERHEAD_BYTES)
		e = vault_table_rotten(why, name);
	return e ? e
		 : v->ops->read(
		       v, VAULT_WHOLE, name, 0, out->b, sizeof(out->b), why);
}

enum err vault_stream_read(struct buf *plain, struct vault_store *v,
    const struct digest *name, const struct vault_key *key, uint64_t index,
    uint64_t chunks, struct why *why)
{
	struct chunk_object object;
	struct buf sealed = { 0 };
	uint64_t count = 0;
	enum err e = vault_count(v, name, &count);

	if (!e && count != chunks)
		e = why_set(why, ERR_CORRUPT,
		    "the act says that the object has another length");
	if (!e)
		e = vault_read(v, name, index, &sealed, why);
	if (!e)
		e = object_of(v, name, &object, why);
	if (!e) {
		struct chunk_place place =
		    place_of(key, &object, index, chunks);

		e = chunk_open(
		    plain, key->key, &place, buf_bytes(&sealed), why);
	}
	buf_fini(&sealed);
	return e;
}
