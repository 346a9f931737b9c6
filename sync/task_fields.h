/*
 * task_fields - what is inside a task, for the files of sync/ that make one
 * and read its outcome.  Everything it points to is its own.
 */
#ifndef SYNC_TASK_FIELDS_H
#define SYNC_TASK_FIELDS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/text.h"
#include "sync/signed_time.h"
#include "sync/task.h"
#include "sync/vault.h"

#define TASK_READS_MAX 256 /* batches in one answer of the store */

/* A peer's batch before it is checked. */
struct task_raw {
	uint64_t first;
	uint32_t count;
	struct buf commit; /* owned */
	struct buf acts;   /* owned */
};

/* A batch out of the store, for a peer. */
struct task_read {
	uint64_t first;
	uint32_t count;
	struct buf commit; /* owned */
	struct buf acts;   /* owned */
};

struct task {
	enum task_kind kind;
	uint32_t session; /* whom it is for; 0 for nobody */

	/* CHECK, PUT, APPEND, READ: the log. */
	char node[TEXT_SLUG_BYTES_MAX + 1];
	char peer[TEXT_SLUG_BYTES_MAX + 1]; /* WITNESS_ASK: who is asked */
	unsigned status;                    /* WITNESS: out */
	bool newest; /* READ: only the checkpoint of the last batch */
	bool found;  /* READ, VAULT_READ, TIME: out */
	uint64_t epoch;
	struct digest network;
	struct sign_public log_key; /* PUT, APPEND open the log with it */
	struct chain at;            /* CHECK, APPEND: in: the end before */
	struct chain next;          /* out: the end after */

	/* CHECK: in. */
	struct task_raw *raw; /* owned */
	size_t raw_count;
	bool signed_before; /* PUT: we ourselves did, and had lost it */
	/* CHECK: out, all that passed; PUT: in; APPEND: out, one. */
	struct batch *batches; /* owned */
	size_t batch_count;
	enum rule rule; /* CHECK: what batch number batch_count breaks */
	enum signed_time_word word; /* APPEND, TIME: in */
	struct why why;

	/* APPEND: in; of these TIME has time, and word above. */
	const struct sign_pair *pair; /* borrowed from the replica's options */
	int64_t time;
	struct buf *acts; /* owned, each */
	size_t act_count;

	/* READ: in [from, to), at most bytes_max but at least one batch. */
	uint64_t from, to;
	size_t bytes_max;
	struct task_read *reads; /* out, owned */
	size_t read_count;
	struct buf note; /* owned; its text, empty when there is none */

	/* VAULT_*.  A VAULT_PUT without a chunk only asks what is there. */
	struct digest root;
	enum vault_kind vault_kind;
	enum vault_step step; /* VAULT_PUT: out */
	uint64_t index, total;
	struct buf chunk;         /* owned */
	struct merkle_proof path; /* of the chunk */
	struct vault_part part;   /* VAULT_PUT without a chunk: out */
};

/* Zeroed; the maker fills the fields of its kind. */
struct task *task_new(enum task_kind kind);

#endif
