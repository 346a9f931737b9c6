#include "schema/machine.h"

#include "schema/act_body.h"
#include "schema/right.h"
#include "schema/role.h"
#include "tests/unit/schema/files.h"

#define TEST(name) cmocka_unit_test(name)

/* docs/FORMAT.md F-95, row by row: "| accept | RECEIVED | ACCEPTED |". */
static void the_table_of_the_page_is_the_table_of_the_code(void **state)
{
	struct arena *a = arena_new();
	const char *page = arena_text(a, files_read(a, "docs/FORMAT.md"));
	size_t rows = 0;

	(void)state;
	for (size_t i = 0; i < machine_count(); i++) {
		const struct machine_event *e = machine_at(i);

		if (e->part != MACHINE_MAIN)
			continue;
		for (unsigned s = 0; s < MACHINE_STATE_COUNT; s++) {
			const char *from =
			    s == MACHINE_NONE
				? "-"
				: machine_state_name((enum machine_state)s);
			const char *row;

			if ((e->from & MACHINE_BIT(s)) == 0)
				continue;
			row = arena_print(a, "\n| %s | %s | %s |\n",
			    e->kind + strlen("case."), from,
			    machine_state_name(e->to));
			if (strstr(page, row) == NULL)
				fail_msg("the page lacks%s", row);
			rows++;
		}
	}
	assert_int_equal(rows, 8);
	arena_free(a);
}

static void every_case_kind_has_a_row_and_a_body(void **state)
{
	size_t cases = 0;

	(void)state;
	for (size_t i = 0; i < act_body_count(); i++) {
		const struct act_body *b = act_body_at(i);
		bool is_case = strncmp(b->kind, "case.", 5) == 0;

		assert_int_equal(is_case, machine_find(b->kind) != NULL);
		assert_int_equal(is_case, b->signer == ACT_BODY_STAFF);
		cases += is_case ? 1 : 0;
	}
	assert_int_equal(cases, machine_count());
	assert_null(machine_find("case.contribute"));
	assert_null(act_body_find("case.contribute"));
}

static void rights_are_those_of_the_page(void **state)
{
	static const struct {
		const char *kind;
		int right;
	} rows[] = {
		{ "case.receive", RIGHT_RECEIVE },
		{ "case.accept", RIGHT_ACCEPT },
		{ "case.review.start", RIGHT_DECIDE },
		{ "case.opine", RIGHT_DECIDE },
		{ "case.decide.yes", RIGHT_DECIDE },
		{ "case.issue", RIGHT_PRINT },
		{ "case.deliver", RIGHT_DELIVER },
		{ "case.close", MACHINE_NO_RIGHT },
		{ "case.offer", MACHINE_NO_RIGHT },
		{ "case.take", MACHINE_NO_RIGHT },
		{ "case.refuse", MACHINE_NO_RIGHT },
		{ "case.reclaim", MACHINE_NO_RIGHT },
		{ "case.reassign", MACHINE_NO_RIGHT },
		{ "case.open", MACHINE_NO_RIGHT },
		{ "case.hold", MACHINE_NO_RIGHT },
		{ "case.release", MACHINE_NO_RIGHT },
		{ "case.erase", MACHINE_NO_RIGHT },
		{ "case.erased", MACHINE_NO_RIGHT },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct machine_event *e = machine_find(rows[i].kind);

		assert_int_equal(e->right, rows[i].right);
		assert_int_equal(
		    (e->guards & MACHINE_GUARD_BIT(MACHINE_GUARD_RIGHT)) != 0,
		    e->right != MACHINE_NO_RIGHT);
	}
}

static void states_and_guards_have_names(void **state)
{
	(void)state;
	assert_string_equal(machine_state_name(MACHINE_CLOSED), "CLOSED");
	assert_string_equal(machine_state_zh(MACHINE_CLOSED), "已办结");
	assert_string_equal(
	    machine_guard_name(MACHINE_GUARD_FOUR_EYES), "FOUR_EYES");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_table_of_the_page_is_the_table_of_the_code),
		TEST(every_case_kind_has_a_row_and_a_body),
		TEST(rights_are_those_of_the_page),
		TEST(states_and_guards_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
