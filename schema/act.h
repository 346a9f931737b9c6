/*
 * act - one signed object: a person or a robot did something.
 *
 * Reads and builds the map of docs/FORMAT.md section 3.  Says nothing about
 * rights: whether an act counts is the ledger's and the dossier's question.
 */
#ifndef SCHEMA_ACT_H
#define SCHEMA_ACT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/rule.h"
#include "base/why.h"
#include "keys/digest.h"
#include "keys/random.h"
#include "keys/sign.h"

#define ACT_BYTES_MAX      (64u << 10)
#define ACT_AFTER_MAX      16
#define ACT_REFS_MAX       16
#define ACT_SIGS_MAX       16
#define ACT_VAULT_MAX      64
#define ACT_KIND_BYTES_MAX 48
#define ACT_NONCE_BYTES    16
#define ACT_NAMESPACE      "act@tongban"

struct value;

enum act_ref_type {
	ACT_REF_ACT,
	ACT_REF_HEAD,
	ACT_REF_NOTE,
};

struct act_ref {
	enum act_ref_type type;
	struct digest act; /* ACT_REF_ACT */
	const char *node;  /* ACT_REF_HEAD, with the next three */
	uint64_t epoch;
	uint64_t size;
	struct digest root;
	struct bytes note; /* ACT_REF_NOTE */
};

struct act_vault {
	const char *id;
	struct digest root;
	uint64_t bytes;
};

struct act_sig {
	struct digest key;
	struct signature signature;
};

/* A decoded act.  Everything it points to lives in the arena it was decoded
 * into (or, while building, in the builder's). */
struct act {
	struct bytes raw; /* canonical bytes, sigs included */
	struct bytes
	    unsigned_; /* canonical bytes without sigs: what is signed */
	uint8_t suite; /* the network's, or the act counts nowhere (F-11) */
	struct digest id;
	struct digest net;
	const char *node;
	const char *kind;
	bool critical;
	bool has_dossier; /* false in an opening act and outside dossiers */
	struct digest dossier;
	size_t after_count;
	struct digest after[ACT_AFTER_MAX];
	size_t ref_count;
	struct act_ref refs[ACT_REFS_MAX];
	bool has_std;
	struct digest std;
	int64_t at_ms;
	uint8_t nonce[ACT_NONCE_BYTES];
	struct digest by;
	const struct value *body;
	size_t vault_count;
	const struct act_vault *vault;
	size_t sig_count; /* 0 only in one that act_decode_unsigned() read */
	struct act_sig sigs[ACT_SIGS_MAX];
};

/* Decode one act from exactly @raw (copied into @a).  Log level only: the
 * result is RULE_NONE or F-1, F-2, F-10, F-11, F-16; @why gets the sentence. */
enum rule act_decode(
    struct arena *a, struct bytes raw, struct act **out, struct why *why);

/* The same for the form without `sigs`, which a clerk's client signs. */
enum rule act_decode_unsigned(
    struct arena *a, struct bytes raw, struct act **out, struct why *why);

/* How many bytes the first act of @run takes; 0 when it is not canonical or
 * over the limits.  For cutting the acts of a batch. */
size_t act_length(struct bytes run);

/* Encode @act without `sigs` into new arena memory and set unsigned_ and id.
 * Lists but refs are sorted here; their counts must be within limits (must()).
 * The size is not looked at: act_decode() of the finished bytes tells. */
void act_seal(struct arena *a, struct act *act);

/* Append a signature (kept sorted).  act_seal() has been called; the key is of
 * the act's suite. */
void act_sign(struct act *act, const struct sign_pair *pair);
void act_add_sig(struct act *act, const struct digest *key,
    const struct signature *signature);

/* Encode with sigs into new arena memory and set raw. */
void act_finish(struct arena *a, struct act *act);

/* The signature of @key over @act, if there is one and it verifies. */
bool act_signed_by(const struct act *act, const struct sign_public *key);

/* The vault entry with this id, or NULL. */
const struct act_vault *act_vault_find(const struct act *act, const char *id);

/* The kind begins with "case.". */
bool act_is_case(const struct act *act);

/* It opens a dossier: case.receive, case.lead.open. */
bool act_opens(const struct act *act);

/* The dossier it belongs to: its own id for an opening act; NULL for an act
 * outside dossiers. */
const struct digest *act_dossier(const struct act *act);

/* Whose log an act is for, and when it is made. */
struct act_origin {
	uint8_t suite;            /* of the network, as is the next */
	const struct digest *net; /* borrowed, as is the next */
	const char *node;
	int64_t at_ms;
};

/* Fill suite, net, node, at, nonce, by (and nothing else) of a new act. */
struct act *act_new(struct arena *a, const struct act_origin *origin,
    const char *kind, struct random *random, const struct digest *by);

#endif
