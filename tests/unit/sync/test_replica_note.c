#include "schema/checkpoint.h"
#include "tests/unit/sync/nodes.h"

static int64_t time_of(struct stage *s, size_t node, size_t log)
{
	struct bytes note = replica_note(at(s, node), name(s, log));
	struct checkpoint c;

	if (note.n == 0)
		return 0;
	assert_rule(checkpoint_read(note, &s->town->genesis.network, &c, NULL),
	    RULE_NONE);
	return c.time;
}

/* A note of @log as its owner would sign it. */
static struct message note_message(struct stage *s, size_t log, int64_t time,
    uint64_t size, const struct sign_pair *by, struct buf *out)
{
	const struct town_node *n = &s->town->nodes[log];
	const struct chain *chain = replica_log(at(s, log), n->id);
	struct checkpoint c = {
		.size = size, .root = chain_root(chain), .time = time
	};
	struct message m = { .kind = MESSAGE_HEAD };

	memcpy(c.node, n->id, sizeof(n->id));
	buf_clear(out);
	checkpoint_write(out, &s->town->genesis.network, &c, by);
	m.note = buf_bytes(out);
	memcpy(m.node, n->id, sizeof(n->id));
	return m;
}

static void a_quiet_log_shows_a_newer_time_to_all(void **state)
{
	struct stage s;
	int64_t first;

	(void)state;
	stage_init(&s);
	furnish(&s);
	(void)dial(&s, B, A);
	(void)dial(&s, C, A); /* C hears of B through A alone */
	run(&s);
	s.wall += 100;
	first = s.wall;
	replica_note_beat(at(&s, B), s.wall);
	run(&s);
	for (size_t i = 0; i < NODES; i++)
		assert_int_equal(time_of(&s, i, B), first);
	s.wall += 10; /* too soon to go on from A */
	replica_note_beat(at(&s, B), s.wall);
	run(&s);
	assert_int_equal(time_of(&s, A, B), first + 10);
	assert_int_equal(time_of(&s, C, B), first);
	replica_note_ask(at(&s, C), name(&s, B));
	run(&s);
	assert_int_equal(time_of(&s, C, B), first + 10);
	assert_int_equal(replica_counters(at(&s, B))->beats, 2);
	stage_fini(&s);
}

static void a_batch_ends_it(void **state)
{
	struct stage s;

	(void)state;
	stage_init(&s);
	furnish(&s);
	(void)dial(&s, B, A);
	run(&s);
	s.wall += 100;
	replica_note_beat(at(&s, B), s.wall);
	run(&s);
	assert_true(time_of(&s, A, B) > 0);
	assert_rule(append(&s, B, receive(&s, B, B)), RULE_NONE);
	run(&s);
	assert_int_equal(time_of(&s, A, B), 0);
	assert_int_equal(time_of(&s, B, B), 0);
	assert_int_equal(s.seen[REPLICA_BACK_SEEN], 0);
	stage_fini(&s);
}

static void there_is_none_while_acts_wait_or_time_stands(void **state)
{
	struct stage s;

	(void)state;
	stage_init(&s);
	furnish(&s);
	replica_note_beat(at(&s, B), s.wall - 1);
	assert_null(replica_task(at(&s, B)));
	assert_rule(append(&s, B, receive(&s, B, B)), RULE_NONE);
	replica_note_beat(at(&s, B), s.wall + 100);
	run(&s);
	assert_int_equal(time_of(&s, B, B), 0);
	stage_fini(&s);
}

/* F-38: what was shown is not taken back by a restart with a slow clock. */
static void a_later_batch_is_not_earlier(void **state)
{
	struct stage s;

	(void)state;
	stage_init(&s);
	furnish(&s);
	(void)dial(&s, B, A);
	run(&s);
	replica_note_beat(at(&s, B), s.wall + 1000);
	run(&s);
	box_restart(&s.boxes[B]);
	s.links[0].open = false; /* its end is gone */
	replica_closed(at(&s, A), 1);
	assert_rule(append(&s, B, receive(&s, B, B)), RULE_NONE);
	(void)dial(&s, B, A);
	run(&s);
	assert_true(replica_log(at(&s, A), name(&s, B))->time >= s.wall + 1000);
	assert_int_equal(s.seen[REPLICA_BACK_SEEN], 0);
	stage_fini(&s);
}

static void who_is_asked_signs_soon(void **state)
{
	struct stage s;

	(void)state;
	stage_init(&s);
	furnish(&s);
	(void)dial(&s, B, A);
	run(&s);
	assert_false(replica_note_wanted(at(&s, B)));
	replica_note_ask(at(&s, A), name(&s, B));
	run(&s);
	assert_true(replica_note_wanted(at(&s, B)));
	assert_false(replica_note_wanted(at(&s, A)));
	replica_note_beat(at(&s, B), s.wall + 5);
	assert_false(replica_note_wanted(at(&s, B)));
	run(&s);
	assert_int_equal(time_of(&s, A, B), s.wall + 5);
	stage_fini(&s);
}

static void a_false_note_ends_its_session_alone(void **state)
{
	struct stage s;
	struct liar liar;
	struct buf note = { 0 };
	struct message m;

	(void)state;
	stage_init(&s);
	furnish(&s);
	(void)dial(&s, A, B);
	run(&s);
	liar_init(&s, &liar, C, B);
	m = note_message(
	    &s, A, s.wall + 9, held(&s, A, A), &s.town->nodes[C].log, &note);
	liar_say(&s, &liar, &m);
	assert_int_equal(ended_by(&s, B, RULE_CHECKPOINT_SIGNATURE), 1);
	liar_fini(&s, &liar);
	liar_init(&s, &liar, C, B);
	m.note = bytes_text("no note\n");
	liar_say(&s, &liar, &m);
	assert_int_equal(ended_by(&s, B, RULE_CHECKPOINT_FORM), 1);
	liar_fini(&s, &liar);
	assert_int_equal(time_of(&s, B, A), 0);
	assert_true(replica_connected(at(&s, B), name(&s, A)));
	buf_fini(&note);
	stage_fini(&s);
}

/* Of another size, or old: nobody lied, the note is of no use here. */
static void a_note_that_does_not_fit_is_passed_over(void **state)
{
	struct stage s;
	struct liar liar;
	struct buf note = { 0 };
	const struct sign_pair *log;
	struct message m;

	(void)state;
	stage_init(&s);
	furnish(&s);
	log = &s.town->nodes[C].log;
	liar_init(&s, &liar, C, B);
	m = note_message(&s, C, s.wall + 9, held(&s, C, C) + 1, log, &note);
	liar_say(&s, &liar, &m);
	m = note_message(&s, C, 1, held(&s, C, C), log, &note);
	liar_say(&s, &liar, &m);
	assert_int_equal(time_of(&s, B, C), 0);
	m = note_message(&s, C, s.wall + 9, held(&s, C, C), log, &note);
	liar_say(&s, &liar, &m);
	assert_int_equal(time_of(&s, B, C), s.wall + 9);
	assert_true(session_ready(liar.session));
	liar_fini(&s, &liar);
	buf_fini(&note);
	stage_fini(&s);
}

static void time_that_goes_back_is_seen(void **state)
{
	struct stage s;
	struct liar liar;
	struct buf note = { 0 };
	struct batch batch = { 0 };
	struct message m;

	(void)state;
	stage_init(&s);
	furnish(&s);
	liar_init(&s, &liar, C, B);
	m = note_message(
	    &s, C, s.wall + 500, held(&s, C, C), &s.town->nodes[C].log, &note);
	liar_say(&s, &liar, &m);
	next_batch(&s, C, receive(&s, C, C), &batch, &m);
	liar_say(&s, &liar, &m);
	run(&s);
	assert_int_equal(s.seen[REPLICA_BACK_SEEN], 1);
	assert_string_equal(s.last[REPLICA_BACK_SEEN].node, name(&s, C));
	assert_int_equal(s.last[REPLICA_BACK_SEEN].time, s.wall + 500);
	assert_int_equal(time_of(&s, B, C), 0);
	batch_fini(&batch);
	liar_fini(&s, &liar);
	buf_fini(&note);
	stage_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_quiet_log_shows_a_newer_time_to_all),
		T(a_batch_ends_it),
		T(there_is_none_while_acts_wait_or_time_stands),
		T(a_later_batch_is_not_earlier),
		T(who_is_asked_signs_soon),
		T(a_false_note_ends_its_session_alone),
		T(a_note_that_does_not_fit_is_passed_over),
		T(time_that_goes_back_is_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
