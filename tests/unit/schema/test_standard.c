#include "schema/standard.h"

#include "schema/standard_names.h"
#include "schema/verdict.h"
#include "tests/unit/schema/standards.h"

static void is_hex(const struct digest *d, const char *expected)
{
	char hex[DIGEST_HEX_ROOM];

	digest_hex(hex, d);
	assert_non_null(expected);
	assert_string_equal(hex, expected);
}

static void check_golden(const struct standard *s, const struct value *golden)
{
	struct buf packed = { 0 };
	int64_t bytes;

	standard_encode(s, &packed);
	assert_true(value_get_int(golden, "bytes", &bytes));
	assert_int_equal(packed.n, bytes);
	is_hex(&s->digest, value_get_string(golden, "digest"));
	for (int i = 0; i < STANDARD_PART_COUNT; i++)
		is_hex(
		    &s->core[i], value_get_string(golden,
				     standard_part_key((enum standard_part)i)));
	buf_fini(&packed);
}

static void digests_are_those_of_the_golden_vector(void **state)
{
	struct arena *a = arena_new();
	const struct value *v =
	    files_json(a, "tests/vectors/standard_t04.json");

	(void)state;
	check_golden(
	    standards_load(a, STANDARDS_T04), value_get(v, "T04.yaml"));
	check_golden(
	    standards_load(a, STANDARDS_T04_R2), value_get(v, "T04-r2.yaml"));
	arena_free(a);
}

static void decoded_struct_says_what_the_source_says(void **state)
{
	struct arena *a = arena_new();
	const struct standard *s = standards_load(a, STANDARDS_T04);
	struct limit l;

	(void)state;
	assert_string_equal(s->item, "T04");
	assert_int_equal(s->revision, 1);
	assert_string_equal(s->zh, "护士执业注册延续");
	assert_string_equal(s->matter, "licence");
	assert_int_equal(s->material_count, 3);
	assert_int_equal(
	    s->materials[1].flags, STANDARD_FLAG_KEY | STANDARD_FLAG_LICENCE);
	assert_int_equal(s->materials[2].flags,
	    STANDARD_FLAG_KEY | STANDARD_FLAG_SHARED | STANDARD_FLAG_VERIFY);
	assert_int_equal(s->form_count, 5);
	assert_int_equal(s->form[0].type, STANDARD_TYPE_RID);
	assert_true(s->form[0].required);
	assert_int_equal(s->fact_count, 4);
	assert_string_equal(s->facts[3].key, "suspended");
	assert_string_equal(s->facts[3].source, "register");
	assert_int_equal(s->criterion_count, 4);
	assert_int_equal(s->criteria[1].fail, STANDARD_FAIL_CORRECT);
	assert_int_equal(s->approval_count, 2);
	assert_string_equal(s->approvals[1].role, "reviewer-2");
	assert_true(s->approvals[1].four_eyes);
	assert_true(standard_limit(&l, s, STANDARD_LIMIT_PROMISED));
	assert_int_equal(l.amount, 1);
	assert_int_equal(l.unit, LIMIT_WD);
	assert_false(standard_limit(&l, s, STANDARD_LIMIT_ASSIGN));
	arena_free(a);
}

static void law_speaks_where_the_standard_is_silent(void **state)
{
	struct arena *a = arena_new();
	const struct standard *s = NULL;
	struct standard_faults faults = { 0 };
	struct limit l;
	struct bytes text = standards_edit(a,
	    "  notice: 5WD\n  supply: 15WD\n  deliver: 10WD\nbasis:\n"
	    "  statutory: 行政许可法第四十二条\n  promised: 本网络承诺\n"
	    "  notice: 行政许可法第三十二条\n  supply: 本网络约定\n"
	    "  deliver: 行政许可法第四十四条\n",
	    "");

	(void)state;
	assert_int_equal(standard_parse(&s, a, text, &faults), ERR_OK);
	assert_true(standard_limit(&l, s, STANDARD_LIMIT_NOTICE));
	assert_int_equal(l.amount, 5);
	assert_true(standard_limit(&l, s, STANDARD_LIMIT_DELIVER));
	assert_int_equal(l.amount, 10);
	assert_false(standard_limit(&l, s, STANDARD_LIMIT_SUPPLY));
	arena_free(a);
}

static void canonical_bytes_come_back_and_name_the_standard(void **state)
{
	struct arena *a = arena_new();
	const struct standard *s = standards_load(a, STANDARDS_T04);
	const struct standard *back = NULL;
	struct standard_faults faults = { 0 };
	struct buf packed = { 0 };

	(void)state;
	standard_encode(s, &packed);
	assert_int_equal(
	    standard_decode(&back, a, buf_bytes(&packed), &faults), ERR_OK);
	assert_true(digest_equal(&s->digest, &back->digest));
	for (int i = 0; i < STANDARD_PART_COUNT; i++)
		assert_true(digest_equal(&s->core[i], &back->core[i]));
	packed.p[packed.n - 1] ^= 0x80;
	assert_int_not_equal(
	    standard_decode(&back, a, buf_bytes(&packed), &faults), ERR_OK);
	assert_true(faults.count > 0);
	buf_fini(&packed);
	arena_free(a);
}

static void order_and_comments_of_the_source_do_not_count(void **state)
{
	struct arena *a = arena_new();
	const struct standard *s = standards_load(a, STANDARDS_T04);
	const struct standard *other = NULL;
	struct standard_faults faults = { 0 };

	(void)state;
	assert_int_equal(
	    standard_parse(&other, a,
		standards_edit(a, "  statutory: 20WD\n  promised: 1WD\n",
		    "  promised: \"1WD\" # next day\n  statutory: 20WD\n"),
		&faults),
	    ERR_OK);
	assert_true(digest_equal(&s->digest, &other->digest));
	arena_free(a);
}

static void missing_materials_are_those_not_given(void **state)
{
	struct arena *a = arena_new();
	const struct standard *s = standards_load(a, STANDARDS_T04);
	const struct standard_material *missing[8];
	const char *const given[] = { "M1", "M9" };

	(void)state;
	assert_int_equal(standard_materials_missing(s, given, 2, missing), 2);
	assert_string_equal(missing[0]->id, "M2");
	assert_string_equal(missing[1]->id, "M3");
	assert_null(standard_material(s, bytes_text("M9")));
	assert_string_equal(
	    standard_material(s, bytes_text("M2"))->zh, "护士执业证书");
	assert_null(standard_criterion(s, bytes_text("T05-1")));
	assert_string_equal(
	    standard_criterion(s, bytes_text("T04-3"))->code, "T04-3");
	arena_free(a);
}

static void abolished_material_is_never_missing(void **state)
{
	struct arena *a = arena_new();
	const struct standard *s = NULL;
	struct standard_faults faults = { 0 };
	const struct standard_material *missing[8];

	(void)state;
	assert_int_equal(
	    standard_parse(
		&s, a, standards_edit(a, "flags: KSV", "flags: SX"), &faults),
	    ERR_OK);
	assert_int_equal(standard_materials_missing(s, NULL, 0, missing), 2);
	arena_free(a);
}

static void check_sample(const struct standard *s, const struct value *sample)
{
	const struct standard_criterion *c =
	    standard_criterion(s, bytes_text(value_get_string(sample, "code")));
	struct verdict_result result;
	struct why why = { 0 };
	union {
		const struct value *in;
		void *out;
	} tree = { .in = s->tree };

	assert_non_null(c);
	assert_int_equal(verdict_of(c->logic, value_get(sample, "data"),
			     standard_names_default, tree.out, &result, &why),
	    ERR_OK);
	assert_string_equal(
	    verdict_text(result.verdict), value_get_string(sample, "verdict"));
}

static void every_sample_of_its_criteria_has_its_verdict(void **state)
{
	struct arena *a = arena_new();
	const struct standard *s = standards_load(a, STANDARDS_T04);
	const struct value *list = value_get(
	    files_json(a, "tests/vectors/criteria_t04.json"), "samples");

	(void)state;
	assert_true(value_count(list) >= 4);
	for (size_t i = 0; i < value_count(list); i++)
		check_sample(s, value_at(list, i));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digests_are_those_of_the_golden_vector),
		cmocka_unit_test(decoded_struct_says_what_the_source_says),
		cmocka_unit_test(law_speaks_where_the_standard_is_silent),
		cmocka_unit_test(
		    canonical_bytes_come_back_and_name_the_standard),
		cmocka_unit_test(order_and_comments_of_the_source_do_not_count),
		cmocka_unit_test(missing_materials_are_those_not_given),
		cmocka_unit_test(abolished_material_is_never_missing),
		cmocka_unit_test(every_sample_of_its_criteria_has_its_verdict),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
