/*
 * session_fields - what is inside a session, for session*.c only.
 *
 * session.c has its life, its bytes and its time; session_shake.c the way to an
 * authentic peer; session_take.c one function per message.
 *
 * What was received waits in `in` until session_next() takes it off, one
 * message at a time; so a session holds at most what was fed to it and one
 * message.  What is to be sent waits in `out` from `sent` on.
 */
#ifndef SYNC_SESSION_FIELDS_H
#define SYNC_SESSION_FIELDS_H

#include "base/arena.h"
#include "base/why.h"
#include "sync/frame.h"
#include "sync/question.h"
#include "sync/session.h"

enum session_state {
	SESSION_AT_PREAMBLE,
	SESSION_AT_HANDSHAKE,
	SESSION_AT_HELLO, /* our hello is said, theirs is missing */
	SESSION_AT_OPEN,
	SESSION_AT_ENDED,
};

#define SESSION_AT_BIT(state) (1u << (state))

struct session_ciphers {
	struct noise_cipher send, receive;
};

struct session {
	enum session_state state;
	enum session_side side;
	struct digest network;
	char node[TEXT_SLUG_BYTES_MAX + 1];
	char expected[TEXT_SLUG_BYTES_MAX + 1]; /* empty: anybody */
	char peer[TEXT_SLUG_BYTES_MAX + 1];     /* empty: not known yet */
	uint8_t instance[MESSAGE_INSTANCE_BYTES];
	session_member_fn *member;
	session_show_fn *show;
	void *arg;

	struct noise *noise;        /* owned; NULL once we said our hello */
	struct noise_public remote; /* of an authentic peer */
	struct session_ciphers *ciphers; /* owned, locked; NULL until then */

	struct frame_in in;
	struct buf out;
	size_t sent;
	struct arena *arena; /* of the message that was handed out, or NULL */
	struct message message;

	struct frontier peer_lines; /* what they said */
	struct frontier told;       /* what we said */
	struct frontier pushed;     /* what they have of us by our pushes */
	bool offered;
	struct question_list ours, theirs;

	int64_t now, opened, heard, pinged, ended;
	uint64_t ping_number; /* of the last ping we sent; from 1 */
	uint64_t pong_number; /* of the last one that was answered */

	bool reported; /* SESSION_ENDED was handed out */
	bool gone;     /* no more bytes can leave */
	enum rule rule;
	struct why why;
};

/* The peer broke @rule, or (RULE_NONE) we are done with it: a bye and the end
 * of stream go out if they can. */
void session_break(struct session *s, enum rule rule, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The peer ended it: nothing is left to say but that we have heard. */
void session_ended_by_peer(struct session *s, const char *said);

/* Queue a message, whatever the state of the quotas. */
void session_put(struct session *s, const struct message *m);

/* ---- session_shake.c ---- */

/* Queue our preamble and, dialling, the first handshake message. */
void session_shake_start(struct session *s, const struct session_setup *setup);
/* False while more bytes are needed. */
bool session_shake_preamble(struct session *s);
void session_shake_take(struct session *s, struct bytes in);

/* ---- session_take.c ---- */

/* One whole message; true when it made an event. */
bool session_take(
    struct session *s, struct bytes raw, struct session_event *ev);

#endif
