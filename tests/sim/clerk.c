#include <string.h>

#include "base/mem.h"
#include "schema/checkpoint.h"
#include "tests/sim/world.h"

/* What a person finds when opening a case at one counter. */
struct desk {
	struct world *w;
	struct box *box;
	size_t node;
	struct arena *arena; /* owned */
	struct dossier *dossier;
	int64_t wall;
};

static uint64_t cookies;

static enum rule hand_in(struct desk *d, struct bytes act)
{
	struct why why = { 0 };
	enum rule rule =
	    replica_append(d->box->replica, act, d->wall, ++cookies, &why);

	if (rule != RULE_NONE)
		d->w->turned_away++;
	return rule;
}

/* The acts before the first case, in order; those that a crash lost again. */
static bool set_up(struct desk *d)
{
	const struct town_node *n = &d->w->town->nodes[d->node];

	for (size_t i = 0; i < n->setup_count; i++) {
		enum rule rule = replica_append(
		    d->box->replica, n->setup[i].raw, d->wall, ++cookies, NULL);

		if (rule != RULE_NONE && rule != RULE_COPY)
			return false; /* what it rests on is not here yet */
	}
	return true;
}

/* The home, or who may act for it; not ourselves. */
static size_t somebody_else(struct desk *d)
{
	size_t home = town_index(d->w->town, d->dossier->home);
	const struct town_node *h = &d->w->town->nodes[home];
	size_t i;

	do {
		i = (size_t)world_roll(d->w, h->peer_count + 1);
		i = i == h->peer_count ? home : h->peers[i];
	} while (i == d->node);
	return i;
}

static void receive(struct desk *d)
{
	const struct town_node *n = &d->w->town->nodes[d->node];
	size_t home = d->node;
	struct town_head head;

	if (world_roll(d->w, 3) != 0)
		home = n->peers[world_roll(d->w, n->peer_count)];
	head = box_head(d->box, d->w->town->nodes[home].id);
	if (head.size == 0)
		return;
	if (hand_in(d, town_receive(d->w->town, d->arena, d->node, home, &head,
			   d->box->vault, d->wall)) == RULE_NONE)
		d->w->received++;
}

static bool has_opinion(const struct dossier *d)
{
	for (size_t i = 0; i < d->count; i++) {
		if (d->outcomes[i].rule == RULE_NONE &&
		    strcmp(d->entries[i].act->kind, "case.opine") == 0)
			return true;
	}
	return false;
}

static const char *next_kind(const struct dossier *d)
{
	static const char *const next[MACHINE_STATE_COUNT] = {
		[MACHINE_RECEIVED] = "case.accept",
		[MACHINE_ACCEPTED] = "case.review.start",
		[MACHINE_REVIEW] = "case.opine",
		[MACHINE_YES] = "case.issue",
		[MACHINE_ISSUED] = "case.deliver",
		[MACHINE_DELIVERED] = "case.close",
	};

	if (d->state == MACHINE_REVIEW && has_opinion(d))
		return "case.decide.yes";
	return next[d->state];
}

static enum rule move_on(struct desk *d)
{
	const char *kind = next_kind(d->dossier);
	struct town_head head = box_head(d->box, d->dossier->home);
	enum rule rule;

	if (kind == NULL)
		return RULE_STATE;
	rule = hand_in(d, town_move(d->w->town, d->arena, d->node, kind,
			      d->dossier, &head, d->box->vault, d->wall));
	if (rule == RULE_NONE && d->dossier->state == MACHINE_DELIVERED)
		d->w->closed++;
	return rule;
}

static void offer(struct desk *d)
{
	int64_t now = replica_next_place(d->box->replica, d->wall).time;
	int64_t expiry = now + 60 + (int64_t)world_roll(d->w, 3000);

	(void)hand_in(d, town_offer(d->w->town, d->arena, d->node, d->dossier,
			     somebody_else(d), expiry, d->box->vault, d->wall));
}

static void answer(struct desk *d)
{
	bool take = world_roll(d->w, 4) != 0;
	struct bytes act = town_answer(d->w->town, d->arena, d->node,
	    take ? "case.take" : "case.refuse", d->dossier, d->wall);

	if (hand_in(d, act) == RULE_NONE)
		*(take ? &d->w->taken : &d->w->refused) += 1;
}

/* Only when a checkpoint after the expiry is here; too early is tried, too. */
static void reclaim(struct desk *d)
{
	struct bytes note = box_note(d->box, d->arena, d->dossier->offer.to);
	struct checkpoint c = { 0 };

	if (note.n == 0 || checkpoint_read(note, &d->w->town->genesis.network,
			       &c, NULL) != RULE_NONE)
		return;
	if (hand_in(d, town_reclaim(d->w->town, d->arena, d->node, d->dossier,
			   note, d->wall)) != RULE_NONE) {
		replica_note_ask(d->box->replica, d->dossier->offer.to);
		return;
	}
	if (c.time <= d->dossier->offer.expiry)
		world_fail(d->w, "%s reclaimed before the expiry",
		    d->w->town->nodes[d->node].id);
	d->w->reclaimed++;
}

/* Somebody tries what is not theirs to do. */
static void overreach(struct desk *d)
{
	if (move_on(d) == RULE_NONE)
		world_fail(d->w, "%s moved a case whose pen it does not hold",
		    d->w->town->nodes[d->node].id);
}

static void work_on(struct desk *d)
{
	const char *self = d->w->town->nodes[d->node].id;
	const struct dossier *of = d->dossier;
	bool mine;

	if (!of->open)
		return;
	mine = strcmp(of->holder, self) == 0;
	if (of->on_offer && strcmp(of->offer.to, self) == 0)
		answer(d);
	else if (of->on_offer && mine)
		reclaim(d);
	else if (mine && of->state != MACHINE_CLOSED &&
		 world_roll(d->w, 5) == 0)
		offer(d);
	else if (mine)
		(void)move_on(d);
	else if (world_roll(d->w, 20) == 0)
		overreach(d);
}

void clerk_act(struct world *w, size_t node)
{
	struct desk d = { .w = w,
		.box = &w->boxes[node],
		.node = node,
		.arena = arena_new(),
		.wall = world_clock(w, node) };
	size_t cases = casebook_mem_count(d.box->book);

	if (set_up(&d)) {
		if (cases == 0 ||
		    (w->received < w->cases_max && world_roll(w, 5) == 0)) {
			receive(&d);
		} else {
			d.dossier = box_fold(d.box, d.arena,
			    casebook_mem_at(
				d.box->book, (size_t)world_roll(w, cases)));
			work_on(&d);
		}
	}
	arena_free(d.arena);
}
