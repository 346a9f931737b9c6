#include "schema/number.h"

#include "tests/unit/schema/ids.h"

static enum err check(char *out, struct bytes text, struct why *why)
{
	struct number n;
	enum err e = number_parse(&n, text, why);

	if (e == ERR_OK)
		number_format(out, &n);
	return e;
}

static void vectors_pass_and_fail_as_written(void **state)
{
	(void)state;
	ids_run("number", check);
}

static void node_keeps_its_hyphens_and_comes_back_in_small_letters(void **state)
{
	struct number n = { .node = "ankang-gaoxin", .sequence = 7 };
	struct number back;
	char text[NUMBER_TEXT_ROOM];

	(void)state;
	assert_int_equal(
	    day_parse(&n.day, bytes_text("2026-11-24"), NULL), ERR_OK);
	number_format(text, &n);
	assert_memory_equal(text, "ANKANG-GAOXIN-20261124-0007-", 28);
	assert_int_equal(number_parse(&back, bytes_text(text), NULL), ERR_OK);
	assert_string_equal(back.node, "ankang-gaoxin");
	assert_int_equal(back.sequence, 7);
	assert_int_equal(back.day.serial, n.day.serial);
}

static void sequence_grows_beyond_four_digits(void **state)
{
	struct number n = { .node = "hanbin", .sequence = NUMBER_SEQUENCE_MAX };
	struct number back;
	char text[NUMBER_TEXT_ROOM];

	(void)state;
	assert_int_equal(
	    day_parse(&n.day, bytes_text("2026-11-24"), NULL), ERR_OK);
	number_format(text, &n);
	assert_int_equal(number_parse(&back, bytes_text(text), NULL), ERR_OK);
	assert_true(back.sequence == NUMBER_SEQUENCE_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors_pass_and_fail_as_written),
		cmocka_unit_test(
		    node_keeps_its_hyphens_and_comes_back_in_small_letters),
		cmocka_unit_test(sequence_grows_beyond_four_digits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
