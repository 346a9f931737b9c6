#include "sync/bundle_make.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/why.h"
#include "keys/sshsig.h"
#include "schema/act.h"
#include "sync/bundle.h"
#include "sync/bundle_pick.h"
#include "sync/merkle_tree.h"
#include "sync/store.h"

struct making {
	struct buf *out;
	struct store *store;
	const struct bundle_pick_log *log;
	struct merkle_tree tree; /* of the log that is written */
	struct bundle_record record;
	struct why *why;
};

/* ---- which batches ---- */

static int by_number(const void *x, const void *y)
{
	uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;

	return (a > b) - (a < b);
}

/* Indexes of the batches of the log's acts, of cited borders, and the last;
 * ascending, each once. */
static uint64_t *list_batches(
    const struct making *m, struct arena *a, size_t *count)
{
	const struct bundle_pick_log *l = m->log;
	uint64_t *list = arena_take_array(
	    a, l->act_count + l->border_count + 1, sizeof(*list));
	size_t n = 0, kept = 0;

	for (size_t i = 0; i < l->act_count; i++)
		n += store_find(
		    m->store, l->node, l->acts[i].place.position, &list[n]);
	for (size_t i = 0; i < l->border_count; i++)
		n += store_find(m->store, l->node, l->borders[i] - 1, &list[n]);
	n += store_find(m->store, l->node, l->size - 1, &list[n]);
	qsort(list, n, sizeof(*list), by_number);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || list[kept - 1] != list[i])
			list[kept++] = list[i];
	*count = kept;
	return list;
}

/* ---- records ---- */

static void put_act(struct making *m, const struct dossier_entry *e)
{
	struct bundle_record *r = &m->record;

	*r = (struct bundle_record){ .kind = BUNDLE_ACT };
	r->bytes = e->act->raw;
	r->position = e->place.position;
	merkle_tree_inclusion(&m->tree, r->position, &r->proof);
	bundle_put(m->out, r);
}

static enum err put_batch(struct making *m, uint64_t index)
{
	const struct store_place *p =
	    store_place(m->store, m->log->node, index);
	struct bundle_record *r = &m->record;
	struct arena *a = arena_new();
	struct bytes acts;
	enum err e;

	*r = (struct bundle_record){ .kind = BUNDLE_BATCH };
	e = store_get(
	    m->store, m->log->node, index, a, &r->bytes, &acts, m->why);
	if (e == ERR_OK) {
		merkle_tree_consistency(
		    &m->tree, p->first + p->count, &r->proof);
		bundle_put(m->out, r);
	}
	arena_free(a);
	return e;
}

static enum err put_batches(struct making *m)
{
	const struct bundle_pick_log *l = m->log;
	struct arena *a = arena_new();
	size_t count, at = 0;
	uint64_t *batches = list_batches(m, a, &count);
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < count; i++) {
		const struct store_place *p =
		    store_place(m->store, l->node, batches[i]);

		e = put_batch(m, batches[i]);
		while (e == ERR_OK && at < l->act_count &&
		       l->acts[at].place.position < p->first + p->count)
			put_act(m, &l->acts[at++]);
		if (e == ERR_OK && m->out->n > BUNDLE_HEAD_BYTES_MAX)
			e = why_set(m->why, ERR_LIMIT,
			    "the case is too large for a bundle");
	}
	arena_free(a);
	return e;
}

static enum err put_log(struct making *m)
{
	struct store_leaves leaves = { m->store, m->log->node };
	struct bundle_record *r = &m->record;
	enum err e = ERR_OK;

	*r = (struct bundle_record){ .kind = BUNDLE_LOG };
	memcpy(r->node, m->log->node, strlen(m->log->node) + 1);
	r->size = m->log->size;
	r->root = digest_sha256((struct bytes){ NULL, 0 });
	if (r->size > 0) {
		e = merkle_tree_init(&m->tree, store_leaf, &leaves, r->size);
		if (e != ERR_OK)
			return why_set(m->why, e,
			    "no proofs can be made of the log of %s",
			    m->log->node);
		r->root = merkle_tree_root(&m->tree);
	}
	bundle_put(m->out, r);
	if (m->log->size > 0) {
		e = put_batches(m);
		merkle_tree_fini(&m->tree);
	}
	return e;
}

static void put_seal(struct buf *out, const struct sign_pair *log)
{
	struct digest sum = digest_sha256(buf_bytes(out));
	struct bundle_record r = { .kind = BUNDLE_SEAL };

	r.key = sign_key_id(&log->public);
	r.signature = sshsig_sign(log, BUNDLE_NAMESPACE, digest_bytes(&sum));
	bundle_put(out, &r);
}

static void put_front(struct buf *out, const struct bundle_make *m)
{
	struct bundle_record r = { .kind = BUNDLE_GENESIS, .version = 1 };

	buf_put_text(out, BUNDLE_MAGIC);
	r.bytes = m->genesis;
	bundle_put(out, &r);
	r = (struct bundle_record){ .kind = BUNDLE_CASE };
	r.dossier = m->dossier;
	r.warrant = m->warrant;
	r.state = m->state;
	memcpy(r.node, m->maker, strlen(m->maker) + 1);
	bundle_put(out, &r);
}

static void put_keys(struct buf *out, const struct bundle_make *m)
{
	for (size_t i = 0; i < m->key_count; i++) {
		struct bundle_record r = { .kind = BUNDLE_KEY };

		r.generation = m->keys[i].generation;
		r.bytes = m->keys[i].wrap;
		bundle_put(out, &r);
	}
	for (size_t i = 0; i < m->absent_count; i++) {
		struct bundle_record r = { .kind = BUNDLE_ABSENT };

		r.object = m->absent[i];
		bundle_put(out, &r);
	}
}

enum err bundle_make_head(struct buf *out, struct store *store,
    const struct bundle_make *m, struct why *why)
{
	struct making making = { .out = out, .store = store, .why = why };
	enum err e = ERR_OK;

	must(out->n == 0);
	if (m->state.n > BUNDLE_RECORD_BYTES_MAX - 512)
		return why_set(
		    why, ERR_LIMIT, "the case is too large for a bundle");
	put_front(out, m);
	for (size_t i = 0; e == ERR_OK && i < m->pick->count; i++) {
		making.log = &m->pick->logs[i];
		e = put_log(&making);
	}
	if (e != ERR_OK)
		return e;
	put_keys(out, m);
	put_seal(out, m->log);
	return ERR_OK;
}

void bundle_make_chunk(struct buf *out, const struct digest *object,
    uint64_t index, uint64_t total, struct bytes sealed)
{
	struct bundle_record r = { .kind = BUNDLE_CHUNK };

	r.object = *object;
	r.index = index;
	r.total = total;
	r.bytes = sealed;
	bundle_put(out, &r);
}
