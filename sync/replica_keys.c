/*
 * Which of our own keys: the channel key while its rotation spreads (P-20), and
 * who signs the next batch (F-42).
 */
#include <string.h>

#include "base/mem.h"
#include "sync/replica_fields.h"

/* ---- the channel ---- */

/* Whose turn it is at this end: of a node that is dialled, or of whoever comes
 * in, of whom nothing is known before our key was shown. */
static uint8_t *turn_of(
    struct replica *r, enum session_side side, const char *expected)
{
	struct replica_log *log = NULL;

	if (side == SESSION_ACCEPTED)
		return &r->accepting;
	if (expected != NULL)
		log = replica_log_find(r, expected);
	return log != NULL ? &log->dialling : &r->dialling;
}

const struct noise_pair *replica_keys_channel(struct replica *r,
    struct replica_peer *p, enum session_side side, const char *expected)
{
	if (r->former_count == 0)
		return r->channel;
	p->turn = turn_of(r, side, expected);
	if (*p->turn > r->former_count)
		*p->turn = 0;
	p->shown = *p->turn;
	return p->shown > 0 ? &r->former[p->shown - 1] : r->channel;
}

/* Each key has its turn until one is taken; a peer may have missed several
 * rotations.  Who took a former one hears of the newest in that session. */
void replica_keys_over(struct replica_peer *p, bool was_up)
{
	if (p->turn == NULL)
		return;
	*p->turn = was_up ? 0 : (uint8_t)(p->shown + 1);
	p->turn = NULL;
}

bool replica_keys_member(void *arg, const struct noise_public *key,
    const char *wanted, char node[static TEXT_SLUG_BYTES_MAX + 1])
{
	const struct replica *r = arg;
	const struct ledger *l = r->options.ledger;
	struct bytes bytes = noise_public_bytes(key);
	const struct member *m = ledger_member_by_channel(l, bytes);

	if (wanted != NULL && ledger_channel_is(l, wanted, bytes))
		m = ledger_member(l, wanted);
	if (m == NULL)
		return false;
	memcpy(node, m->node, sizeof(m->node));
	return true;
}

void replica_keys_set_channel(
    struct replica *r, const struct noise_pair *channel)
{
	if (r->former_count < REPLICA_FORMER_MAX)
		r->former_count++;
	for (size_t i = r->former_count; i-- > 1;)
		r->former[i] = r->former[i - 1];
	r->former[0] = *r->channel;
	*r->channel = *channel;
}

/* ---- the log ---- */

void replica_keys_next_log(struct replica *r, const struct sign_pair *log)
{
	r->log_next = log;
}

void replica_keys_stored(struct replica *r, const struct chain *end)
{
	if (r->log_next == NULL ||
	    !sign_public_equal(&end->log, &r->log_next->public))
		return;
	r->log = r->log_next;
	r->log_next = NULL;
}
