/*
 * index_write - put batches into the index.  See node/index.h.
 */
#ifndef NODE_INDEX_WRITE_H
#define NODE_INDEX_WRITE_H

#include <stddef.h>

#include "base/err.h"

struct batch;
struct index;
struct why;

/* Many batches in one transaction; has the shape of task_host.stored, @index
 * being the arg.  A batch that does not continue its log's end in the index is
 * ERR_CORRUPT: the index is then of no use. */
enum err index_write_batches(void *index, const struct batch *batches,
    size_t count, struct why *why) MUST_CHECK;

/*
 * Bring the index up to a log that is being read from its first batch, in
 * transactions of some hundred: index_write_follow() for every batch, then
 * index_write_commit().  Batches that the index holds are compared.
 *
 * ERR_CONFLICT when the index says otherwise: drop it and begin again.
 */
enum err index_write_follow(
    struct index *x, const struct batch *b, struct why *why) MUST_CHECK;
enum err index_write_commit(struct index *x, struct why *why) MUST_CHECK;

#endif
