/*
 * identity - who a running node is: its id and the secret keys it needs.
 *
 * log, channel and sealing, out of DIR/keys.  The recovery key belongs offline
 * and is never opened here; the witness key signs nothing in this version.
 * Lives in guarded memory (keys/secret.h).
 */
#ifndef NODE_IDENTITY_H
#define NODE_IDENTITY_H

#include "base/err.h"
#include "base/text.h"
#include "keys/keyfile.h"
#include "keys/noise.h"
#include "keys/seal.h"
#include "keys/sign.h"

struct member;
struct why;

struct identity {
	char node[TEXT_SLUG_BYTES_MAX + 1]; /* whose keys these are */
	struct sign_pair log;
	struct noise_pair channel;
	struct seal_pair sealing;
};

/*
 * Open DIR/keys/{log,channel,sealing}.key, which must name one node.
 * @passphrase_file may be NULL; node/keyring.h says what happens then.
 *
 * ERR_CONFLICT when a file holds another's key or another kind; otherwise what
 * keyfile_read() says: ERR_PASSPHRASE, ERR_NOT_FOUND, ERR_CORRUPT, ...
 */
enum err identity_open(struct identity **out, const char *dir,
    const char *passphrase_file, struct why *why) MUST_CHECK;
void identity_free(struct identity *id); /* wipes; NULL is fine */

/* Are these the keys of the member record?  ERR_CONFLICT and which differs. */
enum err identity_check(const struct identity *id, const struct member *m,
    struct why *why) MUST_CHECK;

/* "DIR/keys/log.key"; the caller mem_free()s it. */
char *identity_path(const char *dir, enum keyfile_purpose purpose);

#endif
