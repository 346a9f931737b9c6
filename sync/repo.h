/*
 * repo - the folder of a log's git repository (docs/FORMAT.md F-30): made
 * whole and durable, and cleaned after a crash.
 *
 * libgit2 never syncs HEAD, config or the parent of a folder it makes, so all
 * folders it will ever write into are made and synced here.
 */
#ifndef SYNC_REPO_H
#define SYNC_REPO_H

#include <stdbool.h>

#include "base/err.h"

struct why;

#define REPO_REF "refs/heads/log"

/* "<folder>/<node>.git"; the caller mem_free()s it. */
char *repo_path(const char *folder, const char *node);

bool repo_is_there(const char *path);

/* Make an empty repository at @path, all or nothing, durable on return. */
enum err repo_make(
    const char *folder, const char *node, struct why *why) MUST_CHECK;

/* Remove what a killed process left: *.lock and temporary files.  Only for who
 * holds the flock on the data folder. */
enum err repo_clean(const char *path, struct why *why) MUST_CHECK;

#endif
