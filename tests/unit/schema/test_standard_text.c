#include "schema/standard_text.h"

#include <string.h>

#include "tests/unit/unit.h"

/* A sentence with each place shown as <word>. */
static void is_printed(const char *sentence, const char *expected)
{
	struct bytes rest = bytes_text(sentence);
	struct standard_text_piece piece;
	struct buf out = { 0 };
	enum standard_text_type type;

	while (
	    (type = standard_text_next(&rest, &piece)) != STANDARD_TEXT_END) {
		assert_int_not_equal(type, STANDARD_TEXT_BROKEN);
		if (type == STANDARD_TEXT_WORDS)
			buf_put(&out, piece.words);
		else
			buf_print(
			    &out, "<%s>", standard_text_word(piece.place));
	}
	assert_string_equal(buf_text(&out), expected);
	buf_fini(&out);
}

static void sentence_comes_in_pieces(void **state)
{
	(void)state;
	is_printed("", "");
	is_printed("已受理", "已受理");
	is_printed("{name}:{item}已受理。", "<name>:<item>已受理。");
	is_printed("{number}{number}", "<number><number>");
	is_printed("a {{b}} c", "a {b} c");
	is_printed("{{number}}", "{number}");
	is_printed("{{{number}}}", "{<number>}");
}

static void every_place_of_the_table_is_known(void **state)
{
	static const char *const words[] = {
#define X(name, word, zh) word,
		STANDARD_TEXT_MAP(X)
#undef X
	};

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct buf sentence = { 0 };
		struct standard_text_piece piece;

		buf_print(&sentence, "{%s}", words[i]);
		struct bytes rest = buf_bytes(&sentence);
		assert_int_equal(
		    standard_text_next(&rest, &piece), STANDARD_TEXT_PLACE);
		assert_int_equal(piece.place, i);
		assert_int_equal(rest.n, 0);
		buf_fini(&sentence);
	}
}

static void broken_sentence_is_told_with_what_is_known(void **state)
{
	static const struct {
		const char *sentence;
		const char *says;
	} rows[] = {
		{ "{nmae}已受理", "\"{nmae}\" is no place" },
		{ "{", "\"{\" is no place" },
		{ "a } b", "\"}" },
		{ "{number", "\"{number\" is no place" },
		{ "{}", "\"{}\" is no place" },
		{ "{Number}", "{number} {item}" },
		{ "{number }", "written twice" },
		{ "{{number}", "\"}\" is no place" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct why why = { 0 };

		assert_int_equal(
		    standard_text_check(bytes_text(rows[i].sentence), &why),
		    ERR_PARSE);
		if (strstr(why.text, rows[i].says) == NULL)
			fail_msg("<%s>: %s", rows[i].sentence, why.text);
	}
	assert_int_equal(
	    standard_text_check(bytes_text("{qr} {{}} {means}"), NULL), ERR_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sentence_comes_in_pieces),
		cmocka_unit_test(every_place_of_the_table_is_known),
		cmocka_unit_test(broken_sentence_is_told_with_what_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
