#include "keys/sign.h"

#include <sodium.h>
#include <string.h>

#include "base/mem.h"
#include "keys/suite.h"

_Static_assert(SIGN_PUBLIC_BYTES == crypto_sign_PUBLICKEYBYTES, "RFC 8032");
_Static_assert(SIGN_SECRET_BYTES == crypto_sign_SECRETKEYBYTES, "libsodium");
_Static_assert(SIGNATURE_BYTES == crypto_sign_BYTES, "RFC 8032");
_Static_assert(SECRET_BYTES == crypto_sign_SEEDBYTES, "RFC 8032");

void sign_pair_make(struct sign_pair *out, struct random *r)
{
	struct secret seed;

	secret_make(&seed, r);
	sign_pair_from_seed(out, &seed);
	secret_wipe(&seed);
}

void sign_pair_from_seed(struct sign_pair *out, const struct secret *seed)
{
	suite_init();
	must(crypto_sign_seed_keypair(out->public.b, out->secret.b, seed->b) ==
	     0);
}

void sign_pair_seed(struct secret *out, const struct sign_pair *pair)
{
	memcpy(out->b, pair->secret.b, SECRET_BYTES);
}

void sign_pair_wipe(struct sign_pair *pair)
{
	mem_wipe(pair, sizeof(*pair));
}

struct signature sign_make(const struct sign_pair *pair, struct bytes message)
{
	struct signature s;

	suite_init();
	must(crypto_sign_detached(
		 s.b, NULL, message.p, message.n, pair->secret.b) == 0);
	return s;
}

bool sign_check(const struct sign_public *public, struct bytes message,
    const struct signature *signature)
{
	suite_init();
	return crypto_sign_verify_detached(
		   signature->b, message.p, message.n, public->b) == 0;
}

struct digest sign_key_id(const struct sign_public *public)
{
	static const uint8_t suite = SUITE_1;
	struct digest_run run;

	digest_begin(&run);
	digest_add(&run, bytes_of(suite));
	digest_add(&run, bytes_of(public->b));
	return digest_end(&run);
}

bool sign_public_equal(const struct sign_public *a, const struct sign_public *b)
{
	return memcmp(a->b, b->b, SIGN_PUBLIC_BYTES) == 0;
}
