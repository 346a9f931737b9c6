/*
 * given_key - where a pseudonym key that this node was given lies in its vault,
 * and what opens it (docs/FORMAT.md F-142).
 */
#ifndef NODE_GIVEN_KEY_H
#define NODE_GIVEN_KEY_H

#include <stdbool.h>

#include "base/arena.h"
#include "node/pseudonym.h"

struct daemon;
struct pseudonym;

struct given_key {
	struct digest wrap;
	uint8_t nonce[PSEUDONYM_NONCE_BYTES]; /* seal id of .wrap */
	const struct seal_ring *readers;      /* borrowed: outlives every job */
};

/* False when it is none, is ended, or its act is not indexed yet.  Loop. */
bool given_key_find(struct given_key *out, struct daemon *daemon,
    struct arena *a, const struct pseudonym *key);

/* The key itself; as pseudonym_load().  Store thread. */
enum err given_key_load(struct secret *out, const struct given_key *key,
    struct vault_store *vault, struct why *why) MUST_CHECK;

#endif
