/*
 * fork_make - a proof that a log is forked (schema/fork.h): out of a store and
 * a checkpoint of the other branch, or of two stores; and as a file that is
 * passed on by hand (docs/FORMAT.md F-333).
 *
 *	tongban/fork-proof/v1
 *	hash <base64>                  one line a hash, in the order of F-41
 *	one <bytes>
 *	two <bytes>
 *	(an empty line)
 *	<the two notes, verbatim, one after the other>
 *
 * Store thread, or a program of its own.
 */
#ifndef SYNC_FORK_MAKE_H
#define SYNC_FORK_MAKE_H

#include "base/buf.h"
#include "base/err.h"
#include "schema/fork.h"

struct store;
struct why;

#define FORK_FILE_BYTES_MAX (16u << 10)

/*
 * @other is a checkpoint of @node's log that contradicts what @s holds, of at
 * most the size that it holds; @ours gets the newest checkpoint of the store.
 * @out borrows from both.  ERR_REFUSED when they do not contradict each other;
 * ERR_CORRUPT, ERR_STORAGE of the store.
 */
enum err fork_make(struct fork *out, struct store *s, const char *node,
    const struct digest *network, struct bytes other, struct buf *ours,
    struct why *why) MUST_CHECK;

/* The newest checkpoint of a log that is open and not empty, appended. */
enum err fork_make_head(struct store *s, const char *node, struct buf *out,
    struct why *why) MUST_CHECK;

void fork_make_format(struct buf *out, const struct fork *f);
/* Form alone; @out borrows from @file.  ERR_PARSE names the line. */
enum err fork_make_parse(
    struct fork *out, struct bytes file, struct why *why) MUST_CHECK;

#endif
