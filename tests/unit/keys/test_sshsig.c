#include "keys/sshsig.h"

#include "base/why.h"
#include "keys/random.h"
#include "tests/unit/keys/hex.h"
#include "tests/unit/unit.h"

/* What ssh-keygen -Y sign -n git wrote over "a case file\n". */
#define KEY "873b999a1ebcd58a3924226919d28797f49210f5258aceb5f0ba268ba215fbed"
static const char stock[] =
    "-----BEGIN SSH SIGNATURE-----\n"
    "U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAghzuZmh681Yo5JCJpGdKHl/SSEP\n"
    "Ulis618Lomi6IV++0AAAADZ2l0AAAAAAAAAAZzaGE1MTIAAABTAAAAC3NzaC1lZDI1NTE5\n"
    "AAAAQHQfGzioxlJXQi5tapH2R8i6UB9qAeJjO1GWAHWI/Svt+uYNPq7i8RP5C2dCbuljqY\n"
    "07vveJ4L18CBRVq3kqugc=\n"
    "-----END SSH SIGNATURE-----\n";

static void takes_what_ssh_keygen_wrote(void **state)
{
	struct bytes message = bytes_text("a case file\n");
	struct buf again = { 0 };
	struct sshsig s;

	(void)state;
	assert_int_equal(sshsig_unarmor(&s, bytes_text(stock), NULL), ERR_OK);
	assert_true(hex_is(sign_public_bytes(&s.public), KEY));
	assert_string_equal(s.namespace, "git");
	assert_true(sshsig_check(&s.public, "git", message, &s.signature));
	assert_false(
	    sshsig_check(&s.public, "act@tongban", message, &s.signature));
	assert_false(sshsig_check(
	    &s.public, "git", bytes_text("a case file"), &s.signature));
	sshsig_armor(&again, &s.public, "git", &s.signature);
	assert_string_equal(buf_text(&again), stock);
	buf_fini(&again);
}

static void a_signature_is_over_the_preimage(void **state)
{
	struct buf preimage = { 0 };
	struct sign_pair pair;
	struct signature s;

	(void)state;
	sign_pair_make(&pair, SUITE_1, random_system());
	s = sshsig_sign(&pair, SSHSIG_NAMESPACE_ACT, bytes_text("abc"));
	sshsig_preimage(
	    &preimage, SUITE_1, SSHSIG_NAMESPACE_ACT, bytes_text("abc"));
	assert_true(sign_check(&pair.public, buf_bytes(&preimage), &s));
	assert_true(hex_is(buf_bytes(&preimage),
	    "5353485349470000000b61637440746f6e6762616e0000000000000006736861"
	    "35313200000040ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a"
	    "9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a"
	    "9ac94fa54ca49f"));
	buf_fini(&preimage);
}

/* Namespaces of every length: the base64 also ends on a full line. */
static void armour_comes_back_for_every_namespace(void **state)
{
	char namespace[SSHSIG_NAMESPACE_BYTES_MAX + 1] = { 0 };
	struct sign_pair pair;

	(void)state;
	sign_pair_make(&pair, SUITE_1, random_system());
	for (size_t n = 0; n < SSHSIG_NAMESPACE_BYTES_MAX; n++) {
		struct buf armor = { 0 };
		struct signature sig;
		struct sshsig s;

		namespace[n] = 'n';
		sig = sshsig_sign(&pair, namespace, bytes_text("x"));
		sshsig_armor(&armor, &pair.public, namespace, &sig);
		assert_int_equal(
		    sshsig_unarmor(&s, buf_bytes(&armor), NULL), ERR_OK);
		assert_string_equal(s.namespace, namespace);
		assert_true(sign_signature_equal(&s.signature, &sig));
		armor.n--; /* the final newline may be absent */
		assert_int_equal(
		    sshsig_unarmor(&s, buf_bytes(&armor), NULL), ERR_OK);
		buf_fini(&armor);
	}
}

/* A changed byte either does not parse, or does not verify. */
static void no_changed_byte_passes(void **state)
{
	struct bytes message = bytes_text("a case file\n");
	struct sign_public key;
	uint8_t raw[32];
	struct buf armor = { 0 };

	(void)state;
	hex_to(raw, sizeof(raw), KEY);
	assert_true(sign_public_take(&key, SUITE_1, bytes_of(raw)));
	buf_put_text(&armor, stock);
	for (size_t i = 0; i + 1 < armor.n; i++) {
		struct sshsig s;
		struct why why;

		armor.p[i] ^= 1;
		if (sshsig_unarmor(&s, buf_bytes(&armor), &why) == ERR_OK)
			assert_false(sign_public_equal(&s.public, &key) &&
				     strcmp(s.namespace, "git") == 0 &&
				     sshsig_check(&s.public, "git", message,
					 &s.signature));
		armor.p[i] ^= 1;
	}
	buf_fini(&armor);
}

static void refuses_every_cut_and_anything_added(void **state)
{
	struct bytes whole = bytes_text(stock);
	struct buf more = { 0 };
	struct sshsig s;
	struct why why;

	(void)state;
	for (size_t n = 0; n + 1 < whole.n; n++)
		assert_int_equal(
		    sshsig_unarmor(&s, bytes_part(whole, 0, n), &why),
		    ERR_PARSE);
	buf_put(&more, whole);
	buf_put_byte(&more, '\n');
	assert_int_equal(sshsig_unarmor(&s, buf_bytes(&more), &why), ERR_PARSE);
	memset(buf_extend(&more, 2000), '\n', 2000);
	assert_int_equal(sshsig_unarmor(&s, buf_bytes(&more), &why), ERR_PARSE);
	buf_clear(&more);
	buf_put_byte(&more, ' ');
	buf_put(&more, whole);
	assert_int_equal(sshsig_unarmor(&s, buf_bytes(&more), &why), ERR_PARSE);
	buf_fini(&more);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(takes_what_ssh_keygen_wrote),
		TEST(a_signature_is_over_the_preimage),
		TEST(armour_comes_back_for_every_namespace),
		TEST(no_changed_byte_passes),
		TEST(refuses_every_cut_and_anything_added),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
