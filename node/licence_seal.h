/*
 * licence_seal - the document of a licence, sealed for one node (docs/FORMAT.md
 * F-222).
 */
#ifndef NODE_LICENCE_SEAL_H
#define NODE_LICENCE_SEAL_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "keys/digest.h"
#include "keys/seal.h"

struct random;
struct vault_store;
struct why;

#define LICENCE_SEAL_ID_BYTES 16 /* as of an act's nonce */

/* Of a document that @node names by an act with that nonce. */
void licence_seal_id(uint8_t out[static LICENCE_SEAL_ID_BYTES],
    const char *node, const uint8_t nonce[static LICENCE_SEAL_ID_BYTES]);

/* Append the sealed document and name it.  Pure. */
enum err licence_seal_make(struct buf *out, struct digest *name,
    const uint8_t id[static LICENCE_SEAL_ID_BYTES], struct bytes document,
    const struct seal_public *reader, struct random *r) MUST_CHECK;

/* The document, appended to @out, which the caller wipes.  ERR_NOT_FOUND: it
 * has not arrived.  ERR_CRYPTO: what is kept under that name is not this one.
 * Store thread. */
enum err licence_seal_load(struct buf *out, struct vault_store *vault,
    const struct digest *name, const uint8_t id[static LICENCE_SEAL_ID_BYTES],
    const struct seal_ring *readers, struct why *why) MUST_CHECK;

#endif
