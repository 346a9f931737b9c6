/* One list and one form out of several (M15). */
#include "schema/joint_merge.h"

#include "schema/standard.h"
#include "schema/value.h"
#include "tests/unit/schema/files.h"
#include "tests/unit/unit.h"

/* What the seals ask for: a licence that T01 gives, an identity that T01 asks
 * for too, a power of their own; a name that is shared, a mobile of another
 * type than the bundle's. */
static const char seals[] =
    "v: 1\nitem: T03a\nrevision: 1\nzh: 公章刻制备案\nkind: \"01\"\n"
    "subjects: [2]\ncase_type: 2\nmodes: [online]\nhome: {rule: chosen}\n"
    "materials:\n"
    "  - {id: M1, zh: 备案表, flags: K, source: form, copies: 1}\n"
    "  - {id: M2, zh: 营业执照副本, flags: KL, source: licence, copies: 1,\n"
    "     licence: 营业执照}\n"
    "  - {id: M3, zh: 经办人身份证明, flags: KL, source: licence, copies: 2,\n"
    "     licence: 居民身份证}\n"
    "  - {id: M4, zh: 印模, flags: K, source: applicant, copies: 1}\n"
    "  - {id: M5, zh: 介绍信, flags: X, source: applicant, copies: 1}\n"
    "form:\n"
    "  - {key: name, zh: 企业名称, type: text, required: true, max: 100}\n"
    "  - {key: mobile, zh: 手机, type: int, required: true}\n"
    "  - {key: seals, zh: 枚数, type: int, required: true, min: 1, max: 20}\n"
    "facts: []\ncriteria: []\n"
    "limits: {statutory: 5WD, promised: 1WD}\n"
    "output: {kind: licence, zh: 印章}\n";

static const struct standard *read(struct arena *a, struct bytes text)
{
	struct standard_faults faults = { 0 };
	const struct standard *s;

	if (standard_parse(&s, a, text, &faults) != ERR_OK)
		fail_msg(
		    "%s: %s", faults.list[0].path, faults.list[0].why.text);
	return s;
}

static const struct value *merge(struct arena *a)
{
	const struct standard *members[] = {
		read(a, files_read(a, "deploy/standards/T01.yaml")),
		read(a, bytes_text(seals)),
	};

	return joint_merge(
	    a, read(a, files_read(a, "deploy/standards/T03.yaml")), members, 2);
}

/* The element with this text at @key, or NULL. */
static const struct value *with(
    const struct value *list, const char *key, const char *text)
{
	for (size_t i = 0; i < value_count(list); i++)
		if (value_is_text(value_get(value_at(list, i), key), text))
			return value_at(list, i);
	return NULL;
}

/* M15: an identity that two ask for, however they call it, and the form. */
static void what_two_members_ask_for_is_asked_once(void **state)
{
	struct arena *a = arena_new();
	const struct value *list = value_get(merge(a), "materials");
	const struct value *m;
	int64_t copies = 0;

	(void)state;
	assert_int_equal(value_count(list), 6); /* five of T01, and 印模 */
	m = with(list, "licence", "居民身份证");
	assert_int_equal(value_count(value_get(m, "for")), 2);
	assert_true(value_get_int(m, "copies", &copies));
	assert_int_equal(copies, 2);
	assert_string_equal(
	    value_get_string(value_at(value_get(m, "for"), 1), "flags"), "KL");
	m = with(list, "zh", "登记申请书");
	assert_int_equal(value_count(value_get(m, "for")), 2);
	assert_null(with(list, "zh", "备案表"));
	assert_null(with(list, "zh", "介绍信")); /* abolished */
	arena_free(a);
}

/* M15, M48: the seals do not ask for the licence of the registration. */
static void what_a_member_gives_is_not_asked_for(void **state)
{
	struct arena *a = arena_new();
	const struct value *out = merge(a);
	const struct value *list = value_get(out, "dropped");

	(void)state;
	assert_int_equal(value_count(list), 1);
	assert_string_equal(value_get_string(value_at(list, 0), "id"), "M2");
	assert_string_equal(
	    value_get_string(value_at(list, 0), "given_by"), "T01");
	assert_null(with(value_get(out, "materials"), "zh", "营业执照副本"));
	arena_free(a);
}

/* M15: 共用信息共享、个性信息单独填报. */
static void shared_fields_are_filled_once(void **state)
{
	struct arena *a = arena_new();
	const struct value *out = merge(a);
	const struct value *name =
	    with(value_get(out, "shared"), "key", "name");
	const struct value *list = value_get(out, "individual");

	(void)state;
	assert_int_equal(value_count(value_get(name, "for")), 2);
	assert_null(with(list, "key", "name"));
	assert_null(with(list, "key", "seals")); /* the bundle asks already */
	assert_int_equal(
	    value_count(value_get(
		with(value_get(out, "shared"), "key", "seals"), "for")),
	    1);
	assert_string_equal(
	    value_get_string(with(list, "key", "holders"), "item"), "T01");
	arena_free(a);
}

static void a_shared_field_of_another_type_is_told(void **state)
{
	struct arena *a = arena_new();
	const struct value *list = value_get(merge(a), "conflicts");

	(void)state;
	assert_int_equal(value_count(list), 1);
	assert_string_equal(
	    value_get_string(value_at(list, 0), "key"), "mobile");
	assert_string_equal(value_get_string(value_at(list, 0), "here"), "int");
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_two_members_ask_for_is_asked_once),
		cmocka_unit_test(what_a_member_gives_is_not_asked_for),
		cmocka_unit_test(shared_fields_are_filled_once),
		cmocka_unit_test(a_shared_field_of_another_type_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
