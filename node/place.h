/*
 * place - the folder that a node is being made in: vacant before, and vacant
 * again when it comes to nothing.
 *
 * The folder itself may be there already: a service manager makes it.  What a
 * data folder consists of (node/folder.h) must not be, so that whatever stands
 * there at the end was made in between.  Blocks; for commands.
 */
#ifndef NODE_PLACE_H
#define NODE_PLACE_H

#include <stdbool.h>

#include "base/err.h"

struct why;

struct place {
	const char *dir; /* borrowed */
	bool was_there;
};

/* Makes the folder and its first part, which nobody else then can.  ERR_EXISTS,
 * with the path, when anything of a data folder is there. */
enum err place_take(
    struct place *out, const char *dir, struct why *why) MUST_CHECK;

/* Remove what was made since; what cannot be removed stays. */
void place_give_back(const struct place *place);

#endif
