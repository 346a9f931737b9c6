/*
 * folder - the data folder of one node, and who may work in it.
 *
 *	DIR/node.yaml                 configuration (may be absent)
 *	DIR/genesis                   the network's genesis object, F-5
 *	DIR/keys/{log,recovery,witness,channel,sealing}.key
 *	DIR/keys/robot.key            may be absent; node/robot_key.h
 *	DIR/logs/<origin>.git         one log each; sync/store.h
 *	DIR/branches/<origin>-<root>.git   of a forked log, what the authority
 *	                              did not name; kept, read by nobody
 *	DIR/vault/                    sealed files; sync/vault.h
 *	DIR/wraps/                    key wraps, apart from them
 *	DIR/staging/                  uploads; node/staging.h
 *	DIR/prepared/                 marks; node/prepared.h
 *	DIR/drafts/                   of applications; node/case_draft.h
 *	DIR/index.sqlite              disposable; node/index.h
 *	DIR/signed-time               last second signed; sync/signed_time.h
 *	DIR/witness/                  what was cosigned; sync/witness.h
 *	DIR/cosigned/                 what witnesses said; sync/cosigned.h
 *	DIR/instance                  32 hex digits, drawn when it was made
 *	DIR/lock                      flock(2) of the daemon
 *	DIR/run/operator.token        of the daemon that runs; docs/API.md A-1
 *
 * Blocks on the disk: before the loop serves, or in a command.
 */
#ifndef NODE_FOLDER_H
#define NODE_FOLDER_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "keys/digest.h"
#include "schema/genesis.h"

struct folder;
struct random;
struct why;

#define FOLDER_INSTANCE_BYTES 16

#define FOLDER_CONFIG      "node.yaml"
#define FOLDER_GENESIS     "genesis"
#define FOLDER_KEYS        "keys"
#define FOLDER_LOGS        "logs"
#define FOLDER_BRANCHES    "branches"
#define FOLDER_VAULT       "vault"
#define FOLDER_WRAPS       "wraps"
#define FOLDER_STAGING     "staging"
#define FOLDER_PREPARED    "prepared"
#define FOLDER_WITNESS     "witness" /* WITNESS_FOLDER */
#define FOLDER_DRAFTS      "drafts"
#define FOLDER_INDEX       "index.sqlite"
#define FOLDER_CATALOGUE   "catalogue.tsv"
#define FOLDER_SIGNED_TIME "signed-time"
#define FOLDER_RUN         "run"
#define FOLDER_INSTANCE    "instance"

#define FOLDER_OPERATOR_TOKEN "operator.token"

enum folder_use {
	FOLDER_LOOK, /* beside a daemon or without one */
	FOLDER_WORK, /* alone: takes the lock */
};

/* Make @dir (0700), its sub-folders and a new instance id.  What is there
 * already stays, but an instance that is there is ERR_EXISTS, and a folder of
 * another user ERR_OTHER_OWNER.  What cannot be made there: as io_failed(). */
enum err folder_create(
    const char *dir, struct random *random, struct why *why) MUST_CHECK;

/*
 * ERR_NOT_FOUND when there is no such folder or it was never set up;
 * ERR_FOLDER_IN_USE when another process holds the lock; to work in it,
 * ERR_OTHER_OWNER when it belongs to another user, root being no exception.
 */
enum err folder_open(struct folder **out, const char *dir, enum folder_use use,
    struct why *why) MUST_CHECK;
void folder_close(struct folder *f); /* gives the lock back; NULL is fine */

const char *folder_dir(const struct folder *f);
const uint8_t *folder_instance(const struct folder *f); /* 16 bytes */

/* ERR_OTHER_OWNER when it is another user's: what we wrote there, its node
 * could not use.  Fine for what is not there. */
enum err folder_check_owner(const char *dir, struct why *why) MUST_CHECK;

/* May we look into it?  ERR_NOT_FOUND when it is not there or is a file,
 * ERR_FORBIDDEN. */
enum err folder_check(const char *dir, struct why *why) MUST_CHECK;

/* "DIR/name"; the caller mem_free()s it. */
char *folder_path(const char *dir, const char *name);

/* Read and check DIR/genesis.  @expected, if not NULL, is the network that the
 * operator named: ERR_OTHER_NETWORK when the folder is of another.  ERR_CORRUPT
 * when it is no genesis object; otherwise as folder_open(). */
enum err folder_genesis(const char *dir, const struct digest *expected,
    struct genesis *out, struct why *why) MUST_CHECK;

/* Write DIR/name whole or not at all, on disk before it returns.  ERR_EXISTS
 * when it is there with other bytes. */
enum err folder_write(const char *dir, const char *name, struct bytes data,
    struct why *why) MUST_CHECK;

/* Write DIR/run/name (0600) for as long as the daemon runs, in place of one
 * that an earlier daemon left; and remove it. */
enum err folder_run_write(const char *dir, const char *name, struct bytes data,
    struct why *why) MUST_CHECK;
void folder_run_remove(const char *dir, const char *name);

#endif
