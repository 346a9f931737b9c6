#include "schema/float64.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/unit.h"

static void assert_written(double d, const char *text)
{
	char out[FLOAT64_TEXT_ROOM];

	assert_int_equal(float64_format(out, d), strlen(text));
	assert_string_equal(out, text);
}

static void writes_numbers_as_ecmascript_does(void **state)
{
	(void)state;
	assert_written(0, "0");
	assert_written(-0.0, "0");
	assert_written(1, "1");
	assert_written(-1.5, "-1.5");
	assert_written(0.1, "0.1");
	assert_written(0.1 + 0.2, "0.30000000000000004");
	assert_written(100, "100");
	assert_written(123456789012345680000.0, "123456789012345680000");
	assert_written(1e21, "1e+21");
	assert_written(1.5e300, "1.5e+300");
	assert_written(0.000001, "0.000001");
	assert_written(1e-7, "1e-7");
	assert_written(1.25e-7, "1.25e-7");
	assert_written(5e-324, "5e-324");
	assert_written(DBL_MAX, "1.7976931348623157e+308");
	assert_written(9007199254740993.0, "9007199254740992");
	assert_written(4.35 * 100, "434.99999999999994");
	assert_written((double)NAN, "NaN");
	assert_written((double)INFINITY, "Infinity");
	assert_written(-(double)INFINITY, "-Infinity");
}

static void assert_number(const char *text, double want)
{
	double got = float64_number(bytes_text(text));

	if (isnan(want))
		assert_true(isnan(got));
	else
		assert_true(got >= want && got <= want);
}

static void reads_whole_texts_as_number_does(void **state)
{
	const double none = (double)NAN;

	(void)state;
	assert_number("", 0);
	assert_number(" \t\n", 0);
	assert_number("42", 42);
	assert_number(" 42 ", 42);
	assert_number("\xe3\x80\x80"
		      "42"
		      "\xc2\xa0",
	    42);
	assert_number("+1.5e3", 1500);
	assert_number(".5", 0.5);
	assert_number("5.", 5);
	assert_number("-Infinity", -(double)INFINITY);
	assert_number("0x1F", 31);
	assert_number("0b101", 5);
	assert_number("0O17", 15);
	assert_number("0xffffffffffffffffff", 4722366482869645213695.0);
	assert_number("-0x10", none);
	assert_number("0x", none);
	assert_number("0b2", none);
	assert_number("3px", none);
	assert_number("1e", none);
	assert_number(".", none);
	assert_number("infinity", none);
	assert_number("nan", none);
	assert_number("1 2", none);
	assert_number("通", none);
}

static void rounds_long_binary_numbers_once(void **state)
{
	(void)state;
	/* 2^53 + 1 is half way and goes to even; one more bit far behind lifts
	 * it. */
	assert_number("0x20000000000001", 9007199254740992.0);
	assert_number(
	    "0x200000000000010000000001", ldexp(9007199254740994.0, 40));
}

static void reads_prefixes_as_parse_float_does(void **state)
{
	(void)state;
	assert_true(fabs(float64_prefix(bytes_text("3px")) - 3) < DBL_MIN);
	assert_true(
	    fabs(float64_prefix(bytes_text(" -1.5.7")) + 1.5) < DBL_MIN);
	assert_true(fabs(float64_prefix(bytes_text("1e+")) - 1) < DBL_MIN);
	assert_true(fabs(float64_prefix(bytes_text("0x10"))) < DBL_MIN);
	assert_true(isinf(float64_prefix(bytes_text("Infinityx"))));
	assert_true(isnan(float64_prefix(bytes_text(""))));
	assert_true(isnan(float64_prefix(bytes_text("px3"))));
	assert_true(isnan(float64_prefix(bytes_text("-"))));
}

static void what_is_written_reads_back_the_same(void **state)
{
	uint64_t bits = 88172645463325252; /* xorshift64 */

	(void)state;
	for (int i = 0; i < 20000; i++) {
		char out[FLOAT64_TEXT_ROOM];
		double d;

		bits ^= bits << 13;
		bits ^= bits >> 7;
		bits ^= bits << 17;
		memcpy(&d, &bits, sizeof(d));
		if (!isfinite(d))
			continue;
		(void)float64_format(out, d);
		assert_number(out, d);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_numbers_as_ecmascript_does),
		cmocka_unit_test(reads_whole_texts_as_number_does),
		cmocka_unit_test(rounds_long_binary_numbers_once),
		cmocka_unit_test(reads_prefixes_as_parse_float_does),
		cmocka_unit_test(what_is_written_reads_back_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
