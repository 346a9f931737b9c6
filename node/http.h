/*
 * http - a small HTTP/1.1 server: routes, requests, answers.
 *
 * Strict about what it takes (node/http_strict.h), plain about what it gives:
 * whole answers with a Content-Length.  Listens where node/listen.h can: on
 * loopback or a unix socket.  One request of a connection at a time; what was
 * pipelined behind it waits.
 *
 * A handler answers at once or later, exactly once, with one of the
 * http_answer functions; that ends the request.  A client that has gone away
 * meanwhile is no error: the answer is dropped.
 *
 * Loop thread only.
 */
#ifndef NODE_HTTP_H
#define NODE_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "keys/digest.h"

struct arena;
struct http;
struct http_connection;
struct http_request;
struct problem;
struct uv_loop_s;
struct value;
struct why;

#define HTTP_CONNECTIONS_MAX 256
#define HTTP_SEGMENTS_MAX    8
#define HTTP_HEAD_MS_MAX     10000 /* from the first byte of a head */
#define HTTP_IDLE_MS_MAX     60000 /* body, answer or next request */
#define HTTP_LINGER_MS_MAX   2000  /* after a refusal, for the client to read */
#define HTTP_BODY_BYTES      (1u << 20) /* where a route says nothing */

enum http_method {
	HTTP_METHOD_GET,
	HTTP_METHOD_POST,
	HTTP_METHOD_PUT,
	HTTP_METHOD_DELETE,
};

typedef void http_handler_fn(struct http_request *request, void *arg);

#define HTTP_ADDRESS_ROOM 64

/* A request was refused by HTTP itself, before any handler. */
typedef void http_refused_fn(void *arg, int status, const char *address);

/* What a guard is asked, and what it found out. */
struct http_ask {
	const struct http_route
	    *route; /* NULL: no such path; counts all the same */
	struct bytes authorization;      /* the header's value; n 0: absent */
	bool authorized_twice;           /* more than one such header */
	struct bytes forwarded;          /* X-Forwarded-For; n 0: absent */
	char address[HTTP_ADDRESS_ROOM]; /* of the client: IP, or "unix" */
	bool begins; /* the head has just come; counts once a request */
	struct digest key_id; /* out: who it is; zero for nobody's key */
	bool is_operator;     /* out */
	bool is_free;         /* the server has no guard: everybody may */
};

/* May this request be run?  Asked when its head is there and again when it is
 * complete.  False with @out, and @retry_s above 0 for a Retry-After. */
typedef bool http_guard_fn(
    void *arg, struct http_ask *ask, struct problem *out, unsigned *retry_s);

/* One row of the table of routes.  Static. */
struct http_route {
	enum http_method method;
	const char *pattern; /* "/v1/cases/{number}/offer"; {} is one segment */
	http_handler_fn *handler;
	const char *summary; /* one line; for the OpenAPI document */
	size_t
	    body_bytes_max; /* 0: HTTP_BODY_BYTES; SIZE_MAX: what is configured */
	uint64_t right; /* the guard's to understand; see node/api_guard.h */
};

/* Read freely; everything lives as long as the request. */
struct http_request {
	enum http_method method;
	const char *path;  /* as sent, without the query */
	const char *query; /* as sent, without "?"; "" when there is none */
	struct bytes body;
	const struct http_route *route;
	struct arena *arena;                /* also for the handler's own use */
	struct http_connection *connection; /* NULL once the client is gone */
	struct http_ask who;                /* as the guard left it */
};

struct http_options { /* all borrowed, outlive the server */
	const struct http_route *routes;
	size_t route_count;
	void *arg;                /* given to every handler */
	http_guard_fn *guard;     /* NULL: everybody may everything */
	http_refused_fn *refused; /* NULL: nobody listens */
	size_t upload_bytes_max;  /* for routes with SIZE_MAX */
	size_t host_count; /* further names for Host, see http_strict.h */
	const char *const *hosts; /* lower case */
};

/* Listen on @address.  Errors as listen_open(). */
enum err http_open(struct http **out, struct uv_loop_s *loop,
    const char *address, const struct http_options *options,
    struct why *why) MUST_CHECK;

/* Take no more connections and requests; what is being answered goes on. */
void http_stop(struct http *h);

/* Cut every connection.  The server is freed once the loop has released it and
 * every request that is out has been answered (into nothing). */
void http_close(struct http *h);

const char *http_address(const struct http *h); /* borrowed */
size_t http_connection_count(const struct http *h);
const struct http_options *http_get_options(const struct http *h);

/* "GET"; static. */
const char *http_method_text(enum http_method method);

/* ---- asking a request ---- */

/* First header of that name, any case; NULL when absent. */
const char *http_header(const struct http_request *request, const char *name);

/* What stood for {name} in the pattern, escapes undone; never NULL for a name
 * of the pattern (must()).  Well formed UTF-8 without zero bytes. */
const char *http_segment(const struct http_request *request, const char *name);

/* The value of a parameter of the query, escapes undone; NULL when absent. */
const char *http_query(const struct http_request *request, const char *name);

/* ---- answering: each of these ends the request ---- */

/* @body is copied. */
void http_answer(struct http_request *request, int status,
    const char *content_type, struct bytes body);
void http_answer_text(struct http_request *request, int status,
    const char *content_type, const char *text);
void http_answer_value(
    struct http_request *request, int status, const struct value *v); /* JSON */
void http_answer_problem(struct http_request *request, const struct problem *p);

/* Before answering: one more header line.  @name is a token of ours; @value is
 * printable ASCII (must()). */
void http_add_header(
    struct http_request *request, const char *name, const char *value);

#endif
