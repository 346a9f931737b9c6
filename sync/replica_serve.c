#include <string.h>

#include "base/mem.h"
#include "sync/replica_fields.h"

/*
 * A peer's questions stay open in its session, at most as many as P-10 allows;
 * the oldest is answered while there is room, one read of the store at a time.
 * So a peer that does not take its answers costs us SESSION_OUTPUT_BYTES_MAX
 * and one read.
 */

static void say_sorry(struct replica_peer *p, const struct question *q)
{
	struct message m = {
		.kind = MESSAGE_SORRY, .epoch = q->epoch, .from = q->from
	};

	memcpy(m.node, q->node, sizeof(m.node));
	session_say(p->session, &m);
}

static void say_head(
    struct replica_peer *p, const char *node, struct bytes note)
{
	struct message m = { .kind = MESSAGE_HEAD, .note = note };

	memcpy(m.node, node, strlen(node) + 1);
	session_say(p->session, &m);
}

static void say_no_object(
    struct replica_peer *p, const struct digest *root, enum rule rule)
{
	const char *text = rule == RULE_VAULT_RIGHT
			       ? rule_name(RULE_VAULT_RIGHT)
			       : "not_found";
	struct message m = { .kind = MESSAGE_VAULT_SORRY, .root = *root };

	memcpy(m.rule, text, strlen(text) + 1);
	session_say(p->session, &m);
}

static struct task *new_read(
    const struct replica_peer *p, const struct question *q)
{
	struct task *t = task_new(TASK_READ);

	t->session = p->id;
	memcpy(t->node, q->node, sizeof(t->node));
	t->epoch = q->epoch;
	t->from = q->from;
	t->to = q->to;
	t->bytes_max = REPLICA_READ_BYTES;
	return t;
}

static bool serve_want(
    struct replica *r, struct replica_peer *p, const struct question *q)
{
	const struct replica_log *log = replica_log_find(r, q->node);

	if (log == NULL || log->chain.epoch != q->epoch ||
	    q->from >= chain_size(&log->chain)) {
		say_sorry(p, q);
		return false;
	}
	replica_give(r, new_read(p, q));
	return true;
}

static bool serve_head(
    struct replica *r, struct replica_peer *p, const struct question *q)
{
	const struct replica_log *log = replica_log_find(r, q->node);
	char node[TEXT_SLUG_BYTES_MAX + 1];
	struct bytes note = { NULL, 0 };
	struct task *t;

	memcpy(node, q->node, sizeof(node));
	if (log == NULL || chain_size(&log->chain) == 0 ||
	    replica_note_serve(r, log, &note)) {
		say_head(p, node, note);
		return false;
	}
	t = new_read(p, q);
	t->newest = true;
	replica_give(r, t);
	return true;
}

/* P-12.  Asked for each chunk of an object: remember what was allowed, until
 * the logs say more. */
static bool is_allowed(
    struct replica *r, struct replica_peer *p, const struct question *q)
{
	if (p->allowed_at != r->mine_number)
		p->allowed_count = p->allowed_next = 0;
	p->allowed_at = r->mine_number;
	for (size_t i = 0; i < p->allowed_count; i++) {
		if (digest_equal(&p->allowed[i].dossier, &q->dossier) &&
		    digest_equal(&p->allowed[i].root, &q->root))
			return true;
	}
	return false;
}

static enum rule vault_right(
    struct replica *r, struct replica_peer *p, const struct question *q)
{
	enum rule rule;

	if (is_allowed(r, p, q))
		return RULE_NONE;
	rule = replica_vault_right(
	    r, session_peer(p->session), &q->dossier, &q->root);
	if (rule != RULE_NONE)
		return rule;
	p->allowed[p->allowed_next++ % REPLICA_ALLOWED_MAX] =
	    (struct replica_allowed){ q->dossier, q->root };
	if (p->allowed_count < REPLICA_ALLOWED_MAX)
		p->allowed_count++;
	return RULE_NONE;
}

static bool serve_vault(
    struct replica *r, struct replica_peer *p, const struct question *q)
{
	enum rule rule = vault_right(r, p, q);
	struct task *t;

	if (rule != RULE_NONE) {
		struct digest root = q->root;

		say_no_object(p, &root, rule);
		return false;
	}
	t = task_new(TASK_VAULT_READ);
	t->session = p->id;
	t->root = q->root;
	t->index = q->index;
	replica_give(r, t);
	return true;
}

static bool serve_one(
    struct replica *r, struct replica_peer *p, const struct question *q)
{
	if (q->kind == MESSAGE_WANT)
		return serve_want(r, p, q);
	if (q->kind == MESSAGE_HEAD_ASK)
		return serve_head(r, p, q);
	if (q->kind == MESSAGE_WITNESS_ASK)
		return replica_witness_serve(r, p);
	return serve_vault(r, p, q);
}

void replica_serve_next(struct replica *r, struct replica_peer *p)
{
	const struct question *q;

	while (!p->serving && session_ready(p->session) &&
	       session_room(p->session)) {
		q = session_question(p->session);
		if (q == NULL)
			return;
		p->serving = serve_one(r, p, q);
	}
}

static void say_batches(
    struct replica *r, struct replica_peer *p, const struct task *t)
{
	for (size_t i = 0; i < t->read_count; i++) {
		const struct task_read *read = &t->reads[i];
		struct message m = { .kind = MESSAGE_BATCH,
			.epoch = t->epoch,
			.from = read->first,
			.act_count = read->count,
			.commit = buf_bytes(&read->commit),
			.acts = buf_bytes(&read->acts) };

		memcpy(m.node, t->node, sizeof(m.node));
		session_say(p->session, &m);
		r->counters.batches_out++;
	}
}

/* Nothing there although we hold that much: `from` is no border of ours. */
void replica_serve_read(struct replica *r, struct task *t)
{
	struct replica_peer *p = replica_find_peer(r, t->session);
	const struct question *q;

	if (p == NULL || p->ended)
		return;
	p->serving = false;
	if (t->newest) {
		say_head(p, t->node, buf_bytes(&t->note));
		return;
	}
	say_batches(r, p, t);
	q = session_question(p->session);
	if (t->read_count == 0 && q != NULL)
		say_sorry(p, q);
}

void replica_serve_chunk(struct replica *r, struct task *t)
{
	struct replica_peer *p = replica_find_peer(r, t->session);
	struct message m = { .kind = MESSAGE_VAULT_CHUNK,
		.root = t->root,
		.index = t->index,
		.total = t->total,
		.data = buf_bytes(&t->chunk),
		.proof = t->path.hash,
		.proof_count = t->path.count };

	if (p == NULL || p->ended)
		return;
	p->serving = false;
	if (!t->found) {
		say_no_object(p, &t->root, RULE_NONE);
		return;
	}
	session_say(p->session, &m);
	r->counters.chunks_out++;
}

static void push_to(struct replica *r, struct replica_peer *p,
    const struct batch *b, const struct message *m)
{
	struct frontier_line line = {
		.epoch = b->epoch, .size = batch_end(b), .root = b->root
	};

	memcpy(line.node, b->node, sizeof(line.node));
	if (!p->up || !session_room(p->session) ||
	    session_reach(p->session, b->node, b->epoch) != b->first)
		return;
	session_push(p->session, m, &line);
	r->counters.batches_out++;
}

/* P-3.4: our own new batch goes out at once to whoever ends where it begins;
 * all others are told by a line and ask. */
void replica_serve_push(struct replica *r, const struct batch *b)
{
	struct message m = { .kind = MESSAGE_BATCH,
		.epoch = b->epoch,
		.from = b->first,
		.act_count = b->count,
		.commit = buf_bytes(&b->commit),
		.acts = buf_bytes(&b->acts) };

	memcpy(m.node, b->node, sizeof(m.node));
	for (size_t i = 0; i < r->peer_count; i++)
		push_to(r, r->peers[i], b, &m);
}
