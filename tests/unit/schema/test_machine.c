#include "schema/machine.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "schema/act_body.h"
#include "schema/right.h"
#include "schema/role.h"
#include "tests/unit/schema/files.h"

#define TEST(name) cmocka_unit_test(name)

typedef const char *word_fn(unsigned i);

static const char *state_word(unsigned i)
{
	return i == MACHINE_NONE ? "-"
				 : machine_state_name((enum machine_state)i);
}

static const char *role_word(unsigned i)
{
	return role_text((enum role)i);
}

static const char *matter_of(unsigned i)
{
	return matter_word((enum matter)i);
}

static const char *guard_word(unsigned i)
{
	return machine_guard_name((enum machine_guard)i);
}

static const char *words(
    struct arena *a, uint64_t bits, unsigned count, word_fn *word)
{
	const char *text = "";

	for (unsigned i = 0; i < count; i++)
		if ((bits >> i & 1) != 0)
			text = arena_print(
			    a, "%s%s%s", text, *text ? " " : "", word(i));
	return *text ? text : "-";
}

static const char *roles_text(struct arena *a, const struct machine_event *e)
{
	return e->roles == MACHINE_ROLE_OF_LEVEL
		   ? "of the level"
		   : words(a, e->roles, ROLE_COUNT, role_word);
}

static const char *matters_text(struct arena *a, const struct machine_event *e)
{
	return e->matters == MATTER_ALL
		   ? "all"
		   : words(a, e->matters, MATTER_COUNT, matter_of);
}

/* As it stands in docs/FORMAT.md F-95. */
static const char *row_text(struct arena *a, const struct machine_event *e)
{
	static const char *const parts[] = { "holder", "pen", "beside" };

	return arena_print(a,
	    "| `%s` | %s | %s | %s | %s | %s | %s | %s | %s |\n", e->kind,
	    e->zh, parts[e->part], matters_text(a, e),
	    words(a, e->from, MACHINE_STATE_COUNT, state_word),
	    e->to == MACHINE_NONE ? "stays" : machine_state_name(e->to),
	    roles_text(a, e),
	    e->right == MACHINE_NO_RIGHT ? "-"
					 : right_text((enum right)e->right),
	    words(a, e->guards, MACHINE_GUARD_COUNT, guard_word));
}

static void the_table_of_the_page_is_the_table_of_the_code(void **state)
{
	struct arena *a = arena_new();
	const char *page = arena_text(a, files_read(a, "docs/FORMAT.md"));
	size_t rows = 0;

	(void)state;
	for (size_t i = 0; i < machine_count(); i++)
		if (strstr(page, row_text(a, machine_at(i))) == NULL)
			fail_msg(
			    "the page lacks %s", row_text(a, machine_at(i)));
	for (const char *p = page; (p = strstr(p, "\n| `case.")) != NULL; p++)
		rows++;
	assert_true(rows >= machine_count());
	arena_free(a);
}

static void every_case_kind_has_a_row_and_a_body(void **state)
{
	(void)state;
	for (size_t i = 0; i < act_body_count(); i++) {
		const struct act_body *b = act_body_at(i);
		bool is_case = strncmp(b->kind, "case.", 5) == 0;

		assert_int_equal(is_case, machine_find(b->kind) != NULL);
		assert_int_equal(is_case, b->signer == ACT_BODY_STAFF);
	}
	for (size_t i = 0; i < machine_count(); i++)
		assert_non_null(act_body_find(machine_at(i)->kind));
}

/* Rows of one kind overlap nowhere, and agree on what the kind is. */
static void one_row_fits_a_kind_a_matter_and_a_state(void **state)
{
	(void)state;
	for (size_t i = 0; i < machine_count(); i++)
		for (size_t k = 0; k < i; k++) {
			const struct machine_event *x = machine_at(i);
			const struct machine_event *y = machine_at(k);

			if (strcmp(x->kind, y->kind) != 0)
				continue;
			assert_int_equal(x->part, y->part);
			assert_int_equal(machine_opens(x), machine_opens(y));
			assert_true((x->matters & y->matters) == 0 ||
				    (x->from & y->from) == 0);
		}
}

/* Follow the moves of one kind of matter from @from on. */
static uint32_t reached(enum matter m, uint32_t from)
{
	uint32_t before = 0;

	while (before != from) {
		before = from;
		for (size_t i = 0; i < machine_count(); i++) {
			const struct machine_event *e = machine_at(i);

			if ((e->matters & MATTER_BIT(m)) != 0 &&
			    e->to != MACHINE_NONE && (e->from & from) != 0)
				from |= MACHINE_BIT(e->to);
		}
	}
	return from;
}

static void every_state_is_reached_and_every_open_one_can_end(void **state)
{
	uint32_t all = 0;

	(void)state;
	for (unsigned m = 0; m < MATTER_COUNT; m++) {
		uint32_t seen =
		    reached((enum matter)m, MACHINE_BIT(MACHINE_NONE));

		all |= seen;
		for (unsigned s = 1; s < MACHINE_STATE_COUNT; s++)
			if ((seen & MACHINE_BIT(s)) != 0)
				assert_true(
				    (reached((enum matter)m, MACHINE_BIT(s)) &
					MACHINE_ENDED) != 0);
	}
	/* A draft is nobody's act. */
	assert_int_equal(all | MACHINE_BIT(MACHINE_DRAFT),
	    MACHINE_BIT(MACHINE_STATE_COUNT) - 1);
}

static void what_has_ended_is_left_by_reopening_and_revoking_alone(void **state)
{
	(void)state;
	for (size_t i = 0; i < machine_count(); i++) {
		const struct machine_event *e = machine_at(i);

		if (e->to == MACHINE_NONE || (e->from & MACHINE_ENDED) == 0)
			continue;
		assert_int_equal(
		    e->from & MACHINE_ENDED, MACHINE_BIT(MACHINE_CLOSED));
		assert_true(strcmp(e->kind, "case.reopen") == 0 ||
			    strcmp(e->kind, "case.revoke") == 0);
	}
}

static void a_right_is_asked_where_the_table_names_one(void **state)
{
	(void)state;
	for (size_t i = 0; i < machine_count(); i++) {
		const struct machine_event *e = machine_at(i);

		assert_int_equal(
		    (e->guards & MACHINE_GUARD_BIT(MACHINE_GUARD_RIGHT)) != 0,
		    e->right != MACHINE_NO_RIGHT);
		/* Who is told to see to something needs no grant for it. */
		if (e->part == MACHINE_MAIN && e->right != MACHINE_NO_RIGHT &&
		    (e->matters & MATTER_BIT(MATTER_ORDER)) != 0)
			assert_true(e->matters == MATTER_ALL);
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

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(the_table_of_the_page_is_the_table_of_the_code),
		TEST(every_case_kind_has_a_row_and_a_body),
		TEST(one_row_fits_a_kind_a_matter_and_a_state),
		TEST(every_state_is_reached_and_every_open_one_can_end),
		TEST(what_has_ended_is_left_by_reopening_and_revoking_alone),
		TEST(a_right_is_asked_where_the_table_names_one),
		TEST(states_and_guards_have_names),
	};
	struct arena *a;

	if (argc != 2 || strcmp(argv[1], "print") != 0)
		return cmocka_run_group_tests(tests, NULL, NULL);
	a = arena_new(); /* for the page */
	for (size_t i = 0; i < machine_count(); i++)
		(void)fputs(row_text(a, machine_at(i)), stdout);
	arena_free(a);
	return 0;
}
