/*
 * Objects in one table by name, as a repository has them: what store_git.c
 * would have written, without the disk.
 */
#include <string.h>

#include "base/mem.h"
#include "base/why.h"
#include "sync/store.h"
#include "sync/store_backend.h"

#define OBJECTS_ROOM_FIRST 64 /* a power of two */

struct object {
	enum gitobj_type type; /* 0: an empty row */
	struct digest_sha1 id;
	uint8_t *content; /* owned */
	size_t size;
};

/* Open addressing; at most half full. */
struct repo {
	struct object *rows; /* owned */
	size_t count, room;
};

static struct object *row_of(const struct repo *r, const struct digest_sha1 *id)
{
	size_t i;

	memcpy(&i, id->b, sizeof(i)); /* names are spread evenly */
	for (i &= r->room - 1; r->rows[i].type != 0;
	     i = (i + 1) & (r->room - 1))
		if (gitobj_same(&r->rows[i].id, id))
			break;
	return &r->rows[i];
}

static void grow(struct repo *r)
{
	struct repo old = *r;

	r->room = old.room ? old.room * 2 : OBJECTS_ROOM_FIRST;
	r->rows = mem_new_array(r->room, sizeof(*r->rows));
	for (size_t i = 0; i < old.room; i++)
		if (old.rows[i].type != 0)
			*row_of(r, &old.rows[i].id) = old.rows[i];
	mem_free(old.rows);
}

static void put(struct repo *r, enum gitobj_type type,
    const struct digest_sha1 *id, struct bytes content)
{
	struct object *row;

	if (r->count * 2 >= r->room)
		grow(r);
	row = row_of(r, id);
	if (row->type != 0)
		return;
	row->type = type;
	row->id = *id;
	row->content = mem_copy(content.p, content.n);
	row->size = content.n;
	r->count++;
}

static enum err open_repo(struct store *s, const char *node, void **repo,
    bool *has_head, struct digest_sha1 *head, struct why *why)
{
	struct repo *r = mem_new(sizeof(*r));

	(void)s;
	(void)node;
	(void)head;
	(void)why;
	grow(r);
	*repo = r;
	*has_head = false;
	return ERR_OK;
}

static enum err read_object(void *repo, enum gitobj_type type,
    const struct digest_sha1 *id, struct buf *out, struct why *why)
{
	const struct object *row = row_of(repo, id);

	if (row->type != type)
		return why_set(why, ERR_CORRUPT, "an object is missing");
	buf_put(out, (struct bytes){ row->content, row->size });
	return ERR_OK;
}

static enum err write_batches(
    void *repo, const struct batch *batches, size_t count, struct why *why)
{
	struct repo *r = repo;
	struct buf tree = { 0 };

	(void)why;
	for (size_t i = 0; i < count; i++) {
		const struct batch *b = &batches[i];

		buf_clear(&tree);
		store_tree(&tree, b);
		put(r, GITOBJ_BLOB, &b->acts_id, buf_bytes(&b->acts));
		put(r, GITOBJ_BLOB, &b->checkpoint_id, b->checkpoint);
		put(r, GITOBJ_TREE, &b->tree_id, buf_bytes(&tree));
		put(r, GITOBJ_COMMIT, &b->commit_id, buf_bytes(&b->commit));
	}
	buf_fini(&tree);
	return ERR_OK;
}

static void close_repo(void *repo)
{
	struct repo *r = repo;

	for (size_t i = 0; i < r->room; i++)
		mem_free(r->rows[i].content);
	mem_free(r->rows);
	mem_free(r);
}

static void free_store(struct store *s)
{
	mem_free(s);
}

struct store *store_mem_new(void)
{
	static const struct store_ops ops = {
		.open = open_repo,
		.read = read_object,
		.write = write_batches,
		.close = close_repo,
		.free = free_store,
	};
	struct store *s = mem_new(sizeof(*s));

	s->ops = &ops;
	return s;
}
