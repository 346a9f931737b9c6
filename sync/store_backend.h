/*
 * store_backend - what a kind of store does; for sync/store*.c only.
 *
 * sync/store.c holds what all kinds share: the checks at opening, the places in
 * memory, fail stop.  A kind keeps objects and one ref.
 */
#ifndef SYNC_STORE_BACKEND_H
#define SYNC_STORE_BACKEND_H

#include <stdbool.h>

#include "sync/gitobj.h"
#include "sync/store.h"

struct store_ops {
	/* Open or make a repository; the ref goes to @head. */
	enum err (*open)(struct store *s, const char *node, void **repo,
	    bool *has_head, struct digest_sha1 *head, struct why *why);

	/* Append an object's content; its name has been checked. */
	enum err (*read)(void *repo, enum gitobj_type type,
	    const struct digest_sha1 *id, struct buf *out, struct why *why);

	/* Write the objects, read them back, move the ref from the first's
	 * parent to the last; durable on return. */
	enum err (*write)(void *repo, const struct batch *batches, size_t count,
	    struct why *why);

	void (*close)(void *repo);
	void (*free)(struct store *s);
};

struct store_slot; /* one open log; sync/store.c */

/* The first field of every kind. */
struct store {
	const struct store_ops *ops; /* static */
	struct store_slot **slots;   /* owned */
	size_t count;
	bool dead; /* a write failed: nothing more is acknowledged */
};

/* The bytes of a batch's tree object; appended. */
void store_tree(struct buf *out, const struct batch *b);

#endif
