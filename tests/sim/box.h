/*
 * box - one machine of the simulator: a disk that keeps what was written, and a
 * process that can die at any moment.
 *
 * The process is the product's own code (sync/replica.h) over sync/store.c on a
 * disk of ours (disk.h), and vault_mem.  A task is run at one step and given back at a later one, so a
 * crash may fall between the two: then the act is durable and was never
 * acknowledged.
 */
#ifndef TESTS_SIM_BOX_H
#define TESTS_SIM_BOX_H

#include "sync/casebook_mem.h"
#include "sync/replica.h"
#include "tests/sim/disk.h"
#include "tests/sim/town.h"

/* What a simulated fault does to the code under test, to show that the checks
 * can fail. */
enum box_sabotage {
	BOX_SOUND,
	BOX_FORGET_ACKS, /* a restart loses the last batch of its own log */
	BOX_TWO_PENS,    /* a node does not see that its case was taken over */
	BOX_DEAF,        /* a node's index misses what others write */
};

struct box_task {
	struct task *task;
	bool ran;
};

struct box {
	struct town *town;
	size_t node;
	enum box_sabotage sabotage;
	/* The disk. */
	struct disk *disk;
	struct vault_store *vault;
	struct signed_time *signed_time;
	uint8_t instance[REPLICA_INSTANCE_BYTES];
	/* The process. */
	struct store *store; /* what it sees of the disk */
	struct casebook_mem *book;
	struct casebook casebook; /* what the replica sees of it */
	struct history history;   /* of the book, as far as it is folded */
	struct ledger *ledger;
	struct replica *replica;
	struct box_task *tasks; /* in the order handed out */
	size_t task_count, task_room;
	int64_t skew; /* of its wall clock, seconds */
	uint64_t restarts;
	bool paused;    /* the process is stopped, its sockets are not */
	bool down;      /* the power went: it must be restarted */
	bool touched;   /* its store may have changed; who looks clears it */
	unsigned heard; /* batches, for BOX_DEAF */
};

void box_init(
    struct box *b, struct town *t, size_t node, enum box_sabotage sabotage);
void box_fini(struct box *b);

/* The process dies, by itself or with the power, and starts again; sessions, pending acts and what was being
 * checked are gone. */
void box_restart(struct box *b);

/* Before the @steps-th step of its next write the power goes. */
void box_power(struct box *b, unsigned steps);

/* Collect the replica's tasks; then run or give back one of them, chosen by
 * @pick.  False when there is none. */
bool box_work(struct box *b, uint64_t pick, int64_t steady_ms);

/* It has not heard of anybody but the authority, and calls nobody else. */
bool box_is_new(const struct box *b);

/* How far a log is held here. */
struct town_head box_head(const struct box *b, const char *node);

/* The fold of a dossier as this box sees it; in @a. */
struct dossier *box_fold(
    const struct box *b, struct arena *a, const struct digest *dossier);

/* The newest checkpoint of a log, in @a; empty when none is held. */
struct bytes box_note(const struct box *b, struct arena *a, const char *node);

#endif
