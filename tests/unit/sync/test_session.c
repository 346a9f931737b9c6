#include "tests/unit/locked.h"
#include "tests/unit/sync/said.h"

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
	assert_int_equal(noise_encrypt(&t.a.session->ciphers->send,
			     &t.a.session->out, (struct bytes){ more, 1 }),
	    ERR_OK);
	expect_end(&t, &t.b, RULE_FRAME);
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

/* P-11: a length that lies keeps nobody; what comes behind it is no frame. */
static void bytes_that_never_make_a_frame_are_no_sign_of_life(void **state)
{
	static const uint8_t long_frame[] = { 0xff, 0xff };
	static const uint8_t drip[] = { 7 };
	struct talk t;

	(void)state;
	talk_open(&t);
	session_feed(t.b.session,
	    (struct bytes){ long_frame, sizeof(long_frame) }, t.now);
	for (unsigned i = 0; i < SESSION_SILENT_MS_MAX / 1000; i++) {
		assert_int_equal(t.b.ended, 0);
		t.now += 1000;
		session_feed(
		    t.b.session, (struct bytes){ drip, sizeof(drip) }, t.now);
		session_tick(t.b.session, t.now);
		talk_drain(&t.b);
	}
	assert_int_equal(t.b.ended, 1);
	assert_int_equal(t.b.rule, RULE_SILENT);
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
	assert_true(
	    t.a.session->ciphers->send.nonce > 2 * NOISE_REKEY_MESSAGES);
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

/* The sanitizer's mlock() locks nothing. */
#ifndef __SANITIZE_ADDRESS__
static void its_keys_lie_in_locked_memory_from_the_handshake_on(void **state)
{
	struct talk t;

	(void)state;
	talk_init(&t);
	talk_start(&t);
	assert_true(locked_check(t.a.session->noise));
	assert_true(locked_check(t.b.session->noise));
	talk_run(&t);
	assert_int_equal(t.a.ready + t.b.ready, 2);
	assert_true(locked_check(t.a.session->ciphers));
	assert_true(locked_check(t.b.session->ciphers));
	assert_null(t.a.session->noise); /* with our own key in it */
	assert_null(t.b.session->noise);
	talk_fini(&t);
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(any_cut_of_the_bytes_gives_the_same_conversation),
		T(a_changed_frame_does_not_open),
		T(a_replayed_frame_does_not_open),
		T(a_truncated_frame_is_named_when_the_connection_ends),
		T(a_cut_between_messages_breaks_no_rule),
		T(a_message_may_have_no_more_bytes_than_the_limit),
		T(a_message_as_long_as_the_limit_is_read),
		T(an_empty_piece_in_the_middle_is_refused),
		T(an_offer_says_everything_first_and_then_what_changed),
		T(silence_is_pinged_and_then_ends_it),
		T(bytes_that_never_make_a_frame_are_no_sign_of_life),
		T(both_directions_go_on_across_a_rekey),
		T(an_end_is_said_and_authenticated),
		T(what_follows_the_end_is_not_read),
		T(offers_wait_while_there_is_no_room),
#ifndef __SANITIZE_ADDRESS__
		T(its_keys_lie_in_locked_memory_from_the_handshake_on),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
