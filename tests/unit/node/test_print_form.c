#include "node/print_form.h"

#include "tests/unit/schema/standards.h"

static const char *page(
    struct buf *out, struct arena *a, const char *material, const char *licence)
{
	const struct standard *s = standards_load(a, STANDARDS_T04);
	struct value *form = value_map(a);

	value_set(a, form, "rid", value_text(a, "610902199001010021"));
	value_set(a, form, "licence_no", value_text(a, licence));
	value_set(a, form, "consent", value_bool(a, true));
	print_form(out, s, material, form);
	return buf_text(out);
}

static void prints_every_field_in_the_order_of_the_standard(void **state)
{
	struct arena *a = arena_new();
	struct buf out = { 0 };
	const char *text = page(&out, a, "M1", "201961000001");
	const char *rid = strstr(text, "<th>证件号</th>");
	const char *licence =
	    strstr(text, "<th>执业证书编号</th><td>201961000001</td>");

	(void)state;
	assert_non_null(strstr(text, "<h1>护士延续注册申请审核表</h1>"));
	assert_non_null(rid);
	assert_non_null(licence);
	assert_true(rid < licence);
	assert_non_null(strstr(text, "<th>同意办理</th><td>是</td>"));
	assert_non_null(strstr(text, "<th>有效期至</th><td></td>"));
	buf_fini(&out);
	arena_free(a);
}

static void escapes_what_was_filled_in(void **state)
{
	struct arena *a = arena_new();
	struct buf out = { 0 };
	const char *text = page(&out, a, "M1", "<script>\"a\"&b</script>");

	(void)state;
	assert_null(strstr(text, "<script"));
	assert_non_null(
	    strstr(text, "&lt;script&gt;&quot;a&quot;&amp;b&lt;/script&gt;"));
	buf_fini(&out);
	arena_free(a);
}

static void titles_an_unknown_material_with_the_item(void **state)
{
	struct arena *a = arena_new();
	struct buf out = { 0 };

	(void)state;
	assert_non_null(
	    strstr(page(&out, a, "M99", "1"), "<h1>护士执业注册延续</h1>"));
	buf_fini(&out);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    prints_every_field_in_the_order_of_the_standard),
		cmocka_unit_test(escapes_what_was_filled_in),
		cmocka_unit_test(titles_an_unknown_material_with_the_item),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
