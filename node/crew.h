/*
 * crew - threads that do what may block, and bring it back to the loop.
 *
 * Jobs are begun in the order they were put; a crew of one thus runs them
 * strictly one after the other (the store thread), a larger one overlaps them
 * (the verify workers).  Outcomes come back on the loop thread through one
 * uv_async.  Never libuv's own pool: git and fsync would starve name lookups.
 *
 *	loop thread            crew thread
 *	crew_put() ----------> run(arg)
 *	done(arg) <----------- (async)
 *
 * A job owns what @arg points to while it runs.  All functions here belong to
 * the loop thread.
 */
#ifndef NODE_CREW_H
#define NODE_CREW_H

#include <stddef.h>

#include "base/err.h"

struct crew;
struct uv_loop_s;

#define CREW_THREADS_MAX 64

typedef void crew_run_fn(void *arg);  /* on a thread of the crew */
typedef void crew_done_fn(void *arg); /* on the loop thread */

/* @name shows in ps(1) and gdb; at most 15 bytes.  ERR_NO_RESOURCE when the
 * system gives no threads. */
enum err crew_open(struct crew **out, struct uv_loop_s *loop, const char *name,
    size_t threads) MUST_CHECK;

/* @done comes exactly once, later, never from inside. */
void crew_put(struct crew *c, crew_run_fn *run, crew_done_fn *done, void *arg);

/* Jobs put and not yet done. */
size_t crew_count(const struct crew *c);

/* Finish every job that was put, and those that a done() puts here meanwhile.
 * Blocks until then. */
void crew_drain(struct crew *c);

/* Drain, join the threads and free the crew; the loop must run once more for
 * the handle to go. */
void crew_close(struct crew *c);

#endif
