#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "schema/dossier.h"
#include "schema/ledger_licence.h"
#include "schema/wrap_id.h"
#include "sync/replica_fields.h"

/*
 * What is missing here, and who may have what.  A few objects are fetched at a
 * time (sync/replica_fetch.c); the others wait for their turn, and what nobody
 * can give now is tried again.  Needs do not hang on logs: equal logs with
 * objects missing stay needs.
 */

/* ---- who may have what ---- */

/* The last one is kept until some log grows: the objects of a case are asked
 * for, and served, one after the other. */
static const struct dossier *fold(
    struct replica *r, const struct digest *dossier)
{
	struct casebook *book = replica_casebook(r);
	struct replica_folded *f = &r->folded;
	struct dossier_entry *entries;
	size_t n;

	if (f->arena != NULL && f->seen == r->mine_number &&
	    digest_equal(&f->id, dossier))
		return f->dossier;
	if (f->arena != NULL)
		arena_free(f->arena);
	f->arena = arena_new();
	f->seen = r->mine_number;
	f->id = *dossier;
	n = book->entries(book, f->arena, dossier, &entries);
	f->dossier =
	    dossier_fold(f->arena, r->options.ledger, dossier, entries, n);
	return f->dossier;
}

/* A wrap is an object of that name in an act of the case. */
static enum dossier_object object_kind(
    const struct dossier *d, const struct digest *root)
{
	struct wrap_id w;

	for (size_t i = 0; i < d->count; i++) {
		const struct act *act = d->entries[i].act;

		for (size_t k = 0; k < act->vault_count; k++) {
			if (digest_equal(&act->vault[k].root, root) &&
			    wrap_id_parse(&w, act->vault[k].id))
				return DOSSIER_WRAP;
		}
	}
	return DOSSIER_FILE;
}

/* An archive's right ends by the last time that this node has signed. */
static bool may_hold(struct replica *r, const struct dossier *d,
    const struct digest *root, const char *node)
{
	const struct chain *own = replica_log(r, r->node);

	return !d->erased &&
	       dossier_may_hold(d, r->options.ledger, node,
		   object_kind(d, root), own != NULL ? own->time : 0);
}

static bool names_object(const struct dossier *d, const struct digest *root)
{
	for (size_t i = 0; i < d->count; i++) {
		const struct act *act = d->entries[i].act;

		for (size_t k = 0; k < act->vault_count; k++) {
			if (digest_equal(&act->vault[k].root, root))
				return true;
		}
	}
	return false;
}

/* What an act outside cases gave: a pseudonym key (F-142), a licence (F-228). */
struct gift {
	const char *from;
	const char *to;
	const struct digest *object;
	bool ended;
};

static bool find_gift(
    struct gift *out, const struct replica *r, const struct digest *act)
{
	const struct pseudonym *key =
	    ledger_pseudonym_of(r->options.ledger, act);
	const struct licence_give *licence =
	    ledger_licence_give(r->options.ledger, act);

	if (key != NULL)
		*out =
		    (struct gift){ key->home, key->to, &key->wrap, key->ended };
	else if (licence != NULL)
		*out = (struct gift){ licence->node, licence->to,
			&licence->document, false };
	return key != NULL || licence != NULL;
}

/* Whom one may ask for what an act gave. */
static bool may_hold_given(const struct gift *g, const char *node)
{
	return !g->ended &&
	       (strcmp(node, g->to) == 0 || strcmp(node, g->from) == 0);
}

/* What an act gave goes to whom it was given, from the giver.  Of anybody
 * else's act we serve nothing: it may name any object that we hold. */
static bool may_have_given(
    const struct replica *r, const struct gift *g, const char *node)
{
	return !g->ended && strcmp(node, g->to) == 0 &&
	       strcmp(r->node, g->from) == 0;
}

enum rule replica_vault_right(struct replica *r, const char *node,
    const struct digest *dossier, const struct digest *root)
{
	const struct dossier *d;
	struct gift given;

	if (find_gift(&given, r, dossier))
		return digest_equal(root, given.object) &&
			       may_have_given(r, &given, node)
			   ? RULE_NONE
			   : RULE_VAULT_RIGHT;
	d = fold(r, dossier);
	if (!names_object(d, root))
		return RULE_DOSSIER_UNKNOWN;
	return may_hold(r, d, root, node) ? RULE_NONE : RULE_VAULT_RIGHT;
}

/* The same for an object that is fetched: one fold for all. */
struct holders {
	bool is_gift;
	struct gift gift; /* or */
	const struct dossier *dossier;
	const struct digest *root;
};

static bool is_holder(
    struct replica *r, const struct holders *h, const char *node)
{
	if (h->is_gift)
		return digest_equal(h->root, h->gift.object) &&
		       may_hold_given(&h->gift, node);
	return may_hold(r, h->dossier, h->root, node);
}

bool replica_vault_sources(struct replica *r, struct replica_need *n)
{
	struct replica_fetch *f = n->fetch;
	struct holders h = { .root = &n->object.root };
	bool ours;

	h.is_gift = find_gift(&h.gift, r, &n->object.dossier);
	if (!h.is_gift)
		h.dossier = fold(r, &n->object.dossier);
	ours = is_holder(r, &h, r->node);
	f->source_count = 0;
	for (size_t i = 0; ours && i < r->peer_count; i++) {
		const struct replica_peer *p = r->peers[i];

		if (p->up && f->source_count < REPLICA_SOURCES_MAX &&
		    is_holder(r, &h, session_peer(p->session)))
			f->sources[f->source_count++] = p->id;
	}
	return ours;
}

/* ---- needs ---- */

static struct replica_need *outer(struct need *n)
{
	return (struct replica_need *)n; /* its first field, or NULL */
}

static struct replica_need *find(
    struct replica *r, const struct digest *root, uint64_t total)
{
	return outer(needs_find(&r->needs, root, total));
}

static void forget(struct replica *r, struct replica_need *n)
{
	replica_fetch_stop(r, n, r->now);
	needs_take(&r->needs, &n->need);
	mem_free(n->tried);
	mem_free(n);
}

/* With all places taken, one that nobody could meet gives way to one that
 * nobody was asked for. */
static bool make_room(struct replica *r)
{
	struct need *spare = NULL;

	if (r->needs.count < REPLICA_NEEDS_MAX)
		return true;
	r->needs_left_out = true;
	spare = needs_spare(&r->needs);
	if (spare != NULL)
		forget(r, outer(spare));
	return spare != NULL;
}

void replica_vault_need(struct replica *r, const struct replica_object *object)
{
	uint64_t total =
	    object->kind == VAULT_WRAP ? 1 : vault_chunks(object->bytes);
	struct replica_need *n;

	if (find(r, &object->root, total) != NULL ||
	    r->options.vault_has(r->options.arg, &object->root) ||
	    !make_room(r))
		return;
	n = mem_new(sizeof(*n));
	n->need.root = object->root;
	n->need.total = total;
	n->object = *object;
	n->since = r->now;
	needs_put(&r->needs, &n->need);
}

void replica_vault_free(struct replica *r)
{
	while (r->needs.count > 0)
		forget(r, outer(r->needs.all[0]));
	needs_fini(&r->needs);
	if (r->folded.arena != NULL)
		arena_free(r->folded.arena);
}

/* Whatever its size was said to be. */
static void complete(struct replica *r, const struct digest *root)
{
	struct replica_event *e = replica_say(r, REPLICA_VAULT_STORED);
	struct need *n = needs_named(&r->needs, root, NULL), *next;

	e->root = *root;
	for (; n != NULL; n = next) {
		next = needs_named(&r->needs, root, n);
		forget(r, outer(n));
	}
}

/* ---- asking ---- */

static bool is_alone(const struct replica *r)
{
	for (size_t i = 0; i < r->peer_count; i++) {
		if (r->peers[i]->up)
			return false;
	}
	return true;
}

/* May one more be fetched, of its kind? */
static bool has_turn(const struct replica *r, enum needs_size size)
{
	return r->fetches < REPLICA_FETCHES_MAX &&
	       (size == NEEDS_SMALL ||
		   r->fetches_large < REPLICA_FETCHES_LARGE_MAX);
}

/* What this node may hold no more is no need: a node that refused an offer
 * takes part no more. */
static void go_on(struct replica *r, struct replica_need *n)
{
	if (!replica_fetch_go_on(r, n))
		forget(r, n);
}

/* Each is a fold: so many at one time, the others when the host comes again. */
static void begin_some(struct replica *r, enum needs_size size)
{
	struct need *n;

	for (size_t i = 0; i < REPLICA_FETCHES_BEGIN_MAX; i++) {
		n = needs_first(&r->needs, size);
		if (n == NULL || r->now < n->retry || !has_turn(r, size))
			return;
		replica_fetch_start(r, outer(n));
		go_on(r, outer(n));
	}
}

void replica_vault_look(struct replica *r)
{
	if (is_alone(r))
		return;
	for (size_t i = r->fetches; i-- > 0;)
		go_on(r, r->fetching[i]);
	begin_some(r, NEEDS_LARGE);
	begin_some(r, NEEDS_SMALL);
}

/* ---- answers ---- */

void replica_vault_chunk(
    struct replica *r, struct replica_peer *p, const struct message *m)
{
	struct replica_need *n = find(r, &m->root, m->total);
	struct need *other = NULL;

	r->look = true;
	if (n != NULL && n->fetch != NULL && replica_fetch_chunk(r, n, p, m))
		return;
	while ((other = needs_named(&r->needs, &m->root, other)) != NULL) {
		n = outer(other);
		if (n->fetch != NULL && other->total != m->total &&
		    replica_fetch_chunk(r, n, p, m))
			return;
	}
}

void replica_vault_sorry(
    struct replica *r, struct replica_peer *p, const struct message *m)
{
	struct need *n = NULL;

	r->look = true;
	while ((n = needs_named(&r->needs, &m->root, n)) != NULL) {
		if (outer(n)->fetch != NULL &&
		    replica_fetch_sorry(r, outer(n), p))
			return;
	}
}

void replica_vault_put(struct replica *r, struct task *t)
{
	struct replica_need *n = find(r, &t->root, t->total);

	r->look = true;
	if (n == NULL)
		return;
	if (t->step == VAULT_COMPLETE)
		complete(r, &t->root);
	else if (n->fetch != NULL)
		replica_fetch_put(r, n, t);
}

/* ---- time ---- */

void replica_vault_up(struct replica *r, const char *node)
{
	for (size_t i = 0; i < r->needs.count; i++)
		replica_fetch_up(outer(r->needs.all[i]), node);
	needs_wake(&r->needs, r->now);
}

void replica_vault_gone(struct replica *r, uint32_t session)
{
	for (size_t i = 0; i < r->fetches; i++)
		replica_fetch_gone(r, r->fetching[i], session);
}

static bool is_due(const struct replica *r, enum needs_size size)
{
	const struct need *n = needs_first(&r->needs, size);

	return n != NULL && r->now >= n->retry;
}

void replica_vault_tick(struct replica *r)
{
	for (size_t i = 0; i < r->fetches; i++)
		replica_fetch_tick(r, r->fetching[i]);
	if (is_due(r, NEEDS_SMALL) || is_due(r, NEEDS_LARGE))
		r->look = true;
}

/* Nobody to ask is no reason to wake up, nor is a need that waits for others
 * to be met. */
int64_t replica_vault_deadline(const struct replica *r)
{
	int64_t at = INT64_MAX, due;

	if (is_alone(r))
		return at;
	for (size_t i = 0; i < r->fetches; i++) {
		due = replica_fetch_deadline(r->fetching[i]);
		at = due < at ? due : at;
	}
	for (int size = 0; size < NEEDS_SIZES; size++) {
		const struct need *n =
		    needs_first(&r->needs, (enum needs_size)size);

		if (n != NULL && has_turn(r, (enum needs_size)size) &&
		    n->retry < at)
			at = n->retry;
	}
	return at;
}
