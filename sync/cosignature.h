/*
 * cosignature - a witness's line under another's checkpoint: its name, and
 * whether it is what it says (docs/FORMAT.md F-320).
 *
 * C2SP cosignature/v1.  What a line signs is origin, size and root, with the
 * witness's own time; so whoever holds the log can compose the text anew and
 * needs to keep the line alone.  Pure.
 */
#ifndef SYNC_COSIGNATURE_H
#define SYNC_COSIGNATURE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "keys/digest.h"
#include "keys/note.h"
#include "keys/sign.h"

/* "tongban/<32 hex>/<node>/witness": no log has it, an epoch is a number. */
void cosignature_name(char out[static NOTE_NAME_BYTES_MAX + 1],
    const struct digest *network, const char *node);

/* The node that a line names as its witness; false when it is none of
 * @network.  Proves nothing. */
bool cosignature_node(char out[static TEXT_SLUG_BYTES_MAX + 1],
    const struct digest *network, struct bytes name) MUST_CHECK;

/* Origin, size and root: the text of a checkpoint. */
void cosignature_text(struct buf *out, struct bytes origin, uint64_t size,
    const struct digest *root);

/* Is @line by @node's witness key @key over @text?  Then @time is its time. */
bool cosignature_check(struct bytes text, struct bytes line,
    const struct digest *network, const char *node,
    const struct sign_public *key, int64_t *time) MUST_CHECK;

#endif
