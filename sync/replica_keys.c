/*
 * Which of our own keys: the channel key while its rotation spreads (P-20), and
 * who signs the next batch (F-42).
 */
#include <string.h>

#include "base/mem.h"
#include "sync/hint.h"
#include "sync/replica_fields.h"

/* ---- the channel ---- */

/* 0: the newest, 1: the one before. */
static const struct noise_pair *key_at(const struct replica *r, size_t i)
{
	return i > 0 ? &r->former[i - 1] : r->channel;
}

/* Of somebody of whom nothing is known the key is drawn, in half of the cases
 * the newest: what a stranger does then changes nothing for anybody else. */
static size_t draw(struct replica *r)
{
	if (r->former_count == 0 || random_below(r->options.random, 2) == 0)
		return 0;
	return 1 + (size_t)random_below(r->options.random, r->former_count);
}

const struct noise_pair *replica_keys_show(void *arg, struct bytes hint)
{
	struct replica *r = arg;

	if (hint.n == 0)
		return key_at(r, draw(r));
	for (size_t i = 0; i <= r->former_count; i++) {
		if (hint_fits(hint, &key_at(r, i)->public))
			return key_at(r, i);
	}
	return r->channel;
}

/* Whose turn it is with a node that is dialled. */
static const struct noise_pair *choose(
    struct replica *r, struct replica_peer *p, const char *expected)
{
	struct replica_log *log =
	    expected != NULL ? replica_log_find(r, expected) : NULL;

	if (log == NULL)
		return key_at(r, draw(r));
	p->turn = &log->dialling;
	if (*p->turn > r->former_count)
		*p->turn = 0;
	p->shown = *p->turn;
	return key_at(r, p->shown);
}

void replica_keys_channel(
    struct replica *r, struct replica_peer *p, struct session_setup *setup)
{
	const struct member *m =
	    setup->expected != NULL
		? ledger_member(r->options.ledger, setup->expected)
		: NULL;

	setup->own = r->channel; /* until a dialler has said more */
	setup->show = replica_keys_show;
	if (setup->side == SESSION_ACCEPTED)
		return;
	setup->own = choose(r, p, setup->expected);
	setup->wanted = m != NULL ? &m->channel : NULL;
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
