/*
 * bundle_object - the sealed files of a case, for its disclosure bundle: each
 * object that an applied act names and that is no key wrap, once.
 */
#ifndef NODE_BUNDLE_OBJECT_H
#define NODE_BUNDLE_OBJECT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct act_vault;
struct daemon;
struct dossier;

struct bundle_object {
	const struct act_vault *vault; /* the dossier's */
	bool here;                     /* whole, in our vault */
};

/* @out is in @a; returns how many. */
size_t bundle_object_list(struct daemon *daemon, struct arena *a,
    const struct dossier *d, struct bundle_object **out);

#endif
