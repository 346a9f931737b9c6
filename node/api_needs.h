/*
 * api_needs - the sealed objects that are missing here, as answers show them
 * (docs/API.md A-10).  Loop thread.
 */
#ifndef NODE_API_NEEDS_H
#define NODE_API_NEEDS_H

#include <stddef.h>

struct arena;
struct daemon;
struct value;

#define API_NEEDS_FEW 16   /* in GET /v1/node */
#define API_NEEDS_MAX 1024 /* in GET /v1/needs */

/* The first @limit of them, those that were missed first. */
struct value *api_needs_list(
    struct arena *a, struct daemon *daemon, size_t limit);

#endif
