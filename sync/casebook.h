/*
 * casebook - finds the acts of a dossier; what the replica needs of an index.
 *
 * Two makers: node/index (SQLite) and, in the simulator, plain memory.  Both
 * show exactly the acts that have been stored durably.
 */
#ifndef SYNC_CASEBOOK_H
#define SYNC_CASEBOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "keys/digest.h"
#include "schema/dossier.h"

struct casebook {
	/* All entries of @dossier, decoded into @a, in any order; at most
	 * DOSSIER_ENTRIES_MAX.  Returns how many. */
	size_t (*entries)(struct casebook *b, struct arena *a,
	    const struct digest *dossier, struct dossier_entry **out);
	/* Is the act stored anywhere? */
	bool (*has_act)(struct casebook *b, const struct digest *id);
	/* Does a stored receive of this node carry the number? */
	bool (*number_taken)(struct casebook *b, const char *number);
};

#endif
