/*
 * replica - a whole node without any I/O.
 *
 * Holds the ledger, knows how far every log is stored, talks to peers through
 * sessions (sync/session.h), admits own acts and groups them into batches, and
 * fetches vault objects.  Bytes, times and finished tasks go in; bytes, tasks
 * and events come out.  The daemon runs it over TCP, the simulator runs many
 * of them in one process.
 *
 *   replica_feed() -------> +---------+ ----> replica_output()   bytes
 *   replica_append() -----> | replica | ----> replica_task()     work
 *   replica_done(task) ---> +---------+ ----> replica_event()    news
 *   replica_tick() ------->      |    ------> replica_deadline()
 *
 * One thread only.
 */
#ifndef SYNC_REPLICA_H
#define SYNC_REPLICA_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/rule.h"
#include "base/why.h"
#include "keys/digest.h"
#include "keys/random.h"
#include "keys/seal.h"
#include "keys/sign.h"
#include "schema/ledger.h"
#include "sync/casebook.h"
#include "sync/chain.h"
#include "sync/session.h"
#include "sync/signed_time.h"
#include "sync/task.h"
#include "sync/vault.h"

#define REPLICA_SESSIONS_MAX     256
#define REPLICA_PENDING_ACTS_MAX 512
#define REPLICA_INSTANCE_BYTES   16
#define REPLICA_TRIED_MAX        16
#define REPLICA_NEEDS_MAX        (1u << 18)

struct replica;

/* Channel keys of before that are still shown to who knows no newer (P-20). */
#define REPLICA_FORMER_MAX 8

struct replica_options {  /* all pointers borrowed, outlive the replica */
	const char *node; /* our own id */
	struct digest network;
	const struct sign_pair *log;      /* signs own batches */
	const struct noise_pair *channel; /* Noise static */
	const struct noise_pair *former;  /* those before, newest first */
	size_t former_count;              /* at most REPLICA_FORMER_MAX */
	struct ledger *ledger;            /* grown by the replica */
	struct casebook *casebook;
	struct random *random;
	uint8_t instance[REPLICA_INSTANCE_BYTES];
	int64_t signed_time;        /* signed_time_last(): 0 for none */
	enum signed_time_word word; /* for the first time that is signed */
	/* Ask witnesses, and keep what they say (sync/replica_witness.h).  The
	 * host's tasks have a folder for it. */
	bool witnesses;
	/* Does our vault hold this object?  For needs and for serving. */
	bool (*vault_has)(void *arg, const struct digest *root);
	void *arg;
};

/* @chains: the ends of all logs stored so far (their control acts are already
 * in the ledger). */
struct replica *replica_new(const struct replica_options *options,
    const struct chain *chains, size_t count);
void replica_free(struct replica *r);

/* ---- sessions: ids are small numbers, never reused within a replica ---- */

/* A connection is there.  @expected: the node we meant to dial, or NULL.
 * ERR_LIMIT when there are too many. */
enum err replica_open(struct replica *r, enum session_side side,
    const char *expected, int64_t steady_ms, uint32_t *session) MUST_CHECK;
void replica_feed(
    struct replica *r, uint32_t session, struct bytes in, int64_t steady_ms);
/* Bytes to send, borrowed until the next call; after sending tell how many. */
struct bytes replica_output(struct replica *r, uint32_t session);
void replica_sent(struct replica *r, uint32_t session, size_t n);
/* All output is out and the session is over: close the socket. */
bool replica_over(const struct replica *r, uint32_t session);
/* Say bye to every peer: the node stops.  Each session is then soon over. */
void replica_stop(struct replica *r);
/* The socket is gone (after replica_over(), or the peer cut it). */
void replica_closed(struct replica *r, uint32_t session);
/* May the host read more from this peer?  False while what it sent waits to be
 * checked and stored: stop reading the socket until it is true again. */
bool replica_reading(const struct replica *r, uint32_t session);
/* Are we connected to @node by a session past its hellos? */
bool replica_connected(const struct replica *r, const char *node);
/* Has it said by such a session that it holds the very logs that we hold? */
bool replica_equal(const struct replica *r, const char *node);

/* Our channel key was rotated, and the act is durable: from now on @channel is
 * shown, and the one before only to peers that have not heard of it. */
void replica_keys_set_channel(
    struct replica *r, const struct noise_pair *channel);

/* ---- own acts ---- */

/* A key.rotate of our log key is about to be appended: batches behind it are
 * signed by @log (borrowed).  Without it such an act is refused. */
void replica_keys_next_log(struct replica *r, const struct sign_pair *log);

/* How many acts of our own log peers hold, as they say, and we do not: none is
 * appended until they are here (docs/PROTOCOL.md P-40). */
uint64_t replica_tail(const struct replica *r);

/* Admit one own act (with sigs) and queue it for the next batch.
 *
 * RULE_NONE: queued; REPLICA_APPENDED or REPLICA_APPEND_FAILED with @cookie
 * follows.  Otherwise the rule it breaks, nothing is kept.  An act that is
 * stored already is RULE_COPY (the caller answers as for the first time).
 * @wall is seconds now. */
enum rule replica_append(struct replica *r, struct bytes act, int64_t wall,
    uint64_t cookie, struct why *why);

/* Keep the signed time near the clock; call every hour with the wall clock in
 * seconds, so that a quiet week is no leap (F-38). */
void replica_touch(struct replica *r, int64_t wall);

/*
 * Show that our log is quiet: its newest checkpoint again, with the time @wall
 * (F-39).  Nothing while acts wait, or when the last time shown is not earlier.
 * Call it every ten minutes or so, and soon when somebody asked.
 */
void replica_note_beat(struct replica *r, int64_t wall);
bool replica_note_wanted(const struct replica *r);

/* The newest heartbeat of a log, borrowed until the next call; empty when none
 * is later than its last batch. */
struct bytes replica_note(const struct replica *r, const char *node);

/* Ask all peers for a newer one: what comes is seen by replica_note(). */
void replica_note_ask(struct replica *r, const char *node);

/* Where an act would stand if it were appended now: for preparing. */
struct place replica_next_place(const struct replica *r, int64_t wall);
/* dossier_admit() for an act of ours, where other cases (F-211 to F-215) are
 * seen with what was appended and is not stored yet. */
enum rule replica_ahead_admit(struct replica *r, const struct digest *dossier,
    const struct dossier_entry *of, size_t count,
    const struct dossier_entry *candidate, struct why *why);
/* Is the wall clock past what we sign without the operator's word (F-38)? */
bool replica_own_leaps(const struct replica *r, int64_t wall);

/* A checkpoint that the node of a log has signed, of an epoch and a size that
 * we hold with another root: half of a proof (F-41).  True with the oldest that
 * was not taken. */
#define REPLICA_FORKS_MAX 16
bool replica_fork_take(struct replica *r, char node[TEXT_SLUG_BYTES_MAX + 1],
    struct buf *note) MUST_CHECK;

/* ---- vault ---- */

/* What an act of the case names; for F-142 .dossier is that act's id. */
struct replica_object {
	struct digest dossier, root;
	enum vault_kind kind;
	uint64_t bytes; /* as the act says */
};

/* Fetch it from whoever may hold it, until it is there or this node may hold it
 * no more.  Known needs are ignored. */
void replica_need(struct replica *r, const struct replica_object *object);
size_t replica_need_count(const struct replica *r);
/* Since the last call REPLICA_NEEDS_MAX were there, and one was not taken, or
 * one that nobody could meet gave way to it: look again later. */
bool replica_need_left_out(struct replica *r);

/* Why a node was left alone for a while. */
enum replica_tried {
	REPLICA_TRIED_SORRY, /* it has not got the object */
	REPLICA_TRIED_LATE,  /* it sent nothing for long */
	REPLICA_TRIED_BAD,   /* it sent what is not of the object */
	REPLICA_TRIED_UNFIT, /* another count of chunks, or no proof */
};
const char *replica_tried_text(enum replica_tried why); /* "late"; static */

/* An object that is missing here. */
struct replica_missing {
	struct replica_object object;
	uint64_t there, total; /* chunks */
	int64_t since_ms;      /* steady */
	size_t asked;          /* chunks on their way */
	size_t tried_count;
	struct {
		const char *node; /* valid until the next call */
		enum replica_tried why;
	} tried[REPLICA_TRIED_MAX];
};

void replica_need_at(
    const struct replica *r, size_t i, struct replica_missing *out);

/* ---- time, tasks, news ---- */

void replica_tick(struct replica *r, int64_t steady_ms);
int64_t replica_deadline(const struct replica *r); /* INT64_MAX: never */

/* The next task, the caller's until replica_done(); NULL when none. */
struct task *replica_task(struct replica *r);
/* Give a run task back (freed inside). */
void replica_done(struct replica *r, struct task *t, int64_t steady_ms);

enum replica_news {
	REPLICA_PEER_UP,   /* .node */
	REPLICA_PEER_DOWN, /* .node (or "" before it was known), .rule, .why */
	REPLICA_STORED,    /* .node's log grew: .first, .count */
	REPLICA_APPENDED,  /* .cookie, .place of the act */
	REPLICA_APPEND_FAILED, /* .cookie, .rule */
	REPLICA_VAULT_STORED,  /* .root is complete */
	REPLICA_VAULT_BAD,   /* .node sent what is not chunk .first of .root */
	REPLICA_VAULT_LATE,  /* .node sent nothing of .root for long */
	REPLICA_ACT_REFUSED, /* control act kept as evidence: .place, .rule */
	REPLICA_BEAT_HEARD,  /* .node shows a newer time (replica_note()) */
	REPLICA_BACK_SEEN,   /* .node signed a batch before .time, that it had
	                      * signed for fewer acts */
	REPLICA_FORK_SEEN,   /* .node: a peer holds another root at .first */
	REPLICA_FORK_FOUND,  /* .node has signed for another root at .first than
	                      * we hold: replica_fork_take() */
	REPLICA_TAIL_SEEN,   /* a peer claims .count acts of our own log, more
	                    * than we hold: nothing of it is taken */
	REPLICA_WITNESS_FORGOT, /* .node had cosigned .first acts of our log and
	                         * speaks of .count */
};

struct replica_event {
	enum replica_news type;
	uint32_t session;
	char node[TEXT_SLUG_BYTES_MAX + 1];
	uint64_t epoch, first, count; /* positions */
	int64_t time;
	uint64_t cookie;
	enum rule rule;
	struct digest root;
	char text[160];
};

/* Move the oldest event to @event; false when there is none. */
bool replica_event(struct replica *r, struct replica_event *event) MUST_CHECK;

/* ---- questions ---- */

size_t replica_log_count(const struct replica *r);
const struct chain *replica_log_at(const struct replica *r, size_t i);
const struct chain *replica_log(const struct replica *r, const char *node);
const struct ledger *replica_ledger(const struct replica *r);

/* The host's casebook without what is stored already but not folded yet: an
 * index shows a batch on the store thread, the ledger hears of it when the task
 * comes back.  Who folds a case asks here, or takes a new clerk's first act for
 * a stranger's. */
struct casebook *replica_casebook(struct replica *r);

struct replica_counters { /* all count up; shown as metrics */
	uint64_t sessions_opened, sessions_ended, bytes_in, bytes_out;
	uint64_t batches_in, batches_out, acts_stored, acts_appended;
	uint64_t beats, notes_kept; /* heartbeats: ours, and all */
	uint64_t cosignatures;      /* kept */
	uint64_t chunks_in, chunks_out, chunks_bad, chunks_late;
	uint64_t ended_by_rule[RULE_COUNT];
};
const struct replica_counters *replica_counters(const struct replica *r);

#endif
