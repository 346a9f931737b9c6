#include "schema/resident.h"

#include "schema/division.h"

#include "tests/unit/schema/ids.h"

static enum err check(char *out, struct bytes text, struct why *why)
{
	return resident_check(out, text, why);
}

static void vectors_pass_and_fail_as_written(void **state)
{
	(void)state;
	ids_run("resident", check);
}

static void every_single_wrong_digit_is_found(void **state)
{
	const char right[] = "610902199001010021";
	char out[RESIDENT_ROOM];

	(void)state;
	for (size_t i = 0; i < sizeof(right) - 1; i++) {
		for (char c = '0'; c <= '9'; c++) {
			char text[sizeof(right)];
			memcpy(text, right, sizeof(right));
			text[i] = c;
			enum err e =
			    resident_check(out, bytes_text(text), NULL);
			assert_int_equal(e == ERR_OK, c == right[i]);
		}
	}
}

static void sentence_names_the_wrong_place(void **state)
{
	char out[RESIDENT_ROOM];
	struct why why = { 0 };

	(void)state;
	assert_int_equal(
	    resident_check(out, bytes_text("6109021990O1010021"), &why),
	    ERR_PARSE);
	assert_non_null(strstr(why.text, "11"));
	assert_int_equal(
	    resident_check(
		out, bytes_text("６１０９０２１９９００１０１００１３"), &why),
	    ERR_PARSE);
	assert_non_null(strstr(why.text, "full-width"));
}

/* E10: the address is that of the day of issue, so no list of codes in force
 * has a say: 610928 is a city by another code today. */
static void an_address_code_that_was_retired_passes(void **state)
{
	char out[RESIDENT_ROOM];

	(void)state;
	assert_non_null(division_find(bytes_text("610928"))->now);
	assert_int_equal(
	    resident_check(out, bytes_text("610928198503071237"), NULL),
	    ERR_OK);
	assert_string_equal(out, "610928198503071237");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors_pass_and_fail_as_written),
		cmocka_unit_test(every_single_wrong_digit_is_found),
		cmocka_unit_test(sentence_names_the_wrong_place),
		cmocka_unit_test(an_address_code_that_was_retired_passes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
