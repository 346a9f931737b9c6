/*
 * A handshake is a row of the table below: tokens, message by message, worked
 * off from left to right by the writer and, mirrored, by the reader (Noise
 * section 7.1).
 *
 *	noise_turn:  WRITE -> READ -> WRITE ... -> DONE
 *	               |        |
 *	               +--------+---> FAILED   anything that does not verify
 */
#include "keys/noise.h"

#include <sodium.h>
#include <string.h>

#include "base/mem.h"
#include "base/reader.h"
#include "base/why.h"
#include "keys/noise_state.h"
#include "keys/suite.h"

#define PREFIX          "Noise_"
#define SUFFIX          "_25519_ChaChaPoly_SHA256"
#define MESSAGES_MAX    3
#define TOKENS_MAX      6 /* the last of a message is END */
#define NONCE_EXHAUSTED UINT64_MAX

_Static_assert(NOISE_PUBLIC_BYTES == crypto_scalarmult_BYTES, "25519");
_Static_assert(SECRET_BYTES == crypto_scalarmult_SCALARBYTES, "25519");

enum token { END, E, S, EE, ES, SE, SS };

/* Static keys known beforehand. */
enum known {
	NOBODY = 0,
	INITIATOR = 1,
	RESPONDER = 2,
	BOTH = 3,
};

/* Sections 7.4 (one-way: one message) and 7.5. */
static const struct pattern {
	const char *name;
	enum known known;
	enum token messages[MESSAGES_MAX][TOKENS_MAX];
} patterns[] = {
	[NOISE_N] = { "N", RESPONDER, { { E, ES } } },
	[NOISE_K] = { "K", BOTH, { { E, ES, SS } } },
	[NOISE_X] = { "X", RESPONDER, { { E, ES, S, SS } } },
	[NOISE_NN] = { "NN", NOBODY, { { E }, { E, EE } } },
	[NOISE_NK] = { "NK", RESPONDER, { { E, ES }, { E, EE } } },
	[NOISE_NX] = { "NX", NOBODY, { { E }, { E, EE, S, ES } } },
	[NOISE_XN] = { "XN", NOBODY, { { E }, { E, EE }, { S, SE } } },
	[NOISE_XK] = { "XK", RESPONDER, { { E, ES }, { E, EE }, { S, SE } } },
	[NOISE_XX] = { "XX", NOBODY, { { E }, { E, EE, S, ES }, { S, SE } } },
	[NOISE_KN] = { "KN", INITIATOR, { { E }, { E, EE, SE } } },
	[NOISE_KK] = { "KK", BOTH, { { E, ES, SS }, { E, EE, SE } } },
	[NOISE_KX] = { "KX", INITIATOR, { { E }, { E, EE, SE, S, ES } } },
	[NOISE_IN] = { "IN", NOBODY, { { E, S }, { E, EE, SE } } },
	[NOISE_IK] = { "IK", RESPONDER, { { E, ES, S, SS }, { E, EE, SE } } },
	[NOISE_IX] = { "IX", NOBODY, { { E, S }, { E, EE, SE, S, ES } } },
};
#define PATTERNS (sizeof(patterns) / sizeof(patterns[0]))

struct noise {
	struct noise_state state;
	const struct pattern *pattern;
	enum noise_side side;
	unsigned message; /* how many are behind us */
	bool failed;
	bool split;
	bool has_own;
	bool used_own;      /* it was shown or mixed */
	bool has_remote;    /* .remote is filled, proven or not */
	bool mixed_remote;  /* the remote static key is in the chaining key */
	bool remote_proven; /* and a message has verified since */
	struct noise_pair own;
	struct noise_pair ephemeral;
	struct noise_public remote;
	struct noise_public remote_ephemeral;
	struct random *random; /* borrowed: outlives the handshake */
};

struct bytes noise_public_bytes(const struct noise_public *key)
{
	return bytes_of(key->b);
}

bool noise_public_take(struct noise_public *out, struct bytes raw)
{
	if (raw.n != NOISE_PUBLIC_BYTES)
		return false;
	memcpy(out->b, raw.p, NOISE_PUBLIC_BYTES);
	return true;
}

bool noise_public_equal(
    const struct noise_public *a, const struct noise_public *b)
{
	return memcmp(a->b, b->b, NOISE_PUBLIC_BYTES) == 0;
}

void noise_pair_make(struct noise_pair *out, struct random *r)
{
	struct secret secret;

	secret_make(&secret, r);
	noise_pair_from_secret(out, &secret);
	secret_wipe(&secret);
}

void noise_pair_from_secret(struct noise_pair *out, const struct secret *secret)
{
	suite_init();
	out->secret = *secret;
	must(crypto_scalarmult_base(out->public.b, secret->b) == 0);
}

void noise_pair_wipe(struct noise_pair *pair)
{
	mem_wipe(pair, sizeof(*pair));
}

enum err noise_pattern_parse(
    enum noise_pattern *out, struct bytes protocol_name)
{
	if (protocol_name.n > NOISE_NAME_BYTES_MAX)
		return ERR_NOT_FOUND;
	for (size_t i = 0; i < PATTERNS; i++) {
		char *name = mem_print(PREFIX "%s" SUFFIX, patterns[i].name);
		bool same = bytes_equal(protocol_name, bytes_text(name));

		mem_free(name);
		if (same) {
			*out = (enum noise_pattern)i;
			return ERR_OK;
		}
	}
	return ERR_NOT_FOUND;
}

/* The key of one side that both know beforehand, into the hash. */
static void mix_known(struct noise *n, enum noise_side whose)
{
	enum known bit = whose == NOISE_INITIATOR ? INITIATOR : RESPONDER;

	if (((unsigned)n->pattern->known & (unsigned)bit) == 0)
		return;
	if (n->side == whose) {
		must(n->has_own);
		n->used_own = true;
		noise_state_mix_hash(&n->state, bytes_of(n->own.public.b));
	} else {
		must(n->has_remote);
		noise_state_mix_hash(&n->state, bytes_of(n->remote.b));
	}
}

struct noise *noise_new(const struct noise_setup *setup)
{
	struct noise *n = secret_new(sizeof(*n));
	struct buf name = { 0 };

	must((size_t)setup->pattern < PATTERNS);
	n->pattern = &patterns[setup->pattern];
	n->side = setup->side;
	n->random = setup->random;
	n->has_own = setup->own != NULL;
	if (setup->own != NULL)
		n->own = *setup->own;
	n->has_remote = setup->remote != NULL;
	if (setup->remote != NULL)
		n->remote = *setup->remote;

	buf_print(&name, PREFIX "%s" SUFFIX, n->pattern->name);
	noise_state_init(&n->state, buf_bytes(&name));
	buf_fini(&name);
	noise_state_mix_hash(&n->state, setup->prologue);
	mix_known(n, NOISE_INITIATOR);
	mix_known(n, NOISE_RESPONDER);
	return n;
}

void noise_show(struct noise *n, const struct noise_pair *own)
{
	must(n->has_own && !n->used_own);
	n->own = *own;
}

void noise_free(struct noise *n)
{
	secret_free(n);
}

enum noise_turn noise_turn(const struct noise *n)
{
	bool initiators = n->message % 2 == 0;

	if (n->failed)
		return NOISE_FAILED;
	if (n->message == MESSAGES_MAX ||
	    n->pattern->messages[n->message][0] == END)
		return NOISE_DONE;
	return initiators == (n->side == NOISE_INITIATOR) ? NOISE_WRITE
							  : NOISE_READ;
}

/* MixKey(DH(secret, public)); section 12.1 lets us refuse an all-zero result,
 * and we do. */
static enum err mix_dh(struct noise *n, const struct secret *secret,
    const struct noise_public *public)
{
	struct secret shared;
	enum err e = ERR_OK;

	if (crypto_scalarmult(shared.b, secret->b, public->b) != 0)
		e = ERR_CRYPTO;
	else
		noise_state_mix_key(&n->state, bytes_of(shared.b));
	secret_wipe(&shared);
	return e;
}

/* EE, ES, SE and SS: the first letter is the initiator's key. */
static enum err mix_token(struct noise *n, enum token token)
{
	bool initiator = n->side == NOISE_INITIATOR;
	bool own_static = token == SS || token == (initiator ? SE : ES);
	bool remote_static = token == SS || token == (initiator ? ES : SE);

	must(!own_static || n->has_own);
	n->used_own = n->used_own || own_static;
	must(!remote_static || n->has_remote);
	if (remote_static)
		n->mixed_remote = true;
	return mix_dh(n, own_static ? &n->own.secret : &n->ephemeral.secret,
	    remote_static ? &n->remote : &n->remote_ephemeral);
}

static enum err write_token(struct noise *n, struct buf *out, enum token token)
{
	if (token == E) {
		noise_pair_make(&n->ephemeral, n->random);
		buf_put(out, bytes_of(n->ephemeral.public.b));
		noise_state_mix_hash(
		    &n->state, bytes_of(n->ephemeral.public.b));
		return ERR_OK;
	}
	if (token == S) {
		must(n->has_own);
		n->used_own = true;
		noise_state_seal(&n->state, out, bytes_of(n->own.public.b));
		return ERR_OK;
	}
	return mix_token(n, token);
}

/* What a message is longer than its payload. */
static size_t overhead(const struct noise *n, const enum token *token)
{
	bool keyed = n->state.keyed;
	size_t size = 0;

	for (; *token != END; token++) {
		if (*token == E || *token == S)
			size += NOISE_PUBLIC_BYTES;
		if (*token == S && keyed)
			size += NOISE_TAG_BYTES;
		if (*token != E && *token != S)
			keyed = true;
	}
	return keyed ? size + NOISE_TAG_BYTES : size;
}

enum err noise_write(struct noise *n, struct buf *out, struct bytes payload)
{
	const enum token *token;
	size_t start = out->n;

	must(noise_turn(n) == NOISE_WRITE);
	token = n->pattern->messages[n->message];
	if (payload.n > NOISE_MESSAGE_BYTES_MAX - overhead(n, token))
		return ERR_LIMIT;
	for (; *token != END; token++) {
		enum err e = write_token(n, out, *token);

		if (e != ERR_OK) {
			n->failed = true;
			out->n = start;
			return e;
		}
	}
	noise_state_seal(&n->state, out, payload);
	n->message++;
	return ERR_OK;
}

static enum err read_static(struct noise *n, struct reader *r)
{
	size_t size = NOISE_PUBLIC_BYTES;
	struct buf key = { 0 };
	struct bytes field;
	enum err e;

	if (n->state.keyed)
		size += NOISE_TAG_BYTES;
	field = reader_take(r, size);
	if (r->failed)
		return ERR_PARSE;
	e = noise_state_open(&n->state, &key, field);
	if (e == ERR_OK) {
		memcpy(n->remote.b, key.p, NOISE_PUBLIC_BYTES);
		n->has_remote = true;
	}
	buf_fini(&key);
	return e;
}

static enum err read_token(struct noise *n, struct reader *r, enum token token)
{
	struct bytes field;

	if (token == S)
		return read_static(n, r);
	if (token != E)
		return mix_token(n, token);
	field = reader_take(r, NOISE_PUBLIC_BYTES);
	if (r->failed)
		return ERR_PARSE;
	memcpy(n->remote_ephemeral.b, field.p, NOISE_PUBLIC_BYTES);
	noise_state_mix_hash(&n->state, field);
	return ERR_OK;
}

static enum err read_message(
    struct noise *n, struct buf *payload, struct bytes message)
{
	const enum token *token = n->pattern->messages[n->message];
	struct reader r = reader_over(message);

	if (message.n > NOISE_MESSAGE_BYTES_MAX)
		return ERR_PARSE;
	if (message.n < overhead(n, token))
		return ERR_PARSE;
	for (; *token != END; token++) {
		enum err e = read_token(n, &r, *token);

		if (e != ERR_OK)
			return e;
	}
	return noise_state_open(&n->state, payload, r.left);
}

enum err noise_read(
    struct noise *n, struct buf *payload, struct bytes message, struct why *why)
{
	enum err e;

	must(noise_turn(n) == NOISE_READ);
	e = read_message(n, payload, message);
	if (e == ERR_OK) {
		n->message++;
		n->remote_proven = n->mixed_remote;
		return ERR_OK;
	}
	n->failed = true;
	if (e == ERR_PARSE)
		return why_set(why, e,
		    "handshake message %u of %zu bytes is too short or too "
		    "long",
		    n->message + 1, message.n);
	return why_set(why, e, "handshake message %u does not authenticate",
	    n->message + 1);
}

const struct noise_public *noise_remote(const struct noise *n)
{
	return n->remote_proven && !n->failed ? &n->remote : NULL;
}

struct digest noise_hash(const struct noise *n)
{
	must(noise_turn(n) == NOISE_DONE);
	return n->state.hash;
}

void noise_split(
    struct noise *n, struct noise_cipher *send, struct noise_cipher *receive)
{
	bool initiator = n->side == NOISE_INITIATOR;

	must(noise_turn(n) == NOISE_DONE);
	must(!n->split);
	n->split = true;
	send->nonce = 0;
	receive->nonce = 0;
	noise_state_split(&n->state, initiator ? &send->key : &receive->key,
	    initiator ? &receive->key : &send->key);
	noise_pair_wipe(&n->ephemeral);
	secret_wipe(&n->state.chaining);
	secret_wipe(&n->state.key);
}

void noise_cipher_wipe(struct noise_cipher *c)
{
	mem_wipe(c, sizeof(*c));
}

/* One message more; both sides count the same ones. */
static void advance(struct noise_cipher *c)
{
	c->nonce++;
	if (c->nonce % NOISE_REKEY_MESSAGES == 0)
		noise_state_rekey(&c->key);
}

enum err noise_encrypt(
    struct noise_cipher *c, struct buf *out, struct bytes plain)
{
	if (plain.n > NOISE_PLAIN_BYTES_MAX || c->nonce == NONCE_EXHAUSTED)
		return ERR_LIMIT;
	noise_state_encrypt(
	    out, &c->key, c->nonce, (struct bytes){ NULL, 0 }, plain);
	advance(c);
	return ERR_OK;
}

enum err noise_decrypt(
    struct noise_cipher *c, struct buf *out, struct bytes sealed)
{
	enum err e;

	if (sealed.n > NOISE_MESSAGE_BYTES_MAX || c->nonce == NONCE_EXHAUSTED)
		return ERR_LIMIT;
	e = noise_state_decrypt(
	    out, &c->key, c->nonce, (struct bytes){ NULL, 0 }, sealed);
	if (e == ERR_OK)
		advance(c);
	return e;
}
