#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "schema/checkpoint.h"
#include "sync/cosignature.h"
#include "sync/cosigned.h"
#include "sync/replica_fields.h"
#include "sync/replica_witness.h"

/*
 * What witnesses have said of each log: checked, kept, sent around (P-52).
 *
 *	from a witness of ours, or from a peer -> check -> keep -> to the peers
 */

/* ---- what is known of a log's witnesses ---- */

struct replica_heard *replica_heard_find(
    const struct replica *r, const char *log, const char *witness)
{
	for (size_t i = 0; i < r->heard_count; i++) {
		if (strcmp(r->heard[i].log, log) == 0 &&
		    strcmp(r->heard[i].witness, witness) == 0)
			return &r->heard[i];
	}
	return NULL;
}

static struct replica_heard *take(
    struct replica *r, const char *log, const char *witness)
{
	struct replica_heard *h = replica_heard_find(r, log, witness);

	if (h != NULL)
		return h;
	r->heard =
	    mem_resize(r->heard, (r->heard_count + 1) * sizeof(r->heard[0]));
	h = &r->heard[r->heard_count++];
	*h = (struct replica_heard){ .size = 0 };
	memcpy(h->log, log, strlen(log) + 1);
	memcpy(h->witness, witness, strlen(witness) + 1);
	return h;
}

/* By whichever key the node has or had: which of them it names, its id says. */
static enum replica_said_verdict check_keys(const struct replica *r,
    struct replica_said *s, const struct note_line *line)
{
	const struct ledger *l = r->options.ledger;
	const struct digest *network = &r->options.network;
	size_t count = ledger_span_count(l, s->witness, LEDGER_KEY_WITNESS);
	struct buf origin = { 0 }, text = { 0 };
	enum replica_said_verdict v = REPLICA_SAID_STRANGE;

	checkpoint_origin(&origin, network, s->log, s->record.epoch);
	cosignature_text(
	    &text, buf_bytes(&origin), s->record.size, &s->record.root);
	for (size_t i = 0; i < count && v != REPLICA_SAID_GOOD; i++) {
		const struct ledger_span *span =
		    ledger_span_at(l, s->witness, LEDGER_KEY_WITNESS, i);
		char name[NOTE_NAME_BYTES_MAX + 1];
		struct sign_public key;
		struct note_key named;

		must(sign_public_take(
		    &key, ledger_genesis(l)->suite, span->key));
		cosignature_name(name, network, s->witness);
		note_key_init(&named, name, NOTE_COSIGNED, &key);
		if (memcmp(named.id, line->id, sizeof(named.id)) != 0)
			continue;
		v = cosignature_check(buf_bytes(&text), s->record.line, network,
			s->witness, &key, &s->time)
			? REPLICA_SAID_GOOD
			: REPLICA_SAID_WRONG;
	}
	buf_fini(&origin);
	buf_fini(&text);
	return v;
}

enum replica_said_verdict replica_heard_check(
    const struct replica *r, struct replica_said *s)
{
	const struct ledger *l = r->options.ledger;
	struct note_line line;

	if (s->record.line.n > COSIGNED_LINE_BYTES_MAX ||
	    note_parse_line(&line, s->record.line, NULL) != ERR_OK ||
	    line.line.p[line.line.n - 1] != '\n')
		return REPLICA_SAID_WRONG;
	if (!cosignature_node(s->witness, &r->options.network, line.name))
		return REPLICA_SAID_WRONG;
	if (strcmp(s->witness, s->log) == 0)
		return REPLICA_SAID_WRONG; /* nobody is the witness of himself */
	if (ledger_member(l, s->witness) == NULL)
		return REPLICA_SAID_STRANGE;
	return check_keys(r, s, &line);
}

static void spread(struct replica *r, const struct replica_said *s,
    const struct replica_peer *from)
{
	struct message m = { .kind = MESSAGE_COSIGNED,
		.epoch = s->record.epoch,
		.total = s->record.size,
		.root = s->record.root,
		.note = s->record.line };

	memcpy(m.node, s->log, strlen(s->log) + 1);
	for (size_t i = 0; i < r->peer_count; i++) {
		struct replica_peer *p = r->peers[i];

		if (p != from && p->up && session_room(p->session))
			session_spread(p->session, &m);
	}
}

void replica_heard_keep(struct replica *r, const struct replica_said *s,
    const struct replica_peer *from)
{
	struct replica_heard *h = take(r, s->log, s->witness);
	struct task *t = task_new(TASK_COSIGNED);

	h->epoch = s->record.epoch;
	h->size = s->record.size;
	h->time = s->time;
	h->root = s->record.root;
	buf_clear(&h->line);
	buf_put(&h->line, s->record.line);
	memcpy(t->node, s->log, strlen(s->log) + 1);
	t->epoch = s->record.epoch;
	t->from = s->record.size;
	t->root = s->record.root;
	buf_put(&t->note, s->record.line);
	replica_give(r, t);
	r->counters.cosignatures++;
	spread(r, s, from);
}

/* What a witness saw of our size and we did not: it has been shown another log
 * than we. */
static void compare(struct replica *r, const struct replica_said *s)
{
	const struct replica_log *log = replica_log_find(r, s->log);
	struct digest root = chain_root(&log->chain);
	struct replica_event *e;

	if (s->record.size != chain_size(&log->chain) ||
	    digest_equal(&root, &s->record.root))
		return;
	e = replica_say(r, REPLICA_FORK_SEEN);
	memcpy(e->node, s->log, strlen(s->log) + 1);
	(void)snprintf(e->text, sizeof(e->text),
	    "its witness %s cosigned another root at our size", s->witness);
}

/* ---- cosignatures that go around (P-52) ---- */

/* One ahead of what we hold waits for it; the newest of a witness alone. */
static void wait_for(struct replica *r, const struct replica_said *s)
{
	struct replica_heard *h = take(r, s->log, s->witness);

	if (h->ahead_size >= s->record.size)
		return;
	h->ahead_size = s->record.size;
	h->ahead_root = s->record.root;
	buf_clear(&h->ahead);
	buf_put(&h->ahead, s->record.line);
}

void replica_heard_take(
    struct replica *r, struct replica_peer *p, const struct message *m)
{
	const struct replica_log *log = replica_log_find(r, m->node);
	struct replica_said s = { .log = m->node,
		.record = { m->epoch, m->total, m->root, m->note } };
	const struct replica_heard *h;
	enum replica_said_verdict v;

	if (!r->options.witnesses || log == NULL ||
	    log->chain.epoch != m->epoch)
		return;
	v = replica_heard_check(r, &s);
	if (v == REPLICA_SAID_WRONG)
		replica_end(r, p, RULE_COSIGNATURE, rule_en(RULE_COSIGNATURE));
	if (v != REPLICA_SAID_GOOD)
		return;
	h = replica_heard_find(r, s.log, s.witness);
	if (h != NULL && h->epoch == m->epoch && h->size >= m->total)
		return;
	if (m->total > chain_size(&log->chain)) {
		wait_for(r, &s);
		return;
	}
	replica_heard_keep(r, &s, p);
	compare(r, &s);
}

void replica_heard_grown(struct replica *r, const struct replica_log *log)
{
	for (size_t i = 0; i < r->heard_count; i++) {
		struct replica_heard *h = &r->heard[i];
		struct buf line = { 0 };
		struct replica_said s = { .log = log->chain.node };

		if (h->ahead_size == 0 ||
		    h->ahead_size > chain_size(&log->chain) ||
		    strcmp(h->log, log->chain.node) != 0)
			continue;
		buf_put(&line, buf_bytes(&h->ahead));
		s.record = (struct cosigned_record){ log->chain.epoch,
			h->ahead_size, h->ahead_root, buf_bytes(&line) };
		h->ahead_size = 0;
		buf_clear(&h->ahead);
		if (replica_heard_check(r, &s) == REPLICA_SAID_GOOD) {
			replica_heard_keep(r, &s, NULL);
			compare(r, &s);
		}
		buf_fini(&line);
	}
}

/* Who comes anew hears of our own log's witnesses. */
void replica_heard_up(struct replica *r, struct replica_peer *p)
{
	for (size_t i = 0; i < r->heard_count; i++) {
		const struct replica_heard *h = &r->heard[i];
		struct message m = { .kind = MESSAGE_COSIGNED,
			.epoch = h->epoch,
			.total = h->size,
			.root = h->root,
			.note = buf_bytes(&h->line) };

		if (h->size == 0 || strcmp(h->log, r->node) != 0 ||
		    !session_room(p->session))
			continue;
		memcpy(m.node, h->log, strlen(h->log) + 1);
		session_spread(p->session, &m);
	}
}

void replica_heard_known(
    struct replica *r, const char *node, const struct cosigned_record *record)
{
	struct replica_said s = { .log = node, .record = *record };
	struct replica_heard *h;

	if (replica_log_find(r, node) == NULL ||
	    replica_heard_check(r, &s) != REPLICA_SAID_GOOD)
		return;
	h = take(r, node, s.witness);
	if (h->epoch > record->epoch ||
	    (h->epoch == record->epoch && h->size >= record->size))
		return;
	h->epoch = record->epoch;
	h->size = record->size;
	h->time = s.time;
	h->root = record->root;
	buf_clear(&h->line);
	buf_put(&h->line, record->line);
}

void replica_heard_free(struct replica *r)
{
	for (size_t i = 0; i < r->heard_count; i++) {
		buf_fini(&r->heard[i].line);
		buf_fini(&r->heard[i].ahead);
	}
	mem_free(r->heard);
}
