/*
 * bundle - the records of a disclosure bundle (docs/FORMAT.md F-117): one case
 * for one auditor, in one file that is checked without a node.
 *
 *	"tongban-bundle/v1\n"
 *	genesis                          which network
 *	case                             which case, by which warrant, from whom
 *	log                              the authority's, then others by name
 *	  batch                          a commit, and that it is in the log
 *	    act...                       of that batch
 *	key...                           of the case, sealed for the auditor
 *	absent...                        objects that the maker does not hold
 *	seal                             the maker's signature over all of this
 *	chunk...                         the sealed objects
 *
 * Each record is its length (4, big-endian) and one canonical map.  Made by
 * bundle_make.h, checked by bundle_check.h.  Pure.
 */
#ifndef SYNC_BUNDLE_H
#define SYNC_BUNDLE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/rule.h"
#include "base/text.h"
#include "keys/chunk.h"
#include "keys/digest.h"
#include "keys/merkle.h"
#include "keys/sign.h"

struct why;

#define BUNDLE_MAGIC            "tongban-bundle/v1\n"
#define BUNDLE_MAGIC_BYTES      18
#define BUNDLE_LENGTH_BYTES     4
#define BUNDLE_RECORD_BYTES_MAX (CHUNK_SEALED_BYTES_MAX + 1024)
#define BUNDLE_HEAD_BYTES_MAX   (64u << 20) /* all before the chunks */
#define BUNDLE_LOGS_MAX         4096
#define BUNDLE_GENERATIONS_MAX  64
#define BUNDLE_NAMESPACE        "bundle@tongban"

#define BUNDLE_KIND_MAP(X)    \
	X(GENESIS, "genesis") \
	X(CASE, "case")       \
	X(LOG, "log")         \
	X(BATCH, "batch")     \
	X(ACT, "act")         \
	X(KEY, "key")         \
	X(ABSENT, "absent")   \
	X(SEAL, "seal")       \
	X(CHUNK, "chunk")

enum bundle_kind { /* in the order of the file */
#define X(name, text) BUNDLE_##name,
	BUNDLE_KIND_MAP(X)
#undef X
	    BUNDLE_KIND_COUNT
};

/* One record; which fields count depends on the kind. */
struct bundle_record {
	enum bundle_kind kind;
	uint64_t version;      /* GENESIS: 1 */
	struct bytes bytes;    /* GENESIS, BATCH: the commit, ACT, KEY: the
	                        * wrap, CHUNK */
	struct digest dossier; /* CASE */
	struct digest warrant;
	struct bytes state;                 /* what the maker's fold gives */
	char node[TEXT_SLUG_BYTES_MAX + 1]; /* CASE: the maker; LOG */
	uint64_t epoch;                     /* LOG, with the next two */
	uint64_t size;
	struct digest root;
	struct merkle_proof proof; /* BATCH, ACT */
	uint64_t position;         /* ACT */
	uint64_t generation;       /* KEY */
	struct digest object;      /* ABSENT, CHUNK */
	uint64_t index, total;     /* CHUNK */
	struct digest key;         /* SEAL: the key's id */
	struct signature signature;
};

/* Append the record with its length. */
void bundle_put(struct buf *out, const struct bundle_record *r);

/* The length before a record. */
uint32_t bundle_length(const uint8_t p[static BUNDLE_LENGTH_BYTES]);

/* Cut the first record, without its length, off @run; false when it is not all
 * there, or longer than a record may be. */
bool bundle_cut(struct bytes *run, struct bytes *record) MUST_CHECK;

/* Read one record without its length; RULE_NONE or RULE_BUNDLE.  @out borrows
 * from @a. */
enum rule bundle_parse(struct arena *a, struct bytes raw,
    struct bundle_record *out, struct why *why) MUST_CHECK;

const char *bundle_kind_word(enum bundle_kind kind); /* static */

#endif
