/*
 * ledger_mark - credit marks: what a broken promise costs, for as long as the
 * standard says, in every district (docs/FORMAT.md F-178, F-237, F-238).
 *
 * Its fold is part of the ledger's (schema/ledger.h); questions are answered
 * by position, so that a guard may count what an act cites and nothing else.
 * A mark proves its ground by itself: it holds the signed act that closed a
 * verification as broken, or revoked on a promise.
 */
#ifndef SCHEMA_LEDGER_MARK_H
#define SCHEMA_LEDGER_MARK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rule.h"
#include "keys/digest.h"

struct act;
struct ledger;
struct ledger_log;
struct place;
struct why;

#define LEDGER_MARK_GROUND_BYTES_MAX 16384

/* F-239: the authority gives the key of credit pseudonyms as one of an item
 * that no standard can have, for no year in particular. */
#define LEDGER_MARK_KEY_ITEM "@credit"
#define LEDGER_MARK_KEY_YEAR 1970

struct mark {
	const char *node; /* who marked */
	struct digest act;
	struct digest subject; /* credit pseudonym (F-239) */
	struct digest dossier;
	struct digest ground; /* the act whose bytes the mark holds */
	const char *item;
	struct digest standard; /* says for how long */
	uint64_t position;
	int64_t time;             /* batch time, seconds */
	const struct mark *older; /* of the same subject, as they came */
};

struct mark_repair {
	const char *node;
	struct digest act;
	uint64_t position;
	int64_t time;
	const char *reason;
	const struct mark_repair *older; /* of the same mark, as they came */
};

/* The rule that a credit.mark or credit.repair breaks at @place, or RULE_NONE;
 * its signer and its standard are asked elsewhere. */
enum rule ledger_mark_judge(const struct ledger *l, const struct place *place,
    const struct act *act, struct why *why);

/* Take in one that counts, or will once its standard has arrived. */
void ledger_mark_keep(struct ledger *l, const struct ledger_log *log,
    const struct place *place, const struct act *act);

/* Borrowed from the ledger; NULL for none. */
size_t ledger_mark_count(const struct ledger *l);
const struct mark *ledger_mark_at(const struct ledger *l, size_t i);
const struct mark *ledger_mark(
    const struct ledger *l, const struct digest *act);
const struct mark *ledger_mark_of(
    const struct ledger *l, const struct digest *subject);

/* What repaired @m, one after the other: @before is NULL, then what was given
 * last; NULL: no more. */
const struct mark_repair *ledger_mark_repair(const struct ledger *l,
    const struct mark *m, const struct mark_repair *before);

/* RULE_NONE with the last second of @m in @until; RULE_UNRESOLVED while its
 * standard is not held; another rule when it counts for nothing: cut off, of
 * another item, of a standard that marks nobody. */
enum rule ledger_mark_until(
    const struct ledger *l, const struct mark *m, int64_t *until);

#endif
