#include "keys/sign.h"

#include <string.h>

#include "base/mem.h"
#include "keys/suite_fields.h"

void sign_pair_make(struct sign_pair *out, uint8_t suite, struct random *r)
{
	struct secret seed;

	secret_make(&seed, r);
	sign_pair_from_seed(out, suite, &seed);
	secret_wipe(&seed);
}

void sign_pair_from_seed(
    struct sign_pair *out, uint8_t suite, const struct secret *seed)
{
	*out = (struct sign_pair){ .public = { .suite = suite } };
	suite_get(suite)->sign_pair(
	    out->public.opaque, out->secret.opaque, seed);
}

void sign_pair_seed(struct secret *out, const struct sign_pair *pair)
{
	memcpy(out->b, pair->secret.opaque, SECRET_BYTES);
}

void sign_pair_wipe(struct sign_pair *pair)
{
	mem_wipe(pair, sizeof(*pair));
}

struct bytes sign_public_bytes(const struct sign_public *key)
{
	return (struct bytes){ key->opaque,
		suite_get(key->suite)->sign_public_bytes };
}

bool sign_public_take(struct sign_public *out, uint8_t suite, struct bytes raw)
{
	const struct suite *s = suite_find(suite);

	if (s == NULL || raw.n != s->sign_public_bytes)
		return false;
	*out = (struct sign_public){ .suite = suite };
	memcpy(out->opaque, raw.p, raw.n);
	return true;
}

struct bytes sign_signature_bytes(const struct signature *signature)
{
	return (struct bytes){ signature->opaque,
		suite_get(signature->suite)->signature_bytes };
}

bool sign_signature_take(struct signature *out, uint8_t suite, struct bytes raw)
{
	const struct suite *s = suite_find(suite);

	if (s == NULL || raw.n != s->signature_bytes)
		return false;
	*out = (struct signature){ .suite = suite };
	memcpy(out->opaque, raw.p, raw.n);
	return true;
}

struct signature sign_make(const struct sign_pair *pair, struct bytes message)
{
	struct signature s = { .suite = pair->public.suite };

	suite_get(s.suite)->sign_make(s.opaque, pair->secret.opaque, message);
	return s;
}

bool sign_check(const struct sign_public *public, struct bytes message,
    const struct signature *signature)
{
	const struct suite *s = suite_find(public->suite);

	suite_init();
	return s != NULL && signature->suite == public->suite &&
	       s->sign_check(public->opaque, message, signature->opaque);
}

struct digest sign_key_id(const struct sign_public *public)
{
	struct bytes parts[] = { bytes_of(public->suite),
		sign_public_bytes(public) };

	return suite_get(public->suite)->hash(parts, 2);
}

bool sign_public_equal(const struct sign_public *a, const struct sign_public *b)
{
	return sign_public_compare(a, b) == 0;
}

int sign_public_compare(
    const struct sign_public *a, const struct sign_public *b)
{
	if (a->suite != b->suite)
		return a->suite < b->suite ? -1 : 1;
	return memcmp(a->opaque, b->opaque, sizeof(a->opaque));
}

bool sign_signature_equal(const struct signature *a, const struct signature *b)
{
	return a->suite == b->suite &&
	       memcmp(a->opaque, b->opaque, sizeof(a->opaque)) == 0;
}
