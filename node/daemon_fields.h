/*
 * daemon_fields - what is inside a daemon, for node/daemon*.c only.
 *
 *	daemon.c         life, and what handlers ask
 *	daemon_run.c     `tongban run`: loop, signals, systemd
 *	daemon_pump.c    tasks out to threads, news into the journal, the timer
 *	daemon_append.c  own acts that wait to be durable; the opening act
 *	daemon_net.c     links and dials
 *	daemon_opening.c, daemon_rate.c, daemon_refusal.c   what the API remembers and counts
 *	daemon_leftover.c  objects of acts that nobody has signed yet
 *	daemon_needs.c   vault objects of cases that we take part in
 *	daemon_erase.c   objects of a case that was erased
 *	daemon_fork.c    a log that is forked: the proof of it
 *	daemon_robot.c   what the node owes by itself
 *	daemon_due.c     what the clocks of cases order, by the robot's key
 *	daemon_metrics.c how it is doing
 *	daemon_own.c     acts that the node makes by itself
 *	daemon_witness.c our witness, and what others' said
 *	daemon_rotate.c  a key of this node is replaced
 *	daemon_space.c   room on the disk, and the floor below which no case comes
 */
#ifndef NODE_DAEMON_FIELDS_H
#define NODE_DAEMON_FIELDS_H

#include <stdbool.h>
#include <uv.h>

#include "base/buf.h"
#include "node/boot.h"
#include "node/daemon.h"
#include "node/index_read.h"
#include "node/robot.h"
#include "sync/replica.h"
#include "sync/task.h"

struct act_vault;
struct agenda;
struct crew;
struct dial;
struct dossier;
struct folder;
struct daemon_going;
struct leftover;
struct link;
struct listen;
struct peers;
struct peers_target;
struct signed_time;
struct states;
struct tried;

#define DAEMON_DIAL_LIMIT_MS 10000
#define DAEMON_DIALS_MAX     32 /* at one time */
#define DAEMON_TOUCH_MS      3600000
#define DAEMON_BEAT_MS       600000
#define DAEMON_BEAT_LEAST_MS 5000 /* when somebody asks */
#define DAEMON_DUE_WAITS_MAX 64
#define DAEMON_NEEDS_MS      5 /* between two looks for vault needs */
#define DAEMON_NEEDS_STEP    4 /* cases in one look */
#define DAEMON_NEEDS_MAX     65536
#define DAEMON_NEEDS_FULL_MS 3600000 /* then all cases are looked at again */
#define DAEMON_OPENINGS_MAX  4096
#define DAEMON_STATUS_FIRST  400
#define DAEMON_STATUS_COUNT  200  /* 400 to 599 */
#define DAEMON_STOP_MS       5000 /* for clients of the API to go */
#define DAEMON_BYE_MS        2000 /* for peers to hear the bye */
#define DAEMON_STOP_LOOK_MS  20

struct daemon_link {
	struct link *link;
	struct peers_target *target; /* NULL: they dialled us */
};

struct daemon_dial {
	struct daemon *daemon;
	struct peers_target *target;
	const char *node; /* borrowed from the target; NULL: any */
	struct dial *dial;
	struct daemon_dial *next;
};

struct daemon_opening {
	struct digest act;
	int64_t at_ms;
};

/* daemon_robot.c */
struct daemon_robot {
	struct robot pass;
	bool started, passing, busy;
	bool grown;       /* the ledger has, since the pass began */
	int64_t at_ms;    /* when to look next */
	int64_t retry_ms; /* of what the pass left out */
	bool crowded;     /* the last pass was; see node/tried.h */
	size_t foreign;   /* of the pass: opened, and not ours */
	struct tried *tried;
	struct daemon_duties duties;
};

/* daemon_due.c */
struct daemon_due {
	struct agenda *agenda; /* owned; times are of the wall, seconds */
	struct tried *tried;   /* owned */
	struct sign_pair *key; /* owned, secret memory; NULL: none */
	struct digest key_id;
	bool opening; /* the key file is being read */
	bool look;    /* it may be there now, or another one */
	bool busy;    /* an act is under way */
	bool started;
	/* Cases that wait for a newer time of a log; the oldest gives way. */
	struct daemon_due_waits {
		struct digest dossier;
		char node[TEXT_SLUG_BYTES_MAX + 1]; /* "": free */
	} waits[DAEMON_DUE_WAITS_MAX];
	size_t wait_next;
	int64_t since; /* of robot_key_since() */
	int64_t at_ms; /* when to look next; steady */
	struct daemon_due_view view;
};

/* daemon_lead.c */
struct daemon_lead {
	struct tried *tried; /* owned */
	bool busy;
	int64_t at_ms; /* when to look next */
};

struct daemon_pending {
	uint64_t cookie;
	daemon_appended_fn *done;
	void *arg;
	struct daemon_pending *next;
};

enum daemon_phase {
	DAEMON_SERVING,
	DAEMON_FINISHING, /* what was begun */
	DAEMON_LEAVING,   /* bye to the peers */
	DAEMON_CLOSING,   /* handles */
};

struct daemon {
	struct daemon_options options;
	uv_loop_t *loop; /* borrowed */
	struct folder *folder;
	struct identity *identity;
	struct boot boot;
	struct vault_store *vault;      /* store thread */
	struct vault_store *vault_look; /* loop thread: is it there? */
	struct signed_time *signed_time;
	struct task_host host;
	struct daemon_tools tools;
	struct replica *replica;
	struct peers *peers;
	struct crew *store, *workers;
	struct listen *listen; /* NULL once stopped */
	char *peer_address;
	struct http *http;
	struct login *login;
	struct rate *rate_keys, *rate_addresses;
	struct rate *rate_pieces, *rate_lines;
	struct staging *staging;
	struct case_drafts *case_drafts;
	uint64_t refusals[RULE_COUNT]; /* of the API */
	uint64_t refused_status[DAEMON_STATUS_COUNT];
	uint64_t unsaid;                                     /* lines */
	struct daemon_opening openings[DAEMON_OPENINGS_MAX]; /* a ring */
	size_t opening_next;
	struct leftover *leftover;
	struct daemon_going *going; /* owned; see daemon_leftover.c */
	struct digest *marked;      /* owned; before the start */
	size_t marked_count;
	int64_t marked_ms; /* when these are looked at */
	size_t orphans;    /* removed of them, and not told yet */
	uv_timer_t timer, stop_timer;
	unsigned handles; /* of ours that are open */
	int64_t started_seconds;

	size_t link_count;
	struct daemon_link links[REPLICA_SESSIONS_MAX];
	struct daemon_dial *dials;
	size_t dial_count;
	struct daemon_pending *pending;
	uint64_t cookie;
	char *sequence_prefix; /* owned; of .sequence */
	uint64_t sequence;     /* given out last */
	int64_t beat_ms;       /* when our log shows a newer time */
	int64_t touch_ms;      /* when the signed time is due */
	struct daemon_space space;
	int64_t space_ms; /* when it is looked at next */

	struct states *states;      /* of cases, when last looked at */
	struct buf needs;           /* digests of cases to look at */
	struct index_cursor cursor; /* of the sweep over all cases */
	bool swept;
	struct buf stalled; /* cases that wait for another log */
	int64_t left_ms;    /* when; steady */
	bool left_out;      /* needs, for want of room */
	bool tail_seen;     /* a peer holds more of our log */
	bool erasing;       /* a case; see daemon_erase.c */
	bool rotating;      /* a key; see daemon_rotate.c */
	unsigned batch_key; /* which of identity.batch signs */
	bool stalled_all;   /* too many: all cases are looked at again */
	struct daemon_robot robot;
	struct daemon_due due;
	struct daemon_lead lead;

	bool pumping, again;
	enum daemon_phase phase;
	int64_t phase_ms; /* when it began */
	void (*stopped)(void *arg, struct daemon *d);
	void *stopped_arg;
};

/* daemon_witness.c */
enum err daemon_witness_open(struct daemon *d, struct why *why);
enum err daemon_witness_load(struct daemon *d, struct why *why);
/* On the store thread: the key was rotated. */
enum err daemon_witness_switch(
    struct daemon *d, const struct sign_pair *pair, struct why *why);

/* daemon_erase.c: delete what we hold of an erased case and sign a receipt.
 * False: another is under way, ask again. */
bool daemon_erase(struct daemon *d, const struct dossier *dossier);

/* daemon_pump.c: hand out tasks, take news, write to peers, set the timer. */
void daemon_pump(struct daemon *d);
void daemon_pump_soon(struct daemon *d); /* from the loop, not from here */
void daemon_pump_start(struct daemon *d);
int64_t daemon_pump_now(const struct daemon *d); /* steady, ms */

/* daemon_append.c */
void daemon_append_opening(struct daemon *d);
void daemon_append_done(struct daemon *d, const struct replica_event *event);

/* daemon_net.c */
void daemon_net_take(struct daemon *d, struct uv_stream_s *stream);
void daemon_net_dial(struct daemon *d); /* all that are due */
void daemon_net_put_members(struct daemon *d);
void daemon_net_write(struct daemon *d);
void daemon_net_up(struct daemon *d, const struct replica_event *event);
void daemon_net_stop_dialling(struct daemon *d);
void daemon_net_cut(struct daemon *d);

/* daemon_rate.c */
void daemon_rate_open(struct daemon *d);
void daemon_rate_free(struct daemon *d);

/* daemon_leftover.c */
void daemon_leftover_sweep(struct daemon *d, int64_t now_ms);
/* Marks of before the start: some time after it. */
void daemon_leftover_start(struct daemon *d);
void daemon_leftover_step(struct daemon *d, int64_t now_ms);
/* Acts of our own log that are durable: their objects need no marks. */
void daemon_leftover_named(
    struct daemon *d, const struct index_act *acts, size_t count);

/* daemon_robot.c: one step when it is time. */
void daemon_robot_start(struct daemon *d);
void daemon_robot_step(struct daemon *d);
void daemon_robot_grown(struct daemon *d); /* the ledger has */
int64_t daemon_robot_deadline(const struct daemon *d);

/* daemon_due.c: one step when it is time; a case as it was looked at; an act
 * outside cases that is stored; all cases have to be looked at again. */
void daemon_due_open(struct daemon *d);
void daemon_due_free(struct daemon *d);
void daemon_due_start(struct daemon *d);
void daemon_due_step(struct daemon *d);
void daemon_due_seen(struct daemon *d, const struct dossier *dossier);
void daemon_due_grown(struct daemon *d, const char *node, const char *kind);
void daemon_due_beat(struct daemon *d, const char *node); /* a newer time */
int64_t daemon_due_deadline(const struct daemon *d);
/* Is there a robot that may sign now, and nothing of ours on the way? */
bool daemon_due_may_work(const struct daemon *d);

/* daemon_hand.c: have an act of a case prepared, sign it with the robot's key and
 * append it.  @a and @request live until @done, which comes once: @reason is NULL
 * and @place there when the act is durable; @clause of the rule may be NULL. */
typedef void daemon_hand_fn(void *arg, const char *clause, const char *reason,
    const struct place *place);
void daemon_hand_in(struct daemon *d, struct arena *a,
    const struct value *request, daemon_hand_fn *done, void *arg);

/* daemon_lead.c: one step when it is time; an act outside cases is stored. */
void daemon_lead_open(struct daemon *d);
void daemon_lead_free(struct daemon *d);
void daemon_lead_step(struct daemon *d);
void daemon_lead_grown(struct daemon *d, const char *kind);
int64_t daemon_lead_deadline(const struct daemon *d);

/* daemon_space.c: a look when it is time. */
void daemon_space_step(struct daemon *d);

/* daemon_needs.c */
void daemon_needs_again(struct daemon *d); /* all cases */
void daemon_needs_put(struct daemon *d, const struct digest *dossier,
    const struct act_vault *object);
void daemon_needs_stored(struct daemon *d, const struct replica_event *event);
void daemon_needs_step(struct daemon *d);
bool daemon_needs_waiting(const struct daemon *d);

/* ---- daemon_fork.c ---- */
/* REPLICA_FORK_FOUND */
void daemon_fork_found(struct daemon *d, const struct replica_event *e);

#endif
