/*
 * http_route - which handler a target is for, and what stood for its {names}.
 * Pure.
 */
#ifndef NODE_HTTP_ROUTE_H
#define NODE_HTTP_ROUTE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "node/http.h"

enum http_route_answer {
	HTTP_ROUTE_FOUND,
	HTTP_ROUTE_NO_PATH,   /* 404 */
	HTTP_ROUTE_NO_METHOD, /* 405: the path is there for another */
};

/* The first row that fits @method and @path (as sent). */
enum http_route_answer http_route_find(const struct http_route *routes,
    size_t count, const char *method, struct bytes path,
    const struct http_route **out);

/* "GET"; static. */
const char *http_route_method(enum http_method method);

/* The {name} of @pattern in @path, escapes undone, in @a; NULL when the
 * pattern has no such name. */
const char *http_route_segment(
    struct arena *a, const char *pattern, struct bytes path, const char *name);

/* A parameter of a query, escapes and "+" undone; NULL when absent. */
const char *http_route_query(
    struct arena *a, struct bytes query, const char *name);

/* Undone, is it UTF-8? */
bool http_route_is_utf8(struct bytes escaped);

#endif
