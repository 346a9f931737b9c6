#include <string.h>

#include "base/mem.h"
#include "base/why.h"
#include "schema/checkpoint.h"
#include "sync/replica_fields.h"

/*
 * Heartbeats (docs/FORMAT.md F-39, docs/PROTOCOL.md P-29): the newest
 * checkpoint again, signed with a later time, so that a log which has nothing
 * to say is not taken for one that is hidden.
 *
 *	replica_note_beat -> TASK_BEAT -> kept, pushed
 *	a peer's head -> checked  -> kept, pushed onward
 *
 * One a log, in memory: what rests on one embeds it.
 */

#define ONWARD_SECONDS 60 /* between two that are pushed onward */

/* The time that is known of a log. */
static int64_t shown(const struct replica_log *log)
{
	return log->note.n > 0 ? log->note_time : log->chain.time;
}

/* Behind its rotation a log key has signed no size yet: F-42 knows no key for
 * a second checkpoint of that size, the next batch must come first. */
static bool is_rotating(const struct replica *r, const struct replica_log *log)
{
	struct sign_public key = ledger_log_key(r->options.ledger,
	    log->chain.node, log->chain.epoch, chain_size(&log->chain));

	return !sign_public_equal(&key, &log->chain.log);
}

/* A batch came: its checkpoint is the newest.  Its writer may not go back. */
void replica_note_grown(
    struct replica *r, struct replica_log *log, int64_t first_time)
{
	struct replica_event *e;

	if (log->note.n == 0)
		return;
	if (first_time < log->note_time) {
		e = replica_say(r, REPLICA_BACK_SEEN);
		memcpy(e->node, log->chain.node, sizeof(e->node));
		e->epoch = log->chain.epoch;
		e->time = log->note_time;
	}
	buf_clear(&log->note);
}

static void push(struct replica *r, const struct replica_log *log,
    const struct replica_peer *from)
{
	struct message m = { .kind = MESSAGE_HEAD,
		.note = buf_bytes(&log->note) };

	memcpy(m.node, log->chain.node, sizeof(m.node));
	for (size_t i = 0; i < r->peer_count; i++) {
		struct replica_peer *p = r->peers[i];

		if (p == from || !p->up || !session_room(p->session) ||
		    session_reach(p->session, m.node, log->chain.epoch) !=
			chain_size(&log->chain))
			continue;
		session_spread(p->session, &m);
	}
}

/* Pushed onward when it is enough later than what was pushed last, so that one
 * who signs each second costs his neighbours alone. */
static void keep(struct replica *r, struct replica_log *log, struct bytes note,
    int64_t time, const struct replica_peer *from)
{
	buf_clear(&log->note);
	buf_put(&log->note, note);
	log->note_time = time;
	r->counters.notes_kept++;
	memcpy(replica_say(r, REPLICA_BEAT_HEARD)->node, log->chain.node,
	    sizeof(log->chain.node));
	if (from != NULL && time - log->note_pushed < ONWARD_SECONDS)
		return;
	log->note_pushed = time;
	push(r, log, from);
}

/* ---- our own ---- */

void replica_note_beat(struct replica *r, int64_t wall)
{
	struct replica_log *log = replica_log_find(r, r->node);
	struct task *t;

	if (log == NULL || chain_size(&log->chain) == 0 || r->open.count > 0 ||
	    r->flight.count > 0 || wall <= shown(log) ||
	    replica_own_leaps(r, wall) || is_rotating(r, log) ||
	    replica_tail(r) > 0)
		return;
	r->beat_asked = false;
	t = task_new(TASK_BEAT);
	memcpy(t->node, r->node, sizeof(t->node));
	t->network = r->options.network;
	t->pair = r->log;
	t->at = log->chain;
	t->time = wall > r->signed_time ? wall : r->signed_time;
	t->word = r->word;
	r->signed_time = t->time;
	r->word = SIGNED_TIME_STEP;
	replica_give(r, t);
}

void replica_note_beaten(struct replica *r, struct task *t)
{
	struct replica_log *log = replica_log_find(r, r->node);

	must(log != NULL);
	if (t->note.n == 0 || chain_size(&log->chain) != chain_size(&t->at))
		return; /* the clock leapt; or a batch shows a later time */
	r->counters.beats++;
	keep(r, log, buf_bytes(&t->note), t->time, NULL);
}

bool replica_note_wanted(const struct replica *r)
{
	return r->beat_asked;
}

/* ---- questions ---- */

/* True when the answer is in memory. */
bool replica_note_serve(
    struct replica *r, const struct replica_log *log, struct bytes *note)
{
	if (strcmp(log->chain.node, r->node) == 0)
		r->beat_asked = true;
	*note = buf_bytes(&log->note);
	return note->n > 0;
}

static bool ask(struct replica_peer *p, const char *node)
{
	struct message m = { .kind = MESSAGE_HEAD_ASK };

	memcpy(m.node, node, strlen(node) + 1);
	return session_ask(p->session, &m) == ERR_OK;
}

void replica_note_ask(struct replica *r, const char *node)
{
	for (size_t i = 0; i < r->peer_count; i++) {
		if (r->peers[i]->up)
			(void)ask(r->peers[i], node);
	}
}

struct bytes replica_note(const struct replica *r, const char *node)
{
	const struct replica_log *log = replica_log_find(r, node);

	return log != NULL ? buf_bytes(&log->note) : (struct bytes){ NULL, 0 };
}

/* ---- what peers say ---- */

static bool is_ours(const struct replica_log *log, const struct checkpoint *c)
{
	struct digest root = chain_root(&log->chain);

	return c->epoch == log->chain.epoch &&
	       c->size == chain_size(&log->chain) &&
	       digest_equal(&c->root, &root);
}

/* What is of another size is not judged: the batches tell, and who signed them
 * is only then known. */
void replica_note_take(
    struct replica *r, struct replica_peer *p, const struct message *m)
{
	struct replica_log *log = replica_log_find(r, m->node);
	struct checkpoint c;
	struct why why = { 0 };
	enum rule rule;

	if (m->note.n == 0 || log == NULL)
		return;
	rule = checkpoint_read(m->note, &r->options.network, &c, &why);
	if (rule == RULE_NONE && strcmp(c.node, m->node) != 0)
		rule = RULE_CHECKPOINT_FORM;
	if (rule == RULE_NONE)
		replica_fork_note(r, log, &c, m->note);
	if (rule == RULE_NONE &&
	    (!is_ours(log, &c) || c.time <= shown(log) || is_rotating(r, log)))
		return;
	if (rule == RULE_NONE)
		rule = checkpoint_check(
		    m->note, &r->options.network, &log->chain.log, &c, &why);
	if (rule != RULE_NONE) {
		replica_end(r, p, rule, rule_en(rule));
		return;
	}
	keep(r, log, m->note, c.time, p);
}
