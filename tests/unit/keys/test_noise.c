#include "keys/noise.h"

#include "base/why.h"
#include "keys/random.h"
#include "tests/unit/keys/hex.h"
#include "tests/unit/unit.h"

/* Both sides of a handshake; public vectors run in tests/interop. */
struct world {
	struct random_seeded random;
	struct noise_pair keys[2];
	struct noise *sides[2]; /* initiator, responder */
	struct buf wire;
	struct buf payload;
};

static void start(struct world *w, enum noise_pattern pattern)
{
	static const uint8_t seed[RANDOM_SEED_BYTES] = { 1 };

	*w = (struct world){ 0 };
	random_seeded_init(&w->random, seed);
	for (size_t i = 0; i < 2; i++)
		noise_pair_make(&w->keys[i], &w->random.random);
	for (size_t i = 0; i < 2; i++) {
		struct noise_setup setup = {
			.pattern = pattern,
			.side = i == 0 ? NOISE_INITIATOR : NOISE_RESPONDER,
			.prologue = bytes_text("tongban"),
			.own = &w->keys[i],
			.random = &w->random.random,
		};

		if (pattern == NOISE_IK && i == 0)
			setup.remote = &w->keys[1].public;
		w->sides[i] = noise_new(&setup);
	}
}

static void stop(struct world *w)
{
	noise_free(w->sides[0]);
	noise_free(w->sides[1]);
	buf_fini(&w->wire);
	buf_fini(&w->payload);
}

/* The next message, unharmed, from @from to the other. */
static void pass(struct world *w, size_t from, const char *payload)
{
	buf_clear(&w->wire);
	buf_clear(&w->payload);
	assert_int_equal(
	    noise_write(w->sides[from], &w->wire, bytes_text(payload)), ERR_OK);
	assert_int_equal(noise_read(w->sides[1 - from], &w->payload,
			     buf_bytes(&w->wire), NULL),
	    ERR_OK);
	assert_string_equal(buf_text(&w->payload), payload);
}

static void run_xx(struct world *w)
{
	start(w, NOISE_XX);
	pass(w, 0, "one");
	pass(w, 1, "two");
	pass(w, 0, "three");
}

static void both_know_each_other_and_the_same_hash(void **state)
{
	struct digest one;
	struct digest two;
	struct world w;

	(void)state;
	run_xx(&w);
	assert_int_equal(noise_turn(w.sides[0]), NOISE_DONE);
	assert_int_equal(noise_turn(w.sides[1]), NOISE_DONE);
	one = noise_hash(w.sides[0]);
	two = noise_hash(w.sides[1]);
	assert_true(digest_equal(&one, &two));
	assert_memory_equal(noise_remote(w.sides[0])->b, w.keys[1].public.b,
	    NOISE_PUBLIC_BYTES);
	assert_memory_equal(noise_remote(w.sides[1])->b, w.keys[0].public.b,
	    NOISE_PUBLIC_BYTES);
	stop(&w);
}

static void messages_of_xx_have_the_sizes_of_the_header(void **state)
{
	struct world w;

	(void)state;
	start(&w, NOISE_XX);
	pass(&w, 0, "");
	assert_int_equal(w.wire.n, NOISE_XX_1_BYTES);
	pass(&w, 1, "");
	assert_int_equal(w.wire.n, NOISE_XX_2_BYTES);
	pass(&w, 0, "");
	assert_int_equal(w.wire.n, NOISE_XX_3_BYTES);
	stop(&w);
}

static void nobody_is_known_before_a_message_proves_it(void **state)
{
	struct world w;

	(void)state;
	start(&w, NOISE_XX);
	assert_int_equal(noise_turn(w.sides[0]), NOISE_WRITE);
	assert_int_equal(noise_turn(w.sides[1]), NOISE_READ);
	pass(&w, 0, "");
	assert_null(noise_remote(w.sides[0]));
	assert_null(noise_remote(w.sides[1]));
	pass(&w, 1, "");
	assert_non_null(noise_remote(w.sides[0]));
	assert_null(noise_remote(w.sides[1]));
	pass(&w, 0, "");
	assert_non_null(noise_remote(w.sides[1]));
	stop(&w);
	start(&w, NOISE_IK);
	assert_null(noise_remote(w.sides[0]));
	pass(&w, 0, "");
	assert_null(noise_remote(w.sides[0]));
	assert_non_null(noise_remote(w.sides[1]));
	pass(&w, 1, "");
	assert_non_null(noise_remote(w.sides[0]));
	stop(&w);
}

/* A flipped bit in message 1 is noticed no later than in message 2. */
static void no_flipped_byte_gets_through(void **state)
{
	(void)state;
	for (size_t i = 0; i < NOISE_XX_2_BYTES + 3; i++) {
		struct world w;
		struct why why;

		start(&w, NOISE_XX);
		pass(&w, 0, "one");
		buf_clear(&w.wire);
		buf_clear(&w.payload);
		assert_int_equal(
		    noise_write(w.sides[1], &w.wire, bytes_text("two")),
		    ERR_OK);
		w.wire.p[i] ^= 1;
		assert_int_equal(noise_read(w.sides[0], &w.payload,
				     buf_bytes(&w.wire), &why),
		    ERR_CRYPTO);
		assert_int_equal(w.payload.n, 0);
		assert_int_equal(noise_turn(w.sides[0]), NOISE_FAILED);
		assert_null(noise_remote(w.sides[0]));
		stop(&w);
	}
}

static void another_prologue_is_another_network(void **state)
{
	struct noise_setup setup = { .pattern = NOISE_XX };
	struct world w;

	(void)state;
	start(&w, NOISE_XX);
	noise_free(w.sides[1]);
	setup.side = NOISE_RESPONDER;
	setup.prologue = bytes_text("training");
	setup.own = &w.keys[1];
	setup.random = &w.random.random;
	w.sides[1] = noise_new(&setup);
	pass(&w, 0, "");
	buf_clear(&w.wire);
	assert_int_equal(
	    noise_write(w.sides[1], &w.wire, (struct bytes){ NULL, 0 }),
	    ERR_OK);
	assert_int_equal(
	    noise_read(w.sides[0], &w.payload, buf_bytes(&w.wire), NULL),
	    ERR_CRYPTO);
	stop(&w);
}

/* Points whose multiples are zero whatever the scalar (RFC 7748 section 6.1):
 * 0, 1, and one of order 8. */
static void refuses_an_all_zero_dh_result(void **state)
{
	static const char *const points[] = {
		"00000000000000000000000000000000"
		"00000000000000000000000000000000",
		"01000000000000000000000000000000"
		"00000000000000000000000000000000",
		"e0eb7a7c3b41b8ae1656e3faf19fc46a"
		"da098deb9c32b1fd866205165f49b800",
	};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		uint8_t message[NOISE_XX_1_BYTES];
		struct world w;

		start(&w, NOISE_XX);
		hex_to(message, sizeof(message), points[i]);
		assert_int_equal(
		    noise_read(w.sides[1], &w.payload, bytes_of(message), NULL),
		    ERR_OK);
		assert_int_equal(
		    noise_write(w.sides[1], &w.wire, (struct bytes){ NULL, 0 }),
		    ERR_CRYPTO);
		assert_int_equal(w.wire.n, 0);
		assert_int_equal(noise_turn(w.sides[1]), NOISE_FAILED);
		stop(&w);
	}
}

static void refuses_handshake_messages_out_of_size(void **state)
{
	uint8_t *large = mem_new(NOISE_MESSAGE_BYTES_MAX + 1);
	struct bytes most = { large, NOISE_MESSAGE_BYTES_MAX };
	struct bytes more = { large, NOISE_MESSAGE_BYTES_MAX + 1 };
	struct bytes rest;
	struct world w;

	(void)state;
	start(&w, NOISE_XX);
	rest = bytes_part(most, 0, NOISE_MESSAGE_BYTES_MAX - NOISE_XX_1_BYTES);
	rest.n++;
	assert_int_equal(noise_write(w.sides[0], &w.wire, rest), ERR_LIMIT);
	assert_int_equal(noise_turn(w.sides[0]), NOISE_WRITE);
	rest.n--;
	assert_int_equal(noise_write(w.sides[0], &w.wire, rest), ERR_OK);
	assert_int_equal(w.wire.n, NOISE_MESSAGE_BYTES_MAX);
	assert_int_equal(
	    noise_read(w.sides[1], &w.payload, more, NULL), ERR_PARSE);
	stop(&w);
	start(&w, NOISE_XX);
	assert_int_equal(noise_read(w.sides[1], &w.payload,
			     bytes_part(most, 0, NOISE_XX_1_BYTES - 1), NULL),
	    ERR_PARSE);
	stop(&w);
	mem_free(large);
}

static void transport_carries_both_ways_past_several_rekeys(void **state)
{
	struct noise_cipher ends[2][2]; /* side, then send and receive */
	struct world w;

	(void)state;
	run_xx(&w);
	for (size_t i = 0; i < 2; i++)
		noise_split(w.sides[i], &ends[i][0], &ends[i][1]);
	for (uint64_t i = 0; i < 2 * NOISE_REKEY_MESSAGES + 5; i++) {
		size_t from = i % 3 == 0;

		buf_clear(&w.wire);
		buf_clear(&w.payload);
		assert_int_equal(
		    noise_encrypt(&ends[from][0], &w.wire, bytes_of(i)),
		    ERR_OK);
		assert_int_equal(noise_decrypt(&ends[1 - from][1], &w.payload,
				     buf_bytes(&w.wire)),
		    ERR_OK);
		assert_true(bytes_equal(buf_bytes(&w.payload), bytes_of(i)));
	}
	assert_true(ends[0][0].nonce > NOISE_REKEY_MESSAGES);
	assert_memory_equal(ends[0][0].key.b, ends[1][1].key.b, SECRET_BYTES);
	noise_cipher_wipe(&ends[0][0]);
	assert_memory_not_equal(
	    ends[0][0].key.b, ends[1][1].key.b, SECRET_BYTES);
	stop(&w);
}

/* tests/vectors/noise_make.py --rekey */
static void rekeys_as_section_11_3_says(void **state)
{
	static const struct {
		uint64_t n;
		const char *sealed;
	} known[] = {
		{ 0, "43eb476b020a6a57c9c446d3f066995288837e9ab425b4" },
		{ 999, "952c826c321d9532c5b55812040ae187d93eb9497b8a73" },
		{ 1000, "499a5ba50366f2c0346a4e421ad35b1d0acb625836c8dc" },
		{ 1999, "7132308e1673b0d2372522b8c0b7895f75248d34e55e73" },
		{ 2000, "3f92f45152e769c594e533bb5a67d37f776cb4c6b36e95" },
	};
	struct noise_cipher c = { .nonce = 0 };
	struct buf out = { 0 };
	size_t next = 0;

	(void)state;
	memset(c.key.b, 7, SECRET_BYTES);
	for (uint64_t n = 0; n <= 2000; n++) {
		buf_clear(&out);
		assert_int_equal(
		    noise_encrypt(&c, &out, bytes_text("tongban")), ERR_OK);
		if (n == known[next].n)
			assert_true(
			    hex_is(buf_bytes(&out), known[next++].sealed));
	}
	assert_int_equal(next, 5);
	buf_fini(&out);
}

static void transport_refuses_replay_change_and_reordering(void **state)
{
	struct noise_cipher send = { .nonce = 0 };
	struct noise_cipher receive = { .nonce = 0 };
	struct buf one = { 0 };
	struct buf two = { 0 };
	struct buf out = { 0 };

	(void)state;
	assert_int_equal(noise_encrypt(&send, &one, bytes_text("1")), ERR_OK);
	assert_int_equal(noise_encrypt(&send, &two, bytes_text("2")), ERR_OK);
	assert_int_equal(
	    noise_decrypt(&receive, &out, buf_bytes(&two)), ERR_CRYPTO);
	one.p[0] ^= 1;
	assert_int_equal(
	    noise_decrypt(&receive, &out, buf_bytes(&one)), ERR_CRYPTO);
	one.p[0] ^= 1;
	assert_int_equal(
	    noise_decrypt(&receive, &out, bytes_part(buf_bytes(&one), 0, 15)),
	    ERR_CRYPTO);
	assert_int_equal(out.n, 0);
	assert_int_equal(
	    noise_decrypt(&receive, &out, buf_bytes(&one)), ERR_OK);
	assert_int_equal(
	    noise_decrypt(&receive, &out, buf_bytes(&one)), ERR_CRYPTO);
	assert_int_equal(
	    noise_decrypt(&receive, &out, buf_bytes(&two)), ERR_OK);
	assert_string_equal(buf_text(&out), "12");
	buf_fini(&one);
	buf_fini(&two);
	buf_fini(&out);
}

static void transport_keeps_the_limit_and_the_last_nonce(void **state)
{
	struct noise_cipher c = { .nonce = 0 };
	struct buf plain = { 0 };
	struct buf out = { 0 };

	(void)state;
	buf_extend(&plain, NOISE_PLAIN_BYTES_MAX);
	assert_int_equal(noise_encrypt(&c, &out, buf_bytes(&plain)), ERR_OK);
	assert_int_equal(out.n, NOISE_MESSAGE_BYTES_MAX);
	buf_put_byte(&plain, 0);
	assert_int_equal(noise_encrypt(&c, &out, buf_bytes(&plain)), ERR_LIMIT);
	assert_int_equal(c.nonce, 1);
	c.nonce = UINT64_MAX;
	assert_int_equal(noise_encrypt(&c, &out, bytes_text("x")), ERR_LIMIT);
	assert_int_equal(
	    noise_decrypt(&c, &out, bytes_part(buf_bytes(&out), 0, 17)),
	    ERR_LIMIT);
	buf_fini(&plain);
	buf_fini(&out);
}

static void knows_its_protocol_names_and_no_others(void **state)
{
	static const char *const bad[] = {
		"",
		"XX",
		"Noise_XX_25519_ChaChaPoly_SHA512",
		"Noise_XX_25519_AESGCM_SHA256",
		"Noise_XXpsk3_25519_ChaChaPoly_SHA256",
		"Noise_XXfallback_25519_ChaChaPoly_SHA256",
		"Noise_XX_448_ChaChaPoly_SHA256",
		"Noise_X1X_25519_ChaChaPoly_SHA256",
		"noise_XX_25519_ChaChaPoly_SHA256",
		"Noise_XX_25519_ChaChaPoly_SHA256 ",
	};
	enum noise_pattern pattern;

	(void)state;
	assert_int_equal(noise_pattern_parse(&pattern,
			     bytes_text("Noise_XX_25519_ChaChaPoly_SHA256")),
	    ERR_OK);
	assert_int_equal(pattern, NOISE_XX);
	assert_int_equal(noise_pattern_parse(&pattern,
			     bytes_text("Noise_N_25519_ChaChaPoly_SHA256")),
	    ERR_OK);
	assert_int_equal(pattern, NOISE_N);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(
		    noise_pattern_parse(&pattern, bytes_text(bad[i])),
		    ERR_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(both_know_each_other_and_the_same_hash),
		TEST(messages_of_xx_have_the_sizes_of_the_header),
		TEST(nobody_is_known_before_a_message_proves_it),
		TEST(no_flipped_byte_gets_through),
		TEST(another_prologue_is_another_network),
		TEST(refuses_an_all_zero_dh_result),
		TEST(refuses_handshake_messages_out_of_size),
		TEST(transport_carries_both_ways_past_several_rekeys),
		TEST(rekeys_as_section_11_3_says),
		TEST(transport_refuses_replay_change_and_reordering),
		TEST(transport_keeps_the_limit_and_the_last_nonce),
		TEST(knows_its_protocol_names_and_no_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
