#include "node/patience.h"

#include "tests/unit/unit.h"

static void waits_as_long_as_it_is_told(void **state)
{
	(void)state;
	assert_int_equal(patience_next(0, PATIENCE_LIMIT_MS, 429, 3), 3000);
	assert_int_equal(patience_next(0, PATIENCE_LIMIT_MS, 429, 0), 1000);
	assert_int_equal(patience_next(27000, PATIENCE_LIMIT_MS, 429, 3), 3000);
}

static void does_not_wait_for_any_other_answer(void **state)
{
	(void)state;
	assert_int_equal(patience_next(0, PATIENCE_LIMIT_MS, 200, 3), 0);
	assert_int_equal(patience_next(0, PATIENCE_LIMIT_MS, 503, 3), 0);
}

static void gives_up_before_its_time_is_over(void **state)
{
	int64_t waited_ms = 0, wait_ms;
	int times = 0;

	(void)state;
	assert_int_equal(patience_next(0, PATIENCE_LIMIT_MS, 429, 31), 0);
	assert_int_equal(patience_next(27001, PATIENCE_LIMIT_MS, 429, 3), 0);
	assert_int_equal(patience_next(0, PATIENCE_LIMIT_MS, 429, 86400), 0);
	while ((wait_ms = patience_next(waited_ms, PATIENCE_LIMIT_MS, 429, 0)) >
	       0) {
		waited_ms += wait_ms;
		times++;
	}
	assert_int_equal(waited_ms, PATIENCE_LIMIT_MS);
	assert_int_equal(times, 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(waits_as_long_as_it_is_told),
		cmocka_unit_test(does_not_wait_for_any_other_answer),
		cmocka_unit_test(gives_up_before_its_time_is_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
