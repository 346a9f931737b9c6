#include "schema/wrap_id.h"

#include <string.h>

#include "tests/unit/unit.h"

static void ids_read_as_they_are_written(void **state)
{
	static const struct {
		const char *node;
		uint32_t generation;
		const char *id;
	} rows[] = {
		{ "hanbin", 0, "key.hanbin" },
		{ "ankang-gaoxin", 7, "key.ankang-gaoxin.7" },
		{ "abcdefghijklmnopqrstuvwx", UINT32_MAX,
		    "key.abcdefghijklmnopqrstuvwx.4294967295" },
		{ NULL, 0, "escrow" },
		{ NULL, 2, "escrow.2" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char id[WRAP_ID_ROOM];
		struct wrap_id w;

		wrap_id_format(id, rows[i].node, rows[i].generation);
		assert_string_equal(id, rows[i].id);
		assert_true(wrap_id_parse(&w, id));
		assert_true(wrap_id_claims(id));
		assert_int_equal(w.generation, rows[i].generation);
		assert_int_equal(w.escrow, rows[i].node == NULL);
		assert_string_equal(
		    w.node, rows[i].node != NULL ? rows[i].node : "");
	}
}

static void other_forms_are_no_wraps(void **state)
{
	static const struct {
		const char *id;
		bool claims;
	} rows[] = {
		{ "key.hanbin.0", true },
		{ "key.hanbin.01", true },
		{ "key.hanbin.4294967296", true },
		{ "key.hanbin.1.2", true },
		{ "key.hanbin.", true },
		{ "key.Hanbin", true },
		{ "key.", true },
		{ "key.abcdefghijklmnopqrstuvwxy", true },
		{ "escrow.0", true },
		{ "escrow.x", true },
		{ "escrowed", false },
		{ "keys", false },
		{ "form", false },
		{ "mat.key.hanbin", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct wrap_id w;

		assert_false(wrap_id_parse(&w, rows[i].id));
		assert_int_equal(wrap_id_claims(rows[i].id), rows[i].claims);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_read_as_they_are_written),
		cmocka_unit_test(other_forms_are_no_wraps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
