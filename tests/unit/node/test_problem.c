#include "node/problem.h"

#include <string.h>

#include "base/arena.h"
#include "schema/value.h"
#include "tests/unit/unit.h"

static void a_refusal_cites_its_rule(void **state)
{
	struct why why = { .text = "limits differ" };
	struct problem p = problem_from_rule(RULE_NOT_UNIFIED, &why);
	struct arena *a = arena_new();
	struct value *extra = value_map(a), *v;

	(void)state;
	value_set(a, extra, "differs", value_text(a, "limits"));
	/* Members of ours cannot be replaced from outside. */
	value_set(a, extra, "status", value_int(a, 200));
	p.extra = extra;
	v = problem_value(a, &p);
	assert_string_equal(
	    value_get_string(v, "type"), "urn:tongban:rule:not_unified");
	assert_string_equal(value_get_string(v, "title"), "三统一不成立");
	assert_string_equal(value_get_string(v, "rule"), "F-84");
	assert_string_equal(value_get_string(v, "name"), "not_unified");
	assert_string_equal(value_get_string(v, "detail"), "limits differ");
	assert_string_equal(value_get_string(v, "differs"), "limits");
	assert_int_equal(value_get(v, "status")->integer, 409);
	arena_free(a);
}

static void every_rule_and_failure_has_a_status_and_two_languages(void **state)
{
	static const enum err failures[] = {
#define X(name, number, exit_code, text) ERR_##name,
		ERR_MAP(X)
#undef X
	};

	(void)state;
	for (int r = RULE_NONE + 1; r < RULE_COUNT; r++) {
		struct problem p = problem_from_rule((enum rule)r, NULL);

		assert_in_range(p.status, 400, 599);
		assert_true(p.title[0] != '\0' && p.en[0] != '\0');
		assert_string_not_equal(problem_phrase(p.status), "Status");
	}
	for (size_t i = 1; i < sizeof(failures) / sizeof(failures[0]); i++) {
		struct problem p = problem_from_err(failures[i], NULL);

		assert_in_range(p.status, 400, 599);
		assert_true(p.title[0] != '\0' && p.en[0] != '\0');
		assert_string_not_equal(problem_phrase(p.status), "Status");
	}
}

static void a_failure_shows_its_place(void **state)
{
	struct why why = { .line = 3, .column = 7, .text = "unknown key" };
	struct problem p = problem_from_err(ERR_PARSE, &why);
	struct arena *a = arena_new();
	struct value *v = problem_value(a, &p);

	(void)state;
	assert_string_equal(
	    value_get_string(v, "type"), "urn:tongban:error:parse");
	assert_int_equal(value_get(v, "line")->integer, 3);
	assert_int_equal(value_get(v, "column")->integer, 7);
	assert_null(value_get(v, "rule"));
	arena_free(a);
}

static void what_breaks_http_is_about_blank(void **state)
{
	struct problem p = problem_from_status(404, "no %s here", "such path");
	struct arena *a = arena_new();
	struct value *v = problem_value(a, &p);

	(void)state;
	assert_string_equal(value_get_string(v, "type"), "about:blank");
	assert_string_equal(value_get_string(v, "title"), "Not Found");
	assert_string_equal(value_get_string(v, "detail"), "no such path here");
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_refusal_cites_its_rule),
		cmocka_unit_test(
		    every_rule_and_failure_has_a_status_and_two_languages),
		cmocka_unit_test(a_failure_shows_its_place),
		cmocka_unit_test(what_breaks_http_is_about_blank),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
