/*
 * gitobj - the bytes and names of our git objects (docs/FORMAT.md F-31 to F-34).
 *
 * Composed and read here, not by libgit2: peers send raw commits, and libgit2
 * never parses bytes that a peer chose (DESIGN section 6).  Names are SHA-1:
 * addresses, never evidence.  Pure.
 */
#ifndef SYNC_GITOBJ_H
#define SYNC_GITOBJ_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/rule.h"
#include "base/text.h"
#include "keys/digest.h"
#include "keys/sign.h"

struct why;

#define GITOBJ_COMMIT_BYTES_MAX  16384 /* F-2 */
#define GITOBJ_SUMMARY_BYTES_MAX 512
#define GITOBJ_HEX_ROOM          41

enum gitobj_type {
	GITOBJ_COMMIT = 1, /* numbers as in a pack */
	GITOBJ_TREE = 2,
	GITOBJ_BLOB = 3,
};

/* SHA-1("<type> <size>" 0x00 || content). */
struct digest_sha1 gitobj_name(enum gitobj_type type, struct bytes content);

/* Lower case, zero-terminated, and back; ERR_PARSE for anything else. */
void gitobj_hex(char out[static GITOBJ_HEX_ROOM], const struct digest_sha1 *id);
enum err gitobj_unhex(struct digest_sha1 *out, struct bytes text) MUST_CHECK;
bool gitobj_same(const struct digest_sha1 *a, const struct digest_sha1 *b);

/* A batch's tree: `acts` and `checkpoint`, both 100644.  Appended. */
void gitobj_tree(struct buf *out, const struct digest_sha1 *acts,
    const struct digest_sha1 *checkpoint);
enum err gitobj_tree_parse(struct bytes tree, struct digest_sha1 *acts,
    struct digest_sha1 *checkpoint) MUST_CHECK;

/* The summary line of F-32, without newline: what the acts from position
 * @first on are.  @kinds has @count words; appended. */
void gitobj_summary(
    struct buf *out, uint64_t first, const char *const *kinds, size_t count);

/* What a commit says; F-32. */
struct gitobj_commit {
	struct digest_sha1 tree;
	bool has_parent;
	struct digest_sha1 parent;
	char node[TEXT_SLUG_BYTES_MAX + 1];
	int64_t seconds;         /* from 0 */
	struct bytes summary;    /* borrowed; no newline */
	struct bytes checkpoint; /* borrowed; final newline included */
	struct sign_public key;  /* from gpgsig, as is .signature */
	struct signature signature;
};

/* Append the object without gpgsig: what is signed (F-34); and with it. */
void gitobj_commit_unsigned(struct buf *out, const struct gitobj_commit *c);
void gitobj_commit(struct buf *out, const struct gitobj_commit *c);

/*
 * Read exactly what gitobj_commit() writes: takes the fields, writes them
 * again and compares.  RULE_NONE, RULE_SIZE or RULE_COMMIT_FORM.  @out borrows
 * from @raw.  Whether the signature verifies is not asked here.
 */
enum rule gitobj_commit_parse(
    struct bytes raw, struct gitobj_commit *out, struct why *why) MUST_CHECK;

#endif
