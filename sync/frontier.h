/*
 * frontier - how far each log goes, as one side of a conversation says it: one
 * line a log, ascending by node (docs/PROTOCOL.md P-6, `frontier`).
 *
 * The same type is what a replica holds, what a peer said, and what a peer was
 * told; the difference of the last two is what there is to say.
 */
#ifndef SYNC_FRONTIER_H
#define SYNC_FRONTIER_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "keys/digest.h"

#define FRONTIER_LINES_MAX 4096 /* members of a network */

struct frontier_line {
	char node[TEXT_SLUG_BYTES_MAX + 1];
	uint64_t epoch;
	uint64_t size;
	struct digest root;
};

struct frontier {                    /* `{ 0 }` is a valid empty one */
	struct frontier_line *lines; /* owned; ascending by node, unique */
	size_t count;
	size_t room;
};

void frontier_fini(struct frontier *f); /* @f is empty and usable again */

/* The line of @node, borrowed until the next change; NULL when none. */
const struct frontier_line *frontier_get(
    const struct frontier *f, const char *node);

/* How far @f goes in this epoch of the log; 0 when not at all. */
uint64_t frontier_size(
    const struct frontier *f, const char *node, uint64_t epoch);

/* Add or replace.  The caller keeps to FRONTIER_LINES_MAX. */
void frontier_set(struct frontier *f, const struct frontier_line *line);

/* Append to @out the lines of @mine that differ from @told. */
void frontier_changes(const struct frontier *mine, const struct frontier *told,
    struct frontier *out);

#endif
