/*
 * Suite 250: no cipher for anybody, but another length for everything.
 *
 * Built on libsodium's primitives so that it is deterministic and refuses what
 * was changed, in every byte: whoever cuts a key or a signature at the length
 * of suite 1, or pads it, gets a refusal.  keys/suite.c knows it in test builds
 * alone (option TEST_SUITE).
 *
 *	public key  = Ed25519 key (32) || BLAKE2b-200(it) (25)
 *	signature   = Ed25519 over 0xfa || message (64)
 *	              || BLAKE2b-400(public key, signature, message) (50)
 *	sealing key = X25519 key (32) || BLAKE2b-192(it) (24)
 *	sealed box  = sealing key of the sender (56) || crypto_box
 *	hash        = BLAKE2b-256
 */
#include <sodium.h>
#include <string.h>

#include "base/mem.h"
#include "keys/suite_fields.h"

#define PUBLIC_BYTES      57
#define SIGNATURE_BYTES   114
#define SEAL_PUBLIC_BYTES 56
#define CURVE_BYTES       32
#define SSH_HASH_BYTES    48

extern const struct suite suite_250;

/* BLAKE2b of up to three parts. */
static void blake(
    uint8_t *out, size_t n, const struct bytes *parts, size_t count)
{
	crypto_generichash_state state;

	must(crypto_generichash_init(&state, NULL, 0, n) == 0);
	for (size_t i = 0; i < count; i++)
		must(crypto_generichash_update(
			 &state, parts[i].p, parts[i].n) == 0);
	must(crypto_generichash_final(&state, out, n) == 0);
}

/* The rest of a public key of @n bytes, from its curve point. */
static void put_tail(uint8_t *public, size_t n)
{
	struct bytes point = { public, CURVE_BYTES };

	blake(public + CURVE_BYTES, n - CURVE_BYTES, &point, 1);
}

static bool tail_is_good(const uint8_t *public, size_t n)
{
	uint8_t whole[PUBLIC_BYTES];

	must(n <= sizeof(whole));
	memcpy(whole, public, CURVE_BYTES);
	put_tail(whole, n);
	return memcmp(whole, public, n) == 0;
}

static void sign_pair(
    uint8_t *public, uint8_t *secret, const struct secret *seed)
{
	must(crypto_sign_seed_keypair(public, secret, seed->b) == 0);
	put_tail(public, PUBLIC_BYTES);
}

static void prefixed(struct buf *out, struct bytes message)
{
	buf_put_byte(out, SUITE_TEST);
	buf_put(out, message);
}

/* What follows the curve's own signature. */
static void put_rest(
    uint8_t *signature, const uint8_t *public, struct bytes message)
{
	struct bytes parts[] = { { public, PUBLIC_BYTES },
		{ signature, crypto_sign_BYTES }, message };

	blake(signature + crypto_sign_BYTES,
	    SIGNATURE_BYTES - crypto_sign_BYTES, parts, 3);
}

static void sign_make(
    uint8_t *signature, const uint8_t *secret, struct bytes message)
{
	uint8_t public[PUBLIC_BYTES];
	struct buf b = { 0 };

	prefixed(&b, message);
	must(crypto_sign_detached(signature, NULL, b.p, b.n, secret) == 0);
	buf_fini(&b);
	must(crypto_sign_ed25519_sk_to_pk(public, secret) == 0);
	put_tail(public, PUBLIC_BYTES);
	put_rest(signature, public, message);
}

static bool sign_check(
    const uint8_t *public, struct bytes message, const uint8_t *signature)
{
	uint8_t whole[SIGNATURE_BYTES];
	struct buf b = { 0 };
	bool good;

	memcpy(whole, signature, crypto_sign_BYTES);
	put_rest(whole, public, message);
	prefixed(&b, message);
	good = tail_is_good(public, PUBLIC_BYTES) &&
	       memcmp(whole, signature, SIGNATURE_BYTES) == 0 &&
	       crypto_sign_verify_detached(signature, b.p, b.n, public) == 0;
	buf_fini(&b);
	return good;
}

static void ssh_digest(struct buf *out, struct bytes message)
{
	blake(buf_extend(out, SSH_HASH_BYTES), SSH_HASH_BYTES, &message, 1);
}

static void seal_pair(uint8_t *public, const struct secret *secret)
{
	must(crypto_scalarmult_base(public, secret->b) == 0);
	put_tail(public, SEAL_PUBLIC_BYTES);
}

static void nonce_of(uint8_t out[static crypto_box_NONCEBYTES],
    const uint8_t *ephemeral, const uint8_t *reader)
{
	struct bytes parts[] = { { ephemeral, SEAL_PUBLIC_BYTES },
		{ reader, SEAL_PUBLIC_BYTES } };

	blake(out, crypto_box_NONCEBYTES, parts, 2);
}

static enum err seal_make(struct buf *out, const uint8_t *reader,
    struct bytes plain, struct random *r)
{
	uint8_t ephemeral[SEAL_PUBLIC_BYTES];
	uint8_t nonce[crypto_box_NONCEBYTES];
	struct secret secret;
	size_t start = out->n;
	bool good;

	secret_make(&secret, r);
	seal_pair(ephemeral, &secret);
	nonce_of(nonce, ephemeral, reader);
	buf_put(out, bytes_of(ephemeral));
	good = tail_is_good(reader, SEAL_PUBLIC_BYTES) &&
	       crypto_box_easy(buf_extend(out, crypto_box_MACBYTES + plain.n),
		   plain.p, plain.n, nonce, reader, secret.b) == 0;
	secret_wipe(&secret);
	if (!good)
		out->n = start;
	return good ? ERR_OK : ERR_CRYPTO;
}

static enum err seal_open(struct buf *out, const uint8_t *public,
    const struct secret *secret, struct bytes sealed)
{
	struct bytes box =
	    bytes_part(sealed, SEAL_PUBLIC_BYTES, sealed.n - SEAL_PUBLIC_BYTES);
	uint8_t nonce[crypto_box_NONCEBYTES];
	size_t start = out->n;
	uint8_t *plain = buf_extend(out, box.n - crypto_box_MACBYTES);

	nonce_of(nonce, sealed.p, public);
	if (tail_is_good(sealed.p, SEAL_PUBLIC_BYTES) &&
	    crypto_box_open_easy(
		plain, box.p, box.n, nonce, sealed.p, secret->b) == 0)
		return ERR_OK;
	out->n = start;
	return ERR_CRYPTO;
}

/* Never the key of suite 1, should one be used under both. */
static struct secret own_key(const struct secret *key)
{
	static const uint8_t number = SUITE_TEST;
	struct bytes parts[] = { bytes_of(number), bytes_of(key->b) };
	struct secret own;

	blake(own.b, SECRET_BYTES, parts, 2);
	return own;
}

static void aead_seal(uint8_t *box, const struct secret *key,
    const uint8_t nonce[static SUITE_NONCE_BYTES], struct bytes data,
    struct bytes plain)
{
	struct secret own = own_key(key);

	must(crypto_aead_xchacha20poly1305_ietf_encrypt(box, NULL, plain.p,
		 plain.n, data.p, data.n, NULL, nonce, own.b) == 0);
	secret_wipe(&own);
}

static bool aead_open(uint8_t *plain, const struct secret *key,
    const uint8_t nonce[static SUITE_NONCE_BYTES], struct bytes data,
    struct bytes box)
{
	struct secret own = own_key(key);
	int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
	    plain, NULL, NULL, box.p, box.n, data.p, data.n, nonce, own.b);

	secret_wipe(&own);
	return failed == 0;
}

static struct digest hash(const struct bytes *parts, size_t count)
{
	struct digest d;

	blake(d.b, DIGEST_BYTES, parts, count);
	return d;
}

static bool kdf(struct secret *out, struct bytes passphrase,
    const uint8_t salt[static SUITE_SALT_BYTES], uint64_t passes,
    uint64_t memory_kib)
{
	struct secret own;
	bool good =
	    crypto_pwhash(own.b, SECRET_BYTES, (const char *)passphrase.p,
		passphrase.n, salt, passes, (size_t)memory_kib * 1024,
		crypto_pwhash_ALG_ARGON2ID13) == 0;

	if (good)
		*out = own_key(&own);
	secret_wipe(&own);
	return good;
}

const struct suite suite_250 = {
	.number = SUITE_TEST,
	.name = "for tests",
	.sign_public_bytes = PUBLIC_BYTES,
	.sign_secret_bytes = crypto_sign_SECRETKEYBYTES,
	.signature_bytes = SIGNATURE_BYTES,
	.sign_pair = sign_pair,
	.sign_make = sign_make,
	.sign_check = sign_check,
	.ssh_algorithm = "suite250@tongban",
	.ssh_hash = "blake2b-384",
	.ssh_digest = ssh_digest,
	.note_plain = 0xf9,
	.note_cosigned = 0xfa,
	.seal_public_bytes = SEAL_PUBLIC_BYTES,
	.seal_overhead_bytes = SEAL_PUBLIC_BYTES + crypto_box_MACBYTES,
	.seal_pair = seal_pair,
	.seal_make = seal_make,
	.seal_open = seal_open,
	.aead_seal = aead_seal,
	.aead_open = aead_open,
	.hash = hash,
	.kdf_name = "argon2id-250",
	.kdf = kdf,
};
