#include "base/base45.h"

#include "tests/unit/unit.h"

#define TEST(name) cmocka_unit_test(name)

static void the_examples_of_the_rfc_hold(void **state)
{
	static const char *const rows[][2] = {
		{ "AB", "BB8" },
		{ "Hello!!", "%69 VD92EX0" },
		{ "base-45", "UJCLQE7W581" },
		{ "ietf!", "QED8WEX0" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf text = { 0 }, back = { 0 };

		base45_encode(&text, bytes_text(rows[i][0]));
		assert_true(
		    bytes_equal(buf_bytes(&text), bytes_text(rows[i][1])));
		assert_int_equal(
		    base45_decode(&back, buf_bytes(&text)), ERR_OK);
		assert_true(
		    bytes_equal(buf_bytes(&back), bytes_text(rows[i][0])));
		buf_fini(&text);
		buf_fini(&back);
	}
}

static void every_byte_comes_back(void **state)
{
	uint8_t all[513];
	struct buf text = { 0 }, back = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(all); i++)
		all[i] = (uint8_t)(i * 7 + i / 256);
	base45_encode(&text, (struct bytes){ all, sizeof(all) });
	assert_int_equal(base45_decode(&back, buf_bytes(&text)), ERR_OK);
	assert_true(
	    bytes_equal(buf_bytes(&back), (struct bytes){ all, sizeof(all) }));
	buf_fini(&text);
	buf_fini(&back);
}

/* RFC 9285 section 6: a group may exceed what two bytes, or one, hold. */
static void what_is_no_base45_is_refused(void **state)
{
	static const char *const rows[] = { "A", "BB8B", "GGW",
		":::", "::", "ab8", "B\tB", "=B8" };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf out = { 0 };

		assert_int_equal(
		    base45_decode(&out, bytes_text(rows[i])), ERR_PARSE);
		buf_fini(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_examples_of_the_rfc_hold),
		TEST(every_byte_comes_back),
		TEST(what_is_no_base45_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
