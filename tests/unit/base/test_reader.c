#include "base/reader.h"

#include "tests/unit/unit.h"

static void integers_are_big_endian(void **state)
{
	static const uint8_t in[] = { 1, 0x01, 0x23, 0x89, 0xab, 0xcd, 0xef, 1,
		2, 3, 4, 5, 6, 7, 8 };
	struct reader r = reader_over(bytes_of(in));

	(void)state;
	assert_int_equal(reader_u8(&r), 1);
	assert_int_equal(reader_u16(&r), 0x0123);
	assert_int_equal(reader_u32(&r), 0x89abcdef);
	assert_false(reader_done(&r));
	assert_int_equal(reader_u64(&r), 0x0102030405060708);
	assert_true(reader_done(&r));
}

static void reading_past_the_end_fails_for_good(void **state)
{
	struct reader r = reader_over(bytes_text("abc"));

	(void)state;
	assert_int_equal(reader_u32(&r), 0);
	assert_true(r.failed);
	assert_int_equal(reader_u8(&r), 0);
	assert_int_equal(reader_take(&r, 0).n, 0);
	assert_int_equal(reader_take(&r, SIZE_MAX).n, 0);
	assert_false(reader_done(&r));
}

static void take_borrows_in_order(void **state)
{
	struct reader r = reader_over(bytes_text("abcdef"));

	(void)state;
	assert_true(bytes_equal(reader_take(&r, 2), bytes_text("ab")));
	assert_int_equal(reader_take(&r, 0).n, 0);
	assert_true(bytes_equal(reader_take(&r, 4), bytes_text("cdef")));
	assert_true(reader_done(&r));
}

static void a_line_is_taken_without_its_newline(void **state)
{
	struct reader r = reader_over(bytes_text("one\n\ntwo"));

	(void)state;
	assert_true(bytes_equal(reader_line(&r, 100), bytes_text("one")));
	assert_false(r.failed);
	assert_int_equal(reader_line(&r, 100).n, 0);
	assert_false(r.failed);
	assert_int_equal(reader_line(&r, 100).n, 0);
	assert_true(r.failed);
}

static void the_end_must_be_within_the_limit(void **state)
{
	struct reader r = reader_over(bytes_text("abc;"));

	(void)state;
	assert_true(bytes_equal(reader_until(&r, ';', 4), bytes_text("abc")));
	assert_true(reader_done(&r));
	r = reader_over(bytes_text("abc;"));
	assert_int_equal(reader_until(&r, ';', 3).n, 0);
	assert_true(r.failed);
}

static void nothing_can_be_read_from_nothing(void **state)
{
	struct reader r = reader_over((struct bytes){ NULL, 0 });

	(void)state;
	assert_true(reader_done(&r));
	assert_int_equal(reader_take(&r, 0).n, 0);
	assert_true(reader_done(&r));
	assert_int_equal(reader_line(&r, 10).n, 0);
	assert_true(r.failed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers_are_big_endian),
		cmocka_unit_test(reading_past_the_end_fails_for_good),
		cmocka_unit_test(take_borrows_in_order),
		cmocka_unit_test(a_line_is_taken_without_its_newline),
		cmocka_unit_test(the_end_must_be_within_the_limit),
		cmocka_unit_test(nothing_can_be_read_from_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
