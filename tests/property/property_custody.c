/*
 * Random small histories of one case: offers, takes, refuses, reclaims and
 * main-state acts by three districts that see each other late, with clocks
 * that step forward and back and heartbeats in between.
 *
 * Honest districts act only on what they see; batch time in a log never goes
 * back.  Again and again, over every view:
 *
 *	one pen     at most one of take and reclaim of an offer counts; every
 *	            custody begins where the one before ended
 *	no orphan   an act that its node's own view let pass counts in the fold
 *	            of all logs
 *	one future  what a view has applied, the whole has applied
 *	one rule    a second, plain walk finds the same holder and custody
 *
 * A hasty district also writes acts that its view does not admit.
 *
 * A second game lets the authority step in: it reassigns by cuts at what it
 * holds, cuts logs short, suspends and resumes a district.  Then what was
 * admitted counts, or is late, or suspended; there is one pen all the same, and
 * any order of arrival gives the same bytes.
 */
#include "tests/property/plain.h"
#include "tests/unit/schema/control.h"

#define HISTORIES 100
#define STEPS     80
#define EXPIRY    60 /* seconds after the offer */
#define SKEW      80
#define HASTE     3  /* one in so many acts that are not admitted */
#define CHECK     20 /* steps between checks */

struct player {
	struct world_view *view; /* what this district holds */
	int64_t clock;           /* may go back */
	int64_t last;            /* last signed time: never does */
	uint64_t note_size;      /* newest heartbeat */
	int64_t note_time;
	uint64_t seen_size[WORLD_NODES]; /* of others' heartbeats */
	int64_t seen_time[WORLD_NODES];
};

struct game {
	struct stage stage;
	struct player players[WORLD_NODES];
	struct world_view *whole;
	const struct act *logged[STEPS];
	size_t logged_count;
	bool rules; /* the authority steps in */
	bool suspended;
};

static struct random *dice(struct game *g)
{
	return &g->stage.w->random.random;
}

static bool chance(struct game *g, uint64_t of)
{
	return random_below(dice(g), of) == 0;
}

static int64_t batch_time(struct player *p)
{
	if (p->clock > p->last)
		p->last = p->clock;
	return p->last;
}

static struct dossier *fold(struct game *g, const struct world_view *v)
{
	return world_view_fold(v, g->stage.arena, &g->stage.dossier);
}

/* Write one act into the log of @n at its batch time, if its own view admits
 * it; its own view holds it at once. */
static void play_act_by(struct game *g, enum world_node_index n,
    struct act *draft, enum world_staff staff)
{
	struct world *w = g->stage.w;
	struct player *p = &g->players[n];
	struct dossier_entry candidate;
	struct dossier_entry *entries;
	const struct act *act;
	bool admitted;
	size_t count;

	w->now = batch_time(p);
	act = world_sign(w, draft, &w->nodes[n].staff[staff]);
	entries = world_view_entries(
	    p->view, g->stage.arena, &g->stage.dossier, &count);
	candidate = (struct dossier_entry){
		{ w->nodes[n].id, 0, w->nodes[n].count, w->now }, act
	};
	admitted = dossier_admit(p->view->ledger, &g->stage.dossier, entries,
		       count, &candidate, NULL) == RULE_NONE;
	if (!admitted && !chance(g, HASTE))
		return;
	world_append(w, n, act);
	(void)world_view_feed(p->view, n);
	if (admitted)
		g->logged[g->logged_count++] = act;
}

static void play_act(struct game *g, enum world_node_index n, struct act *draft)
{
	play_act_by(g, n, draft, WORLD_CLERK);
}

static bool takes_part(const struct dossier *d, const char *node)
{
	for (size_t i = 0; i < d->participant_count; i++)
		if (strcmp(d->participants[i], node) == 0)
			return true;
	return false;
}

/* Whoever seals begins a new generation where one is due (F-55). */
static void seal(struct game *g, struct act *act, const struct dossier *d)
{
	for (size_t i = 0; d->needs_generation && i < d->participant_count; i++)
		world_wraps(
		    g->stage.w, act, d->generation + 1, d->participants[i]);
}

static struct act *draft_accept(struct game *g, enum world_node_index n,
    const struct dossier *d, const struct digest *custody)
{
	struct act *act =
	    world_move(g->stage.w, n, "case.accept", &d->id, custody);

	seal(g, act, d);
	return act;
}

static struct act *draft_offer(
    struct game *g, enum world_node_index n, const struct dossier *d)
{
	struct world *w = g->stage.w;
	enum world_node_index to =
	    (enum world_node_index)random_below(dice(g), WORLD_NODES);
	struct act *act;

	w->now = batch_time(&g->players[n]);
	act = world_offer(w, n, &d->id, &d->custody, to);
	world_int(w, act, "expiry", w->now + EXPIRY);
	seal(g, act, d);
	for (uint32_t i = 1; i <= d->generation; i++)
		world_wraps(w, act, i, w->nodes[to].id);
	if (d->needs_generation && !takes_part(d, w->nodes[to].id))
		world_wraps(w, act, d->generation + 1, w->nodes[to].id);
	return act;
}

static struct act *draft_reclaim(
    struct game *g, enum world_node_index n, const struct dossier *d)
{
	enum world_node_index to = world_index(g->stage.w, d->offer.to);
	const struct player *p = &g->players[n];

	return world_reclaim(g->stage.w, n, &d->id, &d->offer.id,
	    world_note(g->stage.w, to, p->seen_size[to], p->seen_time[to]));
}

static struct act *draft_hasty(
    struct game *g, enum world_node_index n, const struct dossier *d)
{
	struct world *w = g->stage.w;

	if (!d->on_offer)
		return draft_offer(g, n, d);
	switch (random_below(dice(g), 5)) {
	case 0:
		return world_answer(w, n, "case.take", &d->id, &d->offer.id);
	case 1:
		return world_answer(w, n, "case.refuse", &d->id, &d->offer.id);
	case 2:
		return draft_reclaim(g, n, d);
	case 3:
		return draft_offer(g, n, d);
	default:
		return draft_accept(g, n, d, &d->offer.id);
	}
}

/* What a district may want to do by its own view; NULL: nothing. */
static struct act *draft_any(
    struct game *g, enum world_node_index n, const struct dossier *d)
{
	struct world *w = g->stage.w;
	const char *self = w->nodes[n].id;

	if (!d->open)
		return NULL;
	if (chance(g, 5)) /* whatever its view says */
		return draft_hasty(g, n, d);
	if (!d->on_offer && strcmp(d->holder, self) == 0) {
		if (chance(g, 4))
			return draft_accept(g, n, d, &d->custody);
		return draft_offer(g, n, d);
	}
	if (d->on_offer && strcmp(d->offer.to, self) == 0)
		return world_answer(w, n,
		    chance(g, 2) ? "case.take" : "case.refuse", &d->id,
		    &d->offer.id);
	if (d->on_offer && strcmp(d->offer.from, self) == 0)
		return draft_reclaim(g, n, d);
	return NULL;
}

/* A later time for the same log; a view may learn of it. */
static void heartbeat(struct game *g, enum world_node_index n)
{
	struct player *p = &g->players[n];

	p->note_time = batch_time(p);
	p->note_size = g->stage.w->nodes[n].count;
}

/* Another log's next act, or its heartbeat once all it counts is held. */
static void hear(struct game *g, enum world_node_index n)
{
	enum world_node_index m =
	    (enum world_node_index)random_below(dice(g), WORLD_NODES);
	struct player *p = &g->players[n];
	const struct player *other = &g->players[m];

	if (m == n)
		return;
	(void)world_view_feed(p->view, m);
	if (other->note_time > 0 && other->note_size <= p->view->size[m]) {
		p->seen_size[m] = other->note_size;
		p->seen_time[m] = other->note_time;
	}
}

/* Cuts at what the authority holds, or one log short of it. */
static void reassign(struct game *g, const struct dossier *d)
{
	struct world *w = g->stage.w;
	const struct world_view *v = g->players[WORLD_ANKANG].view;
	const enum world_node_index order[] = { WORLD_ANKANG, WORLD_GAOXIN,
		WORLD_HANBIN };
	enum world_node_index to =
	    (enum world_node_index)random_below(dice(g), WORLD_NODES);
	struct act *draft = world_reassign(w, &d->id, &d->custody, to);

	for (size_t i = 0; i < WORLD_NODES; i++) {
		uint64_t size = v->size[order[i]];

		if (chance(g, 8) && size > 0)
			size -= random_below(dice(g), size < 4 ? size : 4);
		world_cut(w, draft, order[i], size);
	}
	play_act_by(g, WORLD_ANKANG, draft, WORLD_CHAIR);
}

/* By the roster: gaoxin's log counts no more, or again. */
static void suspend(struct game *g)
{
	struct player *p = &g->players[WORLD_ANKANG];
	struct world *w = g->stage.w;
	uint64_t size = p->view->size[WORLD_GAOXIN];
	struct act *draft;

	w->now = batch_time(p);
	draft = control_cut_draft(&g->stage,
	    g->suspended ? "node.resume" : "node.suspend", WORLD_GAOXIN, size);
	world_append(w, WORLD_ANKANG, world_sign(w, draft, &w->root));
	(void)world_view_feed(p->view, WORLD_ANKANG);
	g->suspended = !g->suspended;
}

static void rule_over(struct game *g)
{
	const struct dossier *d = fold(g, g->players[WORLD_ANKANG].view);

	if (chance(g, 3))
		suspend(g);
	else if (d->open)
		reassign(g, d);
}

static void step(struct game *g)
{
	enum world_node_index n =
	    (enum world_node_index)random_below(dice(g), WORLD_NODES);
	struct player *p = &g->players[n];
	struct act *draft;

	p->clock += (int64_t)random_below(dice(g), SKEW) - SKEW / 4;
	if (chance(g, 2)) /* hearing little is what makes it hard */
		hear(g,
		    (enum world_node_index)random_below(dice(g), WORLD_NODES));
	if (chance(g, 2)) {
		heartbeat(g, n);
		return;
	}
	if (g->rules && n == WORLD_ANKANG && chance(g, 3)) {
		rule_over(g);
		return;
	}
	draft = draft_any(g, n, fold(g, p->view));
	if (draft != NULL)
		play_act(g, n, draft);
}

static bool applied(const struct dossier *d, const struct act *act)
{
	for (size_t i = 0; i < d->count; i++)
		if (digest_equal(&d->entries[i].act->id, &act->id))
			return d->outcomes[i].rule == RULE_NONE;
	return false;
}

static void assert_one_pen(const struct dossier *d)
{
	for (size_t i = 1; i < d->custody_count; i++)
		assert_true(d->custodies[i - 1].until == d->custodies[i].from);
	for (size_t i = 0; i < d->count; i++)
		for (size_t k = 0; k < d->count; k++) {
			const struct act *x = d->entries[i].act;
			const struct act *y = d->entries[k].act;

			if (d->outcomes[i].rule != RULE_NONE ||
			    d->outcomes[k].rule != RULE_NONE ||
			    strcmp(x->kind, "case.take") != 0 ||
			    strcmp(y->kind, "case.reclaim") != 0)
				continue;
			assert_false(value_equal(value_get(x->body, "offer"),
			    value_get(y->body, "offer")));
		}
}

static void assert_one_future(
    const struct dossier *part, const struct dossier *whole)
{
	for (size_t i = 0; i < part->count; i++)
		if (part->outcomes[i].rule == RULE_NONE)
			assert_true(applied(whole, part->entries[i].act));
}

static void assert_one_rule(struct game *g, const struct world_view *v)
{
	struct plain p = { .view = v };
	struct digest custody = g->stage.dossier;
	const char *holder = "hanbin";
	const struct dossier *d = fold(g, v);

	if (!d->open)
		return;
	p.entries =
	    world_view_entries(v, g->stage.arena, &g->stage.dossier, &p.count);
	while (plain_resolve(&p, &holder, &custody))
		;
	assert_string_equal(d->holder, holder);
	assert_memory_equal(&d->custody, &custody, DIGEST_BYTES);
	assert_int_equal(
	    d->on_offer, plain_offer(&p, holder, &custody) != NULL);
}

static void check(struct game *g)
{
	struct dossier *whole;

	world_view_feed_all(g->whole);
	whole = fold(g, g->whole);
	assert_one_pen(whole);
	for (size_t i = 0; i < g->logged_count; i++)
		assert_true(applied(whole, g->logged[i]));
	assert_one_rule(g, g->whole);
	for (unsigned n = 0; n < WORLD_NODES; n++) {
		assert_one_future(fold(g, g->players[n].view), whole);
		assert_one_rule(g, g->players[n].view);
	}
}

/* What was admitted, or a view had applied, counts; or the authority's word
 * stands against it, or against what it builds on. */
static void assert_stands(
    const struct dossier *whole, const struct act *act, bool *cut)
{
	enum rule rule = world_rule(whole, &act->id);

	if (rule == RULE_NONE)
		return;
	*cut = true;
	assert_true(rule == RULE_LATE || rule == RULE_SUSPENDED ||
		    rule == RULE_CUSTODY || rule == RULE_CUTS_OPEN ||
		    rule == RULE_ON_OFFER || rule == RULE_OFFER_ANSWERED ||
		    rule == RULE_UNRESOLVED || rule == RULE_CANNOT_OPEN ||
		    rule == RULE_GENERATION || rule == RULE_WRAP ||
		    rule == RULE_OFFER_OVER || rule == RULE_STATE ||
		    rule == RULE_RECLAIM_EARLY);
}

/* The whole, fed in two other orders. */
static void assert_same_bytes(struct game *g, const struct dossier *whole)
{
	struct buf first = { 0 };

	dossier_encode(whole, &first);
	for (unsigned i = 0; i < 2; i++) {
		struct world_view *v = world_view_new(g->stage.w);
		struct buf again = { 0 };

		for (unsigned k = 0; k < 400; k++)
			(void)world_view_feed(
			    v, (enum world_node_index)random_below(
				   dice(g), WORLD_NODES));
		world_view_feed_all(v);
		dossier_encode(fold(g, v), &again);
		assert_true(bytes_equal(buf_bytes(&first), buf_bytes(&again)));
		buf_fini(&again);
		world_view_free(v);
	}
	buf_fini(&first);
}

static size_t check_rules(struct game *g)
{
	const struct dossier *whole;
	bool cut = false;

	world_view_feed_all(g->whole);
	whole = fold(g, g->whole);
	assert_one_pen(whole);
	assert_same_bytes(g, whole);
	for (size_t i = 0; i < g->logged_count; i++)
		assert_stands(whole, g->logged[i], &cut);
	return cut ? 1 : 0;
}

static void begin(struct game *g, uint64_t seed)
{
	struct stage *s = &g->stage;

	memset(g, 0, sizeof(*g));
	s->w = world_new(seed);
	s->arena = arena_new();
	world_furnish(s->w);
	stage_receive_home(s);
	g->whole = world_view_new(s->w);
	for (unsigned n = 0; n < WORLD_NODES; n++) {
		struct player *p = &g->players[n];

		p->view = world_view_new(s->w);
		while (world_view_feed(p->view, WORLD_ANKANG))
			;
		while (world_view_feed(p->view, (enum world_node_index)n))
			;
		p->clock = s->w->now + (int64_t)random_below(dice(g), SKEW);
		p->last = s->w->now;
	}
}

static void end(struct game *g)
{
	for (unsigned n = 0; n < WORLD_NODES; n++)
		world_view_free(g->players[n].view);
	world_view_free(g->whole);
	stage_fini(&g->stage);
}

/* E02: all that two halls may do to one offer at once. */
static void one_pen_no_orphan_one_future(void **state)
{
	size_t acts = 0;

	(void)state;
	for (uint64_t seed = 0; seed < HISTORIES; seed++) {
		struct game g;

		begin(&g, seed);
		for (unsigned i = 0; i < STEPS; i++) {
			step(&g);
			if (i % CHECK == CHECK - 1)
				check(&g);
		}
		acts += g.logged_count;
		end(&g);
	}
	assert_true(acts > HISTORIES); /* the histories are not empty */
}

static void the_authority_steps_in_and_there_is_one_pen(void **state)
{
	size_t acts = 0, cut = 0, given = 0;

	(void)state;
	for (uint64_t seed = 0; seed < HISTORIES; seed++) {
		struct game g;

		begin(&g, seed);
		g.rules = true;
		for (unsigned n = 0; n < WORLD_NODES; n++)
			world_view_feed_all(g.players[n].view);
		for (unsigned i = 0; i < STEPS; i++) {
			step(&g);
			if (i % CHECK == CHECK - 1)
				cut += check_rules(&g);
		}
		acts += g.logged_count;
		for (size_t i = 0; i < g.logged_count; i++)
			given +=
			    strcmp(g.logged[i]->kind, "case.reassign") == 0;
		end(&g);
	}
	assert_true(acts > HISTORIES);
	assert_true(given > HISTORIES / 4); /* and some reassigns count */
	assert_true(cut > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(one_pen_no_orphan_one_future),
		TEST(the_authority_steps_in_and_there_is_one_pen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
