#include "sync/hint.h"

#include <string.h>

#include "keys/noise.h"
#include "keys/random.h"
#include "tests/unit/unit.h"

/* The bytes of P-20: salt 00 to 07, key 20 21 ... 3f. */
static const uint8_t worked[HINT_BYTES] = { 0, 1, 2, 3, 4, 5, 6, 7, 0xb9, 0x5b,
	0xc8, 0x94, 0x35, 0x18, 0x7c, 0x57 };

static struct noise_public key_from(uint8_t first)
{
	struct noise_public key;

	for (size_t i = 0; i < sizeof(key.b); i++)
		key.b[i] = (uint8_t)(first + i);
	return key;
}

static void a_hint_is_these_bytes(void **state)
{
	struct noise_public key = key_from(0x20), other = key_from(0x21);

	(void)state;
	assert_true(hint_fits(bytes_of(worked), &key));
	assert_false(hint_fits(bytes_of(worked), &other));
}

static void a_hint_means_one_key_and_is_another_each_time(void **state)
{
	static const uint8_t seed[RANDOM_SEED_BYTES] = { 3 };
	struct noise_public key = key_from(1), other = key_from(2);
	uint8_t hint[HINT_BYTES], again[HINT_BYTES];
	struct random_seeded r;

	(void)state;
	random_seeded_init(&r, seed);
	hint_make(hint, &key, &r.random);
	hint_make(again, &key, &r.random);
	assert_true(hint_fits(bytes_of(hint), &key));
	assert_true(hint_fits(bytes_of(again), &key));
	assert_false(hint_fits(bytes_of(hint), &other));
	assert_memory_not_equal(hint, again, HINT_SALT_BYTES);
	assert_memory_not_equal(hint + HINT_SALT_BYTES, again + HINT_SALT_BYTES,
	    HINT_BYTES - HINT_SALT_BYTES);
}

static void what_was_changed_or_cut_means_no_key(void **state)
{
	struct noise_public key = key_from(0x20);
	uint8_t changed[HINT_BYTES];

	(void)state;
	for (size_t i = 0; i < HINT_BYTES; i++) {
		memcpy(changed, worked, sizeof(changed));
		changed[i] ^= 1;
		assert_false(hint_fits(bytes_of(changed), &key));
		assert_false(hint_fits((struct bytes){ worked, i }, &key));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hint_is_these_bytes),
		cmocka_unit_test(a_hint_means_one_key_and_is_another_each_time),
		cmocka_unit_test(what_was_changed_or_cut_means_no_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
