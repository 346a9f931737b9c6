/*
 * loose - reads git's loose objects: one zlib stream a file.
 *
 * Read here and not by libgit2, which spins for ever on a file that was cut
 * short (1.5.1), and so that what was just written is read back by other code
 * than wrote it.
 */
#ifndef SYNC_LOOSE_H
#define SYNC_LOOSE_H

#include "base/buf.h"
#include "base/err.h"
#include "keys/digest.h"
#include "sync/gitobj.h"

struct why;

/* An object and its header, inflated; more than any of ours has. */
#define LOOSE_BYTES_MAX ((8u << 20) + 64)

/*
 * Append the content of object @id of @type in the repository at @path.
 *
 * ERR_NOT_FOUND when there is no such file (it may be in a pack); ERR_CORRUPT
 * when it is not whole, of another type, or does not hash to @id.
 */
enum err loose_read(const char *path, enum gitobj_type type,
    const struct digest_sha1 *id, struct buf *out, struct why *why) MUST_CHECK;

#endif
