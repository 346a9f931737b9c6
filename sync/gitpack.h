/*
 * gitpack - one git pack with the objects of several batches
 * (gitformat-pack(5), version 2; whole objects, no deltas).
 *
 * Replicated batches come in bulk, often one act each: one pack costs one set
 * of fsyncs for all.  Ours are composed here and only indexed by libgit2.
 * Pure.
 */
#ifndef SYNC_GITPACK_H
#define SYNC_GITPACK_H

#include <stddef.h>

#include "base/buf.h"
#include "sync/batch.h"

/* Acts and commits in one pack; a single batch may have more. */
#define GITPACK_BYTES_MAX (16u << 20)

/* How many of the batches go into one pack, at least 1. */
size_t gitpack_fitting(const struct batch *batches, size_t count);

/* Append the pack of all of them. */
void gitpack_compose(
    struct buf *out, const struct batch *batches, size_t count);

#endif
