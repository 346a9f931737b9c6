#include "tests/unit/sync/said.h"

static void a_message_that_is_not_canonical_is_refused(void **state)
{
	/* {"n": 1, "t": "ping"} with 1 in two bytes */
	static const uint8_t raw[] = { 0x82, 0xa1, 'n', 0xcc, 0x01, 0xa1, 't',
		0xa4, 'p', 'i', 'n', 'g' };
	struct talk t;

	(void)state;
	talk_open(&t);
	talk_raw(&t.a, (struct bytes){ raw, sizeof(raw) });
	expect_end(&t, &t.b, RULE_MESSAGE);
}

static void an_unknown_message_is_refused(void **state)
{
	static const uint8_t raw[] = { 0x81, 0xa1, 't', 0xa4, 'g', 'i', 'v',
		'e' };
	struct talk t;

	(void)state;
	talk_open(&t);
	talk_raw(&t.a, (struct bytes){ raw, sizeof(raw) });
	expect_end(&t, &t.b, RULE_MESSAGE);
}

static void a_second_hello_is_out_of_order(void **state)
{
	struct message m = { .kind = MESSAGE_HELLO,
		.version = MESSAGE_VERSION };
	struct talk t;

	(void)state;
	memcpy(m.node, "hanbin", sizeof("hanbin"));
	talk_open(&t);
	talk_say(&t.a, &m);
	expect_end(&t, &t.b, RULE_ORDER);
}

static void nothing_may_come_before_the_hello(void **state)
{
	struct message m = { .kind = MESSAGE_PING };
	struct talk t;

	(void)state;
	talk_init(&t);
	talk_start(&t);
	(void)talk_move(&t, &t.a, &t.b);
	(void)talk_move(&t, &t.b, &t.a); /* a has split and said its hello */
	session_sent(t.a.session, session_output(t.a.session).n);
	assert_int_equal(t.a.session->state, SESSION_AT_HELLO);
	t.b.session->state = SESSION_AT_HELLO;
	t.b.session->ciphers = secret_new(sizeof(*t.b.session->ciphers));
	t.b.session->ciphers->send = t.a.session->ciphers->receive;
	talk_say(&t.b, &m);
	(void)talk_move(&t, &t.b, &t.a);
	assert_int_equal(t.a.rule, RULE_ORDER);
	talk_fini(&t);
}

static void a_hello_of_another_node_is_refused(void **state)
{
	struct talk t;

	(void)state;
	talk_init(&t);
	talk_start(&t);
	memcpy(t.a.session->node, "ziyang", sizeof("ziyang"));
	expect_end(&t, &t.b, RULE_PEER_UNKNOWN);
}

static void an_answer_without_a_question_is_refused(void **state)
{
	static const enum message_kind kinds[] = { MESSAGE_SORRY,
		MESSAGE_VAULT_CHUNK, MESSAGE_VAULT_SORRY, MESSAGE_WITNESS,
		MESSAGE_PONG };

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct message m = log_message(kinds[i], 0, 0);
		struct talk t;

		m.total = 1;
		m.data = bytes_text("x");
		memcpy(m.rule, "not_found", sizeof("not_found"));
		talk_open(&t);
		talk_say(&t.a, &m);
		expect_end(&t, &t.b, RULE_NOT_ASKED);
	}
}

static void a_head_goes_around_unasked(void **state)
{
	struct message m = log_message(MESSAGE_HEAD, 0, 0);
	struct talk t;

	(void)state;
	talk_open(&t);
	talk_say(&t.a, &m);
	talk_run(&t);
	assert_true(session_ready(t.b.session));
	talk_fini(&t);
}

static void a_batch_that_answers_nothing_is_a_push_and_a_line(void **state)
{
	struct message m = batch_of(5, 3);
	struct talk t;

	(void)state;
	talk_open(&t);
	talk_say(&t.a, &m);
	talk_run(&t);
	assert_int_equal(t.b.pushed, 1);
	assert_int_equal(
	    frontier_size(session_frontier(t.b.session), "ziyang", 0), 8);
	talk_fini(&t);
}

static void one_question_too_many_is_a_flood(void **state)
{
	static const struct {
		enum message_kind kind;
		unsigned most;
	} rows[] = { { MESSAGE_WANT, QUESTION_WANTS_MAX },
		{ MESSAGE_HEAD_ASK, QUESTION_HEADS_MAX },
		{ MESSAGE_VAULT_ASK, QUESTION_VAULTS_MAX } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct message m = log_message(rows[i].kind, 0, 1);
		struct talk t;

		talk_open(&t);
		for (unsigned k = 0; k < rows[i].most; k++)
			assert_int_equal(session_ask(t.a.session, &m), ERR_OK);
		assert_int_equal(session_ask(t.a.session, &m), ERR_BUSY);
		talk_run(&t);
		assert_int_equal(t.b.messages, rows[i].most);
		talk_say(&t.a, &m);
		expect_end(&t, &t.b, RULE_FLOOD);
	}
}

static void who_pings_and_does_not_read_is_dropped(void **state)
{
	struct message m = { .kind = MESSAGE_PING, .number = 1 };
	struct talk t;

	(void)state;
	talk_open(&t);
	(void)buf_extend(&t.b.session->out, SESSION_OUTPUT_BYTES_MAX);
	talk_say(&t.a, &m);
	(void)talk_move(&t, &t.a, &t.b);
	assert_int_equal(t.b.rule, RULE_FLOOD);
	assert_false(session_over(t.b.session));
	t.now += SESSION_HANDSHAKE_MS_MAX; /* it is not waited for */
	session_tick(t.b.session, t.now);
	assert_true(session_over(t.b.session));
	talk_fini(&t);
}

static void a_frontier_that_goes_back_is_refused(void **state)
{
	struct frontier_line line = line_of("ziyang", 4);
	struct message m = {
		.kind = MESSAGE_FRONTIER, .lines = &line, .line_count = 1
	};
	struct talk t;

	(void)state;
	talk_open(&t);
	talk_say(&t.a, &m);
	talk_run(&t);
	assert_int_equal(t.b.messages, 1);
	line.size = 3;
	talk_say(&t.a, &m);
	expect_end(&t, &t.b, RULE_FRONTIER);
}

static void a_frontier_has_no_more_lines_than_a_network_members(void **state)
{
	struct frontier_line line = line_of("ziyang", 1);
	struct message m = {
		.kind = MESSAGE_FRONTIER, .lines = &line, .line_count = 1
	};
	struct talk t;

	(void)state;
	talk_open(&t);
	for (unsigned i = 0; i <= FRONTIER_LINES_MAX; i++) {
		memcpy(line.node, "x00000000", 10);
		for (unsigned k = 0; k < 8; k++)
			line.node[8 - k] = (char)('0' + (i >> (3 * k) & 7));
		talk_say(&t.a, &m);
	}
	expect_end(&t, &t.b, RULE_FRONTIER);
}

static void a_late_pong_answers_an_older_ping(void **state)
{
	struct message pong = { .kind = MESSAGE_PONG, .number = 1 };
	struct talk t;

	(void)state;
	talk_open(&t);
	for (unsigned i = 0; i < 2; i++) {
		t.now += SESSION_PING_MS;
		session_tick(t.b.session, t.now);
	}
	talk_say(&t.a, &pong);
	pong.number = 2;
	talk_say(&t.a, &pong);
	(void)talk_move(&t, &t.a, &t.b);
	assert_int_equal(t.b.ended, 0);
	talk_say(&t.a, &pong); /* once is enough */
	expect_end(&t, &t.b, RULE_NOT_ASKED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_message_that_is_not_canonical_is_refused),
		T(an_unknown_message_is_refused),
		T(a_second_hello_is_out_of_order),
		T(nothing_may_come_before_the_hello),
		T(a_hello_of_another_node_is_refused),
		T(an_answer_without_a_question_is_refused),
		T(a_head_goes_around_unasked),
		T(a_batch_that_answers_nothing_is_a_push_and_a_line),
		T(one_question_too_many_is_a_flood),
		T(who_pings_and_does_not_read_is_dropped),
		T(a_frontier_that_goes_back_is_refused),
		T(a_frontier_has_no_more_lines_than_a_network_members),
		T(a_late_pong_answers_an_older_ping),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
