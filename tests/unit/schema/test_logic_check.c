#include <string.h>

#include "base/mem.h"
#include "schema/json.h"
#include "schema/logic.h"
#include "tests/unit/unit.h"

static const struct json_limits limits = { 1u << 20, 200 };

static bool declared(void *arg, const char *path)
{
	static const char *const names[] = { "form.area", "form.list",
		"form.list.0", "form.list.0.n", "facts.ok", "mat.M1.have" };

	(void)arg;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(path, names[i]) == 0)
			return true;
	return false;
}

static enum err check(const char *text, struct why *why)
{
	struct arena *a = arena_new();
	struct value *rule = NULL;
	enum err e;

	assert_int_equal(
	    json_parse(a, bytes_text(text), &limits, &rule, NULL), ERR_OK);
	e = logic_check(rule, declared, NULL, why);
	arena_free(a);
	return e;
}

static void assert_good(const char *rule)
{
	struct why why;

	if (check(rule, &why) != ERR_OK)
		fail_msg("%s: %s", rule, why.text);
}

/* Refused, with @word in the reason. */
static void assert_bad(const char *rule, const char *word)
{
	struct why why = { 0 };

	assert_int_equal(check(rule, &why), ERR_PARSE);
	if (strstr(why.text, word) == NULL)
		fail_msg("%s: %s", rule, why.text);
}

static void rules_over_declared_names_pass(void **state)
{
	(void)state;
	assert_good("true");
	assert_good("{\">\":[{\"var\":\"form.area\"},100]}");
	assert_good("{\"and\":[{\"var\":\"facts.ok\"},"
		    "{\"!!\":{\"var\":\"mat.M1.have\"}}]}");
	assert_good("{\"var\":[\"form.area\",{\"+\":[1,2]}]}");
	assert_good("{\"missing\":[\"form.area\",\"facts.ok\"]}");
	assert_good("{\"missing\":[[\"form.area\"]]}");
	assert_good("{\"missing_some\":[1,[\"form.area\",\"facts.ok\"]]}");
	assert_good("{\"in\":[{\"var\":\"form.area\"},[1,2,3]]}");
}

static void undeclared_and_computed_names_are_refused(void **state)
{
	(void)state;
	assert_bad("{\"var\":\"form.other\"}", "form.other");
	assert_bad("{\"!\":[{\"var\":\"secret\"}]}", "secret");
	assert_bad("{\"var\":\"\"}", "not a declared name");
	assert_bad("{\"var\":[\"form.area\",{\"var\":\"x\"}]}", "\"x\"");
	assert_bad("{\"var\":{\"cat\":[\"form.\",\"area\"]}}", "computed");
	assert_bad("{\"var\":[null]}", "null");
	assert_bad("{\"var\":1}", "integer");
	assert_bad("{\"missing\":[\"form.area\",\"nope\"]}", "nope");
	assert_bad("{\"missing\":{\"merge\":[\"form.area\"]}}", "computed");
	assert_bad("{\"missing_some\":[1,[\"nope\"]]}", "nope");
}

static void bodies_of_loops_have_names_of_their_own(void **state)
{
	(void)state;
	assert_good("{\"map\":[{\"var\":\"form.list\"},{\"var\":\"n\"}]}");
	assert_good("{\"map\":[{\"merge\":[{\"var\":\"form.list\"}]},"
		    "{\"var\":\"any\"}]}");
	assert_good("{\"some\":[{\"var\":\"form.list\"},"
		    "{\"in\":[{\"var\":\"\"},[\"a\"]]}]}");
	assert_good("{\"filter\":[[[1,2]],{\"var\":1}]}");
	assert_good("{\"reduce\":[{\"var\":\"form.list\"},{\"+\":["
		    "{\"var\":\"current.n\"},{\"var\":\"accumulator\"}]},0]}");
	assert_bad("{\"all\":[{\"var\":\"any\"},true]}", "any");
	assert_bad("{\"all\":[{\"var\":\"form.list\"},{\"var\":\"m\"}]}",
	    "\"m\" is not a declared name of the elements of form.list");
	assert_bad("{\"all\":[{\"var\":[\"form.list\"]},{\"var\":\"m\"}]}",
	    "of the elements");
	assert_bad("{\"reduce\":[{\"var\":\"form.list\"},"
		   "{\"var\":\"current.m\"},0]}",
	    "of the elements of form.list");
	assert_good("{\"all\":[{\"var\":\"form.list\"},{\"some\":["
		    "{\"var\":\"n\"},{\"var\":\"any\"}]}]}");
	assert_bad("{\"reduce\":[{\"var\":\"form.list\"},"
		   "{\"var\":\"form.area\"},0]}",
	    "current or accumulator");
	assert_bad("{\"reduce\":[{\"var\":\"form.list\"},"
		   "{\"var\":\"currently\"},0]}",
	    "current or accumulator");
	assert_bad("{\"reduce\":[{\"var\":\"form.list\"},1,"
		   "{\"var\":\"current\"}]}",
	    "not a declared name");
}

static void operators_must_be_known_and_have_enough_arguments(void **state)
{
	(void)state;
	assert_bad("{\"between\":[1,2,3]}", "between");
	assert_bad("{\"if\":[true,1,{\"nope\":1}]}", "nope");
	assert_bad("{\"===\":[1]}", "at least 2, here 1");
	assert_bad("{\"===\":[1,2,3]}", "at most 2, here 3");
	assert_bad("{\"!\":[1,2]}", "at most 1");
	assert_bad("{\"<\":[1,2,3,4]}", "at most 3");
	assert_bad("{\"and\":[]}", "at least 1");
	assert_bad("{\"map\":[[1]]}", "at least 2");
	assert_bad("{\"var\":[]}", "at least 1");
}

static void a_map_that_would_be_data_is_refused(void **state)
{
	(void)state;
	assert_bad("{\"and\":[true],\"or\":[true]}", "2 keys");
	assert_bad("{\"!\":{}}", "0 keys");
}

static void the_place_of_the_node_is_told(void **state)
{
	struct arena *a = arena_new();
	struct value *rule = value_map(a);
	struct value *name = value_text(a, "nope");
	struct why why;

	(void)state;
	value_set(a, rule, "var", name);
	name->line = 7;
	name->column = 21;
	assert_int_equal(logic_check(rule, declared, NULL, &why), ERR_PARSE);
	assert_int_equal(why.line, 7);
	assert_int_equal(why.column, 21);
	assert_int_equal(logic_check(rule, NULL, NULL, &why), ERR_OK);
	arena_free(a);
}

static void rules_too_deep_to_evaluate_are_refused(void **state)
{
	struct buf b = { 0 };
	struct why why;

	(void)state;
	for (int i = 0; i < LOGIC_DEPTH_MAX; i++)
		buf_put_text(&b, "{\"!\":");
	buf_put_text(&b, "1");
	for (int i = 0; i < LOGIC_DEPTH_MAX; i++)
		buf_put_text(&b, "}");
	assert_int_equal(check(buf_text(&b), &why), ERR_LIMIT);
	buf_fini(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_over_declared_names_pass),
		cmocka_unit_test(undeclared_and_computed_names_are_refused),
		cmocka_unit_test(bodies_of_loops_have_names_of_their_own),
		cmocka_unit_test(
		    operators_must_be_known_and_have_enough_arguments),
		cmocka_unit_test(a_map_that_would_be_data_is_refused),
		cmocka_unit_test(the_place_of_the_node_is_told),
		cmocka_unit_test(rules_too_deep_to_evaluate_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
