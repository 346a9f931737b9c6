/*
 * prepared - which objects of the vault were sealed for an act that is not
 * durable yet: a mark for each, DIR/prepared/<name>, empty.
 *
 *	mark -> the object is put -> its act is durable -> clear
 *	                          \-> nobody signs      -> erased -> clear
 *
 * The mark is on the disk before the object; it may outlive the act, so whoever
 * finds one after a start asks whether an act names the object.  What has no
 * mark was never ours to remove.  Store thread, but for prepared_list().
 */
#ifndef NODE_PREPARED_H
#define NODE_PREPARED_H

#include <stddef.h>

#include "base/err.h"
#include "keys/digest.h"

struct prepared;
struct why;

/* Makes @folder when missing. */
enum err prepared_open(
    struct prepared **out, const char *folder, struct why *why) MUST_CHECK;
void prepared_close(struct prepared *p); /* NULL is fine */

/* Durable on return; ERR_STORAGE, ERR_NO_SPACE. */
enum err prepared_mark(
    struct prepared *p, const struct digest *root, struct why *why) MUST_CHECK;

/* One that is not there is fine; after a crash it may be there again. */
void prepared_clear(struct prepared *p, const struct digest *root);

/* All marks; mem_free() them. */
enum err prepared_list(const struct prepared *p, struct digest **out,
    size_t *count, struct why *why) MUST_CHECK;

#endif
