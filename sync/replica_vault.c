#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "schema/dossier.h"
#include "schema/wrap_id.h"
#include "sync/replica_fields.h"

/*
 * One object comes from one session at a time, in order, a few chunks ahead:
 *
 *	need -> TASK_VAULT_PUT without a chunk: where to go on
 *	     -> vault.ask ... vault.chunk -> TASK_VAULT_PUT -> complete
 *
 * Who takes part in the dossier is asked of its fold whenever somebody is
 * chosen; between two tries of the same need lie some seconds.
 */

#define WINDOW   4 /* chunks asked or being written, of one object */
#define RETRY_MS 5000
#define STALL_MS 30000

/* ---- who may have what ---- */

static struct dossier *fold(
    struct replica *r, struct arena *a, const struct digest *dossier)
{
	struct casebook *book = replica_casebook(r);
	struct dossier_entry *entries;
	size_t n = book->entries(book, a, dossier, &entries);

	return dossier_fold(a, r->options.ledger, dossier, entries, n);
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

enum rule replica_vault_right(struct replica *r, const char *node,
    const struct digest *dossier, const struct digest *root)
{
	struct arena *a = arena_new();
	const struct dossier *d = fold(r, a, dossier);
	enum rule rule = RULE_NONE;

	if (!names_object(d, root))
		rule = RULE_DOSSIER_UNKNOWN;
	else if (!may_hold(r, d, root, node))
		rule = RULE_VAULT_RIGHT;
	arena_free(a);
	return rule;
}

/* ---- needs ---- */

static struct replica_need *find(struct replica *r, const struct digest *root)
{
	for (size_t i = 0; i < r->need_count; i++) {
		if (digest_equal(&r->needs[i].root, root))
			return &r->needs[i];
	}
	return NULL;
}

void replica_vault_need(
    struct replica *r, const struct digest *dossier, const struct digest *root)
{
	if (find(r, root) != NULL || r->options.vault_has(r->options.arg, root))
		return;
	if (r->need_count == r->need_room) {
		r->need_room = r->need_room == 0 ? 8 : 2 * r->need_room;
		r->needs =
		    mem_resize(r->needs, r->need_room * sizeof(r->needs[0]));
	}
	r->needs[r->need_count++] =
	    (struct replica_need){ .dossier = *dossier, .root = *root };
}

static void forget(struct replica *r, struct replica_need *n)
{
	*n = r->needs[--r->need_count];
}

static void complete(struct replica *r, struct replica_need *n)
{
	struct replica_event *e = replica_say(r, REPLICA_VAULT_STORED);

	e->root = n->root;
	forget(r, n);
}

/* ---- asking ---- */

static bool shunned(const struct replica_need *n, uint32_t session)
{
	for (size_t i = 0; i < sizeof(n->shunned) / sizeof(n->shunned[0]);
	     i++) {
		if (n->shunned[i] == session)
			return true;
	}
	return false;
}

/* Leave the source; the next try is with somebody else if there is one. */
static void leave(struct replica *r, struct replica_need *n)
{
	size_t last = sizeof(n->shunned) - sizeof(n->shunned[0]);

	memmove(&n->shunned[1], &n->shunned[0], last);
	n->shunned[0] = n->source;
	n->source = 0;
	n->known = n->probing = false;
	n->asked = 0;
	n->total = 0;
	n->retry = r->now + RETRY_MS;
}

/* The best peer to ask, or NULL.  @part: do we take part ourselves? */
static struct replica_peer *choose(
    struct replica *r, struct replica_need *n, bool *part)
{
	struct arena *a = arena_new();
	const struct dossier *d = fold(r, a, &n->dossier);
	struct replica_peer *best = NULL;

	*part = may_hold(r, d, &n->root, r->node);
	for (size_t i = 0; i < r->peer_count; i++) {
		struct replica_peer *p = r->peers[i];

		if (!p->up || shunned(n, p->id) ||
		    !may_hold(r, d, &n->root, session_peer(p->session)))
			continue;
		if (best == NULL ||
		    session_asked(p->session, MESSAGE_VAULT_ASK) <
			session_asked(best->session, MESSAGE_VAULT_ASK))
			best = p;
	}
	arena_free(a);
	return best;
}

static void probe(struct replica *r, struct replica_need *n)
{
	struct task *t = task_new(TASK_VAULT_PUT);

	t->session = n->source;
	t->root = n->root;
	n->probing = true;
	n->putting++;
	replica_give(r, t);
}

/* Everything tried: begin again with all, after a while.  A node that refused
 * an offer takes part no more, and may have nothing more: false. */
static bool start(struct replica *r, struct replica_need *n)
{
	struct replica_peer *p;
	bool part;

	if (r->now < n->retry || n->putting > 0)
		return true;
	p = choose(r, n, &part);
	if (!part)
		return false;
	if (p == NULL) {
		memset(n->shunned, 0, sizeof(n->shunned));
		n->retry = r->now + RETRY_MS;
		return true;
	}
	n->source = p->id;
	n->at = r->now;
	probe(r, n);
	return true;
}

static bool ask_next(
    struct replica *r, struct replica_need *n, struct replica_peer *p)
{
	struct message m = { .kind = MESSAGE_VAULT_ASK,
		.dossier = n->dossier,
		.root = n->root,
		.index = n->next };

	if (n->asked + n->putting >= WINDOW ||
	    (n->total == 0 && n->asked > 0) ||
	    (n->total > 0 && n->next >= n->total))
		return false;
	if (session_ask(p->session, &m) != ERR_OK)
		return false;
	n->next++;
	n->asked++;
	n->at = r->now;
	return true;
}

static void go_on(struct replica *r, struct replica_need *n)
{
	struct replica_peer *p = replica_find_peer(r, n->source);

	if (!n->known || p == NULL)
		return;
	while (ask_next(r, n, p))
		;
}

void replica_vault_look(struct replica *r)
{
	for (size_t i = r->need_count; i-- > 0;) {
		struct replica_need *n = &r->needs[i];

		if (n->source != 0)
			go_on(r, n);
		else if (!start(r, n))
			forget(r, n);
	}
}

/* ---- answers ---- */

void replica_vault_chunk(
    struct replica *r, struct replica_peer *p, const struct message *m)
{
	struct replica_need *n = find(r, &m->root);
	struct task *t;

	r->look = true;
	if (n == NULL || n->source != p->id || n->asked == 0)
		return;
	n->asked--;
	n->at = r->now;
	if (n->total == 0)
		n->total = m->total;
	t = task_new(TASK_VAULT_PUT);
	t->session = p->id;
	t->root = m->root;
	t->index = m->index;
	t->total = m->total;
	buf_put(&t->chunk, m->data);
	n->putting++;
	replica_give(r, t);
}

void replica_vault_sorry(
    struct replica *r, struct replica_peer *p, const struct message *m)
{
	struct replica_need *n = find(r, &m->root);

	if (n != NULL && n->source == p->id)
		leave(r, n);
	r->look = true;
}

/* The sender of an object that is not the one of that name broke F-51. */
static void refuse_object(
    struct replica *r, struct replica_need *n, uint32_t session)
{
	struct replica_peer *p = replica_find_peer(r, session);

	if (n->source == session)
		leave(r, n);
	if (p != NULL)
		replica_end(r, p, RULE_VAULT_ROOT, rule_en(RULE_VAULT_ROOT));
}

void replica_vault_put(struct replica *r, struct task *t)
{
	struct replica_need *n = find(r, &t->root);

	r->look = true;
	if (n == NULL)
		return;
	if (n->putting > 0)
		n->putting--;
	switch (t->step) {
	case VAULT_COMPLETE:
		complete(r, n);
		return;
	case VAULT_REFUSED:
		refuse_object(r, n, t->session);
		return;
	case VAULT_IGNORED:
	case VAULT_MORE:
		break;
	}
	if (n->probing) {
		n->probing = false;
		n->known = true;
		n->next = t->wanted;
	}
}

/* ---- time ---- */

void replica_vault_up(struct replica *r)
{
	for (size_t i = 0; i < r->need_count; i++) {
		if (r->needs[i].source == 0)
			r->needs[i].retry = r->now;
	}
}

void replica_vault_gone(struct replica *r, uint32_t session)
{
	for (size_t i = 0; i < r->need_count; i++) {
		if (r->needs[i].source != session)
			continue;
		leave(r, &r->needs[i]);
		r->needs[i].retry = r->now;
	}
}

void replica_vault_tick(struct replica *r)
{
	for (size_t i = 0; i < r->need_count; i++) {
		struct replica_need *n = &r->needs[i];

		if (n->source != 0 && n->putting == 0 &&
		    r->now - n->at >= STALL_MS)
			leave(r, n);
		if (n->source == 0 && r->now >= n->retry)
			r->look = true;
	}
}

int64_t replica_vault_deadline(const struct replica *r)
{
	int64_t at = INT64_MAX;

	for (size_t i = 0; i < r->need_count; i++) {
		const struct replica_need *n = &r->needs[i];
		int64_t due = n->source != 0 ? n->at + STALL_MS : n->retry;

		/* Nobody to ask is no reason to wake up. */
		if (n->source == 0 && r->peer_count == 0)
			continue;
		if (due < at)
			at = due;
	}
	return at;
}
