#include <string.h>

#include "sync/replica_fields.h"

/*
 * Acts of our own log that peers hold and we do not: this folder was restored,
 * or its disk rolled back (docs/PROTOCOL.md P-40).
 *
 *	a peer's line is longer than our log -> we sign nothing
 *	-> its batches, checked like anybody's -> stored -> we go on behind them
 *
 * Only our key can have signed such a batch, so batches are the proof.  A claim
 * that brings none for long binds us no more: who lies may not stop us.
 */

#define CLAIM_MS 120000

static bool binds(
    const struct replica *r, const struct replica_log *member, uint64_t held)
{
	return member->own_claimed > held &&
	       r->now - member->own_since < CLAIM_MS;
}

uint64_t replica_tail(const struct replica *r)
{
	const struct replica_log *own = replica_log_find(r, r->node);
	uint64_t held, most;

	if (own == NULL)
		return 0;
	/* What came and is not stored was never a claim alone. */
	held = chain_size(&own->chain);
	most = own->received;
	for (size_t i = 0; i < r->log_count; i++) {
		if (binds(r, r->logs[i], held) &&
		    r->logs[i]->own_claimed > most)
			most = r->logs[i]->own_claimed;
	}
	return most - held;
}

/* What we admitted has its place, and nothing else may take it. */
bool replica_tail_open(const struct replica *r)
{
	return r->open.count == 0 && r->flight.count == 0 &&
	       ledger_admitted(r->options.ledger, r->node) != NULL;
}

void replica_tail_claim(
    struct replica *r, const struct replica_peer *p, uint64_t size)
{
	const struct replica_log *own = replica_log_find(r, r->node);
	struct replica_log *member =
	    replica_log_find(r, session_peer(p->session));
	uint64_t held = own != NULL ? chain_size(&own->chain) : 0;

	if (member == NULL)
		return;
	/* Said again is no new claim. */
	if (member->own_claimed <= held)
		member->own_since = r->now;
	if (member->own_claimed < size)
		member->own_claimed = size;
}

/* Its batches break a rule, or follow another branch. */
void replica_tail_void(struct replica *r, const struct replica_peer *p)
{
	struct replica_log *member =
	    replica_log_find(r, session_peer(p->session));

	if (member != NULL)
		member->own_since = r->now - CLAIM_MS;
}

/* Batches came: there was something in it, and perhaps there is more. */
void replica_tail_stored(struct replica *r, const struct chain *end)
{
	uint64_t held = chain_size(end);

	for (size_t i = 0; i < r->log_count; i++) {
		if (binds(r, r->logs[i], held))
			r->logs[i]->own_since = r->now;
	}
	if (end->time > r->signed_time)
		r->signed_time = end->time;
	replica_keys_stored(r, end);
}
