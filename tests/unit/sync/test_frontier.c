#include "sync/frontier.h"

#include <string.h>

#include "base/mem.h"
#include "tests/unit/unit.h"

static void set(
    struct frontier *f, const char *node, uint64_t epoch, uint64_t size)
{
	struct frontier_line line = { .epoch = epoch, .size = size };

	memcpy(line.node, node, strlen(node) + 1);
	frontier_set(f, &line);
}

static void lines_are_kept_in_order_and_once(void **state)
{
	struct frontier f = { 0 };

	(void)state;
	set(&f, "ziyang", 0, 1);
	set(&f, "ankang", 0, 2);
	set(&f, "hanbin", 0, 3);
	set(&f, "ankang", 0, 4);
	assert_int_equal(f.count, 3);
	assert_string_equal(f.lines[0].node, "ankang");
	assert_string_equal(f.lines[1].node, "hanbin");
	assert_string_equal(f.lines[2].node, "ziyang");
	assert_int_equal(frontier_size(&f, "ankang", 0), 4);
	assert_null(frontier_get(&f, "langao"));
	frontier_fini(&f);
	assert_int_equal(f.count, 0);
}

static void a_size_counts_in_its_own_epoch(void **state)
{
	struct frontier f = { 0 };

	(void)state;
	set(&f, "ankang", 1, 7);
	assert_int_equal(frontier_size(&f, "ankang", 0), 0);
	assert_int_equal(frontier_size(&f, "ankang", 1), 7);
	frontier_fini(&f);
}

static void changes_are_what_was_not_told(void **state)
{
	struct frontier mine = { 0 }, told = { 0 }, out = { 0 };

	(void)state;
	set(&mine, "ankang", 0, 2);
	set(&mine, "hanbin", 0, 3);
	set(&mine, "ziyang", 0, 4);
	set(&told, "ankang", 0, 2);
	set(&told, "hanbin", 0, 1);
	frontier_changes(&mine, &told, &out);
	assert_int_equal(out.count, 2);
	assert_string_equal(out.lines[0].node, "hanbin");
	assert_string_equal(out.lines[1].node, "ziyang");
	frontier_fini(&mine);
	frontier_fini(&told);
	frontier_fini(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_kept_in_order_and_once),
		cmocka_unit_test(a_size_counts_in_its_own_epoch),
		cmocka_unit_test(changes_are_what_was_not_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
