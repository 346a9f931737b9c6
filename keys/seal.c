/*
 * crypto_box_seal() draws its ephemeral key from the system.  Ours comes in as
 * an argument, so the box is composed here, byte for byte the same:
 *
 *	ephemeral public key || crypto_box(plain, nonce, reader, ephemeral)
 *	nonce = BLAKE2b-192(ephemeral public key || reader)
 */
#include "keys/seal.h"

#include <sodium.h>

#include "base/mem.h"
#include "keys/suite.h"

_Static_assert(SEAL_OVERHEAD_BYTES == crypto_box_SEALBYTES, "libsodium");
_Static_assert(SEAL_PUBLIC_BYTES == crypto_box_PUBLICKEYBYTES, "X25519");
_Static_assert(SECRET_BYTES == crypto_box_SECRETKEYBYTES, "X25519");

void seal_pair_make(struct seal_pair *out, struct random *r)
{
	struct secret secret;

	secret_make(&secret, r);
	seal_pair_from_secret(out, &secret);
	secret_wipe(&secret);
}

void seal_pair_from_secret(struct seal_pair *out, const struct secret *secret)
{
	suite_init();
	out->secret = *secret;
	must(crypto_scalarmult_base(out->public.b, secret->b) == 0);
}

void seal_pair_wipe(struct seal_pair *pair)
{
	mem_wipe(pair, sizeof(*pair));
}

static void nonce_of(uint8_t out[static crypto_box_NONCEBYTES],
    const struct seal_public *ephemeral, const struct seal_public *reader)
{
	crypto_generichash_state state;

	must(crypto_generichash_init(&state, NULL, 0, crypto_box_NONCEBYTES) ==
	     0);
	must(crypto_generichash_update(
		 &state, ephemeral->b, SEAL_PUBLIC_BYTES) == 0);
	must(crypto_generichash_update(&state, reader->b, SEAL_PUBLIC_BYTES) ==
	     0);
	must(crypto_generichash_final(&state, out, crypto_box_NONCEBYTES) == 0);
}

enum err seal_make(struct buf *out, const struct seal_public *reader,
    struct bytes plain, struct random *r)
{
	uint8_t nonce[crypto_box_NONCEBYTES];
	struct seal_pair ephemeral;
	size_t start = out->n;
	uint8_t *box;
	int failed;

	if (plain.n > SEAL_PLAIN_BYTES_MAX)
		return ERR_LIMIT;
	seal_pair_make(&ephemeral, r);
	nonce_of(nonce, &ephemeral.public, reader);
	buf_put(out, bytes_of(ephemeral.public.b));
	box = buf_extend(out, crypto_box_MACBYTES + plain.n);
	failed = crypto_box_easy(
	    box, plain.p, plain.n, nonce, reader->b, ephemeral.secret.b);
	seal_pair_wipe(&ephemeral);
	if (failed) {
		out->n = start;
		return ERR_CRYPTO;
	}
	return ERR_OK;
}

enum err seal_open(
    struct buf *out, const struct seal_pair *pair, struct bytes sealed)
{
	size_t start = out->n;
	uint8_t *plain;

	suite_init();
	if (sealed.n < SEAL_OVERHEAD_BYTES ||
	    sealed.n > SEAL_PLAIN_BYTES_MAX + SEAL_OVERHEAD_BYTES)
		return ERR_CRYPTO;
	plain = buf_extend(out, sealed.n - SEAL_OVERHEAD_BYTES);
	if (crypto_box_seal_open(plain, sealed.p, sealed.n, pair->public.b,
		pair->secret.b) != 0) {
		out->n = start;
		return ERR_CRYPTO;
	}
	return ERR_OK;
}
