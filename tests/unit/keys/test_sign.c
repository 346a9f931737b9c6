#include "keys/sign.h"

#include "keys/random.h"
#include "tests/unit/keys/hex.h"
#include "tests/unit/unit.h"

/* RFC 8032 section 7.1, tests 1 to 3. */
static const struct {
	const char *seed, *public, *message, *signature;
} vectors[] = {
	{ "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
	    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
	    "",
	    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
	    "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100"
	    "b" },
	{ "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
	    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
	    "72",
	    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
	    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c0"
	    "0" },
	{ "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
	    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
	    "af82",
	    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
	    "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40"
	    "a" },
};

static void agrees_with_rfc_8032(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		size_t n = strlen(vectors[i].message) / 2;
		uint8_t raw[2] = { 0 };
		struct bytes message = { raw, n };
		struct sign_pair pair;
		struct signature s;
		struct secret seed;

		hex_to(seed.b, SECRET_BYTES, vectors[i].seed);
		hex_to(raw, n, vectors[i].message);
		sign_pair_from_seed(&pair, SUITE_1, &seed);
		assert_true(
		    hex_is(sign_public_bytes(&pair.public), vectors[i].public));
		s = sign_make(&pair, message);
		assert_true(
		    hex_is(sign_signature_bytes(&s), vectors[i].signature));
		assert_true(sign_check(&pair.public, message, &s));
	}
}

static void refuses_every_flipped_bit(void **state)
{
	struct bytes message = bytes_text("a case file");
	struct sign_pair pair;
	struct signature s;

	(void)state;
	sign_pair_make(&pair, SUITE_1, random_system());
	s = sign_make(&pair, message);
	for (size_t bit = 0; bit < 8 * sign_signature_bytes(&s).n; bit++) {
		s.opaque[bit / 8] ^= (uint8_t)(1u << (bit % 8));
		assert_false(sign_check(&pair.public, message, &s));
		s.opaque[bit / 8] ^= (uint8_t)(1u << (bit % 8));
	}
	assert_true(sign_check(&pair.public, message, &s));
	assert_false(sign_check(&pair.public, bytes_text("another"), &s));
	pair.public.opaque[3] ^= 1;
	assert_false(sign_check(&pair.public, message, &s));
}

/* RFC 8032 section 5.1.7: S must be below the group's order. */
static void refuses_a_signature_with_the_order_added(void **state)
{
	static const uint8_t order[32] = { 0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63,
		0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
		0x14, [31] = 0x10 };
	struct bytes message = bytes_text("m");
	struct sign_pair pair;
	struct signature s;
	unsigned carry = 0;

	(void)state;
	sign_pair_make(&pair, SUITE_1, random_system());
	s = sign_make(&pair, message);
	for (size_t i = 0; i < 32; i++) {
		carry += (unsigned)s.opaque[32 + i] + order[i];
		s.opaque[32 + i] = (uint8_t)carry;
		carry >>= 8;
	}
	assert_false(sign_check(&pair.public, message, &s));
}

/* Under the neutral point a lax verifier takes R = neutral, S = 0 for every
 * message. */
static void refuses_a_key_of_small_order(void **state)
{
	struct sign_public neutral = { SUITE_1, { 1 } };
	struct signature s = { SUITE_1, { 1 } };

	(void)state;
	assert_false(sign_check(&neutral, bytes_text("anything"), &s));
}

static void a_key_id_covers_suite_and_key(void **state)
{
	struct sign_pair pair;
	struct secret seed;
	struct digest id;

	(void)state;
	for (size_t i = 0; i < SECRET_BYTES; i++)
		seed.b[i] = (uint8_t)i;
	sign_pair_from_seed(&pair, SUITE_1, &seed);
	id = sign_key_id(&pair.public);
	assert_true(
	    hex_is(digest_bytes(&id), "cb39f0f6d246b033068073b728cf5b70"
				      "a204cda3b1ccb17d8160d12dcd1a5ae3"));
}

static void a_pair_comes_back_from_its_seed(void **state)
{
	struct sign_pair pair;
	struct sign_pair again;
	struct secret seed;

	(void)state;
	sign_pair_make(&pair, SUITE_1, random_system());
	sign_pair_seed(&seed, &pair);
	sign_pair_from_seed(&again, SUITE_1, &seed);
	assert_true(sign_public_equal(&pair.public, &again.public));
	assert_memory_equal(&pair.secret, &again.secret, sizeof(pair.secret));
	sign_pair_wipe(&again);
	assert_false(sign_public_equal(&pair.public, &again.public));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(agrees_with_rfc_8032),
		TEST(refuses_every_flipped_bit),
		TEST(refuses_a_signature_with_the_order_added),
		TEST(refuses_a_key_of_small_order),
		TEST(a_key_id_covers_suite_and_key),
		TEST(a_pair_comes_back_from_its_seed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
