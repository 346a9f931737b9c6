#include "schema/json.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "tests/unit/unit.h"

static const struct json_limits limits = { 1u << 20, 32 };

static struct value *parse(struct arena *a, const char *text)
{
	struct value *v = NULL;
	struct why why;

	if (json_parse(a, bytes_text(text), &limits, &v, &why) != ERR_OK)
		fail_msg("%s: %s", text, why.text);
	return v;
}

static void assert_written(
    const struct value *v, enum json_style style, const char *text)
{
	struct buf out = { 0 };

	json_format(&out, v, style);
	assert_string_equal(buf_text(&out), text);
	buf_fini(&out);
}

static void assert_refused(const char *text, enum err e)
{
	struct arena *a = arena_new();
	struct value *v;
	struct why why;

	if (json_parse(a, bytes_text(text), &limits, &v, &why) != e)
		fail_msg("%s: not refused as %s", text, err_name(e));
	arena_free(a);
}

static void tells_integers_from_reals(void **state)
{
	struct arena *a = arena_new();
	const struct value *v =
	    parse(a, "[1,-5,1.0,1e2,9223372036854775807,-9223372036854775808]");

	(void)state;
	assert_int_equal(value_at(v, 0)->integer, 1);
	assert_int_equal(value_at(v, 1)->type, VALUE_INT);
	assert_int_equal(value_at(v, 2)->type, VALUE_REAL);
	assert_int_equal(value_at(v, 3)->type, VALUE_REAL);
	assert_int_equal(value_at(v, 4)->integer, INT64_MAX);
	assert_int_equal(value_at(v, 5)->integer, INT64_MIN);
	arena_free(a);
}

static void an_integer_beyond_64_bits_alone_becomes_a_real(void **state)
{
	struct arena *a = arena_new();
	const struct value *v = parse(a,
	    "[9223372036854775808,-9223372036854775809,9007199254740993,"
	    "123456789012345678901234567890,\"9223372036854775808\\\"\"]");

	(void)state;
	assert_written(v, JSON_STYLE_COMPACT,
	    "[9223372036854776000,-9223372036854776000,9007199254740993,"
	    "1.2345678901234568e+29,\"9223372036854775808\\\"\"]");
	assert_int_equal(value_at(v, 2)->type, VALUE_INT);
	arena_free(a);
}

static void writes_sorted_keys_and_minimal_escapes(void **state)
{
	struct arena *a = arena_new();
	const struct value *v = parse(a,
	    "{\"b\":[true,false,null],\"a\":\"\\u0001\\n\\/\\\"\\\\通\","
	    "\"\":{},\"A\":[]}");

	(void)state;
	assert_written(v, JSON_STYLE_COMPACT,
	    "{\"\":{},\"A\":[],\"a\":\"\\u0001\\n/\\\"\\\\通\","
	    "\"b\":[true,false,null]}");
	assert_written(v, JSON_STYLE_PRETTY,
	    "{\n  \"\": {},\n  \"A\": [],\n"
	    "  \"a\": \"\\u0001\\n/\\\"\\\\通\",\n"
	    "  \"b\": [\n    true,\n    false,\n    null\n  ]\n}");
	arena_free(a);
}

static void bytes_are_written_as_hex_and_odd_numbers_as_null(void **state)
{
	struct arena *a = arena_new();
	struct value *list = value_list(a);

	(void)state;
	value_push(a, list, value_bin(a, bytes_text("\x01\xab")));
	value_push(a, list, value_real(a, (double)NAN));
	value_push(a, list, value_real(a, (double)INFINITY));
	value_push(a, list, value_real(a, 0.1));
	value_push(a, list, value_text(a, "x\xed\xa0\xbd"));
	assert_written(
	    list, JSON_STYLE_COMPACT, "[\"01ab\",null,null,0.1,\"x\\ud83d\"]");
	arena_free(a);
}

static void a_zero_byte_may_stand_in_a_text(void **state)
{
	struct arena *a = arena_new();
	const struct value *v = parse(a, "\"a\\u0000b\"");

	(void)state;
	assert_int_equal(v->bytes.n, 3);
	assert_written(v, JSON_STYLE_COMPACT, "\"a\\u0000b\"");
	arena_free(a);
}

static void refuses_what_is_not_strict_json(void **state)
{
	(void)state;
	assert_refused("", ERR_PARSE);
	assert_refused("{\"a\":1,\"a\":2}", ERR_PARSE);
	assert_refused("[1,]", ERR_PARSE);
	assert_refused("[1] 2", ERR_PARSE);
	assert_refused("{a:1}", ERR_PARSE);
	assert_refused("01", ERR_PARSE);
	assert_refused("+1", ERR_PARSE);
	assert_refused("1e400", ERR_PARSE);
	assert_refused("NaN", ERR_PARSE);
	assert_refused("'a'", ERR_PARSE);
	assert_refused("\"\xc0\x80\"", ERR_PARSE);
	assert_refused("\"\\ud83d\"", ERR_PARSE);
	assert_refused("{\"a\\u0000\":1}", ERR_PARSE);
	assert_refused("\"a\nb\"", ERR_PARSE);
}

static void says_where_the_text_is_wrong(void **state)
{
	struct arena *a = arena_new();
	struct value *v;
	struct why why;

	(void)state;
	assert_int_equal(json_parse(a, bytes_text("{\n  \"a\": 1,\n  b\n}"),
			     &limits, &v, &why),
	    ERR_PARSE);
	assert_int_equal(why.line, 3);
	assert_true(why.column > 0);
	assert_null(strchr(why.text, '\n'));
	arena_free(a);
}

static void depth_and_size_are_limits(void **state)
{
	const struct json_limits small = { 6, 2 };
	struct arena *a = arena_new();
	struct value *v;

	(void)state;
	assert_int_equal(
	    json_parse(a, bytes_text("[[1]]"), &small, &v, NULL), ERR_OK);
	assert_int_equal(
	    json_parse(a, bytes_text("[[[]]]"), &small, &v, NULL), ERR_LIMIT);
	assert_int_equal(
	    json_parse(a, bytes_text("1234567"), &small, &v, NULL), ERR_LIMIT);
	/* Brackets in texts do not count. */
	assert_int_equal(
	    json_parse(a, bytes_text("\"[[[\""), &small, &v, NULL), ERR_OK);
	arena_free(a);
}

static void a_map_with_many_keys_in_reverse_is_read(void **state)
{
	enum { COUNT = 3000 };
	struct arena *a = arena_new();
	struct buf text = { 0 };
	struct value *v = NULL;

	(void)state;
	buf_put_byte(&text, '{');
	for (int i = COUNT; i > 0; i--)
		buf_print(&text, "\"%05d\":%d%s", i, i, i > 1 ? "," : "}");
	assert_int_equal(
	    json_parse(a, buf_bytes(&text), &limits, &v, NULL), ERR_OK);
	assert_int_equal(value_count(v), COUNT);
	assert_int_equal(value_get(v, "00042")->integer, 42);
	buf_fini(&text);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_integers_from_reals),
		cmocka_unit_test(
		    an_integer_beyond_64_bits_alone_becomes_a_real),
		cmocka_unit_test(writes_sorted_keys_and_minimal_escapes),
		cmocka_unit_test(
		    bytes_are_written_as_hex_and_odd_numbers_as_null),
		cmocka_unit_test(a_zero_byte_may_stand_in_a_text),
		cmocka_unit_test(refuses_what_is_not_strict_json),
		cmocka_unit_test(says_where_the_text_is_wrong),
		cmocka_unit_test(depth_and_size_are_limits),
		cmocka_unit_test(a_map_with_many_keys_in_reverse_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
