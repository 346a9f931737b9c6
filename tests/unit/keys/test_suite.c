#include "keys/suite.h"

#include "tests/unit/unit.h"

static void knows_suite_one_and_no_other(void **state)
{
	(void)state;
	assert_true(suite_check(SUITE_1));
	assert_false(suite_check(0));
	assert_false(suite_check(2));
	assert_false(suite_check((uint64_t)SUITE_1 << 32));
}

static void may_be_started_again(void **state)
{
	(void)state;
	suite_init();
	suite_init();
	assert_int_equal(SUITE_1, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_suite_one_and_no_other),
		cmocka_unit_test(may_be_started_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
