#include "node/http_body.h"

#include "tests/unit/unit.h"

#define MIB      (1ull << 20)
#define LARGE    (64 * MIB)
#define ROOM_FOR 4 /* of these */

static struct http_body body(uint8_t owner, uint64_t bytes, uint64_t got)
{
	return (struct http_body){
		.bytes = bytes, .got = got, .owner = { { owner, 1 } }
	};
}

struct room {
	struct http_body bodies[8];
	const struct http_body *all[8];
	bool goes[8];
	size_t count;
};

static void put(struct room *r, struct http_body b)
{
	r->bodies[r->count] = b;
	r->all[r->count] = &r->bodies[r->count];
	r->count++;
}

static enum http_body_answer judge(
    struct room *r, struct http_body b, uint64_t now_ms)
{
	return http_body_judge(&b, r->count, r->all, now_ms, r->goes);
}

static size_t going(const struct room *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->count; i++)
		n += r->goes[i] ? 1 : 0;
	return n;
}

static void a_body_has_a_time_by_its_length(void **state)
{
	struct http_body b = body(1, MIB, 0);

	(void)state;
	b.since_ms = 1000;
	assert_int_equal(
	    http_body_deadline_ms(&b), 1000 + HTTP_BODY_MS_MIN + 32000);
	b.bytes = 1;
	assert_int_equal(http_body_deadline_ms(&b), 1000 + HTTP_BODY_MS_MIN);
}

static void slow_is_what_is_below_the_rate_after_a_while(void **state)
{
	struct http_body b = body(1, LARGE, 0);

	(void)state;
	b.since_ms = 50;
	assert_false(http_body_is_slow(&b, 50));
	assert_false(http_body_is_slow(&b, 50 + HTTP_BODY_FAIR_MS - 1));
	assert_true(http_body_is_slow(&b, 50 + HTTP_BODY_FAIR_MS));
	b.got = HTTP_BODY_FAIR_RATE * 10;
	assert_false(http_body_is_slow(&b, 50 + 10000));
	assert_true(http_body_is_slow(&b, 50 + 10001));
	b.got = b.bytes;
	assert_false(http_body_is_slow(&b, 1000000)); /* it is being answered */
}

static void four_that_are_held_back_give_way_to_the_next(void **state)
{
	struct room r = { 0 };

	(void)state;
	for (uint8_t i = 0; i < ROOM_FOR; i++)
		put(&r, body(i, LARGE, i == 2 ? 10 : 1000));
	assert_int_equal(judge(&r, body(9, LARGE, 0), 0), HTTP_BODY_FULL);
	assert_int_equal(going(&r), 0); /* nobody is slow yet */
	assert_int_equal(
	    judge(&r, body(9, LARGE, 0), HTTP_BODY_FAIR_MS), HTTP_BODY_FITS);
	assert_int_equal(going(&r), 1);
	assert_true(r.goes[2]); /* the slowest */
	assert_int_equal(judge(&r, body(9, 2 * LARGE, 0), HTTP_BODY_FAIR_MS),
	    HTTP_BODY_FITS);
	assert_int_equal(going(&r), 2);
}

static void who_sends_fast_enough_keeps_its_place(void **state)
{
	struct room r = { 0 };
	uint64_t fast = HTTP_BODY_FAIR_RATE * 5;

	(void)state;
	put(&r, body(1, LARGE, fast));
	put(&r, body(2, LARGE, fast));
	put(&r, body(3, LARGE, fast));
	put(&r, body(4, LARGE, 0));
	assert_int_equal(
	    judge(&r, body(9, 2 * LARGE, 0), 5000), HTTP_BODY_FULL);
	assert_int_equal(going(&r), 0); /* in vain: nobody goes */
	assert_int_equal(judge(&r, body(9, LARGE, 0), 5000), HTTP_BODY_FITS);
	assert_int_equal(going(&r), 1);
	assert_true(r.goes[3]);
}

static void one_owner_has_half_of_the_room(void **state)
{
	struct room r = { 0 };

	(void)state;
	put(&r, body(1, LARGE, 0));
	assert_int_equal(judge(&r, body(1, LARGE, 0), 0), HTTP_BODY_FITS);
	put(&r, body(1, LARGE, 0));
	assert_int_equal(judge(&r, body(1, 2 * MIB, 0), 0), HTTP_BODY_SHARE);
	assert_int_equal(judge(&r, body(2, LARGE, 0), 0), HTTP_BODY_FITS);
	assert_int_equal(going(&r), 0);
	/* The first of an owner may be larger than that. */
	assert_int_equal(judge(&(struct room){ 0 }, body(2, 3 * LARGE, 0), 0),
	    HTTP_BODY_FITS);
}

static void small_ones_are_not_counted(void **state)
{
	struct room r = { 0 };

	(void)state;
	for (uint8_t i = 0; i < ROOM_FOR; i++)
		put(&r, body(1, LARGE, 0));
	assert_int_equal(judge(&r, body(1, MIB, 0), 0), HTTP_BODY_FITS);
	assert_int_equal(judge(&r, body(1, 0, 0), 0), HTTP_BODY_FITS);
	assert_int_equal(
	    judge(&r, body(1, MIB, 0), HTTP_BODY_FAIR_MS), HTTP_BODY_FITS);
	assert_int_equal(going(&r), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_body_has_a_time_by_its_length),
		cmocka_unit_test(slow_is_what_is_below_the_rate_after_a_while),
		cmocka_unit_test(four_that_are_held_back_give_way_to_the_next),
		cmocka_unit_test(who_sends_fast_enough_keeps_its_place),
		cmocka_unit_test(one_owner_has_half_of_the_room),
		cmocka_unit_test(small_ones_are_not_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
