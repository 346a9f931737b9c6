/*
 * bundle_check_fields - what is inside a check; for sync/bundle_check*.c only.
 *
 *	bundle_check.c         life, order of the records, findings
 *	bundle_check_log.c     logs, batches, acts; what the fold asks of logs
 *	bundle_check_case.c    the fold, the warrant, the maker's word
 *	bundle_check_file.c    keys, chunks, verdicts
 */
#ifndef SYNC_BUNDLE_CHECK_FIELDS_H
#define SYNC_BUNDLE_CHECK_FIELDS_H

#include "base/arena.h"
#include "base/buf.h"
#include "keys/secret.h"
#include "schema/dossier.h"
#include "schema/genesis.h"
#include "schema/ledger.h"
#include "sync/bundle.h"
#include "sync/bundle_check.h"

/* A batch that was proved: borders for the fold. */
struct bundle_check_batch {
	uint64_t first, end;
	struct digest root;
	int64_t time;
};

struct bundle_check_log {
	char node[TEXT_SLUG_BYTES_MAX + 1];
	uint64_t size; /* as the record says; the last batch must show it */
	struct digest root;
	bool good; /* its node is admitted: the rest is looked at */
	size_t batch_count;
	struct bundle_check_batch *batches; /* owned; ascending */
	bool open;     /* the last batch was proved: acts may follow */
	uint64_t next; /* lowest position that may come */
};

struct bundle_check_key {
	uint32_t generation;
	struct secret secret;
};

/* A file whose chunks are coming. */
struct bundle_check_stream {
	struct bundle_check_file *file; /* NULL: none */
	uint64_t next, total;
	struct merkle tree;
	struct chunk_object object;
	int key; /* index of the key that opens it; -1: none does */
	bool good;
	struct buf *keep; /* form or facts, for the verdicts */
};

struct bundle_check {
	struct digest network; /* expected */
	const struct seal_pair *auditor;
	const struct bundle_check_sink *sink;
	struct arena *arena;
	struct arena *scratch; /* of one record */
	bool over;             /* nothing after this can be judged */
	enum bundle_kind last; /* kind of the last record */
	bool began, sealed;
	uint64_t head_bytes;
	struct digest_run sum; /* of all before the seal */
	struct genesis genesis;
	struct history history;
	struct ledger *ledger;      /* owned */
	struct bundle_record about; /* the record "case" */
	struct bytes state;
	size_t log_count;
	struct bundle_check_log *logs; /* owned; BUNDLE_LOGS_MAX of them at
	                                * most; the last one is open */
	size_t entry_count;
	struct dossier_entry *entries; /* owned */
	size_t citing_count;
	struct dossier_entry *citing; /* owned; of other cases */
	struct dossier *dossier;
	struct digest lacking[16]; /* borders already told of */
	size_t lacking_count;
	size_t key_count;
	struct bundle_check_key *keys; /* BUNDLE_GENERATIONS_MAX, guarded */
	size_t file_count;
	struct bundle_check_file *files;
	struct bundle_check_stream stream;
	struct digest form, facts; /* objects that the verdicts rest on */
	struct buf form_text, facts_text;
	size_t finding_count;
	struct bundle_check_finding *findings; /* owned */
	struct bundle_check_sums sums;
};

/* bundle_check.c: one more finding. */
void bundle_check_note(struct bundle_check *c, enum rule rule,
    const char *where, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* The same, and nothing more can be judged. */
void bundle_check_stop(struct bundle_check *c, const char *where,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* bundle_check_log.c */
void bundle_check_log_begin(
    struct bundle_check *c, const struct bundle_record *r);
void bundle_check_log_batch(
    struct bundle_check *c, const struct bundle_record *r);
void bundle_check_log_act(
    struct bundle_check *c, const struct bundle_record *r);
void bundle_check_log_end(struct bundle_check *c); /* of the open one */
struct history bundle_check_log_history(struct bundle_check *c);

/* bundle_check_case.c: all logs are there; the seal. */
void bundle_check_case_fold(struct bundle_check *c);
void bundle_check_case_seal(
    struct bundle_check *c, const struct bundle_record *r);

/* bundle_check_file.c */
void bundle_check_file_key(
    struct bundle_check *c, const struct bundle_record *r);
void bundle_check_file_absent(
    struct bundle_check *c, const struct bundle_record *r);
void bundle_check_file_chunk(
    struct bundle_check *c, const struct bundle_record *r);
void bundle_check_file_end(struct bundle_check *c);

#endif
