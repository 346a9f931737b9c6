#include "schema/verdict.h"

#include <string.h>

#include "base/mem.h"
#include "schema/json.h"
#include "tests/unit/unit.h"

static const struct json_limits limits = { 1u << 20, 64 };

static const char data[] =
    "{\"form\":{\"area\":120,\"nil\":null,\"no\":false,"
    "\"list\":[{\"n\":1},{}],\"names\":[\"a\",\"b\"]},"
    "\"facts\":{\"ok\":true},\"mat\":{\"M1\":{\"have\":true}},"
    "\"std\":{\"covers\":[\"610902\"]},\"case\":{\"gaps\":2}}";

static const struct value *by_type(void *arg, const char *path)
{
	return strcmp(path, "case.days") == 0 ? arg : NULL;
}

static struct verdict_result judge(const char *rule, const char *over)
{
	struct arena *a = arena_new();
	struct value *r = NULL;
	struct value *d = NULL;
	struct verdict_result out;
	struct why why;

	assert_int_equal(
	    json_parse(a, bytes_text(rule), &limits, &r, NULL), ERR_OK);
	assert_int_equal(
	    json_parse(a, bytes_text(over), &limits, &d, NULL), ERR_OK);
	if (verdict_of(r, d, by_type, value_int(a, 5), &out, &why) != ERR_OK)
		fail_msg("%s: %s", rule, why.text);
	arena_free(a);
	return out;
}

static void assert_verdict(const char *rule, enum verdict want)
{
	struct verdict_result out = judge(rule, data);

	if (out.verdict != want)
		fail_msg("%s: %s", rule, verdict_text(out.verdict));
	assert_int_equal(out.absent[0] != '\0', out.verdict == VERDICT_UNKNOWN);
}

static void truth_decides_when_every_name_is_there(void **state)
{
	(void)state;
	assert_verdict("{\">\":[{\"var\":\"form.area\"},100]}", VERDICT_MET);
	assert_verdict(
	    "{\">\":[{\"var\":\"form.area\"},200]}", VERDICT_NOT_MET);
	assert_verdict("{\"var\":\"form.no\"}", VERDICT_NOT_MET);
	assert_verdict("{\"var\":\"facts.ok\"}", VERDICT_MET);
}

static void an_absent_field_or_fact_is_unknown_never_met(void **state)
{
	(void)state;
	assert_verdict("{\"var\":\"form.other\"}", VERDICT_UNKNOWN);
	assert_verdict("{\"!\":{\"var\":\"facts.bad\"}}", VERDICT_UNKNOWN);
	assert_verdict("{\"!\":{\"var\":\"form.nil\"}}", VERDICT_UNKNOWN);
	assert_verdict("{\"var\":[\"form.other\",true]}", VERDICT_UNKNOWN);
	assert_verdict("{\"missing\":[\"form.other\"]}", VERDICT_UNKNOWN);
	assert_verdict(
	    "{\"or\":[{\"var\":\"form.other\"},true]}", VERDICT_UNKNOWN);
	assert_int_equal(judge("{\"!\":{\"var\":\"facts.x\"}}", "null").verdict,
	    VERDICT_UNKNOWN);
}

static void the_first_absent_name_is_told(void **state)
{
	struct verdict_result out =
	    judge("{\"+\":[{\"var\":\"form.x\"},{\"var\":\"form.y\"}]}", data);

	(void)state;
	assert_string_equal(out.absent, "form.x");
}

static void an_untaken_branch_asks_for_nothing(void **state)
{
	(void)state;
	assert_verdict("{\"if\":[{\"var\":\"form.no\"},"
		       "{\"var\":\"form.other\"},true]}",
	    VERDICT_MET);
	assert_verdict("{\"or\":[true,{\"var\":\"form.other\"}]}", VERDICT_MET);
	assert_verdict(
	    "{\"and\":[false,{\"var\":\"form.other\"}]}", VERDICT_NOT_MET);
}

static void materials_case_and_assist_have_defaults(void **state)
{
	(void)state;
	assert_verdict("{\"!!\":{\"var\":\"mat.M1.have\"}}", VERDICT_MET);
	assert_verdict(
	    "{\"===\":[{\"var\":\"mat.M2.have\"},false]}", VERDICT_MET);
	assert_verdict(
	    "{\"===\":[{\"var\":\"mat.M2.kind\"},\"\"]}", VERDICT_MET);
	assert_verdict("{\"===\":[{\"var\":\"case.gaps\"},2]}", VERDICT_MET);
	assert_verdict("{\"===\":[{\"var\":\"case.none\"},0]}", VERDICT_MET);
	assert_verdict("{\"===\":[{\"var\":\"assist.M2\"},\"\"]}", VERDICT_MET);
	assert_verdict("{\"===\":[{\"var\":\"case.days\"},5]}", VERDICT_MET);
	assert_verdict(
	    "{\"in\":[\"610902\",{\"var\":\"std.covers\"}]}", VERDICT_MET);
}

static void an_absent_field_of_an_element_is_unknown_too(void **state)
{
	(void)state;
	assert_verdict("{\"all\":[{\"var\":\"form.list\"},"
		       "{\"!\":{\"var\":\"n\"}}]}",
	    VERDICT_NOT_MET);
	assert_verdict("{\"none\":[{\"var\":\"form.list\"},"
		       "{\"===\":[{\"var\":\"n\"},2]}]}",
	    VERDICT_UNKNOWN);
	assert_verdict("{\"reduce\":[{\"var\":\"form.list\"},{\"+\":[{\"var\":"
		       "\"current.n\"},{\"var\":\"accumulator\"}]},0]}",
	    VERDICT_UNKNOWN);
	assert_verdict("{\"some\":[{\"var\":\"form.names\"},"
		       "{\"===\":[{\"var\":\"\"},\"b\"]}]}",
	    VERDICT_MET);
	assert_verdict("{\"reduce\":[{\"var\":\"form.names\"},{\"or\":[{"
		       "\"var\":\"accumulator\"},{\"var\":\"current\"}]}]}",
	    VERDICT_MET);
}

static void a_rule_over_its_limits_has_no_verdict(void **state)
{
	struct arena *a = arena_new();
	struct value *rule = value_map(a);
	struct verdict_result out;

	(void)state;
	value_set(a, rule, "nope", value_null(a));
	assert_int_equal(
	    verdict_of(rule, value_null(a), NULL, NULL, &out, NULL), ERR_PARSE);
	assert_int_not_equal(out.verdict, VERDICT_MET);
	arena_free(a);
}

static void a_long_name_is_cut_at_a_character(void **state)
{
	struct buf rule = { 0 };
	struct verdict_result out;

	(void)state;
	buf_put_text(&rule, "{\"var\":\"form.");
	for (int i = 0; i < 100; i++)
		buf_put_text(&rule, "通");
	buf_put_text(&rule, "\"}");
	out = judge(buf_text(&rule), data);
	assert_int_equal(strlen(out.absent), strlen("form.") + 3 * 40);
	buf_fini(&rule);
}

static void words_are_read_back(void **state)
{
	enum verdict v = VERDICT_UNKNOWN;

	(void)state;
	assert_true(verdict_parse(bytes_text("not_met"), &v));
	assert_int_equal(v, VERDICT_NOT_MET);
	assert_string_equal(verdict_text(VERDICT_MET), "met");
	assert_false(verdict_parse(bytes_text("MET"), &v));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(truth_decides_when_every_name_is_there),
		cmocka_unit_test(an_absent_field_or_fact_is_unknown_never_met),
		cmocka_unit_test(the_first_absent_name_is_told),
		cmocka_unit_test(an_untaken_branch_asks_for_nothing),
		cmocka_unit_test(materials_case_and_assist_have_defaults),
		cmocka_unit_test(an_absent_field_of_an_element_is_unknown_too),
		cmocka_unit_test(a_rule_over_its_limits_has_no_verdict),
		cmocka_unit_test(a_long_name_is_cut_at_a_character),
		cmocka_unit_test(words_are_read_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
