/*
 * session - one conversation with one peer, without any I/O.
 *
 * A session never touches a socket, a file or a clock.  Received bytes and the
 * current time go in; bytes to send, events and a next deadline come out.  So
 * the same code runs over TCP (node/), between many nodes inside one test
 * (tests/sim/) and under the fuzzer (tests/fuzz/).
 *
 *      session_feed() ----> +---------+ ----> session_next()    events
 *      session_tick() ----> | session | ----> session_output()  bytes to send
 *      session_ask()  ----> +---------+ ----> session_deadline()
 *      session_say()
 *
 *	PREAMBLE -> HANDSHAKE -> HELLO -> OPEN -> ENDED     (docs/PROTOCOL.md)
 *	    |           |          |       |        ^
 *	    +-----------+----------+-------+--------+  any broken rule, bye, cut
 *
 * It knows who the peer is, which questions are open on both sides, and that
 * every message is well formed and in its place; it knows nothing of logs.
 *
 * Not thread-safe; several sessions may live on several threads.
 */
#ifndef SYNC_SESSION_H
#define SYNC_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/rule.h"
#include "base/text.h"
#include "keys/digest.h"
#include "keys/noise.h"
#include "sync/frontier.h"
#include "sync/message.h"

struct question;
struct random;
struct session;

/* Limits.  A peer that exceeds one is dropped, never waited for. */
#define SESSION_OUTPUT_BYTES_MAX (8u << 20) /* and one message more */
#define SESSION_HANDSHAKE_MS_MAX 10000
#define SESSION_PING_MS          30000
#define SESSION_SILENT_MS_MAX    90000
/* Open questions, in each direction: sync/question.h. */

enum session_side {
	SESSION_DIALLED,  /* we connected to them */
	SESSION_ACCEPTED, /* they connected to us */
};

/* Whose channel key is this?  @wanted's, if it is theirs too (NULL: whoever's).
 * False when no member's. */
typedef bool session_member_fn(void *arg, const struct noise_public *key,
    const char *wanted, char node[static TEXT_SLUG_BYTES_MAX + 1]);

/* Which of our channel keys to show to who dialled us: @hint is what it said of
 * the one that it expects (sync/hint.h), or empty.  Borrowed until
 * session_feed() returns. */
typedef const struct noise_pair *session_show_fn(void *arg, struct bytes hint);

struct session_setup {
	enum session_side side;
	struct digest network;
	const char *node;     /* our own id; copied, as the next two */
	const char *expected; /* whom we meant to dial, or NULL */
	uint8_t instance[MESSAGE_INSTANCE_BYTES];
	const struct noise_pair *own;      /* copied; SESSION_DIALLED */
	const struct noise_public *wanted; /* of whom we dial; NULL: unknown */
	struct random *random;             /* borrowed: outlives the session */
	session_member_fn *member;
	session_show_fn *show; /* SESSION_ACCEPTED; NULL: @own */
	void *arg;
};

/*
 * Create a session and queue its first bytes.  @now_ms is monotonic, in
 * milliseconds, here and in every other call.  Never fails.
 */
struct session *session_new(const struct session_setup *setup, int64_t now_ms);

/* Wipes the session's keys.  NULL is fine. */
void session_free(struct session *s);

/*
 * Take in bytes from the peer, in any cut.  All of @in is consumed; call
 * session_next() until it is false before feeding more.
 *
 * Returns nothing: a peer that misbehaves is no error of ours, it shows as
 * SESSION_ENDED.  After that the call does nothing.
 */
void session_feed(struct session *s, struct bytes in, int64_t now_ms);

/* The connection is gone: after session_over(), or the peer cut it. */
void session_cut(struct session *s);

/* Let time pass.  Call no later than session_deadline(). */
void session_tick(struct session *s, int64_t now_ms);

/* When session_tick() is next due; INT64_MAX for never. */
int64_t session_deadline(const struct session *s);

enum session_event_type {
	SESSION_READY,   /* hellos are exchanged */
	SESSION_MESSAGE, /* .message: frontier, a question or an answer */
	SESSION_ENDED,   /* nothing follows; .rule and .why say why */
};

/* All pointers are borrowed: valid until the next call on the session. */
struct session_event {
	enum session_event_type type;
	const struct message *message;
	bool pushed;    /* a batch that answers no question */
	enum rule rule; /* SESSION_ENDED: broken by the peer; NONE for a bye,
	                 * an end of stream, a cut between messages, or ours */
	const char *why;
};

/* Move the oldest event to @ev; false when there is none. */
bool session_next(struct session *s, struct session_event *ev) MUST_CHECK;

/* Bytes ready for the peer; empty when none.  Borrowed until the next call. */
struct bytes session_output(const struct session *s);

/* The first @n bytes of session_output() are on their way. */
void session_sent(struct session *s, size_t n);

/* May something large be said?  At most SESSION_OUTPUT_BYTES_MAX wait. */
bool session_room(const struct session *s);

/* Ended, and all that was to be said is on its way: close the connection. */
bool session_over(const struct session *s);

/* Empty until the handshake has shown who it is. */
const char *session_peer(const struct session *s);
enum session_side session_side(const struct session *s);
bool session_ready(const struct session *s); /* past the hellos, not ended */

/* What the peer says it holds; a batch it sent counts as a line. */
const struct frontier *session_frontier(const struct session *s);

/* Tell the peer what has changed in @mine since the last offer; the first says
 * everything.  Does nothing while there is no room: offer again later. */
void session_offer(struct session *s, const struct frontier *mine);

/* How far the peer is in this log: what it said, or what we pushed to it. */
uint64_t session_reach(
    const struct session *s, const char *node, uint64_t epoch);

/*
 * Ask: a want, a head.ask, a vault.ask or a witness.ask.
 *
 * ERR_BUSY with as many questions open as the protocol allows, or without
 * room; ERR_ENDED.
 */
enum err session_ask(struct session *s, const struct message *m) MUST_CHECK;

/* How many of our questions of the kind (WANT, HEAD_ASK, VAULT_ASK) are open. */
size_t session_asked(const struct session *s, enum message_kind kind);

/* The oldest question of the peer that is not answered; borrowed until the next
 * call, NULL when none is open. */
const struct question *session_question(const struct session *s);

/* Answer a question of the peer: batch, sorry, head, vault.chunk, vault.sorry.
 * A batch closes its want when it reaches its end.  Ignored once ended. */
void session_say(struct session *s, const struct message *m);

/* A head or a cosignature that nobody asked for goes around (P-29, P-52).  Ignored once ended. */
void session_spread(struct session *s, const struct message *head);

/* Push a batch that nobody asked for: the peer will count @line as told. */
void session_push(struct session *s, const struct message *batch,
    const struct frontier_line *line);

/* End it: a bye with @rule, then the end of stream.  @rule is what the peer
 * broke (it shows in the event), or RULE_NONE. */
void session_end(struct session *s, enum rule rule, const char *why);

/* Called by tests after every step: stops the process when broken. */
void session_invariant(const struct session *s);

#endif
