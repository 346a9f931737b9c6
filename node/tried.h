/*
 * tried - which duties of the node were tried, when they may be again, and what
 * is said of those that fail (node/daemon_robot.c).
 *
 * One that fails waits, twice as long each time.  Bounded: with all places
 * taken, who would be tried again first is forgotten; when that was before its
 * time, it is *crowded*: then the whole pass has to wait, or it would try the
 * same ones for ever.  Pure: times come in as arguments, steady, ms.
 */
#ifndef NODE_TRIED_H
#define NODE_TRIED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "keys/digest.h"

struct tried;

#define TRIED_MAX     4096
#define TRIED_MS      60000   /* after the first failure, and when done */
#define TRIED_MS_MAX  3600000 /* after any */
#define TRIED_SAY_MS  3600000 /* in which so many are told singly */
#define TRIED_SAY_MAX 32

struct tried *tried_new(void);
void tried_free(struct tried *t); /* NULL is fine */

/* True when it did not fail the last time, as far as is remembered. */
bool tried_failed(struct tried *t, const struct digest *id, int64_t now);
/* Should somebody go on asking for what was done, it is not done again and
 * again. */
void tried_done(struct tried *t, const struct digest *id, int64_t now);
/* Not before; 0: now. */
int64_t tried_until(
    const struct tried *t, const struct digest *id, int64_t now);

/* Since the last call. */
bool tried_was_crowded(struct tried *t);

/* What needs never be tried again, by its number; in memory a bit each. */
void tried_settle(struct tried *t, size_t at);
bool tried_is_settled(const struct tried *t, size_t at);

/* May one more failure be told singly?  Then @unsaid is how many were not
 * since the last that was. */
bool tried_may_say(struct tried *t, int64_t now, uint64_t *unsaid);

#endif
