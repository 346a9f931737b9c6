#include "node/pseudonym.h"

#include "tests/suite/suite_used.h"
#include "tests/unit/unit.h"

#include <string.h>

#include "base/mem.h"
#include "keys/random.h"
#include "sync/vault.h"

static const uint8_t nonce[PSEUDONYM_NONCE_BYTES] = { 1, 2, 3 };

struct given {
	struct seal_ring readers;
	struct secret key;
	struct digest name;
	struct buf wrap;
};

static int set_up(void **state)
{
	struct given *g = mem_new(sizeof(*g));

	struct seal_pair pair;

	seal_pair_make(&pair, suite_used(), random_system());
	seal_ring_put(&g->readers, &pair);
	secret_make(&g->key, random_system());
	assert_int_equal(pseudonym_seal(&g->wrap, &g->name, nonce, &g->key,
			     &pair.public, random_system()),
	    ERR_OK);
	*state = g;
	return 0;
}

static int tear_down(void **state)
{
	struct given *g = *state;

	buf_fini(&g->wrap);
	mem_free(g);
	return 0;
}

static void its_reader_opens_it(void **state)
{
	struct given *g = *state;
	struct secret out;

	assert_int_equal(
	    pseudonym_open(&out, nonce, &g->readers, buf_bytes(&g->wrap)),
	    ERR_OK);
	assert_memory_equal(out.b, g->key.b, sizeof(out.b));
}

static void nobody_else_does_nor_under_another_act(void **state)
{
	static const uint8_t other[PSEUDONYM_NONCE_BYTES] = { 9 };
	struct given *g = *state;
	struct seal_ring strangers = { 0 };
	struct seal_pair stranger;
	struct secret out;

	seal_pair_make(&stranger, suite_used(), random_system());
	seal_ring_put(&strangers, &stranger);
	assert_int_equal(
	    pseudonym_open(&out, nonce, &strangers, buf_bytes(&g->wrap)),
	    ERR_CRYPTO);
	assert_int_equal(
	    pseudonym_open(&out, other, &g->readers, buf_bytes(&g->wrap)),
	    ERR_CRYPTO);
	g->wrap.p[g->wrap.n - 1] ^= 1;
	assert_int_equal(
	    pseudonym_open(&out, nonce, &g->readers, buf_bytes(&g->wrap)),
	    ERR_CRYPTO);
}

static void is_loaded_from_the_vault_once_it_is_there(void **state)
{
	struct given *g = *state;
	struct vault_store *v = vault_mem_new();
	struct secret out;

	assert_int_equal(
	    pseudonym_load(&out, v, &g->name, nonce, &g->readers, NULL),
	    ERR_NOT_FOUND);
	assert_int_equal(
	    vault_put(v, VAULT_WRAP, &g->name, buf_bytes(&g->wrap), NULL),
	    ERR_OK);
	assert_int_equal(
	    pseudonym_load(&out, v, &g->name, nonce, &g->readers, NULL),
	    ERR_OK);
	assert_memory_equal(out.b, g->key.b, sizeof(out.b));
	vault_free(v);
}

/* F-142: who copies an act's nonce into one of their own gives another key. */
static void another_home_gives_another_key(void **state)
{
	uint8_t ours[PSEUDONYM_NONCE_BYTES], again[PSEUDONYM_NONCE_BYTES],
	    theirs[PSEUDONYM_NONCE_BYTES];

	(void)state;
	pseudonym_seal_id(ours, "hanbin", nonce);
	pseudonym_seal_id(again, "hanbin", nonce);
	pseudonym_seal_id(theirs, "evil-node", nonce);
	assert_memory_equal(ours, again, sizeof(ours));
	assert_memory_not_equal(ours, theirs, sizeof(ours));
	assert_memory_not_equal(ours, nonce, sizeof(ours));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(another_home_gives_another_key),
		cmocka_unit_test_setup_teardown(
		    its_reader_opens_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    nobody_else_does_nor_under_another_act, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    is_loaded_from_the_vault_once_it_is_there, set_up,
		    tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
