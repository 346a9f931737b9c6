/*
 * api_answer - a handler says no: by a rule, or by what failed.  Both end the
 * request.
 */
#ifndef NODE_API_ANSWER_H
#define NODE_API_ANSWER_H

#include "base/err.h"
#include "base/rule.h"

struct http_request;
struct why;

/* @why may be NULL. */
void api_answer_rule(
    struct http_request *request, enum rule rule, const struct why *why);
void api_answer_err(
    struct http_request *request, enum err e, const struct why *why);

/* One field of the request is wrong, and said to be (docs/API.md A-25). */
void api_answer_field(struct http_request *request, enum rule rule,
    const char *field, const struct why *why);

#endif
