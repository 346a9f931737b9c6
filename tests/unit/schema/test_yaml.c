#include "schema/yaml.h"

#include "base/why.h"
#include "tests/unit/schema/files.h"

static const struct yaml_limits limits = { 4096, 8 };

static const struct value *read_yaml(struct arena *a, const char *text)
{
	struct value *v = NULL;
	struct why why = { 0 };

	if (yaml_parse(a, bytes_text(text), &limits, &v, &why) != ERR_OK)
		fail_msg("%s: %s", text, why.text);
	return v;
}

static void is_json(const char *yaml, const char *json)
{
	struct arena *a = arena_new();
	struct buf out = { 0 };

	json_format(&out, read_yaml(a, yaml), JSON_STYLE_COMPACT);
	assert_string_equal(buf_text(&out), json);
	buf_fini(&out);
	arena_free(a);
}

static void plain_values_have_few_types(void **state)
{
	(void)state;
	is_json("[0, 12, -7, 9223372036854775807, -9223372036854775807]",
	    "[0,12,-7,9223372036854775807,-9223372036854775807]");
	is_json("[true, false]", "[true,false]");
	is_json("[01, +1, 0x1f, 1_000, yes, no, on, True, .inf, 1.2.156, 1e, "
		"2025-10-01, 12:30, a.b, -]",
	    "[\"01\",\"+1\",\"0x1f\",\"1_000\",\"yes\",\"no\",\"on\",\"True\","
	    "\".inf\",\"1.2.156\",\"1e\",\"2025-10-01\",\"12:30\",\"a.b\","
	    "\"-\"]");
	is_json("a: 护士执业注册延续", "{\"a\":\"护士执业注册延续\"}");
}

static void quoted_values_are_texts(void **state)
{
	(void)state;
	is_json("['12', \"true\", \"\", '1.5', \"null\", '~']",
	    "[\"12\",\"true\",\"\",\"1.5\",\"null\",\"~\"]");
	is_json("a: |\n  12\n  x\n", "{\"a\":\"12\\nx\\n\"}");
	is_json("{2025: a, true: b}", "{\"2025\":\"a\",\"true\":\"b\"}");
}

struct wrong {
	const char *yaml;
	int line;
	int column;
	const char *says;
};

static void check_wrong(const struct wrong *w)
{
	struct arena *a = arena_new();
	struct value *v;
	struct why why = { 0 };
	enum err e = yaml_parse(a, bytes_text(w->yaml), &limits, &v, &why);

	if (e == ERR_OK || why.line != w->line || why.column != w->column ||
	    !strstr(why.text, w->says))
		fail_msg("<%s>: %d at %d:%d: %s", w->yaml, e, why.line,
		    why.column, why.text);
	arena_free(a);
}

static void what_is_refused_has_its_place_and_way_out(void **state)
{
	static const struct wrong rows[] = {
		{ "a: 1\nb: 1.5\n", 2, 4, "fractions" },
		{ "a: -0.5", 1, 4, "fractions" },
		{ "a: .5", 1, 4, "fractions" },
		{ "a: 5.", 1, 4, "fractions" },
		{ "a: 1e5", 1, 4, "fractions" },
		{ "a: 1.5e-3", 1, 4, "fractions" },
		{ "a:\nb: 1\n", 1, 3, "no value" },
		{ "a: ~", 1, 4, "no value" },
		{ "a: null", 1, 4, "no value" },
		{ "- 1\n-\n", 2, 2, "no value" },
		{ "a: &x 1\n", 1, 4, "anchors" },
		{ "a: &x [1]\n", 1, 4, "anchors" },
		{ "a: &x {b: 1}\n", 1, 4, "anchors" },
		{ "a: *x\n", 1, 4, "aliases" },
		{ "a: !!str 1\n", 1, 4, "tags" },
		{ "a: !x [1]\n", 1, 4, "tags" },
		{ "a: 1\nb: 2\na: 3\n", 3, 1, "twice" },
		{ "{a: 1, \"a\": 2}", 1, 8, "twice" },
		{ "<<: {a: 1}\n", 1, 1, "merge" },
		{ "[a]: 1\n", 1, 1, "key" },
		{ "\"\": 1\n", 1, 1, "key" },
		{ "a: 1\n---\nb: 2\n", 2, 1, "second document" },
		{ "", 1, 1, "empty" },
		{ "# only a comment\n", 2, 1, "empty" },
		{ "a: 9223372036854775808", 1, 4, "64 bits" },
		{ "a: -0", 1, 4, "without a sign" },
		{ "a: [1, 2\n", 2, 1, "not well formed" },
		{ "a: \"\\0\"", 1, 4, "UTF-8" },
		{ "[[[[[[[[[1]]]]]]]]]", 1, 9, "nested" },
		{ "护士: 1.5", 1, 5, "fractions" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_wrong(&rows[i]);
}

static void hostile_bytes_are_refused(void **state)
{
	struct arena *a = arena_new();
	struct value *v;
	struct why why = { 0 };
	char big[5000];

	(void)state;
	assert_int_not_equal(
	    yaml_parse(a, bytes_text("a: \xff\xfe"), &limits, &v, &why),
	    ERR_OK);
	memset(big, 'a', sizeof(big));
	assert_int_equal(
	    yaml_parse(a, (struct bytes){ (uint8_t *)big, sizeof(big) },
		&limits, &v, &why),
	    ERR_LIMIT);
	arena_free(a);
}

static void nodes_know_their_places(void **state)
{
	struct arena *a = arena_new();
	const struct value *v =
	    read_yaml(a, "a: 1\nlist:\n  - x\n  - {b: 护}\nmap:\n  c: 7\n");
	const struct value *b = value_path(v, "list.1.b");

	(void)state;
	assert_int_equal(value_get(v, "a")->line, 1);
	assert_int_equal(value_get(v, "a")->column, 4);
	assert_int_equal(value_get(v, "list")->line, 2); /* the key's place */
	assert_int_equal(value_get(v, "list")->column, 1);
	assert_int_equal(value_get(v, "map")->line, 5);
	assert_int_equal(value_path(v, "map.c")->line, 6);
	assert_int_equal(b->line, 4);
	assert_int_equal(b->column, 9);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_values_have_few_types),
		cmocka_unit_test(quoted_values_are_texts),
		cmocka_unit_test(what_is_refused_has_its_place_and_way_out),
		cmocka_unit_test(hostile_bytes_are_refused),
		cmocka_unit_test(nodes_know_their_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
