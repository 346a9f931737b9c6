/*
 * nodes - three whole nodes over memory, and the wires between them under the
 * test's thumb; and a member that does not run our rules.
 */
#ifndef TESTS_UNIT_SYNC_NODES_H
#define TESTS_UNIT_SYNC_NODES_H

#include <string.h>

#include "base/mem.h"
#include "sync/replica.h"
#include "sync/session_fields.h"
#include "sync/signed_time.h"
#include "sync/store.h"
#include "sync/vault.h"
#include "tests/sim/box.h"
#include "tests/unit/unit.h"

#define NODES     3
#define LINKS_MAX 8
#define A         0 /* the authority */
#define B         1
#define C         2

struct link {
	bool open;
	size_t node[2];
	uint32_t session[2];
};

struct stage {
	struct random_seeded random;
	struct town *town;
	struct box boxes[NODES];
	struct link links[LINKS_MAX];
	int64_t wall, steady_ms;
	uint64_t cookies;
	unsigned seen[REPLICA_TAIL_SEEN + 1]; /* news, of all boxes */
	struct replica_event last[REPLICA_TAIL_SEEN + 1];
};

static inline void stage_init(struct stage *s)
{
	static const uint8_t seed[RANDOM_SEED_BYTES] = { 11 };

	memset(s, 0, sizeof(*s));
	random_seeded_init(&s->random, seed);
	s->town = town_new(NODES, &s->random.random);
	s->wall = TOWN_START;
	s->steady_ms = 1000;
	for (size_t i = 0; i < NODES; i++)
		box_init(&s->boxes[i], s->town, i, BOX_SOUND);
}

static inline void stage_fini(struct stage *s)
{
	for (size_t i = 0; i < NODES; i++)
		box_fini(&s->boxes[i]);
	town_free(s->town);
}

static inline struct replica *at(struct stage *s, size_t node)
{
	return s->boxes[node].replica;
}

static const char *name(const struct stage *s, size_t node)
{
	return s->town->nodes[node].id;
}

static inline uint64_t held(struct stage *s, size_t node, size_t log)
{
	const struct chain *c = replica_log(at(s, node), name(s, log));

	return c != NULL ? chain_size(c) : 0;
}

/* @expected: whom @from means to reach, or NULL. */
static inline struct link *dial_as(
    struct stage *s, size_t from, size_t to, const char *expected)
{
	struct link *l = s->links;

	while (l->open)
		l++;
	must(l < s->links + LINKS_MAX);
	*l = (struct link){ true, { from, to }, { 0, 0 } };
	must(replica_open(at(s, from), SESSION_DIALLED, expected, s->steady_ms,
		 &l->session[0]) == ERR_OK);
	must(replica_open(at(s, to), SESSION_ACCEPTED, NULL, s->steady_ms,
		 &l->session[1]) == ERR_OK);
	return l;
}

static inline struct link *dial(struct stage *s, size_t from, size_t to)
{
	return dial_as(s, from, to, name(s, to));
}

static inline void hang_up(struct stage *s, struct link *l)
{
	for (unsigned i = 0; i < 2; i++)
		replica_closed(at(s, l->node[i]), l->session[i]);
	l->open = false;
}

static inline bool carry(struct stage *s, struct link *l, unsigned side)
{
	struct replica *from = at(s, l->node[side]);
	struct replica *to = at(s, l->node[!side]);
	struct bytes out = replica_output(from, l->session[side]);
	uint8_t *copy;

	if (out.n == 0)
		return false;
	copy = mem_copy(out.p, out.n);
	replica_sent(from, l->session[side], out.n);
	replica_feed(
	    to, l->session[!side], (struct bytes){ copy, out.n }, s->steady_ms);
	mem_free(copy);
	return true;
}

static inline bool move_link(struct stage *s, struct link *l)
{
	bool moved;

	if (!l->open)
		return false;
	moved = carry(s, l, 0);
	moved = carry(s, l, 1) || moved;
	if (moved || !replica_over(at(s, l->node[0]), l->session[0]) ||
	    !replica_over(at(s, l->node[1]), l->session[1]))
		return moved;
	hang_up(s, l);
	return true;
}

static inline void hear(struct stage *s)
{
	struct replica_event e;

	for (size_t i = 0; i < NODES; i++) {
		while (replica_event(at(s, i), &e)) {
			s->seen[e.type]++;
			s->last[e.type] = e;
		}
	}
}

/* Until nothing moves. */
static inline void run(struct stage *s)
{
	bool moved = true;

	while (moved) {
		moved = false;
		for (size_t i = 0; i < LINKS_MAX; i++)
			moved = move_link(s, &s->links[i]) || moved;
		for (size_t i = 0; i < NODES; i++)
			moved =
			    box_work(&s->boxes[i], 0, s->steady_ms) || moved;
		hear(s);
	}
}

static inline void pass(struct stage *s, int64_t ms)
{
	s->steady_ms += ms;
	s->wall += ms / 1000;
	for (size_t i = 0; i < NODES; i++)
		replica_tick(at(s, i), s->steady_ms);
	run(s);
}

static inline enum rule append(struct stage *s, size_t node, struct bytes act)
{
	return replica_append(at(s, node), act, s->wall, ++s->cookies, NULL);
}

/* Everything before the first case is in the logs of all. */
static inline void furnish(struct stage *s)
{
	struct link *ab, *ac, *bc;

	for (size_t i = 0; i < s->town->nodes[A].setup_count; i++)
		assert_int_equal(
		    append(s, A, s->town->nodes[A].setup[i].raw), RULE_NONE);
	run(s);
	ab = dial(s, B, A);
	ac = dial(s, C, A);
	run(s);
	bc = dial(s, B, C);
	for (size_t n = B; n < NODES; n++) {
		for (size_t i = 0; i < s->town->nodes[n].setup_count; i++)
			assert_int_equal(
			    append(s, n, s->town->nodes[n].setup[i].raw),
			    RULE_NONE);
	}
	run(s);
	hang_up(s, ab);
	hang_up(s, ac);
	hang_up(s, bc);
	run(s);
	for (size_t n = 0; n < NODES; n++) {
		for (size_t k = 0; k < NODES; k++)
			assert_int_equal(
			    held(s, n, k), s->town->nodes[k].setup_count);
	}
	memset(s->seen, 0, sizeof(s->seen));
}

static inline struct bytes receive(struct stage *s, size_t node, size_t home)
{
	struct town_head head = box_head(&s->boxes[node], name(s, home));

	return town_receive(s->town, s->town->arena, node, home, &head,
	    s->boxes[node].vault, s->wall);
}

static inline void assert_rule(enum rule got, enum rule wanted)
{
	assert_string_equal(rule_name(got), rule_name(wanted));
}

static inline uint64_t ended_by(struct stage *s, size_t node, enum rule rule)
{
	return replica_counters(at(s, node))->ended_by_rule[rule];
}

/* ---- a member that does not run our rules ---- */

struct liar {
	struct noise_pair pair;
	struct session *session;
	uint32_t other; /* the session at the victim */
	size_t victim;
};

static inline bool knows_all(void *arg, const struct noise_public *key,
    const char *wanted, char node[static TEXT_SLUG_BYTES_MAX + 1])
{
	(void)wanted;
	const struct stage *s = arg;

	for (size_t i = 0; i < NODES; i++) {
		const struct town_node *n = &s->town->nodes[i];

		if (!noise_public_equal(&n->channel.public, key))
			continue;
		memcpy(node, n->id, sizeof(n->id));
		return true;
	}
	return false;
}

static inline void liar_talk(struct stage *s, struct liar *l)
{
	struct session_event ev;
	bool moved = true;

	while (moved) {
		struct bytes out = session_output(l->session);
		uint8_t *copy = mem_copy(out.p, out.n);
		size_t n = out.n;

		session_sent(l->session, n);
		replica_feed(at(s, l->victim), l->other,
		    (struct bytes){ copy, n }, s->steady_ms);
		mem_free(copy);
		out = replica_output(at(s, l->victim), l->other);
		moved = n > 0 || out.n > 0;
		session_feed(l->session, out, s->steady_ms);
		replica_sent(at(s, l->victim), l->other, out.n);
		while (session_next(l->session, &ev))
			;
		hear(s);
	}
}

static inline void liar_init(
    struct stage *s, struct liar *l, size_t self, size_t victim)
{
	struct session_setup setup = { .side = SESSION_DIALLED,
		.network = s->town->genesis.network,
		.node = name(s, self),
		.own = &l->pair,
		.random = &s->random.random,
		.member = knows_all,
		.arg = s };

	noise_pair_from_secret(&l->pair, &s->town->nodes[self].channel.secret);
	l->victim = victim;
	l->session = session_new(&setup, s->steady_ms);
	must(replica_open(at(s, victim), SESSION_ACCEPTED, NULL, s->steady_ms,
		 &l->other) == ERR_OK);
	liar_talk(s, l);
	must(session_ready(l->session));
}

static inline void liar_fini(struct stage *s, struct liar *l)
{
	replica_closed(at(s, l->victim), l->other);
	session_free(l->session);
	noise_pair_wipe(&l->pair);
}

static inline void liar_say(
    struct stage *s, struct liar *l, const struct message *m)
{
	session_put(l->session, m);
	liar_talk(s, l);
}

static inline struct message line_message(
    struct frontier_line *line, const char *node, uint64_t size)
{
	*line = (struct frontier_line){ .size = size };
	memcpy(line->node, node, strlen(node) + 1);
	return (struct message){
		.kind = MESSAGE_FRONTIER, .lines = line, .line_count = 1
	};
}

/* The next batch of @node's own log, as its owner would send it. */
static inline void next_batch(struct stage *s, size_t node, struct bytes act,
    struct batch *out, struct message *m)
{
	const struct town_node *n = &s->town->nodes[node];
	struct chain end = *replica_log(at(s, node), n->id);

	must(chain_build(&end, &s->town->genesis.network, &n->log, act, s->wall,
		 out, NULL) == RULE_NONE);
	*m = (struct message){ .kind = MESSAGE_BATCH,
		.from = out->first,
		.act_count = out->count,
		.commit = buf_bytes(&out->commit),
		.acts = buf_bytes(&out->acts) };
	memcpy(m->node, n->id, sizeof(n->id));
}

#define T(name) cmocka_unit_test(name)

#endif
