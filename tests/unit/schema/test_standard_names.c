#include "schema/standard_names.h"

#include "tests/unit/schema/standards.h"

static const char extra[] =
    "names: {covers: [\"610902\"], open: \"2026-05-01\"}\n"
    "form:\n"
    "  - {key: holders, zh: 股东, type: list, required: true, max_items: 9,"
    " fields: [{key: share_bp, zh: 份额, type: int, required: true}]}\n"
    "  - {key: divs, zh: 途经, type: list, of: division, required: true,"
    " max_items: 3}\n";

static void *tree_of(struct arena *a)
{
	const struct standard *s = NULL;
	struct standard_faults faults = { 0 };
	union {
		const struct value *in;
		void *out;
	} tree;

	if (standard_parse(
		&s, a, standards_edit(a, "form:\n", extra), &faults) != ERR_OK)
		fail_msg(
		    "%s: %s", faults.list[0].path, faults.list[0].why.text);
	tree.in = s->tree;
	return tree.out;
}

static void declared_names_are_known(void **state)
{
	static const char *const names[] = { "form.rid", "form.holders",
		"form.holders.0", "form.holders.12.share_bp", "form.divs.0",
		"facts.suspended", "mat.M1.have", "mat.M2.kind",
		"mat.M3.copies", "std.covers", "std.open", "case.channel",
		"case.received_day", "assist.M2" };
	struct arena *a = arena_new();
	void *tree = tree_of(a);

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!standard_names_declared(tree, names[i]))
			fail_msg("%s", names[i]);
	}
	arena_free(a);
}

static void anything_else_is_not(void **state)
{
	static const char *const names[] = { "", "form", "form.", "form.rids",
		"form.rid.", "form.rid.0", "form.holders.", "form.holders.x",
		"form.holders.0.", "form.holders.0.rid", "form.divs.0.x",
		"facts.health", "facts", "mat.M1", "mat.M9.have", "mat.M1.x",
		"mat.M1.have.x", "std.x", "std", "case.x", "case.", "assist.M9",
		"assist", "other.x", "." };
	struct arena *a = arena_new();
	void *tree = tree_of(a);

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (standard_names_declared(tree, names[i]))
			fail_msg("%s", names[i]);
	}
	arena_free(a);
}

static void names_never_absent_have_a_default_of_their_type(void **state)
{
	struct arena *a = arena_new();
	void *tree = tree_of(a);

	(void)state;
	assert_int_equal(
	    standard_names_default(tree, "mat.M1.have")->type, VALUE_BOOL);
	assert_int_equal(
	    standard_names_default(tree, "case.gaps")->type, VALUE_INT);
	assert_true(
	    value_is_text(standard_names_default(tree, "case.channel"), ""));
	assert_true(
	    value_is_text(standard_names_default(tree, "assist.M2"), ""));
	assert_null(standard_names_default(tree, "form.rid"));
	assert_null(standard_names_default(tree, "facts.suspended"));
	assert_null(standard_names_default(tree, "std.covers"));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(declared_names_are_known),
		cmocka_unit_test(anything_else_is_not),
		cmocka_unit_test(
		    names_never_absent_have_a_default_of_their_type),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
