/*
 * boot - open what a data folder holds: logs, index, ledger, in this order.
 *
 *	genesis -> authority's log -> its members -> every other log held
 *
 * store_open() reads and checks each log from its first batch; the index is
 * compared with the same batches as they pass, and brought up where it is
 * behind.  One that is ahead, damaged or of another schema is dropped and made
 * anew.  Blocks on the disk: before the loop serves, or in a command.
 */
#ifndef NODE_BOOT_H
#define NODE_BOOT_H

#include <stddef.h>

#include "base/err.h"
#include "keys/sign.h"
#include "schema/genesis.h"
#include "sync/store.h"

struct index;
struct ledger;
struct why;

struct boot {
	struct genesis *genesis; /* owned */
	struct store *store;     /* owned */
	struct index *writer;    /* owned */
	struct index *reader;    /* owned; the ledger's history */
	struct ledger *ledger;   /* owned */
	size_t refused;          /* acts outside dossiers kept as evidence */
};

struct boot_options {
	const char *dir;
	enum store_mode mode;          /* STORE_READ beside a daemon */
	const struct digest *network;  /* expected, or NULL */
	const char *own;               /* our node id, or NULL */
	const struct sign_public *log; /* our first log key, with .own */
};

/* The index is written: the caller holds the lock (node/folder.h). */
enum err boot_open(struct boot *out, const struct boot_options *options,
    struct why *why) MUST_CHECK;
void boot_close(struct boot *b); /* @b may be half open; zeroed after it */

/* `tongban index rebuild`: drop the index and make it of the logs.  Takes the
 * folder's lock, so no daemon may be running. */
enum err boot_rebuild_index(const char *dir, struct why *why) MUST_CHECK;

#endif
