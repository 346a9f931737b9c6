/*
 * vault_stream - own objects that are too large for memory, a chunk at a time
 * (docs/FORMAT.md F-50): sealed one after the other, opened in any order.
 *
 * Written is a part of the vault under a name drawn for it; with the last chunk
 * it gets the name of its bytes.  A part whose leaves were never written is what
 * a crash left over: the next start removes it.
 *
 * Store thread; holds no key.
 */
#ifndef SYNC_VAULT_STREAM_H
#define SYNC_VAULT_STREAM_H

#include "sync/vault.h"

struct vault_stream { /* zeroed: nothing was begun */
	struct digest part;
	struct chunk_object object;
	uint64_t plain_bytes, total, next; /* chunks */
	struct buf leaves;                 /* owned */
};

/* Begin an object of @plain_bytes.  ERR_LIMIT above VAULT_PLAIN_BYTES_MAX, or
 * for none. */
enum err vault_stream_start(
    struct vault_stream *s, uint64_t plain_bytes, struct random *r) MUST_CHECK;

/* How long the next piece is; 0 when all are there. */
size_t vault_stream_next_bytes(const struct vault_stream *s);

/* Seal and write the next piece, which is exactly that long (must()).  @key is
 * the same each time.  ERR_STORAGE, ERR_NO_SPACE. */
enum err vault_stream_put(struct vault_stream *s, struct vault_store *v,
    const struct vault_key *key, struct bytes plain, struct random *r,
    struct why *why) MUST_CHECK;

/* After the last piece: what it will be called. */
struct digest vault_stream_name(const struct vault_stream *s);

/* After the last piece: keep it, durable on return.  Ends the stream. */
enum err vault_stream_finish(struct vault_stream *s, struct vault_store *v,
    struct digest *name, struct why *why) MUST_CHECK;

/* Give it up, begun or not; what was written is removed. */
enum err vault_stream_drop(
    struct vault_stream *s, struct vault_store *v, struct why *why) MUST_CHECK;

/* Append the plain bytes of chunk @index of a complete object that has
 * @chunks.  ERR_NOT_FOUND beyond the end, ERR_CORRUPT (also when the object has
 * another number of chunks), ERR_CRYPTO when @key is another; nothing is
 * appended then. */
enum err vault_stream_read(struct buf *plain, struct vault_store *v,
    const struct digest *name, const struct vault_key *key, uint64_t index,
    uint64_t chunks, struct why *why) MUST_CHECK;

#endif
