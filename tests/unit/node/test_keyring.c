#include "node/keyring.h"

#include <string.h>

#include "node/folder.h"
#include "tests/suite/suite_used.h"
#include "tests/unit/sync/log.h"

struct place {
	char *top;
	char *key;
	char *passphrase;
};

static struct place place_make(void)
{
	struct place p = { .top = folder_make() };

	p.key = folder_path(p.top, "a.key");
	p.passphrase = folder_path(p.top, "passphrase");
	assert_int_equal(folder_write(p.top, "passphrase",
			     bytes_text("open sesame\n"), NULL),
	    ERR_OK);
	return p;
}

static void place_drop(struct place *p)
{
	mem_free(p->key);
	mem_free(p->passphrase);
	folder_drop(p->top);
}

static void opens_the_signing_key_it_made(void **state)
{
	struct place p = place_make();
	struct keyfile_label label;
	struct sign_pair pair;
	struct keyfile_label made;

	(void)state;
	assert_int_equal(keyring_make(p.key, KEYFILE_STAFF, suite_used(),
			     "li-min", NULL, &made, NULL),
	    ERR_OK);
	assert_int_equal(
	    keyring_sign_pair(p.key, NULL, &pair, &label, NULL), ERR_OK);
	assert_true(sign_public_equal(&pair.public, &made.public.sign));
	assert_string_equal(label.name, "li-min");
	assert_int_equal(label.protection, KEYFILE_OPEN);
	sign_pair_wipe(&pair);
	place_drop(&p);
}

static void never_writes_over_a_key(void **state)
{
	struct place p = place_make();
	struct keyfile_label label;
	struct sign_pair pair;
	struct keyfile_label made, other;

	(void)state;
	assert_int_equal(keyring_make(p.key, KEYFILE_STAFF, suite_used(), "a",
			     NULL, &made, NULL),
	    ERR_OK);
	assert_int_equal(keyring_make(p.key, KEYFILE_STAFF, suite_used(), "a",
			     NULL, &other, NULL),
	    ERR_EXISTS);
	assert_int_equal(
	    keyring_sign_pair(p.key, NULL, &pair, &label, NULL), ERR_OK);
	assert_true(sign_public_equal(&pair.public, &made.public.sign));
	sign_pair_wipe(&pair);
	place_drop(&p);
}

static void a_key_opens_only_for_what_it_is_for(void **state)
{
	struct place p = place_make();
	char *signing = folder_path(p.top, "b.key");
	struct keyfile_label label;
	struct sign_pair sign;
	struct seal_pair seal;
	struct keyfile_label made;
	struct why why = { 0 };

	(void)state;
	assert_int_equal(keyring_make(p.key, KEYFILE_SEALING, suite_used(), "a",
			     NULL, &made, NULL),
	    ERR_OK);
	assert_int_equal(
	    keyring_sign_pair(p.key, NULL, &sign, &label, &why), ERR_CONFIG);
	assert_non_null(strstr(why.text, p.key));
	assert_int_equal(
	    keyring_seal_pair(p.key, NULL, &seal, &label, NULL), ERR_OK);
	assert_true(seal_public_equal(&seal.public, &made.public.sealing));
	seal_pair_wipe(&seal);
	assert_int_equal(keyring_make(signing, KEYFILE_LOG, suite_used(), "a",
			     NULL, &made, NULL),
	    ERR_OK);
	assert_int_equal(
	    keyring_seal_pair(signing, NULL, &seal, &label, NULL), ERR_CONFIG);
	mem_free(signing);
	place_drop(&p);
}

static void a_sealed_key_needs_its_passphrase(void **state)
{
	struct place p = place_make();
	char *wrong = folder_path(p.top, "wrong");
	char *bare = folder_path(p.top, "bare");
	struct keyfile_label label;
	struct sign_pair pair;
	struct keyfile_label made;

	(void)state;
	assert_int_equal(
	    folder_write(p.top, "wrong", bytes_text("sesame"), NULL), ERR_OK);
	assert_int_equal(
	    folder_write(p.top, "bare", bytes_text("open sesame"), NULL),
	    ERR_OK);
	assert_int_equal(keyring_make(p.key, KEYFILE_STAFF, suite_used(), "a",
			     p.passphrase, &made, NULL),
	    ERR_OK);
	assert_int_equal(keyring_sign_pair(p.key, wrong, &pair, &label, NULL),
	    ERR_PASSPHRASE);
	/* One final newline does not belong to the passphrase. */
	assert_int_equal(
	    keyring_sign_pair(p.key, bare, &pair, &label, NULL), ERR_OK);
	assert_true(sign_public_equal(&pair.public, &made.public.sign));
	assert_int_equal(label.protection, KEYFILE_SEALED);
	sign_pair_wipe(&pair);
	mem_free(wrong);
	mem_free(bare);
	place_drop(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(opens_the_signing_key_it_made),
		TEST(never_writes_over_a_key),
		TEST(a_key_opens_only_for_what_it_is_for),
		TEST(a_sealed_key_needs_its_passphrase),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
