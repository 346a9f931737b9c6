/*
 * turn - whose time it was: for every second of a case, who had to act
 * (docs/FORMAT.md F-245, F-246).
 *
 * A view of the folded case, the ledger and a time; nothing is stored.  The
 * seconds are cut where something changed, so that a table by the minute and
 * one by the day are read off one list.
 */
#ifndef SCHEMA_TURN_H
#define SCHEMA_TURN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "keys/digest.h"
#include "schema/day.h"

struct arena;
struct calendar;
struct dossier;
struct dossier_clock;

/* name, word, 中文, English */
#define TURN_WHYS(X)                                                           \
	X(PEN, "pen", "经办", "it had the pen")                                \
	X(OFFER, "offer", "待承接", "the case was offered to it")              \
	X(EXPIRED, "expired", "逾期未承接,待收回",                             \
	    "its offer was over; it could take the case back")                 \
	X(OWED, "owed", "待办义务", "it owed what the case waited for")        \
	X(APPLICANT, "applicant", "申请人补正", "the applicant had to supply") \
	X(SPECIAL, "special", "特别程序", "the limits stood still")

enum turn_why {
#define X(name, word, zh, en) TURN_##name,
	TURN_WHYS(X)
#undef X
};

struct turn {
	int64_t from, until; /* seconds; [from, until) */
	const char *node;    /* who answers for it; with the applicant, and in
	                      * special procedures: who has the pen */
	enum turn_why why;
	struct digest act; /* offer or obligation; zero: none */
	bool late;         /* a clock that ran was past its last second */
	const char *clock; /* which, the first one; or NULL */
};

/* From the opening act to the end of the case, or @now; in @a, texts borrowed
 * from @d.  @clocks: dossier_clocks() at @now. */
const struct turn *turn_list(struct arena *a, const struct dossier *d,
    const struct dossier_clock *clocks, size_t clock_count, int64_t now,
    size_t *count);

/* Days in a row that are the same one's, for the same reason. */
struct turn_days {
	struct day first, last;
	uint32_t days, workdays;
	const struct turn *turn; /* that had it when the first began */
};

/* A day is the one's who had it when it began: the day on which something
 * comes does not count (Civil Code art. 201); the day of the receipt is the
 * receiver's.  @calendar may be NULL: no working days are counted then. */
const struct turn_days *turn_days(struct arena *a,
    const struct calendar *calendar, const struct turn *turns, size_t count,
    size_t *days);

const char *turn_why_word(enum turn_why w);
const char *turn_why_zh(enum turn_why w);
const char *turn_why_en(enum turn_why w);

#endif
