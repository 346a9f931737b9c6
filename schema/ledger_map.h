/*
 * ledger_map - a hash table from digests to pointers, for lookups that happen
 * once per act.  Digests are uniform already, so their first bytes are the
 * hash; keys that a peer may choose freely (public keys) are hashed before.
 */
#ifndef SCHEMA_LEDGER_MAP_H
#define SCHEMA_LEDGER_MAP_H

#include <stddef.h>

#include "keys/digest.h"

struct ledger_map_slot {
	struct digest key;
	void *value; /* NULL: free */
};

/* `struct ledger_map m = { 0 };` is a valid empty one. */
struct ledger_map {
	struct ledger_map_slot *slots; /* owned */
	size_t count;
	size_t room; /* 0 or a power of two */
};

void ledger_map_fini(struct ledger_map *m);

/* NULL when absent. */
void *ledger_map_get(const struct ledger_map *m, const struct digest *key);

/* Replaces; @value is not NULL. */
void ledger_map_set(
    struct ledger_map *m, const struct digest *key, void *value);

#endif
