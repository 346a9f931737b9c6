#include "schema/proven.h"

#include <string.h>

#include "tests/suite/suite_used.h"
#include "tests/unit/schema/files.h"

#define TEST(name) cmocka_unit_test(name)
#define MANY       20000 /* more than are remembered */

/* Acts that differ in their time alone, all signed by one key. */
struct desk {
	struct arena *arena;
	struct random_seeded random;
	struct sign_pair pair, other;
	struct proven *proven;
};

static struct desk desk_new(void)
{
	struct desk d = { .arena = arena_new(), .proven = proven_new() };
	uint8_t seed[RANDOM_SEED_BYTES] = { 7 };

	random_seeded_init(&d.random, seed);
	sign_pair_make(&d.pair, suite_used(), &d.random.random);
	sign_pair_make(&d.other, suite_used(), &d.random.random);
	return d;
}

static void desk_free(struct desk *d)
{
	proven_free(d->proven);
	arena_free(d->arena);
}

static struct act *act_at(struct desk *d, int64_t at_ms)
{
	struct digest net = digest_sha256(bytes_text("a network"));
	struct digest by = sign_key_id(&d->pair.public);
	struct act *act = act_new(d->arena,
	    &(struct act_origin){ suite_used(), &net, "hanbin", at_ms },
	    "case.note", &d->random.random, &by);

	act->body = value_map(d->arena);
	act_seal(d->arena, act);
	act_sign(act, &d->pair);
	act_finish(d->arena, act);
	return act;
}

/* Signature number @i of those that are none. */
static void spoil(struct act_sig *sig, unsigned i)
{
	uint8_t b[SIGNATURE_BYTES_MAX];
	struct bytes good = sign_signature_bytes(&sig->signature);

	memcpy(b, good.p, good.n);
	for (unsigned k = 0; k < sizeof(i); k++)
		b[k] ^= (uint8_t)(i >> 8 * k);
	must(sign_signature_take(
	    &sig->signature, suite_used(), (struct bytes){ b, good.n }));
}

static void says_twice_what_the_check_says(void **state)
{
	struct desk d = desk_new();
	const struct act *act = act_at(&d, 1);

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		assert_true(proven_signed_by(d.proven, act, &d.pair.public));
		assert_false(proven_signed_by(d.proven, act, &d.other.public));
	}
	desk_free(&d);
}

/* The signature of one act, put on another, is not taken for proven; nor is
 * the right act with a false one, in whatever order they are shown. */
static void a_good_signature_vouches_for_nothing_else(void **state)
{
	struct desk d = desk_new();
	const struct act *good = act_at(&d, 1);
	struct act *moved = act_at(&d, 2);
	struct act bad = *good;

	(void)state;
	assert_true(proven_signed_by(d.proven, good, &d.pair.public));
	moved->sigs[0].signature = good->sigs[0].signature;
	assert_false(proven_signed_by(d.proven, moved, &d.pair.public));
	spoil(&bad.sigs[0], 1);
	for (unsigned i = 0; i < 2; i++) {
		assert_false(proven_signed_by(d.proven, &bad, &d.pair.public));
		assert_true(proven_signed_by(d.proven, good, &d.pair.public));
	}
	desk_free(&d);
}

/* Verdicts that were overwritten are found anew, the same. */
static void forgets_and_is_still_right(void **state)
{
	struct desk d = desk_new();
	struct act *first = act_at(&d, 0), *act = act_at(&d, 1);
	struct act_sig sig = act->sigs[0];

	(void)state;
	assert_true(proven_signed_by(d.proven, first, &d.pair.public));
	for (unsigned i = 1; i <= MANY; i++) {
		act->sigs[0] = sig;
		spoil(&act->sigs[0], i);
		assert_false(proven_signed_by(d.proven, act, &d.pair.public));
	}
	assert_true(proven_signed_by(d.proven, first, &d.pair.public));
	desk_free(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(says_twice_what_the_check_says),
		TEST(a_good_signature_vouches_for_nothing_else),
		TEST(forgets_and_is_still_right),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
