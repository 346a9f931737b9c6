/* A book of wraps says what a walk over the acts would. */
#include "schema/wrap_book.h"

#include <stdio.h>

#include "keys/random.h"
#include "schema/act.h"
#include "schema/guard.h"
#include "tests/unit/unit.h"

#define ACTS        600
#define GENERATIONS 300

static const char *const nodes[] = { NULL, "hanbin", "ankang-gaoxin" };

static bool walk(const struct guard_applied *applied, size_t count,
    const char *node, uint32_t generation)
{
	char id[WRAP_ID_ROOM];

	wrap_id_format(id, node, generation);
	for (size_t i = 0; i < count; i++)
		if (act_vault_find(applied[i].act, id) != NULL)
			return true;
	return false;
}

static void assert_same(const struct wrap_book *b,
    const struct guard_applied *applied, size_t count)
{
	for (size_t k = 0; k < 3; k++)
		for (uint32_t g = 0; g < GENERATIONS; g++)
			assert_int_equal(wrap_book_has(b, nodes[k], g),
			    walk(applied, count, nodes[k], g));
}

/* More than the tail holds, some of them twice, read in stretches. */
static void a_book_says_what_a_walk_says(void **state)
{
	struct arena *a = arena_new();
	struct guard_applied *applied =
	    arena_take_array(a, ACTS, sizeof(*applied));
	struct random_seeded random;
	uint8_t bytes[RANDOM_SEED_BYTES] = { 7 };
	struct wrap_book book = { 0 };

	(void)state;
	random_seeded_init(&random, bytes);
	for (size_t i = 0; i < ACTS; i++) {
		struct act *act = arena_take(a, sizeof(*act));
		struct act_vault *vault = arena_take(a, 2 * sizeof(*vault));
		char id[WRAP_ID_ROOM];

		wrap_id_format(id, nodes[random_below(&random.random, 3)],
		    (uint32_t)random_below(&random.random, GENERATIONS));
		vault[0].id = arena_text(a, bytes_text(id));
		vault[1].id = "mat.M1";
		act->vault = vault;
		act->vault_count = 2;
		applied[i].act = act;
	}
	assert_same(&book, applied, 0);
	for (size_t upto = 150; upto <= ACTS; upto += 150) {
		wrap_book_read(&book, a, applied, upto);
		assert_same(&book, applied, upto);
	}
	assert_true(book.sorted > 0);
	assert_true(book.count < ACTS); /* each once */
	assert_false(
	    wrap_book_has(&book, "a-name-that-is-longer-than-any-node-has", 0));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_book_says_what_a_walk_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
