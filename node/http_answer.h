/*
 * http_answer - the bytes of an answer.  For node/http*.c; handlers use
 * node/http.h.
 */
#ifndef NODE_HTTP_ANSWER_H
#define NODE_HTTP_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct problem;

struct http_answer_head {
	int status;
	const char *content_type; /* NULL without a body */
	struct bytes extra;       /* whole header lines, CRLF included */
	bool keeps_alive;
	int64_t seconds; /* now, for Date */
};

/* Append head and body.  204 and 304 carry no body (RFC 9110 section 6.4.1). */
void http_answer_format(
    struct buf *out, const struct http_answer_head *head, struct bytes body);

/* Append the problem's JSON. */
void http_answer_format_problem(struct buf *out, const struct problem *p);

#endif
