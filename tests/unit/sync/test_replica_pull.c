#include "sync/replica_fields.h"
#include "tests/unit/sync/nodes.h"

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

static void a_sorry_is_not_followed_by_the_same_want_at_once(void **state)
{
	struct stage s;
	struct liar liar;
	struct frontier_line line;
	struct message m;
	uint64_t size;

	(void)state;
	stage_init(&s);
	furnish(&s);
	size = s.town->nodes[C].setup_count;
	liar_init(&s, &liar, C, B);
	m = line_message(&line, name(&s, C), size + 1);
	liar_say(&s, &liar, &m);
	assert_int_equal(session_question(liar.session)->kind, MESSAGE_WANT);
	m = (struct message){ .kind = MESSAGE_SORRY, .from = size };
	memcpy(m.node, name(&s, C), strlen(name(&s, C)) + 1);
	session_say(liar.session, &m);
	liar_talk(&s, &liar);
	assert_null(session_question(liar.session));
	assert_int_equal(
	    replica_deadline(at(&s, B)), s.steady_ms + REPLICA_SORRY_MS);
	pass(&s, REPLICA_SORRY_MS);
	liar_talk(&s, &liar);
	assert_int_equal(session_question(liar.session)->from, size);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_bad_batch_ends_that_session_and_no_other),
		T(a_pushed_batch_that_does_not_continue_is_ignored),
		T(a_want_that_brings_nothing_goes_to_another_peer),
		T(a_sorry_is_not_followed_by_the_same_want_at_once),
		T(who_sends_faster_than_we_store_is_not_read),
		T(more_of_our_own_log_elsewhere_is_told),
		T(another_root_at_our_size_is_told),
		T(the_same_want_twice_is_answered_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
