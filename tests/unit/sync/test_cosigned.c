#include "sync/cosigned.h"

#include <stdio.h>

#include "tests/unit/sync/log.h"

#define NODE "hanbin"

static const char *const lines[] = { "\xe2\x80\x94 one AAAAAAE=\n",
	"\xe2\x80\x94 two AAAAAAI=\n", "\xe2\x80\x94 six AAAAAAM=\n" };

static void put(const char *folder, uint64_t size, size_t line)
{
	const struct cosigned_record r = { .size = size,
		.root = digest_leaf(bytes_text("x")),
		.line = bytes_text(lines[line]) };

	assert_int_equal(cosigned_put(folder, NODE, &r, NULL), ERR_OK);
}

static bool add_size(void *arg, const struct cosigned_record *r)
{
	*(uint64_t *)arg += r->size;
	return true;
}

static uint64_t sum(const char *folder)
{
	uint64_t all = 0;

	assert_int_equal(
	    cosigned_each(folder, NODE, add_size, &all, NULL), ERR_OK);
	return all;
}

static void what_was_put_comes_back_and_no_file_is_none(void **state)
{
	char *folder = folder_make();

	(void)state;
	assert_int_equal(sum(folder), 0);
	put(folder, 3, 0);
	put(folder, 20, 1);
	assert_int_equal(sum(folder), 23);
	folder_drop(folder);
}

static void many_windows_are_read(void **state)
{
	char *folder = folder_make();

	(void)state;
	for (uint64_t i = 1; i <= 3000; i++)
		put(folder, i, i % 3);
	assert_int_equal(sum(folder), 3000 * 3001 / 2);
	folder_drop(folder);
}

static void a_line_that_a_crash_cut_short_is_passed_over(void **state)
{
	char *folder = folder_make();
	char *path = mem_print("%s/cosigned/" NODE, folder);
	FILE *f;

	(void)state;
	put(folder, 3, 0);
	f = fopen(path, "ab");
	assert_non_null(f);
	assert_true(fputs("0 700 AAAA", f) >= 0);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(sum(folder), 3);
	put(folder, 20, 1);
	assert_int_equal(sum(folder), 23);
	mem_free(path);
	folder_drop(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_was_put_comes_back_and_no_file_is_none),
		TEST(many_windows_are_read),
		TEST(a_line_that_a_crash_cut_short_is_passed_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
