#include "keys/noise_state.h"

#include <sodium.h>
#include <string.h>

#include "base/mem.h"
#include "keys/suite.h"

#define NONCE_BYTES crypto_aead_chacha20poly1305_ietf_NPUBBYTES
#define REKEY_NONCE UINT64_MAX

_Static_assert(
    NOISE_STATE_TAG_BYTES == crypto_aead_chacha20poly1305_ietf_ABYTES,
    "section 12.3");
_Static_assert(
    SECRET_BYTES == crypto_aead_chacha20poly1305_ietf_KEYBYTES, "section 12.3");

/* Section 12.3: four zero bytes, then the counter, little-endian. */
static void put_nonce(uint8_t out[static NONCE_BYTES], uint64_t nonce)
{
	memset(out, 0, NONCE_BYTES);
	for (size_t i = 0; i < 8; i++)
		out[4 + i] = (uint8_t)(nonce >> (8 * i));
}

void noise_state_encrypt(struct buf *out, const struct secret *key,
    uint64_t nonce, struct bytes data, struct bytes plain)
{
	uint8_t packed[NONCE_BYTES];
	uint8_t *sealed = buf_extend(out, plain.n + NOISE_STATE_TAG_BYTES);

	suite_init();
	put_nonce(packed, nonce);
	must(crypto_aead_chacha20poly1305_ietf_encrypt(sealed, NULL, plain.p,
		 plain.n, data.p, data.n, NULL, packed, key->b) == 0);
}

enum err noise_state_decrypt(struct buf *out, const struct secret *key,
    uint64_t nonce, struct bytes data, struct bytes sealed)
{
	uint8_t packed[NONCE_BYTES];
	size_t start = out->n;
	uint8_t *plain;

	suite_init();
	if (sealed.n < NOISE_STATE_TAG_BYTES)
		return ERR_CRYPTO;
	plain = buf_extend(out, sealed.n - NOISE_STATE_TAG_BYTES);
	put_nonce(packed, nonce);
	if (crypto_aead_chacha20poly1305_ietf_decrypt(plain, NULL, NULL,
		sealed.p, sealed.n, data.p, data.n, packed, key->b) != 0) {
		out->n = start;
		return ERR_CRYPTO;
	}
	return ERR_OK;
}

void noise_state_rekey(struct secret *key)
{
	static const struct secret zeros;
	uint8_t sealed[SECRET_BYTES + NOISE_STATE_TAG_BYTES];
	uint8_t nonce[NONCE_BYTES];

	put_nonce(nonce, REKEY_NONCE);
	must(crypto_aead_chacha20poly1305_ietf_encrypt(sealed, NULL, zeros.b,
		 SECRET_BYTES, NULL, 0, NULL, nonce, key->b) == 0);
	memcpy(key->b, sealed, SECRET_BYTES);
	mem_wipe(sealed, sizeof(sealed));
}

/* HKDF of section 4.3 with two outputs. */
static void derive(const struct secret *chaining, struct bytes input,
    struct secret *one, struct secret *two)
{
	struct digest temp = digest_hmac(bytes_of(chaining->b), input);
	struct digest d;
	uint8_t next[DIGEST_BYTES + 1];

	next[DIGEST_BYTES] = 1;
	d = digest_hmac(
	    bytes_of(temp.b), bytes_part(bytes_of(next), DIGEST_BYTES, 1));
	memcpy(next, d.b, DIGEST_BYTES);
	memcpy(one->b, d.b, SECRET_BYTES);
	next[DIGEST_BYTES] = 2;
	d = digest_hmac(bytes_of(temp.b), bytes_of(next));
	memcpy(two->b, d.b, SECRET_BYTES);
	mem_wipe(&temp, sizeof(temp));
	mem_wipe(&d, sizeof(d));
	mem_wipe(next, sizeof(next));
}

void noise_state_init(struct noise_state *s, struct bytes protocol_name)
{
	*s = (struct noise_state){ 0 };
	if (protocol_name.n <= DIGEST_BYTES)
		memcpy(s->hash.b, protocol_name.p, protocol_name.n);
	else
		s->hash = digest_sha256(protocol_name);
	memcpy(s->chaining.b, s->hash.b, SECRET_BYTES);
}

void noise_state_mix_hash(struct noise_state *s, struct bytes data)
{
	struct digest_run run;

	digest_begin(&run);
	digest_add(&run, digest_bytes(&s->hash));
	digest_add(&run, data);
	s->hash = digest_end(&run);
}

void noise_state_mix_key(struct noise_state *s, struct bytes input)
{
	struct secret old = s->chaining;

	derive(&old, input, &s->chaining, &s->key);
	secret_wipe(&old);
	s->nonce = 0;
	s->keyed = true;
}

void noise_state_seal(
    struct noise_state *s, struct buf *out, struct bytes plain)
{
	size_t start = out->n;

	if (s->keyed)
		noise_state_encrypt(
		    out, &s->key, s->nonce++, digest_bytes(&s->hash), plain);
	else
		buf_put(out, plain);
	noise_state_mix_hash(
	    s, bytes_part(buf_bytes(out), start, out->n - start));
}

enum err noise_state_open(
    struct noise_state *s, struct buf *out, struct bytes sealed)
{
	enum err e = ERR_OK;

	if (s->keyed)
		e = noise_state_decrypt(
		    out, &s->key, s->nonce, digest_bytes(&s->hash), sealed);
	else
		buf_put(out, sealed);
	if (e != ERR_OK)
		return e;
	if (s->keyed)
		s->nonce++;
	noise_state_mix_hash(s, sealed);
	return ERR_OK;
}

void noise_state_split(const struct noise_state *s, struct secret *initiator,
    struct secret *responder)
{
	derive(&s->chaining, (struct bytes){ NULL, 0 }, initiator, responder);
}
