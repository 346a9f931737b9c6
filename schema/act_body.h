/*
 * act_body - what the body of each kind holds (docs/FORMAT.md section 7, F-72).
 *
 * One row per kind that this version applies: who signs it, its fields, and
 * whether it carries `std`.  A kind without a row is unknown.
 */
#ifndef SCHEMA_ACT_BODY_H
#define SCHEMA_ACT_BODY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/rule.h"
#include "keys/digest.h"
#include "keys/seal.h"
#include "keys/sign.h"

struct act;
struct why;

#define ACT_BODY_FIELDS_MAX 13

enum act_body_signer {
	/* The authority's roles (F-8), each by a threshold of its keys. */
	ACT_BODY_ROOT,
	ACT_BODY_ROSTER,
	ACT_BODY_STANDARDS,
	ACT_BODY_CALENDAR,
	ACT_BODY_LOG,      /* the log key alone */
	ACT_BODY_RECOVERY, /* the log key or the recovery key */
	ACT_BODY_OPERATOR, /* the log key, or staff with role operator */
	ACT_BODY_CREDIT,   /* staff with role supervisor or integrity */
	ACT_BODY_ISSUER,   /* staff with role issuer */
	ACT_BODY_DESK,     /* staff who offers and books slots (F-290) */
	ACT_BODY_COUNTER,  /* staff who works on cases (F-228) */
	ACT_BODY_STAFF,    /* the roles stand in schema/machine.c */
};

enum act_body_type {
	ACT_BODY_END, /* no more fields */
	ACT_BODY_ID,
	ACT_BODY_BIN,
	ACT_BODY_SIGN_KEY, /* a public key of the act's suite */
	ACT_BODY_SEAL_KEY,
	ACT_BODY_MEMBER_KEY, /* of the body's purpose */
	ACT_BODY_SLUG,
	ACT_BODY_TEXT,  /* 1 to .max bytes, no control character */
	ACT_BODY_NOTE,  /* the same, may be empty */
	ACT_BODY_COUNT, /* an integer from 0 on */
	ACT_BODY_BOOL,
	ACT_BODY_DATE,
	ACT_BODY_MAP,
	ACT_BODY_VERDICTS, /* map of code: text */
	ACT_BODY_TEXTS,    /* ascending, unique */
	ACT_BODY_ROLES,
	ACT_BODY_RIGHTS,
	ACT_BODY_WORD,  /* of the list .max in schema/act_body_table.h */
	ACT_BODY_LIMIT, /* "5WD" */
	ACT_BODY_FILES, /* 1 to 16 vault ids, ascending, unique */
	ACT_BODY_CUTS,  /* [node, epoch, size, root], ascending by node */
	ACT_BODY_CUT,   /* [epoch, size, root] */
	ACT_BODY_SLUGS, /* 1 to 64, no two equal; their order means something */
	ACT_BODY_ADDRESSES,
	ACT_BODY_CODE, /* GB/T 2260, six digits */
	ACT_BODY_YEAR,
	ACT_BODY_OFFICE, /* [[begin, end]…] in minutes of the day (F-198) */
	ACT_BODY_SIGNED, /* text of a signed note, 1 to .max bytes */
	ACT_BODY_HASHES, /* up to 64 of 32 bytes, in an order that counts */
};

struct act_body_field {
	const char *key; /* "?person": may be absent */
	enum act_body_type type;
	size_t max;
};

struct act_body {
	const char *kind;
	enum act_body_signer signer;
	bool has_std;
	const char *vault; /* an entry that must be there, or NULL */
	struct act_body_field fields[ACT_BODY_FIELDS_MAX];
};

/* The row of a kind, or NULL; and all rows. */
const struct act_body *act_body_find(const char *kind);
size_t act_body_count(void);
const struct act_body *act_body_at(size_t i);

/* RULE_NONE, RULE_KIND_UNKNOWN, or RULE_BODY_SHAPE. */
enum rule act_body_check(const struct act *act, struct why *why);

/* Fields of a body that act_body_check() has passed; must() otherwise.
 * Borrowed from the act. */
const char *act_body_text(const struct act *act, const char *key);
struct digest act_body_id(const struct act *act, const char *key);
struct bytes act_body_bin(const struct act *act, const char *key);
struct sign_public act_body_sign_key(const struct act *act, const char *key);
struct seal_public act_body_seal_key(const struct act *act, const char *key);
int64_t act_body_int(const struct act *act, const char *key);
bool act_body_has(const struct act *act, const char *key);

/* A place where a log is cut: entries from @size on are beyond it. */
struct act_body_cut {
	const char *node; /* NULL in a plain ACT_BODY_CUT */
	uint64_t epoch;
	uint64_t size;
	struct digest root;
};
struct act_body_cut act_body_cut(const struct act *act, const char *key);
/* The @i-th of an ACT_BODY_CUTS. */
struct act_body_cut act_body_cut_at(
    const struct act *act, const char *key, size_t i);
/* How many a list of the body holds. */
size_t act_body_count_of(const struct act *act, const char *key);

#endif
