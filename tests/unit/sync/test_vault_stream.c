/* Own objects that never are in memory whole. */
#include "sync/vault_stream.h"

#include <dirent.h>

#include "tests/unit/sync/sealed.h"

static struct bytes piece(const struct world *w, size_t i)
{
	size_t from = i * CHUNK_PLAIN_BYTES_MAX;
	size_t left = w->plain.n - from;

	return bytes_part(buf_bytes(&w->plain), from,
	    left < CHUNK_PLAIN_BYTES_MAX ? left : CHUNK_PLAIN_BYTES_MAX);
}

static void begin(struct world *w, struct vault_stream *s, size_t pieces)
{
	assert_int_equal(vault_stream_start(s, BIG, &w->random.random), ERR_OK);
	for (size_t i = 0; i < pieces; i++) {
		assert_int_equal(vault_stream_next_bytes(s), piece(w, i).n);
		assert_int_equal(vault_stream_put(s, w->vault, &w->key,
				     piece(w, i), &w->random.random, NULL),
		    ERR_OK);
	}
}

static void what_was_streamed_is_an_object_like_any_other(void **state)
{
	struct world *w = *state;
	struct vault_stream s;
	struct digest name;
	struct buf sealed = { 0 }, plain = { 0 };
	struct merkle_proof path;
	uint64_t count = 0;

	begin(w, &s, 3);
	assert_int_equal(vault_stream_next_bytes(&s), 0);
	assert_int_equal(
	    vault_stream_finish(&s, w->vault, &name, NULL), ERR_OK);
	assert_int_equal(vault_count(w->vault, &name, &count), ERR_OK);
	assert_int_equal(count, 3);
	assert_int_equal(vault_path(w->vault, &name, 2, &path, NULL), ERR_OK);
	assert_int_equal(vault_get(w->vault, &name, &sealed, NULL), ERR_OK);
	assert_int_equal(
	    vault_unseal(&plain, &w->key, buf_bytes(&sealed), NULL), ERR_OK);
	assert_true(bytes_equal(buf_bytes(&plain), buf_bytes(&w->plain)));
	buf_fini(&sealed);
	buf_fini(&plain);
}

static void chunks_open_one_by_one_in_any_order(void **state)
{
	struct world *w = *state;
	struct vault_key other = w->key;
	struct secret wrong = w->secret;

	assert_int_equal(vault_put(w->vault, VAULT_FILE, &w->name,
			     buf_bytes(&w->sealed), NULL),
	    ERR_OK);
	wrong.b[0] ^= 1;
	other.key = &wrong;
	for (size_t i = 3; i-- > 0;) {
		struct buf plain = { 0 };

		assert_int_equal(vault_stream_read(&plain, w->vault, &w->name,
				     &other, i, 3, NULL),
		    ERR_CRYPTO);
		assert_int_equal(plain.n, 0);
		assert_int_equal(vault_stream_read(&plain, w->vault, &w->name,
				     &w->key, i, 3, NULL),
		    ERR_OK);
		assert_true(bytes_equal(buf_bytes(&plain), piece(w, i)));
		buf_fini(&plain);
	}
}

static void beyond_the_end_and_of_another_length_is_nothing(void **state)
{
	struct world *w = *state;
	struct buf plain = { 0 };

	assert_int_equal(
	    vault_stream_read(&plain, w->vault, &w->name, &w->key, 0, 3, NULL),
	    ERR_NOT_FOUND);
	assert_int_equal(vault_put(w->vault, VAULT_FILE, &w->name,
			     buf_bytes(&w->sealed), NULL),
	    ERR_OK);
	assert_int_equal(
	    vault_stream_read(&plain, w->vault, &w->name, &w->key, 3, 3, NULL),
	    ERR_NOT_FOUND);
	assert_int_equal(
	    vault_stream_read(&plain, w->vault, &w->name, &w->key, 1, 2, NULL),
	    ERR_CORRUPT);
	assert_int_equal(plain.n, 0);
}

static void one_chunk_is_enough_and_none_is_refused(void **state)
{
	struct world *w = *state;
	struct vault_stream s;
	struct digest name;
	struct buf plain = { 0 };

	assert_int_equal(
	    vault_stream_start(&s, 0, &w->random.random), ERR_LIMIT);
	assert_int_equal(vault_stream_start(
			     &s, VAULT_PLAIN_BYTES_MAX + 1, &w->random.random),
	    ERR_LIMIT);
	assert_int_equal(vault_stream_start(&s, 5, &w->random.random), ERR_OK);
	assert_int_equal(vault_stream_put(&s, w->vault, &w->key,
			     bytes_text("hello"), &w->random.random, NULL),
	    ERR_OK);
	assert_int_equal(
	    vault_stream_finish(&s, w->vault, &name, NULL), ERR_OK);
	assert_int_equal(
	    vault_stream_read(&plain, w->vault, &name, &w->key, 0, 1, NULL),
	    ERR_OK);
	assert_true(bytes_equal(buf_bytes(&plain), bytes_text("hello")));
	buf_fini(&plain);
}

static size_t files_in_part(const struct world *w)
{
	char *path = mem_print("%s/part", w->files);
	DIR *folder = opendir(path);
	const struct dirent *entry;
	size_t n = 0;

	assert_non_null(folder);
	while ((entry = readdir(folder)) != NULL)
		n += entry->d_name[0] != '.';
	assert_int_equal(closedir(folder), 0);
	mem_free(path);
	return n;
}

static void what_was_given_up_leaves_nothing(void **state)
{
	struct world *w = *state;
	struct vault_stream s;

	begin(w, &s, 2);
	assert_int_equal(files_in_part(w), 1);
	assert_int_equal(vault_stream_drop(&s, w->vault, NULL), ERR_OK);
	assert_int_equal(files_in_part(w), 0);
	assert_int_equal(vault_stream_drop(&s, w->vault, NULL), ERR_OK);
}

static void what_a_crash_left_is_removed_and_what_is_fetched_stays(void **state)
{
	struct world *w = *state;
	struct vault_stream s;

	begin(w, &s, 2);
	buf_fini(&s.leaves);
	assert_int_equal(give(w, 1), VAULT_MORE);
	assert_int_equal(files_in_part(w), 3); /* one, one and its leaves */
	vault_free(w->vault);
	assert_int_equal(open_files(w), ERR_OK);
	assert_int_equal(files_in_part(w), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(what_was_streamed_is_an_object_like_any_other),
		BOTH(chunks_open_one_by_one_in_any_order),
		BOTH(beyond_the_end_and_of_another_length_is_nothing),
		BOTH(one_chunk_is_enough_and_none_is_refused),
		FILE_ONLY(what_was_given_up_leaves_nothing),
		FILE_ONLY(
		    what_a_crash_left_is_removed_and_what_is_fetched_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
