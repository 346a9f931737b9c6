/*
 * http_parse - one request out of bytes, without I/O.
 *
 *	bytes -> http_strict_check() -> http-parser -> method, target, headers
 *	                                            -> body, as far as allowed
 *
 * The caller learns of the head before the body is read, and says how much of
 * it may come.  Bytes after the request are left to the caller: they begin the
 * next one.  The only door to http-parser.
 */
#ifndef NODE_HTTP_PARSE_H
#define NODE_HTTP_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "node/http_strict.h"

struct http_parse;

enum http_parse_step {
	HTTP_PARSE_MORE,    /* all was used, more is needed */
	HTTP_PARSE_HEAD,    /* the head is there; once; then go on feeding */
	HTTP_PARSE_DONE,    /* the request is complete */
	HTTP_PARSE_REFUSED, /* http_parse_verdict() says why; nothing follows */
};

struct http_parse_header {
	struct bytes name, value; /* the value without blanks around it */
};

/* Filled from HTTP_PARSE_HEAD on; borrowed from the parse. */
struct http_parse_request {
	const char *method;
	struct bytes path;  /* as sent, without the query */
	struct bytes query; /* without "?" */
	size_t header_count;
	struct http_parse_header headers[HTTP_STRICT_HEADERS_MAX];
	uint64_t content_length;
	bool expects_continue;
	bool keeps_alive;
	struct bytes body; /* from HTTP_PARSE_DONE on */
};

/* @hosts may be NULL; borrowed. */
struct http_parse *http_parse_new(const struct http_strict_hosts *hosts);
void http_parse_free(struct http_parse *p); /* NULL is fine */

/* Take some of @in; *@used tells how much.  The body is kept whole: whoever
 * goes on after HTTP_PARSE_HEAD has found its length fit. */
enum http_parse_step http_parse_feed(
    struct http_parse *p, struct bytes in, size_t *used);

/* Has the request begun? */
bool http_parse_begun(const struct http_parse *p);

const struct http_parse_request *http_parse_get(const struct http_parse *p);
enum http_strict http_parse_verdict(const struct http_parse *p);

#endif
