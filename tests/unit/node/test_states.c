#include "node/states.h"

#include "base/mem.h"
#include "keys/random.h"
#include "tests/unit/unit.h"

#define CASES 600
#define PUTS  20000

static void a_case_is_in_the_state_that_was_put_last(void **state)
{
	struct states *s = states_new();

	(void)state;
	assert_int_equal(states_get(s, 7), MACHINE_NONE);
	states_put(s, 7, MACHINE_RECEIVED);
	states_put(s, 3, MACHINE_YES);
	states_put(s, 7, MACHINE_ACCEPTED);
	assert_int_equal(states_get(s, 7), MACHINE_ACCEPTED);
	states_put(s, 7, MACHINE_CLOSED);
	assert_int_equal(states_get(s, 7), MACHINE_CLOSED);
	assert_int_equal(states_get(s, 3), MACHINE_YES);
	assert_int_equal(states_get(s, 5), MACHINE_NONE);
	assert_int_equal(states_count(s), 2);
	states_free(s);
	states_free(NULL);
}

/* By an array, where a key is a place. */
static void compare(struct states *s, const enum machine_state *plain)
{
	const uint32_t mask =
	    MACHINE_BIT(MACHINE_ACCEPTED) | MACHINE_BIT(MACHINE_YES);
	int64_t at = INT64_MAX;

	for (int64_t key = CASES - 1; key >= 0; key--) {
		assert_int_equal(states_get(s, key), plain[key]);
		if ((mask & MACHINE_BIT(plain[key])) == 0)
			continue;
		assert_true(states_before(s, mask, &at));
		assert_int_equal(at, key);
	}
	assert_false(states_before(s, mask, &at));
}

static void finds_the_newest_first_in_whatever_order_they_were_put(void **state)
{
	enum machine_state plain[CASES] = { MACHINE_NONE };
	uint8_t seed[RANDOM_SEED_BYTES] = { 27 };
	struct states *s = states_new();
	struct random_seeded r;

	(void)state;
	random_seeded_init(&r, seed);
	for (int i = 0; i < PUTS; i++) {
		size_t key = random_below(&r.random, CASES);

		plain[key] = (enum machine_state)(
		    1 + random_below(&r.random, MACHINE_STATE_COUNT - 1));
		states_put(s, (int64_t)key, plain[key]);
		if (random_below(&r.random, PUTS / 20) == 0)
			compare(s, plain);
	}
	compare(s, plain);
	assert_int_equal(states_count(s), CASES);
	states_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_case_is_in_the_state_that_was_put_last),
		cmocka_unit_test(
		    finds_the_newest_first_in_whatever_order_they_were_put),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
