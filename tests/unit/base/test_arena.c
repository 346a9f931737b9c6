#include "base/arena.h"

#include <string.h>

#include "base/mem.h"
#include "tests/unit/unit.h"

static void memory_is_zeroed_and_aligned_for_any_type(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (size_t size = 0; size < 300; size++) {
		unsigned char *p = arena_take(a, size);

		assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xff, size);
	}
	arena_free(a);
}

static void pieces_do_not_overlap_across_blocks(void **state)
{
	enum { COUNT = 500, SIZE = 100 };
	struct arena *a = arena_new();
	unsigned char *pieces[COUNT];

	(void)state;
	for (size_t i = 0; i < COUNT; i++) {
		pieces[i] = arena_take(a, SIZE);
		memset(pieces[i], (int)(i & 0xff), SIZE);
	}
	for (size_t i = 0; i < COUNT; i++) {
		for (size_t k = 0; k < SIZE; k++)
			assert_int_equal(pieces[i][k], i & 0xff);
	}
	arena_free(a);
}

static void a_large_piece_leaves_the_open_block_in_use(void **state)
{
	struct arena *a = arena_new();
	unsigned char *first = arena_take(a, 16);
	unsigned char *large = arena_take(a, 1u << 20);
	unsigned char *second = arena_take(a, 16);

	(void)state;
	memset(large, 1, 1u << 20);
	assert_ptr_equal(second, first + 16);
	arena_free(a);
}

static void copies_do_not_follow_the_original(void **state)
{
	struct arena *a = arena_new();
	char original[] = "汉滨区";
	struct bytes copy = arena_copy(a, bytes_text(original));
	const char *text = arena_text(a, bytes_text(original));

	(void)state;
	original[0] = 'x';
	assert_true(bytes_equal(copy, bytes_text("汉滨区")));
	assert_string_equal(text, "汉滨区");
	assert_string_equal(arena_text(a, (struct bytes){ NULL, 0 }), "");
	arena_free(a);
}

static void print_takes_as_much_as_it_needs(void **state)
{
	struct arena *a = arena_new();
	const char *text = arena_print(a, "%0*d", 9000, 7);

	(void)state;
	assert_int_equal(strlen(text), 9000);
	assert_int_equal(text[8999], '7');
	arena_free(a);
}

static void used_counts_what_was_handed_out(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	assert_int_equal(arena_used(a), 0);
	(void)arena_take_array(a, 10, 32);
	assert_int_equal(arena_used(a), 320);
	arena_free(a);
	arena_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_and_aligned_for_any_type),
		cmocka_unit_test(pieces_do_not_overlap_across_blocks),
		cmocka_unit_test(a_large_piece_leaves_the_open_block_in_use),
		cmocka_unit_test(copies_do_not_follow_the_original),
		cmocka_unit_test(print_takes_as_much_as_it_needs),
		cmocka_unit_test(used_counts_what_was_handed_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
