/*
 * Objects in a list: for the simulator, whose vaults are small.
 */
#include <string.h>

#include "base/mem.h"
#include "base/why.h"
#include "sync/vault_backend.h"

struct object {
	enum vault_shelf shelf;
	struct digest name;
	struct buf content; /* owned */
	struct buf leaves;  /* owned; empty: none */
};

struct vault_mem {
	struct vault_store store; /* first: the functions cast back */
	struct object *objects;   /* owned */
	size_t count;
};

static struct object *find(
    struct vault_store *v, enum vault_shelf shelf, const struct digest *name)
{
	struct vault_mem *m = (struct vault_mem *)v;

	for (size_t i = 0; i < m->count; i++) {
		struct object *o = &m->objects[i];

		if (o->shelf == shelf && digest_equal(&o->name, name))
			return o;
	}
	return NULL;
}

static struct object *find_or_make(
    struct vault_store *v, enum vault_shelf shelf, const struct digest *name)
{
	struct vault_mem *m = (struct vault_mem *)v;
	struct object *o = find(v, shelf, name);

	if (o)
		return o;
	m->objects =
	    mem_resize(m->objects, (m->count + 1) * sizeof(*m->objects));
	o = &m->objects[m->count++];
	*o = (struct object){ .shelf = shelf, .name = *name };
	return o;
}

static void drop_from(
    struct vault_store *v, enum vault_shelf shelf, const struct digest *name)
{
	struct vault_mem *m = (struct vault_mem *)v;
	struct object *o = find(v, shelf, name);

	if (!o)
		return;
	buf_fini(&o->content);
	buf_fini(&o->leaves);
	*o = m->objects[--m->count];
}

static enum err size_of(struct vault_store *v, enum vault_shelf shelf,
    const struct digest *name, uint64_t *bytes, struct why *why)
{
	const struct object *o = find(v, shelf, name);

	if (!o)
		return why_set(why, ERR_NOT_FOUND, "there is no such object");
	*bytes = o->content.n;
	return ERR_OK;
}

static enum err read_some(struct vault_store *v, enum vault_shelf shelf,
    const struct digest *name, uint64_t offset, uint8_t *p, size_t n,
    struct why *why)
{
	const struct object *o = find(v, shelf, name);

	if (!o || offset > o->content.n || n > o->content.n - offset)
		return why_set(why, ERR_STORAGE, "an object is too short");
	memcpy(p, o->content.p + offset, n);
	return ERR_OK;
}

/* As into a file: what lies between is zero. */
static void put_at(struct buf *b, uint64_t offset, struct bytes data)
{
	size_t end = (size_t)offset + data.n;

	if (data.n == 0)
		return;
	if (end > b->n) {
		size_t more = end - b->n;

		memset(buf_extend(b, more), 0, more);
	}
	must(b->p != NULL);
	memcpy(b->p + offset, data.p, data.n);
}

static enum err write_some(struct vault_store *v, const struct digest *name,
    uint64_t offset, struct bytes data, struct why *why)
{
	(void)why;
	put_at(&find_or_make(v, VAULT_PART, name)->content, offset, data);
	return ERR_OK;
}

static enum err read_leaves(struct vault_store *v, enum vault_shelf shelf,
    const struct digest *name, struct buf *out, struct why *why)
{
	const struct object *o = find(v, shelf, name);

	if (!o || o->leaves.n == 0)
		return why_set(why, ERR_NOT_FOUND, "there are no leaves");
	buf_put(out, buf_bytes(&o->leaves));
	return ERR_OK;
}

static enum err write_leaves(struct vault_store *v, enum vault_shelf shelf,
    const struct digest *name, uint64_t index, struct bytes leaves,
    struct why *why)
{
	(void)why;
	put_at(&find_or_make(v, shelf, name)->leaves, index * DIGEST_BYTES,
	    leaves);
	return ERR_OK;
}

static enum err name_part(struct vault_store *v, const struct digest *from,
    const struct digest *to, struct why *why)
{
	struct object *o = find(v, VAULT_PART, from);

	(void)why;
	must(o && !find(v, VAULT_PART, to));
	o->name = *to;
	return ERR_OK;
}

static enum err keep(
    struct vault_store *v, const struct digest *name, struct why *why)
{
	struct object *o = find(v, VAULT_PART, name);

	(void)why;
	must(o && !find(v, VAULT_WHOLE, name));
	o->shelf = VAULT_WHOLE;
	return ERR_OK;
}

static enum err put_wrap(struct vault_store *v, const struct digest *name,
    struct bytes wrap, struct why *why)
{
	(void)why;
	put_at(&find_or_make(v, VAULT_WHOLE, name)->content, 0, wrap);
	return ERR_OK;
}

static enum err drop(
    struct vault_store *v, const struct digest *name, struct why *why)
{
	(void)why;
	drop_from(v, VAULT_PART, name);
	return ERR_OK;
}

static enum err erase(
    struct vault_store *v, const struct digest *name, struct why *why)
{
	(void)why;
	drop_from(v, VAULT_WHOLE, name);
	drop_from(v, VAULT_PART, name);
	return ERR_OK;
}

static void free_store(struct vault_store *v)
{
	struct vault_mem *m = (struct vault_mem *)v;

	for (size_t i = 0; i < m->count; i++) {
		buf_fini(&m->objects[i].content);
		buf_fini(&m->objects[i].leaves);
	}
	mem_free(m->objects);
	mem_free(m);
}

struct vault_store *vault_mem_new(void)
{
	static const struct vault_ops ops = {
		.size = size_of,
		.read = read_some,
		.write = write_some,
		.leaves = read_leaves,
		.put_leaves = write_leaves,
		.name_part = name_part,
		.keep = keep,
		.put_wrap = put_wrap,
		.drop = drop,
		.erase = erase,
		.free = free_store,
	};
	struct vault_mem *m = mem_new(sizeof(*m));

	m->store.ops = &ops;
	return &m->store;
}
