/*
 * leftover - objects that were sealed for acts which have not come yet
 * (docs/API.md A-13).  When no act that names one of
 * them is handed in within an hour, all that were sealed with it go.
 *
 * Bounded: each owner has some places, and all together; with these taken, the
 * owner's oldest, or the oldest of all, give way at once.  In memory only.
 * Pure: time comes in as an argument.  Loop thread.
 */
#ifndef NODE_LEFTOVER_H
#define NODE_LEFTOVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "keys/digest.h"
#include "schema/act.h"

struct leftover;

#define LEFTOVER_MS         3600000
#define LEFTOVER_PLACES_MAX 1024
#define LEFTOVER_OWNER_MAX  16

struct leftover_objects {
	size_t count;
	struct digest roots[ACT_VAULT_MAX];
};

struct leftover *leftover_new(void);
void leftover_free(struct leftover *l); /* NULL is fine */

/* What one preparation has sealed, for the key @owner; nothing is fine. */
void leftover_put(struct leftover *l, const struct digest *owner,
    const struct leftover_objects *o, int64_t now_ms);

/* The act has come: what it names, and what was sealed with that, stays. */
void leftover_keep(struct leftover *l, const struct act *act);

/* The next that has to go now; false when none has. */
bool leftover_take(
    struct leftover *l, int64_t now_ms, struct leftover_objects *out);

#endif
