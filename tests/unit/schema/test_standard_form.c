#include "schema/standard_form.h"

#include "tests/unit/schema/standards.h"

#define GOOD                                                             \
	"{\"rid\": \"11010519491231002x\", \"licence_no\": \"2020610\"," \
	" \"expiry\": \"2026-12-20\", \"consent\": true,"                \
	" \"employer_uscc\": \"11610902ma7te5t009\"}"

static const struct value *json(struct arena *a, const char *text)
{
	struct json_limits limits = { 65536, 16 };
	struct value *v = NULL;

	assert_int_equal(
	    json_parse(a, bytes_text(text), &limits, &v, NULL), ERR_OK);
	return v;
}

static void complete_form_passes_in_its_normal_form(void **state)
{
	struct arena *a = arena_new();
	const struct value *normal = NULL;
	struct standard_faults faults = { 0 };

	(void)state;
	assert_int_equal(
	    standard_form_check(&normal, a, standards_load(a, STANDARDS_T04),
		json(a, GOOD), &faults),
	    ERR_OK);
	assert_string_equal(
	    value_get_string(normal, "rid"), "11010519491231002X");
	assert_string_equal(
	    value_get_string(normal, "employer_uscc"), "11610902MA7TE5T009");
	assert_int_equal(value_count(normal), 5);
	arena_free(a);
}

struct row {
	const char *key;
	const char *value; /* JSON; NULL: left out */
	const char *says;
};

static void check_row(const struct standard *s, const struct row *row)
{
	struct arena *a = arena_new();
	struct standard_faults faults = { 0 };
	const struct value *normal = NULL;
	struct value *form = value_map(a);
	const struct value *good = json(a, GOOD);

	for (size_t i = 0; i < good->map.count; i++)
		value_set_bytes(
		    a, form, good->map.pairs[i].key, good->map.pairs[i].value);
	if (row->value)
		value_set(a, form, row->key, json(a, row->value));
	else
		value_drop(form, row->key);
	enum err e = standard_form_check(&normal, a, s, form, &faults);
	if (e != ERR_PARSE || faults.count != 1 ||
	    strcmp(faults.list[0].path, row->key) != 0 ||
	    !strstr(faults.list[0].why.text, row->says))
		fail_msg("%s: %s: %s", row->key, faults.list[0].path,
		    faults.list[0].why.text);
	assert_null(normal);
	arena_free(a);
}

static void each_wrong_field_is_named(void **state)
{
	static const struct row rows[] = {
		{ "rid", NULL, "未填写" },
		{ "rid", "null", "未填写" },
		{ "rid", "\"11010519491231002\"", "18" },
		{ "rid", "\"110105194912310021\"", "校验码" },
		{ "rid", "7", "文本" },
		{ "licence_no", "\"\"", "未填写" },
		{ "licence_no", "\"12345678901234567890123456789012345678901\"",
		    "字符" },
		{ "expiry", "\"2026-02-30\"", "有效日期" },
		{ "expiry", "20261220", "文本" },
		{ "employer_uscc", "\"11610902MA7TE5T008\"", "校验码" },
		{ "consent", "\"true\"", "true" },
		{ "consent", "1", "true" },
		{ "nickname", "\"x\"", "没有这一项" },
	};
	struct arena *a = arena_new();
	const struct standard *s = standards_load(a, STANDARDS_T04);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_row(s, &rows[i]);
	arena_free(a);
}

static const char more[] =
    "  - {key: holders, zh: 股东, type: list, required: true, min_items: 1,"
    " max_items: 2, fields: [{key: rid, zh: 证件号, type: rid, required:"
    " true}, {key: share_bp, zh: 份额, type: int, min: 1, max: 10000,"
    " required: true}]}\n"
    "  - {key: divs, zh: 途经, type: list, of: division, required: false,"
    " max_items: 3}\n"
    "  - {key: by, zh: 领取方式, type: enum, values: [mail, pickup],"
    " required: false}\n"
    "  - {key: from, zh: 起月, type: month, required: false}\n"
    "  - {key: slot, zh: 预约时段, type: datetime, required: false}\n"
    "  - {key: fee, zh: 金额, type: money, required: false}\n"
    "  - {key: consent,";

static size_t faults_of(struct standard_faults *faults, const char *extra)
{
	struct arena *a = arena_new();
	const struct standard *s = NULL;
	const struct value *normal = NULL;
	char text[2048];

	memset(faults, 0, sizeof(*faults));
	if (standard_parse(&s, a, standards_edit(a, "  - {key: consent,", more),
		faults) != ERR_OK)
		fail_msg(
		    "%s: %s", faults->list[0].path, faults->list[0].why.text);
	snprintf(text, sizeof(text), "%.*s, %s}", (int)strlen(GOOD) - 1, GOOD,
	    extra);
	enum err e = standard_form_check(&normal, a, s, json(a, text), faults);
	assert_int_equal(e == ERR_OK, faults->count == 0);
	arena_free(a);
	return faults->count;
}

/* Whoever shows a fault in one language can part it. */
static void each_fault_is_said_in_both_languages(void **state)
{
	struct standard_faults faults;
	static const char wrong[] =
	    "\"holders\": [{\"rid\": \"610902199001010022\", \"share_bp\": 0},"
	    " 7], \"divs\": \"610902\", \"by\": \"fax\", \"from\": \"2026-13\","
	    " \"slot\": \"9:30\", \"fee\": true, \"colour\": 1";

	(void)state;
	assert_int_equal(faults_of(&faults, wrong), 9);
	for (size_t i = 0; i < 9; i++) {
		const char *text = faults.list[i].why.text;
		size_t zh = faults.list[i].zh_bytes;

		assert_true(zh > 0 && zh + 3 < strlen(text));
		assert_memory_equal(text + zh, " (", 2);
		assert_int_equal(text[strlen(text) - 1], ')');
		assert_true((unsigned char)text[0] >= 0x80);
		assert_true((unsigned char)text[zh + 2] < 0x80);
	}
	assert_non_null(strstr(faults.list[0].why.text,
	    "(the check character is wrong: some digit was mistyped)"));
}

static void lists_and_records_are_checked_inside(void **state)
{
	struct standard_faults faults;
	static const char holder[] =
	    "{\"rid\": \"610902199001010021\", \"share_bp\": 6000}";
	char text[512];

	(void)state;
	snprintf(text, sizeof(text),
	    "\"holders\": [%s, %s], \"divs\": [\"610902\"], \"by\": \"mail\","
	    " \"fee\": 0",
	    holder, holder);
	assert_int_equal(faults_of(&faults, text), 0);
	assert_int_equal(faults_of(&faults, "\"holders\": []"), 1);
	assert_string_equal(faults.list[0].path, "holders");
	snprintf(
	    text, sizeof(text), "\"holders\": [%s, {\"rid\": \"x\"}]", holder);
	assert_int_equal(faults_of(&faults, text), 2);
	assert_string_equal(faults.list[0].path, "holders.1.rid");
	assert_string_equal(faults.list[1].path, "holders.1.share_bp");
	snprintf(text, sizeof(text),
	    "\"holders\": [%s], \"divs\": [\"610902\", \"x\"]", holder);
	assert_int_equal(faults_of(&faults, text), 1);
	assert_string_equal(faults.list[0].path, "divs.1");
	snprintf(
	    text, sizeof(text), "\"holders\": [%s], \"by\": \"fax\"", holder);
	assert_int_equal(faults_of(&faults, text), 1);
	assert_non_null(strstr(faults.list[0].why.text, "mail, pickup"));
	snprintf(text, sizeof(text), "\"holders\": [%s], \"fee\": -1", holder);
	assert_int_equal(faults_of(&faults, text), 1);
	snprintf(text, sizeof(text), "\"holders\": [%s], \"fee\": 1.5", holder);
	assert_int_equal(faults_of(&faults, text), 1);
	assert_int_equal(faults_of(&faults, "\"holders\": [7]"), 1);
	assert_int_equal(faults_of(&faults, "\"holders\": 7"), 1);
}

static void months_and_moments_are_real_ones(void **state)
{
	static const char holder[] =
	    "\"holders\": [{\"rid\": \"610902199001010021\","
	    " \"share_bp\": 1}]";
	static const struct {
		const char *field;
		const char *value;
		size_t faults;
	} rows[] = {
		{ "from", "\"2026-11\"", 0 },
		{ "from", "\"2026-13\"", 1 },
		{ "from", "\"2026-00\"", 1 },
		{ "from", "\"202611\"", 1 },
		{ "from", "\"2026-1\"", 1 },
		{ "from", "\"2026-11-01\"", 1 },
		{ "from", "\"2026/11\"", 1 },
		{ "from", "202611", 1 },
		{ "slot", "\"2026-11-24T09:30\"", 0 },
		{ "slot", "\"2026-11-24T23:59\"", 0 },
		{ "slot", "\"2026-11-24T24:00\"", 1 },
		{ "slot", "\"2026-11-24T09:60\"", 1 },
		{ "slot", "\"2026-02-30T09:30\"", 1 },
		{ "slot", "\"2026-11-24 09:30\"", 1 },
		{ "slot", "\"2026-11-24T9:30\"", 1 },
		{ "slot", "\"2026-11-24T09-30\"", 1 },
		{ "slot", "\"2026-11-24T09:30:00\"", 1 },
		{ "slot", "\"2026-11-24T:9:30\"", 1 },
		{ "slot", "930", 1 },
	};
	struct standard_faults faults;
	char text[512];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(text, sizeof(text), "%s, \"%s\": %s", holder,
		    rows[i].field, rows[i].value);
		if (faults_of(&faults, text) != rows[i].faults)
			fail_msg("%s: %zu faults", text, faults.count);
		if (rows[i].faults > 0)
			assert_string_equal(faults.list[0].path, rows[i].field);
	}
}

static void facts_may_be_absent_but_not_of_another_type(void **state)
{
	struct arena *a = arena_new();
	const struct standard *s = standards_load(a, STANDARDS_T04);
	const struct value *normal = NULL;
	struct standard_faults faults = { 0 };

	(void)state;
	assert_int_equal(standard_form_check_facts(&normal, a, s,
			     json(a, "{\"health_ok\": true}"), &faults),
	    ERR_OK);
	assert_int_equal(value_count(normal), 1);
	assert_int_equal(
	    standard_form_check_facts(&normal, a, s,
		json(a, "{\"health_ok\": \"yes\", \"mood\": 1}"), &faults),
	    ERR_PARSE);
	assert_int_equal(faults.count, 2);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(complete_form_passes_in_its_normal_form),
		cmocka_unit_test(each_wrong_field_is_named),
		cmocka_unit_test(each_fault_is_said_in_both_languages),
		cmocka_unit_test(lists_and_records_are_checked_inside),
		cmocka_unit_test(months_and_moments_are_real_ones),
		cmocka_unit_test(facts_may_be_absent_but_not_of_another_type),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
