#include "sync/vault.h"

#include <string.h>

#include "base/mem.h"
#include "base/why.h"
#include "keys/merkle.h"
#include "sync/vault_backend.h"

/* Their zeros count; the second is for generations from 1 on (F-54). */
static const char wrap_label[] = "tongban/wrap/v1";
static const char wrap_label_2[] = "tongban/wrap/v2";

/* Label, seal id, generation, key. */
#define PLAIN_WRAP_BYTES \
	(sizeof(wrap_label_2) + CHUNK_DOSSIER_BYTES + 4 + SECRET_BYTES)

#define SEALED_BYTES_MAX ((uint64_t)VAULT_CHUNKS_MAX * CHUNK_SEALED_BYTES_MAX)

struct digest vault_name(struct bytes sealed)
{
	struct merkle tree;
	size_t n;

	must(sealed.n > 0);
	merkle_init(&tree);
	for (size_t at = 0; at < sealed.n; at += n) {
		struct digest leaf;

		n = sealed.n - at < CHUNK_SEALED_BYTES_MAX
			? sealed.n - at
			: CHUNK_SEALED_BYTES_MAX;
		leaf = digest_leaf(bytes_part(sealed, at, n));
		merkle_append(&tree, &leaf);
	}
	return merkle_root(&tree);
}

uint64_t vault_chunks(uint64_t plain_bytes)
{
	must(plain_bytes > 0 && plain_bytes <= VAULT_PLAIN_BYTES_MAX);
	return (plain_bytes + CHUNK_PLAIN_BYTES_MAX - 1) /
	       CHUNK_PLAIN_BYTES_MAX;
}

uint64_t vault_sealed_bytes(uint64_t plain_bytes)
{
	return plain_bytes + vault_chunks(plain_bytes) * CHUNK_OVERHEAD_BYTES;
}

static struct chunk_place place_of(const struct vault_key *key)
{
	return (struct chunk_place){ .suite = key->suite,
		.network = key->network,
		.dossier = key->dossier };
}

enum err vault_seal(struct buf *sealed, struct digest *name,
    const struct vault_key *key, struct bytes plain, struct random *r)
{
	struct chunk_place place = place_of(key);
	size_t from = sealed->n, n;

	if (plain.n == 0 || plain.n > VAULT_MEMORY_BYTES_MAX)
		return ERR_LIMIT;
	chunk_object_make(&place.object, r);
	for (size_t at = 0; at < plain.n; at += n, place.index++) {
		n = plain.n - at < CHUNK_PLAIN_BYTES_MAX
			? plain.n - at
			: CHUNK_PLAIN_BYTES_MAX;
		place.end = at + n == plain.n ? CHUNK_LAST : CHUNK_MORE;
		must(chunk_seal(sealed, key->key, &place,
			 bytes_part(plain, at, n), r) == ERR_OK);
	}
	*name =
	    vault_name(bytes_part(buf_bytes(sealed), from, sealed->n - from));
	return ERR_OK;
}

/* Wipe what was appended: nothing of a broken object may be used. */
static void take_back(struct buf *plain, size_t before)
{
	mem_wipe(plain->p + before, plain->n - before);
	plain->n = before;
}

enum err vault_unseal(struct buf *plain, const struct vault_key *key,
    struct bytes sealed, struct why *why)
{
	struct chunk_place place = place_of(key);
	size_t before = plain->n, n;
	enum err e = ERR_OK;

	if (sealed.n == 0 ||
	    sealed.n > vault_sealed_bytes(VAULT_MEMORY_BYTES_MAX))
		return why_set(
		    why, ERR_LIMIT, "an object of %zu sealed bytes", sealed.n);
	for (size_t at = 0; at < sealed.n && !e; at += n, place.index++) {
		struct bytes chunk;

		n = sealed.n - at < CHUNK_SEALED_BYTES_MAX
			? sealed.n - at
			: CHUNK_SEALED_BYTES_MAX;
		chunk = bytes_part(sealed, at, n);
		place.end = at + n == sealed.n ? CHUNK_LAST : CHUNK_MORE;
		if (at == 0)
			e = chunk_claimed_object(&place.object, chunk);
		if (e)
			e = why_set(why, e, "the object is too short");
		else
			e = chunk_open(plain, key->key, &place, chunk, why);
	}
	if (e && plain->n > before)
		take_back(plain, before);
	return e;
}

/* What precedes the key: label, seal id, and a generation from 1 on. */
static void put_head(
    struct buf *out, const struct chunk_dossier *dossier, uint32_t generation)
{
	uint8_t g[] = { (uint8_t)(generation >> 24),
		(uint8_t)(generation >> 16), (uint8_t)(generation >> 8),
		(uint8_t)generation };

	if (generation == 0)
		buf_put(out, bytes_of(wrap_label));
	else
		buf_put(out, bytes_of(wrap_label_2));
	buf_put(out, bytes_of(*dossier));
	if (generation > 0)
		buf_put(out, bytes_of(g));
}

enum err vault_wrap(struct buf *out, struct digest *name,
    const struct vault_key *key, const struct seal_public *reader,
    struct random *r)
{
	void *room = secret_new(PLAIN_WRAP_BYTES);
	struct buf plain = buf_over(room, PLAIN_WRAP_BYTES);
	size_t from = out->n;
	enum err e;

	put_head(&plain, &key->dossier, key->generation);
	buf_put(&plain, bytes_of(key->key->b));
	e = seal_make(out, reader, buf_bytes(&plain), r);
	secret_free(room);
	if (!e)
		*name =
		    vault_name(bytes_part(buf_bytes(out), from, out->n - from));
	return e;
}

static bool read_wrap(struct secret *out, const struct chunk_dossier *dossier,
    uint32_t generation, struct bytes plain)
{
	struct buf head = { 0 };
	bool ok;

	put_head(&head, dossier, generation);
	ok = plain.n == head.n + SECRET_BYTES &&
	     memcmp(plain.p, head.p, head.n) == 0;
	if (ok)
		memcpy(out->b, plain.p + head.n, SECRET_BYTES);
	buf_fini(&head);
	return ok;
}

enum err vault_unwrap(struct secret *out, const struct chunk_dossier *dossier,
    uint32_t generation, const struct seal_pair *reader, struct bytes wrap,
    struct why *why)
{
	void *room;
	struct buf plain;
	enum err e;

	if (wrap.n > VAULT_WRAP_BYTES_MAX)
		return why_set(why, ERR_CRYPTO, "a key wrap is too long");
	room = secret_new(VAULT_WRAP_BYTES_MAX);
	plain = buf_over(room, VAULT_WRAP_BYTES_MAX);
	e = seal_open(&plain, reader, wrap);
	if (e)
		e = why_set(why, e, "the key wrap is not for this node");
	else if (!read_wrap(out, dossier, generation, buf_bytes(&plain)))
		e = why_set(why, ERR_CRYPTO,
		    "the key wrap is of another dossier or generation");
	secret_free(room);
	return e;
}

enum err vault_unwrap_any(struct secret *out,
    const struct chunk_dossier *dossier, uint32_t generation,
    const struct seal_ring *readers, struct bytes wrap, struct why *why)
{
	enum err e = why_set(why, ERR_CRYPTO, "the reader has no key");

	for (size_t i = 0; i < readers->count && e == ERR_CRYPTO; i++)
		e = vault_unwrap(
		    out, dossier, generation, &readers->pairs[i], wrap, why);
	return e;
}

/* ---- the store ---- */

void vault_free(struct vault_store *v)
{
	if (!v)
		return;
	for (size_t i = 0; i < VAULT_TABLES_MAX; i++)
		mem_free(v->tables[i].leaf);
	v->ops->free(v);
}

bool vault_has(struct vault_store *v, const struct digest *name)
{
	uint64_t bytes;

	return !v->dead &&
	       v->ops->size(v, VAULT_WHOLE, name, &bytes, NULL) == ERR_OK;
}

enum err vault_count(
    struct vault_store *v, const struct digest *name, uint64_t *chunks)
{
	uint64_t bytes = 0;
	enum err e = v->ops->size(v, VAULT_WHOLE, name, &bytes, NULL);

	*chunks = (bytes + CHUNK_SEALED_BYTES_MAX - 1) / CHUNK_SEALED_BYTES_MAX;
	return e;
}

/* The table, and @index is in it. */
static enum err find_chunk(struct vault_store *v, const struct digest *name,
    uint64_t index, struct vault_table **t, struct why *why)
{
	enum err e;

	if (v->dead) {
		e = vault_table_dead(why);
		must(e != ERR_OK);
		return e;
	}
	e = vault_table_whole(v, name, t, why);
	if (!e && index >= (*t)->count)
		e = why_set(why, ERR_NOT_FOUND, "no such chunk");
	return e;
}

enum err vault_read(struct vault_store *v, const struct digest *name,
    uint64_t index, struct buf *out, struct why *why)
{
	struct vault_table *t;
	struct digest leaf;
	uint64_t at = index * CHUNK_SEALED_BYTES_MAX;
	size_t before = out->n, n;
	enum err e = find_chunk(v, name, index, &t, why);

	if (e)
		return e;
	n = t->bytes - at < CHUNK_SEALED_BYTES_MAX ? (size_t)(t->bytes - at)
						   : CHUNK_SEALED_BYTES_MAX;
	e = v->ops->read(v, VAULT_WHOLE, name, at, buf_extend(out, n), n, why);
	leaf = digest_leaf(bytes_part(buf_bytes(out), before, n));
	if (!e && !digest_equal(&leaf, &t->leaf[index])) {
		vault_table_forget(t);
		e = vault_table_rotten(why, name);
	}
	if (e)
		out->n = before;
	return e;
}

static enum err leaf_of(void *arg, uint64_t index, struct digest *out)
{
	const struct vault_table *t = arg;

	*out = t->leaf[index];
	return ERR_OK;
}

enum err vault_path(struct vault_store *v, const struct digest *name,
    uint64_t index, struct merkle_proof *out, struct why *why)
{
	struct vault_table *t;
	enum err e = find_chunk(v, name, index, &t, why);

	return e ? e : merkle_inclusion(leaf_of, t, index, t->count, out);
}

enum err vault_get(struct vault_store *v, const struct digest *name,
    struct buf *out, struct why *why)
{
	size_t before = out->n;
	uint64_t count = 0;
	enum err e = vault_count(v, name, &count);

	if (e)
		return why_set(why, e, "the vault does not hold the object");
	if (count > VAULT_MEMORY_BYTES_MAX / CHUNK_PLAIN_BYTES_MAX)
		return why_set(why, ERR_LIMIT,
		    "the object is too large to be opened at once");
	for (uint64_t i = 0; i < count && !e; i++)
		e = vault_read(v, name, i, out, why);
	if (e)
		out->n = before;
	return e;
}

/* Through the part, so that it is there whole or not at all. */
static enum err put_file(struct vault_store *v, const struct digest *name,
    struct bytes sealed, struct why *why)
{
	struct buf leaves = { 0 };
	enum err e = v->ops->drop(v, name, why);

	vault_table_forget_name(v, name);
	for (size_t at = 0, n; at < sealed.n; at += n) {
		struct digest leaf;

		n = sealed.n - at < CHUNK_SEALED_BYTES_MAX
			? sealed.n - at
			: CHUNK_SEALED_BYTES_MAX;
		leaf = digest_leaf(bytes_part(sealed, at, n));
		buf_put(&leaves, digest_bytes(&leaf));
	}
	if (!e)
		e = v->ops->write(v, name, 0, sealed, why);
	if (!e && leaves.n > DIGEST_BYTES)
		e = v->ops->put_leaves(
		    v, VAULT_PART, name, 0, buf_bytes(&leaves), why);
	if (!e)
		e = v->ops->keep(v, name, why);
	buf_fini(&leaves);
	return e;
}

enum err vault_put(struct vault_store *v, enum vault_kind kind,
    const struct digest *name, struct bytes sealed, struct why *why)
{
	struct digest real;
	uint64_t most =
	    kind == VAULT_WRAP ? VAULT_WRAP_BYTES_MAX : SEALED_BYTES_MAX;
	enum err e;

	if (v->dead)
		return vault_table_dead(why);
	if (sealed.n == 0 || sealed.n > most)
		return why_set(
		    why, ERR_LIMIT, "an object of %zu sealed bytes", sealed.n);
	real = vault_name(sealed);
	if (!digest_equal(&real, name))
		return why_set(
		    why, ERR_REFUSED, "the object does not hash to its name");
	if (vault_has(v, name))
		return ERR_OK;
	e = kind == VAULT_WRAP ? v->ops->put_wrap(v, name, sealed, why)
			       : put_file(v, name, sealed, why);
	return e ? vault_table_die(v) : ERR_OK;
}
