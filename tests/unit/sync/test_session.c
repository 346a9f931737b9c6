#include "tests/unit/sync/talk.h"

#include "tests/unit/unit.h"

static struct message log_message(
    enum message_kind kind, uint64_t from, uint64_t to)
{
	struct message m = { .kind = kind, .from = from, .to = to };

	memcpy(m.node, "ziyang", sizeof("ziyang"));
	return m;
}

/* @count acts that are canonical and nothing else. */
static struct message batch_of(uint64_t from, uint32_t count)
{
	static const uint8_t acts[8] = { 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
		0x80, 0x80 };
	struct message m = log_message(MESSAGE_BATCH, from, 0);

	m.acts = (struct bytes){ acts, count };
	m.act_count = count;
	m.commit = bytes_text("commit");
	return m;
}

static struct frontier_line line_of(const char *node, uint64_t size)
{
	struct frontier_line line = { .size = size };

	memcpy(line.node, node, strlen(node) + 1);
	return line;
}

static void offer(struct talk_side *s, const char *node, uint64_t size)
{
	struct frontier f = { 0 };
	struct frontier_line line = line_of(node, size);

	frontier_set(&f, &line);
	session_offer(s->session, &f);
	frontier_fini(&f);
}

/* @side ended by @rule, and the other one heard of it. */
static void expect_end(struct talk *t, struct talk_side *side, enum rule rule)
{
	struct talk_side *other = side == &t->a ? &t->b : &t->a;

	talk_run(t);
	assert_string_equal(rule_name(side->rule), rule_name(rule));
	assert_int_equal(side->ended, 1);
	assert_int_equal(other->ended, 1);
	assert_int_equal(other->rule, RULE_NONE);
	assert_true(session_over(side->session));
	assert_true(session_over(other->session));
	talk_fini(t);
}

static void any_cut_of_the_bytes_gives_the_same_conversation(void **state)
{
	static const size_t cuts[] = { 1, 2, 3, 7, 13, 64, 1000, 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
		struct message want = log_message(MESSAGE_WANT, 0, 6);
		struct message b = batch_of(0, 4), c = batch_of(4, 2);
		struct talk t;

		talk_init(&t);
		t.cut = cuts[i];
		talk_start(&t);
		talk_run(&t);
		offer(&t.b, "ziyang", 6);
		assert_int_equal(session_ask(t.a.session, &want), ERR_OK);
		talk_run(&t);
		session_say(t.b.session, &b);
		session_say(t.b.session, &c);
		talk_run(&t);
		assert_int_equal(t.a.ready, 1);
		assert_string_equal(session_peer(t.a.session), "ankang");
		assert_string_equal(session_peer(t.b.session), "hanbin");
		assert_int_equal(t.a.messages, 3);
		assert_int_equal(t.a.pushed, 0);
		assert_int_equal(t.b.messages, 1);
		assert_int_equal(session_asked(t.a.session, MESSAGE_WANT), 0);
		assert_null(session_question(t.b.session));
		talk_fini(&t);
	}
}

static void refuses_another_network_and_says_nothing_else(void **state)
{
	struct talk t;
	struct digest other = { { 1 } };

	(void)state;
	talk_init(&t);
	t.a.session = talk_session(&t, &t.a, SESSION_DIALLED, NULL);
	t.network = other;
	t.b.session = talk_session(&t, &t.b, SESSION_ACCEPTED, NULL);
	talk_run(&t);
	assert_int_equal(t.a.rule, RULE_OTHER_NETWORK);
	assert_int_equal(t.b.rule, RULE_OTHER_NETWORK);
	assert_true(session_over(t.a.session));
	assert_true(session_over(t.b.session));
	talk_fini(&t);
}

static void refuses_a_preamble_that_is_not_ours_at_its_first_wrong_byte(
    void **state)
{
	struct talk t;

	(void)state;
	talk_init(&t);
	talk_start(&t);
	session_feed(t.b.session, bytes_text("GET / HTTP/1.1\r\n"), t.now);
	talk_drain(&t.b);
	assert_int_equal(t.b.rule, RULE_PREAMBLE);
	session_feed(t.a.session, bytes_text("TBx"), t.now);
	talk_drain(&t.a);
	assert_int_equal(t.a.rule, RULE_PREAMBLE);
	talk_fini(&t);
}

static void a_connection_that_ends_early_names_where(void **state)
{
	struct talk t;

	(void)state;
	talk_init(&t);
	talk_start(&t);
	session_feed(t.b.session, bytes_text("TBN"), t.now);
	session_cut(t.b.session);
	talk_drain(&t.b);
	assert_int_equal(t.b.rule, RULE_PREAMBLE);
	talk_fini(&t);

	talk_init(&t);
	talk_start(&t);
	(void)talk_move(&t, &t.a, &t.b);
	session_cut(t.b.session);
	talk_drain(&t.b);
	assert_int_equal(t.b.rule, RULE_HANDSHAKE);
	talk_fini(&t);
}

static void a_stranger_is_told_so_by_whom_it_dialled(void **state)
{
	struct talk t;

	(void)state;
	talk_init(&t);
	t.stranger = true;
	talk_start(&t);
	expect_end(&t, &t.b, RULE_PEER_UNKNOWN);
}

static void a_dialler_shows_itself_only_to_whom_it_meant(void **state)
{
	struct talk t;

	(void)state;
	talk_init(&t);
	t.a.session = talk_session(&t, &t.a, SESSION_DIALLED, "ziyang");
	t.b.session = talk_session(&t, &t.b, SESSION_ACCEPTED, NULL);
	talk_run(&t);
	assert_int_equal(t.a.rule, RULE_PEER_UNKNOWN);
	assert_int_equal(t.b.ended, 0); /* it never saw a's key */
	assert_string_equal(session_peer(t.b.session), "");
	talk_fini(&t);
}

static void refuses_its_own_key(void **state)
{
	struct talk t;

	(void)state;
	talk_init(&t);
	t.b.pair = t.a.pair;
	t.b.node = t.a.node;
	talk_start(&t);
	talk_run(&t);
	assert_int_equal(t.a.rule, RULE_PEER_UNKNOWN);
	talk_fini(&t);
}

static void refuses_a_handshake_that_was_changed(void **state)
{
	struct talk t;
	struct bytes out;
	uint8_t copy[512];

	(void)state;
	talk_init(&t);
	talk_start(&t);
	(void)talk_move(&t, &t.a, &t.b);
	out = session_output(t.b.session);
	assert_true(out.n <= sizeof(copy));
	memcpy(copy, out.p, out.n);
	copy[out.n - 1] ^= 1;
	session_feed(t.a.session, (struct bytes){ copy, out.n }, t.now);
	talk_drain(&t.a);
	assert_int_equal(t.a.rule, RULE_HANDSHAKE);
	talk_fini(&t);
}

static void a_changed_frame_does_not_open(void **state)
{
	struct talk t;

	(void)state;
	talk_open(&t);
	offer(&t.a, "ziyang", 1);
	t.a.session->out.p[t.a.session->out.n - 1] ^= 1;
	expect_end(&t, &t.b, RULE_FRAME);
}

static void a_replayed_frame_does_not_open(void **state)
{
	struct talk t;
	struct bytes out;
	uint8_t *copy;

	(void)state;
	talk_open(&t);
	offer(&t.a, "ziyang", 1);
	out = session_output(t.a.session);
	copy = mem_copy(out.p, out.n);
	buf_put(&t.a.session->out, (struct bytes){ copy, out.n });
	mem_free(copy);
	expect_end(&t, &t.b, RULE_FRAME);
}

static void a_truncated_frame_is_named_when_the_connection_ends(void **state)
{
	struct talk t;
	struct bytes out;

	(void)state;
	talk_open(&t);
	offer(&t.a, "ziyang", 1);
	out = session_output(t.a.session);
	session_feed(t.b.session, (struct bytes){ out.p, out.n - 1 }, t.now);
	talk_drain(&t.b);
	assert_int_equal(t.b.ended, 0);
	session_cut(t.b.session);
	talk_drain(&t.b);
	assert_int_equal(t.b.rule, RULE_FRAME);
	talk_fini(&t);
}

static void a_cut_between_messages_breaks_no_rule(void **state)
{
	struct talk t;

	(void)state;
	talk_open(&t);
	session_cut(t.b.session);
	talk_drain(&t.b);
	assert_int_equal(t.b.ended, 1);
	assert_int_equal(t.b.rule, RULE_NONE);
	talk_fini(&t);
}

static void a_message_may_have_no_more_bytes_than_the_limit(void **state)
{
	struct buf raw = { 0 };
	struct talk t;

	(void)state;
	(void)buf_extend(&raw, MESSAGE_BYTES_MAX + 1);
	talk_open(&t);
	talk_raw(&t.a, buf_bytes(&raw));
	buf_fini(&raw);
	expect_end(&t, &t.b, RULE_MESSAGE);
}

static void a_message_as_long_as_the_limit_is_read(void **state)
{
	struct message m = batch_of(0, 1);
	struct buf acts = { 0 };
	struct talk t;

	(void)state;
	memset(buf_extend(&acts, BATCH_ACTS_MAX), 0x80, BATCH_ACTS_MAX);
	m.acts = buf_bytes(&acts);
	talk_open(&t);
	t.cut = 4096;
	talk_say(&t.a, &m);
	talk_run(&t);
	assert_int_equal(t.b.messages, 1);
	assert_int_equal(t.b.pushed, 1);
	buf_fini(&acts);
	talk_fini(&t);
}

static void an_empty_piece_in_the_middle_is_refused(void **state)
{
	static const uint8_t more[1] = { FRAME_MORE };
	struct talk t;

	(void)state;
	talk_open(&t);
	buf_put_u16(&t.a.session->out, 1 + NOISE_TAG_BYTES);
	assert_int_equal(noise_encrypt(&t.a.session->send, &t.a.session->out,
			     (struct bytes){ more, 1 }),
	    ERR_OK);
	expect_end(&t, &t.b, RULE_FRAME);
}

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
	t.b.session->split = true;
	t.b.session->send = t.a.session->receive;
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
	static const enum message_kind kinds[] = { MESSAGE_SORRY, MESSAGE_HEAD,
		MESSAGE_VAULT_CHUNK, MESSAGE_VAULT_SORRY, MESSAGE_PONG };

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

static void an_offer_says_everything_first_and_then_what_changed(void **state)
{
	struct frontier f = { 0 };
	struct frontier_line x = line_of("hanyin", 1), y = line_of("ziyang", 2);
	struct talk t;

	(void)state;
	talk_open(&t);
	frontier_set(&f, &x);
	frontier_set(&f, &y);
	session_offer(t.a.session, &f);
	session_offer(t.a.session, &f); /* nothing new */
	talk_run(&t);
	assert_int_equal(t.b.messages, 1);
	assert_int_equal(session_frontier(t.b.session)->count, 2);
	y.size = 9;
	frontier_set(&f, &y);
	session_offer(t.a.session, &f);
	talk_run(&t);
	assert_int_equal(t.b.messages, 2);
	assert_int_equal(
	    frontier_size(session_frontier(t.b.session), "ziyang", 0), 9);
	frontier_fini(&f);
	talk_fini(&t);
}

static void silence_is_pinged_and_then_ends_it(void **state)
{
	struct talk t;

	(void)state;
	talk_open(&t);
	assert_int_equal(
	    session_deadline(t.b.session), t.now + SESSION_PING_MS);
	t.now += SESSION_PING_MS;
	session_tick(t.b.session, t.now);
	assert_true(session_output(t.b.session).n > 0);
	talk_run(&t); /* the pong is a sign of life */
	assert_int_equal(t.b.ended, 0);
	assert_int_equal(
	    session_deadline(t.b.session), t.now + SESSION_PING_MS);
	t.now += SESSION_SILENT_MS_MAX;
	session_tick(t.b.session, t.now);
	talk_drain(&t.b);
	assert_int_equal(t.b.rule, RULE_SILENT);
	talk_fini(&t);
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

static void a_handshake_has_ten_seconds(void **state)
{
	struct talk t;

	(void)state;
	talk_init(&t);
	talk_start(&t);
	t.now += SESSION_HANDSHAKE_MS_MAX - 1;
	session_tick(t.b.session, t.now);
	talk_drain(&t.b);
	assert_int_equal(t.b.ended, 0);
	t.now++;
	assert_int_equal(session_deadline(t.b.session), t.now);
	session_tick(t.b.session, t.now);
	talk_drain(&t.b);
	assert_int_equal(t.b.rule, RULE_HANDSHAKE);
	talk_fini(&t);
}

static void both_directions_go_on_across_a_rekey(void **state)
{
	struct message m = { .kind = MESSAGE_PING };
	struct talk t;

	(void)state;
	talk_open(&t);
	for (unsigned i = 0; i < 2500; i++) {
		m.number = ++t.a.session->ping_number;
		talk_say(&t.a, &m);
		talk_run(&t);
	}
	assert_int_equal(t.a.ended, 0);
	assert_int_equal(t.b.ended, 0);
	assert_true(t.a.session->send.nonce > 2 * NOISE_REKEY_MESSAGES);
	talk_fini(&t);
}

static void an_end_is_said_and_authenticated(void **state)
{
	struct talk t;

	(void)state;
	talk_open(&t);
	session_end(t.a.session, RULE_NONE, "stopping");
	session_end(t.a.session, RULE_FLOOD, "only the first counts");
	assert_int_equal(
	    session_ask(t.a.session, &(struct message){ .kind = MESSAGE_WANT }),
	    ERR_ENDED);
	talk_run(&t);
	assert_int_equal(t.a.ended, 1);
	assert_int_equal(t.a.rule, RULE_NONE);
	assert_int_equal(t.b.ended, 1);
	assert_non_null(strstr(t.b.why, "none"));
	assert_true(session_over(t.a.session));
	assert_true(session_over(t.b.session));
	talk_fini(&t);
}

static void what_follows_the_end_is_not_read(void **state)
{
	struct talk t;

	(void)state;
	talk_open(&t);
	session_end(t.a.session, RULE_NONE, "stopping");
	buf_put_text(&t.a.session->out, "anything");
	talk_run(&t);
	assert_int_equal(t.b.ended, 1);
	assert_int_equal(t.b.rule, RULE_NONE);
	talk_fini(&t);
}

static void offers_wait_while_there_is_no_room(void **state)
{
	struct talk t;
	size_t before;

	(void)state;
	talk_open(&t);
	(void)buf_extend(&t.a.session->out, SESSION_OUTPUT_BYTES_MAX);
	before = session_output(t.a.session).n;
	assert_false(session_room(t.a.session));
	offer(&t.a, "ziyang", 1);
	assert_int_equal(session_output(t.a.session).n, before);
	session_sent(t.a.session, before);
	offer(&t.a, "ziyang", 1);
	talk_run(&t);
	assert_int_equal(t.b.messages, 1);
	talk_fini(&t);
}

#define T(name) cmocka_unit_test(name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(any_cut_of_the_bytes_gives_the_same_conversation),
		T(refuses_another_network_and_says_nothing_else),
		T(refuses_a_preamble_that_is_not_ours_at_its_first_wrong_byte),
		T(a_connection_that_ends_early_names_where),
		T(a_stranger_is_told_so_by_whom_it_dialled),
		T(a_dialler_shows_itself_only_to_whom_it_meant),
		T(refuses_its_own_key),
		T(refuses_a_handshake_that_was_changed),
		T(a_changed_frame_does_not_open),
		T(a_replayed_frame_does_not_open),
		T(a_truncated_frame_is_named_when_the_connection_ends),
		T(a_cut_between_messages_breaks_no_rule),
		T(a_message_may_have_no_more_bytes_than_the_limit),
		T(a_message_as_long_as_the_limit_is_read),
		T(an_empty_piece_in_the_middle_is_refused),
		T(a_message_that_is_not_canonical_is_refused),
		T(an_unknown_message_is_refused),
		T(a_second_hello_is_out_of_order),
		T(nothing_may_come_before_the_hello),
		T(a_hello_of_another_node_is_refused),
		T(an_answer_without_a_question_is_refused),
		T(a_batch_that_answers_nothing_is_a_push_and_a_line),
		T(one_question_too_many_is_a_flood),
		T(who_pings_and_does_not_read_is_dropped),
		T(a_frontier_that_goes_back_is_refused),
		T(a_frontier_has_no_more_lines_than_a_network_members),
		T(an_offer_says_everything_first_and_then_what_changed),
		T(silence_is_pinged_and_then_ends_it),
		T(a_late_pong_answers_an_older_ping),
		T(a_handshake_has_ten_seconds),
		T(both_directions_go_on_across_a_rekey),
		T(an_end_is_said_and_authenticated),
		T(what_follows_the_end_is_not_read),
		T(offers_wait_while_there_is_no_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
