/*
 * bundle_source - what sync/bundle_pick.h asks for, out of the index.
 *
 * Loop thread, as all readers of the index; what it gives lives in the arena it
 * is asked with.
 */
#ifndef NODE_BUNDLE_SOURCE_H
#define NODE_BUNDLE_SOURCE_H

#include "sync/bundle_pick.h"

struct index;

/* Borrows @x. */
struct bundle_pick_source bundle_source(struct index *x);

#endif
