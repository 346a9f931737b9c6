/* The operators one by one are in tests/vectors/logic.jsonl. */
#include "schema/logic.h"

#include <string.h>

#include "base/mem.h"
#include "schema/json.h"
#include "tests/unit/unit.h"

static const struct json_limits limits = { 1u << 20, 200 };

static struct value *parse(struct arena *a, const char *text)
{
	struct value *v = NULL;
	struct why why;

	if (json_parse(a, bytes_text(text), &limits, &v, &why) != ERR_OK)
		fail_msg("%s: %s", text, why.text);
	return v;
}

static enum err eval(struct arena *a, const char *rule, const char *data,
    const struct logic_options *options, struct value **out, struct why *why)
{
	return logic_eval(a, parse(a, rule), parse(a, data), options, out, why);
}

static void assert_result(const char *rule, const char *data, const char *want)
{
	struct arena *a = arena_new();
	struct buf text = { 0 };
	struct value *out = NULL;
	struct why why = { 0 };

	if (eval(a, rule, data, NULL, &out, &why) != ERR_OK)
		fail_msg("%s: %s", rule, why.text);
	json_format(&text, out, JSON_STYLE_COMPACT);
	assert_string_equal(buf_text(&text), want);
	buf_fini(&text);
	arena_free(a);
}

static void assert_fails(const char *rule, const char *data, enum err e)
{
	struct arena *a = arena_new();
	struct value *out;
	struct why why = { 0 };

	assert_int_equal(eval(a, rule, data, NULL, &out, &why), e);
	assert_true(why.text[0] != '\0');
	arena_free(a);
}

static void computes_in_binary64_and_keeps_whole_numbers_whole(void **state)
{
	struct arena *a = arena_new();
	struct value *out = NULL;

	(void)state;
	assert_result("{\"+\":[0.1,0.2]}", "null", "0.30000000000000004");
	assert_result("{\"*\":[4.35,100]}", "null", "434.99999999999994");
	assert_result("{\"/\":[1,0]}", "null", "null");
	assert_result(
	    "{\"var\":\"n\"}", "{\"n\":9007199254740993}", "9007199254740992");
	assert_result("{\"var\":\"n\"}", "{\"n\":9223372036854775807}",
	    "9223372036854776000");
	assert_int_equal(
	    eval(a, "{\"+\":[1.5,1.5]}", "null", NULL, &out, NULL), ERR_OK);
	assert_int_equal(out->type, VALUE_INT);
	assert_int_equal(out->integer, 3);
	arena_free(a);
}

static void texts_are_cut_by_utf16_code_units(void **state)
{
	(void)state;
	assert_result("{\"substr\":[\"安康高新区\",2,2]}", "null", "\"高新\"");
	assert_result("{\"substr\":[\"𠮷野家\",0,2]}", "null", "\"𠮷\"");
	assert_result("{\"substr\":[\"𠮷野家\",1,2]}", "null", "\"\\udfb7野\"");
	assert_result("{\"cat\":[{\"substr\":[\"𠮷\",0,1]},"
		      "{\"substr\":[\"𠮷\",1]}]}",
	    "null", "\"𠮷\"");
}

static void lists_are_equal_only_to_themselves(void **state)
{
	(void)state;
	assert_result("{\"===\":[[1],[1]]}", "null", "false");
	assert_result("{\"===\":[{\"var\":\"a\"},{\"var\":\"a\"}]}",
	    "{\"a\":[1]}", "true");
}

static void what_ecmascript_throws_is_refused(void **state)
{
	(void)state;
	assert_fails("{\"nonsense\":[1]}", "null", ERR_PARSE);
	assert_fails("{\"+\":[1,{\"!\":{\"nope\":1}}]}", "null", ERR_PARSE);
	assert_fails("{\"*\":[]}", "null", ERR_PARSE);
	assert_fails("{\"missing_some\":[1]}", "null", ERR_PARSE);
}

static void an_unknown_operator_not_reached_does_no_harm(void **state)
{
	(void)state;
	assert_result("{\"if\":[true,1,{\"nonsense\":1}]}", "null", "1");
	assert_result("{\"or\":[1,{\"nonsense\":1}]}", "null", "1");
}

static void names_the_unknown_operator_and_its_place(void **state)
{
	struct arena *a = arena_new();
	struct value *rule = value_map(a);
	struct value *out;
	struct why why;

	(void)state;
	value_set(a, rule, "greater", value_list(a));
	rule->line = 12;
	rule->column = 5;
	assert_int_equal(
	    logic_eval(a, rule, value_null(a), NULL, &out, &why), ERR_PARSE);
	assert_non_null(strstr(why.text, "greater"));
	assert_int_equal(why.line, 12);
	assert_int_equal(why.column, 5);
	arena_free(a);
}

/* @open @times, then @inner, then @close @times. */
static char *nest(
    const char *open, const char *inner, const char *close, int times)
{
	struct buf b = { 0 };

	for (int i = 0; i < times; i++)
		buf_put_text(&b, open);
	buf_put_text(&b, inner);
	for (int i = 0; i < times; i++)
		buf_put_text(&b, close);
	return buf_take_text(&b);
}

static void depth_ends_at_64(void **state)
{
	char *good = nest("{\"!\":", "1", "}", LOGIC_DEPTH_MAX - 1);
	char *bad = nest("{\"!\":", "1", "}", LOGIC_DEPTH_MAX);

	(void)state;
	assert_result(good, "null", "false");
	assert_fails(bad, "null", ERR_LIMIT);
	mem_free(good);
	mem_free(bad);
}

static char *zeros(int count)
{
	struct buf list = { 0 };

	buf_put_text(&list, "[0");
	for (int i = 1; i < count; i++)
		buf_put_text(&list, ",0");
	buf_put_byte(&list, ']');
	return buf_take_text(&list);
}

static void steps_end_at_ten_thousand(void **state)
{
	/* "map" is a step, so are "var" and its name, and each element. */
	static const char rule[] = "{\"map\":[{\"var\":\"\"},7]}";
	char *fits = zeros(LOGIC_STEPS_MAX - 3);
	char *too_long = zeros(LOGIC_STEPS_MAX - 2);
	struct arena *a = arena_new();
	struct value *out = NULL;

	(void)state;
	assert_int_equal(eval(a, rule, fits, NULL, &out, NULL), ERR_OK);
	assert_int_equal(value_count(out), LOGIC_STEPS_MAX - 3);
	assert_fails(rule, too_long, ERR_LIMIT);
	arena_free(a);
	mem_free(fits);
	mem_free(too_long);
}

static void growth_without_steps_is_bounded(void **state)
{
	char *data = zeros(60);

	(void)state;
	/* Each doubles what it has: 2^60 bytes or elements. */
	assert_fails("{\"reduce\":[{\"var\":\"\"},{\"cat\":[{\"var\":"
		     "\"accumulator\"},{\"var\":\"accumulator\"}]},\"x\"]}",
	    data, ERR_LIMIT);
	assert_fails("{\"reduce\":[{\"var\":\"\"},{\"merge\":[{\"var\":"
		     "\"accumulator\"},{\"var\":\"accumulator\"}]},[1]]}",
	    data, ERR_LIMIT);
	assert_fails("{\"reduce\":[{\"var\":\"\"},[{\"var\":\"accumulator\"},"
		     "{\"var\":\"accumulator\"}],1]}",
	    data, ERR_LIMIT);
	assert_fails("{\"cat\":{\"reduce\":[{\"var\":\"\"},[{\"var\":"
		     "\"accumulator\"},{\"var\":\"accumulator\"}],1]}}",
	    data, ERR_LIMIT);
	mem_free(data);
}

static void a_result_nested_without_end_is_refused(void **state)
{
	char *data = zeros(3000);

	(void)state;
	assert_fails(
	    "{\"reduce\":[{\"var\":\"\"},[{\"var\":\"accumulator\"}],1]}", data,
	    ERR_LIMIT);
	assert_fails("{\"cat\":{\"reduce\":[{\"var\":\"\"},[{\"var\":"
		     "\"accumulator\"}],1]}}",
	    data, ERR_LIMIT);
	mem_free(data);
}

static void note_logged(void *arg, const struct value *v)
{
	json_format(arg, v, JSON_STYLE_COMPACT);
}

static void log_hands_its_value_to_the_caller(void **state)
{
	struct arena *a = arena_new();
	struct buf seen = { 0 };
	struct logic_options options = { .log = note_logged, .arg = &seen };
	struct value *out = NULL;

	(void)state;
	assert_int_equal(eval(a, "{\"log\":{\"var\":\"a\"}}", "{\"a\":[1]}",
			     &options, &out, NULL),
	    ERR_OK);
	assert_string_equal(buf_text(&seen), "[1]");
	assert_int_equal(value_count(out), 1);
	buf_fini(&seen);
	arena_free(a);
}

static const struct value *note_read(void *arg, enum logic_scope scope,
    struct bytes path, const struct value *found)
{
	static const struct value seven = { .type = VALUE_INT, .integer = 7 };

	buf_print(arg, "%s%.*s%s ", scope == LOGIC_SCOPE_DATA ? "" : "*",
	    (int)path.n, (const char *)path.p, found == NULL ? "?" : "");
	return found != NULL ? found : &seven;
}

static void reads_are_told_with_their_scope_and_can_be_filled(void **state)
{
	struct arena *a = arena_new();
	struct buf seen = { 0 };
	struct logic_options options = { .read = note_read, .arg = &seen };
	struct value *out = NULL;

	(void)state;
	assert_int_equal(eval(a,
			     "[{\"var\":\"a.b\"},{\"map\":[{\"var\":\"l\"},"
			     "{\"var\":[\"x\",1]}]},{\"missing\":[\"l\"]}]",
			     "{\"l\":[{\"x\":2},{}]}", &options, &out, NULL),
	    ERR_OK);
	assert_string_equal(buf_text(&seen), "a.b? l *x *x? l ");
	assert_int_equal(value_at(out, 0)->integer, 7);
	assert_int_equal(value_at(value_at(out, 1), 1)->integer, 7);
	buf_fini(&seen);
	arena_free(a);
}

static void an_empty_list_is_false_and_the_text_0_is_true(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	assert_false(logic_truthy(value_list(a)));
	assert_false(logic_truthy(value_text(a, "")));
	assert_false(logic_truthy(value_null(a)));
	assert_false(logic_truthy(value_int(a, 0)));
	assert_true(logic_truthy(value_text(a, "0")));
	assert_true(logic_truthy(value_map(a)));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    computes_in_binary64_and_keeps_whole_numbers_whole),
		cmocka_unit_test(texts_are_cut_by_utf16_code_units),
		cmocka_unit_test(lists_are_equal_only_to_themselves),
		cmocka_unit_test(what_ecmascript_throws_is_refused),
		cmocka_unit_test(an_unknown_operator_not_reached_does_no_harm),
		cmocka_unit_test(names_the_unknown_operator_and_its_place),
		cmocka_unit_test(depth_ends_at_64),
		cmocka_unit_test(steps_end_at_ten_thousand),
		cmocka_unit_test(growth_without_steps_is_bounded),
		cmocka_unit_test(a_result_nested_without_end_is_refused),
		cmocka_unit_test(log_hands_its_value_to_the_caller),
		cmocka_unit_test(
		    reads_are_told_with_their_scope_and_can_be_filled),
		cmocka_unit_test(an_empty_list_is_false_and_the_text_0_is_true),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
