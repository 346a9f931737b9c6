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
static bool *turn_of(
    struct replica *r, enum session_side side, const char *expected)
{
	struct replica_log *log = NULL;

	if (side == SESSION_ACCEPTED)
		return &r->former_accepting;
	if (expected != NULL)
		log = replica_log_find(r, expected);
	return log != NULL ? &log->former_dialling : &r->former_dialling;
}

const struct noise_pair *replica_keys_channel(struct replica *r,
    struct replica_peer *p, enum session_side side, const char *expected)
{
	if (!r->has_former)
		return r->channel;
	p->turn = turn_of(r, side, expected);
	p->former = *p->turn;
	return p->former ? r->former : r->channel;
}

void replica_keys_over(struct replica_peer *p, bool was_up)
{
	if (p->turn == NULL)
		return;
	/* Who took the former key hears of the new one in that session. */
	*p->turn = !was_up && !p->former;
	p->turn = NULL;
}

void replica_keys_set_channel(
    struct replica *r, const struct noise_pair *channel)
{
	*r->former = *r->channel;
	r->has_former = true;
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
