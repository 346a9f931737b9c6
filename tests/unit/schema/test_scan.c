#include "schema/scan.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "tests/unit/unit.h"

static const struct scan_limits limits = { 1u << 20, SCAN_DEPTH_MAX };

struct sample {
	const char *hex;
	enum scan_fault fault;
	size_t at;
};

static void check(const struct sample *samples, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint8_t bytes[64];
		size_t n = strlen(samples[i].hex) / 2;
		size_t at = 999;

		assert_int_equal(
		    text_unhex(bytes, n, bytes_text(samples[i].hex)), ERR_OK);
		if (scan_check((struct bytes){ bytes, n }, &limits, &at) !=
			samples[i].fault ||
		    at != samples[i].at)
			fail_msg("%s: %s at %zu", samples[i].hex,
			    scan_name(scan_check(
				(struct bytes){ bytes, n }, &limits, NULL)),
			    at);
	}
}

static void takes_the_shortest_form_of_everything(void **state)
{
	static const struct sample samples[] = {
		{ "c0", SCAN_NONE, 1 },
		{ "c2", SCAN_NONE, 1 },
		{ "c3", SCAN_NONE, 1 },
		{ "00", SCAN_NONE, 1 },
		{ "7f", SCAN_NONE, 1 },
		{ "cc80", SCAN_NONE, 2 },
		{ "ccff", SCAN_NONE, 2 },
		{ "cd0100", SCAN_NONE, 3 },
		{ "cdffff", SCAN_NONE, 3 },
		{ "ce00010000", SCAN_NONE, 5 },
		{ "ceffffffff", SCAN_NONE, 5 },
		{ "cf0000000100000000", SCAN_NONE, 9 },
		{ "cf7fffffffffffffff", SCAN_NONE, 9 },
		{ "ff", SCAN_NONE, 1 },
		{ "e0", SCAN_NONE, 1 },
		{ "d0df", SCAN_NONE, 2 },
		{ "d080", SCAN_NONE, 2 },
		{ "d1ff7f", SCAN_NONE, 3 },
		{ "d18000", SCAN_NONE, 3 },
		{ "d2ffff7fff", SCAN_NONE, 5 },
		{ "d280000000", SCAN_NONE, 5 },
		{ "d3ffffffff7fffffff", SCAN_NONE, 9 },
		{ "d38000000000000000", SCAN_NONE, 9 },
		{ "a0", SCAN_NONE, 1 },
		{ "a3e9809a", SCAN_NONE, 4 },
		{ "c400", SCAN_NONE, 2 },
		{ "c403010203", SCAN_NONE, 5 },
		{ "90", SCAN_NONE, 1 },
		{ "80", SCAN_NONE, 1 },
		{ "92c0c0", SCAN_NONE, 3 },
		{ "82a16101a16202", SCAN_NONE, 7 },
		{ "82a161a0a26161a0", SCAN_NONE, 8 },
	};

	(void)state;
	check(samples, sizeof(samples) / sizeof(*samples));
}

static void refuses_longer_forms_of_integers(void **state)
{
	static const struct sample samples[] = {
		{ "cc7f", SCAN_INTEGER_LONG, 0 },
		{ "cd00ff", SCAN_INTEGER_LONG, 0 },
		{ "ce0000ffff", SCAN_INTEGER_LONG, 0 },
		{ "cf00000000ffffffff", SCAN_INTEGER_LONG, 0 },
		{ "d000", SCAN_INTEGER_LONG, 0 },
		{ "d07f", SCAN_INTEGER_LONG, 0 },
		{ "d0e0", SCAN_INTEGER_LONG, 0 },
		{ "d1ff80", SCAN_INTEGER_LONG, 0 },
		{ "d10100", SCAN_INTEGER_LONG, 0 },
		{ "d2ffff8000", SCAN_INTEGER_LONG, 0 },
		{ "d3ffffffff80000000", SCAN_INTEGER_LONG, 0 },
		{ "d30000000100000000", SCAN_INTEGER_LONG, 0 },
		{ "cf8000000000000000", SCAN_INTEGER_LARGE, 0 },
		{ "91cc01", SCAN_INTEGER_LONG, 1 },
	};

	(void)state;
	check(samples, sizeof(samples) / sizeof(*samples));
}

static void refuses_longer_forms_of_lengths(void **state)
{
	static const struct sample samples[] = {
		{ "d90161", SCAN_LENGTH_LONG, 0 },
		{ "da000161", SCAN_LENGTH_LONG, 0 },
		{ "db0000000161", SCAN_LENGTH_LONG, 0 },
		{ "c5000161", SCAN_LENGTH_LONG, 0 },
		{ "c60000000161", SCAN_LENGTH_LONG, 0 },
		{ "dc000101", SCAN_LENGTH_LONG, 0 },
		{ "dd0000000101", SCAN_LENGTH_LONG, 0 },
		{ "de0000", SCAN_LENGTH_LONG, 0 },
		{ "df00000000", SCAN_LENGTH_LONG, 0 },
	};

	(void)state;
	check(samples, sizeof(samples) / sizeof(*samples));
}

static void refuses_keys_that_are_no_sorted_texts(void **state)
{
	static const struct sample samples[] = {
		{ "810101", SCAN_KEY_TYPE, 1 },
		{ "81c0c0", SCAN_KEY_TYPE, 1 },
		{ "81c4016101", SCAN_KEY_TYPE, 1 },
		{ "818001", SCAN_KEY_TYPE, 1 },
		{ "82a16201a16101", SCAN_KEY_ORDER, 4 },
		{ "82a2616101a16101", SCAN_KEY_ORDER, 5 },
		{ "82a16101a16102", SCAN_KEY_TWICE, 4 },
		{ "82a001a002", SCAN_KEY_TWICE, 3 },
		{ "82a16182a16101a16102a16201", SCAN_KEY_TWICE, 7 },
	};

	(void)state;
	check(samples, sizeof(samples) / sizeof(*samples));
}

static void refuses_types_that_documents_do_not_have(void **state)
{
	static const struct sample samples[] = {
		{ "c1", SCAN_RESERVED, 0 },
		{ "ca3f800000", SCAN_FLOAT, 0 },
		{ "cb3ff0000000000000", SCAN_FLOAT, 0 },
		{ "d40100", SCAN_EXT, 0 },
		{ "d80100", SCAN_EXT, 0 },
		{ "c7010000", SCAN_EXT, 0 },
		{ "c8000100", SCAN_EXT, 0 },
		{ "c900000001", SCAN_EXT, 0 },
		{ "92c0c1", SCAN_RESERVED, 2 },
	};

	(void)state;
	check(samples, sizeof(samples) / sizeof(*samples));
}

static void refuses_broken_utf8_in_values_and_keys(void **state)
{
	static const struct sample samples[] = {
		{ "a180", SCAN_UTF8, 0 },
		{ "a2c080", SCAN_UTF8, 0 },
		{ "a3eda080", SCAN_UTF8, 0 },
		{ "a4f4908080", SCAN_UTF8, 0 },
		{ "81a1ff01", SCAN_UTF8, 1 },
	};

	(void)state;
	check(samples, sizeof(samples) / sizeof(*samples));
}

static void refuses_what_ends_early_or_late(void **state)
{
	static const struct sample samples[] = {
		{ "", SCAN_TRUNCATED, 0 },
		{ "cc", SCAN_TRUNCATED, 0 },
		{ "cd01", SCAN_TRUNCATED, 0 },
		{ "a261", SCAN_TRUNCATED, 0 },
		{ "c4", SCAN_TRUNCATED, 0 },
		{ "c40261", SCAN_TRUNCATED, 0 },
		{ "9291c0", SCAN_TRUNCATED, 3 },
		{ "81a161", SCAN_TRUNCATED, 3 },
		{ "c0c0", SCAN_TRAILING, 1 },
		{ "9000", SCAN_TRAILING, 1 },
	};

	(void)state;
	check(samples, sizeof(samples) / sizeof(*samples));
}

static void refuses_counts_that_the_bytes_left_cannot_hold(void **state)
{
	static const struct sample samples[] = {
		{ "ddffffffff", SCAN_ELEMENTS, 0 },
		{ "dfffffffff", SCAN_ELEMENTS, 0 },
		{ "dcffffc0", SCAN_ELEMENTS, 0 },
		{ "92c0", SCAN_ELEMENTS, 0 },
		{ "81c0", SCAN_ELEMENTS, 0 },
	};

	(void)state;
	check(samples, sizeof(samples) / sizeof(*samples));
}

static void counts_levels_also_of_empty_lists(void **state)
{
	const struct scan_limits flat = { 100, 0 };
	uint8_t deep[SCAN_DEPTH_MAX + 1];
	size_t at;

	(void)state;
	memset(deep, 0x91, sizeof(deep));
	deep[SCAN_DEPTH_MAX - 1] = 0x90;
	assert_int_equal(
	    scan_check((struct bytes){ deep, SCAN_DEPTH_MAX }, &limits, NULL),
	    SCAN_NONE);
	deep[SCAN_DEPTH_MAX - 1] = 0x91;
	deep[SCAN_DEPTH_MAX] = 0x90;
	assert_int_equal(
	    scan_check((struct bytes){ deep, sizeof(deep) }, &limits, &at),
	    SCAN_DEPTH);
	assert_int_equal(at, SCAN_DEPTH_MAX);
	assert_int_equal(
	    scan_check(bytes_text("\x01"), &flat, NULL), SCAN_NONE);
	assert_int_equal(
	    scan_check(bytes_text("\x90"), &flat, NULL), SCAN_DEPTH);
}

static void finds_one_object_after_the_other(void **state)
{
	struct bytes run = { (const uint8_t *)"\x93\x01\x02\x03\xa1x\xc0", 7 };
	static const size_t lengths[] = { 4, 2, 1 };
	size_t n;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(scan_one(run, &limits, &n), SCAN_NONE);
		assert_int_equal(n, lengths[i]);
		run = bytes_part(run, n, run.n - n);
	}
	assert_int_equal(scan_one(run, &limits, &n), SCAN_TRUNCATED);
}

static void a_limit_in_bytes_holds_for_one_object(void **state)
{
	const struct scan_limits small = { 4, SCAN_DEPTH_MAX };
	size_t n;

	(void)state;
	assert_int_equal(
	    scan_check(bytes_text("\xa3xyz"), &small, NULL), SCAN_NONE);
	assert_int_equal(
	    scan_check(bytes_text("\xa4xyzz"), &small, NULL), SCAN_SIZE);
	assert_int_equal(
	    scan_one(bytes_text("\xa3xyz\xa3xyz"), &small, &n), SCAN_NONE);
	assert_int_equal(n, 4);
	assert_int_equal(
	    scan_one(bytes_text("\xa4xyzz\xa3xyz"), &small, &n), SCAN_SIZE);
	assert_int_equal(
	    scan_one(bytes_text("\xa4xyz"), &small, &n), SCAN_TRUNCATED);
}

static void every_fault_has_a_name_and_a_text(void **state)
{
	(void)state;
	for (int i = SCAN_NONE; i <= SCAN_SIZE; i++) {
		assert_string_not_equal(
		    scan_text((enum scan_fault)i), "unknown fault");
		assert_string_not_equal(
		    scan_name((enum scan_fault)i), "unknown");
	}
	assert_string_equal(scan_name(SCAN_KEY_ORDER), "key_order");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_the_shortest_form_of_everything),
		cmocka_unit_test(refuses_longer_forms_of_integers),
		cmocka_unit_test(refuses_longer_forms_of_lengths),
		cmocka_unit_test(refuses_keys_that_are_no_sorted_texts),
		cmocka_unit_test(refuses_types_that_documents_do_not_have),
		cmocka_unit_test(refuses_broken_utf8_in_values_and_keys),
		cmocka_unit_test(refuses_what_ends_early_or_late),
		cmocka_unit_test(
		    refuses_counts_that_the_bytes_left_cannot_hold),
		cmocka_unit_test(counts_levels_also_of_empty_lists),
		cmocka_unit_test(finds_one_object_after_the_other),
		cmocka_unit_test(a_limit_in_bytes_holds_for_one_object),
		cmocka_unit_test(every_fault_has_a_name_and_a_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
