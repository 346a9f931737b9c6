/*
 * daemon - one running node: the loop, the replica, the threads, the sockets.
 *
 *	peers   listen, dial -> link ----+
 *	                                 v
 *	API     http -> handlers ->  replica  -> tasks -> store thread, workers
 *	                                 ^                     |
 *	                                 +------- done --------+
 *
 * Start: folder lock, keys, genesis, store, index, ledger, replica, threads,
 * sockets, READY.  Stop (SIGTERM, SIGINT): no new connections, what is in
 * flight is finished, sessions end with bye, the loop closes empty.
 *
 * A storage error ends the process at once with exit code 70: nothing is
 * answered, the next start verifies (DESIGN section 6).
 *
 * All functions belong to the loop thread; they are what API handlers, whose
 * arg is the daemon, work with.
 */
#ifndef NODE_DAEMON_H
#define NODE_DAEMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/rule.h"
#include "keys/digest.h"
#include "node/http.h"
#include "node/robot.h"
#include "sync/signed_time.h"

struct act;
struct act_vault;
struct arena;
struct buf;
struct config;
struct daemon;
struct index;
struct identity;
struct index;
struct leftover_objects;
struct prepared;
struct ledger;
struct login;
struct place;
struct rate;
struct replica;
struct case_drafts;
struct staging;
struct states;
struct store;
struct uv_loop_s;
struct vault_store;
struct why;

struct daemon_options { /* all borrowed, outlive the daemon */
	const char *dir;
	const struct digest *network; /* that it must be of, or NULL */
	enum signed_time_word word; /* the operator's, on a clock that leapt */
	const struct config *config;
	const struct http_route *routes; /* handlers get the daemon */
	http_guard_fn *guard;            /* the same; NULL: none */
	http_refused_fn *refused;
	size_t route_count;
};

/* Run until told to stop; the whole life of `tongban run`.  Installs signal
 * handlers, tells systemd.  On ERR_OK it ended in order. */
enum err daemon_run(
    const struct daemon_options *options, struct why *why) MUST_CHECK;

/* The same in pieces, for tests: several may share a loop.  daemon_stop() asks;
 * the daemon is done when @stopped came, and is then freed by daemon_close(). */
enum err daemon_open(struct daemon **out, struct uv_loop_s *loop,
    const struct daemon_options *options, struct why *why) MUST_CHECK;
void daemon_stop(
    struct daemon *d, void (*stopped)(void *arg, struct daemon *d), void *arg);
void daemon_close(struct daemon *d);

/* ---- for handlers ---- */

const char *daemon_node(const struct daemon *d); /* our id */
const struct digest *daemon_network(const struct daemon *d);
uint8_t daemon_suite(const struct daemon *d); /* the network's */
const struct config *daemon_config(const struct daemon *d);
const char *daemon_dir(const struct daemon *d);
const char *daemon_peer_address(const struct daemon *d); /* as listened on */
const char *daemon_api_address(const struct daemon *d);
int64_t daemon_wall_ms(const struct daemon *d);

int64_t daemon_steady_ms(const struct daemon *d);

struct staging *daemon_staging(struct daemon *d); /* uploads */
struct case_drafts *daemon_case_drafts(struct daemon *d);
struct login *daemon_login(struct daemon *d);
struct rate *daemon_rate_keys(struct daemon *d);
struct rate *daemon_rate_addresses(struct daemon *d);
struct rate *daemon_rate_pieces(struct daemon *d); /* of keys and addresses */
struct rate *daemon_rate_lines(struct daemon *d);  /* of the journal */

/* Room on the disk of the data folder, as it is now. */
struct daemon_space {
	uint64_t free_bytes, floor_bytes;
	bool low; /* no new cases */
};
struct daemon_space daemon_space(struct daemon *d);
/* May a new case come?  ERR_NO_SPACE, with what the clerk is told. */
enum err daemon_space_check(struct daemon *d, struct why *why) MUST_CHECK;

/* What the API refused, by rule (RULE_NONE: by HTTP alone) and status; and how
 * many lines were left out of the journal since the last one. */
void daemon_refusal_count(struct daemon *d, enum rule rule, int status);
void daemon_refusal_put_unsaid(struct daemon *d);
uint64_t daemon_refusal_take_unsaid(struct daemon *d);

/* An opening (case.open) of ours that is durable; how long ago in ms by a clock
 * that nobody sets, INT64_MAX for one that this run knows nothing of. */
void daemon_opening_put(struct daemon *d, const struct digest *act);
int64_t daemon_opening_age_ms(const struct daemon *d, const struct digest *act);

struct replica *daemon_replica(struct daemon *d);
struct ledger *daemon_ledger(struct daemon *d);
struct index *daemon_index(struct daemon *d); /* reads, see index_read.h */
const struct identity *daemon_identity(const struct daemon *d);

/* In which state cases were when they were last looked at. */
struct states *daemon_states(struct daemon *d);

/* Is the vault object here, whole? */
bool daemon_vault_has(struct daemon *d, const struct digest *root);

/* Is everything here that this node may hold?  False also while cases are still
 * being looked at. */
bool daemon_needs_complete(const struct daemon *d);

/* Have a peer's copy fetched; see replica_need(). */
void daemon_need(struct daemon *d, const struct digest *dossier,
    const struct act_vault *object);

/* Objects that a preparation sealed: they go when no act that names them is
 * handed in within an hour; one was; and at once. */
void daemon_leftover_put(struct daemon *d, const struct digest *owner,
    const struct leftover_objects *objects);
void daemon_leftover_keep(struct daemon *d, const struct act *act);
void daemon_leftover_erase(
    struct daemon *d, const struct leftover_objects *objects);
/* It is still in the vault, and about to be removed. */
bool daemon_leftover_goes(const struct daemon *d, const struct digest *root);

/* The newest checkpoint that we hold of a log (a signed note, in @a), when it
 * shows a time past @after.  False: it does not, and peers were asked for a
 * newer one; what they send is there in a few seconds. */
bool daemon_note_after(struct daemon *d, struct arena *a, const char *node,
    int64_t after, struct bytes *note);

/* The next sequence for case numbers that begin with @prefix
 * ("HANBIN-20261124-"): beyond those in our log and those given out before. */
uint64_t daemon_take_sequence(struct daemon *d, const char *prefix);

/* What became of an append that was admitted.  RULE_NONE: durable, at @place
 * (whose .node is static in the daemon).  @why is never NULL. */
typedef void daemon_appended_fn(void *arg, enum rule rule,
    const struct place *place, const struct why *why);

/*
 * Admit one own act, with sigs.  RULE_NONE: @done comes exactly once, later,
 * after the act is durable and indexed.  Otherwise the rule it breaks (or
 * RULE_COPY: it is stored already), and @done never comes.  @act is copied.
 */
enum rule daemon_append(struct daemon *d, struct bytes act,
    daemon_appended_fn *done, void *arg, struct why *why);

/* An act of the node itself, begun and signed by its log key; between the two
 * the caller fills body, dossier, refs, vault.  In @a. */
struct act *daemon_own_new(struct daemon *d, struct arena *a, const char *kind);
void daemon_own_sign(struct daemon *d, struct arena *a, struct act *act);

/* As daemon_append(), for a key.rotate of our own log: its key is opened first and used
 * from then on, and its file is in place before @done comes.  A refusal may
 * come to @done as well. */
enum rule daemon_rotate(struct daemon *d, const struct act *act,
    daemon_appended_fn *done, void *arg, struct why *why);

/* What the node did by itself in this run, by robot_kind. */
struct daemon_duties {
	uint64_t done[ROBOT_KINDS], failures[ROBOT_KINDS];
	enum robot_kind last;
	int64_t last_time; /* 0: none yet */
	int64_t next_time; /* when more is due; 0, INT64_MAX: not known */
};
const struct daemon_duties *daemon_duties(const struct daemon *d);

/* Why nothing is executed of what clocks order (F-208): name, word, 中文 */
#define DAEMON_DUE_STATES(X)                                            \
	X(EXECUTES, "executes", "执行中")                               \
	X(NO_KEY, "no_key", "没有自动程序密钥,不执行")                  \
	X(NOT_CERTIFIED, "not_certified", "自动程序密钥未授岗或已失效") \
	X(NOT_ACTIVE, "not_active", "本节点未在网")                     \
	X(CLOCK_LEAPT, "clock_leapt", "时钟超前上次签名二十四小时以上") \
	X(RECOVERY, "recovery", "同伴持有更多的本节点日志")
enum daemon_due_state {
#define X(name, word, zh) DAEMON_DUE_##name,
	DAEMON_DUE_STATES(X)
#undef X
};

#define DAEMON_DUE_COUNT_MAX 100000 /* more are not counted */

/* Cases whose clocks order something, and what was executed in this run. */
struct daemon_due_view {
	enum daemon_due_state state;
	bool has_until;
	int64_t until;     /* of the key's certificate */
	size_t waiting;    /* cases in which something is due now */
	int64_t next_time; /* of another; INT64_MAX: none */
	uint64_t done, failed;
	const char *last; /* kind of the act; static; NULL: none yet */
	int64_t last_time;
};
struct daemon_due_view daemon_due_view(const struct daemon *d);
const char *daemon_due_word(enum daemon_due_state s); /* static */
const char *daemon_due_zh(enum daemon_due_state s);

/* Between the admission of such an act and its end: which key signs depends on
 * what is stored. */
bool daemon_rotate_is_on(const struct daemon *d);

/* What a job on the store thread may use. */
struct daemon_tools {
	struct store *store;
	struct vault_store *vault;
	struct prepared *prepared;
	struct index *index; /* the one that writes */
};
typedef void daemon_store_fn(void *arg, const struct daemon_tools *tools);
typedef void daemon_job_fn(void *arg);

/* Run something on the store thread, or on a worker; then @done on the loop.
 * The job owns what @arg points to meanwhile.  A run that meets ERR_STORAGE
 * calls daemon_fail(). */
void daemon_store_job(
    struct daemon *d, daemon_store_fn *run, daemon_job_fn *done, void *arg);
void daemon_worker_job(
    struct daemon *d, daemon_job_fn *run, daemon_job_fn *done, void *arg);

/* Storage failed: journal it and exit with 70 at once.  Any thread. */
_Noreturn void daemon_fail(const struct why *why);

/* Append the node's metrics (node/metrics.h); and a handler that answers so,
 * for the route GET /metrics. */
void daemon_metrics(struct daemon *d, struct buf *out);
void daemon_metrics_get(struct http_request *request, void *daemon);

#endif
