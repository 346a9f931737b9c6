#include <string.h>

#include "base/mem.h"
#include "schema/checkpoint.h"
#include "schema/ledger_fork.h"
#include "sync/replica_fields.h"

/*
 * Two branches of one log (docs/FORMAT.md F-41, docs/PROTOCOL.md P-45):
 *
 *	a peer's line has another root -> head.ask -> its checkpoint, signed
 *	-> REPLICA_FORK_FOUND: the host makes the proof from our leaves
 *
 * The side with the larger tree finds it; the other hears it from the proof.  A
 * peer whose batches follow another commit keeps its session: it may be as
 * honest as we are.  It is not asked for that log again.
 */

/* The root that we hold at that size; false when it is no border, or beyond. */
static bool root_at(const struct replica *r, const struct replica_log *log,
    uint64_t epoch, uint64_t size, struct digest *root)
{
	const struct history *h = ledger_history(r->options.ledger);
	int64_t time;

	if (epoch != log->chain.epoch || size == 0 ||
	    size > chain_size(&log->chain))
		return false;
	if (size == chain_size(&log->chain)) {
		*root = chain_root(&log->chain);
		return true;
	}
	return h->border(h->arg, log->chain.node, epoch, size, root, &time) ==
	       HISTORY_FOUND;
}

void replica_fork_look(struct replica *r, struct replica_peer *p,
    const struct replica_log *log, const struct frontier_line *line)
{
	struct message ask = { .kind = MESSAGE_HEAD_ASK };
	struct replica_event *e;
	struct digest root;

	if (!root_at(r, log, line->epoch, line->size, &root) ||
	    digest_equal(&root, &line->root))
		return;
	e = replica_say(r, REPLICA_FORK_SEEN);
	e->session = p->id;
	memcpy(e->node, line->node, sizeof(e->node));
	e->epoch = line->epoch;
	e->first = line->size;
	e->root = line->root;
	if (ledger_fork_open(r->options.ledger, line->node, line->epoch) !=
	    NULL)
		return;
	memcpy(ask.node, line->node, sizeof(ask.node));
	/* When too much is asked already, its next line comes back to this. */
	if (session_ask(p->session, &ask) != ERR_OK)
		return;
}

static bool is_known(const struct replica *r, const struct checkpoint *c)
{
	for (size_t i = 0; i < r->fork_count; i++) {
		if (strcmp(r->forks[i].node, c->node) == 0 &&
		    r->forks[i].epoch == c->epoch)
			return true;
	}
	return ledger_fork_open(r->options.ledger, c->node, c->epoch) != NULL;
}

/* Signed by the key of its size, as our branch has it: another branch may have
 * replaced the key, then an earlier size has to show it. */
static bool is_signed(
    const struct replica *r, const struct checkpoint *c, struct bytes note)
{
	struct sign_public key =
	    ledger_log_key(r->options.ledger, c->node, c->epoch, c->size);
	struct checkpoint again;

	return checkpoint_check(
		   note, &r->options.network, &key, &again, NULL) == RULE_NONE;
}

void replica_fork_note(struct replica *r, const struct replica_log *log,
    const struct checkpoint *c, struct bytes note)
{
	struct replica_branch *b;
	struct replica_event *e;
	struct digest root;

	if (!root_at(r, log, c->epoch, c->size, &root) ||
	    digest_equal(&root, &c->root) || is_known(r, c) ||
	    r->fork_count == REPLICA_FORKS_MAX || !is_signed(r, c, note))
		return;
	r->forks = mem_resize(
	    r->forks, (r->fork_count + 1) * sizeof(struct replica_branch));
	b = &r->forks[r->fork_count++];
	*b = (struct replica_branch){
		.epoch = c->epoch, .size = c->size, .root = c->root
	};
	memcpy(b->node, c->node, sizeof(b->node));
	buf_put(&b->note, note);
	e = replica_say(r, REPLICA_FORK_FOUND);
	memcpy(e->node, c->node, sizeof(e->node));
	e->epoch = c->epoch;
	e->first = c->size;
	e->root = c->root;
	e->time = c->time;
}

bool replica_fork_take(
    struct replica *r, char node[TEXT_SLUG_BYTES_MAX + 1], struct buf *note)
{
	for (size_t i = 0; i < r->fork_count; i++) {
		struct replica_branch *b = &r->forks[i];

		if (b->note.n == 0)
			continue;
		memcpy(node, b->node, sizeof(b->node));
		buf_clear(note);
		buf_put(note, buf_bytes(&b->note));
		buf_fini(&b->note);
		b->note = (struct buf){ 0 };
		return true;
	}
	return false;
}

bool replica_fork_parted(
    const struct replica_peer *p, const struct replica_log *log)
{
	for (size_t i = 0; i < p->branch_count; i++) {
		if (p->branches[i] == log)
			return true;
	}
	return false;
}

bool replica_fork_part(struct replica_peer *p, const struct replica_log *log)
{
	if (p->branch_count == REPLICA_BRANCHES_MAX)
		return false;
	p->branches[p->branch_count++] = log;
	return true;
}

void replica_fork_free(struct replica *r)
{
	for (size_t i = 0; i < r->fork_count; i++)
		buf_fini(&r->forks[i].note);
	mem_free(r->forks);
}
