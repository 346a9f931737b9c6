#include "sync/hint.h"
#include "tests/unit/sync/said.h"

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

/* Who shows one key anyway takes a hint as well. */
static void a_hint_is_the_payload_of_the_first_message(void **state)
{
	struct talk t;
	struct bytes first;

	(void)state;
	talk_init(&t);
	t.a.session =
	    session_new(&(struct session_setup){ .side = SESSION_DIALLED,
			    .network = t.network,
			    .node = t.a.node,
			    .own = &t.a.pair,
			    .wanted = &t.b.pair.public,
			    .random = &t.random.random,
			    .member = talk_member,
			    .arg = &t },
		t.now);
	/* Preamble, length, ephemeral key. */
	first = session_output(t.a.session);
	assert_int_equal(first.n, FRAME_PREAMBLE_BYTES + 2 + 32 + HINT_BYTES);
	assert_true(
	    hint_fits(bytes_part(first, first.n - HINT_BYTES, HINT_BYTES),
		&t.b.pair.public));
	t.b.session = talk_session(&t, &t.b, SESSION_ACCEPTED, NULL);
	talk_run(&t);
	assert_int_equal(t.a.ready + t.b.ready, 2);
	talk_fini(&t);
}

/* The first message with @n bytes behind the ephemeral key. */
static void refused_with_payload(size_t n)
{
	uint8_t message[2 + 32 + 64] = { 0, (uint8_t)(32 + n), 9 };
	uint8_t preamble[FRAME_PREAMBLE_BYTES];
	struct talk t;

	talk_init(&t);
	talk_start(&t);
	frame_preamble(preamble, &t.network);
	session_feed(t.b.session, bytes_of(preamble), t.now);
	session_feed(t.b.session, (struct bytes){ message, 2 + 32 + n }, t.now);
	talk_drain(&t.b);
	assert_int_equal(t.b.rule, RULE_HANDSHAKE);
	talk_fini(&t);
}

static void a_first_message_with_another_payload_is_refused(void **state)
{
	(void)state;
	for (size_t n = 1; n <= 64; n++) {
		if (n != HINT_BYTES)
			refused_with_payload(n);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(refuses_another_network_and_says_nothing_else),
		T(refuses_a_preamble_that_is_not_ours_at_its_first_wrong_byte),
		T(a_connection_that_ends_early_names_where),
		T(a_stranger_is_told_so_by_whom_it_dialled),
		T(a_dialler_shows_itself_only_to_whom_it_meant),
		T(refuses_its_own_key),
		T(refuses_a_handshake_that_was_changed),
		T(a_handshake_has_ten_seconds),
		T(a_hint_is_the_payload_of_the_first_message),
		T(a_first_message_with_another_payload_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
