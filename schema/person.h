/*
 * person - a person in the logs: a pseudonym and nothing else (docs/FORMAT.md
 * F-118).
 *
 * The same person, item and year under one key give the same 32 bytes.  Who has
 * no key learns nothing; who has it can test guesses (docs/THREATS.md).  Pure.
 */
#ifndef SCHEMA_PERSON_H
#define SCHEMA_PERSON_H

#include <stdbool.h>

#include "base/bytes.h"
#include "keys/digest.h"
#include "keys/secret.h"

struct standard;
struct value;

#define PERSON_ID_ROOM 19 /* 18 characters and a zero byte */

/* Who applies.  Personal data: person_wipe() it. */
struct person {
	const char *type;        /* "rid" or "uscc"; static */
	char id[PERSON_ID_ROOM]; /* in its normal form */
};

/* From a form: its first required field of type rid, else of type uscc, in the
 * order of the standard.  False when it has none, or one that is no id. */
bool person_find(
    struct person *out, const struct standard *s, const struct value *form);

/* From what somebody typed; the type by what checks.  False for no id. */
bool person_parse(struct person *out, struct bytes id);

struct digest person_pseudonym(
    const struct person *p, const struct secret *key);

/* The same of all districts, items and years, under the network's key: whose
 * credit it is (F-239). */
struct digest person_credit(const struct person *p, const struct secret *key);

void person_wipe(struct person *p);

#endif
