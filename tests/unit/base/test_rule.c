#include "base/rule.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "tests/unit/unit.h"

static void a_rule_cites_clause_status_and_both_languages(void **state)
{
	(void)state;
	assert_string_equal(rule_name(RULE_NOT_UNIFIED), "not_unified");
	assert_string_equal(rule_clause(RULE_NOT_UNIFIED), "F-84");
	assert_int_equal(rule_status(RULE_NOT_UNIFIED), 409);
	assert_string_equal(rule_zh(RULE_NOT_UNIFIED), "三统一不成立");
	assert_non_null(strstr(rule_en(RULE_NOT_UNIFIED), "limits"));
}

static void no_two_rules_share_a_name(void **state)
{
	(void)state;
	for (int i = 0; i < RULE_COUNT; i++) {
		for (int k = 0; k < i; k++) {
			assert_string_not_equal(
			    rule_name((enum rule)i), rule_name((enum rule)k));
		}
	}
}

static void every_rule_is_fit_to_be_shown(void **state)
{
	(void)state;
	for (int i = 1; i < RULE_COUNT; i++) {
		enum rule r = (enum rule)i;
		const char *clause = rule_clause(r);

		assert_non_null(strchr("AFP", clause[0]));
		assert_int_equal(clause[1], '-');
		assert_in_range(rule_status(r), 400, 599);
		assert_true(text_is_utf8(bytes_text(rule_zh(r))));
		assert_true(rule_zh(r)[0] != '\0' && rule_en(r)[0] != '\0');
		assert_true(strlen(rule_name(r)) < 31);
	}
}

static void a_stray_number_is_the_unknown_rule(void **state)
{
	(void)state;
	assert_string_equal(rule_name(RULE_COUNT), "unknown");
	assert_string_equal(rule_name((enum rule)12345), "unknown");
	assert_string_equal(rule_clause(RULE_COUNT), "?");
	assert_int_equal(rule_status(RULE_COUNT), 500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rule_cites_clause_status_and_both_languages),
		cmocka_unit_test(no_two_rules_share_a_name),
		cmocka_unit_test(every_rule_is_fit_to_be_shown),
		cmocka_unit_test(a_stray_number_is_the_unknown_rule),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
