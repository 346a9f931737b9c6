/*
 * file - small files read and written whole.  Blocks; for commands and for
 * start-up, never for the loop once it serves.
 */
#ifndef NODE_FILE_H
#define NODE_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/why.h"
#include "schema/value.h"

#define FILE_BYTES_MAX (64u << 20)

/* Read all of @path ("-": standard input) into @a.  As io_failed() (a
 * folder is ERR_NOT_FOUND); ERR_LIMIT beyond @bytes_max. */
enum err file_read(struct arena *a, const char *path, size_t bytes_max,
    struct bytes *out, struct why *why) MUST_CHECK;

/* The same into @to, which has @room bytes: not a byte is left elsewhere in
 * memory, so that a secret can be read into guarded memory.  ERR_EXPOSED when
 * others may read the file (keys/guarded.h). */
enum err file_read_into(const char *path, uint8_t *to, size_t room, size_t *n,
    struct why *why) MUST_CHECK;

/* Write @path new or anew, complete and synced or not at all.  As
 * io_failed(): ERR_NOT_FOUND when its folder is not there. */
enum err file_write(const char *path, struct bytes content, unsigned mode,
    struct why *why) MUST_CHECK;

/* A file that grows piece by piece: under its name once it is complete and
 * durable, or never.  ERR_EXISTS when there is one of that name. */
struct file_out;
enum err file_out_open(struct file_out **out, const char *path, unsigned mode,
    struct why *why) MUST_CHECK;
enum err file_out_put(
    struct file_out *f, struct bytes piece, struct why *why) MUST_CHECK;
/* Both free it; dropped, nothing is left. */
enum err file_out_finish(struct file_out *f, struct why *why) MUST_CHECK;
void file_out_drop(struct file_out *f); /* NULL is fine */

/* Read and parse a JSON file; the place of an error is in @why. */
enum err file_read_json(struct arena *a, const char *path, struct value **out,
    struct why *why) MUST_CHECK;

#endif
