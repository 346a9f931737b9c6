/*
 * index_find - whether any act that is held names a sealed object, applied or
 * not, of whichever log and epoch.  Goes over all acts: for the few objects
 * that a start finds without an act (node/prepared.h).
 */
#ifndef NODE_INDEX_FIND_H
#define NODE_INDEX_FIND_H

#include <stdbool.h>

struct digest;
struct index;

/* True also when the bytes of the name stand elsewhere in an act. */
bool index_find_object(struct index *x, const struct digest *root);

#endif
