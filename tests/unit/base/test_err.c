#include "base/err.h"

#include "tests/unit/unit.h"

static void a_name_is_the_constant_in_lower_case(void **state)
{
	(void)state;
	assert_string_equal(err_name(ERR_OK), "ok");
	assert_string_equal(err_name(ERR_NO_SPACE), "no_space");
	assert_string_equal(err_name(ERR_CONFLICT), "conflict");
}

static void numbers_stay_what_they_were(void **state)
{
	(void)state;
	assert_int_equal(ERR_OK, 0);
	assert_int_equal(ERR_USAGE, 7);
	assert_int_equal(ERR_CORRUPT, 15);
	assert_int_equal(ERR_CONFLICT, 23);
}

static void exit_codes_are_the_documented_ones(void **state)
{
	(void)state;
	assert_int_equal(err_exit(ERR_OK), 0);
	assert_int_equal(err_exit(ERR_REFUSED), 1);
	assert_int_equal(err_exit(ERR_USAGE), 2);
	assert_int_equal(err_exit(ERR_UNREACHABLE), 69);
	assert_int_equal(err_exit(ERR_STORAGE), 70);
	assert_int_equal(err_exit(ERR_CONFIG), 78);
}

static void a_stray_number_is_unknown(void **state)
{
	const enum err stray = (enum err)9999;

	(void)state;
	assert_string_equal(err_text(stray), "unknown error");
	assert_string_equal(err_name(stray), "unknown");
	assert_int_equal(err_exit(stray), 70);
}

static void every_error_has_a_sentence_of_its_own(void **state)
{
	static const enum err all[] = {
#define X(name, number, exit_code, text) ERR_##name,
		ERR_MAP(X)
#undef X
	};
	const size_t count = sizeof(all) / sizeof(all[0]);

	(void)state;
	for (size_t i = 0; i < count; i++) {
		assert_true(err_text(all[i])[0] != '\0');
		for (size_t k = 0; k < i; k++) {
			assert_true(all[i] != all[k]);
			assert_string_not_equal(
			    err_text(all[i]), err_text(all[k]));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_is_the_constant_in_lower_case),
		cmocka_unit_test(numbers_stay_what_they_were),
		cmocka_unit_test(exit_codes_are_the_documented_ones),
		cmocka_unit_test(a_stray_number_is_unknown),
		cmocka_unit_test(every_error_has_a_sentence_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
