/*
 * replica_witness - who has cosigned how much of each log, as far as this
 * replica knows (docs/PROTOCOL.md P-50 to P-53).
 *
 * After each own batch the log's witnesses are asked, one question each at a
 * time; what they sign is kept and goes around.  Nothing waits for it.
 */
#ifndef SYNC_REPLICA_WITNESS_H
#define SYNC_REPLICA_WITNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct cosigned_record;
struct replica;

/* A witness of our own log. */
struct replica_witness_view {
	const char *node; /* valid until the next call on the replica */
	uint64_t size;    /* cosigned last, and kept; 0: nothing */
	int64_t time;     /* of that */
	unsigned status;  /* of its last answer; 0: none yet */
	bool forgot;      /* it named a smaller size than it had cosigned */
};

size_t replica_witness_count(const struct replica *r);
void replica_witness_at(
    const struct replica *r, size_t i, struct replica_witness_view *out);

/* How many have cosigned a size of @node's log above @position; and how many
 * peers that we are connected to say that they hold so much. */
size_t replica_witness_seen(
    const struct replica *r, const char *node, uint64_t position);
size_t replica_witness_held(
    const struct replica *r, const char *node, uint64_t position);

/* What was kept before the start (sync/cosigned.h). */
void replica_heard_known(
    struct replica *r, const char *node, const struct cosigned_record *record);

#endif
