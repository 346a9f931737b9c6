#include "base/text.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/unit.h"

static void hex_goes_both_ways(void **state)
{
	static const uint8_t bytes[] = { 0x00, 0x0f, 0xa5, 0xff };
	char text[TEXT_HEX_ROOM(sizeof(bytes))];
	uint8_t back[sizeof(bytes)];

	(void)state;
	text_hex(text, bytes_of(bytes));
	assert_string_equal(text, "000fa5ff");
	assert_int_equal(
	    text_unhex(back, sizeof(back), bytes_text(text)), ERR_OK);
	assert_memory_equal(back, bytes, sizeof(bytes));
}

static void unhex_takes_only_what_hex_writes(void **state)
{
	static const char *const bad[] = { "", "0", "00", "000", "00000",
		"00FF", "0x00", " 000", "000g", "00/0", "00:0", "00`0" };
	uint8_t out[2];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(
		    text_unhex(out, 2, bytes_text(bad[i])), ERR_PARSE);
}

static void assert_base64(const char *plain, const char *text)
{
	struct buf out = { 0 };

	text_base64(&out, bytes_text(plain));
	assert_string_equal(buf_text(&out), text);
	buf_clear(&out);
	assert_int_equal(text_unbase64(&out, bytes_text(text)), ERR_OK);
	assert_string_equal(buf_text(&out), plain);
	buf_fini(&out);
}

/* RFC 4648, section 10. */
static void base64_keeps_the_vectors_of_the_rfc(void **state)
{
	(void)state;
	assert_base64("", "");
	assert_base64("f", "Zg==");
	assert_base64("fo", "Zm8=");
	assert_base64("foo", "Zm9v");
	assert_base64("foob", "Zm9vYg==");
	assert_base64("fooba", "Zm9vYmE=");
	assert_base64("foobar", "Zm9vYmFy");
}

static void base64_knows_every_digit(void **state)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	struct buf bytes = { 0 }, again = { 0 };

	(void)state;
	assert_int_equal(text_unbase64(&bytes, bytes_text(digits)), ERR_OK);
	assert_int_equal(bytes.n, 48);
	text_base64(&again, buf_bytes(&bytes));
	assert_string_equal(buf_text(&again), digits);
	buf_fini(&bytes);
	buf_fini(&again);
}

static void unbase64_takes_only_what_base64_writes(void **state)
{
	static const char *const bad[] = { "Z", "Zg",
		"Zg=", "Zg===", "Zh==", "Zm9=", "Zg==Zg==", "Zm9v\n", "Zm 9",
		"Zm-v", "Zm_v", "====", "Z===", "=Zg=", "Zg=a", "Zm9vZm9" };
	struct buf out = { 0 };

	(void)state;
	buf_put_text(&out, "before");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(
		    text_unbase64(&out, bytes_text(bad[i])), ERR_PARSE);
		assert_string_equal(buf_text(&out), "before");
	}
	buf_fini(&out);
}

static void well_formed_utf8_passes(void **state)
{
	static const char *const good[] = { "", "ascii", "通办", "\xc2\x80",
		"\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
		"\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(text_is_utf8(bytes_text(good[i])));
	assert_true(text_is_utf8((struct bytes){ (const uint8_t *)"\0", 1 }));
}

static void broken_utf8_does_not_pass(void **state)
{
	static const char *const bad[] = {
		"\x80",
		"\xbf",
		"\xc0\x80",         /* overlong */
		"\xc1\xbf",         /* overlong */
		"\xc2",             /* cut */
		"\xc2\x41",         /* no continuation */
		"\xe0\x9f\xbf",     /* overlong */
		"\xe9\x80",         /* cut */
		"\xed\xa0\x80",     /* surrogate */
		"\xed\xbf\xbf",     /* surrogate */
		"\xf0\x8f\xbf\xbf", /* overlong */
		"\xf0\x90\x80",     /* cut */
		"\xf4\x90\x80\x80", /* above U+10FFFF */
		"\xf5\x80\x80\x80",
		"\xf8\x88\x80\x80\x80",
		"\xfe",
		"\xff",
		"good\xe9",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(text_is_utf8(bytes_text(bad[i])));
}

static void next_walks_characters(void **state)
{
	struct bytes b = bytes_text("a\xc3\xa9通\xf0\x9f\x98\x80");
	static const uint32_t want[] = { 'a', 0xe9, 0x901a, 0x1f600 };
	static const size_t lengths[] = { 1, 2, 3, 4 };
	uint32_t c;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		size_t n = text_next(b, &c);

		assert_int_equal(n, lengths[i]);
		assert_int_equal(c, want[i]);
		b = bytes_part(b, n, b.n - n);
	}
	assert_int_equal(text_next(b, &c), 0);
}

static void wide_characters_take_two_columns(void **state)
{
	(void)state;
	assert_int_equal(text_columns(bytes_text("")), 0);
	assert_int_equal(text_columns(bytes_text("abc")), 3);
	assert_int_equal(text_columns(bytes_text("汉滨区")), 6);
	assert_int_equal(text_columns(bytes_text("办件：12（个）")), 14);
	assert_int_equal(text_columns(bytes_text("e\xcc\x81")), 1);
	assert_int_equal(text_columns(bytes_text("\xff")), 1);
}

static void decimal_is_plain_and_bounded(void **state)
{
	static const char *const bad[] = { "", "-1", "+1", "01", "00", "1 ",
		" 1", "1.0", "0x1", "1e3", "256", "18446744073709551616",
		"99999999999999999999999" };
	uint64_t v = 7;

	(void)state;
	assert_int_equal(text_decimal(&v, bytes_text("0"), 255), ERR_OK);
	assert_int_equal(v, 0);
	assert_int_equal(text_decimal(&v, bytes_text("255"), 255), ERR_OK);
	assert_int_equal(v, 255);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(
		    text_decimal(&v, bytes_text(bad[i]), 255), ERR_PARSE);
	assert_int_equal(v, 255);
	assert_int_equal(
	    text_decimal(&v, bytes_text("18446744073709551615"), UINT64_MAX),
	    ERR_OK);
	assert_true(v == UINT64_MAX);
	assert_int_equal(
	    text_decimal(&v, bytes_text("18446744073709551616"), UINT64_MAX),
	    ERR_PARSE);
}

static void a_slug_is_three_to_24_of_its_alphabet(void **state)
{
	static const char *const good[] = { "ankang", "ankang-gaoxin", "abc",
		"a1b", "a-b", "a--b", "abcdefghijklmnopqrstuvwx" };
	static const char *const bad[] = { "", "a", "ab", "Ankang", "1ab",
		"-ab", "ab-", "a_b", "a.b", "a/b", "a b", "ab\xc3\xa9",
		"abcdefghijklmnopqrstuvwxy" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(text_is_slug(bytes_text(good[i])));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(text_is_slug(bytes_text(bad[i])));
}

static void lower_changes_ascii_letters_only(void **state)
{
	char out[16], small[4];

	(void)state;
	text_lower(out, sizeof(out), "NO_Space-É9");
	assert_string_equal(out, "no_space-É9");
	text_lower(small, sizeof(small), "ABCDEF");
	assert_string_equal(small, "abc");
}

/* What a stranger's text must not do to a terminal. */
static void one_line_has_no_controls(void **state)
{
	static const char *const pairs[][2] = {
		{ "汉滨区 is fine", "汉滨区 is fine" },
		{ "a\tb\nc\x7f", "a b c " },
		{ "\x1b[2Jcleared", " [2Jcleared" },
		{ "\xc2\x9b"
		  "2J",
		    "  2J" }, /* U+009B, CSI */
		{ "\xe2\x80\xae"
		  "x",
		    "   x" }, /* U+202E */
		{ "\xe2\x81\xa6"
		  "x",
		    "   x" }, /* U+2066 */
		{ "\xe2\x80\xa8"
		  "x",
		    "   x" },                                       /* U+2028 */
		{ "\xe2\x80\x93\xc2\xa0", "\xe2\x80\x93\xc2\xa0" }, /* – */
		{ "cut \xe2\x80", "cut \xe2\x80" },
		{ "cut \xc2", "cut \xc2" },
	};
	char text[64];

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		(void)snprintf(text, sizeof(text), "%s", pairs[i][0]);
		text_keep_one_line(text);
		assert_string_equal(text, pairs[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hex_goes_both_ways),
		cmocka_unit_test(unhex_takes_only_what_hex_writes),
		cmocka_unit_test(base64_keeps_the_vectors_of_the_rfc),
		cmocka_unit_test(base64_knows_every_digit),
		cmocka_unit_test(unbase64_takes_only_what_base64_writes),
		cmocka_unit_test(well_formed_utf8_passes),
		cmocka_unit_test(broken_utf8_does_not_pass),
		cmocka_unit_test(next_walks_characters),
		cmocka_unit_test(wide_characters_take_two_columns),
		cmocka_unit_test(decimal_is_plain_and_bounded),
		cmocka_unit_test(a_slug_is_three_to_24_of_its_alphabet),
		cmocka_unit_test(lower_changes_ascii_letters_only),
		cmocka_unit_test(one_line_has_no_controls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
