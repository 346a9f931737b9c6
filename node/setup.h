/*
 * setup - makes the data folder of a new node: keys, genesis, configuration.
 *
 * Blocks; for commands.  Everything that was given is checked before anything
 * is made, and on failure nothing is left (node/place.h).
 */
#ifndef NODE_SETUP_H
#define NODE_SETUP_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/why.h"
#include "keys/digest.h"
#include "keys/sign.h"
#include "schema/genesis.h"

struct random;

#define SETUP_JOIN_REQUEST "join-request" /* F-7, for the authority */
#define SETUP_OPENING      "opening-act"  /* network.open, first of its log */
#define SETUP_ROOT_KEY     "keys/root-1.key"

struct setup_request { /* all borrowed */
	const char *dir;
	const char *node;
	const char *name;
	const char *code;            /* NULL: none */
	const char *listen;          /* NULL: the default */
	const char *api;             /* NULL: the default */
	const char *passphrase_file; /* NULL: keys guarded by file mode alone;
				      * node.yaml gets its full path */
	uint8_t suite; /* of a new network; whoever joins takes genesis's */
};

/* Who opens the network: keys made here, and public halves of keys that are
 * elsewhere.  All are roots; @threshold of them sign. */
struct setup_roots {
	size_t make; /* root keys to make, from 0 */
	unsigned threshold;
	size_t count;
	struct sign_public others[GENESIS_ROOTS_MAX];
};

/* A new network and its authority's folder.  Root keys that are made here are
 * keys/root-1.key and so on; they belong offline as soon as the network runs.
 * The opening act is signed by those: when that is below the threshold it is a
 * draft (node/draft.h) for the others to sign.  @network is set. */
enum err setup_network(const struct setup_request *r,
    const struct setup_roots *roots, const char *network_name, int64_t at_ms,
    struct random *random, struct digest *network, struct why *why) MUST_CHECK;

/* A district's folder for the network of @genesis. */
enum err setup_join(const struct setup_request *r, struct bytes genesis,
    struct random *random, struct digest *network, struct why *why) MUST_CHECK;

#endif
