#include "node/agenda.h"

#include <stdlib.h>
#include <string.h>

#include "keys/random.h"
#include "tests/unit/unit.h"

#define CASES 500

static struct digest id_of(unsigned n)
{
	return digest_sha256((struct bytes){ (const uint8_t *)&n, sizeof(n) });
}

static void the_first_to_come_is_given_and_stays(void **state)
{
	struct agenda *a = agenda_new();
	struct digest one = id_of(1), two = id_of(2), got;

	(void)state;
	assert_false(agenda_first(a, 100, &got));
	assert_int_equal(agenda_next(a), AGENDA_NEVER);
	agenda_put(a, &one, 50);
	agenda_put(a, &two, 40);
	assert_false(agenda_first(a, 39, &got));
	assert_true(agenda_first(a, 40, &got));
	assert_true(digest_equal(&got, &two));
	agenda_put(a, &two, 60); /* put anew: behind the other */
	assert_true(agenda_first(a, 100, &got));
	assert_true(digest_equal(&got, &one));
	assert_int_equal(agenda_come(a, 55, 10), 1);
	assert_int_equal(agenda_come(a, 60, 10), 2);
	assert_int_equal(agenda_come(a, 60, 1), 1);
	agenda_put(a, &one, AGENDA_NEVER);
	agenda_put(a, &one, AGENDA_NEVER);
	assert_int_equal(agenda_count(a), 1);
	assert_int_equal(agenda_next(a), 60);
	agenda_free(a);
}

/* What it should hold, by plain arrays. */
struct plain {
	int64_t at[CASES];
};

static void compare(const struct agenda *a, const struct plain *p, int64_t now)
{
	int64_t first = AGENDA_NEVER;
	size_t count = 0, come = 0;
	struct digest got;

	for (unsigned i = 0; i < CASES; i++) {
		count += p->at[i] != AGENDA_NEVER;
		come += p->at[i] <= now;
		if (p->at[i] < first)
			first = p->at[i];
	}
	assert_int_equal(agenda_count(a), count);
	assert_int_equal(agenda_next(a), first);
	assert_int_equal(agenda_come(a, now, SIZE_MAX), come);
	if (agenda_first(a, INT64_MAX - 1, &got)) {
		unsigned i = 0;

		while (i < CASES) {
			struct digest id = id_of(i);

			if (digest_equal(&id, &got))
				break;
			i++;
		}
		assert_true(i < CASES);
		assert_int_equal(p->at[i], first);
	}
}

static void any_order_of_putting_and_taking_agrees_with_a_plain_list(
    void **state)
{
	struct agenda *a = agenda_new();
	struct plain p;
	uint32_t n = 12345;

	(void)state;
	for (unsigned i = 0; i < CASES; i++)
		p.at[i] = AGENDA_NEVER;
	for (unsigned step = 0; step < 4000; step++) {
		struct digest id;
		unsigned which;

		n = n * 1664525 + 1013904223;
		which = (n >> 8) % CASES;
		id = id_of(which);
		p.at[which] =
		    (n >> 4) % 3 == 0 ? AGENDA_NEVER : (int64_t)(n >> 20);
		agenda_put(a, &id, p.at[which]);
		if (step % 50 == 0)
			compare(a, &p, 2000);
	}
	compare(a, &p, 1000);
	agenda_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_to_come_is_given_and_stays),
		cmocka_unit_test(
		    any_order_of_putting_and_taking_agrees_with_a_plain_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
