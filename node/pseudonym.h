/*
 * pseudonym - the key of (home, item, year), sealed for one node (docs/FORMAT.md
 * F-142).
 */
#ifndef NODE_PSEUDONYM_H
#define NODE_PSEUDONYM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "keys/digest.h"
#include "keys/seal.h"
#include "keys/secret.h"

struct random;
struct vault_store;
struct why;

#define PSEUDONYM_NONCE_BYTES 16 /* of the act that gives it */

/* The seal id of a key that @home gave by an act with that nonce: what another
 * node gives under the same nonce is not it. */
void pseudonym_seal_id(uint8_t out[static PSEUDONYM_NONCE_BYTES],
    const char *home, const uint8_t nonce[static PSEUDONYM_NONCE_BYTES]);

/* @nonce: the seal id.  Append the wrap and name it.  Pure, as the next. */
enum err pseudonym_seal(struct buf *out, struct digest *name,
    const uint8_t nonce[static PSEUDONYM_NONCE_BYTES], const struct secret *key,
    const struct seal_public *reader, struct random *r) MUST_CHECK;

/* ERR_CRYPTO when it is for none of @readers or of another act. */
enum err pseudonym_open(struct secret *out,
    const uint8_t nonce[static PSEUDONYM_NONCE_BYTES],
    const struct seal_ring *readers, struct bytes wrap) MUST_CHECK;

/* The key out of the wrap that this node keeps.  ERR_NOT_FOUND: it has not
 * arrived, or went with its year (F-143).  ERR_CRYPTO: what is kept under that
 * name is not this key.  Store thread. */
enum err pseudonym_load(struct secret *out, struct vault_store *vault,
    const struct digest *wrap,
    const uint8_t nonce[static PSEUDONYM_NONCE_BYTES],
    const struct seal_ring *readers, struct why *why) MUST_CHECK;

#endif
