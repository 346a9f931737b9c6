/*
 * vault_backend - what a kind of vault store does; for sync/vault*.c only.
 *
 * sync/vault.c checks every byte against the name; a kind only keeps them: on
 * shelves, complete files, complete key wraps, and files under construction.
 * Beside a file of several chunks, whole or in part, lie its leaf hashes.
 */
#ifndef SYNC_VAULT_BACKEND_H
#define SYNC_VAULT_BACKEND_H

#include "sync/vault.h"

enum vault_shelf {
	VAULT_WHOLE, /* files and wraps */
	VAULT_PART,
};

struct vault_ops {
	/* How many bytes are there; ERR_NOT_FOUND. */
	enum err (*size)(struct vault_store *v, enum vault_shelf shelf,
	    const struct digest *name, uint64_t *bytes, struct why *why);

	/* Exactly @n bytes, which are there. */
	enum err (*read)(struct vault_store *v, enum vault_shelf shelf,
	    const struct digest *name, uint64_t offset, uint8_t *p, size_t n,
	    struct why *why);

	/* Write into the part at @offset, also beyond its end; makes it. */
	enum err (*write)(struct vault_store *v, const struct digest *name,
	    uint64_t offset, struct bytes data, struct why *why);

	/* Append the leaves that lie beside; none is ERR_NOT_FOUND. */
	enum err (*leaves)(struct vault_store *v, enum vault_shelf shelf,
	    const struct digest *name, struct buf *out, struct why *why);

	/* Write into the leaves at @index.  For a whole object they are but a
	 * short cut, and need not survive a crash. */
	enum err (*put_leaves)(struct vault_store *v, enum vault_shelf shelf,
	    const struct digest *name, uint64_t index, struct bytes leaves,
	    struct why *why);

	/* Give a part without leaves another name, which no part has. */
	enum err (*name_part)(struct vault_store *v, const struct digest *from,
	    const struct digest *to, struct why *why);

	/* Part to whole, durable on return. */
	enum err (*keep)(
	    struct vault_store *v, const struct digest *name, struct why *why);

	/* Keep a whole key wrap, apart from the files; durable on return. */
	enum err (*put_wrap)(struct vault_store *v, const struct digest *name,
	    struct bytes wrap, struct why *why);

	/* Forget the part; none is fine. */
	enum err (*drop)(
	    struct vault_store *v, const struct digest *name, struct why *why);

	/* Remove part and whole, durable on return; none is fine. */
	enum err (*erase)(
	    struct vault_store *v, const struct digest *name, struct why *why);

	void (*free)(struct vault_store *v);
};

/* Leaf hashes of objects that were read or are being fetched, so that one
 * chunk can be checked without the others. */
#define VAULT_TABLES_MAX 8

struct vault_table {
	struct digest name;
	enum vault_shelf shelf;
	uint64_t used_at;    /* 0: free */
	uint64_t count;      /* chunks of the object */
	uint64_t bytes;      /* of a whole: sealed */
	uint64_t checked;    /* of a part: leaves that were compared */
	uint64_t there;      /* of a part: chunks */
	struct digest *leaf; /* owned; of a part: zero where it is missing */
};

/* The first field of every kind. */
struct vault_store {
	const struct vault_ops *ops; /* static */
	struct vault_table tables[VAULT_TABLES_MAX];
	uint64_t uses;
	bool dead; /* a write failed */
};

/* ---- sync/vault_table.c ---- */

/* NULL when it is not loaded. */
struct vault_table *vault_table_find(
    struct vault_store *v, enum vault_shelf shelf, const struct digest *name);

/* The one that was used longest ago, emptied. */
struct vault_table *vault_table_new(
    struct vault_store *v, enum vault_shelf shelf, const struct digest *name);

void vault_table_forget(struct vault_table *t); /* NULL is fine */
void vault_table_forget_name(struct vault_store *v, const struct digest *name);

struct digest vault_table_root(const struct vault_table *t);

/* The table of a complete object, proven against its name.  ERR_NOT_FOUND;
 * ERR_CORRUPT when it has rotten. */
enum err vault_table_whole(struct vault_store *v, const struct digest *name,
    struct vault_table **out, struct why *why) MUST_CHECK;

enum err vault_table_rotten(
    struct why *why, const struct digest *name) MUST_CHECK;

/* A write failed, now or earlier. */
enum err vault_table_die(struct vault_store *v) MUST_CHECK;
enum err vault_table_dead(struct why *why) MUST_CHECK;

#endif
