/*
 * listen - one listening socket, TCP or unix, handing out connections.
 *
 * Peers and the API both use it.  Loop thread only.
 */
#ifndef NODE_LISTEN_H
#define NODE_LISTEN_H

#include "base/err.h"

struct listen;
struct uv_loop_s;
struct uv_stream_s;
struct why;

#define LISTEN_BACKLOG 128

/* A connection, the receiver's: in the end uv_close() it and mem_free() it in
 * the close callback.  It is a uv_tcp_t or a uv_pipe_t, see its .type. */
typedef void listen_fn(void *arg, struct uv_stream_s *stream);

/*
 * Listen on @address (see node/address.h; a literal IP address or localhost).
 * A unix socket gets mode 0600; one that nobody listens on any more is
 * replaced.
 *
 * ERR_CONFIG for an address that cannot be listened on; ERR_ADDRESS_IN_USE.
 */
enum err listen_open(struct listen **out, struct uv_loop_s *loop,
    const char *address, listen_fn *on_stream, void *arg,
    struct why *why) MUST_CHECK;

/* Silent: no connection comes after this; the loop releases the rest. */
void listen_close(struct listen *l);

/* Where it really listens: "127.0.0.1:41234", "unix:/path".  Borrowed. */
const char *listen_address(const struct listen *l);

#endif
