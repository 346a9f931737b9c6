#include "keys/seal.h"

#include <sodium.h>

#include "keys/random.h"
#include "tests/unit/keys/hex.h"
#include "tests/unit/unit.h"

static struct bytes plain(void)
{
	return bytes_text("the key of one dossier, 32 bytes");
}

static void the_reader_opens_what_was_sealed(void **state)
{
	struct seal_pair reader;
	struct buf box = { 0 };
	struct buf opened = { 0 };

	(void)state;
	seal_pair_make(&reader, SUITE_1, random_system());
	assert_int_equal(
	    seal_make(&box, &reader.public, plain(), random_system()), ERR_OK);
	assert_int_equal(box.n, plain().n + crypto_box_SEALBYTES);
	assert_int_equal(seal_open(&opened, &reader, buf_bytes(&box)), ERR_OK);
	assert_true(bytes_equal(buf_bytes(&opened), plain()));
	buf_fini(&box);
	buf_fini(&opened);
}

/* Ours is composed by hand, so libsodium must open it, and we libsodium's. */
static void is_the_sealed_box_of_libsodium(void **state)
{
	uint8_t theirs[64 + crypto_box_SEALBYTES];
	uint8_t out[64];
	struct seal_pair reader;
	struct buf box = { 0 };
	struct buf opened = { 0 };
	size_t n = plain().n;

	(void)state;
	seal_pair_make(&reader, SUITE_1, random_system());
	assert_int_equal(
	    seal_make(&box, &reader.public, plain(), random_system()), ERR_OK);
	assert_int_equal(crypto_box_seal_open(out, box.p, box.n,
			     reader.public.opaque, reader.secret.b),
	    0);
	assert_memory_equal(out, plain().p, n);
	assert_int_equal(
	    crypto_box_seal(theirs, plain().p, n, reader.public.opaque), 0);
	assert_int_equal(
	    seal_open(&opened, &reader,
		bytes_part(bytes_of(theirs), 0, n + crypto_box_SEALBYTES)),
	    ERR_OK);
	assert_true(bytes_equal(buf_bytes(&opened), plain()));
	buf_fini(&box);
	buf_fini(&opened);
}

static void one_seed_gives_one_box(void **state)
{
	uint8_t seed[RANDOM_SEED_BYTES] = { 5 };
	struct random_seeded r;
	struct seal_pair reader;
	struct buf one = { 0 };
	struct buf two = { 0 };

	(void)state;
	seal_pair_make(&reader, SUITE_1, random_system());
	random_seeded_init(&r, seed);
	assert_int_equal(
	    seal_make(&one, &reader.public, plain(), &r.random), ERR_OK);
	random_seeded_init(&r, seed);
	assert_int_equal(
	    seal_make(&two, &reader.public, plain(), &r.random), ERR_OK);
	assert_true(bytes_equal(buf_bytes(&one), buf_bytes(&two)));
	buf_fini(&one);
	buf_fini(&two);
}

static void refuses_what_was_changed_or_is_for_another(void **state)
{
	struct seal_pair reader;
	struct seal_pair other;
	struct buf box = { 0 };
	struct buf opened = { 0 };

	(void)state;
	seal_pair_make(&reader, SUITE_1, random_system());
	seal_pair_make(&other, SUITE_1, random_system());
	assert_int_equal(
	    seal_make(&box, &reader.public, plain(), random_system()), ERR_OK);
	assert_int_equal(
	    seal_open(&opened, &other, buf_bytes(&box)), ERR_CRYPTO);
	for (size_t i = 0; i < box.n; i++) {
		box.p[i] ^= 1;
		assert_int_equal(
		    seal_open(&opened, &reader, buf_bytes(&box)), ERR_CRYPTO);
		box.p[i] ^= 1;
	}
	for (size_t n = 0; n < box.n; n++)
		assert_int_equal(seal_open(&opened, &reader,
				     bytes_part(buf_bytes(&box), 0, n)),
		    ERR_CRYPTO);
	assert_int_equal(opened.n, 0);
	buf_fini(&box);
	buf_fini(&opened);
}

static void a_ring_opens_what_any_of_its_keys_opens(void **state)
{
	struct seal_ring ring = { 0 };
	struct seal_pair pair, stranger;
	struct buf box = { 0 }, opened = { 0 };

	(void)state;
	seal_pair_make(&stranger, SUITE_1, random_system());
	for (size_t i = 0; i < SEAL_RING_MAX; i++) {
		seal_pair_make(&pair, SUITE_1, random_system());
		seal_ring_put(&ring, &pair);
		assert_true(seal_public_equal(
		    &ring.pairs[0].public, &pair.public)); /* the newest */
	}
	for (size_t i = 0; i < ring.count; i++) {
		buf_clear(&box);
		buf_clear(&opened);
		assert_int_equal(seal_make(&box, &ring.pairs[i].public, plain(),
				     random_system()),
		    ERR_OK);
		assert_int_equal(
		    seal_ring_open(&opened, &ring, buf_bytes(&box)), ERR_OK);
		assert_true(bytes_equal(buf_bytes(&opened), plain()));
		assert_true(seal_ring_opens(&ring, buf_bytes(&box)));
	}
	buf_clear(&box);
	assert_int_equal(
	    seal_make(&box, &stranger.public, plain(), random_system()),
	    ERR_OK);
	buf_clear(&opened);
	assert_int_equal(
	    seal_ring_open(&opened, &ring, buf_bytes(&box)), ERR_CRYPTO);
	assert_int_equal(opened.n, 0);
	assert_false(seal_ring_opens(&ring, buf_bytes(&box)));
	buf_fini(&box);
	buf_fini(&opened);
}

static void refuses_a_reader_of_small_order_and_too_much(void **state)
{
	struct seal_public zero = { .suite = SUITE_1 };
	struct bytes large = { NULL, SEAL_PLAIN_BYTES_MAX + 1 };
	struct buf box = { 0 };

	(void)state;
	assert_int_equal(
	    seal_make(&box, &zero, plain(), random_system()), ERR_CRYPTO);
	assert_int_equal(
	    seal_make(&box, &zero, large, random_system()), ERR_LIMIT);
	assert_int_equal(box.n, 0);
	buf_fini(&box);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_reader_opens_what_was_sealed),
		TEST(is_the_sealed_box_of_libsodium),
		TEST(one_seed_gives_one_box),
		TEST(refuses_what_was_changed_or_is_for_another),
		TEST(refuses_a_reader_of_small_order_and_too_much),
		TEST(a_ring_opens_what_any_of_its_keys_opens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
