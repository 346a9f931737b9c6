/*
 * Suite 1: Ed25519 (RFC 8032) with libsodium's strict verdict, SHA-256,
 * libsodium's sealed boxes (X25519, XSalsa20-Poly1305), XChaCha20-Poly1305,
 * Argon2id.
 *
 * crypto_box_seal() draws its ephemeral key from the system.  Ours comes in as
 * an argument, so the box is composed here, byte for byte the same:
 *
 *	ephemeral public key || crypto_box(plain, nonce, reader, ephemeral)
 *	nonce = BLAKE2b-192(ephemeral public key || reader)
 */
#include <sodium.h>

#include "base/mem.h"
#include "keys/digest.h"
#include "keys/suite_fields.h"

#define KIB 1024

_Static_assert(SECRET_BYTES == crypto_sign_SEEDBYTES, "RFC 8032");
_Static_assert(SECRET_BYTES == crypto_box_SECRETKEYBYTES, "X25519");
_Static_assert(
    SECRET_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES &&
	SUITE_NONCE_BYTES == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES &&
	SUITE_TAG_BYTES == crypto_aead_xchacha20poly1305_ietf_ABYTES,
    "chunks and key files");
_Static_assert(SUITE_SALT_BYTES == crypto_pwhash_SALTBYTES, "key files");

static void sign_pair(
    uint8_t *public, uint8_t *secret, const struct secret *seed)
{
	must(crypto_sign_seed_keypair(public, secret, seed->b) == 0);
}

static void sign_make(
    uint8_t *signature, const uint8_t *secret, struct bytes message)
{
	must(crypto_sign_detached(
		 signature, NULL, message.p, message.n, secret) == 0);
}

static bool sign_check(
    const uint8_t *public, struct bytes message, const uint8_t *signature)
{
	return crypto_sign_verify_detached(
		   signature, message.p, message.n, public) == 0;
}

static void ssh_digest(struct buf *out, struct bytes message)
{
	struct digest512 hash = digest_sha512(message);

	buf_put(out, bytes_of(hash.b));
}

static void seal_pair(uint8_t *public, const struct secret *secret)
{
	must(crypto_scalarmult_base(public, secret->b) == 0);
}

static void nonce_of(uint8_t out[static crypto_box_NONCEBYTES],
    const uint8_t *ephemeral, const uint8_t *reader)
{
	crypto_generichash_state state;

	must(crypto_generichash_init(&state, NULL, 0, crypto_box_NONCEBYTES) ==
	     0);
	must(crypto_generichash_update(
		 &state, ephemeral, crypto_box_PUBLICKEYBYTES) == 0);
	must(crypto_generichash_update(
		 &state, reader, crypto_box_PUBLICKEYBYTES) == 0);
	must(crypto_generichash_final(&state, out, crypto_box_NONCEBYTES) == 0);
}

static enum err seal_make(struct buf *out, const uint8_t *reader,
    struct bytes plain, struct random *r)
{
	uint8_t ephemeral[crypto_box_PUBLICKEYBYTES];
	uint8_t nonce[crypto_box_NONCEBYTES];
	struct secret secret;
	size_t start = out->n;
	uint8_t *box;
	int failed;

	secret_make(&secret, r);
	seal_pair(ephemeral, &secret);
	nonce_of(nonce, ephemeral, reader);
	buf_put(out, bytes_of(ephemeral));
	box = buf_extend(out, crypto_box_MACBYTES + plain.n);
	failed =
	    crypto_box_easy(box, plain.p, plain.n, nonce, reader, secret.b);
	secret_wipe(&secret);
	if (failed) {
		out->n = start;
		return ERR_CRYPTO;
	}
	return ERR_OK;
}

static enum err seal_open(struct buf *out, const uint8_t *public,
    const struct secret *secret, struct bytes sealed)
{
	size_t start = out->n;
	uint8_t *plain = buf_extend(out, sealed.n - crypto_box_SEALBYTES);

	if (crypto_box_seal_open(
		plain, sealed.p, sealed.n, public, secret->b) == 0)
		return ERR_OK;
	out->n = start;
	return ERR_CRYPTO;
}

static void aead_seal(uint8_t *box, const struct secret *key,
    const uint8_t nonce[static SUITE_NONCE_BYTES], struct bytes data,
    struct bytes plain)
{
	must(crypto_aead_xchacha20poly1305_ietf_encrypt(box, NULL, plain.p,
		 plain.n, data.p, data.n, NULL, nonce, key->b) == 0);
}

static bool aead_open(uint8_t *plain, const struct secret *key,
    const uint8_t nonce[static SUITE_NONCE_BYTES], struct bytes data,
    struct bytes box)
{
	return crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL,
		   box.p, box.n, data.p, data.n, nonce, key->b) == 0;
}

static struct digest hash(const struct bytes *parts, size_t count)
{
	struct digest_run run;

	digest_begin(&run);
	for (size_t i = 0; i < count; i++)
		digest_add(&run, parts[i]);
	return digest_end(&run);
}

static bool kdf(struct secret *out, struct bytes passphrase,
    const uint8_t salt[static SUITE_SALT_BYTES], uint64_t passes,
    uint64_t memory_kib)
{
	return crypto_pwhash(out->b, SECRET_BYTES, (const char *)passphrase.p,
		   passphrase.n, salt, passes, (size_t)memory_kib * KIB,
		   crypto_pwhash_ALG_ARGON2ID13) == 0;
}

const struct suite suite_1 = {
	.number = SUITE_1,
	.name = "ed25519-sha256-x25519-xchacha20poly1305-argon2id",
	.sign_public_bytes = crypto_sign_PUBLICKEYBYTES,
	.sign_secret_bytes = crypto_sign_SECRETKEYBYTES,
	.signature_bytes = crypto_sign_BYTES,
	.sign_pair = sign_pair,
	.sign_make = sign_make,
	.sign_check = sign_check,
	.ssh_algorithm = "ssh-ed25519",
	.ssh_hash = "sha512",
	.ssh_digest = ssh_digest,
	.note_plain = 0x01,
	.note_cosigned = 0x04,
	.seal_public_bytes = crypto_box_PUBLICKEYBYTES,
	.seal_overhead_bytes = crypto_box_SEALBYTES,
	.seal_pair = seal_pair,
	.seal_make = seal_make,
	.seal_open = seal_open,
	.aead_seal = aead_seal,
	.aead_open = aead_open,
	.hash = hash,
	.kdf_name = "argon2id",
	.kdf = kdf,
};
