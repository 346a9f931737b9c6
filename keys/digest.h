/*
 * digest - hashes of 32 bytes and their uses: ids, Merkle hashes, HMAC.
 *
 * What we name ourselves goes by the hash of a suite: digest_tagged() and
 * sign_key_id(), SHA-256 in suite 1.  What an outside format names is SHA-256
 * in every suite: RFC 6962 trees, C2SP notes, what `sha256sum` shows.
 *
 * SHA-512 is here for SSHSIG alone; SHA-1 for git's object names alone, which
 * are addresses and never evidence (DESIGN section 5).
 *
 * Any thread; a struct digest_run belongs to one.
 */
#ifndef KEYS_DIGEST_H
#define KEYS_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

#define DIGEST_BYTES      32
#define DIGEST_HEX_ROOM   65
#define DIGEST512_BYTES   64
#define DIGEST_SHA1_BYTES 20

/* What stands before a leaf and before a pair (RFC 6962 section 2.1). */
#define DIGEST_PREFIX_LEAF 0x00
#define DIGEST_PREFIX_PAIR 0x01

struct digest {
	uint8_t b[DIGEST_BYTES];
};

struct digest512 {
	uint8_t b[DIGEST512_BYTES];
};

struct digest_sha1 {
	uint8_t b[DIGEST_SHA1_BYTES];
};

struct digest digest_sha256(struct bytes data);

/* The suite's hash(tag || 0x00 || data): hashes of different things never
 * meet. */
struct digest digest_tagged(uint8_t suite, const char *tag, struct bytes data);

/* RFC 6962 section 2.1: SHA-256(0x00 || data). */
struct digest digest_leaf(struct bytes data);

/* SHA-256(prefix || left || right); RFC 6962 with DIGEST_PREFIX_PAIR. */
struct digest digest_pair(
    uint8_t prefix, const struct digest *left, const struct digest *right);

/* HMAC-SHA-256 (RFC 2104) with a key of any length. */
struct digest digest_hmac(struct bytes key, struct bytes data);

struct digest512 digest_sha512(struct bytes data);
struct digest_sha1 digest_sha1(struct bytes data);

/* The same over @count parts, one after the other: a git object is its header
 * and then its content. */
struct digest_sha1 digest_sha1_parts(const struct bytes *parts, size_t count);

/* A SHA-256 piece by piece, in the caller's memory; nothing to free.  After
 * digest_end() only digest_begin() may follow. */
struct digest_run {
	_Alignas(16) uint8_t state[112];
};
void digest_begin(struct digest_run *run);
void digest_add(struct digest_run *run, struct bytes data);
struct digest digest_end(struct digest_run *run);

bool digest_equal(const struct digest *a, const struct digest *b);
int digest_compare(const struct digest *a, const struct digest *b); /* memcmp */
bool digest_is_zero(const struct digest *d);

/* Lower case, zero-terminated. */
void digest_hex(char out[static DIGEST_HEX_ROOM], const struct digest *d);

/* Exactly 64 lower-case digits; else ERR_PARSE. */
enum err digest_unhex(struct digest *out, struct bytes text) MUST_CHECK;

struct bytes digest_bytes(const struct digest *d); /* borrowed */

#endif
