/*
 * plain - the walk of custody once more, over rows, without the fold: what a
 * second reader makes of offers, takes, refuses and reclaims.
 */
#ifndef TESTS_PROPERTY_PLAIN_H
#define TESTS_PROPERTY_PLAIN_H

#include "tests/unit/schema/world.h"

struct plain {
	const struct dossier_entry *entries; /* of one view, by place */
	size_t count;
	const struct world_view *view;
};

/* What becomes of the custody (@holder, @custody): true when it passes on. */
bool plain_resolve(
    const struct plain *p, const char **holder, struct digest *custody);

/* The offer that counts under a custody, or NULL. */
const struct dossier_entry *plain_offer(
    const struct plain *p, const char *holder, const struct digest *custody);

#endif
