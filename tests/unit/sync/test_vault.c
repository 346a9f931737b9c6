/* Both kinds of vault store keep the same promises. */
#include "sync/vault.h"

#include <unistd.h>

#include "tests/unit/sync/log.h"

#define BIG (2 * CHUNK_PLAIN_BYTES_MAX + 1000)

struct world {
	struct random_seeded random;
	struct vault_key key;
	char *folder;
	struct vault_store *vault;
	struct buf plain, sealed; /* an object of three chunks */
	struct digest name;
};

static void init(struct world *w)
{
	static const uint8_t seed[RANDOM_SEED_BYTES] = { 9 };

	random_seeded_init(&w->random, seed);
	w->key.network = digest_sha256(bytes_text("a network"));
	random_fill(&w->random.random, &w->key.dossier, 16);
	secret_make(&w->key.key, &w->random.random);
	random_fill(&w->random.random, buf_extend(&w->plain, BIG), BIG);
	assert_int_equal(vault_seal(&w->sealed, &w->name, &w->key,
			     buf_bytes(&w->plain), &w->random.random),
	    ERR_OK);
}

static int set_up_file(void **state)
{
	struct world *w = mem_new(sizeof(*w));

	init(w);
	w->folder = folder_make();
	assert_int_equal(vault_file_open(&w->vault, w->folder, NULL), ERR_OK);
	*state = w;
	return 0;
}

static int set_up_mem(void **state)
{
	struct world *w = mem_new(sizeof(*w));

	init(w);
	w->vault = vault_mem_new();
	*state = w;
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;

	vault_free(w->vault);
	if (w->folder)
		folder_drop(w->folder);
	buf_fini(&w->plain);
	buf_fini(&w->sealed);
	mem_free(w);
	return 0;
}

/* Chunk @i of the three. */
static struct bytes chunk_at(const struct world *w, size_t i)
{
	size_t from = i * CHUNK_SEALED_BYTES_MAX;
	size_t left = w->sealed.n - from;

	return bytes_part(buf_bytes(&w->sealed), from,
	    left < CHUNK_SEALED_BYTES_MAX ? left : CHUNK_SEALED_BYTES_MAX);
}

static enum vault_step give(
    struct world *w, uint64_t index, uint64_t total, struct bytes chunk)
{
	enum vault_step step;
	struct why why = { 0 };

	if (vault_put_chunk(
		w->vault, &w->name, index, total, chunk, &step, &why))
		fail_msg("%s", why.text);
	return step;
}

static uint64_t next(struct world *w)
{
	uint64_t index = 99;

	assert_int_equal(vault_next(w->vault, &w->name, &index, NULL), ERR_OK);
	return index;
}

static void the_name_is_the_root_over_the_chunks(void **state)
{
	struct world *w = *state;
	struct digest leaf[3], pair, root;

	for (size_t i = 0; i < 3; i++)
		leaf[i] = digest_leaf(chunk_at(w, i));
	pair = digest_pair(DIGEST_PREFIX_PAIR, &leaf[0], &leaf[1]);
	root = digest_pair(DIGEST_PREFIX_PAIR, &pair, &leaf[2]);
	assert_true(digest_equal(&root, &w->name));
	assert_int_equal(vault_chunks(BIG), 3);
	assert_int_equal(vault_sealed_bytes(BIG), w->sealed.n);
	assert_int_equal(vault_chunks(1), 1);
	assert_int_equal(vault_chunks(CHUNK_PLAIN_BYTES_MAX), 1);
	assert_int_equal(vault_chunks(VAULT_PLAIN_BYTES_MAX), VAULT_CHUNKS_MAX);
}

static void sealed_bytes_open_under_their_key_alone(void **state)
{
	struct world *w = *state;
	struct vault_key other = w->key;
	struct buf out = { 0 };
	struct bytes sealed = buf_bytes(&w->sealed);

	assert_int_equal(vault_unseal(&out, &w->key, sealed, NULL), ERR_OK);
	assert_true(bytes_equal(buf_bytes(&out), buf_bytes(&w->plain)));
	buf_clear(&out);
	other.key.b[0] ^= 1;
	assert_int_equal(vault_unseal(&out, &other, sealed, NULL), ERR_CRYPTO);
	other = w->key;
	other.dossier.b[0] ^= 1;
	assert_int_equal(vault_unseal(&out, &other, sealed, NULL), ERR_CRYPTO);
	other = w->key;
	other.network.b[0] ^= 1;
	assert_int_equal(vault_unseal(&out, &other, sealed, NULL), ERR_CRYPTO);
	assert_int_equal(out.n, 0);
	/* Cut off after a whole chunk. */
	assert_int_equal(
	    vault_unseal(&out, &w->key,
		bytes_part(sealed, 0, 2 * (size_t)CHUNK_SEALED_BYTES_MAX),
		NULL),
	    ERR_CRYPTO);
	assert_int_equal(
	    vault_unseal(&out, &w->key, bytes_part(sealed, 0, 8), NULL),
	    ERR_PARSE);
	assert_int_equal(
	    vault_unseal(&out, &w->key, bytes_part(sealed, 0, 0), NULL),
	    ERR_LIMIT);
	assert_int_equal(out.n, 0);
	buf_fini(&out);
}

static void a_wrap_is_for_one_reader_and_one_dossier(void **state)
{
	struct world *w = *state;
	struct seal_pair reader, stranger;
	struct buf wrap = { 0 };
	struct secret key;
	struct digest name, leaf;
	struct chunk_dossier other = w->key.dossier;

	seal_pair_make(&reader, &w->random.random);
	seal_pair_make(&stranger, &w->random.random);
	assert_int_equal(vault_wrap(&wrap, &name, &w->key, &reader.public,
			     &w->random.random),
	    ERR_OK);
	leaf = digest_leaf(buf_bytes(&wrap));
	assert_true(digest_equal(&name, &leaf)); /* F-52: a single leaf */
	assert_int_equal(vault_unwrap(&key, &w->key.dossier, 0, &reader,
			     buf_bytes(&wrap), NULL),
	    ERR_OK);
	assert_memory_equal(&key, &w->key.key, sizeof(key));
	assert_int_equal(vault_unwrap(&key, &w->key.dossier, 0, &stranger,
			     buf_bytes(&wrap), NULL),
	    ERR_CRYPTO);
	other.b[15] ^= 1;
	assert_int_equal(
	    vault_unwrap(&key, &other, 0, &reader, buf_bytes(&wrap), NULL),
	    ERR_CRYPTO);
	buf_fini(&wrap);
}

static void a_wrap_is_of_one_generation(void **state)
{
	struct world *w = *state;
	struct vault_key later = w->key;
	struct seal_pair reader;
	struct buf wrap = { 0 };
	struct digest name;
	struct secret key;

	later.generation = 0x01020304;
	seal_pair_make(&reader, &w->random.random);
	assert_int_equal(
	    vault_wrap(&wrap, &name, &later, &reader.public, &w->random.random),
	    ERR_OK);
	for (uint32_t g = 0; g < 3; g++)
		assert_int_equal(vault_unwrap(&key, &later.dossier, g, &reader,
				     buf_bytes(&wrap), NULL),
		    ERR_CRYPTO);
	assert_int_equal(vault_unwrap(&key, &later.dossier, later.generation,
			     &reader, buf_bytes(&wrap), NULL),
	    ERR_OK);
	assert_memory_equal(&key, &later.key, sizeof(key));
	buf_fini(&wrap);
}

static void what_was_erased_is_gone_and_may_come_again(void **state)
{
	struct world *w = *state;
	struct vault_key other = w->key;

	assert_int_equal(
	    vault_put(w->vault, &w->name, buf_bytes(&w->sealed), NULL), ERR_OK);
	assert_true(vault_erase_fits(w->vault, &w->name, &w->key));
	other.dossier.b[0] ^= 1;
	assert_false(vault_erase_fits(w->vault, &w->name, &other));
	for (int twice = 0; twice < 2; twice++) {
		assert_int_equal(vault_erase(w->vault, &w->name, NULL), ERR_OK);
		assert_false(vault_has(w->vault, &w->name));
	}
	assert_false(vault_erase_fits(w->vault, &w->name, &w->key));
	assert_int_equal(
	    vault_put(w->vault, &w->name, buf_bytes(&w->sealed), NULL), ERR_OK);
	assert_true(vault_has(w->vault, &w->name));
	assert_int_equal(vault_erase(w->vault, &w->name, NULL), ERR_OK);
}

static void what_was_put_is_read_chunk_by_chunk(void **state)
{
	struct world *w = *state;
	struct buf out = { 0 };
	uint64_t count = 0;

	assert_false(vault_has(w->vault, &w->name));
	assert_int_equal(
	    vault_count(w->vault, &w->name, &count), ERR_NOT_FOUND);
	assert_int_equal(
	    vault_read(w->vault, &w->name, 0, &out, NULL), ERR_NOT_FOUND);
	for (int twice = 0; twice < 2; twice++)
		assert_int_equal(
		    vault_put(w->vault, &w->name, buf_bytes(&w->sealed), NULL),
		    ERR_OK);
	assert_true(vault_has(w->vault, &w->name));
	assert_int_equal(vault_count(w->vault, &w->name, &count), ERR_OK);
	assert_int_equal(count, 3);
	assert_int_equal(next(w), 3);
	for (uint64_t i = 3; i > 0; i--) {
		buf_clear(&out);
		assert_int_equal(
		    vault_read(w->vault, &w->name, i - 1, &out, NULL), ERR_OK);
		assert_true(bytes_equal(buf_bytes(&out), chunk_at(w, i - 1)));
	}
	assert_int_equal(
	    vault_read(w->vault, &w->name, 3, &out, NULL), ERR_NOT_FOUND);
	buf_clear(&out);
	assert_int_equal(vault_get(w->vault, &w->name, &out, NULL), ERR_OK);
	assert_true(bytes_equal(buf_bytes(&out), buf_bytes(&w->sealed)));
	buf_fini(&out);
}

static void bytes_of_another_name_are_not_put(void **state)
{
	struct world *w = *state;

	w->sealed.p[77] ^= 1;
	assert_int_equal(
	    vault_put(w->vault, &w->name, buf_bytes(&w->sealed), NULL),
	    ERR_REFUSED);
	assert_false(vault_has(w->vault, &w->name));
	assert_int_equal(next(w), 0);
}

static void an_object_is_fetched_in_order(void **state)
{
	struct world *w = *state;

	assert_int_equal(next(w), 0);
	assert_int_equal(give(w, 1, 3, chunk_at(w, 1)), VAULT_IGNORED);
	assert_int_equal(give(w, 0, 3, chunk_at(w, 0)), VAULT_MORE);
	assert_int_equal(give(w, 0, 3, chunk_at(w, 0)), VAULT_IGNORED);
	assert_int_equal(give(w, 1, 3, chunk_at(w, 1)), VAULT_MORE);
	assert_false(vault_has(w->vault, &w->name));
	assert_int_equal(next(w), 2);
	assert_int_equal(give(w, 2, 3, chunk_at(w, 2)), VAULT_COMPLETE);
	assert_true(vault_has(w->vault, &w->name));
	assert_int_equal(give(w, 2, 3, chunk_at(w, 2)), VAULT_COMPLETE);
	assert_int_equal(next(w), 3);
}

static void one_bad_chunk_drops_the_whole(void **state)
{
	struct world *w = *state;

	give(w, 0, 3, chunk_at(w, 0));
	w->sealed.p[CHUNK_SEALED_BYTES_MAX + 5] ^= 1;
	give(w, 1, 3, chunk_at(w, 1));
	assert_int_equal(give(w, 2, 3, chunk_at(w, 2)), VAULT_REFUSED);
	assert_false(vault_has(w->vault, &w->name));
	assert_int_equal(next(w), 0);
	w->sealed.p[CHUNK_SEALED_BYTES_MAX + 5] ^= 1;
	for (uint64_t i = 0; i < 3; i++)
		give(w, i, 3, chunk_at(w, i));
	assert_true(vault_has(w->vault, &w->name));
}

static void wrong_sizes_are_refused(void **state)
{
	struct world *w = *state;
	struct bytes chunk = chunk_at(w, 0);

	assert_int_equal(give(w, 0, 0, chunk), VAULT_REFUSED);
	assert_int_equal(
	    give(w, 0, VAULT_CHUNKS_MAX + 1, chunk), VAULT_REFUSED);
	assert_int_equal(
	    give(w, 0, 3, bytes_part(chunk, 0, chunk.n - 1)), VAULT_REFUSED);
	assert_int_equal(give(w, 0, 1, bytes_part(chunk, 0, 0)), VAULT_REFUSED);
	assert_int_equal(give(w, 0, 1, chunk), VAULT_REFUSED);
	assert_int_equal(next(w), 0);
}

static void fetching_goes_on_after_a_restart(void **state)
{
	struct world *w = *state;
	char hex[DIGEST_HEX_ROOM];
	char *path;

	give(w, 0, 3, chunk_at(w, 0));
	give(w, 1, 3, chunk_at(w, 1));
	vault_free(w->vault);
	/* The second was not written to its end. */
	digest_hex(hex, &w->name);
	path = mem_print("%s/part/%s", w->folder, hex);
	assert_int_equal(truncate(path, CHUNK_SEALED_BYTES_MAX + 9), 0);
	mem_free(path);
	assert_int_equal(vault_file_open(&w->vault, w->folder, NULL), ERR_OK);
	assert_int_equal(next(w), 1);
	give(w, 1, 3, chunk_at(w, 1));
	assert_int_equal(give(w, 2, 3, chunk_at(w, 2)), VAULT_COMPLETE);
}

static void rotten_objects_are_not_given_out(void **state)
{
	struct world *w = *state;
	char hex[DIGEST_HEX_ROOM];
	struct buf out = { 0 };
	char *path;

	assert_int_equal(
	    vault_put(w->vault, &w->name, buf_bytes(&w->sealed), NULL), ERR_OK);
	assert_int_equal(vault_read(w->vault, &w->name, 1, &out, NULL), ERR_OK);
	buf_clear(&out);
	digest_hex(hex, &w->name);
	path = mem_print("%s/%.2s/%s", w->folder, hex, hex);
	w->sealed.p[CHUNK_SEALED_BYTES_MAX + 5] ^= 1;
	assert_int_equal(
	    disk_write_plain(path, buf_bytes(&w->sealed), NULL), ERR_OK);
	/* Checked again on every read, also when it was good before. */
	assert_int_equal(
	    vault_read(w->vault, &w->name, 1, &out, NULL), ERR_CORRUPT);
	assert_int_equal(
	    vault_read(w->vault, &w->name, 0, &out, NULL), ERR_CORRUPT);
	assert_int_equal(out.n, 0);
	mem_free(path);
	buf_fini(&out);
}

static void many_objects_at_once_are_kept_apart(void **state)
{
	struct world *w = *state;
	struct digest names[20];
	struct buf sealed = { 0 }, out = { 0 };

	for (uint8_t i = 0; i < 20; i++) {
		buf_clear(&sealed);
		assert_int_equal(vault_seal(&sealed, &names[i], &w->key,
				     bytes_of(i), &w->random.random),
		    ERR_OK);
		assert_int_equal(
		    vault_put(w->vault, &names[i], buf_bytes(&sealed), NULL),
		    ERR_OK);
	}
	for (uint8_t i = 0; i < 20; i++) {
		buf_clear(&sealed);
		buf_clear(&out);
		assert_int_equal(
		    vault_get(w->vault, &names[i], &sealed, NULL), ERR_OK);
		assert_int_equal(
		    vault_unseal(&out, &w->key, buf_bytes(&sealed), NULL),
		    ERR_OK);
		assert_true(bytes_equal(buf_bytes(&out), bytes_of(i)));
	}
	buf_fini(&sealed);
	buf_fini(&out);
}

#define FILE_ONLY(test) \
	cmocka_unit_test_setup_teardown(test, set_up_file, tear_down)
#define BOTH(test)       \
	FILE_ONLY(test), \
	    cmocka_unit_test_setup_teardown(test, set_up_mem, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FILE_ONLY(the_name_is_the_root_over_the_chunks),
		FILE_ONLY(sealed_bytes_open_under_their_key_alone),
		FILE_ONLY(a_wrap_is_for_one_reader_and_one_dossier),
		FILE_ONLY(a_wrap_is_of_one_generation),
		BOTH(what_was_put_is_read_chunk_by_chunk),
		BOTH(what_was_erased_is_gone_and_may_come_again),
		BOTH(bytes_of_another_name_are_not_put),
		BOTH(an_object_is_fetched_in_order),
		BOTH(one_bad_chunk_drops_the_whole),
		BOTH(wrong_sizes_are_refused),
		FILE_ONLY(fetching_goes_on_after_a_restart),
		FILE_ONLY(rotten_objects_are_not_given_out),
		BOTH(many_objects_at_once_are_kept_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
