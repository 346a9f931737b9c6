#include "schema/limit.h"

#include <string.h>

#include "tests/unit/unit.h"

static struct limit limit_of(const char *text)
{
	struct limit l;

	assert_int_equal(limit_parse(&l, bytes_text(text), NULL), ERR_OK);
	return l;
}

static void texts_come_back(void **state)
{
	static const char *const texts[] = { "5WD", "30NMIN", "12NH", "7ND",
		"4WH", "9999WD", "1NMIN" };
	char text[LIMIT_TEXT_ROOM];

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		limit_format(text, limit_of(texts[i]));
		assert_string_equal(text, texts[i]);
	}
}

static void anything_else_is_refused(void **state)
{
	static const char *const wrong[] = { "", "5", "WD", "0WD", "05WD",
		"10000WD", "5wd", "5 WD", "-5WD", "5WDS", "1.5WD", "5D",
		"99999999999999999999WD" };
	struct limit l;
	struct why why;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(
		    limit_parse(&l, bytes_text(wrong[i]), &why), ERR_PARSE);
}

static void order_is_said_only_where_it_is_sure(void **state)
{
	static const struct {
		const char *a;
		const char *b;
		enum limit_order order;
	} rows[] = {
		{ "1WD", "20WD", LIMIT_SHORTER },
		{ "20WD", "20WD", LIMIT_EQUAL },
		{ "2WD", "1WD", LIMIT_LONGER },
		{ "60NMIN", "1NH", LIMIT_EQUAL },
		{ "61NMIN", "1NH", LIMIT_LONGER },
		{ "24NH", "1WD", LIMIT_SHORTER },
		{ "25NH", "1WD", LIMIT_UNSURE },
		{ "1ND", "24NH", LIMIT_LONGER },
		{ "7ND", "8WD", LIMIT_SHORTER },
		{ "7ND", "7WD", LIMIT_UNSURE },
		{ "10WD", "7ND", LIMIT_LONGER },
		{ "4WH", "1WD", LIMIT_UNSURE },
		{ "4WH", "5WH", LIMIT_SHORTER },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(
		    limit_compare(limit_of(rows[i].a), limit_of(rows[i].b)),
		    rows[i].order);
}

static void units_have_names_for_people(void **state)
{
	(void)state;
	assert_string_equal(limit_unit_zh(LIMIT_WD), "工作日");
	assert_string_equal(limit_unit_en(LIMIT_NMIN), "minutes");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_come_back),
		cmocka_unit_test(anything_else_is_refused),
		cmocka_unit_test(order_is_said_only_where_it_is_sure),
		cmocka_unit_test(units_have_names_for_people),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
