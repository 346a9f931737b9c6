/* Books of acts, and of pauses, say what a walk over the acts would. */
#include "schema/track_book.h"

#include <string.h>

#include "base/arena.h"
#include "keys/random.h"
#include "schema/act.h"
#include "schema/guard.h"
#include "schema/ledger.h"
#include "schema/pause.h"
#include "schema/standard.h"
#include "schema/value.h"
#include "tests/unit/unit.h"

#define ACTS     400
#define VERSIONS 40

static const char *const kinds[] = { "case.special.start", "case.special.end",
	"case.review.start", "case.opine", "case.opine", "case.owe",
	"case.reopen", "case.extend" };
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static const struct machine_event staying = { .to = MACHINE_NONE };
static const struct machine_event leading = { .to = MACHINE_REVIEW };

struct here {
	struct arena *arena;
	struct random_seeded random;
	struct guard_applied applied[ACTS];
	struct standard standard;
};

static size_t below(struct here *h, size_t n)
{
	return (size_t)random_below(&h->random.random, n);
}

static void put_act(struct here *h, size_t i)
{
	struct arena *a = h->arena;
	struct act *act = arena_take(a, sizeof(*act));
	struct place *place = arena_take(a, sizeof(*place));
	struct value *body = value_map(a);

	act->kind = kinds[below(h, KINDS)];
	act->body = body;
	value_set(a, body, "code",
	    value_text(a, below(h, 3) == 0 ? "meeting" : "survey"));
	value_set(a, body, "opinion",
	    value_text(a, below(h, 2) == 0 ? "agree" : "disagree"));
	if (below(h, 4) == 0)
		value_set(a, body, "calendar",
		    value_int(a, (int64_t)below(h, VERSIONS)));
	place->time = (int64_t)i * 60;
	h->applied[i] = (struct guard_applied){ .act = act,
		.place = place,
		.event = below(h, 2) == 0 ? &staying : &leading };
}

/* A meeting counts, a survey does not. */
static void put_standard(struct here *h)
{
	struct arena *a = h->arena;
	struct value *tree = value_map(a), *list = value_list(a);
	struct value *meeting = value_map(a);

	value_set(a, meeting, "code", value_text(a, "meeting"));
	value_set(a, meeting, "counts", value_bool(a, true));
	value_push(a, list, meeting);
	value_set(a, tree, "special", list);
	h->standard.tree = tree;
}

static int set_up(void **state)
{
	static struct here here;
	uint8_t seed[RANDOM_SEED_BYTES] = { 9 };

	memset(&here, 0, sizeof(here));
	here.arena = arena_new();
	random_seeded_init(&here.random, seed);
	put_standard(&here);
	for (size_t i = 0; i < ACTS; i++)
		put_act(&here, i);
	*state = &here;
	return 0;
}

static int tear_down(void **state)
{
	struct here *h = *state;

	arena_free(h->arena);
	return 0;
}

static bool is(const struct here *h, size_t i, const char *kind)
{
	return strcmp(h->applied[i].act->kind, kind) == 0;
}

static void assert_walk(
    const struct here *h, const struct track_book *b, size_t count)
{
	struct track_book walk = { 0 };

	for (size_t i = 0; i < count; i++) {
		const struct act *act = h->applied[i].act;
		int64_t version;

		if (value_get_int(act->body, "calendar", &version)) {
			walk.calendar =
			    !walk.has_calendar || version > walk.calendar
				? version
				: walk.calendar;
			walk.has_calendar = true;
		}
		if (is(h, i, "case.review.start") || is(h, i, "case.reopen"))
			walk.round = i;
		if (is(h, i, "case.special.start"))
			walk.special = act;
	}
	for (size_t i = count; i-- > 0;) {
		if (is(h, i, "case.extend"))
			walk.extended = h->applied[i].act;
		if (is(h, i, "case.reopen"))
			walk.reopened = h->applied[i].act;
		if (i >= walk.round && is(h, i, "case.opine") &&
		    value_is_text(
			value_get(h->applied[i].act->body, "opinion"), "agree"))
			walk.agreed++;
	}
	assert_int_equal(b->has_calendar, walk.has_calendar);
	assert_int_equal(b->calendar, walk.calendar);
	assert_ptr_equal(b->extended, walk.extended);
	assert_ptr_equal(b->reopened, walk.reopened);
	assert_ptr_equal(b->special, walk.special);
	assert_int_equal(b->round, walk.round);
	assert_int_equal(b->agreed, walk.agreed);
}

static void a_book_says_what_a_walk_says_however_it_was_read(void **state)
{
	struct here *h = *state;
	struct track_book book = { 0 };
	size_t count = 0;

	assert_walk(h, &book, 0);
	while (count < ACTS) {
		count += 1 + below(h, 9);
		count = count < ACTS ? count : ACTS;
		track_book_read(&book, h->applied, count);
		assert_walk(h, &book, count);
	}
	assert_non_null(book.extended);
	assert_true(book.calendar > VERSIONS / 2);
}

static void pauses_are_the_same_however_they_were_read(void **state)
{
	struct here *h = *state;
	struct pause_book book = { 0 }, once = { 0 };
	size_t count = 0, starts = 0;

	while (count < ACTS) {
		count += 1 + below(h, 9);
		count = count < ACTS ? count : ACTS;
		pause_book_read(
		    &book, h->arena, &h->standard, h->applied, count);
	}
	pause_book_read(&once, h->arena, &h->standard, h->applied, ACTS);
	for (size_t i = 0; i < ACTS; i++)
		starts +=
		    is(h, i, "case.special.start") &&
		    value_is_text(
			value_get(h->applied[i].act->body, "code"), "survey");
	assert_int_equal(book.count, starts);
	assert_int_equal(once.count, starts);
	assert_true(starts > 20);
	for (size_t i = 0; i < starts; i++) {
		assert_int_equal(book.items[i].from, once.items[i].from);
		assert_int_equal(book.items[i].to, once.items[i].to);
		assert_true(book.items[i].to >= book.items[i].from);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    a_book_says_what_a_walk_says_however_it_was_read, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(
		    pauses_are_the_same_however_they_were_read, set_up,
		    tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
