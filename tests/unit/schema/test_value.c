#include "schema/value.h"

#include "tests/unit/unit.h"

static void a_map_keeps_its_keys_in_byte_order(void **state)
{
	static const char *const keys[] = { "b", "a", "c", "ab", "", "B" };
	static const char *const sorted[] = { "", "B", "a", "ab", "b", "c" };
	struct arena *a = arena_new();
	struct value *map = value_map(a);

	(void)state;
	for (size_t i = 0; i < 6; i++)
		value_set(a, map, keys[i], value_int(a, (int64_t)i));
	assert_int_equal(value_count(map), 6);
	for (size_t i = 0; i < 6; i++)
		assert_string_equal(map->map.pairs[i].key.p, sorted[i]);
	arena_free(a);
}

static void setting_a_key_again_replaces_and_dropping_removes(void **state)
{
	struct arena *a = arena_new();
	struct value *map = value_map(a);
	int64_t n = 0;

	(void)state;
	value_set(a, map, "x", value_int(a, 1));
	value_set(a, map, "y", value_int(a, 2));
	value_set(a, map, "x", value_int(a, 3));
	assert_int_equal(value_count(map), 2);
	assert_true(value_get_int(map, "x", &n));
	assert_int_equal(n, 3);
	value_drop(map, "x");
	value_drop(map, "nothing");
	assert_null(value_get(map, "x"));
	assert_non_null(value_get(map, "y"));
	assert_int_equal(value_count(map), 1);
	arena_free(a);
}

static void many_keys_in_any_order_are_all_found(void **state)
{
	enum { COUNT = 997 };
	struct arena *a = arena_new();
	struct value *map = value_map(a);

	(void)state;
	for (int i = 0; i < COUNT; i++)
		value_set(a, map, arena_print(a, "k%d", i * 331 % COUNT),
		    value_int(a, i));
	assert_int_equal(value_count(map), COUNT);
	for (int i = 0; i < COUNT; i++) {
		int64_t n = -1;

		assert_true(value_get_int(
		    map, arena_print(a, "k%d", i * 331 % COUNT), &n));
		assert_int_equal(n, i);
	}
	arena_free(a);
}

static void lookups_of_what_is_not_there_give_null(void **state)
{
	struct arena *a = arena_new();
	struct value *list = value_list(a);

	(void)state;
	value_push(a, list, value_text(a, "x"));
	assert_null(value_get(NULL, "a"));
	assert_null(value_get(list, "a"));
	assert_null(value_get(value_get(value_map(a), "a"), "b"));
	assert_null(value_at(NULL, 0));
	assert_null(value_at(list, 1));
	assert_null(value_at(value_int(a, 1), 0));
	assert_int_equal(value_count(NULL), 0);
	assert_int_equal(value_count(value_text(a, "abc")), 0);
	arena_free(a);
}

static void a_path_goes_through_maps_and_lists(void **state)
{
	struct arena *a = arena_new();
	struct value *holder = value_map(a);
	struct value *holders = value_list(a);
	struct value *form = value_map(a);
	struct value *root = value_map(a);

	(void)state;
	value_set(a, holder, "name", value_text(a, "x"));
	value_push(a, holders, value_null(a));
	value_push(a, holders, holder);
	value_set(a, form, "holders", holders);
	value_set(a, root, "form", form);
	assert_ptr_equal(value_path(root, ""), root);
	assert_ptr_equal(value_path(root, "form"), form);
	assert_true(
	    value_is_text(value_path(root, "form.holders.1.name"), "x"));
	assert_null(value_path(root, "form.holders.2.name"));
	assert_null(value_path(root, "form.holders.01.name"));
	assert_null(value_path(root, "form.holders.0.name"));
	assert_null(value_path(root, "form."));
	assert_null(value_path(root, ".form"));
	assert_null(value_path(root, "form.holders.name"));
	arena_free(a);
}

static void typed_getters_refuse_other_types(void **state)
{
	struct arena *a = arena_new();
	struct value *map = value_map(a);
	struct bytes zero = { (const uint8_t *)"a\0b", 3 };
	struct bytes bytes = { 0 };
	const struct value *v = NULL;
	bool truth = true;
	int64_t n = 7;

	(void)state;
	value_set(a, map, "int", value_int(a, 1));
	value_set(a, map, "text", value_text(a, "t"));
	value_set(a, map, "zero", value_text_bytes(a, zero));
	value_set(a, map, "bin", value_bin(a, zero));
	value_set(a, map, "bool", value_bool(a, false));
	value_set(a, map, "list", value_list(a));
	value_set(a, map, "real", value_real(a, 1));
	assert_false(value_get_int(map, "text", &n));
	assert_false(value_get_int(map, "real", &n));
	assert_int_equal(n, 7);
	assert_false(value_get_bool(map, "int", &truth));
	assert_true(value_get_bool(map, "bool", &truth));
	assert_false(truth);
	assert_false(value_get_text(map, "bin", &bytes));
	assert_true(value_get_bin(map, "bin", &bytes));
	assert_int_equal(bytes.n, 3);
	assert_false(value_get_bin(map, "text", &bytes));
	assert_false(value_get_map(map, "list", &v));
	assert_true(value_get_list(map, "list", &v));
	assert_string_equal(value_get_string(map, "text"), "t");
	assert_null(value_get_string(map, "zero"));
	assert_null(value_get_string(map, "bin"));
	assert_null(value_get_string(map, "none"));
	arena_free(a);
}

static void the_order_is_total_over_all_types(void **state)
{
	struct arena *a = arena_new();
	struct value *empty_list = value_list(a);
	struct value *list = value_list(a);
	struct value *longer = value_list(a);
	struct value *map = value_map(a);
	const struct value *sorted[] = { value_null(a), value_bool(a, false),
		value_bool(a, true), value_int(a, INT64_MIN), value_int(a, 0),
		value_int(a, INT64_MAX), value_real(a, -1.5), value_real(a, 2),
		value_text(a, ""), value_text(a, "a"), value_text(a, "ab"),
		value_text(a, "b"), value_bin(a, bytes_text("a")), empty_list,
		list, longer, value_map(a), map };
	const int count = sizeof(sorted) / sizeof(*sorted);

	(void)state;
	value_push(a, list, value_int(a, 1));
	value_push(a, longer, value_int(a, 1));
	value_push(a, longer, value_null(a));
	value_set(a, map, "k", value_int(a, 1));
	for (int i = 0; i < count; i++) {
		for (int k = 0; k < count; k++) {
			int order = value_compare(sorted[i], sorted[k]);

			assert_int_equal(
			    (order > 0) - (order < 0), (i > k) - (i < k));
			assert_int_equal(
			    value_equal(sorted[i], sorted[k]), i == k);
		}
	}
	arena_free(a);
}

static void a_clone_survives_the_arena_of_the_original(void **state)
{
	struct arena *a = arena_new();
	struct arena *b = arena_new();
	struct value *map = value_map(a);
	struct value *list = value_list(a);
	struct value *copy;

	(void)state;
	value_push(a, list, value_text(a, "通办"));
	value_push(a, list, value_bin(a, bytes_text("xyz")));
	value_set(a, map, "list", list);
	map->line = 3;
	map->column = 9;
	copy = value_clone(b, map);
	assert_true(value_equal(copy, map));
	arena_free(a);
	assert_int_equal(copy->line, 3);
	assert_int_equal(copy->column, 9);
	assert_true(value_is_text(value_path(copy, "list.0"), "通办"));
	assert_int_equal(value_path(copy, "list.1")->bytes.n, 3);
	arena_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_map_keeps_its_keys_in_byte_order),
		cmocka_unit_test(
		    setting_a_key_again_replaces_and_dropping_removes),
		cmocka_unit_test(many_keys_in_any_order_are_all_found),
		cmocka_unit_test(lookups_of_what_is_not_there_give_null),
		cmocka_unit_test(a_path_goes_through_maps_and_lists),
		cmocka_unit_test(typed_getters_refuse_other_types),
		cmocka_unit_test(the_order_is_total_over_all_types),
		cmocka_unit_test(a_clone_survives_the_arena_of_the_original),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
