/*
 * login - who speaks to the API: challenges, tokens, sessions (docs/API.md A-1
 * to A-3).
 *
 *	login_challenge -> text -> signed by the client's key -> login_open
 *	                                -> token -> login_find, until it is over
 *
 * Knows keys and tokens and nothing of roles: what a key may do is asked of the
 * ledger at each request.  Tokens are kept as digests only.  Bounded; pure:
 * time and randomness come in as arguments.  One thread.
 */
#ifndef NODE_LOGIN_H
#define NODE_LOGIN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/rule.h"
#include "keys/digest.h"
#include "keys/sign.h"

struct login;
struct random;
struct why;

#define LOGIN_NAMESPACE           "session@tongban"
#define LOGIN_CHALLENGE_MS        60000
#define LOGIN_SESSION_MS          28800000L /* 8 h, a working day */
#define LOGIN_ANSWERED_MAX        8192      /* good ones; as many wrong ones */
#define LOGIN_SESSIONS_MAX        1024
#define LOGIN_SESSIONS_EACH       16 /* of one key */
#define LOGIN_TOKEN_ROOM          65 /* hex, zero-terminated */
#define LOGIN_CHALLENGE_BYTES_MAX 512

struct login_session {
	struct digest key_id; /* zero for the operator's token */
	bool is_operator;     /* by the token in the data folder */
	int64_t until_ms;
};

struct login *login_new(
    const struct digest *network, const char *node, struct random *random);
void login_free(struct login *l); /* NULL is fine */

/* Append a challenge for this key: a text that names network, node and key, so
 * that a signature of it is good here and nowhere else, and carries its end and
 * our seal, so that nothing is kept of it: whoever asks for many takes nobody's
 * place. */
void login_challenge(struct login *l, const struct digest *key_id,
    int64_t now_ms, struct buf *text);

/* Open a session of @public, which has signed @challenge.  The challenge is
 * used up whatever the answer; wrong answers push out only wrong ones.
 * RULE_NONE with @token, or RULE_CHALLENGE. */
enum rule login_open(struct login *l, const struct sign_public *public,
    struct bytes challenge, const struct signature *signature, int64_t now_ms,
    char token[static LOGIN_TOKEN_ROOM], struct why *why);

/* A session without a key, for whoever reads the data folder; never over. */
void login_operator(struct login *l, char token[static LOGIN_TOKEN_ROOM]);

/* NULL when there is no such token, or its time is over. */
const struct login_session *login_find(
    struct login *l, struct bytes token, int64_t now_ms);

/* Ends it; false when there is none. */
bool login_close(struct login *l, struct bytes token);

#endif
