/* The document of a licence: F-220 to F-222. */
#include "schema/licence.h"

#include "base/mem.h"
#include "schema/value.h"
#include "tests/unit/schema/files.h"

#define GOOD \
	"1.2.156.3005.2.91350100M000100Y43001.91350100M000100Y43.000001.001."

static struct value *document(struct arena *a)
{
	static const char *const pairs[][2] = { { "type", "营业执照" },
		{ "number", "HB000001" }, { "holder", "示例商贸有限公司" },
		{ "holder_type", "uscc" },
		{ "holder_id", "91350100M000100Y43" },
		{ "issuer", "汉滨区行政审批服务局" },
		{ "issuer_code", "91350100M000100Y43" },
		{ "issued", "2026-01-05" }, { "until", "2036-01-04" } };
	struct value *v = value_map(a);
	char identifier[ELICENCE_ROOM];

	/* Of the 36 check characters one is right. */
	for (const char *c = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"; *c != '\0';
	     c++) {
		const char *text = arena_print(a, "%s%c", GOOD, *c);

		if (elicence_check(identifier, bytes_text(text), NULL) ==
		    ERR_OK)
			value_set(a, v, "identifier", value_text(a, text));
	}
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		value_set(a, v, pairs[i][0], value_text(a, pairs[i][1]));
	return v;
}

static void refuses(const char *key, const char *text)
{
	struct arena *a = arena_new();
	struct value *v = document(a);
	struct licence_document d;
	struct why why = { 0 };

	value_set(a, v, key, value_text(a, text));
	assert_int_equal(licence_check(&d, a, v, false, &why), ERR_PARSE);
	assert_non_null(strstr(why.text, key));
	arena_free(a);
}

static void a_document_goes_and_comes_back(void **state)
{
	struct arena *a = arena_new();
	struct licence_document d, back;
	struct buf raw = { 0 };

	(void)state;
	assert_int_equal(
	    licence_check(&d, a, document(a), false, NULL), ERR_OK);
	assert_int_equal(d.until, 2083075199); /* 2036-01-04 23:59:59 +08:00 */
	licence_encode(&d, &raw);
	assert_int_equal(
	    licence_decode(&back, a, buf_bytes(&raw), NULL), ERR_OK);
	assert_true(value_equal(d.map, back.map));
	assert_string_equal(back.holder.id, "91350100M000100Y43");
	buf_fini(&raw);
	arena_free(a);
}

static void each_field_that_is_wrong_is_named(void **state)
{
	(void)state;
	refuses("identifier", GOOD);
	refuses("type", "");
	refuses("number", "a\nb");
	refuses("holder_type", "passport");
	refuses("holder_id", "91350100M000100Y44");
	refuses("issuer_code", "91350100M000100Y44");
	refuses("issued", "2026-02-30");
	refuses("until", "2025-01-01");
	refuses("from", "soon");
	refuses("colour", "red");
}

static void what_is_too_large_is_refused(void **state)
{
	struct arena *a = arena_new();
	struct value *v = document(a), *more = value_map(a);
	struct licence_document d;
	char text[201];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	for (int i = 0; i < 20; i++)
		value_set(
		    a, more, arena_print(a, "k%d", i), value_text(a, text));
	value_set(a, v, "more", more);
	assert_int_equal(licence_check(&d, a, v, false, NULL), ERR_PARSE);
	arena_free(a);
}

static void is_hex(const char *want, struct digest d)
{
	char hex[DIGEST_HEX_ROOM];

	digest_hex(hex, &d);
	assert_string_equal(hex, want);
}

/* By another implementation: HMAC-SHA-256 of Python's standard library. */
static void pseudonyms_are_those_of_the_format(void **state)
{
	struct secret key = { { 1 } };
	struct person p;

	(void)state;
	must(person_parse(&p, bytes_text("91350100M000100Y43")));
	is_hex(
	    "4b1d4e0e5a6b21cc416dbb59d5c70c025ed7f34068505c4192dd3b686e7d5935",
	    licence_name("1.2", &key));
	is_hex(
	    "6f49909b82cf9bf4901f5cacbbb1209236b22f2f618d2041e784d4bc1cab9a24",
	    licence_holder("营业执照", &p, &key));
}

/* One identifier, holder, type: one pseudonym; another key: another. */
static void pseudonyms_are_of_a_key(void **state)
{
	struct secret key = { { 1 } }, other = { { 2 } };
	struct person p;
	struct digest x, y;

	(void)state;
	must(person_parse(&p, bytes_text("91350100M000100Y43")));
	x = licence_name("1.2", &key);
	y = licence_name("1.2", &other);
	assert_false(digest_equal(&x, &y));
	x = licence_holder("营业执照", &p, &key);
	y = licence_holder("卫生许可证", &p, &key);
	assert_false(digest_equal(&x, &y));
	y = licence_holder("营业执照", &p, &key);
	assert_true(digest_equal(&x, &y));
}

/* Whoever seals another document than the act says is found out. */
static void a_document_is_held_against_its_act(void **state)
{
	struct arena *a = arena_new();
	struct secret key = { { 1 } }, other = { { 2 } };
	struct licence_document d;
	struct licence_words said;

	(void)state;
	must(licence_check(&d, a, document(a), false, NULL) == ERR_OK);
	said = (struct licence_words){ licence_name(d.identifier, &key),
		licence_holder(d.type, &d.holder, &key), "营业执照" };
	assert_true(licence_is(&d, &said, &key));
	assert_false(licence_is(&d, &said, &other));
	said.name.b[0] ^= 1;
	assert_false(licence_is(&d, &said, &key));
	said.name.b[0] ^= 1;
	said.holder.b[0] ^= 1;
	assert_false(licence_is(&d, &said, &key));
	said.holder.b[0] ^= 1;
	said.type = "卫生许可证";
	assert_false(licence_is(&d, &said, &key));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_document_goes_and_comes_back),
		cmocka_unit_test(each_field_that_is_wrong_is_named),
		cmocka_unit_test(what_is_too_large_is_refused),
		cmocka_unit_test(pseudonyms_are_those_of_the_format),
		cmocka_unit_test(pseudonyms_are_of_a_key),
		cmocka_unit_test(a_document_is_held_against_its_act),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
