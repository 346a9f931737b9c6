#include "sync/frame.h"

#include <string.h>

#include "base/mem.h"
#include "keys/noise.h"
#include "tests/unit/unit.h"

static const struct noise_cipher both = { { { 1, 2, 3 } }, 0 };

static void a_preamble_is_known_by_its_first_wrong_byte(void **state)
{
	struct digest network = { { 1, 2, 3, 4, 5, 6, 7, 8, 9 } };
	uint8_t p[FRAME_PREAMBLE_BYTES];

	(void)state;
	frame_preamble(p, &network);
	assert_memory_equal(p, "TBN1\1\2\3\4\5\6\7\10", sizeof(p));
	for (size_t n = 0; n <= sizeof(p); n++)
		assert_int_equal(
		    frame_preamble_check((struct bytes){ p, n }, &network),
		    RULE_NONE);
	for (size_t i = 0; i < sizeof(p); i++) {
		p[i] ^= 1;
		assert_int_equal(
		    frame_preamble_check((struct bytes){ p, i + 1 }, &network),
		    i < 4 ? RULE_PREAMBLE : RULE_OTHER_NETWORK);
		p[i] ^= 1;
	}
}

/* Seal @n bytes, cut the result into steps of @cut, open it again. */
static void carry(size_t n, size_t cut)
{
	struct noise_cipher send = both, receive = both;
	struct buf message = { 0 }, wire = { 0 };
	struct frame_in in = { .taken = 0 };
	struct bytes frame, got = { NULL, 0 };
	unsigned whole = 0;

	for (size_t i = 0; i < n; i++)
		buf_put_byte(&message, (uint8_t)i);
	frame_seal(&wire, &send, buf_bytes(&message));
	for (size_t at = 0; at < wire.n; at += cut) {
		size_t step = cut < wire.n - at ? cut : wire.n - at;

		frame_feed(&in, bytes_part(buf_bytes(&wire), at, step));
		while (frame_next(&in, &frame))
			whole += frame_open(&in, &receive, frame, n, &got) ==
				 FRAME_STEP_MESSAGE;
	}
	assert_int_equal(whole, 1);
	assert_true(bytes_equal(got, buf_bytes(&message)));
	frame_done(&in);
	assert_false(frame_partial(&in));
	frame_fini(&in);
	buf_fini(&wire);
	buf_fini(&message);
}

static void messages_of_every_size_arrive_in_every_cut(void **state)
{
	static const size_t sizes[] = { 1, 2, 100, FRAME_PLAIN_BYTES_MAX - 2,
		FRAME_PLAIN_BYTES_MAX - 1, FRAME_PLAIN_BYTES_MAX, 200000 };
	static const size_t cuts[] = { 1, 2, 3, 65535, 65537, 1u << 20 };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		for (size_t k = 0; k < sizeof(cuts) / sizeof(cuts[0]); k++)
			carry(sizes[i], cuts[k]);
	}
}

static void no_frame_is_longer_than_a_noise_message(void **state)
{
	struct noise_cipher send = both;
	struct buf message = { 0 }, wire = { 0 };

	(void)state;
	(void)buf_extend(&message, 70000);
	frame_seal(&wire, &send, buf_bytes(&message));
	assert_int_equal(wire.p[0], 0xff);
	assert_int_equal(wire.p[1], 0xff);
	assert_int_equal(wire.n, 70000 + 2 * (2 + 1 + NOISE_TAG_BYTES));
	buf_fini(&wire);
	buf_fini(&message);
}

static void the_end_of_stream_is_a_frame_of_its_own(void **state)
{
	struct noise_cipher send = both, receive = both;
	struct frame_in in = { .taken = 0 };
	struct buf wire = { 0 };
	struct bytes frame, got;

	(void)state;
	frame_seal_end(&wire, &send);
	frame_feed(&in, buf_bytes(&wire));
	assert_true(frame_next(&in, &frame));
	assert_int_equal(
	    frame_open(&in, &receive, frame, 10, &got), FRAME_STEP_END);
	frame_fini(&in);
	buf_fini(&wire);
}

static void more_than_the_limit_is_long(void **state)
{
	struct noise_cipher send = both, receive = both;
	struct frame_in in = { .taken = 0 };
	struct buf wire = { 0 };
	struct bytes frame, got;

	(void)state;
	frame_seal(&wire, &send, bytes_text("eleven byte"));
	frame_feed(&in, buf_bytes(&wire));
	assert_true(frame_next(&in, &frame));
	assert_int_equal(
	    frame_open(&in, &receive, frame, 10, &got), FRAME_STEP_LONG);
	frame_fini(&in);
	buf_fini(&wire);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_preamble_is_known_by_its_first_wrong_byte),
		cmocka_unit_test(messages_of_every_size_arrive_in_every_cut),
		cmocka_unit_test(no_frame_is_longer_than_a_noise_message),
		cmocka_unit_test(the_end_of_stream_is_a_frame_of_its_own),
		cmocka_unit_test(more_than_the_limit_is_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
