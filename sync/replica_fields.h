/*
 * replica_fields - what is inside a replica, for replica*.c only.
 *
 *	replica.c        sessions, tasks, news, questions
 *	replica_log.c    the logs that are held, and the ledger they feed
 *	replica_pull.c   logs of others: wants, checks, the way into the store
 *	replica_fork.c   peers who hold another branch, and what shows it
 *	replica_serve.c  what peers ask us
 *	replica_own.c    own acts: admission, the open batch, time
 *	replica_tail.c   own acts that peers hold and we have lost
 *	replica_ahead.c  how they see each other before they are stored
 *	replica_vault.c  objects that are missing here; who may have them
 *	replica_fetch.c  one of them: from whom, chunk by chunk
 *	replica_witness.c  who cosigns our log, and what we cosign
 *	replica_heard.c  what witnesses said of each log
 *	replica_need.c   what is known of missing objects
 *	needs.c          where they stand
 *
 * Every public function that changes something ends by looking what can be
 * asked, answered and told now.
 */
#ifndef SYNC_REPLICA_FIELDS_H
#define SYNC_REPLICA_FIELDS_H

#include "schema/checkpoint.h"
#include "sync/cosigned.h"
#include "sync/frontier.h"
#include "sync/needs.h"
#include "sync/question.h"
#include "sync/replica.h"
#include "sync/task_fields.h"
#include "sync/witness_choice.h"

/* Received and not yet stored, of one session: above it, it is not read. */
#define REPLICA_UNSETTLED_BYTES_MAX (16u << 20)
#define REPLICA_WANT_MS             30000
#define REPLICA_SORRY_MS            1000 /* before a log is asked for again */
#define REPLICA_READ_BYTES          (1u << 20) /* of one answer */
/* Of one object; bytes of all objects: P-15. */
#define REPLICA_LANES_MAX         8
#define REPLICA_SOURCES_MAX       16
#define REPLICA_FLIGHT_BYTES_MAX  (8u << 20)
#define REPLICA_FETCHES_MAX       16 /* objects at one time */
#define REPLICA_FETCHES_LARGE_MAX 4  /* of several chunks */
#define REPLICA_FETCHES_BEGIN_MAX 64 /* of a size, in one look */
#define REPLICA_ALLOWED_MAX       8
#define REPLICA_BRANCHES_MAX      16 /* of one peer; with more it is dropped */

struct replica_peer { /* one session */
	uint32_t id;
	struct session *session; /* owned */
	bool up;                 /* REPLICA_PEER_UP was told, DOWN was not */
	bool ended;
	bool serving;  /* a read for its oldest question is under way */
	uint8_t shown; /* which channel key: 0 the newest, 1 the one before */
	uint8_t
	    *turn; /* of our channel keys; NULL: it was drawn, or asked for */
	size_t unsettled; /* bytes */
	uint64_t told;    /* the frontier's number at the last offer */
	/* The last questions of the vault that P-12 allowed, by the logs of
	 * .allowed_at (mine_number). */
	size_t allowed_count, allowed_next;
	uint64_t allowed_at;
	/* What our witness was asked, oldest first. */
	struct buf asks[QUESTION_WITNESSES_MAX]; /* owned */
	size_t ask_count;
	struct replica_allowed {
		struct digest dossier, root;
	} allowed[REPLICA_ALLOWED_MAX];
	/* Of these logs it holds another branch: it is not asked for them. */
	size_t branch_count;
	const struct replica_log *branches[REPLICA_BRANCHES_MAX];
};

/* The other half of a proof that a log is forked (replica_fork.c). */
struct replica_branch {
	char node[TEXT_SLUG_BYTES_MAX + 1];
	uint64_t epoch, size;
	struct digest root;
	struct buf note; /* owned; empty once it was taken */
};

struct replica_log {
	struct chain chain; /* stored */
	/* What is on its way from one session; into our own log only what we
	 * have lost (replica_tail.c).
	 *   arrived (raw) -> checked (good) -> stored
	 * .ahead is the end of what was checked, .received of what arrived. */
	struct chain ahead;
	uint64_t received;
	uint32_t source;      /* 0: nothing is on its way */
	struct task_raw *raw; /* owned */
	size_t raw_count, raw_room;
	struct batch *good; /* owned */
	size_t good_count;
	bool checking, putting;
	/* The one want (PROTOCOL section 3, 2). */
	uint32_t asked; /* session; 0: none is open */
	uint64_t asked_to;
	int64_t asked_at; /* when it last brought something */
	uint8_t dialling; /* which of our channel keys has its turn */
	uint32_t shunned; /* said sorry or nothing; asked last */
	int64_t resting;  /* not asked for before; 0: now */
	/* The newest heartbeat (F-39), of .chain's size and root; empty: none
	 * is later than the last batch. */
	struct buf note; /* owned */
	int64_t note_time, note_pushed;
	/* How much of our log the log's own node says to hold, and since when
	 * that was more than we do; steady. */
	uint64_t own_claimed;
	int64_t own_since;
};

struct replica_own_act {
	struct buf raw; /* owned */
	struct digest id;
	uint64_t cookie;
	uint64_t position;
	bool rotates; /* our log key: the last of its batch */
};

struct replica_own_batch {
	struct replica_own_act *acts; /* owned */
	size_t count;
	size_t bytes;
	int64_t time; /* fixed when the first act is admitted */
};

/* A chunk on its way: asked, or with the store. */
struct replica_lane {
	uint32_t session;
	uint64_t index;
	int64_t at; /* when its session last brought something of the object */
	bool putting;
};

/* An object that is being fetched now. */
struct replica_fetch {
	struct vault_part part; /* what is there, and what is being written */
	bool looking;           /* a task finds out what is there */
	size_t lane_count;
	struct replica_lane lanes[REPLICA_LANES_MAX];
	/* Sessions that may be asked, by the fold of .seen. */
	size_t source_count;
	uint32_t sources[REPLICA_SOURCES_MAX];
	bool stale; /* other sessions are there */
	uint64_t seen;
	int64_t seen_at;
};

/* A node that could not help, and until when it is left alone. */
struct replica_source {
	char node[TEXT_SLUG_BYTES_MAX + 1];
	enum replica_tried why;
	int64_t until;
};

struct replica_need {
	struct need need; /* first: .needs gives it back; .total by the act */
	struct replica_object object;
	uint64_t there;               /* as far as is known */
	struct replica_fetch *fetch;  /* owned; NULL: its turn comes */
	struct replica_source *tried; /* owned */
	size_t tried_count;
	int64_t since;
};

/* The case that was asked for last, while no log has grown since. */
struct replica_folded {
	struct arena *arena; /* owned; NULL: none yet */
	struct digest id;
	const struct dossier *dossier;
	uint64_t seen; /* mine_number */
};

/* A witness of our own log. */
struct replica_witness {
	char node[TEXT_SLUG_BYTES_MAX + 1];
	uint64_t size;      /* from here on it is asked */
	struct merkle tree; /* of that size, if its own size says so */
	bool making;        /* a task makes the question */
	uint32_t session;   /* it is asked there; 0: it is not */
	struct chain asked; /* up to there */
	int64_t resting, rest_ms;
	unsigned status; /* of its last answer; 0: none */
	bool forgot;
};

/* The newest that a witness has said of a log. */
struct replica_heard {
	char log[TEXT_SLUG_BYTES_MAX + 1];
	char witness[TEXT_SLUG_BYTES_MAX + 1];
	uint64_t epoch, size; /* 0: nothing */
	int64_t time;
	struct digest root;
	struct buf line; /* owned */
	/* One that is further than our copy of the log; 0: none. */
	uint64_t ahead_size;
	struct digest ahead_root;
	struct buf ahead; /* owned */
};

struct replica {
	struct replica_options options;
	char node[TEXT_SLUG_BYTES_MAX + 1];
	struct casebook casebook; /* options.casebook as far as it is folded */
	/* Now, and before; owned, in guarded memory. */
	struct noise_pair *channel, *former; /* .former: newest first */
	size_t former_count;
	const struct sign_pair *log;      /* signs the next batch */
	const struct sign_pair *log_next; /* once the rotation is stored */
	int64_t now;                      /* steady */

	struct replica_peer **peers; /* owned, each */
	size_t peer_count;
	uint32_t last_id;

	struct replica_log **logs; /* owned, each; ascending by node */
	size_t log_count;
	struct frontier mine;
	uint64_t mine_number; /* moves with it */
	bool look;            /* something may be asked now */
	bool beat_asked;      /* somebody wants a newer time of our log */

	struct replica_own_batch open;   /* being filled */
	struct replica_own_batch flight; /* with a task */
	int64_t signed_time; /* the last second that was fixed for signing */
	enum signed_time_word word;

	struct replica_witness witnesses[WITNESS_CHOICE_COUNT];
	size_t witness_count;
	uint64_t witness_seen;       /* the authority's log, when chosen */
	struct replica_heard *heard; /* owned */
	size_t heard_count;

	struct replica_folded folded;
	struct needs needs; /* of struct replica_need; owned, each */
	bool needs_left_out;
	/* Those with .fetch, and how many are of several chunks. */
	struct replica_need *fetching[REPLICA_FETCHES_MAX]; /* borrowed */
	size_t fetches, fetches_large;
	size_t fetch_bytes; /* asked and not stored */

	struct replica_branch *forks; /* oldest first; owned */
	size_t fork_count;

	struct task **tasks; /* ready; owned, each */
	size_t task_count, task_room;
	struct replica_event *events;
	size_t event_first, event_count, event_room;
	struct replica_counters counters;
};

/* ---- replica.c ---- */
struct replica_peer *replica_find_peer(const struct replica *r, uint32_t id);
void replica_give(struct replica *r, struct task *t); /* takes @t */
/* Zeroed but for the type; valid until the next one. */
struct replica_event *replica_say(struct replica *r, enum replica_news type);
void replica_end(
    struct replica *r, struct replica_peer *p, enum rule rule, const char *why);
/* ---- replica_keys.c ---- */
/* The channel key to show, dialling: what comes of it decides about the next
 * time with that node; and the one that the node will show. */
void replica_keys_channel(
    struct replica *r, struct replica_peer *p, struct session_setup *setup);
session_show_fn replica_keys_show;     /* to who comes in */
session_member_fn replica_keys_member; /* whose channel key? */
void replica_keys_over(struct replica_peer *p, bool was_up);
/* Our own log ends here now. */
void replica_keys_stored(struct replica *r, const struct chain *end);

/* ---- replica_log.c ---- */
struct replica_log *replica_log_find(const struct replica *r, const char *node);
void replica_log_add(struct replica *r, const struct chain *chain);
/* A log for each member: of those that were admitted since the last call. */
void replica_log_meet(struct replica *r);
/* Stored: @log ends at @end now; its acts go to the ledger unless they are
 * there already. */
void replica_log_grown(struct replica *r, struct replica_log *log,
    const struct chain *end, const struct batch *batches, size_t count);

/* ---- replica_pull.c ---- */
void replica_pull_frontier(
    struct replica *r, struct replica_peer *p, const struct message *m);
void replica_pull_batch(
    struct replica *r, struct replica_peer *p, const struct message *m);
void replica_pull_sorry(
    struct replica *r, struct replica_peer *p, const struct message *m);
void replica_pull_checked(struct replica *r, struct task *t);
void replica_pull_stored(struct replica *r, struct task *t);
void replica_pull_look(struct replica *r); /* open wants */
void replica_pull_gone(struct replica *r, uint32_t session);
void replica_pull_tick(struct replica *r);
int64_t replica_pull_deadline(const struct replica *r);
void replica_pull_free(struct replica_log *log); /* what it owns */

/* ---- replica_fork.c ---- */
/* A line of a peer: does it say another root than we hold?  Then it is asked
 * for the checkpoint. */
void replica_fork_look(struct replica *r, struct replica_peer *p,
    const struct replica_log *log, const struct frontier_line *line);
/* A checkpoint of a size that we passed, whoever it comes from. */
void replica_fork_note(struct replica *r, const struct replica_log *log,
    const struct checkpoint *c, struct bytes note);
/* A batch of the peer follows another commit than ours.  False: it has had
 * enough of those. */
bool replica_fork_part(struct replica_peer *p, const struct replica_log *log);
bool replica_fork_parted(
    const struct replica_peer *p, const struct replica_log *log);
void replica_fork_free(struct replica *r);

/* ---- replica_serve.c ---- */
void replica_serve_next(struct replica *r, struct replica_peer *p);
void replica_serve_read(struct replica *r, struct task *t);
void replica_serve_chunk(struct replica *r, struct task *t);
void replica_serve_push(struct replica *r, const struct batch *b);

/* ---- replica_note.c ---- */
void replica_note_grown(
    struct replica *r, struct replica_log *log, int64_t first_time);
void replica_note_beaten(struct replica *r, struct task *t);
bool replica_note_serve(
    struct replica *r, const struct replica_log *log, struct bytes *note);
void replica_note_take(
    struct replica *r, struct replica_peer *p, const struct message *m);

/* ---- replica_heard.c ---- */
/* A cosignature, as far as it can be judged here. */
struct replica_said {
	const char *log;
	struct cosigned_record record;
	char witness[TEXT_SLUG_BYTES_MAX + 1]; /* checked: who, and when */
	int64_t time;
};
enum replica_said_verdict {
	REPLICA_SAID_STRANGE, /* of a node or key that we do not know (yet) */
	REPLICA_SAID_GOOD,
	REPLICA_SAID_WRONG, /* the key is named and did not sign this */
};
enum replica_said_verdict replica_heard_check(
    const struct replica *r, struct replica_said *s);
/* Keep it, and tell the peers but @from (NULL: all). */
void replica_heard_keep(struct replica *r, const struct replica_said *s,
    const struct replica_peer *from);
/* NULL: it has said nothing of the log. */
struct replica_heard *replica_heard_find(
    const struct replica *r, const char *log, const char *witness);
void replica_heard_take(
    struct replica *r, struct replica_peer *p, const struct message *m);
void replica_heard_grown(struct replica *r, const struct replica_log *log);
void replica_heard_up(struct replica *r, struct replica_peer *p);
void replica_heard_free(struct replica *r);

/* ---- replica_witness.c ---- */
void replica_witness_look(struct replica *r); /* ask what is due */
void replica_witness_made(struct replica *r, struct task *t);
void replica_witness_said(
    struct replica *r, struct replica_peer *p, const struct message *m);
void replica_witness_gone(struct replica *r, uint32_t session);
int64_t replica_witness_deadline(const struct replica *r);
void replica_witness_asked(struct replica_peer *p, const struct message *m);
bool replica_witness_serve(struct replica *r, struct replica_peer *p);
void replica_witness_answered(struct replica *r, struct task *t);
void replica_witness_free_peer(struct replica_peer *p); /* what it owns */

/* ---- replica_own.c ---- */
enum rule replica_own_append(struct replica *r, struct bytes act, int64_t wall,
    uint64_t cookie, struct why *why);
struct place replica_own_place(const struct replica *r, int64_t wall);
void replica_own_touch(struct replica *r, int64_t wall);
/* The open batch as a task, or NULL. */
struct task *replica_own_start(struct replica *r);
void replica_own_stored(struct replica *r, struct task *t);
void replica_own_free(struct replica_own_batch *b);

/* ---- replica_tail.c ---- */
/* May batches of our own log be taken?  Not while acts of ours wait. */
bool replica_tail_open(const struct replica *r);
/* @p says that it holds @size acts of our log, more than we do. */
void replica_tail_claim(
    struct replica *r, const struct replica_peer *p, uint64_t size);
void replica_tail_void(struct replica *r, const struct replica_peer *p);
/* Our own log ends at @end now, by batches that a peer brought. */
void replica_tail_stored(struct replica *r, const struct chain *end);

/* ---- replica_vault.c ---- */
void replica_vault_need(struct replica *r, const struct replica_object *object);
void replica_vault_chunk(
    struct replica *r, struct replica_peer *p, const struct message *m);
void replica_vault_sorry(
    struct replica *r, struct replica_peer *p, const struct message *m);
void replica_vault_put(struct replica *r, struct task *t);
void replica_vault_look(struct replica *r);
void replica_vault_up(struct replica *r, const char *node);
void replica_vault_gone(struct replica *r, uint32_t session);
void replica_vault_tick(struct replica *r);
void replica_vault_free(struct replica *r);
int64_t replica_vault_deadline(const struct replica *r);
/* P-12: RULE_NONE, RULE_VAULT_RIGHT, or RULE_DOSSIER_UNKNOWN when no act of
 * the dossier names the object. */
enum rule replica_vault_right(struct replica *r, const char *node,
    const struct digest *dossier, const struct digest *root);
/* Who may hold an object: what replica_vault_right() asks, for several nodes.
 * False when we ourselves may not. */
bool replica_vault_sources(struct replica *r, struct replica_need *n);

/* ---- replica_fetch.c ---- */
void replica_fetch_start(struct replica *r, struct replica_need *n);
/* Ask for what can be asked.  False: we may not hold it any more.  It waits
 * again when nobody is left to ask. */
bool replica_fetch_go_on(struct replica *r, struct replica_need *n);
/* It waits, until @retry; nothing when it waits already. */
void replica_fetch_stop(
    struct replica *r, struct replica_need *n, int64_t retry);
/* True when it took the chunk. */
bool replica_fetch_chunk(struct replica *r, struct replica_need *n,
    struct replica_peer *p, const struct message *m);
void replica_fetch_put(
    struct replica *r, struct replica_need *n, struct task *t);
bool replica_fetch_sorry(
    struct replica *r, struct replica_need *n, const struct replica_peer *p);
void replica_fetch_up(struct replica_need *n, const char *node);
void replica_fetch_gone(
    struct replica *r, struct replica_need *n, uint32_t session);
void replica_fetch_tick(struct replica *r, struct replica_need *n);
int64_t replica_fetch_deadline(const struct replica_need *n);

#endif
