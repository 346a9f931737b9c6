/*
 * patience - asks a node again when it says 429, at the time it says
 * (RFC 6585 section 4; docs/API.md A-5).
 *
 * For commands: blocks.  A request that was refused so has done nothing, so any
 * may be repeated.
 */
#ifndef NODE_PATIENCE_H
#define NODE_PATIENCE_H

#include <stdint.h>

#include "base/err.h"

struct http_client_answer;
struct http_client_request;
struct why;

#define PATIENCE_LIMIT_MS 30000  /* of waiting, in all */
#define PATIENCE_PIECE_MS 600000 /* for one piece of many */
#define PATIENCE_QUIET_MS 2000   /* beyond that, standard error is told */

/* As http_client_ask(), which it calls until the answer is another or the time
 * is over (@request's .patience_ms; 0: PATIENCE_LIMIT_MS): then the 429 is the
 * answer. */
enum err patience_ask(const char *api,
    const struct http_client_request *request,
    struct http_client_answer *answer, struct why *why) MUST_CHECK;

/* How long to wait before asking again; 0: not at all.  @waited_ms so far, of
 * @limit_ms; @retry_s 0: the node did not say. */
int64_t patience_next(
    int64_t waited_ms, int64_t limit_ms, int status, unsigned retry_s);

#endif
