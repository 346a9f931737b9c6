/* Objects that are fetched chunk by chunk, from whoever has them. */
#include "sync/vault.h"

#include "tests/unit/sync/sealed.h"

static void an_object_is_fetched_in_any_order(void **state)
{
	static const size_t orders[][3] = { { 0, 1, 2 }, { 2, 0, 1 },
		{ 1, 2, 0 }, { 2, 1, 0 } };
	struct world *w = *state;
	struct buf out = { 0 };

	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		const size_t *o = orders[i];

		assert_int_equal(there(w), 0);
		assert_int_equal(give(w, o[0]), VAULT_MORE);
		assert_int_equal(give(w, o[0]), VAULT_IGNORED);
		assert_int_equal(give(w, o[1]), VAULT_MORE);
		assert_int_equal(there(w), 2);
		assert_false(vault_has(w->vault, &w->name));
		assert_int_equal(give(w, o[2]), VAULT_COMPLETE);
		assert_true(vault_has(w->vault, &w->name));
		assert_int_equal(give(w, o[2]), VAULT_COMPLETE);
		buf_clear(&out);
		assert_int_equal(
		    vault_get(w->vault, &w->name, &out, NULL), ERR_OK);
		assert_true(
		    bytes_equal(buf_bytes(&out), buf_bytes(&w->sealed)));
		assert_int_equal(vault_erase(w->vault, &w->name, NULL), ERR_OK);
	}
	buf_fini(&out);
}

static void the_path_of_a_chunk_leads_to_the_name(void **state)
{
	struct world *w = *state;
	struct merkle_proof path;

	assert_int_equal(
	    vault_path(w->vault, &w->name, 0, &path, NULL), ERR_NOT_FOUND);
	assert_int_equal(vault_put(w->vault, VAULT_FILE, &w->name,
			     buf_bytes(&w->sealed), NULL),
	    ERR_OK);
	for (size_t i = 0; i < 3; i++) {
		struct merkle_proof by_hand = path_at(w, i);

		assert_int_equal(
		    vault_path(w->vault, &w->name, i, &path, NULL), ERR_OK);
		assert_int_equal(path.count, by_hand.count);
		assert_memory_equal(
		    path.hash, by_hand.hash, path.count * sizeof(path.hash[0]));
		assert_true(
		    vault_part_proves(&w->name, i, 3, chunk_at(w, i), &path));
	}
	assert_int_equal(
	    vault_path(w->vault, &w->name, 3, &path, NULL), ERR_NOT_FOUND);
}

static void a_bad_chunk_is_refused_and_costs_no_other(void **state)
{
	struct world *w = *state;
	struct merkle_proof path = path_at(w, 1);

	give(w, 0);
	w->sealed.p[CHUNK_SEALED_BYTES_MAX + 5] ^= 1;
	assert_int_equal(
	    give_with(w, 1, 3, chunk_at(w, 1), &path), VAULT_REFUSED);
	w->sealed.p[CHUNK_SEALED_BYTES_MAX + 5] ^= 1;
	path.hash[0].b[0] ^= 1;
	assert_int_equal(
	    give_with(w, 1, 3, chunk_at(w, 1), &path), VAULT_REFUSED);
	path.hash[0].b[0] ^= 1;
	/* Another's place, and another's chunk. */
	assert_int_equal(
	    give_with(w, 0, 3, chunk_at(w, 1), &path), VAULT_REFUSED);
	assert_int_equal(
	    give_with(w, 1, 3, chunk_at(w, 0), &path), VAULT_REFUSED);
	path.count = 0;
	assert_int_equal(
	    give_with(w, 1, 3, chunk_at(w, 1), &path), VAULT_REFUSED);
	assert_int_equal(there(w), 1);
	give(w, 1);
	assert_int_equal(give(w, 2), VAULT_COMPLETE);
}

static void wrong_sizes_are_refused(void **state)
{
	struct world *w = *state;
	struct merkle_proof path = path_at(w, 0);
	struct bytes chunk = chunk_at(w, 0);

	assert_int_equal(give_with(w, 0, 0, chunk, &path), VAULT_REFUSED);
	assert_int_equal(give_with(w, 3, 3, chunk, &path), VAULT_REFUSED);
	assert_int_equal(
	    give_with(w, 0, VAULT_CHUNKS_MAX + 1, chunk, &path), VAULT_REFUSED);
	assert_int_equal(
	    give_with(w, 0, 3, bytes_part(chunk, 0, chunk.n - 1), &path),
	    VAULT_REFUSED);
	path.count = 0;
	assert_int_equal(
	    give_with(w, 0, 1, bytes_part(chunk, 0, 0), &path), VAULT_REFUSED);
	assert_int_equal(give_with(w, 0, 1, chunk, &path), VAULT_REFUSED);
	assert_int_equal(there(w), 0);
}

/* Chunk 2 of three is proven as chunk 1 of two as well: only who knows how many
 * there are knows where it stands.  Parts of two totals are never mixed. */
static void a_part_is_of_one_total(void **state)
{
	struct world *w = *state;
	struct merkle_proof path = path_at(w, 2);

	assert_int_equal(give(w, 0), VAULT_MORE);
	assert_int_equal(give_with(w, 1, 2, chunk_at(w, 2), &path), VAULT_MORE);
	assert_int_equal(look(w, 2).there, 1);
	assert_int_equal(there(w), 0);
	for (size_t i = 0; i < 3; i++)
		give(w, i);
	assert_true(vault_has(w->vault, &w->name));
}

static void fetching_goes_on_after_a_restart(void **state)
{
	struct world *w = *state;
	char *path = path_in(w, w->files, "part", "");

	give(w, 0);
	give(w, 2);
	give(w, 1); /* complete: begin again */
	assert_int_equal(vault_erase(w->vault, &w->name, NULL), ERR_OK);
	give(w, 0);
	give(w, 1);
	vault_free(w->vault);
	/* The second was not written to its end. */
	assert_int_equal(truncate(path, CHUNK_SEALED_BYTES_MAX + 9), 0);
	mem_free(path);
	assert_int_equal(open_files(w), ERR_OK);
	assert_int_equal(there(w), 1);
	assert_int_equal(give(w, 1), VAULT_MORE);
	assert_int_equal(give(w, 2), VAULT_COMPLETE);
}

static void what_has_rotten_meanwhile_is_fetched_again(void **state)
{
	struct world *w = *state;
	char *path = path_in(w, w->files, "part", "");
	struct buf part = { 0 };

	give(w, 2);
	give(w, 0);
	vault_free(w->vault);
	assert_int_equal(
	    disk_read(path, 4 * (size_t)CHUNK_SEALED_BYTES_MAX, &part, NULL),
	    ERR_OK);
	part.p[77] ^= 1;
	assert_int_equal(
	    disk_write_plain(path, buf_bytes(&part), NULL), ERR_OK);
	assert_int_equal(open_files(w), ERR_OK);
	assert_int_equal(there(w), 1);
	assert_true(vault_part_has(&(struct vault_part){ .has = { 4 } }, 2));
	give(w, 0);
	assert_int_equal(give(w, 1), VAULT_COMPLETE);
	buf_fini(&part);
	mem_free(path);
}

static void leaves_lie_beside_and_are_made_anew(void **state)
{
	struct world *w = *state;
	char *path = path_in(w, w->files, NULL, ".leaves");
	struct buf leaves = { 0 };
	struct merkle_proof proof;

	for (size_t i = 0; i < 3; i++)
		give(w, i);
	assert_false(is_file(w, w->files, "part", ".leaves"));
	assert_int_equal(disk_read(path, 1000, &leaves, NULL), ERR_OK);
	assert_int_equal(leaves.n, 3 * DIGEST_BYTES);
	for (int how = 0; how < 3; how++) {
		vault_free(w->vault);
		if (how == 0)
			assert_int_equal(unlink(path), 0);
		if (how == 1) /* of something else */
			leaves.p[40] ^= 1;
		if (how == 2)
			leaves.n -= 32;
		if (how > 0)
			assert_int_equal(
			    disk_write_plain(path, buf_bytes(&leaves), NULL),
			    ERR_OK);
		assert_int_equal(open_files(w), ERR_OK);
		assert_int_equal(
		    vault_path(w->vault, &w->name, 1, &proof, NULL), ERR_OK);
		buf_clear(&leaves);
		assert_int_equal(disk_read(path, 1000, &leaves, NULL), ERR_OK);
		assert_int_equal(leaves.n, 3 * DIGEST_BYTES);
	}
	buf_fini(&leaves);
	mem_free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(an_object_is_fetched_in_any_order),
		BOTH(the_path_of_a_chunk_leads_to_the_name),
		BOTH(a_bad_chunk_is_refused_and_costs_no_other),
		BOTH(wrong_sizes_are_refused),
		BOTH(a_part_is_of_one_total),
		FILE_ONLY(fetching_goes_on_after_a_restart),
		FILE_ONLY(what_has_rotten_meanwhile_is_fetched_again),
		FILE_ONLY(leaves_lie_beside_and_are_made_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
