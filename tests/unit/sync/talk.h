/*
 * talk - two sessions and the wire between them, in memory and from one seed.
 *
 * No cmocka here: the fuzz target uses it, too.
 */
#ifndef TESTS_UNIT_SYNC_TALK_H
#define TESTS_UNIT_SYNC_TALK_H

#include <string.h>

#include "base/mem.h"
#include "keys/random.h"
#include "sync/session.h"
#include "sync/session_fields.h"

struct talk_side {
	const char *node;
	struct noise_pair pair;
	struct session *session;
	unsigned ready, messages, pushed, ended;
	enum message_kind last;
	enum rule rule;
	char why[256];
};

struct talk {
	struct random_seeded random;
	struct digest network;
	struct talk_side a, b; /* a dialled b */
	bool stranger;         /* nobody knows a's key */
	size_t cut;            /* bytes a step; 0: all there are */
	int64_t now;
};

static inline bool talk_member(void *arg, const struct noise_public *key,
    const char *wanted, char node[static TEXT_SLUG_BYTES_MAX + 1])
{
	const struct talk *t = arg;
	const struct talk_side *sides[] = { &t->a, &t->b };

	(void)wanted; /* each has a key of its own */
	for (size_t i = t->stranger ? 1 : 0; i < 2; i++) {
		const struct noise_public *own = &sides[i]->pair.public;

		if (memcmp(own->b, key->b, sizeof(key->b)) != 0)
			continue;
		memcpy(node, sides[i]->node, strlen(sides[i]->node) + 1);
		return true;
	}
	return false;
}

static inline struct session *talk_session(struct talk *t,
    const struct talk_side *s, enum session_side side, const char *expected)
{
	return session_new(&(struct session_setup){ .side = side,
			       .network = t->network,
			       .node = s->node,
			       .expected = expected,
			       .own = &s->pair,
			       .random = &t->random.random,
			       .member = talk_member,
			       .arg = t },
	    t->now);
}

/* Keys only; the sessions are made by talk_start(). */
static inline void talk_init(struct talk *t)
{
	static const uint8_t seed[RANDOM_SEED_BYTES] = { 7 };

	memset(t, 0, sizeof(*t));
	random_seeded_init(&t->random, seed);
	random_fill(&t->random.random, t->network.b, sizeof(t->network.b));
	t->a.node = "hanbin";
	t->b.node = "ankang";
	noise_pair_make(&t->a.pair, &t->random.random);
	noise_pair_make(&t->b.pair, &t->random.random);
	t->now = 1000000;
}

static inline void talk_start(struct talk *t)
{
	t->a.session = talk_session(t, &t->a, SESSION_DIALLED, NULL);
	t->b.session = talk_session(t, &t->b, SESSION_ACCEPTED, NULL);
}

static inline void talk_fini(struct talk *t)
{
	session_free(t->a.session);
	session_free(t->b.session);
	noise_pair_wipe(&t->a.pair);
	noise_pair_wipe(&t->b.pair);
}

static inline void talk_drain(struct talk_side *s)
{
	struct session_event ev;

	while (session_next(s->session, &ev)) {
		session_invariant(s->session);
		switch (ev.type) {
		case SESSION_READY:
			s->ready++;
			break;
		case SESSION_MESSAGE:
			s->messages++;
			s->pushed += ev.pushed;
			s->last = ev.message->kind;
			break;
		case SESSION_ENDED:
			s->ended++;
			s->rule = ev.rule;
			memcpy(s->why, ev.why,
			    strnlen(ev.why, sizeof(s->why) - 1));
			break;
		}
	}
	session_invariant(s->session);
}

/* One step of bytes from one side to the other; false when none wait. */
static inline bool talk_move(
    struct talk *t, struct talk_side *from, struct talk_side *to)
{
	struct bytes out = session_output(from->session);
	size_t n = t->cut > 0 && t->cut < out.n ? t->cut : out.n;
	uint8_t *copy;

	if (n == 0)
		return false;
	copy = mem_copy(out.p, n); /* exact: a sanitizer sees the end */
	session_sent(from->session, n);
	session_feed(to->session, (struct bytes){ copy, n }, t->now);
	mem_free(copy);
	talk_drain(to);
	return true;
}

/* Until nobody has anything to say. */
static inline void talk_run(struct talk *t)
{
	bool moved = true;

	while (moved) {
		moved = talk_move(t, &t->a, &t->b);
		moved = talk_move(t, &t->b, &t->a) || moved;
	}
	talk_drain(&t->a);
	talk_drain(&t->b);
}

/* Past the hellos. */
static inline void talk_open(struct talk *t)
{
	talk_init(t);
	talk_start(t);
	talk_run(t);
	must(t->a.ready == 1 && t->b.ready == 1);
}

/* Say bytes that no session of ours would say. */
static inline void talk_raw(struct talk_side *s, struct bytes raw)
{
	frame_seal(&s->session->out, &s->session->ciphers->send, raw);
}

static inline void talk_say(struct talk_side *s, const struct message *m)
{
	struct buf raw = { 0 };

	message_encode(m, &raw);
	talk_raw(s, buf_bytes(&raw));
	buf_fini(&raw);
}

#endif
