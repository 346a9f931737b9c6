#include "node/catalogue.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/why.h"
#include "tests/unit/unit.h"

#define HEADER  CATALOGUE_HEADER "\n"
#define GOOD    "610A00000001-610902000000-000-91350100M000100Y43-1-00"
#define GOOD_14 "610A0000000102-610902000000-000-91350100M000100Y43-1-00"

static struct catalogue parsed(struct arena *a, const char *text)
{
	struct catalogue c;
	struct why why = { 0 };

	if (catalogue_parse(&c, a, bytes_text(text), &why) != ERR_OK)
		fail_msg("%s", why.text);
	return c;
}

static void takes_good_rows_without_a_word(void **state)
{
	struct arena *a = arena_new();
	struct catalogue c = parsed(a, HEADER
	    "区局\t示例备案\t" GOOD "\t10\n区局\t示例许可\t" GOOD_14 "\t1");

	(void)state;
	assert_int_equal(c.row_count, 2);
	assert_int_equal(c.finding_count, 0);
	assert_string_equal(c.rows[0].department, "区局");
	assert_string_equal(c.rows[0].name, "示例备案");
	assert_string_equal(c.rows[1].code, GOOD_14);
	assert_string_equal(c.rows[1].type, "1");
	arena_free(a);
}

static void expect_dirty(const char *code, const char *word)
{
	struct arena *a = arena_new();
	const char *wrong = catalogue_check_code(a, code);

	assert_non_null(wrong);
	if (strstr(wrong, word) == NULL)
		fail_msg("%s: %s", code, wrong);
	arena_free(a);
}

static void says_what_is_wrong_with_a_code(void **state)
{
	(void)state;
	expect_dirty("", "no code");
	expect_dirty("610A00000001", "6 parts");
	expect_dirty(
	    "G-000007-001-610902000000-000-91350100M000100Y43-1-00", "8");
	expect_dirty(
	    "610A0000001-610902000000-000-91350100M000100Y43-1-00", "not 11");
	expect_dirty(
	    "610A000000013-610902000000-000-91350100M000100Y43-1-00", "not 13");
	expect_dirty(
	    "610A00000001-610902000000-000-91350100M000100Y4-1-00", "not 17");
	expect_dirty("610a00000001-610902000000-000-91350100M000100Y43-1-00",
	    "capitals");
	expect_dirty(
	    "610A00000001-61090200000X-000-91350100M000100Y43-1-00", "digits");
	expect_dirty("610A00000001-610902000000-000-91350100M000100Y44-1-00",
	    "no credit code");
	expect_dirty(
	    "610A00000001-610902000000-000-91350100M000100Y43-1-0", "not 1:");
}

static void keeps_a_row_with_a_dirty_code_and_says_so(void **state)
{
	struct arena *a = arena_new();
	struct catalogue c = parsed(a, HEADER "区局\t示例备案\tH-1\t10\n");

	(void)state;
	assert_int_equal(c.row_count, 1);
	assert_int_equal(c.finding_count, 1);
	assert_int_equal(c.findings[0].line, 2);
	assert_false(c.findings[0].left_out);
	assert_string_equal(c.findings[0].code, "H-1");
	arena_free(a);
}

static void leaves_out_what_cannot_be_found_and_goes_on(void **state)
{
	struct arena *a = arena_new();
	struct catalogue c = parsed(a, HEADER "区局\t \t" GOOD "\t1\n"
					      "\n"
					      "三列\t示例\t" GOOD "\n"
					      "区局\t坏\xff\t" GOOD "\t1\n"
					      "区局\t示例许可\t" GOOD "\t1\n");

	(void)state;
	assert_int_equal(c.row_count, 1);
	assert_string_equal(c.rows[0].name, "示例许可");
	assert_int_equal(c.finding_count, 3);
	assert_int_equal(c.findings[0].line, 2);
	assert_int_equal(c.findings[1].line, 4);
	assert_int_equal(c.findings[2].line, 5);
	for (size_t i = 0; i < c.finding_count; i++)
		assert_true(c.findings[i].left_out);
	arena_free(a);
}

static void the_first_of_a_code_stays(void **state)
{
	struct arena *a = arena_new();
	struct catalogue c = parsed(a, HEADER "区局\t乙\t" GOOD "\t1\n"
					      "区局\t丙\t\t1\n"
					      "区局\t甲\t" GOOD "\t1\n"
					      "区局\t丁\t\t1\n");

	(void)state;
	assert_int_equal(c.row_count, 3);
	assert_string_equal(c.rows[0].name, "乙");
	assert_string_equal(c.rows[2].name, "丁");
	assert_int_equal(c.finding_count, 3);
	assert_int_equal(c.findings[1].line, 4);
	assert_true(c.findings[1].left_out);
	assert_non_null(strstr(c.findings[1].what, "line 2"));
	arena_free(a);
}

static void what_is_written_reads_as_the_same(void **state)
{
	struct arena *a = arena_new();
	struct catalogue c = parsed(a, "\xef\xbb\xbf" CATALOGUE_HEADER "\r\n"
				       " 区局 \t示例备案\t" GOOD "\t10\r\n");
	struct buf once = { 0 }, twice = { 0 };
	struct catalogue again;

	(void)state;
	catalogue_format(&c, &once);
	assert_string_equal(
	    buf_text(&once), HEADER "区局\t示例备案\t" GOOD "\t10\n");
	again = parsed(a, buf_text(&once));
	catalogue_format(&again, &twice);
	assert_true(bytes_equal(buf_bytes(&once), buf_bytes(&twice)));
	buf_fini(&once);
	buf_fini(&twice);
	arena_free(a);
}

static void refuses_what_is_no_catalogue(void **state)
{
	static const char *const wrong[] = { "", "\n", "{}", "name\tcode\n",
		CATALOGUE_HEADER "\tmore\n" };
	struct arena *a = arena_new();
	struct catalogue c;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(
		    catalogue_parse(&c, a, bytes_text(wrong[i]), NULL),
		    ERR_PARSE);
	arena_free(a);
}

static void refuses_more_than_it_can_hold(void **state)
{
	struct arena *a = arena_new();
	struct buf text = { 0 };
	struct catalogue c;

	(void)state;
	buf_put_text(&text, HEADER);
	for (size_t i = 0; i < CATALOGUE_ROWS_MAX + 2; i++)
		buf_put_byte(&text, '\n');
	assert_int_equal(
	    catalogue_parse(&c, a, buf_bytes(&text), NULL), ERR_LIMIT);
	buf_fini(&text);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_good_rows_without_a_word),
		cmocka_unit_test(says_what_is_wrong_with_a_code),
		cmocka_unit_test(keeps_a_row_with_a_dirty_code_and_says_so),
		cmocka_unit_test(leaves_out_what_cannot_be_found_and_goes_on),
		cmocka_unit_test(the_first_of_a_code_stays),
		cmocka_unit_test(what_is_written_reads_as_the_same),
		cmocka_unit_test(refuses_what_is_no_catalogue),
		cmocka_unit_test(refuses_more_than_it_can_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
