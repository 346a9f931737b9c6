/*
 * world - everything one simulated run holds, and what is true in it.
 *
 *	sim.c    options, runs, the choice of the next step
 *	wire.c   connections: bytes in flight, cuts, partitions
 *	clerk.c  what people do at the counters
 *	check.c  what must hold after every step, and at the end
 *
 * One seed decides everything, so a failure is seen again by its seed.
 */
#ifndef TESTS_SIM_WORLD_H
#define TESTS_SIM_WORLD_H

#include "tests/sim/box.h"

#define WORLD_LINKS_MAX 64
#define WORLD_CASES_MAX 15

struct world_link {
	bool open;
	size_t node[2]; /* [0] dialled [1] */
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
	uint32_t believers;
	uint32_t waiting;
	uint32_t dirty; /* to be looked at in this step */
};

struct world {
	uint64_t seed, step;
	struct random_seeded random;
	struct town *town;
	struct box boxes[TOWN_NODES_MAX];
	size_t count;
	int64_t wall, steady_ms;
	struct world_link links[WORLD_LINKS_MAX];
	uint32_t cut[TOWN_NODES_MAX]; /* bit j: no way between i and j */
	bool healing;

	struct world_truth truth[TOWN_NODES_MAX];
	struct world_view views[TOWN_NODES_MAX];
	struct world_pen *pens; /* owned */
	size_t pen_count, pen_room;
	struct world_ack *acks; /* owned */
	size_t ack_count, ack_room, ack_checked;

	/* Shown at the end, so that a run which did nothing is seen. */
	uint64_t received, taken, refused, reclaimed, closed, turned_away;
	uint64_t cuts, restarts, partitions;
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

/* ---- wire.c ---- */
void wire_dial(struct world *w, size_t from, size_t to);
/* Move some bytes of some connection; false when there are none. */
bool wire_move(struct world *w);
void wire_cut(struct world *w, struct world_link *l);
void wire_cut_node(struct world *w, size_t node);
void wire_partition(struct world *w);
void wire_heal(struct world *w);
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
