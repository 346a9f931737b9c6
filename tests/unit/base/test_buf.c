#include "base/buf.h"

#include <string.h>

#include "base/mem.h"
#include "tests/unit/unit.h"

static void an_empty_buf_is_valid(void **state)
{
	struct buf b = { 0 };

	(void)state;
	assert_int_equal(buf_bytes(&b).n, 0);
	buf_put(&b, (struct bytes){ NULL, 0 });
	buf_drop(&b, 0);
	assert_string_equal(buf_text(&b), "");
	buf_fini(&b);
	buf_fini(&b);
	char *text = buf_take_text(&b);

	assert_string_equal(text, "");
	mem_free(text);
}

static void integers_are_big_endian(void **state)
{
	static const uint8_t want[] = { 0x01, 0x23, 0x89, 0xab, 0xcd, 0xef,
		0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0xff };
	struct buf b = { 0 };

	(void)state;
	buf_put_u16(&b, 0x0123);
	buf_put_u32(&b, 0x89abcdef);
	buf_put_u64(&b, 0x0102030405060708);
	buf_put_byte(&b, 0xff);
	assert_true(bytes_equal(buf_bytes(&b), bytes_of(want)));
	buf_fini(&b);
}

static void it_grows_and_keeps_what_was_put(void **state)
{
	struct buf b = { 0 };

	(void)state;
	for (uint32_t i = 0; i < 10000; i++)
		buf_put_u32(&b, i);
	assert_int_equal(b.n, 40000);
	for (size_t i = 0; i < 10000; i++) {
		assert_int_equal(b.p[4 * i + 2], i >> 8);
		assert_int_equal(b.p[4 * i + 3], i & 0xff);
	}
	buf_fini(&b);
}

static void print_appends_any_length(void **state)
{
	struct buf b = { 0 };

	(void)state;
	buf_put_text(&b, "办件");
	buf_print(&b, " %s %0500d", "x", 1);
	assert_int_equal(b.n, 6 + 3 + 500);
	assert_memory_equal(b.p, "办件 x 0", 10);
	buf_fini(&b);
}

static void extend_gives_zeroed_bytes_after_a_drop(void **state)
{
	static const uint8_t zeros[8];
	struct buf b = { 0 };

	(void)state;
	buf_put_text(&b, "abcdefgh");
	buf_drop(&b, 6);
	assert_memory_equal(b.p, "gh", 2);
	assert_memory_equal(buf_extend(&b, 8), zeros, 8);
	assert_int_equal(b.n, 10);
	buf_clear(&b);
	assert_int_equal(b.n, 0);
	buf_fini(&b);
}

static void taken_text_belongs_to_the_caller(void **state)
{
	struct buf b = { 0 };
	char *text;

	(void)state;
	buf_put_text(&b, "one");
	assert_string_equal(buf_text(&b), "one");
	assert_int_equal(b.n, 3);
	text = buf_take_text(&b);
	buf_put_text(&b, "two");
	assert_string_equal(text, "one");
	mem_free(text);
	buf_fini(&b);
}

static bool is_zero(const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (p[i] != 0)
			return false;
	}
	return true;
}

static void a_wiped_one_keeps_nothing_that_it_gave_up(void **state)
{
	struct buf b = { .kind = BUF_WIPED };

	(void)state;
	buf_put_text(&b, "secret and more");
	buf_drop(&b, 7);
	assert_memory_equal(b.p, "and more", 8);
	assert_true(is_zero(b.p + b.n, 7));
	for (int i = 0; i < 1000; i++)
		buf_put_text(&b, " and more");
	assert_memory_equal(b.p, "and more and more", 17);
	assert_int_equal(b.n, 8 + 1000 * 9);
	buf_clear(&b);
	assert_int_equal(b.n, 0);
	assert_true(is_zero(b.p, b.room));
	buf_fini(&b);
	assert_int_equal(b.kind, BUF_WIPED);
	buf_clear(&b);
	buf_drop(&b, 0);
	buf_fini(&b);
}

static void a_fixed_one_stays_in_the_callers_memory(void **state)
{
	uint8_t room[8] = { 0 };
	struct buf b = buf_over(room, sizeof(room));

	(void)state;
	buf_put_text(&b, "12345678");
	assert_ptr_equal(b.p, room);
	assert_memory_equal(room, "12345678", 8);
	buf_fini(&b);
	assert_int_equal(b.kind, BUF_PLAIN);
	assert_memory_equal(room, "12345678", 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_buf_is_valid),
		cmocka_unit_test(integers_are_big_endian),
		cmocka_unit_test(it_grows_and_keeps_what_was_put),
		cmocka_unit_test(print_appends_any_length),
		cmocka_unit_test(extend_gives_zeroed_bytes_after_a_drop),
		cmocka_unit_test(taken_text_belongs_to_the_caller),
		cmocka_unit_test(a_wiped_one_keeps_nothing_that_it_gave_up),
		cmocka_unit_test(a_fixed_one_stays_in_the_callers_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
