/*
 * io - all of the bytes, whatever the system does at a time, and what errno
 * means to whoever named a path.
 *
 * Functions that give false or -1 leave the reason in errno; io_failed() makes
 * a sentence of it that says what to do.  Blocks.
 */
#ifndef BASE_IO_H
#define BASE_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/bytes.h"
#include "base/err.h"

struct why;

/* Write all of @data. */
bool io_write(int fd, struct bytes data) MUST_CHECK;

/* Read until the end of the file or of @room: how many bytes, or -1. */
ssize_t io_read(int fd, uint8_t *to, size_t room) MUST_CHECK;

/* fsync the folder that @path stands in. */
bool io_sync_parent(const char *path) MUST_CHECK;

/*
 * The failure @number (an errno) of something that was done with @path.
 *
 * What whoever named the path can mend: ERR_NOT_FOUND (not there, a folder for
 * a file or the other way round, a name that cannot be), ERR_FORBIDDEN,
 * ERR_EXISTS, ERR_NO_SPACE.  The rest is ERR_STORAGE.
 */
enum err io_failed(struct why *why, const char *path, int number) MUST_CHECK;

#endif
