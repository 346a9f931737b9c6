#include "node/passphrase.h"

#include <string.h>

#include "keys/keyfile.h"
#include "node/folder.h"
#include "tests/unit/sync/log.h"

struct place {
	char *top;
	char *path;
};

static struct place place_make(struct bytes content)
{
	struct place p = { .top = folder_make() };

	p.path = folder_path(p.top, "passphrase");
	assert_int_equal(
	    folder_write(p.top, "passphrase", content, NULL), ERR_OK);
	return p;
}

static void place_drop(struct place *p)
{
	mem_free(p->path);
	folder_drop(p->top);
}

static void reads_a_file_less_one_newline(void **state)
{
	static const char *const rows[][2] = {
		{ "open sesame", "open sesame" },
		{ "open sesame\n", "open sesame" },
		{ "open sesame\n\n", "open sesame\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct place p = place_make(bytes_text(rows[i][0]));
		struct passphrase *got;

		assert_int_equal(passphrase_read(&got, p.path, NULL), ERR_OK);
		assert_true(
		    bytes_equal(passphrase_bytes(got), bytes_text(rows[i][1])));
		passphrase_free(got);
		place_drop(&p);
	}
	assert_int_equal(passphrase_bytes(NULL).n, 0);
	passphrase_free(NULL);
}

static void an_empty_file_is_named(void **state)
{
	static const char *const rows[] = { "\n", "" };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct place p = place_make(bytes_text(rows[i]));
		struct passphrase *got = NULL;
		struct why why = { 0 };

		assert_int_equal(
		    passphrase_read(&got, p.path, &why), ERR_PASSPHRASE);
		assert_null(got);
		assert_non_null(strstr(why.text, p.path));
		place_drop(&p);
	}
}

static void takes_the_longest_and_no_more(void **state)
{
	char text[KEYFILE_PASSPHRASE_BYTES_MAX + 3];
	struct passphrase *got = NULL;
	struct why why = { 0 };
	struct place p;

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	text[KEYFILE_PASSPHRASE_BYTES_MAX] = '\n';
	p = place_make(
	    bytes_part(bytes_text(text), 0, KEYFILE_PASSPHRASE_BYTES_MAX + 1));
	assert_int_equal(passphrase_read(&got, p.path, NULL), ERR_OK);
	assert_int_equal(passphrase_bytes(got).n, KEYFILE_PASSPHRASE_BYTES_MAX);
	passphrase_free(got);
	place_drop(&p);

	p = place_make(bytes_text(text));
	got = NULL;
	assert_int_equal(passphrase_read(&got, p.path, &why), ERR_LIMIT);
	assert_null(got);
	assert_non_null(strstr(why.text, p.path));
	assert_null(strstr(why.text, "aaaa"));
	place_drop(&p);
}

static void tells_a_file_that_is_not_there(void **state)
{
	struct place p = place_make(bytes_text("a"));
	char *other = folder_path(p.top, "other");
	struct passphrase *got = NULL;

	(void)state;
	assert_int_equal(passphrase_read(&got, other, NULL), ERR_NOT_FOUND);
	assert_int_equal(passphrase_read(&got, p.top, NULL), ERR_NOT_FOUND);
	assert_null(got);
	mem_free(other);
	place_drop(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reads_a_file_less_one_newline),
		TEST(an_empty_file_is_named),
		TEST(takes_the_longest_and_no_more),
		TEST(tells_a_file_that_is_not_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
