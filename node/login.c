#include "node/login.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/why.h"
#include "keys/random.h"
#include "keys/secret.h"
#include "keys/sshsig.h"

#define NONCE_BYTES 32

#define TIME_BYTES 8
#define STAMP_ROOM TEXT_HEX_ROOM(TIME_BYTES + NONCE_BYTES) /* with its end */
#define SEAL_ROOM  DIGEST_HEX_ROOM

/* Challenges that were answered, until their time is over. */
struct answered {
	size_t next;
	struct digest texts[LOGIN_ANSWERED_MAX]; /* SHA-256 of each; a ring */
};

struct session {
	struct digest token; /* SHA-256 of it; zero: free */
	struct login_session value;
};

struct login {
	struct digest network;
	char node[TEXT_SLUG_BYTES_MAX + 1];
	struct random *random; /* borrowed */
	struct secret
	    *secret; /* owned, locked; of this run: seals challenges */
	struct answered opened, refused;
	struct session sessions[LOGIN_SESSIONS_MAX];
};

struct login *login_new(
    const struct digest *network, const char *node, struct random *random)
{
	struct login *l = mem_new(sizeof(*l));

	l->network = *network;
	must(strlen(node) < sizeof(l->node));
	memcpy(l->node, node, strlen(node));
	l->random = random;
	l->secret = secret_new(sizeof(*l->secret));
	secret_make(l->secret, random);
	return l;
}

void login_free(struct login *l)
{
	if (l == NULL)
		return;
	secret_free(l->secret);
	mem_wipe(l, sizeof(*l));
	mem_free(l);
}

/* ---- challenges ---- */

/* Nothing is kept of a challenge that was given: its last line says that it is
 * ours. */
static void seal(const struct login *l, struct bytes body, char *out)
{
	struct digest seal = digest_hmac(bytes_of(l->secret->b), body);

	digest_hex(out, &seal);
}

void login_challenge(struct login *l, const struct digest *key_id,
    int64_t now_ms, struct buf *text)
{
	char net[DIGEST_HEX_ROOM], key[DIGEST_HEX_ROOM], mark[SEAL_ROOM];
	uint8_t stamp[TIME_BYTES + NONCE_BYTES];
	char hex[STAMP_ROOM];
	int64_t until = now_ms + LOGIN_CHALLENGE_MS;
	size_t from = text->n;

	for (size_t i = 0; i < TIME_BYTES; i++)
		stamp[i] = (uint8_t)((uint64_t)until >> (56 - 8 * i));
	random_fill(l->random, stamp + TIME_BYTES, NONCE_BYTES);
	digest_hex(net, &l->network);
	digest_hex(key, key_id);
	text_hex(hex, bytes_of(stamp));
	buf_print(text, "tongban-session/v1\n%s\n%s\n%s\n%s\n", net, l->node,
	    key, hex);
	seal(l, bytes_part(buf_bytes(text), from, text->n - from), mark);
	buf_print(text, "%s\n", mark);
}

static bool is_in(const struct answered *a, const struct digest *text)
{
	for (size_t i = 0; i < LOGIN_ANSWERED_MAX; i++) {
		if (digest_equal(&a->texts[i], text))
			return true;
	}
	return false;
}

static void put(struct answered *a, const struct digest *text)
{
	a->texts[a->next++ % LOGIN_ANSWERED_MAX] = *text;
}

/* Of this run of this node, and in time. */
static bool is_open(const struct login *l, struct bytes text, int64_t now_ms)
{
	uint8_t stamp[TIME_BYTES + NONCE_BYTES];
	struct digest want, have; /* hashed: how much is equal does not show */
	struct bytes body;
	char mark[SEAL_ROOM];
	uint64_t until = 0;

	if (text.n < STAMP_ROOM + SEAL_ROOM ||
	    text.n > LOGIN_CHALLENGE_BYTES_MAX)
		return false;
	body = bytes_part(text, 0, text.n - SEAL_ROOM);
	seal(l, body, mark);
	mark[SEAL_ROOM - 1] = '\n'; /* in place of its zero */
	want = digest_sha256(bytes_of(mark));
	have = digest_sha256(bytes_part(text, body.n, SEAL_ROOM));
	if (!digest_equal(&want, &have) ||
	    text_unhex(stamp, sizeof(stamp),
		bytes_part(body, body.n - STAMP_ROOM, STAMP_ROOM - 1)) !=
		ERR_OK)
		return false;
	for (size_t i = 0; i < TIME_BYTES; i++)
		until = until << 8 | stamp[i];
	return (int64_t)until > now_ms;
}

/* The fourth line of the challenge is the key that it was given for. */
static bool names_key(struct bytes text, const struct digest *key_id)
{
	char hex[DIGEST_HEX_ROOM];
	size_t line = 0;

	digest_hex(hex, key_id);
	for (size_t at = 0; at < text.n; at++) {
		if (text.p[at] != '\n')
			continue;
		if (++line == 3)
			return text.n - at - 1 > strlen(hex) &&
			       memcmp(text.p + at + 1, hex, strlen(hex)) == 0;
	}
	return false;
}

/* ---- sessions ---- */

static struct session *find_session_place(
    struct login *l, const struct digest *key_id, int64_t now_ms)
{
	struct session *own = NULL, *oldest = NULL;
	size_t count = 0;

	for (size_t i = 0; i < LOGIN_SESSIONS_MAX; i++) {
		struct session *s = &l->sessions[i];

		if (s->value.is_operator)
			continue;
		if (oldest == NULL ||
		    s->value.until_ms < oldest->value.until_ms)
			oldest = s;
		if (s->value.until_ms <= now_ms ||
		    !digest_equal(&s->value.key_id, key_id))
			continue;
		count++;
		if (own == NULL || s->value.until_ms < own->value.until_ms)
			own = s;
	}
	return count >= LOGIN_SESSIONS_EACH ? own : oldest;
}

static void draw_token(
    struct login *l, struct session *s, char token[static LOGIN_TOKEN_ROOM])
{
	uint8_t raw[NONCE_BYTES];

	random_fill(l->random, raw, sizeof(raw));
	text_hex(token, bytes_of(raw));
	mem_wipe(raw, sizeof(raw));
	s->token = digest_sha256(bytes_text(token));
}

enum rule login_open(struct login *l, const struct sign_public *public,
    struct bytes challenge, const struct signature *signature, int64_t now_ms,
    char token[static LOGIN_TOKEN_ROOM], struct why *why)
{
	struct digest key_id = sign_key_id(public);
	struct digest text = digest_sha256(challenge);
	bool open = is_open(l, challenge, now_ms) &&
		    !is_in(&l->opened, &text) && !is_in(&l->refused, &text);
	bool good = open && names_key(challenge, &key_id) &&
		    sshsig_check(public, LOGIN_NAMESPACE, challenge, signature);
	struct session *s;

	if (open)
		put(good ? &l->opened : &l->refused, &text);
	if (!good) {
		(void)(why_set(why, ERR_REFUSED,
			   "挑战已用、已过期或签名不符,请重新登录 / the "
			   "challenge was used, is over or its signature is "
			   "wrong; log in again") == ERR_OK);
		return RULE_CHALLENGE;
	}
	s = find_session_place(l, &key_id, now_ms);
	draw_token(l, s, token);
	s->value = (struct login_session){
		.key_id = key_id,
		.until_ms = now_ms + LOGIN_SESSION_MS,
	};
	return RULE_NONE;
}

void login_operator(struct login *l, char token[static LOGIN_TOKEN_ROOM])
{
	struct session *s = &l->sessions[0];

	draw_token(l, s, token);
	s->value = (struct login_session){ .is_operator = true,
		.until_ms = INT64_MAX };
}

static struct session *find(struct login *l, struct bytes token)
{
	struct digest hash = digest_sha256(token);

	for (size_t i = 0; i < LOGIN_SESSIONS_MAX; i++)
		if (l->sessions[i].value.until_ms != 0 &&
		    digest_equal(&l->sessions[i].token, &hash))
			return &l->sessions[i];
	return NULL;
}

const struct login_session *login_find(
    struct login *l, struct bytes token, int64_t now_ms)
{
	const struct session *s = find(l, token);

	return s != NULL && s->value.until_ms > now_ms ? &s->value : NULL;
}

bool login_close(struct login *l, struct bytes token)
{
	struct session *s = find(l, token);

	if (s == NULL || s->value.is_operator)
		return false;
	mem_wipe(s, sizeof(*s));
	return true;
}
