/*
 * disk - files and folders that are still there after the power went.
 *
 * A file is written beside its place, fsynced, renamed into place, and the
 * folder is fsynced: it is there whole or not at all.  Blocks; for the store's
 * thread.  Every failure is ERR_STORAGE or ERR_NO_SPACE, with the path.
 */
#ifndef SYNC_DISK_H
#define SYNC_DISK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/failpoint.h"

struct why;

/* The failure in errno, about @path. */
enum err disk_failed(
    struct why *why, const char *what, const char *path) MUST_CHECK;

/* Make a folder, mode 0700, and sync its parent; one that is there is fine. */
enum err disk_make_folder(const char *path, struct why *why) MUST_CHECK;

/* fsync a folder; and the one that @path stands in. */
enum err disk_sync_folder(const char *path, struct why *why) MUST_CHECK;
enum err disk_sync_parent(const char *path, struct why *why) MUST_CHECK;

/* Write and fsync a new or emptied file, mode 0600, in place: for a folder
 * that is renamed into place as a whole. */
enum err disk_write_plain(
    const char *path, struct bytes data, struct why *why) MUST_CHECK;

/* rename(2), then sync the folder; @from was synced before. */
enum err disk_rename(
    const char *from, const char *to, struct why *why) MUST_CHECK;

/* The whole dance: <path>.tmp, then @path.  The failpoints stand before and
 * after the rename. */
enum err disk_write(const char *path, struct bytes data, enum failpoint before,
    enum failpoint after, struct why *why) MUST_CHECK;

/* Append a file of at most @limit bytes.  ERR_NOT_FOUND, ERR_LIMIT. */
enum err disk_read(const char *path, size_t limit, struct buf *out,
    struct why *why) MUST_CHECK;

/* All of @data at the file's end or at @offset; all of @n bytes. */
enum err disk_put_at(int fd, const char *path, uint64_t offset,
    struct bytes data, struct why *why) MUST_CHECK;
enum err disk_get_at(int fd, const char *path, uint64_t offset, uint8_t *p,
    size_t n, struct why *why) MUST_CHECK;

/* Remove a folder and all in it; one that is not there is fine. */
enum err disk_remove_folder(const char *path, struct why *why) MUST_CHECK;

#endif
