/*
 * states - in which state each case was when it was last looked at, newest
 * case first: what the index cannot know, since a state is folded and never
 * stored.
 *
 * Sixteen bytes a case, in memory: a start looks at all cases anyway
 * (node/daemon_needs.c).  A case is named by the key of its row in the index
 * (node/index_case.h).  What is put is kept aside, and merged when enough has
 * come together or somebody asks: putting costs little, and asking goes over
 * one array in order.  Pure.  Loop thread.
 */
#ifndef NODE_STATES_H
#define NODE_STATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schema/machine.h"

struct states;

struct states *states_new(void);
void states_free(struct states *s); /* NULL is fine */

/* Whatever was said of it before. */
void states_put(struct states *s, int64_t key, enum machine_state state);

/* MACHINE_NONE: not looked at yet, or never opened. */
enum machine_state states_get(struct states *s, int64_t key);

/* The newest case before *@key whose state is one of @mask (MACHINE_BIT), into
 * *@key.  False: there is none. */
bool states_before(struct states *s, uint32_t mask, int64_t *key);

size_t states_count(struct states *s);

#endif
