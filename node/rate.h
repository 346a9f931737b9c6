/*
 * rate - how often somebody may: a token bucket for each key or address.
 *
 * A bucket holds up to `burst` and gains `per_second`.  Bounded: with all places
 * taken, the one that was used longest ago is given away: whoever loses a place
 * has a full bucket again, never an empty one.  Pure: time comes in as an argument.  One thread.
 */
#ifndef NODE_RATE_H
#define NODE_RATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "keys/digest.h"

struct rate;

#define RATE_PLACES_MAX 4096

struct rate *rate_new(unsigned per_second, unsigned burst);
void rate_free(struct rate *r); /* NULL is fine */

/* Take one from the bucket of @who at @now_ms (monotonic).  False when it is
 * empty: @retry_s, from 1, says when to come again. */
bool rate_take(struct rate *r, const struct digest *who, int64_t now_ms,
    unsigned *retry_s);

#endif
