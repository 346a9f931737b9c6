/*
 * ids - runs the vectors of one kind in tests/vectors/ids.json.
 */
#ifndef TESTS_UNIT_SCHEMA_IDS_H
#define TESTS_UNIT_SCHEMA_IDS_H

#include "base/why.h"
#include "tests/unit/schema/files.h"

/* Fills @out with the normal form. */
typedef enum err ids_check_fn(char *out, struct bytes text, struct why *why);

static inline void ids_run(const char *kind, ids_check_fn *check)
{
	struct arena *a = arena_new();
	const struct value *list =
	    value_get(files_json(a, "tests/vectors/ids.json"), kind);

	assert_true(value_count(list) > 0);
	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *v = value_at(list, i);
		struct why why = { 0 };
		char out[256];
		struct bytes text;
		bool ok;

		assert_true(value_get_text(v, "value", &text));
		assert_true(value_get_bool(v, "ok", &ok));
		enum err e = check(out, text, &why);
		if ((e == ERR_OK) != ok)
			fail_msg("%s \"%s\": %s", kind, (const char *)text.p,
			    ok ? why.text : "passed");
		if (ok)
			assert_string_equal(out, value_get_string(v, "normal"));
		else
			assert_true(strlen(why.text) > 20);
	}
	arena_free(a);
}

#endif
