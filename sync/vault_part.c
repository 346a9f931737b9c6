/*
 * Objects under construction: chunks come in any order and from anybody, each
 * with its path to the name (docs/FORMAT.md F-56), so a bad one is known for
 * what it is when it comes, and costs nothing but itself.
 *
 * A chunk that was written has its leaf hash beside it.  After a start the two
 * are compared before the chunk counts: what had not reached the disk is
 * fetched again.
 */
#include <string.h>

#include "base/mem.h"
#include "base/why.h"
#include "sync/vault_backend.h"

#define LOOK_CHUNKS_MAX 64 /* compared in one call */

bool vault_part_has(const struct vault_part *p, uint64_t index)
{
	return index < VAULT_CHUNKS_MAX &&
	       (p->has[index / 8] >> (index % 8) & 1) != 0;
}

void vault_part_set(struct vault_part *p, uint64_t index)
{
	must(index < VAULT_CHUNKS_MAX);
	p->there += vault_part_has(p, index) ? 0 : 1;
	p->has[index / 8] |= (uint8_t)(1u << (index % 8));
}

static bool size_fits(uint64_t index, uint64_t total, size_t n)
{
	if (index + 1 < total)
		return n == CHUNK_SEALED_BYTES_MAX;
	return n > 0 && n <= CHUNK_SEALED_BYTES_MAX;
}

bool vault_part_proves(const struct digest *name, uint64_t index,
    uint64_t total, struct bytes chunk, const struct merkle_proof *path)
{
	struct digest leaf;

	if (total > VAULT_CHUNKS_MAX || index >= total ||
	    !size_fits(index, total, chunk.n))
		return false;
	leaf = digest_leaf(chunk);
	return merkle_includes(path, index, total, &leaf, name);
}

/* ---- the table of a part ---- */

static enum err drop(
    struct vault_store *v, const struct digest *name, struct why *why)
{
	vault_table_forget(vault_table_find(v, VAULT_PART, name));
	return v->ops->drop(v, name, why) ? vault_table_die(v) : ERR_OK;
}

/* Leaves of @total chunks, as they lie beside the part; those of another total
 * are of no use, for a chunk is proven at a place among so many. */
static enum err load(struct vault_store *v, const struct digest *name,
    uint64_t total, struct vault_table **out, struct why *why)
{
	struct vault_table *t = vault_table_find(v, VAULT_PART, name);
	struct buf leaves = { 0 };
	enum err e = ERR_OK;

	if (t && t->count != total)
		e = drop(v, name, why);
	else if (t) {
		*out = t;
		return ERR_OK;
	}
	if (!e)
		e = v->ops->leaves(v, VAULT_PART, name, &leaves, why);
	if (e == ERR_OK && leaves.n != total * DIGEST_BYTES) {
		leaves.n = 0;
		e = drop(v, name, why);
	}
	if (e == ERR_OK || e == ERR_NOT_FOUND) {
		*out = t = vault_table_new(v, VAULT_PART, name);
		t->count = total;
		t->checked = leaves.n > 0 ? 0 : total;
		if (leaves.n > 0)
			memcpy(t->leaf, leaves.p, leaves.n);
		e = ERR_OK;
	}
	buf_fini(&leaves);
	return e;
}

/* Is what was written still the chunk?  Its length is known but for the last,
 * which is all that is left. */
static bool is_there(struct vault_store *v, const struct vault_table *t,
    uint64_t index, uint64_t bytes, uint8_t *room)
{
	uint64_t at = index * CHUNK_SEALED_BYTES_MAX;
	size_t n = CHUNK_SEALED_BYTES_MAX;
	struct digest leaf;

	if (digest_is_zero(&t->leaf[index]) || bytes <= at)
		return false;
	if (bytes - at < n)
		n = (size_t)(bytes - at);
	if (!size_fits(index, t->count, n) ||
	    v->ops->read(v, VAULT_PART, &t->name, at, room, n, NULL))
		return false;
	leaf = digest_leaf((struct bytes){ room, n });
	return digest_equal(&leaf, &t->leaf[index]);
}

static enum err compare(
    struct vault_store *v, struct vault_table *t, struct why *why)
{
	uint8_t *room;
	uint64_t bytes = 0, read = 0;
	enum err e;

	if (t->checked == t->count)
		return ERR_OK;
	e = v->ops->size(v, VAULT_PART, &t->name, &bytes, why);
	if (e && e != ERR_NOT_FOUND)
		return e;
	room = mem_new(CHUNK_SEALED_BYTES_MAX);
	for (; t->checked < t->count && read < LOOK_CHUNKS_MAX; t->checked++) {
		struct digest *leaf = &t->leaf[t->checked];

		if (digest_is_zero(leaf))
			continue;
		read++;
		if (is_there(v, t, t->checked, bytes, room))
			t->there++;
		else
			memset(leaf, 0, sizeof(*leaf));
	}
	mem_free(room);
	return ERR_OK;
}

static void show(const struct vault_table *t, struct vault_part *out)
{
	out->more = t->checked < t->count;
	for (uint64_t i = 0; i < t->checked; i++) {
		if (!digest_is_zero(&t->leaf[i]))
			vault_part_set(out, i);
	}
}

enum err vault_part_look(struct vault_store *v, const struct digest *name,
    uint64_t total, struct vault_part *out, struct why *why)
{
	struct vault_table *t = NULL;
	enum err e;

	must(total > 0 && total <= VAULT_CHUNKS_MAX);
	*out = (struct vault_part){ .total = total };
	if (v->dead)
		return vault_table_dead(why);
	if (vault_has(v, name)) {
		for (uint64_t i = 0; i < total; i++)
			vault_part_set(out, i);
		return ERR_OK;
	}
	e = total == 1 ? ERR_OK : load(v, name, total, &t, why);
	if (t && !e)
		e = compare(v, t, why);
	if (t && !e)
		show(t, out);
	return e;
}

/* ---- taking a chunk ---- */

/* All chunks are there: are they the object? */
static enum err finish(struct vault_store *v, struct vault_table *t,
    enum vault_step *step, struct why *why)
{
	struct digest root = vault_table_root(t), name = t->name;

	if (!digest_equal(&root, &name)) {
		*step = VAULT_AGAIN;
		return drop(v, &name, why);
	}
	if (v->ops->keep(v, &name, why))
		return vault_table_die(v);
	*step = VAULT_COMPLETE;
	/* Of the part there is nothing left; the whole is read anew. */
	vault_table_forget(t);
	return ERR_OK;
}

static enum err put_one(struct vault_store *v, struct vault_table *t,
    uint64_t index, struct bytes chunk, enum vault_step *step, struct why *why)
{
	struct digest leaf = digest_leaf(chunk), none = { { 0 } };

	*step = VAULT_IGNORED;
	if (!digest_is_zero(&t->leaf[index]))
		return ERR_OK;
	if (v->ops->write(
		v, &t->name, index * CHUNK_SEALED_BYTES_MAX, chunk, why))
		return vault_table_die(v);
	/* The leaves are as long as the object has chunks. */
	if (t->there == 0 && v->ops->put_leaves(v, VAULT_PART, &t->name,
				 t->count - 1, digest_bytes(&none), why))
		return vault_table_die(v);
	if (v->ops->put_leaves(
		v, VAULT_PART, &t->name, index, digest_bytes(&leaf), why))
		return vault_table_die(v);
	t->leaf[index] = leaf;
	t->there++;
	*step = VAULT_MORE;
	return t->there == t->count ? finish(v, t, step, why) : ERR_OK;
}

enum err vault_part_put(struct vault_store *v, enum vault_kind kind,
    const struct vault_piece *p, enum vault_step *step, struct why *why)
{
	struct vault_table *t = NULL;
	enum err e;

	*step = VAULT_COMPLETE;
	if (v->dead)
		return vault_table_dead(why);
	if (vault_has(v, p->name))
		return ERR_OK;
	*step = VAULT_REFUSED;
	if (!vault_part_proves(p->name, p->index, p->total, p->chunk, p->path))
		return ERR_OK;
	if (p->total == 1) {
		/* An act may call anything a wrap. */
		if (p->chunk.n > VAULT_WRAP_BYTES_MAX)
			kind = VAULT_FILE;
		*step = VAULT_COMPLETE;
		return vault_put(v, kind, p->name, p->chunk, why);
	}
	e = load(v, p->name, p->total, &t, why);
	while (!e && t->checked < t->count)
		e = compare(v, t, why);
	return e ? e : put_one(v, t, p->index, p->chunk, step, why);
}
