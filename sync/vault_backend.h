/*
 * vault_backend - what a kind of vault store does; for sync/vault*.c only.
 *
 * sync/vault.c checks every byte against the name; a kind only keeps them: on
 * two shelves, complete objects and those under construction.
 */
#ifndef SYNC_VAULT_BACKEND_H
#define SYNC_VAULT_BACKEND_H

#include "sync/vault.h"

enum vault_shelf {
	VAULT_WHOLE,
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

	/* Write into the part at @offset, which is at most its end, and cut it
	 * behind; makes it. */
	enum err (*write)(struct vault_store *v, const struct digest *name,
	    uint64_t offset, struct bytes data, struct why *why);

	/* Part to whole, durable on return. */
	enum err (*keep)(
	    struct vault_store *v, const struct digest *name, struct why *why);

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
	uint64_t count;      /* chunks there */
	uint64_t bytes;      /* sealed */
	struct digest *leaf; /* owned */
};

/* The first field of every kind. */
struct vault_store {
	const struct vault_ops *ops; /* static */
	struct vault_table tables[VAULT_TABLES_MAX];
	uint64_t uses;
	bool dead; /* a write failed */
};

#endif
