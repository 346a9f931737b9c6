/*
 * A node that was restored: peers hold acts of its own log that it has lost.
 */
#include "sync/replica_fields.h"
#include "tests/unit/sync/nodes.h"

/* C holds one act more of B's log than B, which is as if it never wrote it.
 * The act that B would write now, unknowing, is returned. */
static struct bytes lose_one(struct stage *s)
{
	struct liar before; /* B, as it was */
	struct batch batch;
	struct message m;

	furnish(s);
	liar_init(s, &before, B, C);
	next_batch(s, B, receive(s, B, B), &batch, &m);
	liar_say(s, &before, &m);
	run(s);
	liar_fini(s, &before);
	batch_fini(&batch);
	run(s);
	assert_int_equal(held(s, C, B), held(s, B, B) + 1);
	memset(s->seen, 0, sizeof(s->seen));
	return receive(s, B, B);
}

static void a_lost_tail_is_taken_back_and_gone_on_behind(void **state)
{
	struct stage s;
	struct bytes act;
	uint64_t size;

	(void)state;
	stage_init(&s);
	act = lose_one(&s);
	size = held(&s, B, B);
	(void)dial(&s, B, C);
	(void)dial(&s, A, C);
	run(&s);
	assert_int_equal(s.seen[REPLICA_TAIL_SEEN], 1);
	assert_int_equal(held(&s, B, B), size + 1);
	assert_int_equal(replica_tail(at(&s, B)), 0);
	assert_rule(append(&s, B, act), RULE_NONE);
	run(&s);
	for (size_t n = 0; n < NODES; n++)
		assert_int_equal(held(&s, n, B), size + 2);
	assert_int_equal(s.last[REPLICA_APPENDED].first, size + 1);
	assert_int_equal(s.seen[REPLICA_FORK_SEEN], 0);
	assert_int_equal(s.seen[REPLICA_PEER_DOWN], 0);
	stage_fini(&s);
}

static void an_act_taken_back_is_not_written_again(void **state)
{
	struct stage s;
	struct liar before;
	struct batch batch;
	struct message m;
	struct bytes act;

	(void)state;
	stage_init(&s);
	furnish(&s);
	act = receive(&s, B, B);
	liar_init(&s, &before, B, C);
	next_batch(&s, B, act, &batch, &m);
	liar_say(&s, &before, &m);
	run(&s);
	(void)dial(&s, B, C);
	run(&s);
	assert_rule(append(&s, B, act), RULE_COPY);
	liar_fini(&s, &before);
	batch_fini(&batch);
	stage_fini(&s);
}

static void nothing_is_signed_before_the_tail_is_here(void **state)
{
	struct stage s;
	struct liar liar;
	struct frontier_line line;
	struct batch batch;
	struct message claim, m;
	struct bytes act;
	uint64_t size;

	(void)state;
	stage_init(&s);
	act = lose_one(&s);
	size = held(&s, B, B);
	next_batch(&s, B, receive(&s, B, B), &batch, &m);
	liar_init(&s, &liar, C, B);
	claim = line_message(&line, name(&s, B), size + 1);
	liar_say(&s, &liar, &claim);
	assert_int_equal(replica_tail(at(&s, B)), 1);
	assert_rule(append(&s, B, act), RULE_FLOOD);
	s.wall += 60;
	replica_note_beat(at(&s, B), s.wall);
	run(&s);
	assert_int_equal(s.seen[REPLICA_BEAT_HEARD], 0);
	liar_say(&s, &liar, &m);
	assert_rule(append(&s, B, act), RULE_FLOOD); /* came, not stored */
	run(&s);
	assert_int_equal(held(&s, B, B), size + 1);
	assert_rule(append(&s, B, act), RULE_NONE);
	run(&s);
	assert_int_equal(held(&s, B, B), size + 2);
	liar_fini(&s, &liar);
	batch_fini(&batch);
	stage_fini(&s);
}

static void who_hangs_up_has_still_said_it(void **state)
{
	struct stage s;
	struct liar liar;
	struct frontier_line line;
	struct message m;
	struct bytes act;

	(void)state;
	stage_init(&s);
	furnish(&s);
	act = receive(&s, B, B);
	liar_init(&s, &liar, C, B);
	m = line_message(&line, name(&s, B), held(&s, B, B) + 3);
	liar_say(&s, &liar, &m);
	liar_fini(&s, &liar);
	run(&s);
	assert_rule(append(&s, B, act), RULE_FLOOD);
	stage_fini(&s);
}

static void a_claim_without_a_batch_stops_nobody_for_ever(void **state)
{
	struct stage s;
	struct liar liar;
	struct frontier_line line;
	struct message m;
	struct bytes act;
	uint64_t size;

	(void)state;
	stage_init(&s);
	furnish(&s);
	size = held(&s, B, B);
	act = receive(&s, B, B);
	for (unsigned i = 0; i < 5; i++) { /* saying it again gains nothing */
		liar_init(&s, &liar, C, B);
		m = line_message(&line, name(&s, B), size + 3 + i);
		liar_say(&s, &liar, &m);
		assert_rule(append(&s, B, act), RULE_FLOOD);
		liar_fini(&s, &liar);
		pass(&s, 25000);
	}
	assert_rule(append(&s, B, act), RULE_NONE);
	run(&s);
	assert_int_equal(held(&s, B, B), size + 1);
	stage_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_lost_tail_is_taken_back_and_gone_on_behind),
		T(an_act_taken_back_is_not_written_again),
		T(nothing_is_signed_before_the_tail_is_here),
		T(who_hangs_up_has_still_said_it),
		T(a_claim_without_a_batch_stops_nobody_for_ever),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
