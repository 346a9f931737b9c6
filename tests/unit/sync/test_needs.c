#include "sync/needs.h"

#include <string.h>

#include "base/mem.h"
#include "keys/random.h"
#include "tests/unit/unit.h"

/* The same, by walks over all. */
#define MODEL_MAX 400

struct model {
	size_t count;
	struct place {
		struct need *need;
		struct digest root;
		uint64_t total, order;
		int64_t retry;
		bool fetched;
	} places[MODEL_MAX];
	uint64_t orders;
};

static struct random *dice(struct random_seeded *s, uint8_t seed)
{
	uint8_t bytes[RANDOM_SEED_BYTES] = { seed };

	random_seeded_init(s, bytes);
	return &s->random;
}

/* Few names, so that some are drawn again, and some share a beginning. */
static struct digest draw_root(struct random *r)
{
	struct digest out = { { 7, 7, 7, 7 } };

	out.b[random_below(r, DIGEST_BYTES)] = (uint8_t)random_below(r, 8);
	return out;
}

static uint64_t draw_total(struct random *r)
{
	return 1 + random_below(r, 3);
}

static struct place *model_find(
    struct model *m, const struct digest *root, uint64_t total)
{
	for (size_t i = 0; i < m->count; i++) {
		if (m->places[i].total == total &&
		    digest_equal(&m->places[i].root, root))
			return &m->places[i];
	}
	return NULL;
}

static size_t model_named(const struct model *m, const struct digest *root)
{
	size_t n = 0;

	for (size_t i = 0; i < m->count; i++)
		n += digest_equal(&m->places[i].root, root) ? 1 : 0;
	return n;
}

static struct place *model_first(struct model *m, enum needs_size size)
{
	struct place *best = NULL;

	for (size_t i = 0; i < m->count; i++) {
		struct place *p = &m->places[i];

		if (p->fetched || needs_size(p->need) != size)
			continue;
		if (best == NULL || p->retry < best->retry ||
		    (p->retry == best->retry && p->order < best->order))
			best = p;
	}
	return best;
}

static void put(struct needs *s, struct model *m, struct random *r)
{
	struct digest root = draw_root(r);
	uint64_t total = draw_total(r);
	struct need *n;

	if (m->count == MODEL_MAX || model_find(m, &root, total) != NULL)
		return;
	n = mem_new(sizeof(*n));
	n->root = root;
	n->total = total;
	needs_put(s, n);
	m->places[m->count++] = (struct place){
		.need = n, .root = root, .total = total, .order = ++m->orders
	};
}

static void take(struct needs *s, struct model *m, size_t i)
{
	needs_take(s, m->places[i].need);
	mem_free(m->places[i].need);
	m->places[i] = m->places[--m->count];
}

static void begin_first(struct needs *s, struct model *m, enum needs_size size)
{
	struct place *p = model_first(m, size);

	if (p == NULL)
		return;
	needs_begin(s, p->need);
	p->fetched = true;
}

static void wait_some(struct needs *s, struct model *m, struct random *r)
{
	struct place *p;

	if (m->count == 0)
		return;
	p = &m->places[random_below(r, m->count)];
	p->retry = (int64_t)random_below(r, 10);
	p->fetched = false;
	needs_wait(s, p->need, p->retry);
}

static void wake(struct needs *s, struct model *m, int64_t now)
{
	needs_wake(s, now);
	for (size_t i = 0; i < m->count; i++) {
		if (!m->places[i].fetched)
			m->places[i].retry = now;
	}
}

static void step(struct needs *s, struct model *m, struct random *r)
{
	switch (random_below(r, 16)) {
	case 0:
	case 1:
		if (m->count > 0)
			take(s, m, random_below(r, m->count));
		break;
	case 2:
	case 3:
		begin_first(s, m, (enum needs_size)random_below(r, 2));
		break;
	case 4:
	case 5:
	case 6:
		wait_some(s, m, r);
		break;
	case 7:
		if (random_below(r, 10) == 0)
			wake(s, m, (int64_t)random_below(r, 10));
		break;
	default:
		put(s, m, r);
	}
}

static void assert_first(
    const struct needs *s, struct model *m, enum needs_size size)
{
	const struct place *p = model_first(m, size);

	assert_ptr_equal(needs_first(s, size), p != NULL ? p->need : NULL);
}

static void assert_named(
    const struct needs *s, struct model *m, const struct digest *root)
{
	struct need *n = NULL;
	size_t count = 0;

	while ((n = needs_named(s, root, n)) != NULL) {
		assert_ptr_equal(model_find(m, root, n->total)->need, n);
		count++;
	}
	assert_int_equal(count, model_named(m, root));
}

static void assert_same(
    const struct needs *s, struct model *m, struct random *r)
{
	struct digest root = draw_root(r);
	uint64_t total = draw_total(r);
	const struct place *p = model_find(m, &root, total);
	const struct need *spare = needs_spare(s);

	assert_int_equal(s->count, m->count);
	assert_ptr_equal(
	    needs_find(s, &root, total), p != NULL ? p->need : NULL);
	assert_named(s, m, &root);
	assert_first(s, m, NEEDS_SMALL);
	assert_first(s, m, NEEDS_LARGE);
	if (spare != NULL) {
		p = model_find(m, &spare->root, spare->total);
		assert_false(p->fetched);
		assert_int_not_equal(p->retry, 0);
	}
}

static void whatever_is_done_it_answers_as_a_walk_over_all_does(void **state)
{
	(void)state;
	for (uint8_t seed = 1; seed <= 20; seed++) {
		struct random_seeded seeded;
		struct random *r = dice(&seeded, seed);
		struct model m = { 0 };
		struct needs s;

		needs_init(&s, r);
		for (int i = 0; i < 2000; i++) {
			step(&s, &m, r);
			assert_same(&s, &m, r);
		}
		assert_true(m.count > 16); /* it has grown */
		while (m.count > 0)
			take(&s, &m, m.count - 1);
		needs_fini(&s);
	}
}

/* Names that differ in one word of eight; the longest run that shares a place
 * says what a look costs. */
static size_t longest_run(const struct needs *s)
{
	size_t most = 0;

	for (size_t i = 0; i < s->room; i++) {
		size_t n = 0;

		for (const struct need *at = s->buckets[i]; at != NULL;
		     at = at->same)
			n++;
		most = n > most ? n : most;
	}
	return most;
}

static void a_look_by_name_stays_short_whatever_names_are_chosen(void **state)
{
	enum { COUNT = 40000, RUN_MAX = 16 };
	struct need *all = mem_new_array(COUNT, sizeof(*all));

	(void)state;
	for (size_t word = 0; word < DIGEST_BYTES / 4; word++) {
		struct random_seeded seeded;
		struct needs s;

		needs_init(&s, dice(&seeded, (uint8_t)word));
		for (uint32_t i = 0; i < COUNT; i++) {
			uint32_t chosen = i << 15; /* low bits all zero */

			all[i] = (struct need){ .total = 1 };
			memcpy(
			    all[i].root.b + 4 * word, &chosen, sizeof(chosen));
			needs_put(&s, &all[i]);
		}
		assert_in_range(longest_run(&s), 1, RUN_MAX);
		for (size_t i = COUNT; i-- > 0;)
			needs_take(&s, &all[i]);
		needs_fini(&s);
	}
	mem_free(all);
}

static void who_was_never_tried_does_not_give_way(void **state)
{
	struct random_seeded seeded;
	struct need one = { .total = 1 }, many = { .total = 5 };
	struct needs s;

	(void)state;
	needs_init(&s, dice(&seeded, 1));
	needs_put(&s, &one);
	needs_put(&s, &many);
	assert_null(needs_spare(&s));
	needs_begin(&s, &many);
	assert_null(needs_spare(&s));
	needs_wait(&s, &many, 5);
	assert_ptr_equal(needs_spare(&s), &many);
	needs_take(&s, &many);
	needs_take(&s, &one);
	needs_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    whatever_is_done_it_answers_as_a_walk_over_all_does),
		cmocka_unit_test(
		    a_look_by_name_stays_short_whatever_names_are_chosen),
		cmocka_unit_test(who_was_never_tried_does_not_give_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
