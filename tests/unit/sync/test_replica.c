#include "sync/replica.h"

#include <string.h>

#include "base/mem.h"
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

/* Three whole nodes and the wires between them, under the test's thumb. */
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

static void stage_init(struct stage *s)
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

static void stage_fini(struct stage *s)
{
	for (size_t i = 0; i < NODES; i++)
		box_fini(&s->boxes[i]);
	town_free(s->town);
}

static struct replica *at(struct stage *s, size_t node)
{
	return s->boxes[node].replica;
}

static const char *name(const struct stage *s, size_t node)
{
	return s->town->nodes[node].id;
}

static uint64_t held(struct stage *s, size_t node, size_t log)
{
	const struct chain *c = replica_log(at(s, node), name(s, log));

	return c != NULL ? chain_size(c) : 0;
}

static struct link *dial(struct stage *s, size_t from, size_t to)
{
	struct link *l = s->links;

	while (l->open)
		l++;
	must(l < s->links + LINKS_MAX);
	*l = (struct link){ true, { from, to }, { 0, 0 } };
	must(replica_open(at(s, from), SESSION_DIALLED, name(s, to),
		 s->steady_ms, &l->session[0]) == ERR_OK);
	must(replica_open(at(s, to), SESSION_ACCEPTED, NULL, s->steady_ms,
		 &l->session[1]) == ERR_OK);
	return l;
}

static void hang_up(struct stage *s, struct link *l)
{
	for (unsigned i = 0; i < 2; i++)
		replica_closed(at(s, l->node[i]), l->session[i]);
	l->open = false;
}

static bool carry(struct stage *s, struct link *l, unsigned side)
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

static bool move_link(struct stage *s, struct link *l)
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

static void hear(struct stage *s)
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
static void run(struct stage *s)
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

static void pass(struct stage *s, int64_t ms)
{
	s->steady_ms += ms;
	s->wall += ms / 1000;
	for (size_t i = 0; i < NODES; i++)
		replica_tick(at(s, i), s->steady_ms);
	run(s);
}

static enum rule append(struct stage *s, size_t node, struct bytes act)
{
	return replica_append(at(s, node), act, s->wall, ++s->cookies, NULL);
}

/* Everything before the first case is in the logs of all. */
static void furnish(struct stage *s)
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

static struct bytes receive(struct stage *s, size_t node, size_t home)
{
	struct town_head head = box_head(&s->boxes[node], name(s, home));

	return town_receive(s->town, s->town->arena, node, home, &head,
	    s->boxes[node].vault, s->wall);
}

static void assert_rule(enum rule got, enum rule wanted)
{
	assert_string_equal(rule_name(got), rule_name(wanted));
}

static uint64_t ended_by(struct stage *s, size_t node, enum rule rule)
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

static bool knows_all(void *arg, const struct noise_public *key,
    char node[static TEXT_SLUG_BYTES_MAX + 1])
{
	const struct stage *s = arg;

	for (size_t i = 0; i < NODES; i++) {
		const struct town_node *n = &s->town->nodes[i];

		if (memcmp(n->channel.public.b, key->b, sizeof(key->b)) != 0)
			continue;
		memcpy(node, n->id, sizeof(n->id));
		return true;
	}
	return false;
}

static void liar_talk(struct stage *s, struct liar *l)
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

static void liar_init(
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

static void liar_fini(struct stage *s, struct liar *l)
{
	replica_closed(at(s, l->victim), l->other);
	session_free(l->session);
	noise_pair_wipe(&l->pair);
}

static void liar_say(struct stage *s, struct liar *l, const struct message *m)
{
	session_put(l->session, m);
	liar_talk(s, l);
}

static struct message line_message(
    struct frontier_line *line, const char *node, uint64_t size)
{
	*line = (struct frontier_line){ .size = size };
	memcpy(line->node, node, strlen(node) + 1);
	return (struct message){
		.kind = MESSAGE_FRONTIER, .lines = line, .line_count = 1
	};
}

/* The next batch of @node's own log, as its owner would send it. */
static void next_batch(struct stage *s, size_t node, struct bytes act,
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

/* ---- logs ---- */

static void a_new_node_learns_everything_from_the_authority(void **state)
{
	struct stage s;

	(void)state;
	stage_init(&s);
	furnish(&s);
	assert_int_equal(ledger_member_count(s.boxes[C].ledger), NODES);
	stage_fini(&s);
}

static void a_node_that_is_not_admitted_yet_appends_nothing(void **state)
{
	struct stage s;

	(void)state;
	stage_init(&s);
	assert_rule(
	    append(&s, B, s.town->nodes[B].setup[0].raw), RULE_LOG_UNKNOWN);
	stage_fini(&s);
}

static void a_stored_act_reaches_a_node_through_another(void **state)
{
	struct stage s;

	(void)state;
	stage_init(&s);
	furnish(&s);
	(void)dial(&s, C, A);
	(void)dial(&s, A, B);
	run(&s);
	assert_rule(append(&s, B, receive(&s, B, B)), RULE_NONE);
	run(&s);
	assert_int_equal(held(&s, C, B), held(&s, B, B));
	assert_int_equal(s.seen[REPLICA_APPENDED], 1);
	assert_int_equal(s.seen[REPLICA_STORED], 3);
	stage_fini(&s);
}

static void acts_that_wait_for_a_batch_share_the_next(void **state)
{
	struct stage s;
	struct task *t;

	(void)state;
	stage_init(&s);
	furnish(&s);
	assert_rule(append(&s, B, receive(&s, B, B)), RULE_NONE);
	t = replica_task(at(&s, B)); /* the first is in flight */
	assert_int_equal(task_kind(t), TASK_APPEND);
	for (unsigned i = 0; i < 5; i++)
		assert_rule(append(&s, B, receive(&s, B, B)), RULE_NONE);
	assert_null(replica_task(at(&s, B)));
	assert_int_equal(task_run(t,
			     &(struct task_host){ .store = s.boxes[B].store,
				 .signed_time = s.boxes[B].signed_time },
			     NULL),
	    ERR_OK);
	replica_done(at(&s, B), t, s.steady_ms);
	hear(&s);
	assert_int_equal(s.seen[REPLICA_APPENDED], 1);
	t = replica_task(at(&s, B));
	assert_int_equal(task_kind(t), TASK_APPEND);
	assert_int_equal(task_run(t,
			     &(struct task_host){ .store = s.boxes[B].store,
				 .signed_time = s.boxes[B].signed_time },
			     NULL),
	    ERR_OK);
	replica_done(at(&s, B), t, s.steady_ms);
	hear(&s);
	assert_int_equal(s.seen[REPLICA_APPENDED], 6);
	assert_int_equal(s.seen[REPLICA_STORED], 2);
	stage_fini(&s);
}

/* ---- admission ---- */

static void an_act_is_a_copy_while_it_waits_and_when_it_is_stored(void **state)
{
	struct stage s;
	struct bytes act;

	(void)state;
	stage_init(&s);
	furnish(&s);
	act = receive(&s, B, B);
	assert_rule(append(&s, B, act), RULE_NONE);
	assert_rule(append(&s, B, act), RULE_COPY);
	run(&s);
	assert_rule(append(&s, B, act), RULE_COPY);
	assert_int_equal(s.seen[REPLICA_APPENDED], 1);
	stage_fini(&s);
}

static void an_act_of_another_node_is_not_taken(void **state)
{
	struct stage s;

	(void)state;
	stage_init(&s);
	furnish(&s);
	assert_rule(append(&s, B, receive(&s, C, C)), RULE_ACT_LOG);
	assert_rule(append(&s, B, bytes_text("\xc1")), RULE_CANONICAL);
	stage_fini(&s);
}

static void a_pending_act_counts_for_the_next(void **state)
{
	struct arena *a = arena_new();
	struct stage s;
	struct bytes offer;
	struct dossier *d;

	(void)state;
	stage_init(&s);
	furnish(&s);
	assert_rule(append(&s, B, receive(&s, B, B)), RULE_NONE);
	run(&s);
	d = box_fold(&s.boxes[B], a, casebook_mem_at(s.boxes[B].book, 0));
	offer = town_offer(
	    s.town, a, B, d, C, s.wall + 600, s.boxes[B].vault, s.wall);
	assert_rule(append(&s, B, offer), RULE_NONE);
	assert_rule(append(&s, B,
			town_move(s.town, a, B, "case.accept", d, NULL,
			    s.boxes[B].vault, s.wall)),
	    RULE_ON_OFFER);
	run(&s);
	assert_int_equal(s.seen[REPLICA_APPENDED], 2);
	arena_free(a);
	stage_fini(&s);
}

static void a_clock_that_leaps_a_day_needs_a_word(void **state)
{
	struct stage s;

	(void)state;
	stage_init(&s);
	furnish(&s);
	s.wall += 2 * SIGNED_TIME_STEP_SECONDS_MAX;
	assert_rule(append(&s, B, receive(&s, B, B)), RULE_TIME_LEAP);
	s.wall -= SIGNED_TIME_STEP_SECONDS_MAX;
	replica_touch(at(&s, B), s.wall); /* as a running node does */
	run(&s);
	s.wall += SIGNED_TIME_STEP_SECONDS_MAX;
	assert_rule(append(&s, B, receive(&s, B, B)), RULE_NONE);
	run(&s);
	assert_int_equal(s.last[REPLICA_APPENDED].time, s.wall);
	stage_fini(&s);
}

static void time_in_the_log_does_not_follow_a_clock_that_goes_back(void **state)
{
	struct stage s;
	int64_t before;

	(void)state;
	stage_init(&s);
	furnish(&s);
	before = replica_log(at(&s, B), name(&s, B))->time;
	s.wall -= 3600;
	assert_rule(append(&s, B, receive(&s, B, B)), RULE_NONE);
	run(&s);
	assert_int_equal(s.last[REPLICA_APPENDED].time, before);
	stage_fini(&s);
}

/* ---- peers ---- */

static void of_two_sessions_the_smaller_ids_dial_stays(void **state)
{
	struct stage s;

	(void)state;
	stage_init(&s);
	furnish(&s);
	(void)dial(&s, A, B); /* ankang < hanbin */
	(void)dial(&s, B, A);
	run(&s);
	assert_true(s.links[0].open);
	assert_false(s.links[1].open);
	assert_true(replica_connected(at(&s, A), name(&s, B)));
	assert_true(replica_connected(at(&s, B), name(&s, A)));
	stage_fini(&s);
}

static void a_bad_batch_ends_that_session_and_no_other(void **state)
{
	struct stage s;
	struct liar liar;
	struct batch batch;
	struct message m;
	struct bytes act;

	(void)state;
	stage_init(&s);
	furnish(&s);
	(void)dial(&s, B, A);
	run(&s);
	liar_init(&s, &liar, C, B);
	act = receive(&s, C, C);
	next_batch(&s, C, act, &batch, &m);
	batch.commit.p[batch.commit.n / 2] ^= 1;
	liar_say(&s, &liar, &m);
	run(&s);
	liar_talk(&s, &liar);
	assert_int_equal(s.seen[REPLICA_PEER_DOWN], 1);
	assert_true(s.last[REPLICA_PEER_DOWN].rule != RULE_NONE);
	assert_int_equal(ended_by(&s, B, s.last[REPLICA_PEER_DOWN].rule), 1);
	assert_true(replica_over(at(&s, B), liar.other));
	assert_int_equal(held(&s, B, C), s.town->nodes[C].setup_count);
	liar_fini(&s, &liar);
	batch_fini(&batch);

	/* The honest one still brings the true batch. */
	(void)dial(&s, C, A);
	assert_rule(append(&s, C, act), RULE_NONE);
	run(&s);
	assert_int_equal(held(&s, B, C), s.town->nodes[C].setup_count + 1);
	assert_true(replica_connected(at(&s, B), name(&s, A)));
	stage_fini(&s);
}

static void peers_of_other_networks_and_strangers_disturb_nobody(void **state)
{
	struct stage s;
	uint32_t stray;

	(void)state;
	stage_init(&s);
	furnish(&s);
	(void)dial(&s, B, A);
	run(&s);
	must(replica_open(at(&s, A), SESSION_ACCEPTED, NULL, s.steady_ms,
		 &stray) == ERR_OK);
	replica_feed(at(&s, A), stray, bytes_text("TBN1another!"), s.steady_ms);
	assert_int_equal(ended_by(&s, A, RULE_OTHER_NETWORK), 1);
	replica_sent(at(&s, A), stray, replica_output(at(&s, A), stray).n);
	assert_true(replica_over(at(&s, A), stray));
	replica_closed(at(&s, A), stray);
	must(replica_open(at(&s, A), SESSION_ACCEPTED, NULL, s.steady_ms,
		 &stray) == ERR_OK);
	replica_feed(at(&s, A), stray, bytes_text("SSH-2.0"), s.steady_ms);
	assert_int_equal(ended_by(&s, A, RULE_PREAMBLE), 1);
	replica_closed(at(&s, A), stray);
	assert_rule(append(&s, A, receive(&s, A, A)), RULE_NONE);
	run(&s);
	assert_int_equal(held(&s, B, A), held(&s, A, A));
	stage_fini(&s);
}

static void a_pushed_batch_that_does_not_continue_is_ignored(void **state)
{
	struct stage s;
	struct liar liar;
	struct batch batch;
	struct message m;

	(void)state;
	stage_init(&s);
	furnish(&s);
	liar_init(&s, &liar, C, B);
	next_batch(&s, C, receive(&s, C, C), &batch, &m);
	m.from += 5;
	liar_say(&s, &liar, &m);
	run(&s);
	assert_int_equal(s.seen[REPLICA_PEER_DOWN], 0);
	assert_int_equal(held(&s, B, C), s.town->nodes[C].setup_count);
	liar_fini(&s, &liar);
	batch_fini(&batch);
	stage_fini(&s);
}

static void a_want_that_brings_nothing_goes_to_another_peer(void **state)
{
	struct stage s;
	struct liar liar;
	struct frontier_line line;
	struct message m;

	(void)state;
	stage_init(&s);
	furnish(&s);
	(void)dial(&s, C, A);
	assert_rule(append(&s, C, receive(&s, C, C)), RULE_NONE);
	run(&s);
	liar_init(&s, &liar, C, B); /* says it has more, and then nothing */
	m = line_message(&line, name(&s, C), s.town->nodes[C].setup_count + 1);
	liar_say(&s, &liar, &m);
	(void)dial(&s, B, A);
	run(&s);
	assert_int_equal(held(&s, B, C), s.town->nodes[C].setup_count);
	pass(&s, 31000);
	assert_int_equal(held(&s, B, C), s.town->nodes[C].setup_count + 1);
	liar_fini(&s, &liar);
	stage_fini(&s);
}

static void who_sends_faster_than_we_store_is_not_read(void **state)
{
	struct stage s;
	struct liar liar;
	struct batch batch;
	struct message m;
	struct buf acts = { 0 };

	(void)state;
	stage_init(&s);
	furnish(&s);
	liar_init(&s, &liar, C, B);
	next_batch(&s, C, receive(&s, C, C), &batch, &m);
	while (acts.n < (6u << 20)) { /* about 6 MiB of canonical acts */
		static const uint8_t head[] = { 0x81, 0xa1, 'x', 0xc5, 0xea,
			0x60 };

		buf_put(&acts, (struct bytes){ head, sizeof(head) });
		(void)buf_extend(&acts, 60000);
	}
	m.acts = buf_bytes(&acts);
	for (unsigned i = 0; i < 3; i++) {
		assert_true(replica_reading(at(&s, B), liar.other));
		liar_say(&s, &liar, &m);
		m.from += acts.n / 60006;
	}
	assert_false(replica_reading(at(&s, B), liar.other));
	run(&s); /* it is checked, and refused */
	assert_int_equal(s.seen[REPLICA_PEER_DOWN], 1);
	buf_fini(&acts);
	liar_fini(&s, &liar);
	batch_fini(&batch);
	stage_fini(&s);
}

static void more_of_our_own_log_elsewhere_is_told(void **state)
{
	struct stage s;
	struct liar liar;
	struct frontier_line line;
	struct message m;
	uint64_t size;

	(void)state;
	stage_init(&s);
	furnish(&s);
	size = held(&s, B, B);
	liar_init(&s, &liar, C, B);
	m = line_message(&line, name(&s, B), size + 2);
	liar_say(&s, &liar, &m);
	assert_int_equal(s.seen[REPLICA_TAIL_SEEN], 1);
	assert_int_equal(s.last[REPLICA_TAIL_SEEN].count, 2);
	assert_int_equal(held(&s, B, B), size);
	liar_fini(&s, &liar);
	stage_fini(&s);
}

static void another_root_at_our_size_is_told(void **state)
{
	struct stage s;
	struct liar liar;
	struct frontier_line line;
	struct message m;

	(void)state;
	stage_init(&s);
	furnish(&s);
	liar_init(&s, &liar, C, B);
	m = line_message(&line, name(&s, A), held(&s, B, A));
	line.root.b[0] = 1;
	liar_say(&s, &liar, &m);
	assert_int_equal(s.seen[REPLICA_FORK_SEEN], 1);
	assert_string_equal(s.last[REPLICA_FORK_SEEN].node, name(&s, A));
	liar_fini(&s, &liar);
	stage_fini(&s);
}

static void the_same_want_twice_is_answered_twice(void **state)
{
	struct stage s;
	struct liar liar;
	struct message m = { .kind = MESSAGE_WANT, .to = 3 };

	(void)state;
	stage_init(&s);
	furnish(&s);
	memcpy(m.node, name(&s, A), strlen(name(&s, A)) + 1);
	liar_init(&s, &liar, C, B);
	must(session_ask(liar.session, &m) == ERR_OK);
	m.to = 4096;
	must(session_ask(liar.session, &m) == ERR_OK);
	m.from = 1; /* in the middle of a batch: no border */
	must(session_ask(liar.session, &m) == ERR_OK);
	for (unsigned i = 0; i < 10; i++) {
		liar_talk(&s, &liar);
		run(&s);
	}
	assert_int_equal(session_asked(liar.session, MESSAGE_WANT), 0);
	assert_int_equal(s.seen[REPLICA_PEER_DOWN], 0);
	liar_fini(&s, &liar);
	stage_fini(&s);
}

/* ---- vault ---- */

/* hanbin receives for ankang-gaoxin: both take part, the authority does not. */
static void open_case(struct stage *s)
{
	assert_rule(append(s, B, receive(s, B, C)), RULE_NONE);
	run(s);
}

static void participants_fetch_what_they_lack_and_others_may_not(void **state)
{
	struct arena *a = arena_new();
	struct stage s;
	struct digest dossier;
	const struct dossier *d;
	const struct act *opening;

	(void)state;
	stage_init(&s);
	furnish(&s);
	open_case(&s);
	(void)dial(&s, C, B);
	(void)dial(&s, A, B);
	run(&s);
	dossier = *casebook_mem_at(s.boxes[B].book, 0);
	d = box_fold(&s.boxes[C], a, &dossier);
	opening = d->entries[0].act;
	for (size_t i = 0; i < opening->vault_count; i++)
		replica_need(at(&s, C), &dossier, &opening->vault[i].root);
	run(&s);
	assert_int_equal(replica_need_count(at(&s, C)), 0);
	assert_int_equal(s.seen[REPLICA_VAULT_STORED], opening->vault_count);
	for (size_t i = 0; i < opening->vault_count; i++)
		assert_true(
		    vault_has(s.boxes[C].vault, &opening->vault[i].root));
	replica_need(at(&s, A), &dossier, &opening->vault[0].root);
	run(&s);
	assert_int_equal(
	    replica_need_count(at(&s, A)), 0); /* no right: no need */
	assert_false(vault_has(s.boxes[A].vault, &opening->vault[0].root));
	arena_free(a);
	stage_fini(&s);
}

static void who_takes_no_part_is_told_so(void **state)
{
	struct stage s;
	struct liar liar;
	struct arena *a = arena_new();
	struct message m = { .kind = MESSAGE_VAULT_ASK };
	const struct dossier *d;

	(void)state;
	stage_init(&s);
	furnish(&s);
	open_case(&s);
	m.dossier = *casebook_mem_at(s.boxes[B].book, 0);
	d = box_fold(&s.boxes[B], a, &m.dossier);
	m.root = d->entries[0].act->vault[0].root;
	liar_init(&s, &liar, A, B);
	must(session_ask(liar.session, &m) == ERR_OK);
	liar_talk(&s, &liar);
	assert_int_equal(session_asked(liar.session, MESSAGE_VAULT_ASK), 0);
	assert_int_equal(
	    replica_counters(at(&s, B))->ended_by_rule[RULE_VAULT_RIGHT], 0);
	m.root.b[0] ^= 1; /* no act names it */
	must(session_ask(liar.session, &m) == ERR_OK);
	liar_talk(&s, &liar);
	assert_int_equal(session_asked(liar.session, MESSAGE_VAULT_ASK), 0);
	liar_fini(&s, &liar);
	arena_free(a);
	stage_fini(&s);
}

#define T(name) cmocka_unit_test(name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_new_node_learns_everything_from_the_authority),
		T(a_node_that_is_not_admitted_yet_appends_nothing),
		T(a_stored_act_reaches_a_node_through_another),
		T(acts_that_wait_for_a_batch_share_the_next),
		T(an_act_is_a_copy_while_it_waits_and_when_it_is_stored),
		T(an_act_of_another_node_is_not_taken),
		T(a_pending_act_counts_for_the_next),
		T(a_clock_that_leaps_a_day_needs_a_word),
		T(time_in_the_log_does_not_follow_a_clock_that_goes_back),
		T(of_two_sessions_the_smaller_ids_dial_stays),
		T(a_bad_batch_ends_that_session_and_no_other),
		T(peers_of_other_networks_and_strangers_disturb_nobody),
		T(a_pushed_batch_that_does_not_continue_is_ignored),
		T(a_want_that_brings_nothing_goes_to_another_peer),
		T(who_sends_faster_than_we_store_is_not_read),
		T(more_of_our_own_log_elsewhere_is_told),
		T(another_root_at_our_size_is_told),
		T(the_same_want_twice_is_answered_twice),
		T(participants_fetch_what_they_lack_and_others_may_not),
		T(who_takes_no_part_is_told_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
