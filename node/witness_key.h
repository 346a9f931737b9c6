/*
 * witness_key - the state that a node's witness key signs by, from the making
 * of the key on (sync/witness.h, docs/FORMAT.md F-322).
 */
#ifndef NODE_WITNESS_KEY_H
#define NODE_WITNESS_KEY_H

#include "base/err.h"

struct sign_public;
struct why;

/* A witness key was made in this data folder: make its empty state.  One that
 * is there already stays.  ERR_STORAGE, or as folder_open(). */
enum err witness_key_begin(
    const char *dir, const struct sign_public *key, struct why *why) MUST_CHECK;

#endif
