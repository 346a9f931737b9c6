/* schema/pack.c, for all trees and for all damage to their bytes. */
#include <stdlib.h>

#include "base/mem.h"
#include "schema/pack.h"
#include "tests/unit/unit.h"

#define TREES        2000
#define DAMAGED      200
#define DEPTH_MAX    6
#define CHILDREN_MAX 6

static const struct scan_limits limits = { 1u << 20, SCAN_DEPTH_MAX };

static uint64_t seed; /* xorshift64 */

static uint64_t draw(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static size_t below(size_t n)
{
	return (size_t)(draw() % n);
}

static int64_t any_integer(void)
{
	/* All widths are as likely. */
	uint64_t n = draw() >> below(64);

	return (int64_t)(below(2) != 0 ? n : ~n);
}

static struct bytes any_text(struct arena *a)
{
	static const char *const parts[] = { "a", "b", "z", "0", "é", "通",
		"办", "𠮷", "\x01", " ", "long enough for another header " };
	struct buf b = { 0 };
	struct bytes kept;

	for (size_t n = below(below(20) == 0 ? 40 : 5); n > 0; n--)
		buf_put_text(&b, parts[below(sizeof(parts) / sizeof(*parts))]);
	kept = arena_copy(a, buf_bytes(&b));
	buf_fini(&b);
	return kept;
}

static struct value *any_tree(struct arena *a, unsigned depth)
{
	size_t children = below(below(30) == 0 ? 40 : CHILDREN_MAX);
	struct value *v;

	switch (below(depth > 0 ? 8 : 5)) {
	case 0:
		return value_null(a);
	case 1:
		return value_bool(a, below(2) != 0);
	case 2:
		return value_int(a, any_integer());
	case 3:
		return value_text_bytes(a, any_text(a));
	case 4:
		return value_bin(a, any_text(a));
	case 5:
		v = value_list(a);
		while (children-- > 0)
			value_push(a, v, any_tree(a, depth - 1));
		return v;
	default:
		v = value_map(a);
		while (children-- > 0)
			value_set_bytes(
			    a, v, any_text(a), any_tree(a, depth - 1));
		return v;
	}
}

static void decoding_what_was_encoded_gives_the_same_tree(void **state)
{
	(void)state;
	for (int i = 0; i < TREES; i++) {
		struct arena *a = arena_new();
		struct value *tree = any_tree(a, DEPTH_MAX);
		struct buf packed = { 0 };
		struct value *out = NULL;

		pack_encode(&packed, tree);
		assert_int_equal(pack_check(tree, &limits, NULL), ERR_OK);
		assert_int_equal(
		    pack_decode(a, buf_bytes(&packed), &limits, &out, NULL),
		    ERR_OK);
		assert_true(value_equal(tree, out));
		assert_int_equal(value_compare(tree, out), 0);
		buf_fini(&packed);
		arena_free(a);
	}
}

/* Refused, or it is the one encoding of what it decodes to. */
static void assert_refused_or_canonical(struct bytes in)
{
	struct arena *a = arena_new();
	struct buf again = { 0 };
	struct value *out = NULL;
	struct why why = { 0 };

	if (pack_decode(a, in, &limits, &out, &why) == ERR_OK) {
		pack_encode(&again, out);
		assert_true(bytes_equal(buf_bytes(&again), in));
	} else {
		assert_true(why.text[0] != '\0');
	}
	buf_fini(&again);
	arena_free(a);
}

static void flipped_bytes_are_refused_or_canonical(void **state)
{
	(void)state;
	for (int i = 0; i < DAMAGED; i++) {
		struct arena *a = arena_new();
		struct buf packed = { 0 };

		pack_encode(&packed, any_tree(a, 3));
		for (size_t k = 0; k < packed.n && k < 400; k++) {
			uint8_t old = packed.p[k];

			packed.p[k] = (uint8_t)(old ^ (1 + below(255)));
			assert_refused_or_canonical(buf_bytes(&packed));
			packed.p[k] = old;
		}
		buf_fini(&packed);
		arena_free(a);
	}
}

static void every_cut_is_refused(void **state)
{
	(void)state;
	for (int i = 0; i < DAMAGED; i++) {
		struct arena *a = arena_new();
		struct buf packed = { 0 };
		struct value *out;

		pack_encode(&packed, any_tree(a, 3));
		for (size_t k = 0; k < packed.n && k < 400; k++)
			assert_int_equal(
			    pack_decode(a, (struct bytes){ packed.p, k },
				&limits, &out, NULL),
			    ERR_PARSE);
		buf_fini(&packed);
		arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decoding_what_was_encoded_gives_the_same_tree),
		cmocka_unit_test(flipped_bytes_are_refused_or_canonical),
		cmocka_unit_test(every_cut_is_refused),
	};
	const char *text = getenv("TONGBAN_SEED");

	seed = text != NULL ? strtoull(text, NULL, 10) : 20261124;
	must(seed != 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
