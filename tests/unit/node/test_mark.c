#include "node/mark.h"

#include "base/arena.h"
#include "schema/value.h"
#include "tests/unit/unit.h"

static void check(const char *text, const char *zh, const char *en)
{
	struct arena *a = arena_new();
	struct value *list = value_list(a);
	const struct value *v;

	mark_push_text(a, list, "limit", "F-72", text);
	assert_int_equal(value_count(list), 1);
	v = value_at(list, 0);
	assert_string_equal(value_get_string(v, "field"), "limit");
	assert_string_equal(value_get_string(v, "rule"), "F-72");
	assert_string_equal(value_get_string(v, "zh"), zh);
	assert_string_equal(value_get_string(v, "en"), en);
	arena_free(a);
}

static void a_sentence_is_parted_into_its_languages(void **state)
{
	(void)state;
	check(
	    "缺少 limit / limit is missing", "缺少 limit", "limit is missing");
	check("校验位不符 (the check character is wrong)", "校验位不符",
	    "the check character is wrong");
	check("字符 (不用 I O) (an alphabet (no I, O))", "字符 (不用 I O)",
	    "an alphabet (no I, O)");
	check("太大 (A-11) / too large (A-11)", "太大 (A-11)",
	    "too large (A-11)");
}

static void what_is_in_one_language_stands_for_both(void **state)
{
	static const char *const texts[] = { "", ")", "()", " ()", "(x)", "))",
		"a (b", "a b)", "a date is YYYY-MM-DD" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		check(texts[i], texts[i], texts[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sentence_is_parted_into_its_languages),
		cmocka_unit_test(what_is_in_one_language_stands_for_both),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
