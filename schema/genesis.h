/*
 * genesis - the object a network begins with, and member records.
 * docs/FORMAT.md F-5 to F-7.
 */
#ifndef SCHEMA_GENESIS_H
#define SCHEMA_GENESIS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/rule.h"
#include "base/text.h"
#include "base/why.h"
#include "keys/digest.h"
#include "keys/noise.h"
#include "keys/seal.h"
#include "keys/sign.h"

#define GENESIS_ROOTS_MAX        16
#define GENESIS_BYTES_MAX        (64u << 10)
#define GENESIS_JOIN_NAMESPACE   "join@tongban"
#define MEMBER_NAME_BYTES_MAX    128
#define MEMBER_ADDRESSES_MAX     8
#define MEMBER_ADDRESS_BYTES_MAX 255

struct value;

struct member {
	char node[TEXT_SLUG_BYTES_MAX + 1];
	char name[MEMBER_NAME_BYTES_MAX + 1];
	char code[7]; /* GB/T 2260, or empty */
	struct sign_public log;
	struct sign_public recovery;
	struct sign_public witness;
	struct noise_public channel; /* of no suite: Noise names it */
	struct seal_public sealing;
	size_t address_count;
	char address[MEMBER_ADDRESSES_MAX][MEMBER_ADDRESS_BYTES_MAX + 1];
};

struct genesis {
	uint8_t suite; /* the network's */
	char name[MEMBER_NAME_BYTES_MAX + 1];
	int64_t at_ms;
	uint8_t nonce[16];
	size_t root_count;
	struct sign_public roots[GENESIS_ROOTS_MAX];
	unsigned threshold;
	struct member authority;
	struct digest network; /* SHA-256 of the bytes */
};

enum rule genesis_decode(
    struct bytes raw, struct genesis *out, struct why *why);
void genesis_encode(
    const struct genesis *g, struct buf *out); /* sets nothing */

/* @suite: the network's, by which its keys are read. */
enum rule genesis_member_decode(const struct value *map, uint8_t suite,
    struct member *out, struct why *why);
struct value *genesis_member_value(struct arena *a, const struct member *m);

/* The five keys by their words: "channel", "log", "recovery", "sealing",
 * "witness"; NULL behind them.  A key as documents hold it (borrowed), and back:
 * false when it is not one of @suite for this purpose. */
const char *genesis_key_word(size_t i);
struct bytes genesis_key_bytes(const struct member *m, const char *word);
bool genesis_key_take(struct member *m, const char *word, uint8_t suite,
    struct bytes raw) MUST_CHECK;

/* A list of addresses as in F-6; and taken into a record. */
bool genesis_addresses_ok(const struct value *list);
void genesis_addresses_take(const struct value *list, struct member *out);

/* F-7: a request to join, signed by the member's log and recovery keys. */
void genesis_join_encode(const struct digest *network, const struct member *m,
    const struct sign_pair *log, const struct sign_pair *recovery,
    struct buf *out);
enum rule genesis_join_decode(struct bytes raw, const struct digest *network,
    uint8_t suite, struct member *out, struct why *why);

#endif
