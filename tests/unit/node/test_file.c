#include "node/file.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "tests/unit/unit.h"

struct here {
	char folder[64];
	char path[128];
};

static int begin(void **state)
{
	struct here *h = mem_new(sizeof(*h));

	(void)snprintf(h->folder, sizeof(h->folder), "/tmp/test-file-XXXXXX");
	assert_non_null(mkdtemp(h->folder));
	(void)snprintf(h->path, sizeof(h->path), "%s/out", h->folder);
	*state = h;
	return 0;
}

static int end(void **state)
{
	struct here *h = *state;

	(void)unlink(h->path);
	assert_int_equal(rmdir(h->folder), 0); /* and nothing else is left */
	mem_free(h);
	return 0;
}

static size_t entries(const char *folder)
{
	DIR *d = opendir(folder);
	size_t n = 0;

	assert_non_null(d);
	while (readdir(d) != NULL)
		n++;
	(void)closedir(d);
	return n - 2; /* . and .. */
}

static void stands_under_its_name_when_it_is_whole(void **state)
{
	struct here *h = *state;
	struct arena *a = arena_new();
	struct file_out *f;
	struct bytes got;
	struct stat about;

	assert_int_equal(file_out_open(&f, h->path, 0600, NULL), ERR_OK);
	assert_int_equal(file_out_put(f, bytes_text("one "), NULL), ERR_OK);
	assert_int_equal(file_out_put(f, bytes_text("two"), NULL), ERR_OK);
	assert_int_not_equal(access(h->path, F_OK), 0);
	assert_int_equal(file_out_finish(f, NULL), ERR_OK);
	assert_int_equal(file_read(a, h->path, 100, &got, NULL), ERR_OK);
	assert_true(bytes_equal(got, bytes_text("one two")));
	assert_int_equal(stat(h->path, &about), 0);
	assert_int_equal(about.st_mode & 0777, 0600);
	assert_int_equal(entries(h->folder), 1);
	arena_free(a);
}

static void dropped_it_leaves_nothing(void **state)
{
	struct here *h = *state;
	struct file_out *f;

	assert_int_equal(file_out_open(&f, h->path, 0600, NULL), ERR_OK);
	assert_int_equal(file_out_put(f, bytes_text("half"), NULL), ERR_OK);
	file_out_drop(f);
	file_out_drop(NULL);
	assert_int_equal(entries(h->folder), 0);
}

static void what_is_there_is_left_alone(void **state)
{
	struct here *h = *state;
	struct arena *a = arena_new();
	struct file_out *f;
	struct bytes got;
	struct why why = { 0 };

	/* Before, and between opening and finishing. */
	assert_int_equal(file_out_open(&f, h->path, 0600, NULL), ERR_OK);
	assert_int_equal(file_out_put(f, bytes_text("ours"), NULL), ERR_OK);
	assert_int_equal(
	    file_write(h->path, bytes_text("theirs"), 0600, NULL), ERR_OK);
	assert_int_equal(file_out_finish(f, &why), ERR_EXISTS);
	assert_non_null(strstr(why.text, h->path));
	assert_int_equal(file_out_open(&f, h->path, 0600, &why), ERR_EXISTS);
	assert_int_equal(file_read(a, h->path, 100, &got, NULL), ERR_OK);
	assert_true(bytes_equal(got, bytes_text("theirs")));
	assert_int_equal(entries(h->folder), 1);
	arena_free(a);
}

static void a_folder_that_is_not_there_is_named(void **state)
{
	struct here *h = *state;
	struct file_out *f;
	struct why why = { 0 };
	char path[200];

	(void)snprintf(path, sizeof(path), "%s/none/out", h->folder);
	assert_int_equal(file_out_open(&f, path, 0600, &why), ERR_NOT_FOUND);
	assert_non_null(strstr(why.text, path));
}

/* A link that leads nowhere is something that is there, too. */
static void a_link_is_not_followed(void **state)
{
	struct here *h = *state;
	struct file_out *f;

	assert_int_equal(symlink("/nowhere", h->path), 0);
	assert_int_equal(file_out_open(&f, h->path, 0600, NULL), ERR_EXISTS);
}

#define HERE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(stands_under_its_name_when_it_is_whole),
		HERE(dropped_it_leaves_nothing),
		HERE(what_is_there_is_left_alone),
		HERE(a_folder_that_is_not_there_is_named),
		HERE(a_link_is_not_followed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
