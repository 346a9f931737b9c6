/*
 * bundle_pick - which acts a disclosure bundle needs (docs/FORMAT.md F-117).
 *
 * Acts of the case, and of the control acts those that its fold rests on:
 * found from the case outward until nothing more is asked for - who signed,
 * who certified them, which nodes are named, who took whose place.  Pure but
 * for the source; thread of its ledger.
 */
#ifndef SYNC_BUNDLE_PICK_H
#define SYNC_BUNDLE_PICK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "keys/digest.h"
#include "schema/dossier.h"

struct bundle_pick_source {
	/* How much of a log is held; 0: nothing. */
	uint64_t (*size)(void *arg, const char *node);
	/* All acts outside dossiers of a log, in order, decoded into @a. */
	size_t (*control)(void *arg, struct arena *a, const char *node,
	    struct dossier_entry **out);
	/* The act of @node's log before @position that cites the largest head
	 * of @cited's (F-89); false when there is none. */
	bool (*citing)(void *arg, struct arena *a, const char *node,
	    uint64_t position, const char *cited, struct dossier_entry *out);
	void *arg;
};

struct bundle_pick_log {
	const char *node;
	uint64_t size;
	size_t act_count;
	const struct dossier_entry *acts; /* ascending */
	size_t border_count;
	const uint64_t *borders; /* sizes that acts cite; in any order */
};

struct bundle_pick {
	size_t count;
	const struct bundle_pick_log *logs; /* the authority's first */
};

/* All of it lives in @a, and borrows from ledger and dossier. */
const struct bundle_pick *bundle_pick_run(struct arena *a,
    const struct ledger *l, const struct dossier *d,
    const struct digest *warrant, const char *maker,
    const struct bundle_pick_source *source);

#endif
