#include "node/prepared.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "sync/disk.h"
#include "tests/unit/unit.h"

struct stage {
	char top[64];
	char *folder;
	struct prepared *prepared;
};

static int set_up(void **state)
{
	struct stage *s = mem_new(sizeof(*s));

	memcpy(s->top, "/tmp/tongban-prepared-XXXXXX", 29);
	assert_non_null(mkdtemp(s->top));
	s->folder = mem_print("%s/prepared", s->top);
	assert_int_equal(prepared_open(&s->prepared, s->folder, NULL), ERR_OK);
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	struct stage *s = *state;

	prepared_close(s->prepared);
	assert_int_equal(disk_remove_folder(s->top, NULL), ERR_OK);
	mem_free(s->folder);
	mem_free(s);
	return 0;
}

static size_t count(struct stage *s, const struct digest *wanted)
{
	struct digest *all;
	size_t n, found = 0;

	assert_int_equal(prepared_list(s->prepared, &all, &n, NULL), ERR_OK);
	for (size_t i = 0; i < n; i++)
		found += digest_equal(&all[i], wanted) ? 1 : 0;
	assert_true(found <= 1);
	mem_free(all);
	return wanted->b[0] == 0 ? n : found;
}

static void a_mark_is_there_until_it_is_cleared_by_whoever_opens(void **state)
{
	struct stage *s = *state;
	struct digest one = { { 1, 2, 3 } }, other = { { 4 } },
		      none = { { 0 } };

	assert_int_equal(prepared_mark(s->prepared, &one, NULL), ERR_OK);
	assert_int_equal(prepared_mark(s->prepared, &one, NULL), ERR_OK);
	assert_int_equal(prepared_mark(s->prepared, &other, NULL), ERR_OK);
	prepared_close(s->prepared);
	assert_int_equal(prepared_open(&s->prepared, s->folder, NULL), ERR_OK);
	assert_int_equal(count(s, &one), 1);
	assert_int_equal(count(s, &other), 1);
	assert_int_equal(count(s, &none), 2);
	prepared_clear(s->prepared, &one);
	prepared_clear(s->prepared, &one);
	assert_int_equal(count(s, &one), 0);
	assert_int_equal(count(s, &other), 1);
}

static void what_is_no_mark_is_passed_over(void **state)
{
	struct stage *s = *state;
	struct digest none = { { 0 } };
	char *path = mem_print("%s/README", s->folder);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(close(fd), 0);
	mem_free(path);
	assert_int_equal(count(s, &none), 0);
}

static void a_folder_that_is_gone_is_a_failure(void **state)
{
	struct stage *s = *state;
	struct digest one = { { 1 } };

	assert_int_equal(disk_remove_folder(s->folder, NULL), ERR_OK);
	assert_int_equal(prepared_mark(s->prepared, &one, NULL), ERR_STORAGE);
}

#define STAGED(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STAGED(a_mark_is_there_until_it_is_cleared_by_whoever_opens),
		STAGED(what_is_no_mark_is_passed_over),
		STAGED(a_folder_that_is_gone_is_a_failure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
