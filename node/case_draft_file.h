/*
 * case_draft_file - what a hall began to take in and has not handed in (起草),
 * as a file of this node alone (docs/FORMAT.md F-280).
 *
 * The request is sealed in chunks under a key drawn for this file; key and head
 * are in a box for the node's sealing key.  Of who applies nothing is in clear,
 * only when the file is over.  Blocks: for the store thread and for start-up.
 */
#ifndef NODE_CASE_DRAFT_FILE_H
#define NODE_CASE_DRAFT_FILE_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "keys/digest.h"

struct random;
struct seal_public;
struct seal_ring;
struct why;

#define CASE_DRAFT_ID_BYTES       16
#define CASE_DRAFT_ID_ROOM        33 /* 32 hex digits, zero-terminated */
#define CASE_DRAFT_BYTES_MAX      (8u << 20) /* of a request */
#define CASE_DRAFT_ITEM_BYTES_MAX 64
#define CASE_DRAFT_NOTE_BYTES_MAX 120

struct case_draft_head {
	char id[CASE_DRAFT_ID_ROOM];
	struct digest owner; /* key id of who saved it */
	int64_t saved, expires;
	uint64_t bytes;                           /* of the request */
	char item[CASE_DRAFT_ITEM_BYTES_MAX + 1]; /* each may be empty */
	char home[CASE_DRAFT_ITEM_BYTES_MAX + 1];
	char note[CASE_DRAFT_NOTE_BYTES_MAX + 1];
};

/* Appends the file.  @request has .bytes bytes, 1 to CASE_DRAFT_BYTES_MAX
 * (must()).  ERR_CRYPTO when @reader is no usable key. */
enum err case_draft_file_encode(struct buf *out,
    const struct case_draft_head *head, const struct digest *network,
    const struct seal_public *reader, struct bytes request,
    struct random *r) MUST_CHECK;

/* Fills @head; @request, where not NULL, gets the request appended.  @id is the
 * file's name: another's content is ERR_CORRUPT, as is what is misshapen or
 * longer than it says.  ERR_CRYPTO when no key of @ring opens it. */
enum err case_draft_file_decode(struct case_draft_head *head,
    struct buf *request, const char *id, const struct digest *network,
    const struct seal_ring *ring, struct bytes file,
    struct why *why) MUST_CHECK;

/* When a file is over, by its first bytes, which nobody vouches for; -1 when
 * it is none of ours. */
int64_t case_draft_file_expires(struct bytes file);

/* Longest file. */
#define CASE_DRAFT_FILE_BYTES_MAX (CASE_DRAFT_BYTES_MAX + 8192)

#endif
