/*
 * For all interleavings of logs: the same clocks (docs/FORMAT.md F-201).  And on
 * the way there, while acts arrive one by one: what has started has started,
 * what has stopped has stopped, and no deadline is earlier than it was.
 */
#include "schema/act_body.h"
#include "schema/day.h"
#include "schema/dossier_clocks.h"
#include "tests/unit/schema/life.h"

#define H      WORLD_HANBIN
#define G      WORLD_GAOXIN
#define ORDERS 60
#define DAY    INT64_C(86400)

struct clocks {
	struct dossier_clock list[DOSSIER_CLOCKS_MAX];
	size_t count;
};

/* Answered, and closed some days later. */
static void end_owed(struct stage *s, const struct act *owed, int64_t days)
{
	struct act *draft = life_draft(s, WORLD_ANKANG, "case.owe.answer");
	const struct act *given;

	world_id(s->w, draft, "owed", &owed->id);
	world_text(s->w, draft, "result", "done");
	given = life_sign(s, draft);
	draft = life_draft(s, H, "case.owe.close");
	world_id(s->w, draft, "owed", &owed->id);
	world_id(s->w, draft, "answer", &given->id);
	world_text(s->w, draft, "result", "done");
	s->w->now += days * DAY;
	(void)life_sign(s, draft);
}

static const struct act *owe(struct stage *s, const char *what)
{
	struct act *draft = life_draft(s, H, "case.owe");

	world_text(s->w, draft, "what", what);
	world_text(s->w, draft, "to", "ankang");
	world_text(s->w, draft, "blocks", "none");
	world_text(s->w, draft, "limit", "2WD");
	world_bool(s->w, draft, "reads", false);
	return life_sign(s, draft);
}

static void rate(struct stage *s, enum world_node_index node, int64_t level)
{
	struct act *draft = life_draft(s, node, "case.rate");

	world_int(s->w, draft, "level", level);
	(void)life_sign(s, draft);
}

static void correct(struct stage *s)
{
	struct act *draft = life_draft(s, H, "case.notice");
	const struct act *word;

	world_list(s->w, draft, "materials", "M2");
	(void)life_sign(s, draft);
	draft = life_draft(s, G, "case.contribute");
	world_text(s->w, draft, "what", "supply");
	life_materials(s, draft, "M2");
	word = life_sign(s, draft);
	s->w->now += DAY;
	draft = life_draft(s, H, "case.supply");
	world_list(s->w, draft, "materials", "M2");
	world_id(s->w, draft, "word", &word->id);
	world_after(draft, &word->id);
	(void)life_sign(s, draft);
}

/* Received in gaoxin, handled in hanbin, with all that may happen on the way;
 * ankang is asked, and everybody rates. */
static void live(struct stage *s)
{
	const struct act *start, *opinion, *rectify;
	struct act *draft;

	life_init(s, "life_clocks.yaml");
	(void)life_receive(s, G, "M1");
	stage_hand_over(s, G, H);
	correct(s);
	(void)life_log(s, H, "case.accept");
	opinion = owe(s, "opinion");
	draft = life_draft(s, H, "case.special.start");
	world_text(s->w, draft, "code", "hearing");
	start = life_sign(s, draft);
	s->w->now += 3 * DAY;
	draft = life_draft(s, H, "case.special.end");
	world_id(s->w, draft, "start", &start->id);
	world_vault(s->w, draft, "special.hearing");
	(void)life_sign(s, draft);
	end_owed(s, opinion, 1);
	draft = life_draft(s, H, "case.extend");
	world_text(s->w, draft, "limit", "3WD");
	(void)life_sign(s, draft);
	(void)life_log(s, H, "case.decide.yes");
	rate(s, G, 5);
	rectify = owe(s, "rectify");
	end_owed(s, rectify, 2);
	rate(s, H, 1);
	s->w->now += DAY;
	(void)life_log(s, H, "case.issue");
}

static void read_clocks(
    struct stage *s, const struct world_view *v, struct clocks *out)
{
	struct arena *a = arena_new();
	const struct dossier *d = world_view_fold(v, a, &s->dossier);

	memset(out, 0, sizeof(*out));
	out->count =
	    dossier_clocks(d, v->ledger, s->w->now + 400 * DAY, out->list);
	arena_free(a);
}

static bool same_run(
    const struct dossier_clock *x, const struct dossier_clock *y)
{
	return strcmp(x->id, y->id) == 0 && strcmp(x->key, y->key) == 0 &&
	       x->start == y->start && x->has_subject == y->has_subject &&
	       (!x->has_subject || digest_equal(&x->subject, &y->subject));
}

/* Field by field: a struct has holes. */
static void assert_equal(const struct clocks *x, const struct clocks *y)
{
	assert_int_equal(x->count, y->count);
	for (size_t i = 0; i < x->count; i++) {
		const struct dossier_clock *a = &x->list[i];
		const struct dossier_clock *b = &y->list[i];

		assert_true(same_run(a, b));
		assert_int_equal(a->stop, b->stop);
		assert_string_equal(a->limit, b->limit);
		assert_string_equal(a->deadline, b->deadline);
		assert_int_equal(a->last, b->last);
		assert_int_equal(a->provisional, b->provisional);
		assert_int_equal(a->paused, b->paused);
		assert_int_equal(a->left, b->left);
		assert_int_equal(a->by_silence, b->by_silence);
		assert_int_equal(a->workdays_used, b->workdays_used);
		assert_int_equal(a->level, b->level);
	}
}

static void assert_goes_on(
    const struct clocks *before, const struct clocks *after)
{
	for (size_t i = 0; i < before->count; i++) {
		const struct dossier_clock *x = &before->list[i];
		const struct dossier_clock *y = NULL;

		for (size_t k = 0; k < after->count; k++)
			if (same_run(x, &after->list[k]))
				y = &after->list[k];
		assert_non_null(y);
		if (y == NULL)
			return;
		if (x->stop != 0)
			assert_int_equal(y->stop, x->stop);
		if (!x->paused && !y->paused)
			assert_true(y->last >= x->last);
	}
}

static bool runs_by_silence(const struct clocks *c)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->list[i].by_silence)
			return true;
	return false;
}

static void any_arrival_gives_the_same_clocks_and_none_goes_back(void **state)
{
	struct clocks whole, before, after;
	struct world_view *v;
	struct stage s;

	(void)state;
	live(&s);
	v = world_view_new(s.w);
	world_view_feed_all(v);
	read_clocks(&s, v, &whole);
	world_view_free(v);
	/* C1 twice, C2, C3, C4, C5, C7 thrice, opinion, C13, rectify. */
	assert_int_equal(whole.count, 12);
	for (unsigned i = 0; i < ORDERS; i++) {
		unsigned idle = 0;

		v = world_view_new(s.w);
		memset(&before, 0, sizeof(before));
		while (idle < 100) {
			enum world_node_index n =
			    (enum world_node_index)random_below(
				&s.w->random.random, WORLD_NODES);

			idle++;
			if (!world_view_feed(v, n))
				continue;
			idle = 0;
			read_clocks(&s, v, &after);
			/* Silence is what a notice that arrives takes back. */
			if (!runs_by_silence(&before))
				assert_goes_on(&before, &after);
			before = after;
		}
		assert_equal(&before, &whole);
		world_view_free(v);
	}
	life_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(any_arrival_gives_the_same_clocks_and_none_goes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
