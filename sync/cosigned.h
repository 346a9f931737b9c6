/*
 * cosigned - what witnesses have said of each log, kept beside it: a file a
 * log, appended (docs/FORMAT.md F-324).
 *
 *	<folder>/cosigned/<node>
 *	<epoch> <size> <root> <cosignature line>
 *
 * Not fsynced and not needed by anything: what is lost is a finding fewer.  A
 * line that is not whole is passed over.  Writing is the store thread's.
 */
#ifndef SYNC_COSIGNED_H
#define SYNC_COSIGNED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "keys/digest.h"

struct why;

#define COSIGNED_FOLDER         "cosigned"
#define COSIGNED_LINE_BYTES_MAX 1024 /* a cosignature, its newline too */

struct cosigned_record {
	uint64_t epoch, size;
	struct digest root;
	struct bytes line; /* borrowed; its newline included */
};

/* ERR_STORAGE, ERR_NO_SPACE. */
enum err cosigned_put(const char *folder, const char *node,
    const struct cosigned_record *record, struct why *why) MUST_CHECK;

/* False: enough. */
typedef bool cosigned_fn(void *arg, const struct cosigned_record *record);

/* Each record, oldest first; their signatures are not checked.  No file is
 * none.  ERR_STORAGE. */
enum err cosigned_each(const char *folder, const char *node, cosigned_fn *fn,
    void *arg, struct why *why) MUST_CHECK;

#endif
