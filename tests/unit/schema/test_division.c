#include "schema/division.h"

#include "tests/unit/schema/ids.h"

static enum err check(char *out, struct bytes text, struct why *why)
{
	return division_check(out, text, why);
}

static void vectors_pass_and_fail_as_written(void **state)
{
	(void)state;
	ids_run("division", check);
}

/* E10: a code that an old identity card still bears. */
static void retired_code_knows_what_it_became(void **state)
{
	const struct division *d = division_find(bytes_text("610928"));

	(void)state;
	assert_non_null(d);
	assert_string_equal(d->name, "旬阳县");
	assert_string_equal(d->now, "610981");
	assert_string_equal(
	    division_find(bytes_text("610981"))->name, "旬阳市");
	assert_null(division_find(bytes_text("610999")));
}

static void prefix_of_taiwan_residents_is_for_ids_alone(void **state)
{
	(void)state;
	assert_true(division_is_id_prefix(bytes_text("83")));
	assert_true(division_is_id_prefix(bytes_text("61")));
	assert_false(division_is_id_prefix(bytes_text("00")));
	assert_false(division_is_id_prefix(bytes_text("6")));
	assert_string_equal(division_province(bytes_text("610902")), "陕西省");
	assert_null(division_province(bytes_text("830000")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors_pass_and_fail_as_written),
		cmocka_unit_test(retired_code_knows_what_it_became),
		cmocka_unit_test(prefix_of_taiwan_residents_is_for_ids_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
