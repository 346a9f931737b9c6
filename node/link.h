/*
 * link - one TCP connection to a peer, pumped into the replica and out of it.
 *
 *	socket --read--> replica_feed()
 *	socket <-write-- replica_output(), replica_sent()
 *
 * Decides nothing: what the bytes mean is sync/replica.h's business.  One
 * write is out at a time, so a peer that does not read costs one buffer here
 * and its bounded queue there.
 *
 * Loop thread only.
 */
#ifndef NODE_LINK_H
#define NODE_LINK_H

#include <stdint.h>

#include "base/err.h"
#include "sync/session.h"

struct link;
struct replica;
struct uv_stream_s;

#define LINK_READ_BYTES  (64u << 10)
#define LINK_WRITE_BYTES (256u << 10)

struct link_events {
	/* The replica was fed, or a write is done: look for tasks, news and
	 * output.  Never from inside link_pump(). */
	void (*fed)(void *arg);
	/* The socket is gone and the replica knows; exactly once, never from
	 * inside link_start().  The link is freed after it. */
	void (*ended)(void *arg, struct link *l);
	void *arg; /* borrowed */
};

/*
 * Take over @stream (also on failure, when it is closed) and open a session.
 * @expected is the node that was meant to be dialled, or NULL.  ERR_LIMIT when
 * the replica takes no more.
 */
enum err link_start(struct link **out, struct replica *r,
    struct uv_stream_s *stream, enum session_side side, const char *expected,
    const struct link_events *events) MUST_CHECK;

/* Write what the replica has for this peer; close when it says it is over. */
void link_pump(struct link *l);

/* Cut it now; .ended follows. */
void link_cut(struct link *l);

uint32_t link_session(const struct link *l);

#endif
