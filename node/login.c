#include "node/login.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/why.h"
#include "keys/random.h"
#include "keys/sshsig.h"

#define NONCE_BYTES 32

struct challenge {
	struct digest text; /* SHA-256 of it; zero: free */
	struct digest address;
	int64_t until_ms;
};

struct session {
	struct digest token; /* SHA-256 of it; zero: free */
	struct login_session value;
};

struct login {
	struct digest network;
	char node[TEXT_SLUG_BYTES_MAX + 1];
	struct random *random; /* borrowed */
	struct challenge challenges[LOGIN_CHALLENGES_MAX];
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
	return l;
}

void login_free(struct login *l)
{
	if (l == NULL)
		return;
	mem_wipe(l, sizeof(*l));
	mem_free(l);
}

/* ---- challenges ---- */

/* Where the next one goes: a free or an old place; else the oldest of this
 * address if it has its share; else the oldest of all. */
static struct challenge *find_place(
    struct login *l, const struct digest *address, int64_t now_ms)
{
	struct challenge *own = NULL, *oldest = &l->challenges[0];
	size_t count = 0;

	for (size_t i = 0; i < LOGIN_CHALLENGES_MAX; i++) {
		struct challenge *c = &l->challenges[i];

		if (c->until_ms < oldest->until_ms)
			oldest = c;
		if (c->until_ms <= now_ms ||
		    !digest_equal(&c->address, address))
			continue;
		count++;
		if (own == NULL || c->until_ms < own->until_ms)
			own = c;
	}
	return count >= LOGIN_CHALLENGES_EACH ? own : oldest;
}

void login_challenge(struct login *l, const struct digest *key_id,
    const struct digest *address, int64_t now_ms, struct buf *text)
{
	struct challenge *c = find_place(l, address, now_ms);
	char net[DIGEST_HEX_ROOM], key[DIGEST_HEX_ROOM];
	char nonce[TEXT_HEX_ROOM(NONCE_BYTES)];
	uint8_t fresh[NONCE_BYTES];
	size_t from = text->n;

	random_fill(l->random, fresh, sizeof(fresh));
	digest_hex(net, &l->network);
	digest_hex(key, key_id);
	text_hex(nonce, bytes_of(fresh));
	buf_print(text, "tongban-session/v1\n%s\n%s\n%s\n%s\n", net, l->node,
	    key, nonce);
	c->text =
	    digest_sha256(bytes_part(buf_bytes(text), from, text->n - from));
	c->address = *address;
	c->until_ms = now_ms + LOGIN_CHALLENGE_MS;
}

/* The challenge is of us and still open; used up then. */
static bool take_challenge(struct login *l, struct bytes text, int64_t now_ms)
{
	struct digest hash = digest_sha256(text);

	for (size_t i = 0; i < LOGIN_CHALLENGES_MAX; i++) {
		struct challenge *c = &l->challenges[i];
		bool open = c->until_ms > now_ms;

		if (!digest_equal(&c->text, &hash))
			continue;
		*c = (struct challenge){ 0 };
		return open;
	}
	return false;
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
	struct session *s;

	if (!take_challenge(l, challenge, now_ms) ||
	    !names_key(challenge, &key_id) ||
	    !sshsig_check(public, LOGIN_NAMESPACE, challenge, signature)) {
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
