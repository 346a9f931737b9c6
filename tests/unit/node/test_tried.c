#include "node/tried.h"

#include "tests/unit/unit.h"

static struct digest name(unsigned i)
{
	return (struct digest){ { 1, (uint8_t)(i >> 16), (uint8_t)(i >> 8),
	    (uint8_t)i } };
}

static void what_fails_waits_twice_as_long_each_time(void **state)
{
	struct tried *t = tried_new();
	struct digest id = name(1);
	int64_t now = 5, delay = TRIED_MS;

	(void)state;
	assert_int_equal(tried_until(t, &id, now), 0);
	for (int i = 0; i < 10; i++) {
		assert_int_equal(tried_failed(t, &id, now), i == 0);
		assert_int_equal(tried_until(t, &id, now), now + delay);
		now += delay;
		assert_int_equal(tried_until(t, &id, now), 0);
		delay = delay * 2 < TRIED_MS_MAX ? delay * 2 : TRIED_MS_MAX;
	}
	tried_done(t, &id, now);
	assert_int_equal(tried_until(t, &id, now), now + TRIED_MS);
	assert_true(tried_failed(t, &id, now)); /* a new failure */
	assert_false(tried_was_crowded(t));
	tried_free(t);
}

static void with_all_places_taken_the_next_to_be_tried_is_forgotten(
    void **state)
{
	struct tried *t = tried_new();
	struct digest id;

	(void)state;
	for (unsigned i = 0; i < TRIED_MAX; i++) {
		id = name(i);
		assert_true(tried_failed(t, &id, (int64_t)i));
	}
	id = name(0);
	assert_false(tried_failed(t, &id, 0)); /* known still; waits longer */
	assert_false(tried_was_crowded(t));
	id = name(TRIED_MAX);
	assert_true(tried_failed(t, &id, 2));
	assert_true(tried_was_crowded(t));
	assert_false(tried_was_crowded(t)); /* told once */
	id = name(1);
	assert_int_equal(tried_until(t, &id, 2), 0);
	id = name(2);
	assert_int_not_equal(tried_until(t, &id, 2), 0);
	/* Whose time is over makes room without a word. */
	id = name(TRIED_MAX + 1);
	assert_true(tried_failed(t, &id, 2 + TRIED_MS));
	assert_false(tried_was_crowded(t));
	tried_free(t);
}

static void what_is_settled_stays_so_and_nothing_beside_it(void **state)
{
	struct tried *t = tried_new();

	(void)state;
	assert_false(tried_is_settled(t, 0));
	tried_settle(t, 1000);
	tried_settle(t, 7);
	for (size_t i = 0; i < 2000; i++)
		assert_int_equal(tried_is_settled(t, i), i == 1000 || i == 7);
	tried_free(t);
}

static void so_many_are_told_in_an_hour_and_the_next_tells_of_the_rest(
    void **state)
{
	struct tried *t = tried_new();
	uint64_t unsaid = 99;

	(void)state;
	for (int i = 0; i < TRIED_SAY_MAX; i++) {
		assert_true(tried_may_say(t, i, &unsaid));
		assert_int_equal(unsaid, 0);
	}
	for (int i = 0; i < 500; i++)
		assert_false(tried_may_say(t, 100 + i, &unsaid));
	assert_true(tried_may_say(t, TRIED_SAY_MS, &unsaid));
	assert_int_equal(unsaid, 500);
	assert_true(tried_may_say(t, TRIED_SAY_MS, &unsaid));
	assert_int_equal(unsaid, 0);
	tried_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_fails_waits_twice_as_long_each_time),
		cmocka_unit_test(
		    with_all_places_taken_the_next_to_be_tried_is_forgotten),
		cmocka_unit_test(
		    what_is_settled_stays_so_and_nothing_beside_it),
		cmocka_unit_test(
		    so_many_are_told_in_an_hour_and_the_next_tells_of_the_rest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
