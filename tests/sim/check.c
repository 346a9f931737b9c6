#include <string.h>

#include "base/mem.h"
#include "schema/act_body.h"
#include "sync/store.h"
#include "sync/vault.h"
#include "tests/sim/world.h"

/* ---- logs: they only grow, and everyone's copy is a part of the owner's ---- */

static void note_truth(struct world *w, size_t owner)
{
	const struct chain *c =
	    store_head(w->boxes[owner].store, w->town->nodes[owner].id);
	struct world_truth *t = &w->truth[owner];
	uint64_t held = t->count > 0 ? t->heads[t->count - 1].size : 0;

	if (c == NULL || chain_size(c) == held)
		return;
	if (chain_size(c) < held)
		world_fail(w, "%s lost the end of its own log", c->node);
	if (t->count == t->room) {
		t->room = t->room == 0 ? 64 : 2 * t->room;
		t->heads = mem_resize(t->heads, t->room * sizeof(t->heads[0]));
	}
	t->heads[t->count++] =
	    (struct town_head){ chain_size(c), chain_root(c) };
}

static void check_copy(struct world *w, size_t holder, size_t owner)
{
	const char *node = w->town->nodes[owner].id;
	const struct chain *c = store_head(w->boxes[holder].store, node);
	const struct world_truth *t = &w->truth[owner];
	uint64_t *seen = &w->views[holder].size[owner];
	uint64_t size = c != NULL ? chain_size(c) : 0;
	struct digest root;

	if (size == *seen)
		return;
	if (size < *seen)
		world_fail(w, "%s: the log of %s went back from %llu to %llu",
		    w->town->nodes[holder].id, node, (unsigned long long)*seen,
		    (unsigned long long)size);
	*seen = size;
	root = chain_root(c);
	for (size_t i = t->count; i-- > 0;) {
		if (t->heads[i].size == size &&
		    digest_equal(&t->heads[i].root, &root))
			return;
	}
	world_fail(w, "%s holds a log of %s that is no part of the owner's",
	    w->town->nodes[holder].id, node);
}

static void check_logs(struct world *w)
{
	for (size_t i = 0; i < w->count; i++) {
		if (w->boxes[i].touched)
			note_truth(w, i);
	}
	for (size_t i = 0; i < w->count; i++) {
		for (size_t k = 0; w->boxes[i].touched && k < w->count; k++)
			check_copy(w, i, k);
		w->boxes[i].touched = false;
	}
}

/* ---- verdicts: an act that was applied stays so, a refused one too ---- */

static void rehash(struct world_view *v);

static struct world_verdict *slot_of(
    struct world_view *v, const struct digest *act)
{
	size_t i;

	memcpy(&i, act->b, sizeof(i));
	for (i &= v->room - 1; v->table[i].used; i = (i + 1) & (v->room - 1)) {
		if (digest_equal(&v->table[i].act, act))
			break;
	}
	return &v->table[i];
}

static void rehash(struct world_view *v)
{
	struct world_view old = *v;

	v->room = old.room == 0 ? 1024 : 2 * old.room;
	v->table = mem_new_array(v->room, sizeof(v->table[0]));
	for (size_t i = 0; i < old.room; i++) {
		if (old.table[i].used)
			*slot_of(v, &old.table[i].act) = old.table[i];
	}
	mem_free(old.table);
}

static void check_verdict(
    struct world *w, size_t node, const struct act *act, enum rule rule)
{
	struct world_view *v = &w->views[node];
	struct world_verdict *s;

	if (2 * (v->count + 1) > v->room)
		rehash(v);
	s = slot_of(v, &act->id);
	if (!s->used)
		v->count++;
	else if (s->rule != rule && s->rule != RULE_UNRESOLVED)
		world_fail(w, "%s: a %s in the log of %s was %s and is %s",
		    w->town->nodes[node].id, act->kind, act->node,
		    rule_name(s->rule), rule_name(rule));
	*s = (struct world_verdict){ act->id, rule, true };
}

/* ---- the pen, judged by a model of its own ---- */

struct pen {
	const char *holder;
	struct digest custody;
	bool offered;
	struct digest offer;
	const char *to;
};

static bool is_kind(const struct act *act, const char *kind)
{
	return strcmp(act->kind, kind) == 0;
}

static void pass_pen(struct pen *pen, const struct act *act)
{
	if (is_kind(act, "case.offer")) {
		pen->offered = true;
		pen->offer = act->id;
		pen->to = act_body_text(act, "to");
	} else if (is_kind(act, "case.take")) {
		pen->holder = act->node;
		pen->custody = act->id;
		pen->offered = false;
	} else if (is_kind(act, "case.refuse") ||
		   is_kind(act, "case.reclaim")) {
		pen->custody = pen->offer;
		pen->offered = false;
	}
}

/* A refuse and a reclaim of one offer may cross: both give the pen back under
 * the offer's id, so the second changes nothing. */
static bool gives_back(const struct pen *pen, const struct act *act)
{
	struct digest of = act_body_id(act, "offer");
	const char *by = is_kind(act, "case.refuse") ? pen->to : pen->holder;

	return digest_equal(&of, &pen->offer) && strcmp(act->node, by) == 0 &&
	       (pen->offered || digest_equal(&pen->custody, &pen->offer));
}

static bool may_act(const struct pen *pen, const struct act *act)
{
	struct digest of;

	if (is_kind(act, "case.refuse") || is_kind(act, "case.reclaim"))
		return pen->to != NULL && gives_back(pen, act);
	if (is_kind(act, "case.take")) {
		of = act_body_id(act, "offer");
		return pen->offered && digest_equal(&of, &pen->offer) &&
		       strcmp(act->node, pen->to) == 0;
	}
	of = act_body_id(act, "custody");
	return strcmp(act->node, pen->holder) == 0 && !pen->offered &&
	       digest_equal(&of, &pen->custody);
}

/* The applied acts, in their order, under one custody after the other. */
static void check_pen(struct world *w, size_t node, const struct dossier *d)
{
	struct pen pen = { 0 };

	for (size_t i = 0; i < d->count; i++) {
		const struct act *act = d->entries[i].act;

		if (d->outcomes[i].rule != RULE_NONE)
			break;
		if (i == 0) {
			must(is_kind(act, "case.receive"));
			pen.holder = act->node;
			pen.custody = act->id;
			continue;
		}
		if (!may_act(&pen, act))
			world_fail(w, "%s applied a %s of %s without the pen",
			    w->town->nodes[node].id, act->kind, act->node);
		pass_pen(&pen, act);
	}
}

/* ---- one believer a case ---- */

static struct world_pen *pen_of(struct world *w, const struct digest *dossier)
{
	for (size_t i = 0; i < w->pen_count; i++) {
		if (digest_equal(&w->pens[i].dossier, dossier))
			return &w->pens[i];
	}
	if (w->pen_count == w->pen_room) {
		w->pen_room = w->pen_room == 0 ? 64 : 2 * w->pen_room;
		w->pens = mem_resize(w->pens, w->pen_room * sizeof(w->pens[0]));
	}
	w->pens[w->pen_count] = (struct world_pen){ .dossier = *dossier };
	return &w->pens[w->pen_count++];
}

static void check_belief(struct world *w, size_t node, const struct dossier *d)
{
	struct world_pen *pen = pen_of(w, &d->id);
	bool holds = d->open && !d->on_offer &&
		     strcmp(d->holder, w->town->nodes[node].id) == 0;

	set_put(&pen->believers, node, holds);
	if (set_count(&pen->believers) > 1)
		world_fail(
		    w, "two nodes believe to hold the pen of %s", d->number);
}

static void want_object(
    struct box *b, const struct digest *dossier, const struct act_vault *object)
{
	struct replica_object o = { .dossier = *dossier,
		.root = object->root,
		.bytes = object->bytes,
		.kind = strncmp(object->id, "key.", 4) == 0 ? VAULT_WRAP
							    : VAULT_FILE };

	replica_need(b->replica, &o);
}

/* Fetch what a participant lacks: what the daemon does, too. */
static void want_objects(struct world *w, size_t node, const struct dossier *d)
{
	struct box *b = &w->boxes[node];
	bool part = !d->erased;

	part = part && dossier_may_hold(d, replica_ledger(b->replica),
			   w->town->nodes[node].id, DOSSIER_FILE, 0);
	for (size_t i = 0; part && i < d->count; i++) {
		const struct act *act = d->entries[i].act;

		for (size_t k = 0; k < act->vault_count; k++)
			want_object(b, &d->id, &act->vault[k]);
	}
}

static void look_at_case(
    struct world *w, size_t node, const struct digest *dossier)
{
	struct arena *a = arena_new();
	const struct dossier *d = box_fold(&w->boxes[node], a, dossier);
	struct world_pen *pen = pen_of(w, dossier);

	set_put(&pen->waiting, node, false);
	for (size_t i = 0; i < d->count; i++) {
		check_verdict(w, node, d->entries[i].act, d->outcomes[i].rule);
		if (d->outcomes[i].rule == RULE_UNRESOLVED)
			set_put(&pen->waiting, node, true);
	}
	check_pen(w, node, d);
	check_belief(w, node, d);
	want_objects(w, node, d);
	arena_free(a);
}

static void look_at_all(struct world *w, size_t node)
{
	struct casebook_mem *book = w->boxes[node].book;

	for (size_t i = 0; i < casebook_mem_count(book); i++)
		look_at_case(w, node, casebook_mem_at(book, i));
}

/* ---- news ---- */

static struct act *read_act(struct world *w, struct box *b, struct arena *a,
    const char *log, uint64_t position)
{
	struct bytes raw;
	struct act *act;

	if (store_head(b->store, log) == NULL ||
	    store_act(b->store, log, position, a, &raw, NULL) != ERR_OK)
		world_fail(w, "%s does not hold act %llu of %s",
		    w->town->nodes[b->node].id, (unsigned long long)position,
		    log);
	must(act_decode(a, raw, &act, NULL) == RULE_NONE);
	return act;
}

static void make_dirty(struct world_pen *pen, size_t node)
{
	set_put(&pen->dirty, node, true);
}

/* The cases that the new acts are about, and those that waited for something:
 * it may have been this. */
static void hear_stored(
    struct world *w, size_t node, const struct replica_event *e)
{
	struct box *b = &w->boxes[node];

	for (uint64_t i = 0; i < e->count; i++) {
		struct arena *a = arena_new();
		const struct act *act =
		    read_act(w, b, a, e->node, e->first + i);

		if (act_dossier(act) != NULL)
			make_dirty(pen_of(w, act_dossier(act)), node);
		arena_free(a);
	}
	for (size_t i = 0; i < w->pen_count; i++) {
		if (set_has(&w->pens[i].waiting, node))
			make_dirty(&w->pens[i], node);
	}
}

static void look_at_dirty(struct world *w, size_t node)
{
	for (size_t i = 0; i < w->pen_count; i++) {
		struct digest dossier = w->pens[i].dossier;

		if (!set_has(&w->pens[i].dirty, node))
			continue;
		set_put(&w->pens[i].dirty, node, false);
		look_at_case(w, node, &dossier);
	}
}

static void check_ack(
    struct world *w, size_t holder, const struct world_ack *ack)
{
	struct arena *a = arena_new();
	const char *log = w->town->nodes[ack->node].id;
	const struct act *act =
	    read_act(w, &w->boxes[holder], a, log, ack->position);

	if (!digest_equal(&act->id, &ack->act))
		world_fail(w, "%s: an acknowledged act of %s is another one",
		    w->town->nodes[holder].id, log);
	arena_free(a);
}

/* What was admitted and acknowledged is applied at home, at once. */
static void check_applied(struct world *w, const struct world_ack *ack)
{
	struct box *b = &w->boxes[ack->node];
	struct arena *a = arena_new();
	const struct act *act =
	    read_act(w, b, a, w->town->nodes[ack->node].id, ack->position);
	const struct digest *dossier = act_dossier(act);
	const struct world_verdict *s;

	if (dossier != NULL) {
		s = slot_of(&w->views[ack->node], &act->id);
		if (!s->used || s->rule != RULE_NONE)
			world_fail(w, "%s acknowledged a %s and it is %s",
			    w->town->nodes[ack->node].id, act->kind,
			    rule_name(s->used ? s->rule : RULE_UNRESOLVED));
	}
	arena_free(a);
}

static void hear_appended(
    struct world *w, size_t node, const struct replica_event *e)
{
	struct world_ack *ack;

	if (w->ack_count == w->ack_room) {
		w->ack_room = w->ack_room == 0 ? 64 : 2 * w->ack_room;
		w->acks = mem_resize(w->acks, w->ack_room * sizeof(w->acks[0]));
	}
	ack = &w->acks[w->ack_count++];
	*ack = (struct world_ack){ node, e->first, e->root };
}

/* Between honest nodes a session ends for these reasons and no others; of
 * whoever has not shown who he is, and on lines that change bits, a name may be
 * a wrong one, too. */
static bool harmless(const struct world *w, const struct replica_event *e)
{
	enum rule rule = e->rule;

	if (e->node[0] == '\0' && rule == RULE_OTHER_NETWORK)
		return w->fates[FATE_FLIP] + w->fates[FATE_STRANGER] > 0;
	return rule == RULE_NONE || rule == RULE_PREAMBLE ||
	       rule == RULE_HANDSHAKE || rule == RULE_FRAME ||
	       rule == RULE_PEER_UNKNOWN || rule == RULE_SILENT;
}

static void trace_event(
    struct world *w, size_t node, const struct replica_event *e)
{
	uint64_t line[] = { node, e->type, e->rule, e->first, e->count };

	world_trace(w, line, sizeof(line));
	world_trace(w, e->node, strlen(e->node));
	world_trace(w, e->root.b, sizeof(e->root.b));
}

static void hear(struct world *w, size_t node, const struct replica_event *e)
{
	const char *self = w->town->nodes[node].id;

	trace_event(w, node, e);
	switch (e->type) {
	case REPLICA_STORED:
		hear_stored(w, node, e);
		break;
	case REPLICA_APPENDED:
		hear_appended(w, node, e);
		break;
	case REPLICA_PEER_DOWN:
		if (!harmless(w, e))
			world_fail(w, "%s ended a session with %s: %s: %s",
			    self, e->node, rule_name(e->rule), e->text);
		break;
	case REPLICA_ACT_REFUSED:
		if (e->rule != RULE_UNRESOLVED)
			world_fail(w, "%s refused an act of %s: %s", self,
			    e->node, rule_name(e->rule));
		break;
	case REPLICA_APPEND_FAILED:
	case REPLICA_VAULT_BAD:
	case REPLICA_BACK_SEEN:
	case REPLICA_FORK_SEEN:
	case REPLICA_FORK_FOUND:
	case REPLICA_TAIL_SEEN:
	case REPLICA_WITNESS_FORGOT:
		world_fail(
		    w, "%s: news %d about %s", self, (int)e->type, e->node);
	case REPLICA_BEAT_HEARD:
	case REPLICA_PEER_UP:
	case REPLICA_VAULT_STORED:
	case REPLICA_VAULT_LATE: /* wires are slow here */
		break;
	}
}

void check_step(struct world *w)
{
	check_logs(w);
	for (size_t i = 0; i < w->count; i++) {
		struct replica_event e;
		bool heard = false;

		for (; replica_event(w->boxes[i].replica, &e); heard = true)
			hear(w, i, &e);
		if (heard)
			look_at_dirty(w, i);
	}
	for (; w->ack_checked < w->ack_count; w->ack_checked++) {
		const struct world_ack *ack = &w->acks[w->ack_checked];

		check_ack(w, ack->node, ack);
		check_applied(w, ack);
	}
}

void check_restart(struct world *w, size_t node)
{
	check_logs(w);
	for (size_t i = 0; i < w->ack_count; i++) {
		if (w->acks[i].node == node)
			check_ack(w, node, &w->acks[i]);
	}
	look_at_all(w, node);
}

/* ---- the end ---- */

static void check_same_bytes(struct world *w, size_t node, const struct buf *x,
    const struct buf *y, const char *what)
{
	if (!bytes_equal(buf_bytes(x), buf_bytes(y)))
		world_fail(w, "%s and %s computed another state of %s",
		    w->town->nodes[0].id, w->town->nodes[node].id, what);
}

static void encode_case(
    const struct box *b, const struct digest *dossier, struct buf *out)
{
	struct arena *a = arena_new();

	dossier_encode(box_fold(b, a, dossier), out);
	arena_free(a);
}

static void check_same_case(struct world *w, const struct digest *dossier)
{
	struct buf first = { 0 }, other = { 0 };

	encode_case(&w->boxes[0], dossier, &first);
	for (size_t i = 1; i < w->count; i++) {
		buf_clear(&other);
		encode_case(&w->boxes[i], dossier, &other);
		check_same_bytes(w, i, &first, &other, "a case");
	}
	buf_fini(&first);
	buf_fini(&other);
}

static void check_same_ledger(struct world *w)
{
	struct buf first = { 0 }, other = { 0 };

	ledger_encode(w->boxes[0].ledger, &first);
	for (size_t i = 1; i < w->count; i++) {
		buf_clear(&other);
		ledger_encode(w->boxes[i].ledger, &other);
		check_same_bytes(w, i, &first, &other, "the ledger");
	}
	buf_fini(&first);
	buf_fini(&other);
}

static void check_everywhere(struct world *w, size_t node)
{
	for (size_t k = 0; k < w->count; k++) {
		if (w->views[node].size[k] != w->views[k].size[k])
			world_fail(w, "%s does not hold all of the log of %s",
			    w->town->nodes[node].id, w->town->nodes[k].id);
	}
	/* What the log of an owner holds was looked at when it said so, and all
	 * copies have its root: in a large town a part is read again. */
	for (size_t i = 0; i < w->ack_count; i++) {
		if (w->count <= TOWN_MESH_MAX || i % w->count == node)
			check_ack(w, node, &w->acks[i]);
	}
}

static void trace_state(struct world *w, size_t node)
{
	struct casebook_mem *book = w->boxes[node].book;
	struct buf state = { 0 };

	ledger_encode(w->boxes[node].ledger, &state);
	for (size_t i = 0; i < casebook_mem_count(book); i++)
		encode_case(&w->boxes[node], casebook_mem_at(book, i), &state);
	world_trace(w, state.p, state.n);
	buf_fini(&state);
}

static void check_objects(struct world *w, size_t node)
{
	struct box *b = &w->boxes[node];

	if (replica_need_count(b->replica) > 0)
		world_fail(w, "%s still lacks %zu objects",
		    w->town->nodes[node].id, replica_need_count(b->replica));
	look_at_all(w, node);
	if (replica_need_count(b->replica) > 0)
		world_fail(w, "%s never asked for some objects",
		    w->town->nodes[node].id);
}

void check_end(struct world *w)
{
	struct casebook_mem *book = w->boxes[0].book;

	for (size_t i = 0; i < w->count; i++)
		check_everywhere(w, i);
	check_same_ledger(w);
	for (size_t i = 0; i < casebook_mem_count(book); i++)
		check_same_case(w, casebook_mem_at(book, i));
	for (size_t i = 0; i < w->count; i++)
		check_objects(w, i);
	trace_state(w, 0);
}

void check_fini(struct world *w)
{
	for (size_t i = 0; i < w->count; i++) {
		mem_free(w->truth[i].heads);
		mem_free(w->views[i].table);
	}
	mem_free(w->pens);
	mem_free(w->acks);
}
