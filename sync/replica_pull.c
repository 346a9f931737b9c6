#include <string.h>

#include "base/mem.h"
#include "sync/branch.h"
#include "sync/replica_fields.h"

/*
 * A log of somebody else, or what we have lost of our own, grows like this:
 *
 *	look ----want----> peer
 *	batches arrive: raw --TASK_CHECK--> good --TASK_PUT--> stored
 *
 * What is on its way comes from one session at a time, so that a batch which
 * fails is never blamed on a peer that continued from somebody else's lie.
 */

static bool empty(const struct replica_log *log)
{
	return log->received == chain_size(&log->chain);
}

/* The pipeline is empty again: anybody may fill it. */
static void rest(struct replica_log *log)
{
	if (empty(log)) {
		log->source = 0;
		log->ahead = log->chain;
	}
}

/* @bytes of @session are not on their way any more. */
static void settled(struct replica *r, uint32_t session, size_t bytes)
{
	struct replica_peer *p = replica_find_peer(r, session);

	if (p == NULL)
		return;
	must(p->unsettled >= bytes);
	p->unsettled -= bytes;
}

static size_t raw_bytes(const struct task_raw *raw)
{
	return raw->commit.n + raw->acts.n;
}

static void free_raw(struct task_raw *raw, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		buf_fini(&raw[i].commit);
		buf_fini(&raw[i].acts);
	}
	mem_free(raw);
}

void replica_pull_free(struct replica_log *log)
{
	free_raw(log->raw, log->raw_count);
	for (size_t i = 0; i < log->good_count; i++)
		batch_fini(&log->good[i]);
	mem_free(log->good);
	buf_fini(&log->note);
}

/* ---- what peers say they hold ---- */

static void say_tail(struct replica *r, const struct replica_peer *p,
    const struct frontier_line *line, uint64_t held)
{
	struct replica_event *e = replica_say(r, REPLICA_TAIL_SEEN);

	e->session = p->id;
	memcpy(e->node, line->node, sizeof(e->node));
	e->epoch = line->epoch;
	e->first = held;
	e->count = line->size - held;
}

static void look_at_line(
    struct replica *r, struct replica_peer *p, const struct frontier_line *line)
{
	const struct replica_log *log = replica_log_find(r, line->node);
	bool own = strcmp(line->node, r->node) == 0;
	uint64_t held = log != NULL ? chain_size(&log->chain) : 0;

	if (own && line->size > held) {
		say_tail(r, p, line, held);
		replica_tail_claim(r, p, line->size);
	} else if (log != NULL) {
		replica_fork_look(r, p, log, line);
	}
}

void replica_pull_frontier(
    struct replica *r, struct replica_peer *p, const struct message *m)
{
	for (size_t i = 0; i < m->line_count; i++)
		look_at_line(r, p, &m->lines[i]);
	r->look = true;
}

/* ---- wants ---- */

static uint64_t held_by(
    const struct replica_peer *p, const struct replica_log *log)
{
	return frontier_size(
	    session_frontier(p->session), log->chain.node, log->chain.epoch);
}

/* F-332: up to the size that was settled only the authority is sure to have the
 * right branch. */
static bool is_right(const struct replica *r, const struct replica_peer *p,
    const struct replica_log *log)
{
	const struct ledger *l = r->options.ledger;

	switch (branch_of(l, &log->chain)) {
	case BRANCH_ONLY:
	case BRANCH_RIGHT:
		return true;
	case BRANCH_OPEN:
		return strcmp(session_peer(p->session),
			   ledger_genesis(l)->authority.node) == 0;
	case BRANCH_WRONG:
		break;
	}
	return false;
}

/* Our own log, and acts of ours wait to be stored behind its end. */
static bool is_shut(const struct replica *r, const struct replica_log *log)
{
	return strcmp(log->chain.node, r->node) == 0 && !replica_tail_open(r);
}

static bool may_ask(const struct replica *r, const struct replica_peer *p,
    const struct replica_log *log)
{
	return p->up && held_by(p, log) > log->received &&
	       !replica_fork_parted(p, log) && is_right(r, p, log) &&
	       (log->source == 0 || log->source == p->id) &&
	       p->unsettled < REPLICA_UNSETTLED_BYTES_MAX &&
	       session_asked(p->session, MESSAGE_WANT) < QUESTION_WANTS_MAX &&
	       session_room(p->session);
}

/* Is @p a better one to ask than @q (or nobody)?  The log's own node before
 * others, one that was shunned last, then the less busy. */
static bool better(const struct replica_peer *p, const struct replica_peer *q,
    const struct replica_log *log)
{
	const char *node = log->chain.node;

	if (q == NULL)
		return true;
	if ((p->id == log->shunned) != (q->id == log->shunned))
		return q->id == log->shunned;
	if (strcmp(session_peer(q->session), node) == 0)
		return false;
	if (strcmp(session_peer(p->session), node) == 0)
		return true;
	return session_asked(p->session, MESSAGE_WANT) <
	       session_asked(q->session, MESSAGE_WANT);
}

static struct replica_peer *choose(
    const struct replica *r, const struct replica_log *log)
{
	struct replica_peer *best = NULL;

	for (size_t i = 0; i < r->peer_count; i++) {
		struct replica_peer *p = r->peers[i];

		if (may_ask(r, p, log) && better(p, best, log))
			best = p;
	}
	return best;
}

static void ask(
    struct replica *r, struct replica_log *log, struct replica_peer *p)
{
	uint64_t held = held_by(p, log);
	struct message m = { .kind = MESSAGE_WANT,
		.epoch = log->chain.epoch,
		.from = log->received,
		.to = held };

	if (m.to - m.from > MESSAGE_WANT_ACTS_MAX)
		m.to = m.from + MESSAGE_WANT_ACTS_MAX;
	memcpy(m.node, log->chain.node, sizeof(m.node));
	if (session_ask(p->session, &m) != ERR_OK)
		return;
	log->asked = p->id;
	log->asked_to = m.to;
	log->asked_at = r->now;
}

void replica_pull_look(struct replica *r)
{
	for (size_t i = 0; i < r->log_count; i++) {
		struct replica_log *log = r->logs[i];
		struct replica_peer *p;

		if (log->asked != 0 || log->resting != 0 || is_shut(r, log))
			continue;
		p = choose(r, log);
		if (p != NULL)
			ask(r, log, p);
	}
}

/* Nothing came for a while: somebody else may know more (P-11). */
static void give_up(struct replica *r, struct replica_log *log)
{
	log->shunned = log->asked;
	log->asked = 0;
	r->look = true;
}

void replica_pull_tick(struct replica *r)
{
	for (size_t i = 0; i < r->log_count; i++) {
		struct replica_log *log = r->logs[i];

		if (log->asked != 0 &&
		    r->now - log->asked_at >= REPLICA_WANT_MS)
			give_up(r, log);
		if (log->resting != 0 && r->now >= log->resting) {
			log->resting = 0;
			r->look = true;
		}
	}
}

int64_t replica_pull_deadline(const struct replica *r)
{
	int64_t at = INT64_MAX;

	for (size_t i = 0; i < r->log_count; i++) {
		const struct replica_log *log = r->logs[i];

		if (log->asked != 0 && log->asked_at + REPLICA_WANT_MS < at)
			at = log->asked_at + REPLICA_WANT_MS;
		if (log->resting != 0 && log->resting < at)
			at = log->resting;
	}
	return at;
}

void replica_pull_gone(struct replica *r, uint32_t session)
{
	for (size_t i = 0; i < r->log_count; i++) {
		if (r->logs[i]->asked == session)
			r->logs[i]->asked = 0;
	}
	r->look = true;
}

/* Two branches of one log would make an endless talk of want and sorry. */
void replica_pull_sorry(
    struct replica *r, struct replica_peer *p, const struct message *m)
{
	struct replica_log *log = replica_log_find(r, m->node);

	if (log == NULL || log->asked != p->id)
		return;
	give_up(r, log);
	log->resting = r->now + REPLICA_SORRY_MS;
}

/* ---- batches ---- */

static void start_check(struct replica *r, struct replica_log *log)
{
	struct task *t;

	if (log->checking || log->raw_count == 0)
		return;
	t = task_new(TASK_CHECK);
	t->session = log->source;
	memcpy(t->node, log->chain.node, sizeof(t->node));
	t->network = r->options.network;
	t->at = log->ahead;
	t->raw = log->raw;
	t->raw_count = log->raw_count;
	log->raw = NULL;
	log->raw_count = log->raw_room = 0;
	log->checking = true;
	replica_give(r, t);
}

static void start_put(struct replica *r, struct replica_log *log)
{
	const struct member *m =
	    ledger_admitted(r->options.ledger, log->chain.node);
	struct task *t;

	if (log->putting || log->good_count == 0)
		return;
	must(m != NULL);
	t = task_new(TASK_PUT);
	t->session = log->source;
	memcpy(t->node, log->chain.node, sizeof(t->node));
	t->network = r->options.network;
	t->log_key = m->log;
	t->batches = log->good;
	t->batch_count = log->good_count;
	t->next = log->ahead;
	t->signed_before = strcmp(log->chain.node, r->node) == 0;
	log->good = NULL;
	log->good_count = 0;
	log->putting = true;
	replica_give(r, t);
}

static void queue_raw(struct replica_log *log, const struct message *m)
{
	struct task_raw *raw;

	if (log->raw_count == log->raw_room) {
		log->raw_room = log->raw_room == 0 ? 8 : 2 * log->raw_room;
		log->raw = mem_resize(log->raw, log->raw_room * sizeof(*raw));
	}
	raw = &log->raw[log->raw_count++];
	*raw = (struct task_raw){ .first = m->from, .count = m->act_count };
	buf_put(&raw->commit, m->commit);
	buf_put(&raw->acts, m->acts);
}

/* Is it the next one, from whom we take now? */
static bool continues(const struct replica_log *log,
    const struct replica_peer *p, const struct message *m)
{
	return m->epoch == log->chain.epoch && m->from == log->received &&
	       (log->source == 0 || log->source == p->id) &&
	       (log->asked == 0 || log->asked == p->id);
}

/* A want that moved, and perhaps is over. */
static void note_answer(const struct replica *r, struct replica_log *log,
    const struct replica_peer *p, const struct message *m)
{
	if (log->asked != p->id)
		return;
	log->asked_at = r->now;
	log->shunned = 0;
	if (m->from + m->act_count >= log->asked_to)
		log->asked = 0;
}

void replica_pull_batch(
    struct replica *r, struct replica_peer *p, const struct message *m)
{
	struct replica_log *log = replica_log_find(r, m->node);

	r->counters.batches_in++;
	r->look = true;
	if (log == NULL || is_shut(r, log) || replica_fork_parted(p, log) ||
	    !is_right(r, p, log))
		return;
	if (continues(log, p, m)) {
		queue_raw(log, m);
		p->unsettled += m->commit.n + m->acts.n;
		log->source = p->id;
		log->received = m->from + m->act_count;
	}
	note_answer(r, log, p, m);
	start_check(r, log);
}

/* ---- checked, stored ---- */

static void keep_good(struct replica_log *log, struct task *t)
{
	size_t count = log->good_count + t->batch_count;

	if (t->batch_count == 0)
		return;
	log->good = mem_resize(log->good, count * sizeof(log->good[0]));
	memcpy(&log->good[log->good_count], t->batches,
	    t->batch_count * sizeof(log->good[0]));
	log->good_count = count;
	log->ahead = t->next;
	t->batch_count = 0; /* moved */
}

/* Batch number t->batch_count of the task is wrong: it and whatever came
 * after it is dropped, and its sender with it, unless it may have another
 * branch: who passes that on is no liar. */
static void drop_bad(struct replica *r, struct replica_log *log,
    const struct task *t, size_t good)
{
	struct replica_peer *p = replica_find_peer(r, t->session);
	size_t bytes = 0;

	for (size_t i = good; i < t->raw_count; i++)
		bytes += raw_bytes(&t->raw[i]);
	for (size_t i = 0; i < log->raw_count; i++)
		bytes += raw_bytes(&log->raw[i]);
	settled(r, t->session, bytes);
	free_raw(log->raw, log->raw_count);
	log->raw = NULL;
	log->raw_count = log->raw_room = 0;
	log->received = chain_size(&log->ahead);
	if (p != NULL && strcmp(log->chain.node, r->node) == 0)
		replica_tail_void(r, p);
	if (p != NULL && t->rule == RULE_COMMIT_PARENT &&
	    replica_fork_part(p, log))
		replica_pull_gone(r, p->id);
	else if (p != NULL)
		replica_end(r, p, t->rule, t->why.text);
	else
		r->counters.ended_by_rule[t->rule]++;
}

void replica_pull_checked(struct replica *r, struct task *t)
{
	struct replica_log *log = replica_log_find(r, t->node);
	size_t good = t->batch_count;

	must(log != NULL && log->checking);
	log->checking = false;
	keep_good(log, t);
	if (t->rule != RULE_NONE)
		drop_bad(r, log, t, good);
	rest(log);
	start_check(r, log);
	start_put(r, log);
	r->look = true;
}

void replica_pull_stored(struct replica *r, struct task *t)
{
	struct replica_log *log = replica_log_find(r, t->node);
	size_t bytes = 0;

	must(log != NULL && log->putting);
	log->putting = false;
	for (size_t i = 0; i < t->batch_count; i++)
		bytes += t->batches[i].commit.n + t->batches[i].acts.n;
	settled(r, t->session, bytes);
	replica_log_grown(r, log, &t->next, t->batches, t->batch_count);
	if (t->signed_before)
		replica_tail_stored(r, &t->next);
	rest(log);
	start_put(r, log);
}
