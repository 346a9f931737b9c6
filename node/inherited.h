/*
 * inherited - sealing keys of nodes whose place this one took (docs/FORMAT.md
 * F-115, F-128): what was wrapped for them opens with these.
 *
 *	DIR/keys/<node>/sealing.key, sealing-1.key, ...
 *
 * Copies of what lies in that node's own DIR/keys, under its id; read at a
 * start.  A key alone gives no right: whose wraps they may open is asked of the
 * ledger.  Blocks on the disk, but for inherited_reads().
 */
#ifndef NODE_INHERITED_H
#define NODE_INHERITED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/text.h"

struct ledger;
struct why;

#define INHERITED_NODES_MAX 8

struct inherited {
	size_t count;
	char node[INHERITED_NODES_MAX][TEXT_SLUG_BYTES_MAX + 1]; /* ascending */
};

/* The nodes that have a folder with a sealing.key in DIR/keys.  ERR_LIMIT when
 * there are too many, ERR_STORAGE when the folder cannot be read. */
enum err inherited_list(
    struct inherited *out, const char *dir, struct why *why) MUST_CHECK;

/* "DIR/keys/<node>/sealing-<n>.key", numbered as in node/key_next.h; @n 0 is
 * sealing.key, the last one.  The caller mem_free()s it. */
char *inherited_path(const char *dir, const char *node, size_t n);
/* The files from 1 on that are there in a row. */
size_t inherited_former_count(const char *dir, const char *node);

/* Does @self open wraps for @node: its own, or those of a node whose key it was
 * given and whose place it took (F-127)? */
bool inherited_reads(const struct inherited *in, const struct ledger *l,
    const char *self, const char *node);

#endif
