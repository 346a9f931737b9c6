/*
 * case_draft - the drafts of this node (起草, docs/API.md ): which
 * there are, whose, until when.
 *
 *	begin -> [the store thread writes the file] -> end
 *	      ... read, written anew ... -> submitted -> its act is durable: gone
 *	                                 \-> dropped, or not saved for 7 days: gone
 *
 * They are in no log and go to no other node.  The table belongs to the loop
 * thread; case_draft_write() and case_draft_read() run on the store's.  Time
 * comes in as an argument, of the wall, in seconds.
 */
#ifndef NODE_CASE_DRAFT_H
#define NODE_CASE_DRAFT_H

#include <stddef.h>
#include <stdint.h>

#include "base/rule.h"
#include "node/case_draft_file.h"

struct case_drafts;

#define CASE_DRAFT_COUNT_MAX  1024 /* of all keys */
#define CASE_DRAFT_COUNT_EACH 64   /* of one key */
#define CASE_DRAFT_ALL_BYTES  (1ull << 30)
#define CASE_DRAFT_SECONDS    INT64_C(604800) /* seven days */

/* Makes @folder when missing and looks what is there; what is over, or was
 * being written, is removed.  A file that does not open is left until it is
 * over, and is nobody's.  @network outlives it. */
enum err case_draft_open(struct case_drafts **out, const char *folder,
    const struct digest *network, const struct seal_ring *ring, int64_t now,
    struct why *why) MUST_CHECK;
void case_draft_close(struct case_drafts *c); /* NULL is fine */

size_t case_draft_count(const struct case_drafts *c);
/* The oldest first; borrowed until the table changes. */
const struct case_draft_head *case_draft_at(
    const struct case_drafts *c, size_t i);

/* The owner's; NULL when there is none, or none any more. */
const struct case_draft_head *case_draft_find(const struct case_drafts *c,
    const struct digest *owner, const char *id, int64_t now);

/* Take the place of a draft that is about to be written: a new one, or with
 * the id of one that is there, that one.  .saved and .expires are set here.
 * RULE_DRAFT_LIMIT, RULE_DRAFT_BUSY. */
enum rule case_draft_begin(struct case_drafts *c, struct case_draft_head *head,
    int64_t now, struct why *why);
/* It was written, or not: then what was there before is there again. */
void case_draft_end(
    struct case_drafts *c, const struct case_draft_head *head, enum err e);

/* Gone at once, with its file.  RULE_DRAFT_BUSY while it is being written. */
enum rule case_draft_drop(
    struct case_drafts *c, const char *id, struct why *why);
void case_draft_sweep(struct case_drafts *c, int64_t now);

/* @act was prepared from it; once that act is durable the draft is dropped. */
void case_draft_await(
    struct case_drafts *c, const char *id, const struct digest *act);
void case_draft_done(struct case_drafts *c, const struct digest *act);

/* The store's part: the file, whole or not at all. */
enum err case_draft_write(const struct case_drafts *c,
    const struct case_draft_head *head, const struct seal_public *reader,
    struct bytes request, struct random *r, struct why *why) MUST_CHECK;
/* Appends the request.  ERR_NOT_FOUND when it went meanwhile. */
enum err case_draft_read(const struct case_drafts *c,
    const struct seal_ring *ring, const char *id, struct buf *request,
    struct why *why) MUST_CHECK;

#endif
