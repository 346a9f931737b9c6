/* Both kinds of vault store keep the same promises. */
#include "sync/vault.h"

#include "sync/vault_apart.h"
#include "tests/suite/suite_used.h"
#include "tests/unit/sync/sealed.h"

static void the_name_is_the_root_over_the_chunks(void **state)
{
	struct world *w = *state;
	struct digest leaf[3], pair, root;

	for (size_t i = 0; i < 3; i++)
		leaf[i] = leaf_at(w, i);
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
	struct secret wrong = w->secret;
	struct buf out = { 0 };
	struct bytes sealed = buf_bytes(&w->sealed);

	assert_int_equal(vault_unseal(&out, &w->key, sealed, NULL), ERR_OK);
	assert_true(bytes_equal(buf_bytes(&out), buf_bytes(&w->plain)));
	buf_clear(&out);
	wrong.b[0] ^= 1;
	other.key = &wrong;
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

	seal_pair_make(&reader, suite_used(), &w->random.random);
	seal_pair_make(&stranger, suite_used(), &w->random.random);
	assert_int_equal(vault_wrap(&wrap, &name, &w->key, &reader.public,
			     &w->random.random),
	    ERR_OK);
	leaf = digest_leaf(buf_bytes(&wrap));
	assert_true(digest_equal(&name, &leaf)); /* F-52: a single leaf */
	assert_int_equal(vault_unwrap(&key, &w->key.dossier, 0, &reader,
			     buf_bytes(&wrap), NULL),
	    ERR_OK);
	assert_memory_equal(&key, &w->secret, sizeof(key));
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
	seal_pair_make(&reader, suite_used(), &w->random.random);
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
	assert_memory_equal(&key, &w->secret, sizeof(key));
	buf_fini(&wrap);
}

static void what_was_erased_is_gone_and_may_come_again(void **state)
{
	struct world *w = *state;
	struct vault_key other = w->key;

	assert_int_equal(vault_put(w->vault, VAULT_FILE, &w->name,
			     buf_bytes(&w->sealed), NULL),
	    ERR_OK);
	assert_true(vault_erase_fits(w->vault, &w->name, &w->key));
	other.dossier.b[0] ^= 1;
	assert_false(vault_erase_fits(w->vault, &w->name, &other));
	for (int twice = 0; twice < 2; twice++) {
		assert_int_equal(vault_erase(w->vault, &w->name, NULL), ERR_OK);
		assert_false(vault_has(w->vault, &w->name));
	}
	assert_false(vault_erase_fits(w->vault, &w->name, &w->key));
	assert_int_equal(vault_put(w->vault, VAULT_FILE, &w->name,
			     buf_bytes(&w->sealed), NULL),
	    ERR_OK);
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
		assert_int_equal(vault_put(w->vault, VAULT_FILE, &w->name,
				     buf_bytes(&w->sealed), NULL),
		    ERR_OK);
	assert_true(vault_has(w->vault, &w->name));
	assert_int_equal(vault_count(w->vault, &w->name, &count), ERR_OK);
	assert_int_equal(count, 3);
	assert_int_equal(there(w), 3);
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
	assert_int_equal(vault_put(w->vault, VAULT_FILE, &w->name,
			     buf_bytes(&w->sealed), NULL),
	    ERR_REFUSED);
	assert_false(vault_has(w->vault, &w->name));
	assert_int_equal(there(w), 0);
}

static void erasing_leaves_no_file(void **state)
{
	struct world *w = *state;

	for (int whole = 0; whole < 2; whole++) {
		for (size_t i = 0; i < 2 + (size_t)whole; i++)
			give(w, i);
		assert_int_equal(vault_erase(w->vault, &w->name, NULL), ERR_OK);
		assert_false(is_file(w, w->files, "part", ""));
		assert_false(is_file(w, w->files, "part", ".leaves"));
		assert_false(is_file(w, w->files, NULL, ""));
		assert_false(is_file(w, w->files, NULL, ".leaves"));
		assert_int_equal(there(w), 0);
	}
}

/* ---- wraps ---- */

static void make_wrap(struct world *w, struct buf *wrap)
{
	struct seal_pair reader;

	seal_pair_make(&reader, suite_used(), &w->random.random);
	assert_int_equal(vault_wrap(wrap, &w->name, &w->key, &reader.public,
			     &w->random.random),
	    ERR_OK);
}

static void wraps_lie_apart_from_the_files(void **state)
{
	struct world *w = *state;
	struct buf wrap = { 0 }, out = { 0 };
	const struct merkle_proof none = { .count = 0 };
	enum vault_step step;

	make_wrap(w, &wrap);
	for (int fetched = 0; fetched < 2; fetched++) {
		if (fetched)
			assert_int_equal(vault_part_put(w->vault, VAULT_WRAP,
					     &(struct vault_piece){ &w->name, 0,
						 1, buf_bytes(&wrap), &none },
					     &step, NULL),
			    ERR_OK);
		else
			assert_int_equal(vault_put(w->vault, VAULT_WRAP,
					     &w->name, buf_bytes(&wrap), NULL),
			    ERR_OK);
		assert_true(vault_has(w->vault, &w->name));
		assert_true(is_file(w, w->wraps, NULL, ""));
		assert_false(is_file(w, w->files, NULL, ""));
		buf_clear(&out);
		assert_int_equal(
		    vault_get(w->vault, &w->name, &out, NULL), ERR_OK);
		assert_true(bytes_equal(buf_bytes(&out), buf_bytes(&wrap)));
		assert_int_equal(vault_erase(w->vault, &w->name, NULL), ERR_OK);
		assert_false(is_file(w, w->wraps, NULL, ""));
	}
	buf_fini(&wrap);
	buf_fini(&out);
}

/* An act may call any object a wrap; who sends it is not to blame. */
static void what_is_no_wrap_is_kept_as_a_file(void **state)
{
	struct world *w = *state;
	const struct merkle_proof none = { .count = 0 };
	struct bytes large = bytes_part(buf_bytes(&w->sealed), 0, 5000);
	enum vault_step step;

	w->name = digest_leaf(large);
	assert_int_equal(
	    vault_put(w->vault, VAULT_WRAP, &w->name, large, NULL), ERR_LIMIT);
	assert_int_equal(
	    vault_part_put(w->vault, VAULT_WRAP,
		&(struct vault_piece){ &w->name, 0, 1, large, &none }, &step,
		NULL),
	    ERR_OK);
	assert_int_equal(step, VAULT_COMPLETE);
	assert_true(is_file(w, w->files, NULL, ""));
}

static void wraps_of_an_earlier_version_are_moved(void **state)
{
	struct world *w = *state;
	char *beside = mem_print("%s/wraps.new", w->folder);
	char *wraps = mem_print("%s/apart", w->folder);
	struct buf wrap = { 0 };
	bool moved;

	make_wrap(w, &wrap);
	assert_int_equal(
	    vault_put(w->vault, VAULT_FILE, &w->name, buf_bytes(&wrap), NULL),
	    ERR_OK);
	vault_free(w->vault);
	assert_int_equal(disk_make_folder(beside, NULL), ERR_OK);
	for (int twice = 0; twice < 2; twice++) {
		assert_int_equal(
		    vault_apart_move(w->files, beside, &w->name, &moved, NULL),
		    ERR_OK);
		assert_int_equal(moved, twice == 0);
	}
	assert_int_equal(
	    vault_apart_finish(w->files, beside, wraps, NULL), ERR_OK);
	assert_int_equal(
	    vault_file_open(&w->vault, w->files, wraps, NULL), ERR_OK);
	assert_true(vault_has(w->vault, &w->name));
	assert_true(is_file(w, wraps, NULL, ""));
	assert_false(is_file(w, w->files, NULL, ""));
	buf_fini(&wrap);
	mem_free(wraps);
	mem_free(beside);
}

static void rotten_objects_are_not_given_out(void **state)
{
	struct world *w = *state;
	struct buf out = { 0 };
	char *path = path_in(w, w->files, NULL, "");

	assert_int_equal(vault_put(w->vault, VAULT_FILE, &w->name,
			     buf_bytes(&w->sealed), NULL),
	    ERR_OK);
	assert_int_equal(vault_read(w->vault, &w->name, 1, &out, NULL), ERR_OK);
	buf_clear(&out);
	w->sealed.p[CHUNK_SEALED_BYTES_MAX + 5] ^= 1;
	assert_int_equal(
	    disk_write_plain(path, buf_bytes(&w->sealed), NULL), ERR_OK);
	/* Checked again on every read, also when it was good before; the others
	 * are as good as they were. */
	for (int twice = 0; twice < 2; twice++)
		assert_int_equal(
		    vault_read(w->vault, &w->name, 1, &out, NULL), ERR_CORRUPT);
	assert_int_equal(out.n, 0);
	assert_int_equal(vault_read(w->vault, &w->name, 0, &out, NULL), ERR_OK);
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
		assert_int_equal(vault_put(w->vault, VAULT_FILE, &names[i],
				     buf_bytes(&sealed), NULL),
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
		FILE_ONLY(erasing_leaves_no_file),
		FILE_ONLY(wraps_lie_apart_from_the_files),
		FILE_ONLY(what_is_no_wrap_is_kept_as_a_file),
		FILE_ONLY(wraps_of_an_earlier_version_are_moved),
		FILE_ONLY(rotten_objects_are_not_given_out),
		BOTH(many_objects_at_once_are_kept_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
