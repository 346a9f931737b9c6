#include "keys/digest.h"

#include "keys/suite.h"
#include "tests/unit/keys/hex.h"
#include "tests/unit/unit.h"

#define EMPTY_SHA256 \
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static bool is(struct digest d, const char *hex)
{
	return hex_is(digest_bytes(&d), hex);
}

static void agrees_with_fips_180(void **state)
{
	struct digest512 d512 = digest_sha512(bytes_text("abc"));
	struct digest_sha1 sha1 = digest_sha1(bytes_text("abc"));

	(void)state;
	assert_true(is(digest_sha256(bytes_text("abc")),
	    "ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad"));
	assert_true(hex_is(bytes_of(d512.b),
	    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
	    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49"
	    "f"));
	assert_true(hex_is(
	    bytes_of(sha1.b), "a9993e364706816aba3e25717850c26c9cd0d89d"));
}

/* The values that RFC 6962's own tests use. */
static void hashes_the_empty_tree_and_the_empty_leaf(void **state)
{
	struct bytes nothing = { NULL, 0 };

	(void)state;
	assert_true(is(digest_sha256(nothing), EMPTY_SHA256));
	assert_true(
	    is(digest_leaf(nothing), "6e340b9cffb37a989ca544e6bb780a2c"
				     "78901d3fb33738768511a30617afa01d"));
}

/* RFC 6962 over the leaves "" and 0x00, from the Certificate Transparency
 * reference tree. */
static void hashes_a_pair_of_leaves(void **state)
{
	static const uint8_t zero[1] = { 0 };
	struct digest left = digest_leaf((struct bytes){ NULL, 0 });
	struct digest right = digest_leaf(bytes_of(zero));

	(void)state;
	assert_true(is(digest_pair(DIGEST_PREFIX_PAIR, &left, &right),
	    "fac54203e7cc696cf0dfcb42c92a1d9d"
	    "baf70ad9e621f4bd8d98662f00e3c125"));
	assert_false(is(digest_pair(DIGEST_PREFIX_LEAF, &left, &right),
	    "fac54203e7cc696cf0dfcb42c92a1d9d"
	    "baf70ad9e621f4bd8d98662f00e3c125"));
}

static void puts_a_zero_between_tag_and_data(void **state)
{
	struct digest one = digest_tagged(SUITE_1, "ab", bytes_text("c"));
	struct digest two = digest_tagged(SUITE_1, "a", bytes_text("bc"));

	(void)state;
	assert_true(is(digest_tagged(SUITE_1, "tag", bytes_text("data")),
	    "88557cc435b64a70140d00f05278f38d"
	    "81d4a72d9775c0ee8d46e6f0a6321b21"));
	assert_false(digest_equal(&one, &two));
}

/* RFC 4231 sections 4.2, 4.3 and 4.7 (a key longer than a block). */
static void agrees_with_rfc_4231(void **state)
{
	uint8_t key[131];

	(void)state;
	memset(key, 0x0b, 20);
	assert_true(is(digest_hmac(bytes_part(bytes_of(key), 0, 20),
			   bytes_text("Hi There")),
	    "b0344c61d8db38535ca8afceaf0bf12b"
	    "881dc200c9833da726e9376c2e32cff7"));
	assert_true(is(digest_hmac(bytes_text("Jefe"),
			   bytes_text("what do ya want for nothing?")),
	    "5bdcc146bf60754e6a042426089575c7"
	    "5a003f089d2739839dec58b964ec3843"));
	memset(key, 0xaa, sizeof(key));
	assert_true(is(digest_hmac(bytes_of(key),
			   bytes_text("Test Using Larger Than Block-Size Key - "
				      "Hash Key First")),
	    "60e431591ee0b67f0d8a26aacbf5b77f"
	    "8e0bc6213728c5140546040f0ee37f54"));
}

static void a_run_may_be_cut_anywhere(void **state)
{
	uint8_t data[300];
	struct digest whole;

	(void)state;
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i * 31);
	whole = digest_sha256(bytes_of(data));
	for (size_t cut = 0; cut <= sizeof(data); cut++) {
		struct digest_run run;
		struct digest d;

		digest_begin(&run);
		digest_add(&run, bytes_part(bytes_of(data), 0, cut));
		digest_add(
		    &run, bytes_part(bytes_of(data), cut, sizeof(data) - cut));
		d = digest_end(&run);
		assert_true(digest_equal(&d, &whole));
	}
}

/* git hash-object of a file that holds "test content\n". */
static void names_a_git_blob(void **state)
{
	static const char header[] = "blob 13"; /* and its final zero */
	struct bytes parts[2] = { bytes_of(header),
		bytes_text("test content\n") };
	struct digest_sha1 d = digest_sha1_parts(parts, 2);

	(void)state;
	assert_true(
	    hex_is(bytes_of(d.b), "d670460b4b4aece5915caf5c68d12f560a9fe3e4"));
}

static void reads_what_it_writes_as_hex(void **state)
{
	struct digest d = digest_sha256(bytes_text("abc"));
	char hex[DIGEST_HEX_ROOM];
	struct digest back;

	(void)state;
	digest_hex(hex, &d);
	assert_int_equal(digest_unhex(&back, bytes_text(hex)), ERR_OK);
	assert_true(digest_equal(&d, &back));
	hex[0] = 'B';
	assert_int_equal(digest_unhex(&back, bytes_text(hex)), ERR_PARSE);
	hex[0] = 'b';
	hex[63] = '\0';
	assert_int_equal(digest_unhex(&back, bytes_text(hex)), ERR_PARSE);
}

static void compares_as_bytes(void **state)
{
	struct digest a = { { 1 } };
	struct digest b = { { 2 } };
	struct digest zero = { { 0 } };

	(void)state;
	assert_true(digest_compare(&a, &b) < 0);
	assert_true(digest_compare(&b, &a) > 0);
	assert_int_equal(digest_compare(&a, &a), 0);
	assert_true(digest_is_zero(&zero));
	assert_false(digest_is_zero(&a));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(agrees_with_fips_180),
		TEST(hashes_the_empty_tree_and_the_empty_leaf),
		TEST(hashes_a_pair_of_leaves),
		TEST(puts_a_zero_between_tag_and_data),
		TEST(agrees_with_rfc_4231),
		TEST(a_run_may_be_cut_anywhere),
		TEST(names_a_git_blob),
		TEST(reads_what_it_writes_as_hex),
		TEST(compares_as_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
