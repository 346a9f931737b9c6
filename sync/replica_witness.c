#include "sync/replica_witness.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "schema/checkpoint.h"
#include "sync/cosignature.h"
#include "sync/cosigned.h"
#include "sync/replica_fields.h"
#include "sync/witness.h"
#include "sync/witness_ask.h"

/*
 * Our own log, for each of its witnesses (F-323):
 *
 *	look -> TASK_WITNESS_ASK -> witness.ask ... witness -> keep -> spread
 *
 * One question each at a time, so what came meanwhile goes into the next.  The
 * session keeps a late answer's place; one that never answers is asked again
 * when its session is another.  Other logs: `cosigned` from peers -> keep ->
 * spread onward.
 */

#define AGAIN_MS      1000  /* between two questions to one witness */
#define REST_LEAST_MS 60000 /* after a refusal, doubling */
#define REST_MOST_MS  3600000

/* ---- our own log asks ---- */

static struct replica_witness *slot_of(struct replica *r, const char *node)
{
	for (size_t i = 0; i < r->witness_count; i++) {
		if (strcmp(r->witnesses[i].node, node) == 0)
			return &r->witnesses[i];
	}
	return NULL;
}

/* Members come and go in the authority's log alone. */
static void choose(struct replica *r)
{
	const struct ledger *l = r->options.ledger;
	const struct chain *roster =
	    replica_log(r, ledger_genesis(l)->authority.node);
	uint64_t seen = roster != NULL ? chain_size(roster) : 0;
	const char *nodes[WITNESS_CHOICE_COUNT];
	struct replica_witness fresh[WITNESS_CHOICE_COUNT] = { 0 };
	size_t count;

	if (seen == r->witness_seen)
		return;
	r->witness_seen = seen;
	count = witness_choice_now(nodes, l, &r->options.network, r->node);
	for (size_t i = 0; i < count; i++) {
		const struct replica_witness *old = slot_of(r, nodes[i]);
		const struct replica_heard *h =
		    replica_heard_find(r, r->node, nodes[i]);

		if (old != NULL)
			fresh[i] = *old;
		else if (h != NULL)
			fresh[i].size = h->size;
		memcpy(fresh[i].node, nodes[i], strlen(nodes[i]) + 1);
	}
	memcpy(r->witnesses, fresh, sizeof(fresh));
	r->witness_count = count;
}

static struct replica_peer *peer_of(const struct replica *r, const char *node)
{
	for (size_t i = 0; i < r->peer_count; i++) {
		struct replica_peer *p = r->peers[i];

		if (p->up && session_room(p->session) &&
		    strcmp(session_peer(p->session), node) == 0)
			return p;
	}
	return NULL;
}

/* What it cosigned is less than our log: also when it says that it has signed
 * all of it, and the line never came. */
static bool is_behind(const struct replica *r, const struct replica_log *log,
    const struct replica_witness *w)
{
	const struct replica_heard *h = replica_heard_find(r, r->node, w->node);

	return chain_size(&log->chain) > (h != NULL ? h->size : 0);
}

static bool is_due(const struct replica *r, const struct replica_log *log,
    const struct replica_witness *w)
{
	return !w->making && w->session == 0 && r->now >= w->resting &&
	       is_behind(r, log, w) && peer_of(r, w->node) != NULL;
}

void replica_witness_look(struct replica *r)
{
	const struct replica_log *log = replica_log_find(r, r->node);

	if (!r->options.witnesses || log == NULL)
		return;
	choose(r);
	for (size_t i = 0; i < r->witness_count; i++) {
		struct replica_witness *w = &r->witnesses[i];
		struct task *t;

		if (!is_due(r, log, w))
			continue;
		t = task_new(TASK_WITNESS_ASK);
		memcpy(t->node, r->node, sizeof(t->node));
		memcpy(t->peer, w->node, sizeof(t->peer));
		t->from = w->size;
		t->at.tree = w->tree;
		w->making = true;
		replica_give(r, t);
	}
}

void replica_witness_made(struct replica *r, struct task *t)
{
	struct replica_witness *w = slot_of(r, t->peer);
	struct replica_peer *p = w != NULL ? peer_of(r, w->node) : NULL;
	const struct message m = { .kind = MESSAGE_WITNESS_ASK,
		.data = buf_bytes(&t->note) };

	if (w == NULL)
		return;
	w->making = false;
	w->resting = r->now + AGAIN_MS;
	if (p == NULL || t->note.n == 0 ||
	    session_ask(p->session, &m) != ERR_OK)
		return;
	w->session = p->id;
	w->asked = t->next;
}

static void rest(struct replica *r, struct replica_witness *w)
{
	w->rest_ms = w->rest_ms == 0 ? REST_LEAST_MS : 2 * w->rest_ms;
	if (w->rest_ms > REST_MOST_MS)
		w->rest_ms = REST_MOST_MS;
	w->resting = r->now + w->rest_ms;
}

static void take_line(struct replica *r, struct replica_peer *p,
    struct replica_witness *w, struct bytes line)
{
	struct replica_said s = { .log = r->node,
		.record = { w->asked.epoch, chain_size(&w->asked),
		    chain_root(&w->asked), line } };
	enum replica_said_verdict v = replica_heard_check(r, &s);

	if (v == REPLICA_SAID_WRONG ||
	    (v == REPLICA_SAID_GOOD && strcmp(s.witness, w->node) != 0)) {
		rest(r, w);
		replica_end(r, p, RULE_COSIGNATURE, rule_en(RULE_COSIGNATURE));
		return;
	}
	if (v != REPLICA_SAID_GOOD) {
		rest(r, w);
		return;
	}
	w->size = s.record.size;
	w->tree = w->asked.tree;
	w->rest_ms = 0;
	w->forgot = false;
	replica_heard_keep(r, &s, NULL);
}

/* A new witness key knows nothing of what the one before it signed (F-322). */
static bool is_by_its_key(
    const struct replica *r, const struct replica_heard *h)
{
	const struct member *m = ledger_member(r->options.ledger, h->witness);
	char name[NOTE_NAME_BYTES_MAX + 1];
	struct note_line line;
	struct note_key key;

	if (m == NULL || note_parse_line(&line, buf_bytes(&h->line), NULL))
		return false;
	cosignature_name(name, &r->options.network, h->witness);
	note_key_init(&key, name, NOTE_COSIGNED, &m->witness);
	return memcmp(key.id, line.id, sizeof(key.id)) == 0;
}

/* 409.  Less than it has signed for us: it has lost its state, or lies; what we
 * have of it stays, and it gets no proof from less.  More than we have: it is
 * we who lost some. */
static void take_size(
    struct replica *r, struct replica_witness *w, struct bytes body)
{
	const struct replica_log *log = replica_log_find(r, r->node);
	const struct replica_heard *h = replica_heard_find(r, r->node, w->node);
	struct replica_event *e;
	uint64_t size;

	if (body.n == 0 || body.p[body.n - 1] != '\n' ||
	    text_decimal(&size, bytes_part(body, 0, body.n - 1), INT64_MAX) !=
		ERR_OK) {
		rest(r, w);
		return;
	}
	if (h != NULL && size < h->size && is_by_its_key(r, h)) {
		w->forgot = true;
		rest(r, w);
		e = replica_say(r, REPLICA_WITNESS_FORGOT);
		memcpy(e->node, w->node, sizeof(e->node));
		e->first = h->size;
		e->count = size;
	} else if (size > chain_size(&log->chain)) {
		rest(r, w);
		e = replica_say(r, REPLICA_TAIL_SEEN);
		memcpy(e->node, r->node, sizeof(e->node));
		e->epoch = log->chain.epoch;
		e->first = chain_size(&log->chain);
		e->count = size - e->first;
		(void)snprintf(e->text, sizeof(e->text),
		    "the witness %s has cosigned more", w->node);
	} else {
		w->size = size;
	}
}

void replica_witness_said(
    struct replica *r, struct replica_peer *p, const struct message *m)
{
	struct replica_witness *w = slot_of(r, session_peer(p->session));

	if (w == NULL || w->session != p->id)
		return; /* it is no witness of ours any more */
	w->session = 0;
	w->status = (unsigned)m->number;
	r->look = true;
	if (m->number == WITNESS_GOOD)
		take_line(r, p, w, m->data);
	else if (m->number == WITNESS_CONFLICT)
		take_size(r, w, m->data);
	else
		rest(r, w);
}

void replica_witness_gone(struct replica *r, uint32_t session)
{
	for (size_t i = 0; i < r->witness_count; i++) {
		if (r->witnesses[i].session == session)
			r->witnesses[i].session = 0;
	}
}

int64_t replica_witness_deadline(const struct replica *r)
{
	const struct replica_log *log = replica_log_find(r, r->node);
	int64_t at = INT64_MAX;

	for (size_t i = 0; i < r->witness_count && log != NULL; i++) {
		const struct replica_witness *w = &r->witnesses[i];

		if (!w->making && w->session == 0 && w->resting < at &&
		    is_behind(r, log, w) && peer_of(r, w->node) != NULL)
			at = w->resting;
	}
	return at;
}

/* ---- we are asked (P-50) ---- */

/* Whose log is it, and who signs that size of it? */
static bool find_key(
    const struct replica *r, struct bytes body, struct sign_public *key)
{
	struct witness_ask *ask = mem_new(sizeof(*ask));
	const struct ledger *l = r->options.ledger;
	struct checkpoint c = { .size = 0 };
	const struct replica_log *log = NULL;
	bool known;

	if (witness_ask_parse(ask, body, NULL) == ERR_OK &&
	    checkpoint_origin_parse(
		&c, &r->options.network, bytes_text(ask->origin)))
		log = replica_log_find(r, c.node);
	known = log != NULL && strcmp(c.node, r->node) != 0 &&
		log->chain.epoch == c.epoch && ledger_member(l, c.node) != NULL;
	if (known)
		*key = ledger_log_key(l, c.node, c.epoch, ask->size);
	mem_free(ask);
	return known;
}

static struct task *new_task(const struct replica *r, struct bytes body)
{
	struct task *t = task_new(TASK_WITNESS);

	t->found = find_key(r, body, &t->log_key);
	buf_put(&t->note, body);
	return t;
}

void replica_witness_asked(struct replica_peer *p, const struct message *m)
{
	must(p->ask_count < QUESTION_WITNESSES_MAX);
	buf_put(&p->asks[p->ask_count++], m->data);
}

bool replica_witness_serve(struct replica *r, struct replica_peer *p)
{
	struct task *t;

	must(p->ask_count > 0);
	t = new_task(r, buf_bytes(&p->asks[0]));
	t->session = p->id;
	buf_fini(&p->asks[0]);
	for (size_t i = 1; i < p->ask_count; i++)
		p->asks[i - 1] = p->asks[i];
	p->asks[--p->ask_count] = (struct buf){ 0 };
	replica_give(r, t);
	return true;
}

void replica_witness_answered(struct replica *r, struct task *t)
{
	struct replica_peer *p = replica_find_peer(r, t->session);
	const struct message m = { .kind = MESSAGE_WITNESS,
		.number = t->status,
		.data = buf_bytes(&t->note) };

	if (p == NULL || p->ended)
		return;
	p->serving = false;
	session_say(p->session, &m);
}

void replica_witness_free_peer(struct replica_peer *p)
{
	for (size_t i = 0; i < p->ask_count; i++)
		buf_fini(&p->asks[i]);
}

/* ---- questions ---- */

size_t replica_witness_count(const struct replica *r)
{
	return r->witness_count;
}

void replica_witness_at(
    const struct replica *r, size_t i, struct replica_witness_view *out)
{
	const struct replica_witness *w = &r->witnesses[i];
	const struct replica_heard *h = replica_heard_find(r, r->node, w->node);

	must(i < r->witness_count);
	*out = (struct replica_witness_view){ .node = w->node,
		.size = h != NULL ? h->size : 0,
		.time = h != NULL ? h->time : 0,
		.status = w->status,
		.forgot = w->forgot };
}

size_t replica_witness_seen(
    const struct replica *r, const char *node, uint64_t position)
{
	size_t n = 0;

	for (size_t i = 0; i < r->heard_count; i++)
		n += strcmp(r->heard[i].log, node) == 0 &&
		     r->heard[i].size > position;
	return n;
}

size_t replica_witness_held(
    const struct replica *r, const char *node, uint64_t position)
{
	const struct replica_log *log = replica_log_find(r, node);
	size_t n = 0;

	for (size_t i = 0; i < r->peer_count && log != NULL; i++)
		n += r->peers[i]->up && session_reach(r->peers[i]->session,
					    node, log->chain.epoch) > position;
	return n;
}
