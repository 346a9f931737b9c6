#include "tests/sim/disk.h"

#include <string.h>

#include "base/mem.h"
#include "base/why.h"
#include "sync/store_backend.h"

struct object {
	enum gitobj_type type;
	struct digest_sha1 id;
	struct buf content; /* owned */
	bool synced;
};

struct disk_log {
	struct disk *disk; /* borrowed */
	char node[TEXT_SLUG_BYTES_MAX + 1];
	struct object *objects; /* owned */
	size_t count, room;
	bool has_head, has_next;
	struct digest_sha1 head; /* on the platters */
	struct digest_sha1 next; /* in the cache */
};

struct disk {
	struct disk_log **logs; /* owned, each */
	size_t count;
	unsigned left; /* steps until the power goes; 0: it stays */
};

struct disk_kind {
	struct store store; /* first: the functions cast back */
	struct disk *disk;  /* borrowed */
};

/* ---- power ---- */

static enum err powered(struct disk *d, struct why *why)
{
	if (d->left == 0)
		return ERR_OK;
	if (d->left > 1) {
		d->left--;
		return ERR_OK;
	}
	return why_set(why, ERR_STORAGE, "the power is gone");
}

void disk_fail(struct disk *d, unsigned n)
{
	d->left = n;
}

/* One bit, the end, or all of it. */
static void tear(struct object *o, struct random *random)
{
	if (o->content.n > 0 && random_below(random, 2) == 0)
		o->content.p[random_below(random, o->content.n)] ^= 1;
	else
		o->content.n = (size_t)random_below(random, o->content.n + 1);
}

static void settle(struct disk_log *l, struct random *random)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->count; i++) {
		struct object *o = &l->objects[i];
		uint64_t dice = o->synced ? 0 : random_below(random, 3);

		if (dice == 1) {
			buf_fini(&o->content);
			continue;
		}
		if (dice == 2)
			tear(o, random);
		l->objects[kept++] = *o;
	}
	l->count = kept;
	if (l->has_next && random_below(random, 2) == 0) {
		l->head = l->next;
		l->has_head = true;
	}
	l->has_next = false;
}

void disk_crash(struct disk *d, struct random *random)
{
	d->left = 0;
	for (size_t i = 0; i < d->count; i++)
		settle(d->logs[i], random);
}

/* ---- a kind of store ---- */

static struct object *find(
    const struct disk_log *l, const struct digest_sha1 *id)
{
	for (size_t i = l->count; i-- > 0;) {
		if (gitobj_same(&l->objects[i].id, id))
			return &l->objects[i];
	}
	return NULL;
}

static struct disk_log *find_log(const struct disk *d, const char *node)
{
	for (size_t i = 0; i < d->count; i++) {
		if (strcmp(d->logs[i]->node, node) == 0)
			return d->logs[i];
	}
	return NULL;
}

static enum err open_log(struct store *s, const char *node, void **repo,
    bool *has_head, struct digest_sha1 *head, struct why *why)
{
	struct disk *d = ((struct disk_kind *)s)->disk;
	struct disk_log *l = find_log(d, node);

	(void)why;
	if (l == NULL) {
		l = mem_new(sizeof(*l));
		l->disk = d;
		memcpy(l->node, node, strlen(node) + 1);
		d->logs = mem_resize(
		    d->logs, (d->count + 1) * sizeof(struct disk_log *));
		d->logs[d->count++] = l;
	}
	*repo = l;
	*has_head = l->has_head;
	*head = l->head;
	return ERR_OK;
}

static enum err read_object(void *repo, enum gitobj_type type,
    const struct digest_sha1 *id, struct buf *out, struct why *why)
{
	const struct object *o = find(repo, id);
	struct digest_sha1 name;

	if (o == NULL || o->type != type)
		return why_set(why, ERR_CORRUPT, "an object is missing");
	name = gitobj_name(type, buf_bytes(&o->content));
	if (!gitobj_same(&name, id))
		return why_set(why, ERR_CORRUPT, "an object is torn");
	buf_put(out, buf_bytes(&o->content));
	return ERR_OK;
}

/* What is there already may be torn: it is written over. */
static enum err put(struct disk_log *l, enum gitobj_type type,
    const struct digest_sha1 *id, struct bytes content, struct why *why)
{
	struct object *o = find(l, id);
	enum err e = powered(l->disk, why);

	if (e)
		return e;
	if (o == NULL) {
		if (l->count == l->room) {
			l->room = l->room == 0 ? 16 : 2 * l->room;
			l->objects = mem_resize(
			    l->objects, l->room * sizeof(*l->objects));
		}
		o = &l->objects[l->count++];
		*o = (struct object){ .type = type, .id = *id };
	} else if (bytes_equal(buf_bytes(&o->content), content)) {
		return ERR_OK;
	}
	buf_clear(&o->content);
	buf_put(&o->content, content);
	o->synced = false;
	return ERR_OK;
}

static enum err put_batch(
    struct disk_log *l, const struct batch *b, struct why *why)
{
	struct buf tree = { 0 };
	enum err e;

	store_tree(&tree, b);
	e = put(l, GITOBJ_BLOB, &b->acts_id, buf_bytes(&b->acts), why);
	if (!e)
		e = put(l, GITOBJ_BLOB, &b->checkpoint_id, b->checkpoint, why);
	if (!e)
		e = put(l, GITOBJ_TREE, &b->tree_id, buf_bytes(&tree), why);
	if (!e)
		e = put(l, GITOBJ_COMMIT, &b->commit_id, buf_bytes(&b->commit),
		    why);
	buf_fini(&tree);
	return e;
}

static enum err sync_objects(struct disk_log *l, struct why *why)
{
	enum err e = powered(l->disk, why);

	for (size_t i = 0; !e && i < l->count; i++)
		l->objects[i].synced = true;
	return e;
}

static enum err move_ref(
    struct disk_log *l, const struct digest_sha1 *id, struct why *why)
{
	enum err e = powered(l->disk, why);

	if (e)
		return e;
	l->next = *id;
	l->has_next = true;
	e = powered(l->disk, why);
	if (e)
		return e;
	l->head = *id;
	l->has_head = true;
	l->has_next = false;
	return ERR_OK;
}

static enum err write_batches(
    void *repo, const struct batch *batches, size_t count, struct why *why)
{
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < count; i++)
		e = put_batch(repo, &batches[i], why);
	if (!e)
		e = sync_objects(repo, why);
	if (!e)
		e = move_ref(repo, &batches[count - 1].commit_id, why);
	return e;
}

static void close_log(void *repo)
{
	(void)repo; /* the disk's */
}

static void free_kind(struct store *s)
{
	mem_free(s);
}

struct store *disk_store(struct disk *d)
{
	static const struct store_ops ops = {
		.open = open_log,
		.read = read_object,
		.write = write_batches,
		.close = close_log,
		.free = free_kind,
	};
	struct disk_kind *k = mem_new(sizeof(*k));

	k->store.ops = &ops;
	k->disk = d;
	return &k->store;
}

/* ---- the disk ---- */

struct disk *disk_new(void)
{
	return mem_new(sizeof(struct disk));
}

static void free_log(struct disk_log *l)
{
	for (size_t i = 0; i < l->count; i++)
		buf_fini(&l->objects[i].content);
	mem_free(l->objects);
	mem_free(l);
}

void disk_free(struct disk *d)
{
	for (size_t i = 0; i < d->count; i++)
		free_log(d->logs[i]);
	mem_free(d->logs);
	mem_free(d);
}

size_t disk_log_count(const struct disk *d)
{
	return d->count;
}

const char *disk_log_at(const struct disk *d, size_t i)
{
	return d->logs[i]->node;
}

bool disk_has_log(const struct disk *d, const char *node)
{
	return find_log(d, node) != NULL;
}

void disk_forget(struct disk *d, const char *node)
{
	struct disk_log *l = find_log(d, node);
	struct gitobj_commit c;

	if (l == NULL || !l->has_head)
		return;
	must(gitobj_commit_parse(buf_bytes(&find(l, &l->head)->content), &c,
		 NULL) == RULE_NONE);
	l->has_head = c.has_parent;
	l->head = c.parent;
}
