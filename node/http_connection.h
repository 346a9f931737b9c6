/*
 * http_connection - one client of the API, from accept to close.
 *
 *	READING --done--> ANSWERING --answer--> WRITING --written--> READING
 *	   |                                       |
 *	   +--refused--> WRITING (last) -----------+--> LINGERING --> closed
 *
 * While a request is being answered nothing is read: what was pipelined stays
 * in the kernel or in .in.  After a refusal the rest of what the client sends
 * is read and dropped for a moment, so that it gets to see the answer.
 *
 * For node/http*.c only.
 */
#ifndef NODE_HTTP_CONNECTION_H
#define NODE_HTTP_CONNECTION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "node/http.h"

struct http_body;
struct http_connection;
struct http_parse;
struct http_strict_hosts;
struct problem;
struct uv_stream_s;

/* What the server does for its connections. */
struct http_connection_server {
	const struct http_strict_hosts *hosts;
	/* The head is there.  HTTP status 0: go on, the body is @body's owner's;
	 * otherwise refuse so, with a Retry-After when @retry_s is above 0. */
	int (*head)(void *arg, const struct http_connection *c,
	    const struct http_parse *p, struct http_body *body,
	    struct problem *why, unsigned *retry_s);
	/* The head was no head, or the body came too slowly; it is being
	 * refused. */
	void (*refused)(void *arg, const struct http_connection *c, int status);
	/* The request is complete; @p is the receiver's.  It ends with
	 * http_connection_answer(), or the connection is lost before. */
	struct http_request *(*request)(
	    void *arg, struct http_connection *c, struct http_parse *p);
	/* Run the handler of what .request() gave. */
	void (*run)(void *arg, struct http_request *request);
	/* The client is gone while a request is out. */
	void (*lost)(void *arg, struct http_request *request);
	void (*closed)(void *arg, struct http_connection *c); /* then freed */
	void *arg;
};

/* Takes @stream over. */
struct http_connection *http_connection_new(
    struct uv_stream_s *stream, const struct http_connection_server *server);

/* Begin to read. */
void http_connection_start(struct http_connection *c);

/* The whole answer, moved out of @bytes; ends the request that is out. */
void http_connection_answer(struct http_connection *c, struct buf *bytes);

/* Close once the answer on its way is written; at once when there is none. */
void http_connection_finish(struct http_connection *c);

/* Will the connection go on after the answer? */
bool http_connection_keeps(const struct http_connection *c);

void http_connection_cut(struct http_connection *c);

/* When it began to wait for a head, or for a body that comes slowly; 0 when it
 * does neither: it has said nothing, or not all of it, and may go to make
 * room. */
uint64_t http_connection_waits_since(const struct http_connection *c);

/* The client's IP, or "unix". */
void http_connection_address(
    const struct http_connection *c, char out[static HTTP_ADDRESS_ROOM]);

/* What it sends or has sent, as long as that is kept.  Borrowed. */
const struct http_body *http_connection_body(const struct http_connection *c);

/* Its body comes too slowly while others wait: refuse it. */
void http_connection_give_way(struct http_connection *c);

/* Close, or refuse, when its time is over; @now_ms is the loop's. */
void http_connection_sweep(struct http_connection *c, uint64_t now_ms);

#endif
