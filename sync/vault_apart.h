/*
 * vault_apart - key wraps of an earlier version, which lie among the files, are
 * moved to a folder of their own (docs/FORMAT.md F-57).
 *
 *	<files>/<2 hex>/<64 hex>  ->  <beside>/<2 hex>/<64 hex>, each wrap
 *	<beside>  ->  <wraps>, once all are there
 *
 * Killed on the way, it goes on where it was: until the last rename there is
 * no <wraps>.  Before the vault is opened.
 */
#ifndef SYNC_VAULT_APART_H
#define SYNC_VAULT_APART_H

#include <stdbool.h>

#include "base/err.h"
#include "keys/digest.h"

struct why;

/* One that is not among the files is fine; @moved: it was. */
enum err vault_apart_move(const char *files, const char *beside,
    const struct digest *name, bool *moved, struct why *why) MUST_CHECK;

/* Durable on return. */
enum err vault_apart_finish(const char *files, const char *beside,
    const char *wraps, struct why *why) MUST_CHECK;

#endif
