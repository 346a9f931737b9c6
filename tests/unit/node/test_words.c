#include "node/words.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "tests/unit/unit.h"

static void expect_compact(const char *text, const char *compact)
{
	struct buf out = { 0 };

	words_compact(&out, bytes_text(text));
	assert_string_equal(buf_text(&out), compact);
	buf_fini(&out);
}

static void writes_one_form_of_many(void **state)
{
	(void)state;
	expect_compact("ＡＢＣ　１２３", "abc123");
	expect_compact(
	    "企业投资项目备案（技术改造）", "企业投资项目备案技术改造");
	expect_compact("Nurse's Licence", "nurseslicence");
	expect_compact("《许可证》、“变更”。", "许可证变更");
	expect_compact("\t\n \x7f\x01", "");
	expect_compact("", "");
	expect_compact("𠮷野家", "𠮷野家");
}

static void parts_words_at_blanks_and_punctuation(void **state)
{
	struct arena *a = arena_new();
	struct bytes words[WORDS_MAX];

	(void)state;
	assert_int_equal(
	    words_split(a, bytes_text("护士　执业,T-04"), words), 4);
	assert_true(bytes_equal(words[0], bytes_text("护士")));
	assert_true(bytes_equal(words[1], bytes_text("执业")));
	assert_true(bytes_equal(words[2], bytes_text("t")));
	assert_true(bytes_equal(words[3], bytes_text("04")));
	assert_int_equal(words_split(a, bytes_text(" \"*()^: "), words), 0);
	assert_int_equal(
	    words_split(a, bytes_text("a b c d e f g h i j"), words),
	    WORDS_MAX + 1);
	arena_free(a);
}

static void pieces_are_one_and_two_characters_in_ascii(void **state)
{
	struct buf out = { 0 };

	(void)state;
	words_put_grams(&out, bytes_text("护士a"));
	assert_string_equal(buf_text(&out),
	    "t0062a4 t0058eb t000061 t0062a40058eb t0058eb000061 ");
	buf_clear(&out);
	words_put_pieces(&out, bytes_text("护士证"), 2, " AND ");
	assert_string_equal(buf_text(&out), "t0062a40058eb AND t0058eb008bc1");
	buf_fini(&out);
}

static void counts_characters_not_bytes(void **state)
{
	(void)state;
	assert_int_equal(words_count(bytes_text("护士a𠮷")), 4);
	assert_true(words_is_han(bytes_text("护士𠮷")));
	assert_false(words_is_han(bytes_text("护士a")));
	assert_false(words_is_han(bytes_text("")));
	assert_true(words_is_latin(bytes_text("t04")));
	assert_false(words_is_latin(bytes_text("t护")));
	assert_false(words_is_latin(bytes_text("")));
}

static void shares_of_pairs_are_counted(void **state)
{
	unsigned pieces, shared;

	(void)state;
	words_share(bytes_text("护士执业注册"), bytes_text("护士执照"), &pieces,
	    &shared);
	assert_int_equal(pieces, 3);
	assert_int_equal(shared, 2);
	words_share(bytes_text("护士"), bytes_text("士"), &pieces, &shared);
	assert_int_equal(pieces, 0);
	assert_int_equal(shared, 0);
}

static void a_word_is_found_by_its_bytes(void **state)
{
	(void)state;
	assert_int_equal(words_find(bytes_text("abc"), bytes_text("bc")), 1);
	assert_true(
	    words_find(bytes_text("abc"), bytes_text("abcd")) == SIZE_MAX);
	assert_true(words_find(bytes_text("abc"), bytes_text("")) == SIZE_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_one_form_of_many),
		cmocka_unit_test(parts_words_at_blanks_and_punctuation),
		cmocka_unit_test(pieces_are_one_and_two_characters_in_ascii),
		cmocka_unit_test(counts_characters_not_bytes),
		cmocka_unit_test(shares_of_pairs_are_counted),
		cmocka_unit_test(a_word_is_found_by_its_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
