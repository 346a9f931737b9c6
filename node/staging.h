/*
 * staging - files on their way in, a piece at a time, before there is a case to
 * seal them for (docs/API.md ).
 *
 *	start -> put ... put -> (all there) -> hold -> get ... -> drop
 *	                    \-> idle for an hour: gone
 *
 * Each piece is sealed under a key drawn for that upload, which lives in locked
 * memory and nowhere else.  The file in DIR/staging has no name as soon as it
 * is open: with the process both are gone, whatever ends it.
 *
 * The table belongs to the loop thread.  staging_put() and staging_get() run on
 * any thread while the upload is held.  Time comes in as an argument.
 */
#ifndef NODE_STAGING_H
#define NODE_STAGING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/rule.h"
#include "keys/digest.h"

struct random;
struct staging;
struct staging_upload;
struct why;

#define STAGING_COUNT_MAX   64 /* of all keys */
#define STAGING_COUNT_EACH  16 /* of one key */
#define STAGING_BYTES_MAX   (16ull << 30)
#define STAGING_BYTES_EACH  (8ull << 30)
#define STAGING_FLOOR_BYTES (1ull << 30) /* of the disk stay free */
#define STAGING_IDLE_MS     3600000
#define STAGING_ID_ROOM     33 /* 32 hex digits, zero-terminated */

/* Makes @folder when missing; removes what lies in it. */
enum err staging_open(struct staging **out, const char *folder, uint8_t suite,
    struct why *why) MUST_CHECK;
void staging_close(struct staging *s); /* no thread works on it; NULL is fine */

/* Free bytes where the folder lies. */
uint64_t staging_free_bytes(const struct staging *s);

struct staging_ask {
	struct digest owner; /* key id */
	uint64_t bytes;      /* 1 to VAULT_PLAIN_BYTES_MAX */
	uint64_t free_bytes; /* of the disk now */
	int64_t now_ms;      /* steady */
};

/* Room for a file.  RULE_NONE with @out; RULE_UPLOAD_LIMIT when the owner, or
 * all together, have too many or too much on their way, or the disk would fall
 * below the floor by it; it is sealed once more when it is used, so it needs its
 * room twice. */
enum rule staging_start(struct staging *s, const struct staging_ask *ask,
    struct random *r, struct staging_upload **out, struct why *why);

/* The owner's upload of that id, which was used now; NULL when none. */
struct staging_upload *staging_find(struct staging *s,
    const struct digest *owner, const char *id, int64_t now_ms);

/* Uploads that were not used for STAGING_IDLE_MS go, unless held. */
void staging_sweep(struct staging *s, int64_t now_ms);

/* At once, or when it is released. */
void staging_drop(struct staging *s, struct staging_upload *u);

void staging_hold(struct staging_upload *u);
void staging_release(struct staging *s, struct staging_upload *u);

size_t staging_count(const struct staging *s);
const char *staging_id(const struct staging_upload *u);
uint64_t staging_bytes(const struct staging_upload *u); /* plain, declared */
uint64_t staging_total(const struct staging_upload *u); /* pieces */
uint64_t staging_there(const struct staging_upload *u); /* of them */
bool staging_has(const struct staging_upload *u, uint64_t index);
/* How long piece @index has to be; 0 beyond the end. */
size_t staging_piece_bytes(const struct staging_upload *u, uint64_t index);

/* For the loop: piece @index is being written (false: it is already, or the
 * upload is being used), and was. */
bool staging_begin_piece(struct staging_upload *u, uint64_t index);
void staging_end_piece(
    struct staging_upload *u, uint64_t index, enum err outcome);
/* For one preparation at a time: no piece is written any more.  False when it
 * is used already. */
bool staging_use(struct staging_upload *u);
void staging_unuse(struct staging_upload *u);

/* Seal and write the piece, of the right length (must()).  ERR_STORAGE,
 * ERR_NO_SPACE: nothing else is harmed by it. */
enum err staging_put(struct staging_upload *u, uint64_t index,
    struct bytes plain, struct random *r, struct why *why) MUST_CHECK;
/* Append the plain piece, which is there. */
enum err staging_get(struct staging_upload *u, uint64_t index,
    struct buf *plain, struct why *why) MUST_CHECK;

#endif
