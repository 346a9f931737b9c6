/*
 * town - a network of 3 to 300 nodes, its keys, and the acts its people sign:
 * the material of the simulator.  Everything comes from one random stream.
 *
 * Node 0 is the authority.  Every node is a district, too: it has a clerk (all
 * roles but one) and a chief (the last approval level), adopts T04, and lets
 * its peers do everything.  In a small town everybody is everybody's peer; in
 * a large one each has eight or so: its neighbours on a ring and some others.
 */
#ifndef TESTS_SIM_TOWN_H
#define TESTS_SIM_TOWN_H

#include "base/arena.h"
#include "keys/random.h"
#include "keys/seal.h"
#include "keys/sign.h"
#include "schema/act.h"
#include "schema/dossier.h"
#include "schema/genesis.h"

#define TOWN_NODES_MIN 3
#define TOWN_NODES_MAX 300
#define TOWN_MESH_MAX  12 /* so many know each other, all */
#define TOWN_PEERS_MAX 11
#define TOWN_START     1795392000 /* 2026-11-23 08:00 +08:00, a Monday */

struct vault_store;

struct town_setup { /* an act that a node signs before its first case */
	struct bytes raw;
	struct digest id;
};

struct town_node {
	char id[TEXT_SLUG_BYTES_MAX + 1];
	struct sign_pair log, recovery, witness, clerk, chief;
	struct noise_pair channel;
	struct seal_pair sealing;
	struct member member;
	struct digest adoption;
	size_t peers[TOWN_PEERS_MAX];
	struct digest grant[TOWN_PEERS_MAX]; /* to that peer */
	size_t peer_count;
	struct town_setup *setup;
	size_t setup_count, setup_room;
	uint64_t numbers; /* issued; survives restarts, gaps are fine */
};

struct town {
	struct arena *arena;
	struct random *random; /* borrowed */
	struct sign_pair root;
	struct genesis genesis;
	const struct standard *standard;
	struct town_node nodes[TOWN_NODES_MAX];
	size_t count;
};

struct town *town_new(size_t count, struct random *random);
void town_free(struct town *t);

/* Is @b among the peers of @a?  It is mutual. */
bool town_peers(const struct town *t, size_t a, size_t b);

/* How far a log goes, for `refs`. */
struct town_head {
	uint64_t size;
	struct digest root;
};

/* Each returns the bytes of a signed act, in @a.  @wall is seconds. */
struct bytes town_receive(struct town *t, struct arena *a, size_t node,
    size_t home, const struct town_head *head, struct vault_store *vault,
    int64_t wall);
/* accept … close, by the machine's table; @head is the home's. */
struct bytes town_move(struct town *t, struct arena *a, size_t node,
    const char *kind, const struct dossier *d, const struct town_head *head,
    struct vault_store *vault, int64_t wall);
struct bytes town_offer(struct town *t, struct arena *a, size_t node,
    const struct dossier *d, size_t to, int64_t expiry,
    struct vault_store *vault, int64_t wall);
struct bytes town_answer(struct town *t, struct arena *a, size_t node,
    const char *kind, const struct dossier *d, int64_t wall);
struct bytes town_reclaim(struct town *t, struct arena *a, size_t node,
    const struct dossier *d, struct bytes note, int64_t wall);

/* The node with this id; must be there. */
size_t town_index(const struct town *t, const char *id);

#endif
