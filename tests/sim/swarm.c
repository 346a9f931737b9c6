/*
 * What happens next, and which faults there are at all: each seed leaves some
 * out and has more of others, for a bug may hide behind a fault that always
 * ends the run it needs (swarm testing: Groce et al., ISSTA 2012).
 */
#include "tests/sim/world.h"

#include <string.h>

static const uint32_t usual[FATES] = {
	[FATE_FLOW] = 4500,
	[FATE_WORK] = 3000,
	[FATE_CLERK] = 1000,
	[FATE_DIAL] = 600,
	[FATE_TIME] = 600,
	[FATE_HEAL] = 80,
	[FATE_CUT] = 160,
	[FATE_PARTITION] = 15,
	[FATE_ONE_WAY] = 15,
	[FATE_ISLAND] = 15,
	[FATE_RESTART] = 20,
	[FATE_POWER] = 20,
	[FATE_CLOCK] = 30,
	[FATE_PAUSE] = 20,
	[FATE_FLIP] = 20,
	[FATE_STRANGER] = 20,
};

void swarm_init(struct world *w)
{
	for (size_t i = 0; i < FATES; i++) {
		w->weight[i] = usual[i];
		if (i < FATE_CUT)
			continue;
		if (world_roll(w, 3) == 0)
			w->weight[i] = 0;
		else
			w->weight[i] <<= world_roll(w, 3);
	}
}

uint64_t swarm_faults(const struct world *w)
{
	uint64_t n = 0;

	for (size_t i = FATE_CUT; i < FATES; i++)
		n += i == FATE_POWER ? w->blackouts : w->fates[i];
	return n;
}

/* ---- time ---- */

void swarm_pass_time(struct world *w, int64_t ms)
{
	w->steady_ms += ms;
	w->wall += (ms + 999) / 1000;
	for (size_t i = 0; i < w->count; i++) {
		struct box *b = &w->boxes[i];
		uint64_t dice = world_roll(w, 50);

		if (b->paused)
			continue;
		replica_tick(b->replica, w->steady_ms);
		if (dice == 0)
			replica_touch(b->replica, world_clock(w, i));
		if (dice == 1 || (dice < 10 && replica_note_wanted(b->replica)))
			replica_note_beat(b->replica, world_clock(w, i));
	}
}

/* A clock is set: forward or back, by up to six hours from the truth. */
static void set_clock(struct world *w, size_t node)
{
	w->boxes[node].skew = (int64_t)world_roll(w, 43200) - 21600;
}

/* ---- processes ---- */

static void restart(struct world *w, size_t node)
{
	wire_cut_node(w, node);
	box_restart(&w->boxes[node]);
	check_restart(w, node);
}

bool swarm_work(struct world *w, size_t node, uint64_t pick)
{
	struct box *b = &w->boxes[node];

	if (!box_work(b, pick, w->steady_ms))
		return false;
	if (b->down) {
		w->blackouts++;
		restart(w, node);
	}
	return true;
}

static void work(struct world *w)
{
	size_t first = (size_t)world_roll(w, w->count);

	for (size_t i = 0; i < w->count; i++) {
		size_t node = (first + i) % w->count;
		uint64_t pick = random_u64(&w->random.random);

		if (!w->boxes[node].paused && swarm_work(w, node, pick))
			return;
	}
}

/* ---- lines ---- */

/* Dials again what is not connected; sometimes what is. */
static void dial(struct world *w)
{
	size_t a = (size_t)world_roll(w, w->count);
	const struct town_node *n = &w->town->nodes[a];
	size_t b = n->peers[world_roll(w, n->peer_count)];

	if (box_is_new(&w->boxes[a]))
		b = 0;
	if (!wire_connected(w, a, b) || world_roll(w, 10) == 0)
		wire_dial(w, a, b);
}

static void cut(struct world *w)
{
	wire_cut(w, &w->links[world_roll(w, w->link_count)]);
}

static void cut_parted(struct world *w)
{
	for (size_t i = 0; i < w->link_count; i++) {
		struct world_link *l = &w->links[i];

		if (l->open && l->node[0] != WORLD_STRANGER &&
		    set_has(&w->cut[l->node[0]], l->node[1]) &&
		    set_has(&w->cut[l->node[1]], l->node[0]))
			wire_cut(w, l);
	}
}

/* Some nodes on one side, the others on the other; @back: neither hears the
 * other, else one side goes on hearing. */
static void partition(struct world *w, bool back)
{
	struct set side = { 0 };
	bool reset = world_roll(w, 2) == 0;

	for (size_t i = 0; i < w->count; i++)
		set_put(&side, i, world_roll(w, 2) == 0);
	for (size_t a = 0; a < w->count; a++) {
		for (size_t b = 0; b < w->count; b++) {
			if (set_has(&side, a) && !set_has(&side, b))
				wire_part(w, a, b);
			if (back && !set_has(&side, a) && set_has(&side, b))
				wire_part(w, a, b);
		}
	}
	if (reset)
		cut_parted(w);
}

/* One node after the other loses everybody; healing brings them back in any
 * order (swizzle-clogging: FoundationDB). */
static void island(struct world *w, size_t node)
{
	for (size_t i = 0; i < w->count; i++) {
		if (i == node)
			continue;
		wire_part(w, i, node);
		wire_part(w, node, i);
	}
}

static void bring_back(struct world *w, size_t node)
{
	memset(&w->cut[node], 0, sizeof(w->cut[node]));
	for (size_t i = 0; i < w->count; i++)
		set_put(&w->cut[i], node, false);
}

/* Everything, or one node's lines; somebody wakes up. */
static void heal(struct world *w, size_t node)
{
	if (world_roll(w, 2) == 0)
		wire_heal(w);
	else
		bring_back(w, node);
	w->boxes[node].paused = false;
}

static void flow(struct world *w)
{
	uint64_t moves = 1 + world_roll(w, 8);

	for (; moves > 0 && wire_move(w); moves--)
		;
}

/* ---- one of these ---- */

static enum world_fate draw(struct world *w)
{
	uint64_t sum = 0, dice;
	size_t i = 0;

	for (size_t k = 0; k < FATES; k++)
		sum += w->weight[k];
	for (dice = world_roll(w, sum); dice >= w->weight[i]; i++)
		dice -= w->weight[i];
	return (enum world_fate)i;
}

static void fault(struct world *w, enum world_fate fate, size_t node)
{
	if (fate == FATE_CUT)
		cut(w);
	else if (fate == FATE_PARTITION || fate == FATE_ONE_WAY)
		partition(w, fate == FATE_PARTITION);
	else if (fate == FATE_ISLAND)
		island(w, node);
	else if (fate == FATE_RESTART)
		restart(w, node);
	else if (fate == FATE_POWER)
		box_power(&w->boxes[node], 1 + (unsigned)world_roll(w, 8));
	else if (fate == FATE_CLOCK)
		set_clock(w, node);
	else if (fate == FATE_PAUSE)
		w->boxes[node].paused = true;
	else if (fate == FATE_FLIP)
		(void)wire_flip(w);
	else
		wire_stranger(w, node);
}

void swarm_step(struct world *w)
{
	enum world_fate fate = draw(w);
	size_t node = (size_t)world_roll(w, w->count);
	uint64_t line[] = { fate, node };

	world_trace(w, line, sizeof(line));
	w->fates[fate]++;
	if (fate == FATE_FLOW)
		flow(w);
	else if (fate == FATE_WORK)
		work(w);
	else if (fate == FATE_CLERK && !w->boxes[node].paused)
		clerk_act(w, node);
	else if (fate == FATE_DIAL)
		dial(w);
	else if (fate == FATE_TIME)
		swarm_pass_time(w, 1 + (int64_t)world_roll(w, 10000));
	else if (fate == FATE_HEAL)
		heal(w, node);
	else if (fate >= FATE_CUT)
		fault(w, fate, node);
}
