/*
 * world - everything one simulated run holds, and what is true in it.
 *
 *	sim.c    options, runs, what is said at the end
 *	swarm.c  the choice of the next step; faults
 *	wire.c   connections: bytes in flight, cuts, partitions, strangers
 *	clerk.c  what people do at the counters
 *	check.c  what must hold after every step, and at the end
 *
 * One seed decides everything, so a failure is seen again by its seed.
 */
#ifndef TESTS_SIM_WORLD_H
#define TESTS_SIM_WORLD_H

#include "tests/sim/box.h"
#include "tests/sim/set.h"

/* In a link: no node of ours, says what it likes and hears nothing. */
#define WORLD_STRANGER TOWN_NODES_MAX

struct world_link {
	bool open;
	size_t node[2]; /* [0] dialled [1]; [0] may be WORLD_STRANGER */
	uint32_t session[2];
	struct buf flying[2]; /* owned; [i]: from node[i] to the other */
};

struct world_ack {
	size_t node;
	uint64_t position;
	struct digest act;
};

/* The batches that an owner has made durable: sizes and roots. */
struct world_truth {
	struct town_head *heads; /* owned */
	size_t count, room;
};

/* What a box once said of an act. */
struct world_verdict {
	struct digest act;
	enum rule rule;
	bool used;
};

struct world_view {
	struct world_verdict *table;   /* owned; open addressing */
	size_t count, room;            /* room: a power of two */
	uint64_t size[TOWN_NODES_MAX]; /* of each log, when last looked at */
};

/* One bit a box: who believes to hold the pen of a case, and who holds acts of
 * it that wait for something else to arrive. */
struct world_pen {
	struct digest dossier;
	struct set believers;
	struct set waiting;
	struct set dirty; /* to be looked at in this step */
};

/* What can happen in a step; swarm.c */
enum world_fate {
	FATE_FLOW,
	FATE_WORK,
	FATE_CLERK,
	FATE_DIAL,
	FATE_TIME,
	FATE_HEAL,
	FATE_CUT, /* faults, from here on: a seed may leave them out */
	FATE_PARTITION,
	FATE_ONE_WAY,
	FATE_ISLAND,
	FATE_RESTART,
	FATE_POWER,
	FATE_CLOCK,
	FATE_PAUSE,
	FATE_FLIP,
	FATE_STRANGER,
	FATES,
};

struct world {
	uint64_t seed, step;
	struct random_seeded random;
	struct town *town;
	struct box boxes[TOWN_NODES_MAX];
	size_t count;
	int64_t wall, steady_ms;
	struct world_link *links; /* owned */
	size_t link_count;
	struct set cut[TOWN_NODES_MAX]; /* whom bytes of i do not reach */
	bool healing;
	uint32_t weight[FATES]; /* of this seed */
	size_t cases_max;
	struct digest trace; /* of all that was done and heard */

	struct world_truth truth[TOWN_NODES_MAX];
	struct world_view views[TOWN_NODES_MAX];
	struct world_pen *pens; /* owned */
	size_t pen_count, pen_room;
	struct world_ack *acks; /* owned */
	size_t ack_count, ack_room, ack_checked;

	/* Shown at the end, so that a run which did nothing is seen. */
	uint64_t received, taken, refused, reclaimed, closed, turned_away;
	uint64_t fates[FATES], blackouts;
};

static inline uint64_t world_roll(struct world *w, uint64_t n)
{
	return random_below(&w->random.random, n);
}

/* The wall clock of a box, which may be wrong. */
static inline int64_t world_clock(const struct world *w, size_t node)
{
	return w->wall + w->boxes[node].skew;
}

/* The run is over: prints the seed and the sentence, exit code 1. */
_Noreturn void world_fail(const struct world *w, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Into the trace: the same seed must give the same, whatever compiled us. */
void world_trace(struct world *w, const void *p, size_t n);

/* ---- swarm.c ---- */
void swarm_init(struct world *w); /* which faults, and how often */
void swarm_step(struct world *w);
void swarm_pass_time(struct world *w, int64_t ms);
/* A box does what it has to do; when the power goes, it starts again. */
bool swarm_work(struct world *w, size_t node, uint64_t pick);
/* Faults that took place. */
uint64_t swarm_faults(const struct world *w);

/* ---- wire.c ---- */
void wire_init(struct world *w);
void wire_dial(struct world *w, size_t from, size_t to);
/* Move some bytes of some connection; false when there are none. */
bool wire_move(struct world *w);
void wire_cut(struct world *w, struct world_link *l);
void wire_cut_node(struct world *w, size_t node);
void wire_part(struct world *w, size_t from, size_t to);
void wire_heal(struct world *w);
/* A bit of what is in flight somewhere turns over; false: nothing is. */
bool wire_flip(struct world *w);
/* Somebody who is no member calls @node and talks: noise, or what was once said
 * on another line. */
void wire_stranger(struct world *w, size_t node);
bool wire_connected(const struct world *w, size_t a, size_t b);
void wire_fini(struct world *w);

/* ---- clerk.c ---- */
void clerk_act(struct world *w, size_t node);

/* ---- check.c ---- */
void check_step(struct world *w); /* after every step */
void check_restart(struct world *w, size_t node);
void check_end(struct world *w); /* after everything has healed */
void check_fini(struct world *w);

#endif
