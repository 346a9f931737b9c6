#include "node/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "schema/value.h"
#include "tests/unit/sync/log.h"

/* What table_print() puts on standard output. */
static void print_to(struct table *t, char *out, size_t room)
{
	FILE *file = tmpfile();
	int before = dup(STDOUT_FILENO);
	size_t n;

	assert_non_null(file);
	assert_true(before >= 0);
	(void)fflush(stdout);
	assert_true(dup2(fileno(file), STDOUT_FILENO) >= 0);
	table_print(t);
	(void)fflush(stdout);
	assert_true(dup2(before, STDOUT_FILENO) >= 0);
	(void)close(before);
	rewind(file);
	n = fread(out, 1, room - 1, file);
	out[n] = '\0';
	(void)fclose(file);
}

static void columns_are_as_wide_as_the_widest_cell(void **state)
{
	struct table *t = table_new(2);
	char text[256];

	(void)state;
	table_row(t, "id", "n", NULL);
	table_row(t, "hanbin", "1", NULL);
	print_to(t, text, sizeof(text));
	assert_string_equal(text, "id      n\nhanbin  1\n");
}

static void chinese_counts_double(void **state)
{
	struct table *t = table_new(2);
	char text[256];

	(void)state;
	table_row(t, "节点", "名称", NULL);
	table_row(t, "abc", "汉滨区", NULL);
	print_to(t, text, sizeof(text));
	assert_string_equal(text, "节点  名称\nabc   汉滨区\n");
}

static void grows_with_its_rows(void **state)
{
	struct table *t = table_new(1);
	char text[256];

	(void)state;
	for (int i = 0; i < 100; i++)
		table_row(t, "x", NULL);
	print_to(t, text, sizeof(text));
	assert_int_equal(strlen(text), 200);
}

static void a_cell_without_text_is_a_dash(void **state)
{
	struct arena *a = arena_new();
	struct value *map = value_map(a);

	(void)state;
	value_set(a, map, "name", value_text(a, "汉滨"));
	value_set(a, map, "code", value_text(a, ""));
	value_set(a, map, "size", value_int(a, 3));
	assert_string_equal(table_cell(map, "name"), "汉滨");
	assert_string_equal(table_cell(map, "code"), "-");
	assert_string_equal(table_cell(map, "size"), "-");
	assert_string_equal(table_cell(map, "none"), "-");
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(columns_are_as_wide_as_the_widest_cell),
		TEST(chinese_counts_double),
		TEST(grows_with_its_rows),
		TEST(a_cell_without_text_is_a_dash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
