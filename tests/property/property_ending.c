/*
 * From wherever a random history has led, a case can be ended by acts that the
 * fold applies: whoever has the pen gives it to the home, what is owed is called
 * off, and the way out of the state is gone.  So no case is ever stuck, whatever
 * was refused on the way there.  (That the table has a way is test_machine.)
 *
 * TONGBAN_SEED=N plays one history again.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "schema/owed.h"
#include "tests/reference/history.h"

#define HISTORIES 600
#define ACTS_MAX  40 /* to the end of any case */

static uint64_t seed;
static uint32_t ended_from[2]; /* states, by MACHINE_BIT(): licence, order */

static void fold(struct history_game *g)
{
	world_view_feed_all(g->view);
	g->d = world_view_fold(g->view, g->stage.arena, &g->stage.dossier);
	g->stage.custody = g->d->custody;
}

static void wrap(struct history_game *g, struct act *act, uint32_t generation,
    const char *to)
{
	char id[80];

	if (generation == 0)
		(void)snprintf(id, sizeof(id), "key.%s", to);
	else
		(void)snprintf(
		    id, sizeof(id), "key.%s.%" PRIu32, to, generation);
	if (act_vault_find(act, id) == NULL)
		world_vault(g->stage.w, act, id);
}

/* F-55: for those who take part, and @to, who is about to. */
static void wraps(struct history_game *g, struct act *act, const char *to)
{
	const struct dossier *d = g->d;

	for (uint32_t i = 0; to != NULL && i <= d->generation; i++)
		wrap(g, act, i, to);
	if (!d->needs_generation || act->vault_count == 0)
		return;
	for (size_t i = 0; i < d->participant_count; i++)
		wrap(g, act, d->generation + 1, d->participants[i]);
	if (to != NULL)
		wrap(g, act, d->generation + 1, to);
}

static void must_count(struct history_game *g, const struct act *act)
{
	const char *detail = "";
	enum rule rule;

	fold(g);
	rule = world_rule(g->d, &act->id);
	for (size_t i = 0; i < g->d->count; i++)
		if (digest_equal(&g->d->entries[i].act->id, &act->id) &&
		    g->d->outcomes[i].detail != NULL)
			detail = g->d->outcomes[i].detail;
	if (rule != RULE_NONE)
		fail_msg("TONGBAN_SEED=%" PRIu64 ": %s in %s: %s: %s", seed,
		    act->kind, machine_state_name(g->d->state), rule_name(rule),
		    detail);
}

static void log_it(struct history_game *g, struct act *act)
{
	wraps(g, act, NULL);
	must_count(g, life_sign(&g->stage, act));
}

static struct act *draft(struct history_game *g, const char *kind)
{
	return life_draft(
	    &g->stage, world_index(g->stage.w, g->d->holder), kind);
}

/* Any take or refuse in the receiver's log, one that is void, too (F-104). */
static bool answered(const struct history_game *g)
{
	for (size_t i = 0; i < g->d->count; i++) {
		const struct act *act = g->d->entries[i].act;
		struct bytes offer;

		if (strcmp(act->node, g->d->offer.to) == 0 &&
		    (strcmp(act->kind, "case.take") == 0 ||
			strcmp(act->kind, "case.refuse") == 0) &&
		    value_get_bin(act->body, "offer", &offer) &&
		    bytes_equal(offer, digest_bytes(&g->d->offer.id)))
			return true;
	}
	return false;
}

/* Whose offer it is takes it back, once nobody can answer any more; a receiver
 * that has said something void says it again. */
static void end_offer(struct history_game *g)
{
	struct world *w = g->stage.w;
	enum world_node_index to = world_index(w, g->d->offer.to);

	if (answered(g)) {
		log_it(g, world_answer(w, to, "case.refuse", &g->stage.dossier,
			      &g->d->offer.id));
		return;
	}
	if (w->now <= g->d->offer.expiry)
		w->now = g->d->offer.expiry + 60;
	log_it(g, world_reclaim(w, world_index(w, g->d->offer.from),
		      &g->stage.dossier, &g->d->offer.id,
		      world_note(w, to, w->nodes[to].count, w->now)));
}

static void send_home(struct history_game *g)
{
	struct world *w = g->stage.w;
	enum world_node_index home = world_index(w, g->d->home);
	struct act *act = world_offer(w, world_index(w, g->d->holder),
	    &g->stage.dossier, &g->stage.custody, home);
	const struct act *offer;

	wraps(g, act, g->d->home);
	offer = world_log(w, act, WORLD_CLERK);
	must_count(g, offer);
	log_it(g,
	    world_answer(w, home, "case.take", &g->stage.dossier, &offer->id));
}

static bool call_off(struct history_game *g)
{
	for (size_t i = 0; i < g->d->owed_count; i++) {
		const struct owed *o = &g->d->owed[i];
		struct act *act;

		if (o->state == OWED_CLOSED || o->state == OWED_CANCELLED)
			continue;
		act = draft(g, "case.owe.cancel");
		world_id(g->stage.w, act, "owed", &o->act);
		if (o->material != NULL)
			world_text(g->stage.w, act, "material", o->material);
		log_it(g, act);
		return true;
	}
	return false;
}

/* F-192 */
static void visit(struct history_game *g)
{
	struct world *w = g->stage.w;
	struct act *act = draft(g, "case.owe");
	struct digest owed;

	world_text(w, act, "what", "visit");
	world_text(w, act, "blocks", "close");
	world_text(w, act, "to", g->d->holder);
	world_bool(w, act, "reads", false);
	log_it(g, act);
	owed = g->d->owed[g->d->owed_count - 1].act;
	act = draft(g, "case.owe.close");
	world_id(w, act, "owed", &owed);
	world_text(w, act, "result", "satisfied");
	log_it(g, act);
}

/* The event that leads on to an end, where the applicant cannot withdraw. */
static const struct {
	enum machine_state from;
	const char *licence, *order;
} ways[] = {
	{ MACHINE_LEAD, "case.lead.drop", NULL },
	{ MACHINE_YES, "case.issue", "case.close" },
	{ MACHINE_NO, "case.deliver", "case.close" },
	{ MACHINE_ISSUED, "case.deliver", NULL },
	{ MACHINE_DELIVERED, "case.close", NULL },
};

static const char *way_out(const struct history_game *g)
{
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (ways[i].from == g->d->state)
			return g->order ? ways[i].order : ways[i].licence;
	return "case.withdraw";
}

/* Of a case under review: the first level, unless it has agreed, and the
 * decision.  Chance alone seldom leads a history past them. */
static bool decided(struct history_game *g)
{
	const char *const kinds[] = { "case.opine",
		seed % 4 == 0 ? "case.decide.yes" : "case.decide.no" };

	if (g->order || g->d->state != MACHINE_REVIEW || seed % 2 != 0)
		return false;
	for (size_t i = 0; i < 2; i++) {
		struct act *act = draft(g, kinds[i]);

		wraps(g, act, NULL);
		(void)life_sign(&g->stage, act);
		fold(g);
	}
	return g->d->state != MACHINE_REVIEW;
}

static void step(struct history_game *g)
{
	if (g->d->on_offer) {
		end_offer(g);
	} else if (strcmp(g->d->holder, g->d->home) != 0) {
		send_home(g);
	} else if (!call_off(g) && !decided(g)) {
		if (g->order && strcmp(way_out(g), "case.close") == 0)
			visit(g);
		log_it(g, draft(g, way_out(g)));
	}
}

static void end(struct history_game *g)
{
	enum machine_state from = g->d->state;
	unsigned acts = 0;

	fold(g);
	while (!machine_ended(g->d->state)) {
		if (acts++ == ACTS_MAX)
			fail_msg("TONGBAN_SEED=%" PRIu64 ": no end from %s",
			    seed, machine_state_name(from));
		ended_from[g->order ? 1 : 0] |= MACHINE_BIT(g->d->state);
		step(g);
	}
}

static void any_case_can_be_ended_from_wherever_it_is(void **state)
{
	const uint32_t all =
	    MACHINE_BIT(MACHINE_RECEIVED) | MACHINE_BIT(MACHINE_ACCEPTED) |
	    MACHINE_BIT(MACHINE_REVIEW) | MACHINE_BIT(MACHINE_YES);
	const uint32_t licence =
	    all | MACHINE_BIT(MACHINE_LEAD) | MACHINE_BIT(MACHINE_CORRECT) |
	    MACHINE_BIT(MACHINE_SPECIAL) | MACHINE_BIT(MACHINE_NO) |
	    MACHINE_BIT(MACHINE_ISSUED) | MACHINE_BIT(MACHINE_DELIVERED);
	const char *one = getenv("TONGBAN_SEED");
	uint64_t from = one != NULL ? strtoull(one, NULL, 10) : 0;
	struct history_game games[2];

	(void)state;
	for (size_t k = 0; k < 2; k++)
		history_begin(
		    &games[k], k == 1 ? "life_order.yaml" : "life_item.yaml");
	for (seed = from; seed < from + (one != NULL ? 1 : HISTORIES); seed++) {
		struct history_game *g = &games[seed % 4 == 3 ? 1 : 0];

		history_play(g, seed);
		if (g->d->open)
			end(g);
		history_clear(g);
	}
	for (size_t k = 0; k < 2; k++)
		stage_fini(&games[k].stage);
	if (one == NULL) { /* no state was left out */
		assert_int_equal(ended_from[0] & licence, licence);
		assert_int_equal(ended_from[1] & all, all);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(any_case_can_be_ended_from_wherever_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
