#include "schema/role.h"

#include "schema/right.h"
#include "schema/value.h"
#include "tests/unit/unit.h"

#define TEST(name) cmocka_unit_test(name)

static void every_role_and_right_is_read_back(void **state)
{
	(void)state;
	for (unsigned i = 0; i < ROLE_COUNT; i++) {
		enum role r;

		assert_true(
		    role_parse(&r, bytes_text(role_text((enum role)i))));
		assert_int_equal(r, i);
		assert_non_null(role_zh(r));
	}
	for (unsigned i = 0; i < RIGHT_COUNT; i++) {
		enum right r;

		assert_true(
		    right_parse(&r, bytes_text(right_text((enum right)i))));
		assert_int_equal(r, i);
		assert_non_null(right_zh(r));
	}
}

static void every_set_is_an_ascending_list(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (uint32_t bits = 0; bits < ROLE_BIT(ROLE_COUNT); bits += 37) {
		uint32_t again;

		assert_true(role_bits(&again, role_list(a, bits)));
		assert_int_equal(again, bits);
	}
	for (uint32_t bits = 0; bits < RIGHT_BIT(RIGHT_COUNT); bits++) {
		uint32_t again;

		assert_true(right_bits(&again, right_list(a, bits)));
		assert_int_equal(again, bits);
	}
	arena_free(a);
}

static void refuses_lists_that_are_no_sets_of_roles(void **state)
{
	struct arena *a = arena_new();
	struct value *list = value_list(a);
	uint32_t bits;

	(void)state;
	assert_false(role_bits(&bits, NULL));
	assert_false(role_bits(&bits, value_text(a, "window")));
	value_push(a, list, value_text(a, "window"));
	value_push(a, list, value_text(a, "acceptor"));
	assert_false(role_bits(&bits, list));
	list = value_list(a);
	value_push(a, list, value_text(a, "window"));
	value_push(a, list, value_text(a, "window"));
	assert_false(role_bits(&bits, list));
	list = value_list(a);
	value_push(a, list, value_text(a, "wizard"));
	assert_false(role_bits(&bits, list));
	list = value_list(a);
	value_push(a, list, value_int(a, 1));
	assert_false(role_bits(&bits, list));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_role_and_right_is_read_back),
		TEST(every_set_is_an_ascending_list),
		TEST(refuses_lists_that_are_no_sets_of_roles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
