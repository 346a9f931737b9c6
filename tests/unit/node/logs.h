/*
 * logs - the acts of a world (tests/unit/schema/world.h) as batches of its
 * nodes' logs, for tests of the index and of the daemon.
 */
#ifndef TESTS_UNIT_NODE_LOGS_H
#define TESTS_UNIT_NODE_LOGS_H

#include "sync/chain.h"
#include "tests/unit/schema/stage.h"

struct logs {
	struct stage stage;
	struct chain ends[WORLD_NODES];
	size_t count[WORLD_NODES]; /* batches */
	struct batch *batches[WORLD_NODES];
};

#define LOGS_CASES 4

/* A furnished world with some cases, one of them finished; every act a batch
 * of its own. */
static inline void logs_build(struct logs *l);

static inline void logs_init(struct logs *l)
{
	memset(l, 0, sizeof(*l));
	stage_init(&l->stage);
	for (int i = 1; i < LOGS_CASES; i++)
		stage_receive_home(&l->stage);
	stage_receive(&l->stage);
	stage_hand_over(&l->stage, WORLD_GAOXIN, WORLD_HANBIN);
	stage_finish(&l->stage, WORLD_HANBIN);
	logs_build(l);
}

/* F-42 */
static inline const struct sign_pair *logs_signer(
    const struct world_node *node, const struct chain *end)
{
	return sign_public_equal(&end->log, &node->log.public)
		   ? &node->log
		   : &node->former_log;
}

static inline void logs_build(struct logs *l)
{
	struct world *w = l->stage.w;

	for (int n = 0; n < WORLD_NODES; n++) {
		const struct world_node *node = &w->nodes[n];

		chain_init(&l->ends[n], node->id, &node->member.log);
		l->batches[n] =
		    mem_new_array(node->count, sizeof(struct batch));
		for (size_t i = 0; i < node->count; i++)
			assert_int_equal(
			    chain_build(&l->ends[n], &w->genesis.network,
				logs_signer(node, &l->ends[n]),
				node->entries[i].act->raw,
				node->entries[i].time,
				&l->batches[n][l->count[n]++], NULL),
			    RULE_NONE);
	}
}

static inline void logs_drop(struct logs *l)
{
	for (int n = 0; n < WORLD_NODES; n++) {
		for (size_t i = 0; i < l->count[n]; i++)
			batch_fini(&l->batches[n][i]);
		mem_free(l->batches[n]);
		l->count[n] = 0;
	}
}

/* Once more acts were logged in the world. */
static inline void logs_rebuild(struct logs *l)
{
	logs_drop(l);
	logs_build(l);
}

static inline void logs_fini(struct logs *l)
{
	logs_drop(l);
	stage_fini(&l->stage);
}

#endif
