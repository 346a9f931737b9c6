#include "node/leftover.h"

#include <string.h>

#include "tests/unit/unit.h"

static struct digest root(unsigned n)
{
	return digest_sha256(bytes_of(n));
}

static void put_of(
    struct leftover *l, unsigned who, unsigned first, size_t count, int64_t now)
{
	struct leftover_objects o = { .count = count };
	struct digest owner = root(100000 + who);

	for (size_t i = 0; i < count; i++)
		o.roots[i] = root(first + (unsigned)i);
	leftover_put(l, &owner, &o, now);
}

/* Each of somebody else's. */
static void put(struct leftover *l, unsigned first, size_t count, int64_t now)
{
	put_of(l, first, first, count, now);
}

static void what_no_act_named_goes_after_an_hour(void **state)
{
	struct leftover *l = leftover_new();
	struct leftover_objects out;
	struct digest first = root(1), second = root(2);

	(void)state;
	put(l, 1, 2, 1000);
	put(l, 9, 0, 1000); /* nothing */
	put(l, 5, 1, 2000);
	assert_false(leftover_take(l, 1000 + LEFTOVER_MS - 1, &out));
	assert_true(leftover_take(l, 1000 + LEFTOVER_MS, &out));
	assert_int_equal(out.count, 2);
	assert_true(digest_equal(&out.roots[0], &first));
	assert_true(digest_equal(&out.roots[1], &second));
	assert_false(leftover_take(l, 1000 + LEFTOVER_MS, &out));
	assert_true(leftover_take(l, 2000 + LEFTOVER_MS, &out));
	assert_int_equal(out.count, 1);
	leftover_free(l);
}

/* Whatever else was changed in the act before it was signed. */
static void what_an_act_names_stays_with_what_was_sealed_beside(void **state)
{
	struct leftover *l = leftover_new();
	struct leftover_objects out;
	struct act_vault vault[2] = { { .root = root(77) },
		{ .root = root(2) } };
	struct act act = { .vault_count = 2, .vault = vault };

	(void)state;
	put(l, 1, 2, 0);
	put(l, 5, 1, 0);
	leftover_keep(l, &act);
	assert_true(leftover_take(l, LEFTOVER_MS, &out));
	assert_int_equal(out.count, 1);
	assert_false(leftover_take(l, LEFTOVER_MS, &out));
	leftover_free(l);
}

static void with_all_places_taken_the_oldest_goes_at_once(void **state)
{
	struct leftover *l = leftover_new();
	struct leftover_objects out;
	struct digest oldest = root(0);

	(void)state;
	for (unsigned i = 0; i < LEFTOVER_PLACES_MAX; i++)
		put(l, i, 1, i);
	assert_false(leftover_take(l, LEFTOVER_PLACES_MAX, &out));
	put(l, 90000, 1, LEFTOVER_PLACES_MAX);
	assert_true(leftover_take(l, LEFTOVER_PLACES_MAX, &out));
	assert_true(digest_equal(&out.roots[0], &oldest));
	assert_false(leftover_take(l, LEFTOVER_PLACES_MAX, &out));
	leftover_free(l);
}

static void who_prepares_much_removes_their_own(void **state)
{
	struct leftover *l = leftover_new();
	struct leftover_objects out;

	(void)state;
	put_of(l, 1, 1, 1, 0);
	for (unsigned i = 0; i < LEFTOVER_OWNER_MAX; i++)
		put_of(l, 2, 100 + i, 1, 1);
	assert_false(leftover_take(l, 1, &out));
	for (unsigned i = 0; i < 3; i++) {
		struct digest gone = root(100 + i);

		put_of(l, 2, 200 + i, 1, 2);
		assert_true(leftover_take(l, 2, &out));
		assert_true(digest_equal(&out.roots[0], &gone));
		assert_false(leftover_take(l, 2, &out));
	}
	leftover_free(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_no_act_named_goes_after_an_hour),
		cmocka_unit_test(
		    what_an_act_names_stays_with_what_was_sealed_beside),
		cmocka_unit_test(with_all_places_taken_the_oldest_goes_at_once),
		cmocka_unit_test(who_prepares_much_removes_their_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
