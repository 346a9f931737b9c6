/*
 * http_client - one request to a node's API and its answer; blocks.
 *
 * For commands, never for the daemon's loop.  Speaks HTTP/1.1 over TCP
 * ("http://127.0.0.1:8101") or a unix socket ("unix:/path/api.sock"), one
 * connection a request, the answer bounded.
 */
#ifndef NODE_HTTP_CLIENT_H
#define NODE_HTTP_CLIENT_H

#include "base/buf.h"
#include "base/err.h"
#include "base/why.h"

#define HTTP_CLIENT_ANSWER_BYTES_MAX (96u << 20)
#define HTTP_CLIENT_LIMIT_MS         60000
#define HTTP_CLIENT_TYPE_BYTES_MAX   96
#define HTTP_CLIENT_RETRY_S_MAX      86400

struct http_client_request {
	const char *method; /* "GET" */
	const char *path;   /* "/v1/node", percent-encoded, with query */
	const char *type;   /* Content-Type of the body; NULL without a body */
	struct bytes body;
	const char *token;   /* bearer; NULL: none */
	int64_t limit_ms;    /* 0: HTTP_CLIENT_LIMIT_MS */
	int64_t patience_ms; /* with 429s; node/patience.h */
};

struct http_client_answer {
	int status;
	char type[HTTP_CLIENT_TYPE_BYTES_MAX];
	unsigned retry_s; /* Retry-After, at most a day; 0: not said */
	uint64_t chunks;  /* Tongban-Chunks; 0: none */
	struct buf body;  /* owned: buf_fini() */
};

/* Ask @api.  ERR_OK with any complete answer, whatever its status.
 * ERR_USAGE for an address that is none, ERR_UNREACHABLE, ERR_TIMEOUT,
 * ERR_ENDED when the connection broke, ERR_PARSE, ERR_LIMIT. */
enum err http_client_ask(const char *api,
    const struct http_client_request *request,
    struct http_client_answer *answer, struct why *why) MUST_CHECK;

/* Append @text percent-encoded, so that it is one path segment or value. */
void http_client_escape(struct buf *out, const char *text);

#endif
