/*
 * http_strict - may http-parser see this request head?
 *
 * http-parser lets bare LF, folded lines, two Hosts and a blank before the
 * colon through; every one of them has smuggled requests past somebody.  So
 * the raw bytes are checked first, against less than RFC 9112 allows:
 *
 *   lines end in CRLF, and CR and LF stand nowhere else; printable ASCII only
 *   (HTAB inside values); GET POST PUT DELETE; an origin-form target with
 *   whole escapes and no dot segments; HTTP/1.1; names are tokens, the colon
 *   follows at once; no folded line; one Host, one of ours (a page elsewhere
 *   cannot rebind a name to us); an Origin, if any, of ours too; no
 *   Transfer-Encoding, no Upgrade; at most one Content-Length, plain decimal.
 *
 * Pure; fuzzed by tests/fuzz/fuzz_http.c.
 */
#ifndef NODE_HTTP_STRICT_H
#define NODE_HTTP_STRICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

#define HTTP_STRICT_HEAD_BYTES_MAX   (16u << 10) /* the empty line included */
#define HTTP_STRICT_TARGET_BYTES_MAX 4096
#define HTTP_STRICT_HEADERS_MAX      64

/* name, HTTP status, sentence */
#define HTTP_STRICT_MAP(X)                                                     \
	X(GOOD, 200, "nothing is wrong")                                       \
	X(MORE, 200, "the head is not complete yet")                           \
	X(HEAD_SIZE, 431, "the head is over 16 KiB")                           \
	X(LINE_END, 400, "a line does not end in CRLF")                        \
	X(BYTE, 400, "a control character or a byte beyond ASCII")             \
	X(REQUEST_LINE, 400, "the request line is not METHOD TARGET HTTP/1.1") \
	X(METHOD, 501, "only GET, POST, PUT and DELETE")                       \
	X(TARGET_SIZE, 414, "the target is over 4096 bytes")                   \
	X(TARGET, 400, "the target is no absolute path with whole escapes")    \
	X(VERSION, 505, "only HTTP/1.1")                                       \
	X(FOLDED, 400, "a folded header line")                                 \
	X(NAME, 400, "a header name is no token right before its colon")       \
	X(COUNT, 431, "over 64 header lines")                                  \
	X(NO_HOST, 400, "no Host")                                             \
	X(TWO_HOSTS, 400, "more than one Host")                                \
	X(HOST, 421, "the Host is none of ours")                               \
	X(ORIGIN, 403, "the Origin is none of ours")                           \
	X(TRANSFER, 501, "no Transfer-Encoding; send a Content-Length")        \
	X(LENGTH, 400, "Content-Length is repeated or no plain decimal")       \
	X(EXPECT, 417, "only Expect: 100-continue")                            \
	X(UPGRADE, 501, "no Upgrade")                                          \
	X(PARSER, 400, "http-parser refuses the head")

enum http_strict {
#define X(name, status, text) HTTP_STRICT_##name,
	HTTP_STRICT_MAP(X)
#undef X
	    HTTP_STRICT_VERDICTS
};

struct http_strict_head {
	size_t bytes; /* of the head, its empty line included */
	uint64_t content_length;
	bool has_length;
	bool expects_continue;
};

/* Names that Host may carry beside localhost, 127.0.0.1 and [::1]; lower
 * case, without port. */
struct http_strict_hosts {
	size_t count;
	const char *const *names; /* borrowed */
};

/* Check the head at the start of @in.  HTTP_STRICT_MORE until its empty line
 * is there; a bad head is told as early as that line or 16 KiB.  @hosts may be
 * NULL.  @out is filled with HTTP_STRICT_GOOD. */
enum http_strict http_strict_check(struct bytes in,
    const struct http_strict_hosts *hosts, struct http_strict_head *out);

int http_strict_status(enum http_strict verdict);
const char *http_strict_text(enum http_strict verdict); /* static */
const char *http_strict_name(enum http_strict verdict); /* "TWO_HOSTS" */

#endif
