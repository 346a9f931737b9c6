#include "schema/pack.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "tests/unit/unit.h"

static const struct scan_limits limits = { 64u << 10, SCAN_DEPTH_MAX };

static void assert_hex(const struct value *v, const char *hex)
{
	struct buf out = { 0 };
	char *text;

	pack_encode(&out, v);
	text = mem_new(TEXT_HEX_ROOM(out.n));
	text_hex(text, buf_bytes(&out));
	assert_string_equal(text, hex);
	mem_free(text);
	buf_fini(&out);
}

static void integers_take_their_shortest_form(void **state)
{
	static const struct {
		int64_t n;
		const char *hex;
	} samples[] = { { 0, "00" }, { 127, "7f" }, { 128, "cc80" },
		{ 255, "ccff" }, { 256, "cd0100" }, { 65535, "cdffff" },
		{ 65536, "ce00010000" }, { 4294967295, "ceffffffff" },
		{ 4294967296, "cf0000000100000000" },
		{ INT64_MAX, "cf7fffffffffffffff" }, { -1, "ff" },
		{ -32, "e0" }, { -33, "d0df" }, { -128, "d080" },
		{ -129, "d1ff7f" }, { -32768, "d18000" },
		{ -32769, "d2ffff7fff" }, { -2147483648, "d280000000" },
		{ -2147483649, "d3ffffffff7fffffff" },
		{ INT64_MIN, "d38000000000000000" } };
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++)
		assert_hex(value_int(a, samples[i].n), samples[i].hex);
	arena_free(a);
}

static void a_document_encodes_to_known_bytes(void **state)
{
	struct arena *a = arena_new();
	struct value *map = value_map(a);
	struct value *list = value_list(a);

	(void)state;
	value_push(a, list, value_null(a));
	value_push(a, list, value_bool(a, true));
	value_push(a, list, value_bin(a, bytes_text("\x01\x02")));
	value_set(a, map, "v", value_int(a, 1));
	value_set(a, map, "list", list);
	value_set(a, map, "名", value_text(a, "通办"));
	assert_hex(map, "83a46c69737493c0c3c4020102a17601a3e5908d"
			"a6e9809ae58a9e");
	arena_free(a);
}

static void long_texts_and_lists_decode_as_they_were(void **state)
{
	static const size_t sizes[] = { 0, 31, 32, 255, 256, 40000 };
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		struct value *list = value_list(a);
		struct buf text = { 0 };
		struct buf packed = { 0 };
		struct value *out;

		memset(buf_extend(&text, sizes[i]), 'x', sizes[i]);
		value_push(a, list, value_text_bytes(a, buf_bytes(&text)));
		value_push(a, list, value_int(a, 5));
		pack_encode(&packed, list);
		assert_int_equal(
		    pack_decode(a, buf_bytes(&packed), &limits, &out, NULL),
		    ERR_OK);
		assert_true(value_equal(list, out));
		buf_fini(&text);
		buf_fini(&packed);
	}
	arena_free(a);
}

static void says_what_is_not_canonical_and_where(void **state)
{
	struct arena *a = arena_new();
	struct value *out = NULL;
	struct why why;

	(void)state;
	assert_int_equal(pack_decode(a,
			     bytes_text("\x82\xa1"
					"b\x01\xa1"
					"a\x01"),
			     &limits, &out, &why),
	    ERR_PARSE);
	assert_non_null(strstr(why.text, "byte 4"));
	assert_non_null(strstr(why.text, "byte order"));
	assert_null(out);
	arena_free(a);
}

static void a_hostile_length_allocates_nothing(void **state)
{
	/* msgpack-c would ask for 8 GB here. */
	struct arena *a = arena_new();
	struct value *out;

	(void)state;
	assert_int_equal(pack_decode(a, bytes_text("\xdd\xff\xff\xff\xff"),
			     &limits, &out, NULL),
	    ERR_PARSE);
	assert_int_equal(arena_used(a), 0);
	arena_free(a);
}

static void depth_and_size_are_limits(void **state)
{
	const struct scan_limits small = { 3, 1 };
	struct arena *a = arena_new();
	struct value *out;

	(void)state;
	assert_int_equal(
	    pack_decode(a, bytes_text("\xa3xyz"), &small, &out, NULL),
	    ERR_LIMIT);
	assert_int_equal(
	    pack_decode(a, bytes_text("\x91\x90"), &small, &out, NULL),
	    ERR_LIMIT);
	arena_free(a);
}

static void checks_trees_from_outside_before_they_are_encoded(void **state)
{
	const struct scan_limits small = { 8, 2 };
	struct arena *a = arena_new();
	struct value *real = value_real(a, 0.5);
	struct value *list = value_list(a);
	struct value *outer = value_list(a);
	struct value *map = value_map(a);
	struct why why;

	(void)state;
	real->line = 4;
	value_push(a, list, real);
	assert_int_equal(pack_check(list, &limits, &why), ERR_PARSE);
	assert_int_equal(why.line, 4);
	assert_int_equal(
	    pack_check(value_text(a, "\xed\xa0\x80"), &limits, &why),
	    ERR_PARSE);
	value_set_bytes(a, map, bytes_text("\xff"), value_null(a));
	assert_int_equal(pack_check(map, &limits, &why), ERR_PARSE);
	assert_int_equal(
	    pack_check(value_text(a, "too long"), &small, &why), ERR_LIMIT);
	list = value_list(a);
	value_push(a, outer, list);
	assert_int_equal(pack_check(outer, &small, &why), ERR_OK);
	value_push(a, list, value_list(a));
	assert_int_equal(pack_check(outer, &small, &why), ERR_LIMIT);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers_take_their_shortest_form),
		cmocka_unit_test(a_document_encodes_to_known_bytes),
		cmocka_unit_test(long_texts_and_lists_decode_as_they_were),
		cmocka_unit_test(says_what_is_not_canonical_and_where),
		cmocka_unit_test(a_hostile_length_allocates_nothing),
		cmocka_unit_test(depth_and_size_are_limits),
		cmocka_unit_test(
		    checks_trees_from_outside_before_they_are_encoded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
