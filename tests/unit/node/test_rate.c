#include "node/rate.h"

#include "tests/unit/unit.h"

static struct digest name_of(unsigned n)
{
	return digest_sha256((struct bytes){ (uint8_t *)&n, sizeof(n) });
}

static void a_bucket_empties_and_fills(void **state)
{
	struct rate *r = rate_new(2, 4);
	struct digest who = name_of(1);
	unsigned retry = 0;

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_true(rate_take(r, &who, 1000, &retry));
	assert_false(rate_take(r, &who, 1000, &retry));
	assert_int_equal(retry, 1);
	assert_false(rate_take(r, &who, 1499, &retry));
	assert_true(rate_take(r, &who, 1500, &retry));
	assert_false(rate_take(r, &who, 1500, &retry));
	for (int i = 0; i < 4; i++)
		assert_true(rate_take(r, &who, 1000000, &retry));
	assert_false(rate_take(r, &who, 1000000, &retry));
	rate_free(r);
}

static void one_empty_bucket_is_nobody_elses(void **state)
{
	struct rate *r = rate_new(1, 1);
	struct digest a = name_of(1), b = name_of(2);
	unsigned retry = 0;

	(void)state;
	assert_true(rate_take(r, &a, 0, &retry));
	assert_false(rate_take(r, &a, 0, &retry));
	assert_true(rate_take(r, &b, 0, &retry));
	rate_free(r);
}

static void a_flood_of_names_stays_in_bounds(void **state)
{
	struct rate *r = rate_new(1, 1);
	unsigned retry = 0;

	(void)state;
	for (unsigned i = 0; i < RATE_PLACES_MAX + 50; i++) {
		struct digest who = name_of(i);

		assert_true(rate_take(r, &who, i, &retry));
	}
	rate_free(r);
}

/* A clock that steps back gives nothing and takes nothing. */
static void time_that_goes_back_is_no_time(void **state)
{
	struct rate *r = rate_new(1, 1);
	struct digest who = name_of(1);
	unsigned retry = 0;

	(void)state;
	assert_true(rate_take(r, &who, 5000, &retry));
	assert_false(rate_take(r, &who, 0, &retry));
	assert_true(rate_take(r, &who, 6000, &retry));
	rate_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bucket_empties_and_fills),
		cmocka_unit_test(one_empty_bucket_is_nobody_elses),
		cmocka_unit_test(a_flood_of_names_stays_in_bounds),
		cmocka_unit_test(time_that_goes_back_is_no_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
