#include "node/search.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/why.h"
#include "tests/unit/unit.h"

static const struct search_item nurse = { "standard", "00ff", "T04",
	"护士执业证书有效期延续", "Renewal of a nurse's licence", "卫生健康局",
	"健康体检证明在三个月内" };

static enum err parse(struct search_query *q, struct arena *a, const char *text)
{
	struct why why = { 0 };

	return search_parse(q, a, bytes_text(text), &why);
}

static uint32_t score_of(const struct search_item *item, const char *text)
{
	struct arena *a = arena_new();
	struct search_query q;
	uint32_t score;

	assert_int_equal(parse(&q, a, text), ERR_OK);
	score = search_score(&q, item);
	arena_free(a);
	return score;
}

static uint32_t score(const char *text)
{
	return score_of(&nurse, text);
}

static void finds_words_of_every_length(void **state)
{
	(void)state;
	assert_true(score("护") > 0);
	assert_true(score("士") > 0);
	assert_true(score("证书") > 0);
	assert_true(score("有效期") > 0);
	assert_true(score("护士执业证书") > 0);
	assert_true(score("护士执业证书有效期延续") > 0);
	assert_int_equal(score("医"), 0);
	assert_int_equal(score("医师"), 0);
	assert_int_equal(score("士护"), 0);
}

static void the_nearer_is_the_better(void **state)
{
	(void)state;
	assert_true(score("护士执业证书有效期延续") > score("护士执业"));
	assert_true(score("护士执业") > score("执业证书"));
	assert_true(score("执业证书") > score("hszy"));
	assert_true(score("hszy") > score("szy"));
	assert_true(score("szy") > score("健康"));
	assert_true(score("健康") > score("护士执照"));
	assert_true(score("护士执照") > 0);
}

static void of_equals_the_shorter_name_is_the_better(void **state)
{
	const struct search_item shorter = { "catalogue", "", "", "护士执业",
		"", "", "" };

	(void)state;
	assert_true(score_of(&shorter, "护士") > score("护士"));
}

static void all_words_must_be_found(void **state)
{
	(void)state;
	assert_true(score("护士 延续") > 0);
	assert_true(score("护士 卫生健康") > 0);
	assert_int_equal(score("护士 医师"), 0);
	assert_true(score("护士执业 证书") > score("护士 延续"));
}

static void finds_latin_codes_and_full_width(void **state)
{
	(void)state;
	assert_true(score("NURSE") > 0);
	assert_true(score("ｎｕｒｓｅ") == score("nurse"));
	assert_true(score("t04") > score("护士"));
	assert_true(score("Ｔ０４") == score("t04"));
	assert_true(score("护士，延续！") == score("护士 延续"));
}

static void half_of_the_pairs_are_enough_and_fewer_are_not(void **state)
{
	(void)state;
	assert_true(score("护士执照") > 0);         /* 2 of 3 */
	assert_true(score("护士证") > 0);           /* 1 of 2 */
	assert_int_equal(score("护士学校招生"), 0); /* 1 of 5 */
}

static void a_query_has_limits(void **state)
{
	static char large[64 * 1024 + 1];
	struct arena *a = arena_new();
	struct search_query q;

	(void)state;
	memset(large, 'a', sizeof(large) - 1);
	assert_int_equal(parse(&q, a, large), ERR_LIMIT);
	large[SEARCH_QUERY_BYTES_MAX] = '\0';
	assert_int_equal(parse(&q, a, large), ERR_OK);
	assert_int_equal(parse(&q, a, "1 2 3 4 5 6 7 8 9"), ERR_LIMIT);
	assert_int_equal(parse(&q, a, ""), ERR_USAGE);
	assert_int_equal(parse(&q, a, " *\"( "), ERR_USAGE);
	assert_int_equal(parse(&q, a, "\xff\xfe"), ERR_USAGE);
	arena_free(a);
}

static void no_text_is_an_operator(void **state)
{
	static const char *const hostile[] = { "护 OR 士", "NEAR(a b, 5)",
		"\"a\" AND NOT b", "grams:*", "'; DROP TABLE items; --",
		"a* ^b -c +d", "{a b} : c", "%_\\" };
	struct arena *a = arena_new();
	struct buf match = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		struct search_query q;

		if (parse(&q, a, hostile[i]) != ERR_OK)
			continue;
		buf_clear(&match);
		search_match(&q, &match);
		assert_int_equal(strspn(buf_text(&match),
				     "abcdefghijklmnopqrstuvwxyz0123456789"
				     " ()ANDOR"),
		    match.n);
	}
	buf_fini(&match);
	arena_free(a);
}

static void a_hot_word_stands_in_the_name(void **state)
{
	(void)state;
	assert_true(search_names(&nurse, bytes_text("执业")));
	assert_false(search_names(&nurse, bytes_text("健康")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_words_of_every_length),
		cmocka_unit_test(the_nearer_is_the_better),
		cmocka_unit_test(of_equals_the_shorter_name_is_the_better),
		cmocka_unit_test(all_words_must_be_found),
		cmocka_unit_test(finds_latin_codes_and_full_width),
		cmocka_unit_test(
		    half_of_the_pairs_are_enough_and_fewer_are_not),
		cmocka_unit_test(a_query_has_limits),
		cmocka_unit_test(no_text_is_an_operator),
		cmocka_unit_test(a_hot_word_stands_in_the_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
