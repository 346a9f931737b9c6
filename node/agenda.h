/*
 * agenda - which case is to be looked at next, and when: one time for each.
 *
 * A heap with the cases' places beside it, so that putting, moving and taking
 * cost as little with a million cases as with ten.  In memory only: a start
 * looks at all cases anyway (node/daemon_needs.c).  Pure.  Loop thread.
 */
#ifndef NODE_AGENDA_H
#define NODE_AGENDA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "keys/digest.h"

struct agenda;

#define AGENDA_NEVER INT64_MAX

struct agenda *agenda_new(void);
void agenda_free(struct agenda *a); /* NULL is fine */

/* Look at it then, whatever was said before; AGENDA_NEVER: not at all. */
void agenda_put(struct agenda *a, const struct digest *id, int64_t at);

/* The first whose time has come; it stays until it is put anew.  False: none
 * has. */
bool agenda_first(const struct agenda *a, int64_t now, struct digest *out);

/* When the first one's time comes; AGENDA_NEVER. */
int64_t agenda_next(const struct agenda *a);

size_t agenda_count(const struct agenda *a);
/* Of these, how many have come; stops at @most. */
size_t agenda_come(const struct agenda *a, int64_t now, size_t most);

#endif
