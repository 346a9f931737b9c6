/*
 * Leaf hashes of the objects that were used last.
 *
 * Those of a whole object come from beside it, and count once they lead to its
 * name; else they are made from its bytes, once, and laid there.
 */
#include <string.h>

#include "base/mem.h"
#include "base/why.h"
#include "keys/merkle.h"
#include "sync/vault_backend.h"

enum err vault_table_dead(struct why *why)
{
	return why_set(
	    why, ERR_STORAGE, "an earlier write to the vault failed");
}

/* @why has the sentence already. */
enum err vault_table_die(struct vault_store *v)
{
	v->dead = true;
	return ERR_STORAGE;
}

enum err vault_table_rotten(struct why *why, const struct digest *name)
{
	char hex[DIGEST_HEX_ROOM];

	digest_hex(hex, name);
	return why_set(why, ERR_CORRUPT, "vault object %s has rotten", hex);
}

struct vault_table *vault_table_find(
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

/* What is being fetched would have to be compared anew: it goes last. */
static bool goes_before(
    const struct vault_table *a, const struct vault_table *b)
{
	bool a_part = a->used_at && a->shelf == VAULT_PART;
	bool b_part = b->used_at && b->shelf == VAULT_PART;

	return a_part == b_part ? a->used_at < b->used_at : b_part;
}

struct vault_table *vault_table_new(
    struct vault_store *v, enum vault_shelf shelf, const struct digest *name)
{
	struct vault_table *t = &v->tables[0];
	struct digest *leaf;

	for (size_t i = 1; i < VAULT_TABLES_MAX; i++) {
		if (goes_before(&v->tables[i], t))
			t = &v->tables[i];
	}
	leaf = t->leaf;
	if (!leaf)
		leaf = mem_new_array(VAULT_CHUNKS_MAX, sizeof(*leaf));
	memset(leaf, 0, VAULT_CHUNKS_MAX * sizeof(*leaf));
	*t = (struct vault_table){ .name = *name,
		.shelf = shelf,
		.used_at = ++v->uses,
		.leaf = leaf };
	return t;
}

void vault_table_forget(struct vault_table *t)
{
	if (t)
		t->used_at = 0;
}

void vault_table_forget_name(struct vault_store *v, const struct digest *name)
{
	vault_table_forget(vault_table_find(v, VAULT_WHOLE, name));
	vault_table_forget(vault_table_find(v, VAULT_PART, name));
}

struct digest vault_table_root(const struct vault_table *t)
{
	struct merkle tree;

	merkle_init(&tree);
	for (uint64_t i = 0; i < t->count; i++)
		merkle_append(&tree, &t->leaf[i]);
	return merkle_root(&tree);
}

static bool leads_to_name(const struct vault_table *t)
{
	struct digest root = vault_table_root(t);

	return digest_equal(&root, &t->name);
}

/* Those that lie beside it; false when they are missing or wrong. */
static bool take_leaves(struct vault_store *v, struct vault_table *t)
{
	struct buf leaves = { 0 };
	bool good =
	    t->count > 1 &&
	    v->ops->leaves(v, VAULT_WHOLE, &t->name, &leaves, NULL) == ERR_OK &&
	    leaves.n == t->count * DIGEST_BYTES;

	if (good)
		memcpy(t->leaf, leaves.p, leaves.n);
	buf_fini(&leaves);
	return good && leads_to_name(t);
}

/* Hash what is stored, chunk by chunk. */
static enum err make_leaves(
    struct vault_store *v, struct vault_table *t, struct why *why)
{
	uint8_t *p = mem_new(CHUNK_SEALED_BYTES_MAX);
	enum err e = ERR_OK;

	for (uint64_t i = 0; !e && i < t->count; i++) {
		uint64_t at = i * CHUNK_SEALED_BYTES_MAX;
		size_t n = t->bytes - at < CHUNK_SEALED_BYTES_MAX
			       ? (size_t)(t->bytes - at)
			       : CHUNK_SEALED_BYTES_MAX;

		e = v->ops->read(v, VAULT_WHOLE, &t->name, at, p, n, why);
		if (!e)
			t->leaf[i] = digest_leaf((struct bytes){ p, n });
	}
	mem_free(p);
	return e;
}

static enum err fill(
    struct vault_store *v, struct vault_table *t, struct why *why)
{
	enum err e;

	if (take_leaves(v, t))
		return ERR_OK;
	e = make_leaves(v, t, why);
	if (e)
		return e;
	if (!leads_to_name(t))
		return vault_table_rotten(why, &t->name);
	/* Where they cannot be kept they are made anew next time. */
	if (t->count > 1)
		(void)v->ops->put_leaves(v, VAULT_WHOLE, &t->name, 0,
		    (struct bytes){
			t->leaf->b, (size_t)t->count * DIGEST_BYTES },
		    NULL);
	return ERR_OK;
}

enum err vault_table_whole(struct vault_store *v, const struct digest *name,
    struct vault_table **out, struct why *why)
{
	struct vault_table *t = vault_table_find(v, VAULT_WHOLE, name);
	uint64_t bytes = 0;
	enum err e;

	*out = t;
	if (t)
		return ERR_OK;
	e = v->ops->size(v, VAULT_WHOLE, name, &bytes, why);
	if (e)
		return e;
	if (bytes == 0 ||
	    bytes > (uint64_t)VAULT_CHUNKS_MAX * CHUNK_SEALED_BYTES_MAX)
		return vault_table_rotten(why, name);
	*out = t = vault_table_new(v, VAULT_WHOLE, name);
	t->bytes = bytes;
	t->count =
	    (bytes + CHUNK_SEALED_BYTES_MAX - 1) / CHUNK_SEALED_BYTES_MAX;
	e = fill(v, t, why);
	if (e)
		vault_table_forget(t);
	return e;
}
