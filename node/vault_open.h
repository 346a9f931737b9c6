/*
 * vault_open - read a sealed file of a case with this node's sealing key.
 *
 *	dossier -> the act whose vault has the id -> our key wraps -> dossier keys
 *	        -> object -> plain bytes
 *
 * A case has one key a generation (docs/FORMAT.md F-54); an object opens with
 * one of them, the newest is tried first.
 *
 * Reading happens on the store thread; the outcome comes back on the loop.
 */
#ifndef NODE_VAULT_OPEN_H
#define NODE_VAULT_OPEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/why.h"
#include "keys/chunk.h"
#include "keys/digest.h"
#include "keys/secret.h"

struct daemon;
struct dossier;
struct vault_open;

#define VAULT_OPEN_GENERATIONS_MAX 64 /* newest ones; older stay shut */

/* What is to be opened; found by vault_open_find(). */
struct vault_open_target {
	struct chunk_dossier seal; /* the opening act's nonce */
	uint32_t oldest;           /* generation of wraps[0] */
	size_t wrap_count;
	struct digest wraps[VAULT_OPEN_GENERATIONS_MAX]; /* zero: not ours */
	/* Wrapped for a node whose place we took; may fail to open. */
	bool inherited[VAULT_OPEN_GENERATIONS_MAX];
	struct digest object; /* zero: only the keys are wanted */
	uint64_t chunks;      /* of the object, as its act says */
	bool one;             /* only chunk .index of it */
	uint64_t index;
};

/* The keys of a case, by generation. */
struct vault_open_keys {
	uint32_t oldest;
	size_t count;
	bool known[VAULT_OPEN_GENERATIONS_MAX];
	struct secret keys[VAULT_OPEN_GENERATIONS_MAX];
};

/* The key of a generation, or NULL. */
const struct secret *vault_open_key(
    const struct vault_open_keys *keys, uint32_t generation);

/* Receives the outcome exactly once.  @plain (empty without an object) is the
 * borrowed and wiped afterwards, as are @keys, which lie in locked memory. */
typedef void vault_open_fn(void *arg, enum err err, struct buf *plain,
    const struct vault_open_keys *keys, const struct why *why);

/*
 * Where the file @id ("form", "mat.M1"; NULL for the keys alone) of @d is.
 *
 * The newest applied act that has it counts.  ERR_NOT_FOUND: the case has no
 * such file; ERR_REFUSED: this node holds no key to it; ERR_BUSY: the sealed
 * bytes have not arrived yet, and are now being fetched.
 */
enum err vault_open_find(struct daemon *daemon, const struct dossier *d,
    const char *id, struct vault_open_target *out, struct why *why) MUST_CHECK;

/* Start; @done comes later. */
void vault_open_start(struct daemon *daemon,
    const struct vault_open_target *target, vault_open_fn *done, void *arg);

#endif
