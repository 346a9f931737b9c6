#include "schema/standard_compare.h"

#include "tests/unit/schema/standards.h"

static const struct standard *edited(
    struct arena *a, const char *old, const char *new)
{
	const struct standard *s = NULL;
	struct standard_faults faults = { 0 };

	if (standard_parse(&s, a, standards_edit(a, old, new), &faults) !=
	    ERR_OK)
		fail_msg(
		    "%s: %s", faults.list[0].path, faults.list[0].why.text);
	return s;
}

static void is_text(const char *got, const char *expected)
{
	if (!expected) {
		assert_null(got);
		return;
	}
	assert_non_null(got);
	assert_string_equal(got, expected);
}

/* One difference, and exactly this one. */
static void differs(const char *old, const char *new, enum standard_part part,
    const char *path, const char *left, const char *right)
{
	struct arena *a = arena_new();
	struct standard_comparison c;
	const struct standard *x = standards_load(a, STANDARDS_T04);

	assert_false(standard_compare(&c, a, x, edited(a, old, new)));
	for (int i = 0; i < STANDARD_PART_COUNT; i++)
		assert_int_equal(c.equal[i], i != (int)part);
	assert_int_equal(c.line_count, 1);
	assert_int_equal(c.lines[0].part, part);
	is_text(c.lines[0].path, path);
	is_text(c.lines[0].left, left);
	is_text(c.lines[0].right, right);
	arena_free(a);
}

static void revisions_of_t04_differ_in_the_promised_limit(void **state)
{
	struct arena *a = arena_new();
	struct standard_comparison c;

	(void)state;
	assert_false(standard_compare(&c, a, standards_load(a, STANDARDS_T04),
	    standards_load(a, STANDARDS_T04_R2)));
	assert_true(c.equal[STANDARD_MATERIALS]);
	assert_true(c.equal[STANDARD_CRITERIA]);
	assert_false(c.equal[STANDARD_LIMITS]);
	assert_int_equal(c.line_count, 1);
	assert_string_equal(c.lines[0].path, "limits.promised");
	assert_string_equal(c.lines[0].left, "1WD");
	assert_string_equal(c.lines[0].right, "2WD");
	assert_false(c.cut);
	arena_free(a);
}

static void each_part_shows_its_own_lines(void **state)
{
	(void)state;
	differs("flags: KL", "flags: K", STANDARD_MATERIALS,
	    "materials.M2.flags", "KL", "K");
	differs("    fail: manual", "    fail: correct", STANDARD_CRITERIA,
	    "criteria.T04-1.fail", "manual", "correct");
	differs("90]}]}", "60]}]}", STANDARD_CRITERIA, "criteria.T04-1.logic",
	    "{\"and\":[{\"<=\":[0,{\"var\":\"facts.days_to_expiry\"},90]}]}",
	    "{\"and\":[{\"<=\":[0,{\"var\":\"facts.days_to_expiry\"},60]}]}");
	differs("min: 1, max: 40", "min: 1, max: 20", STANDARD_CRITERIA,
	    "form.licence_no.max", "40", "20");
	differs("  supply: 15WD\n  deliver: 10WD\nbasis:\n",
	    "  supply: 15WD\n  deliver: 10WD\n  rate: 5WD\nbasis:\n",
	    STANDARD_LIMITS, "limits.rate", NULL, "5WD");
	differs("zh: 护士执业证书", "zh: 护士证", STANDARD_MATERIALS,
	    "materials.M2.zh", "护士执业证书", "护士证");
}

static void what_is_outside_the_core_does_not_divide(void **state)
{
	struct arena *a = arena_new();
	struct standard_comparison c;
	const struct standard *x = standards_load(a, STANDARDS_T04);
	const struct standard *y = edited(a, "本网络承诺", "县承诺");

	(void)state;
	assert_false(digest_equal(&x->digest, &y->digest));
	assert_true(standard_compare(&c, a, x, y));
	assert_int_equal(c.line_count, 0);
	arena_free(a);
}

static void order_of_materials_shows_once(void **state)
{
	struct arena *a = arena_new();
	struct standard_comparison c;
	const struct standard *x = standards_load(a, STANDARDS_T04);
	const struct standard *y = edited(a,
	    "  - {key: expiry, zh: 有效期至, en: valid until, type: date, "
	    "required: true}\n  - {key: employer_uscc, zh: 执业机构, en: "
	    "employer's credit code, type: uscc, required: true}\n",
	    "  - {key: employer_uscc, zh: 执业机构, en: employer's credit "
	    "code, type: uscc, required: true}\n  - {key: expiry, zh: "
	    "有效期至, en: valid until, type: date, required: true}\n");

	(void)state;
	assert_false(standard_compare(&c, a, x, y));
	assert_int_equal(c.line_count, 1);
	assert_string_equal(c.lines[0].path, "form");
	assert_true(strlen(c.lines[0].left) < 500);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(revisions_of_t04_differ_in_the_promised_limit),
		cmocka_unit_test(each_part_shows_its_own_lines),
		cmocka_unit_test(what_is_outside_the_core_does_not_divide),
		cmocka_unit_test(order_of_materials_shows_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
