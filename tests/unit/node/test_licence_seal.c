/* Documents sealed for one reader: F-222. */
#include "node/licence_seal.h"

#include "base/mem.h"
#include "base/text.h"
#include "keys/random.h"
#include "sync/vault.h"
#include "tests/unit/unit.h"

static const uint8_t nonce[LICENCE_SEAL_ID_BYTES] = { 0, 1, 2, 3, 4, 5, 6, 7, 8,
	9, 10, 11, 12, 13, 14, 15 };

/* By another implementation. */
static void a_seal_id_is_of_the_act_and_its_node(void **state)
{
	uint8_t id[LICENCE_SEAL_ID_BYTES];
	char hex[2 * LICENCE_SEAL_ID_BYTES + 1] = "";

	(void)state;
	licence_seal_id(id, "hanbin", nonce);
	text_hex(hex, (struct bytes){ id, sizeof(id) });
	assert_string_equal(hex, "481330b167e28f266b4bf50372d41b8c");
}

struct sealed {
	struct seal_pair reader;
	struct seal_ring readers;
	struct vault_store *vault;
	struct digest name;
	uint8_t id[LICENCE_SEAL_ID_BYTES];
};

static void put(struct sealed *x)
{
	struct buf box = { 0 };

	seal_pair_make(&x->reader, SUITE_1, random_system());
	x->readers.count = 0;
	seal_ring_put(&x->readers, &x->reader);
	x->vault = vault_mem_new();
	licence_seal_id(x->id, "hanbin", nonce);
	assert_int_equal(
	    licence_seal_make(&box, &x->name, x->id, bytes_text("a licence"),
		&x->reader.public, random_system()),
	    ERR_OK);
	assert_int_equal(
	    vault_put(x->vault, VAULT_WRAP, &x->name, buf_bytes(&box), NULL),
	    ERR_OK);
	buf_fini(&box);
}

static void take(struct sealed *x)
{
	vault_free(x->vault);
	seal_ring_wipe(&x->readers);
	seal_pair_wipe(&x->reader);
}

static void it_opens_for_its_reader_and_its_act_alone(void **state)
{
	struct buf out = { 0 };
	struct seal_ring others = { 0 };
	struct seal_pair other;
	struct digest absent = { { 1 } };
	struct sealed x;

	(void)state;
	put(&x);
	assert_int_equal(
	    licence_seal_load(&out, x.vault, &x.name, x.id, &x.readers, NULL),
	    ERR_OK);
	assert_true(bytes_equal(buf_bytes(&out), bytes_text("a licence")));
	seal_pair_make(&other, SUITE_1, random_system());
	seal_ring_put(&others, &other);
	assert_int_equal(
	    licence_seal_load(&out, x.vault, &x.name, x.id, &others, NULL),
	    ERR_CRYPTO);
	x.id[0] ^= 1; /* of another act */
	assert_int_equal(
	    licence_seal_load(&out, x.vault, &x.name, x.id, &x.readers, NULL),
	    ERR_CRYPTO);
	assert_int_equal(
	    licence_seal_load(&out, x.vault, &absent, x.id, &x.readers, NULL),
	    ERR_NOT_FOUND);
	seal_ring_wipe(&others);
	seal_pair_wipe(&other);
	buf_fini(&out);
	take(&x);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_seal_id_is_of_the_act_and_its_node),
		cmocka_unit_test(it_opens_for_its_reader_and_its_act_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
