/*
 * vault_open - read a sealed file of a case with this node's sealing key.
 *
 *	dossier -> the act whose vault has the id -> our key wrap -> dossier key
 *	        -> object -> plain bytes
 *
 * Reading happens on the store thread; the outcome comes back on the loop.
 */
#ifndef NODE_VAULT_OPEN_H
#define NODE_VAULT_OPEN_H

#include "base/buf.h"
#include "base/err.h"
#include "base/why.h"
#include "keys/chunk.h"
#include "keys/digest.h"
#include "keys/secret.h"

struct daemon;
struct dossier;
struct vault_open;

/* What is to be opened; found by vault_open_find(). */
struct vault_open_target {
	struct chunk_dossier seal; /* the opening act's nonce */
	struct digest wrap;        /* our key wrap */
	struct digest object;      /* zero: only the key is wanted */
};

/* Receives the outcome exactly once.  @plain (empty without an object) is the
 * receiver's to take; @key is borrowed and wiped afterwards. */
typedef void vault_open_fn(void *arg, enum err err, struct buf *plain,
    const struct secret *key, const struct why *why);

/*
 * Where the file @id ("form", "mat.M1"; NULL for the key alone) of @d is.
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
