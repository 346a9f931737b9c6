#include "base/why.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "tests/unit/unit.h"

static void set_keeps_the_sentence_and_returns_the_error(void **state)
{
	struct why why = { .line = 3, .column = 4 };

	(void)state;
	assert_int_equal(
	    why_set(&why, ERR_LIMIT, "%d over %d", 9, 8), ERR_LIMIT);
	assert_string_equal(why.text, "9 over 8");
	assert_int_equal(why.line, 0);
	assert_int_equal(why.column, 0);
}

static void nobody_has_to_ask_why(void **state)
{
	(void)state;
	assert_int_equal(why_set(NULL, ERR_PARSE, "x"), ERR_PARSE);
	assert_int_equal(why_at(NULL, ERR_PARSE, 1, 2, "x"), ERR_PARSE);
	why_prefix(NULL, "x");
}

static void at_keeps_the_place(void **state)
{
	struct why why = { 0 };

	(void)state;
	assert_int_equal(
	    why_at(&why, ERR_PARSE, 12, 5, "unknown key"), ERR_PARSE);
	assert_int_equal(why.line, 12);
	assert_int_equal(why.column, 5);
	why_prefix(&why, "%s: ", "t04.yaml");
	assert_string_equal(why.text, "t04.yaml: unknown key");
	assert_int_equal(why.line, 12);
}

static void a_long_sentence_is_cut_between_characters(void **state)
{
	struct why why = { 0 };
	char text[3 * 400 + 1];

	(void)state;
	for (size_t i = 0; i < 400; i++)
		memcpy(text + 3 * i, "办", 4);
	for (int lead = 0; lead < 4; lead++) {
		assert_int_equal(
		    why_set(&why, ERR_PARSE, "%.*s%s", lead, "abc", text),
		    ERR_PARSE);
		assert_true(text_is_utf8(bytes_text(why.text)));
		assert_true(strlen(why.text) > WHY_TEXT_BYTES_MAX - 4);
		why_prefix(&why, "%s", "前缀x");
		assert_true(text_is_utf8(bytes_text(why.text)));
		assert_true(strlen(why.text) > WHY_TEXT_BYTES_MAX - 4);
	}
}

static void a_whole_last_character_is_kept(void **state)
{
	struct why why = { 0 };
	char text[WHY_TEXT_BYTES_MAX + 8];

	(void)state;
	memset(text, 'a', sizeof(text));
	memcpy(text + WHY_TEXT_BYTES_MAX - 4, "办xxx", 7);
	assert_int_equal(why_set(&why, ERR_PARSE, "%s", text), ERR_PARSE);
	assert_int_equal(strlen(why.text), WHY_TEXT_BYTES_MAX - 1);
	assert_memory_equal(why.text + WHY_TEXT_BYTES_MAX - 4, "办", 4);
}

static void a_sentence_may_build_on_the_one_before(void **state)
{
	struct why why = { 0 };

	(void)state;
	assert_int_equal(why_set(&why, ERR_PARSE, "inner"), ERR_PARSE);
	assert_int_equal(
	    why_set(&why, ERR_CONFIG, "outer: %s", why.text), ERR_CONFIG);
	assert_string_equal(why.text, "outer: inner");
}

static void control_bytes_become_blanks(void **state)
{
	struct why why = { 0 };

	(void)state;
	assert_int_equal(
	    why_set(&why, ERR_PARSE, "%s", "a\nb\x1b[31m\x7f"), ERR_PARSE);
	assert_string_equal(why.text, "a b [31m ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(set_keeps_the_sentence_and_returns_the_error),
		cmocka_unit_test(nobody_has_to_ask_why),
		cmocka_unit_test(at_keeps_the_place),
		cmocka_unit_test(a_long_sentence_is_cut_between_characters),
		cmocka_unit_test(a_whole_last_character_is_kept),
		cmocka_unit_test(a_sentence_may_build_on_the_one_before),
		cmocka_unit_test(control_bytes_become_blanks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
