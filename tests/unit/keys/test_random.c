#include "keys/random.h"

#include "tests/unit/keys/hex.h"
#include "tests/unit/unit.h"

static void start(struct random_seeded *s, uint8_t byte)
{
	uint8_t seed[RANDOM_SEED_BYTES];

	memset(seed, byte, sizeof(seed));
	random_seeded_init(s, seed);
}

/* openssl enc -chacha20 of zeros under the key 0x07..., IV of zeros. */
static void the_seeded_stream_is_chacha20(void **state)
{
	struct random_seeded s;
	uint8_t got[130];

	(void)state;
	start(&s, 7);
	random_fill(&s.random, got, sizeof(got));
	assert_true(hex_is(bytes_of(got),
	    "f400927857aaf64114f561baacb379708c79a1dc1476ab573216a4020764bde5"
	    "45c143dbb9609c22ab855d60925a997603d78a3f20d154abd8ddfa6974eedf6b"
	    "3784290c606b04fdc0720400c961e366b6ea14d411fcc53dea4f44c9bb4d7408"
	    "de0ea89a53f1ecf3f3d0a462fb77d2baf5e0e5dfefb6897bbd7460315e81182a"
	    "c2be"));
}

static void the_cut_into_calls_does_not_matter(void **state)
{
	struct random_seeded s;
	uint8_t whole[200];
	uint8_t parts[200];

	(void)state;
	start(&s, 9);
	random_fill(&s.random, whole, sizeof(whole));
	start(&s, 9);
	for (size_t at = 0, n = 0; at < sizeof(parts); at += n, n++) {
		if (n > sizeof(parts) - at)
			n = sizeof(parts) - at;
		random_fill(&s.random, parts + at, n);
	}
	assert_memory_equal(whole, parts, sizeof(whole));
}

static void other_seeds_give_other_bytes(void **state)
{
	struct random_seeded a;
	struct random_seeded b;

	(void)state;
	start(&a, 1);
	start(&b, 2);
	assert_true(random_u64(&a.random) != random_u64(&b.random));
}

static void below_reaches_every_number_and_no_more(void **state)
{
	struct random_seeded s;
	unsigned seen[7] = { 0 };

	(void)state;
	start(&s, 3);
	for (unsigned i = 0; i < 7000; i++) {
		uint64_t v = random_below(&s.random, 7);

		assert_in_range(v, 0, 6);
		seen[v]++;
	}
	for (size_t i = 0; i < 7; i++)
		assert_in_range(seen[i], 800, 1200);
	assert_int_equal(random_below(&s.random, 1), 0);
	(void)random_below(&s.random, UINT64_MAX);
}

static void the_system_does_not_repeat_itself(void **state)
{
	uint8_t a[32] = { 0 };
	uint8_t b[32] = { 0 };

	(void)state;
	random_fill(random_system(), a, sizeof(a));
	random_fill(random_system(), b, sizeof(b));
	assert_memory_not_equal(a, b, sizeof(a));
	random_fill(random_system(), NULL, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_seeded_stream_is_chacha20),
		TEST(the_cut_into_calls_does_not_matter),
		TEST(other_seeds_give_other_bytes),
		TEST(below_reaches_every_number_and_no_more),
		TEST(the_system_does_not_repeat_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
