/* Which event, by whom, when. */
#include "schema/act_body.h"
#include "schema/standard.h"
#include "tests/reference/history.h"

#define DAY ((size_t)LIFE_DAY) /* seconds */

bool history_chance(struct history_game *g, uint64_t of)
{
	return random_below(&g->stage.w->random.random, of) == 0;
}

size_t history_pick(struct history_game *g, size_t n)
{
	return (size_t)random_below(&g->stage.w->random.random, n);
}

/* What reduce.py leaves out; its header says why. */
static bool left_out(const char *kind)
{
	static const char *const kinds[] = { "case.reassign", "case.open",
		"case.hold", "case.release", "case.erase", "case.erased" };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i], kind) == 0)
			return true;
	return false;
}

static bool ends_it(const char *kind)
{
	static const char *const kinds[] = { "case.withdraw", "case.annul",
		"case.not_accept", "case.not_required", "case.lead.drop",
		"case.link", "case.rate", "case.escalate", "case.revoke" };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i], kind) == 0)
			return true;
	return false;
}

/* Mostly an event that the state knows, and such as go on. */
static const char *any_event(struct history_game *g)
{
	uint32_t matter =
	    g->order ? MATTER_BIT(MATTER_ORDER) : MATTER_BIT(MATTER_LICENCE);
	const struct machine_event *e;

	for (;;) {
		e = machine_at(history_pick(g, machine_count()));
		if (left_out(e->kind) || machine_opens(e))
			continue;
		if (ends_it(e->kind) && !history_chance(g, 6))
			continue;
		if (strncmp(e->kind, "case.owe.", 9) == 0 &&
		    g->d->owed_count == 0 && !history_chance(g, 20))
			continue;
		if (strcmp(e->kind, "case.offer") == 0 && history_chance(g, 2))
			continue;
		if (history_chance(g, 12))
			return e->kind;
		if ((e->matters & matter) != 0 && g->d != NULL && g->d->open &&
		    (e->from & MACHINE_BIT(g->d->state)) != 0)
			return e->kind;
	}
}

static enum world_staff signer(struct history_game *g, const struct act *act)
{
	uint32_t roles = machine_roles(act->kind);

	if (history_chance(g, 20))
		return (enum world_staff)history_pick(g, WORLD_STAFF_COUNT);
	if (!g->order && (strncmp(act->kind, "case.decide", 11) == 0 ||
			     strcmp(act->kind, "case.extend") == 0 ||
			     strcmp(act->kind, "case.revoke") == 0))
		return WORLD_CHIEF;
	if (strcmp(act->kind, "case.annul") == 0 ||
	    strcmp(act->kind, "case.reopen") == 0 ||
	    (roles & ROLE_BIT(ROLE_WINDOW)) == 0)
		return strcmp(act->kind, "case.annul") == 0 ||
			       strcmp(act->kind, "case.reopen") == 0
			   ? WORLD_CHAIR
			   : WORLD_CLERK;
	return WORLD_CLERK;
}

static void fold(struct history_game *g)
{
	world_view_feed_all(g->view);
	g->d = world_view_fold(g->view, g->stage.arena, &g->stage.dossier);
	if (g->d->open)
		g->stage.custody = g->d->custody;
}

static const struct act *log_it(struct history_game *g, struct act *act)
{
	struct world *w = g->stage.w;

	enum world_node_index n = world_index(w, act->node);

	if (history_chance(g, 60))
		return world_log_by(w, act, &w->nodes[n].log);
	if (history_chance(g, 60)) /* somebody of another hall */
		return world_log_by(w, act,
		    &w->nodes[(n + 1) % WORLD_NODES].staff[WORLD_CLERK]);
	return world_log(w, act, signer(g, act));
}

void history_open(struct history_game *g)
{
	enum world_node_index n =
	    history_chance(g, 2) ? WORLD_HANBIN : WORLD_GAOXIN;
	struct stage *s = &g->stage;
	struct act *act;

	s->w->now += (int64_t)history_pick(g, 5 * DAY);
	if (history_chance(g, 20))
		n = WORLD_ANKANG;
	if (g->order) {
		act = life_order(s, n);
	} else if (history_chance(g, 6)) {
		act = life_lead(s, WORLD_HANBIN,
		    history_chance(g, 8)   ? "none"
		    : history_chance(g, 2) ? "list"
					   : "expiry");
	} else {
		act = world_receive(s->w, n, WORLD_HANBIN);
		act->std = s->w->standard->digest;
		world_text(s->w, act, "item", s->w->standard->item);
		history_applicant(g, act);
		life_materials(s, act,
		    history_chance(g, 3)   ? "M1,M2"
		    : history_chance(g, 3) ? "M1,M2,M3"
					   : "M1,M2,M3,M5");
	}
	if (history_chance(g, 40))
		act->ref_count--;
	if (history_chance(g, 40))
		world_text(s->w, act, "number", "HANBIN-20261123-0001-0");
	if (history_chance(g, 40))
		act->vault_count--;
	s->dossier = log_it(g, act)->id;
	s->custody = s->dossier;
	fold(g);
}

static enum world_node_index who(struct history_game *g, const char *kind)
{
	const struct dossier *d = g->d;
	const char *node = d->holder;

	if (!d->open || history_chance(g, 10))
		return (enum world_node_index)history_pick(g, WORLD_NODES);
	if (d->on_offer && (strcmp(kind, "case.take") == 0 ||
			       strcmp(kind, "case.refuse") == 0))
		node = d->offer.to;
	if (strcmp(kind, "case.contribute") == 0 ||
	    strncmp(kind, "case.owe.a", 10) == 0 ||
	    strcmp(kind, "case.owe.take") == 0 ||
	    strcmp(kind, "case.rate") == 0)
		return (enum world_node_index)history_pick(g, WORLD_NODES);
	return world_index(g->stage.w, node);
}

static struct act *draft_offer(struct history_game *g, enum world_node_index n)
{
	struct world *w = g->stage.w;
	enum world_node_index to =
	    (enum world_node_index)history_pick(g, WORLD_NODES);
	struct act *act =
	    world_offer(w, n, &g->stage.dossier, &g->stage.custody, to);

	if (to == n && !history_chance(g, 8))
		return draft_offer(g, n);
	world_int(w, act, "expiry",
	    w->now + (history_chance(g, 12)
			     ? -5
			     : (int64_t)history_pick(g, 4 * DAY) + 600));
	for (uint32_t i = 1; i <= g->d->generation; i++)
		world_wraps(w, act, i, w->nodes[to].id);
	if (g->d->needs_generation)
		world_wraps(w, act, g->d->generation + 1, w->nodes[to].id);
	history_word(g, act);
	return act;
}

static struct act *draft_answer(
    struct history_game *g, enum world_node_index n, const char *kind)
{
	struct world *w = g->stage.w;
	struct digest offer =
	    g->d->on_offer ? g->d->offer.id : g->stage.custody;
	enum world_node_index to =
	    g->d->on_offer ? world_index(w, g->d->offer.to) : WORLD_HANBIN;

	if (strcmp(kind, "case.reclaim") != 0)
		return world_answer(w, n, kind, &g->stage.dossier, &offer);
	if (g->d->on_offer && !history_chance(g, 4) &&
	    w->now <= g->d->offer.expiry)
		w->now = g->d->offer.expiry + 60;
	return world_reclaim(w, n, &g->stage.dossier, &offer,
	    world_note(w, to, w->nodes[to].count, w->now));
}

static void copy_one(struct history_game *g)
{
	struct world *w = g->stage.w;
	const struct act *act = g->d->entries[history_pick(g, g->d->count)].act;

	world_append(w, world_index(w, act->node), act);
	w->now += 60;
}

static const char *pen_event(struct history_game *g)
{
	static const char *const kinds[] = { "case.take", "case.take",
		"case.refuse", "case.reclaim", "case.contribute" };

	return kinds[history_pick(g, 5)];
}

void history_step(struct history_game *g)
{
	struct stage *s = &g->stage;
	enum world_node_index n;
	const char *kind;
	struct act *act;

	if (history_chance(g, 6))
		s->w->now += (int64_t)history_pick(g, 3 * DAY);
	if (history_chance(g, 20))
		s->w->now += (int64_t)history_pick(g, 30 * DAY);
	if (history_chance(g, 40)) {
		copy_one(g);
		fold(g);
		return;
	}
	kind = g->d->open ? any_event(g) : "case.accept";
	if (g->d->open && g->d->on_offer && !history_chance(g, 4))
		kind = pen_event(g);
	n = who(g, kind);
	if (strcmp(kind, "case.offer") == 0)
		act = draft_offer(g, n);
	else if (strcmp(kind, "case.take") == 0 ||
		 strcmp(kind, "case.refuse") == 0 ||
		 strcmp(kind, "case.reclaim") == 0)
		act = draft_answer(g, n, kind);
	else
		act = life_draft(s, n, kind);
	if (act_body_has(act, "custody") && history_chance(g, 15))
		world_id(s->w, act, "custody", &s->dossier);
	history_fill(g, act);
	(void)log_it(g, act);
	fold(g);
}
