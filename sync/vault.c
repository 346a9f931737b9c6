#include "sync/vault.h"

#include <string.h>

#include "base/mem.h"
#include "base/why.h"
#include "sync/merkle.h"
#include "sync/vault_backend.h"

/* Their zeros count; the second is for generations from 1 on (F-54). */
static const char wrap_label[] = "tongban/wrap/v1";
static const char wrap_label_2[] = "tongban/wrap/v2";

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
	return (struct chunk_place){ .network = key->network,
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
		must(chunk_seal(sealed, &key->key, &place,
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
			e = chunk_open(plain, &key->key, &place, chunk, why);
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
	struct buf plain = { 0 };
	size_t from = out->n;
	enum err e;

	put_head(&plain, &key->dossier, key->generation);
	buf_put(&plain, bytes_of(key->key.b));
	e = seal_make(out, reader, buf_bytes(&plain), r);
	mem_wipe(plain.p, plain.n);
	buf_fini(&plain);
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
	struct buf plain = { 0 };
	enum err e;

	if (wrap.n > VAULT_WRAP_BYTES_MAX)
		return why_set(why, ERR_CRYPTO, "a key wrap is too long");
	e = seal_open(&plain, reader, wrap);
	if (e)
		e = why_set(why, e, "the key wrap is not for this node");
	else if (!read_wrap(out, dossier, generation, buf_bytes(&plain)))
		e = why_set(why, ERR_CRYPTO,
		    "the key wrap is of another dossier or generation");
	if (plain.n > 0)
		mem_wipe(plain.p, plain.n);
	buf_fini(&plain);
	return e;
}

/* ---- the store ---- */

static enum err dead(struct why *why)
{
	return why_set(
	    why, ERR_STORAGE, "an earlier write to the vault failed");
}

/* A write failed: @why has the sentence. */
static enum err die(struct vault_store *v)
{
	v->dead = true;
	return ERR_STORAGE;
}

void vault_free(struct vault_store *v)
{
	if (!v)
		return;
	for (size_t i = 0; i < VAULT_TABLES_MAX; i++)
		mem_free(v->tables[i].leaf);
	v->ops->free(v);
}

static struct vault_table *find_table(
    struct vault_store *v, enum vault_shelf shelf, const struct digest *name)
{
	for (size_t i = 0; i < VAULT_TABLES_MAX; i++) {
		struct vault_table *t = &v->tables[i];

		if (t->used_at && t->shelf == shelf &&
		    digest_equal(&t->name, name)) {
			t->used_at = ++v->uses;
			return t;
		}
	}
	return NULL;
}

static void forget(struct vault_table *t)
{
	if (t)
		t->used_at = 0;
}

/* The one that was used longest ago, emptied. */
static struct vault_table *new_table(
    struct vault_store *v, enum vault_shelf shelf, const struct digest *name)
{
	struct vault_table *t = &v->tables[0];

	for (size_t i = 1; i < VAULT_TABLES_MAX; i++) {
		if (v->tables[i].used_at < t->used_at)
			t = &v->tables[i];
	}
	if (!t->leaf)
		t->leaf = mem_new_array(VAULT_CHUNKS_MAX, sizeof(*t->leaf));
	t->name = *name;
	t->shelf = shelf;
	t->count = 0;
	t->bytes = 0;
	t->used_at = ++v->uses;
	return t;
}

static struct digest table_root(const struct vault_table *t)
{
	struct merkle tree;

	merkle_init(&tree);
	for (uint64_t i = 0; i < t->count; i++)
		merkle_append(&tree, &t->leaf[i]);
	return merkle_root(&tree);
}

static size_t chunk_bytes(const struct vault_table *t, uint64_t index)
{
	uint64_t left = t->bytes - index * CHUNK_SEALED_BYTES_MAX;

	return left < CHUNK_SEALED_BYTES_MAX ? (size_t)left
					     : CHUNK_SEALED_BYTES_MAX;
}

/* Hash what is stored, chunk by chunk; t->bytes is set. */
static enum err fill_table(
    struct vault_store *v, struct vault_table *t, struct why *why)
{
	uint8_t *p = mem_new(CHUNK_SEALED_BYTES_MAX);
	enum err e = ERR_OK;

	while (!e && t->count * CHUNK_SEALED_BYTES_MAX < t->bytes) {
		size_t n = chunk_bytes(t, t->count);

		e = v->ops->read(v, t->shelf, &t->name,
		    t->count * CHUNK_SEALED_BYTES_MAX, p, n, why);
		if (!e)
			t->leaf[t->count++] =
			    digest_leaf((struct bytes){ p, n });
	}
	mem_free(p);
	if (e)
		forget(t);
	return e;
}

static enum err not_the_object(struct why *why, const struct digest *name)
{
	char hex[DIGEST_HEX_ROOM];

	digest_hex(hex, name);
	return why_set(why, ERR_CORRUPT, "vault object %s has rotten", hex);
}

/* The table of a complete object, proven against its name. */
static enum err load_whole(struct vault_store *v, const struct digest *name,
    struct vault_table **out, struct why *why)
{
	struct vault_table *t = find_table(v, VAULT_WHOLE, name);
	struct digest root;
	uint64_t bytes = 0;
	enum err e;

	*out = t;
	if (t)
		return ERR_OK;
	e = v->ops->size(v, VAULT_WHOLE, name, &bytes, why);
	if (e)
		return e;
	if (bytes == 0 || bytes > SEALED_BYTES_MAX)
		return not_the_object(why, name);
	*out = t = new_table(v, VAULT_WHOLE, name);
	t->bytes = bytes;
	e = fill_table(v, t, why);
	if (e)
		return e;
	root = table_root(t);
	if (digest_equal(&root, name))
		return ERR_OK;
	forget(t);
	return not_the_object(why, name);
}

/* The table of an object under construction; a chunk that was not written to
 * its end does not count. */
static enum err load_part(struct vault_store *v, const struct digest *name,
    struct vault_table **out, struct why *why)
{
	struct vault_table *t = find_table(v, VAULT_PART, name);
	uint64_t bytes = 0;
	enum err e;

	*out = t;
	if (t)
		return ERR_OK;
	e = v->ops->size(v, VAULT_PART, name, &bytes, why);
	if (e && e != ERR_NOT_FOUND)
		return e;
	if (bytes > SEALED_BYTES_MAX)
		bytes = 0;
	*out = t = new_table(v, VAULT_PART, name);
	t->bytes = bytes - bytes % CHUNK_SEALED_BYTES_MAX;
	return fill_table(v, t, why);
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

enum err vault_read(struct vault_store *v, const struct digest *name,
    uint64_t index, struct buf *out, struct why *why)
{
	struct vault_table *t;
	struct digest leaf;
	size_t before = out->n, n;
	enum err e;

	if (v->dead)
		return dead(why);
	e = load_whole(v, name, &t, why);
	if (e)
		return e;
	if (index >= t->count)
		return why_set(why, ERR_NOT_FOUND, "no such chunk");
	n = chunk_bytes(t, index);
	e = v->ops->read(v, VAULT_WHOLE, name, index * CHUNK_SEALED_BYTES_MAX,
	    buf_extend(out, n), n, why);
	leaf = digest_leaf(bytes_part(buf_bytes(out), before, n));
	if (!e && !digest_equal(&leaf, &t->leaf[index])) {
		forget(t);
		e = not_the_object(why, name);
	}
	if (e)
		out->n = before;
	return e;
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

enum err vault_put(struct vault_store *v, const struct digest *name,
    struct bytes sealed, struct why *why)
{
	struct digest real;

	if (v->dead)
		return dead(why);
	if (sealed.n == 0 || sealed.n > SEALED_BYTES_MAX)
		return why_set(
		    why, ERR_LIMIT, "an object of %zu sealed bytes", sealed.n);
	real = vault_name(sealed);
	if (!digest_equal(&real, name))
		return why_set(
		    why, ERR_REFUSED, "the object does not hash to its name");
	if (vault_has(v, name))
		return ERR_OK;
	forget(find_table(v, VAULT_PART, name));
	if (v->ops->write(v, name, 0, sealed, why) ||
	    v->ops->keep(v, name, why))
		return die(v);
	return ERR_OK;
}

enum err vault_next(struct vault_store *v, const struct digest *name,
    uint64_t *index, struct why *why)
{
	struct vault_table *t;
	enum err e;

	if (v->dead)
		return dead(why);
	if (vault_count(v, name, index) == ERR_OK)
		return ERR_OK;
	e = load_part(v, name, &t, why);
	if (!e)
		*index = t->count;
	return e;
}

static enum err drop_part(struct vault_store *v, struct vault_table *t,
    enum vault_step *step, struct why *why)
{
	struct digest name = t->name;

	forget(t);
	*step = VAULT_REFUSED;
	return v->ops->drop(v, &name, why) ? die(v) : ERR_OK;
}

/* The last chunk is there: is it the object? */
static enum err finish_part(struct vault_store *v, struct vault_table *t,
    enum vault_step *step, struct why *why)
{
	struct digest root = table_root(t);

	if (!digest_equal(&root, &t->name))
		return drop_part(v, t, step, why);
	if (v->ops->keep(v, &t->name, why))
		return die(v);
	t->shelf = VAULT_WHOLE;
	*step = VAULT_COMPLETE;
	return ERR_OK;
}

static bool size_fits(uint64_t index, uint64_t total, size_t n)
{
	if (index + 1 < total)
		return n == CHUNK_SEALED_BYTES_MAX;
	return n > 0 && n <= CHUNK_SEALED_BYTES_MAX;
}

enum err vault_put_chunk(struct vault_store *v, const struct digest *name,
    uint64_t index, uint64_t total, struct bytes chunk, enum vault_step *step,
    struct why *why)
{
	struct vault_table *t;
	enum err e;

	*step = VAULT_COMPLETE;
	if (v->dead)
		return dead(why);
	if (vault_has(v, name))
		return ERR_OK;
	e = load_part(v, name, &t, why);
	if (e)
		return e;
	if (total > VAULT_CHUNKS_MAX || t->count >= total)
		return drop_part(v, t, step, why);
	*step = VAULT_IGNORED;
	if (index != t->count)
		return ERR_OK;
	if (!size_fits(index, total, chunk.n))
		return drop_part(v, t, step, why);
	if (v->ops->write(v, name, t->bytes, chunk, why))
		return die(v);
	t->leaf[t->count++] = digest_leaf(chunk);
	t->bytes += chunk.n;
	*step = VAULT_MORE;
	return t->count == total ? finish_part(v, t, step, why) : ERR_OK;
}
