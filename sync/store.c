/*
 * How a log is opened, as in this file:
 *
 *   store_open -> list_commits   from the ref back to the first
 *              -> check_one      from the first on: read, chain_check, remember
 */
#include "sync/store.h"

#include <inttypes.h>
#include <string.h>

#include "base/mem.h"
#include "base/why.h"
#include "sync/gitobj.h"
#include "sync/proof.h"
#include "sync/store_backend.h"

struct store_slot {
	struct chain head;
	void *repo; /* owned, the backend's */
	struct store_place *places;
	size_t count, room;
	struct digest *leaves; /* one an act */
	size_t leaf_room;
};

struct ids {
	struct digest_sha1 *id; /* owned; newest first */
	size_t count, room;
};

/* Room for @need elements, growing by doubling. */
static void *reserve(void *p, size_t size, size_t need, size_t *room)
{
	if (need <= *room)
		return p;
	while (*room < need)
		*room = *room ? *room * 2 : 16;
	must(*room <= SIZE_MAX / size);
	return mem_resize(p, *room * size);
}

static struct store_slot *find_slot(const struct store *s, const char *node)
{
	for (size_t i = 0; i < s->count; i++) {
		if (strcmp(s->slots[i]->head.node, node) == 0)
			return s->slots[i];
	}
	return NULL;
}

static struct store_slot *slot_of(const struct store *s, const char *node)
{
	struct store_slot *slot = find_slot(s, node);

	must(slot != NULL);
	return slot;
}

static enum err dead(struct why *why)
{
	return why_set(why, ERR_STORAGE, "an earlier write failed");
}

static void free_slot(struct store *s, struct store_slot *slot)
{
	if (slot->repo)
		s->ops->close(slot->repo);
	mem_free(slot->places);
	mem_free(slot->leaves);
	mem_free(slot);
}

void store_free(struct store *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->count; i++)
		free_slot(s, s->slots[i]);
	mem_free(s->slots);
	s->ops->free(s);
}

void store_tree(struct buf *out, const struct batch *b)
{
	gitobj_tree(out, &b->acts_id, &b->checkpoint_id);
}

/* The batch is stored: remember where, and go on. */
static void remember(struct store_slot *slot, const struct batch *b)
{
	size_t end = (size_t)batch_end(b);

	slot->places = reserve(
	    slot->places, sizeof(*slot->places), slot->count + 1, &slot->room);
	slot->places[slot->count++] = (struct store_place){ .first = b->first,
		.count = b->count,
		.time = b->time,
		.root = b->root,
		.commit = b->commit_id };
	slot->leaves =
	    reserve(slot->leaves, sizeof(*slot->leaves), end, &slot->leaf_room);
	memcpy(
	    slot->leaves + b->first, b->leaves, b->count * sizeof(*b->leaves));
	chain_follow(&slot->head, b, &slot->head);
}

static enum err damaged(
    struct why *why, const char *node, const struct digest_sha1 *id)
{
	char hex[GITOBJ_HEX_ROOM];

	gitobj_hex(hex, id);
	why_prefix(why, "log %s, commit %s: ", node, hex);
	return ERR_CORRUPT;
}

static enum err list_commits(const struct store *s,
    const struct store_slot *slot, struct digest_sha1 head, struct ids *out,
    struct why *why)
{
	struct buf raw = { 0 };
	struct gitobj_commit c = { .has_parent = true, .parent = head };
	enum err e = ERR_OK;

	while (c.has_parent && !e) {
		struct digest_sha1 id = c.parent;

		out->id = reserve(
		    out->id, sizeof(*out->id), out->count + 1, &out->room);
		out->id[out->count++] = id;
		buf_clear(&raw);
		e = s->ops->read(slot->repo, GITOBJ_COMMIT, &id, &raw, why);
		if (!e && gitobj_commit_parse(buf_bytes(&raw), &c, why))
			e = damaged(why, slot->head.node, &id);
	}
	buf_fini(&raw);
	return e;
}

/* Raw commit and acts of a stored batch; appended.  The checkpoint blob must
 * be there too and say what the commit's message says. */
static enum err read_batch(const struct store *s, const struct store_slot *slot,
    const struct digest_sha1 *id, struct buf *commit, struct buf *acts,
    struct why *why)
{
	struct buf other = { 0 };
	struct gitobj_commit c;
	struct digest_sha1 acts_id, checkpoint_id;
	enum err e = s->ops->read(slot->repo, GITOBJ_COMMIT, id, commit, why);

	if (!e && gitobj_commit_parse(buf_bytes(commit), &c, why))
		e = ERR_CORRUPT;
	if (!e)
		e = s->ops->read(slot->repo, GITOBJ_TREE, &c.tree, &other, why);
	if (!e &&
	    gitobj_tree_parse(buf_bytes(&other), &acts_id, &checkpoint_id))
		e = why_set(why, ERR_CORRUPT, "the tree is no batch's");
	buf_clear(&other);
	if (!e)
		e = s->ops->read(
		    slot->repo, GITOBJ_BLOB, &checkpoint_id, &other, why);
	if (!e && !bytes_equal(buf_bytes(&other), c.checkpoint))
		e = why_set(why, ERR_CORRUPT,
		    "the checkpoint is not the one in the message");
	if (!e)
		e = s->ops->read(slot->repo, GITOBJ_BLOB, &acts_id, acts, why);
	buf_fini(&other);
	return e;
}

/* What a log that is being opened is read with. */
struct opening {
	struct store *store;
	struct store_slot *slot;
	const struct store_log *log;
	store_seen_fn *seen;
	void *arg;
};

static enum err check_one(
    const struct opening *o, const struct digest_sha1 *id, struct why *why)
{
	struct buf commit = { 0 }, acts = { 0 };
	struct batch b;
	struct chain next = o->slot->head;
	enum err e = read_batch(o->store, o->slot, id, &commit, &acts, why);

	if (!e && chain_check(&next, o->log->network, buf_bytes(&commit),
		      buf_bytes(&acts), &b, why))
		e = ERR_CORRUPT;
	if (e == ERR_CORRUPT)
		e = damaged(why, o->log->node, id);
	if (!e) {
		remember(o->slot, &b);
		if (o->seen)
			e = o->seen(o->arg, &b, why);
		batch_fini(&b);
	}
	buf_fini(&commit);
	buf_fini(&acts);
	return e;
}

static enum err read_log(const struct opening *o, struct why *why)
{
	struct ids ids = { 0 };
	struct digest_sha1 head = { 0 };
	bool has_head = false;
	enum err e = o->store->ops->open(
	    o->store, o->log->node, &o->slot->repo, &has_head, &head, why);

	if (!e && has_head)
		e = list_commits(o->store, o->slot, head, &ids, why);
	for (size_t i = ids.count; i > 0 && !e; i--)
		e = check_one(o, &ids.id[i - 1], why);
	mem_free(ids.id);
	return e;
}

enum err store_open(struct store *s, const struct store_log *log,
    store_seen_fn *seen, void *arg, struct why *why)
{
	struct opening o = { .store = s, .log = log, .seen = seen, .arg = arg };
	enum err e;

	if (s->dead)
		return dead(why);
	if (find_slot(s, log->node))
		return why_set(
		    why, ERR_EXISTS, "the log of %s is open", log->node);
	if (s->count == STORE_LOGS_MAX)
		return why_set(why, ERR_LIMIT, "more than %d logs are open",
		    STORE_LOGS_MAX);
	o.slot = mem_new(sizeof(*o.slot));
	chain_init(&o.slot->head, log->node, log->log);
	e = read_log(&o, why);
	if (e) {
		free_slot(s, o.slot);
		return e;
	}
	s->slots = mem_resize(s->slots, (s->count + 1) * sizeof(void *));
	s->slots[s->count++] = o.slot;
	return ERR_OK;
}

size_t store_log_count(const struct store *s)
{
	return s->count;
}

const char *store_log_at(const struct store *s, size_t i)
{
	must(i < s->count);
	return s->slots[i]->head.node;
}

const struct chain *store_head(const struct store *s, const char *node)
{
	struct store_slot *slot = find_slot(s, node);

	return slot ? &slot->head : NULL;
}

uint64_t store_count(const struct store *s, const char *node)
{
	return slot_of(s, node)->count;
}

/* Each batch continues where the one before it ends. */
static bool in_a_row(const struct batch *batches, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		if (batches[i].first != batch_end(&batches[i - 1]) ||
		    !gitobj_same(&batches[i].parent, &batches[i - 1].commit_id))
			return false;
	}
	return true;
}

enum err store_put(struct store *s, const char *node,
    const struct batch *batches, size_t count, struct why *why)
{
	struct store_slot *slot = slot_of(s, node);
	enum err e;

	if (s->dead)
		return dead(why);
	must(count > 0 && in_a_row(batches, count));
	if (!chain_fits(&slot->head, &batches[0]))
		return why_set(why, ERR_CONFLICT,
		    "the log of %s ends at %" PRIu64
		    ", the batch begins at %" PRIu64 " or has another parent",
		    node, chain_size(&slot->head), batches[0].first);
	e = s->ops->write(slot->repo, batches, count, why);
	if (e) {
		s->dead = true;
		why_prefix(why, "log %s: ", node);
		return ERR_STORAGE;
	}
	for (size_t i = 0; i < count; i++)
		remember(slot, &batches[i]);
	return ERR_OK;
}

enum err store_get(struct store *s, const char *node, uint64_t index,
    struct arena *a, struct bytes *commit, struct bytes *acts, struct why *why)
{
	const struct store_slot *slot = slot_of(s, node);
	struct buf raw = { 0 }, run = { 0 };
	enum err e;

	if (s->dead)
		return dead(why);
	must(index < slot->count);
	e = read_batch(s, slot, &slot->places[index].commit, &raw, &run, why);
	if (!e) {
		*commit = arena_copy(a, buf_bytes(&raw));
		*acts = arena_copy(a, buf_bytes(&run));
	}
	buf_fini(&raw);
	buf_fini(&run);
	return e;
}

const struct store_place *store_place(
    const struct store *s, const char *node, uint64_t index)
{
	const struct store_slot *slot = slot_of(s, node);

	must(index < slot->count);
	return &slot->places[index];
}

bool store_find(
    const struct store *s, const char *node, uint64_t position, uint64_t *index)
{
	const struct store_slot *slot = slot_of(s, node);
	size_t low = 0, high = slot->count;

	if (position >= chain_size(&slot->head))
		return false;
	while (high - low > 1) { /* places[low].first <= position */
		size_t middle = low + (high - low) / 2;

		if (slot->places[middle].first <= position)
			low = middle;
		else
			high = middle;
	}
	*index = low;
	return true;
}

bool store_border(
    const struct store *s, const char *node, uint64_t size, uint64_t *index)
{
	const struct store_place *p;

	if (size == 0 || !store_find(s, node, size - 1, index))
		return false;
	p = store_place(s, node, *index);
	return p->first + p->count == size;
}

enum err store_act(struct store *s, const char *node, uint64_t position,
    struct arena *a, struct bytes *act, struct why *why)
{
	struct batch b = { .count = 0 };
	struct bytes commit = { 0 }, acts = { 0 };
	uint64_t index = 0;
	enum err e;

	if (!store_find(s, node, position, &index))
		return why_set(why, ERR_NOT_FOUND,
		    "the log of %s has no act %" PRIu64, node, position);
	e = store_get(s, node, index, a, &commit, &acts, why);
	if (!e && batch_cut(&b, acts, why))
		e = ERR_CORRUPT;
	if (!e)
		*act = arena_copy(
		    a, batch_act(
			   &b, (uint32_t)(position -
					  store_place(s, node, index)->first)));
	batch_fini(&b);
	return e;
}

enum err store_leaf(void *leaves, uint64_t index, struct digest *out)
{
	const struct store_leaves *l = leaves;
	const struct store_slot *slot = slot_of(l->store, l->node);

	if (index >= chain_size(&slot->head))
		return ERR_NOT_FOUND;
	*out = slot->leaves[index];
	return ERR_OK;
}

enum err store_proof(struct store *s, const char *node, uint64_t position,
    struct buf *out, struct why *why)
{
	const struct store_slot *slot = slot_of(s, node);
	struct store_leaves leaves = { s, slot->head.node };
	struct proof p = { .index = position };
	struct arena *a;
	struct bytes commit = { 0 }, acts = { 0 };
	enum err e;

	if (position >= chain_size(&slot->head))
		return why_set(why, ERR_NOT_FOUND,
		    "the log of %s has no act %" PRIu64, node, position);
	a = arena_new();
	e = store_get(s, node, slot->count - 1, a, &commit, &acts, why);
	if (!e)
		e = merkle_inclusion(store_leaf, &leaves, position,
		    chain_size(&slot->head), &p.path);
	if (!e) {
		p.checkpoint = batch_commit_checkpoint(commit);
		proof_format(out, &p);
	}
	arena_free(a);
	return e;
}
