#include "base/bytes.h"

#include "tests/unit/unit.h"

static void compare_orders_by_bytes_then_length(void **state)
{
	(void)state;
	assert_true(bytes_compare(bytes_text("a"), bytes_text("b")) < 0);
	assert_true(bytes_compare(bytes_text("b"), bytes_text("ab")) > 0);
	assert_true(bytes_compare(bytes_text("a"), bytes_text("ab")) < 0);
	assert_true(bytes_compare(bytes_text("ab"), bytes_text("a")) > 0);
	assert_int_equal(bytes_compare(bytes_text(""), bytes_text("")), 0);
	assert_true(bytes_compare(bytes_text("\x7f"), bytes_text("\x80")) < 0);
}

static void equal_wants_same_length_and_bytes(void **state)
{
	struct bytes none = { NULL, 0 };

	(void)state;
	assert_true(bytes_equal(none, bytes_text("")));
	assert_true(bytes_equal(bytes_text("ab"), bytes_text("ab")));
	assert_false(bytes_equal(bytes_text("ab"), bytes_text("abc")));
	assert_false(bytes_equal(bytes_text("ab"), bytes_text("ac")));
}

static void part_may_be_empty_at_either_end(void **state)
{
	struct bytes b = bytes_text("abc");

	(void)state;
	assert_true(bytes_equal(bytes_part(b, 1, 2), bytes_text("bc")));
	assert_int_equal(bytes_part(b, 3, 0).n, 0);
	assert_int_equal(bytes_part((struct bytes){ NULL, 0 }, 0, 0).n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compare_orders_by_bytes_then_length),
		cmocka_unit_test(equal_wants_same_length_and_bytes),
		cmocka_unit_test(part_may_be_empty_at_either_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
