/*
 * Why the calls that OpenSSL 3 calls deprecated: a leaf or a tree node is a
 * few dozen to a few hundred bytes, and the EVP calls fetch the algorithm and
 * allocate a context for each.  These keep their state in the caller's memory
 * and use the same fast code.
 */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "keys/digest.h"

#include <openssl/sha.h>
#include <sodium.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "keys/suite_fields.h"

_Static_assert(sizeof(SHA256_CTX) <= sizeof(struct digest_run),
    "digest_run has room for libcrypto's state");

static SHA256_CTX *state_of(struct digest_run *run)
{
	return (SHA256_CTX *)(void *)run->state;
}

void digest_begin(struct digest_run *run)
{
	must(SHA256_Init(state_of(run)) == 1);
}

void digest_add(struct digest_run *run, struct bytes data)
{
	must(SHA256_Update(state_of(run), data.p, data.n) == 1);
}

struct digest digest_end(struct digest_run *run)
{
	struct digest d;

	must(SHA256_Final(d.b, state_of(run)) == 1);
	return d;
}

struct digest digest_sha256(struct bytes data)
{
	struct digest_run run;

	digest_begin(&run);
	digest_add(&run, data);
	return digest_end(&run);
}

struct digest digest_tagged(uint8_t suite, const char *tag, struct bytes data)
{
	struct bytes parts[] = {
		{ (const uint8_t *)tag, strlen(tag) + 1 }, /* with the zero */
		data,
	};

	return suite_get(suite)->hash(parts, 2);
}

struct digest digest_leaf(struct bytes data)
{
	static const uint8_t prefix = DIGEST_PREFIX_LEAF;
	struct digest_run run;

	digest_begin(&run);
	digest_add(&run, bytes_of(prefix));
	digest_add(&run, data);
	return digest_end(&run);
}

struct digest digest_pair(
    uint8_t prefix, const struct digest *left, const struct digest *right)
{
	uint8_t whole[1 + 2 * DIGEST_BYTES];

	whole[0] = prefix;
	memcpy(whole + 1, left->b, DIGEST_BYTES);
	memcpy(whole + 1 + DIGEST_BYTES, right->b, DIGEST_BYTES);
	return digest_sha256(bytes_of(whole));
}

struct digest digest_hmac(struct bytes key, struct bytes data)
{
	crypto_auth_hmacsha256_state state;
	struct digest d;

	suite_init();
	crypto_auth_hmacsha256_init(&state, key.p, key.n);
	crypto_auth_hmacsha256_update(&state, data.p, data.n);
	crypto_auth_hmacsha256_final(&state, d.b);
	mem_wipe(&state, sizeof(state));
	return d;
}

struct digest512 digest_sha512(struct bytes data)
{
	struct digest512 d;

	must(SHA512(data.p, data.n, d.b) != NULL);
	return d;
}

struct digest_sha1 digest_sha1(struct bytes data)
{
	return digest_sha1_parts(&data, 1);
}

struct digest_sha1 digest_sha1_parts(const struct bytes *parts, size_t count)
{
	struct digest_sha1 d;
	SHA_CTX state;

	must(SHA1_Init(&state) == 1);
	for (size_t i = 0; i < count; i++)
		must(SHA1_Update(&state, parts[i].p, parts[i].n) == 1);
	must(SHA1_Final(d.b, &state) == 1);
	return d;
}

bool digest_equal(const struct digest *a, const struct digest *b)
{
	return memcmp(a->b, b->b, DIGEST_BYTES) == 0;
}

int digest_compare(const struct digest *a, const struct digest *b)
{
	return memcmp(a->b, b->b, DIGEST_BYTES);
}

bool digest_is_zero(const struct digest *d)
{
	static const struct digest zero;

	return digest_equal(d, &zero);
}

void digest_hex(char out[static DIGEST_HEX_ROOM], const struct digest *d)
{
	text_hex(out, digest_bytes(d));
}

enum err digest_unhex(struct digest *out, struct bytes text)
{
	return text_unhex(out->b, DIGEST_BYTES, text);
}

struct bytes digest_bytes(const struct digest *d)
{
	return (struct bytes){ d->b, DIGEST_BYTES };
}
