/*
 * api_refusal - what the API refused: counted always, told in the journal as
 * often as anybody can read it.
 *
 * One line a second for each address and reason, some at once; what was not told
 * is counted in the next line.
 */
#ifndef NODE_API_REFUSAL_H
#define NODE_API_REFUSAL_H

#include "base/rule.h"
#include "node/http.h"

struct daemon;

/* @sentence: "a login is refused".  @path may be NULL, @key too. */
void api_refusal_tell(struct daemon *d, const char *sentence, enum rule rule,
    const struct http_ask *who, const char *path);

/* Of HTTP itself, before anybody was asked: 404, 405, 413, a bad head. */
http_refused_fn api_refusal_status; /* arg: the daemon */

#endif
