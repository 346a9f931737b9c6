/*
 * wrap_id - the vault ids of key wraps: `key.<node>`, `escrow`, and from
 * generation 1 on `key.<node>.<g>`, `escrow.<g>` (docs/FORMAT.md F-52, F-54).
 */
#ifndef SCHEMA_WRAP_ID_H
#define SCHEMA_WRAP_ID_H

#include <stdbool.h>
#include <stdint.h>

#define WRAP_ID_ROOM      48
#define WRAP_ID_NODE_ROOM 25 /* a slug and a zero byte */

struct wrap_id {
	bool escrow;                  /* for the policy's escrow key */
	char node[WRAP_ID_NODE_ROOM]; /* its reader; "" for an escrow */
	uint32_t generation;
};

/* False: not the id of a wrap. */
bool wrap_id_parse(struct wrap_id *out, const char *id);

/* It looks like one, well formed or not: no file is named so. */
bool wrap_id_claims(const char *id);

/* @node NULL: the escrow's. */
void wrap_id_format(
    char out[static WRAP_ID_ROOM], const char *node, uint32_t generation);

#endif
