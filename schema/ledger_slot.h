/*
 * ledger_slot - appointments at a hall (预约, docs/FORMAT.md F-290 to F-294).
 *
 * A hall offers slots, books them and says what became of each, all in its own
 * log: one log has one order, so no seat is given twice.  A booking names no
 * person; who comes shows a code, of which the log holds the digest.  Part of
 * the ledger's fold (schema/ledger.h).
 */
#ifndef SCHEMA_LEDGER_SLOT_H
#define SCHEMA_LEDGER_SLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/rule.h"
#include "keys/digest.h"
#include "schema/day.h"
#include "schema/office.h"
#include "schema/role.h"

struct act;
struct ledger;
struct ledger_log;
struct place;
struct why;

#define LEDGER_SLOT_DAYS_MAX    64
#define LEDGER_SLOT_AHEAD_DAYS  366
#define LEDGER_SLOT_MINUTES_MIN 5
#define LEDGER_SLOT_MINUTES_MAX 480
#define LEDGER_SLOT_SEATS_MAX   100
#define LEDGER_SLOT_CODE_ROOM   10 /* "ABCD-EFGH" and a zero byte */

/* Who offers and books. */
#define LEDGER_SLOT_DESK                                   \
	(ROLE_BIT(ROLE_WINDOW) | ROLE_BIT(ROLE_ACCEPTOR) | \
	    ROLE_BIT(ROLE_DISPATCHER) | ROLE_BIT(ROLE_SUPERVISOR))

enum ledger_slot_state {
	LEDGER_SLOT_BOOKED,
	LEDGER_SLOT_CANCELLED,
	LEDGER_SLOT_KEPT,
	LEDGER_SLOT_MISSED,
};

struct ledger_slot { /* what a slot.open offers */
	const char *node;
	struct digest act;
	const char *label;
	size_t day_count;
	const struct day *days; /* ascending */
	struct office_hours hours;
	int64_t minutes, seats;
	size_t item_count; /* 0: of any item */
	const char *const *items;
	uint64_t position, closed_at; /* UINT64_MAX: not closed */
};

struct ledger_booking {
	const struct ledger_slot *slot;
	struct digest act, code;
	int64_t starts; /* seconds */
	const char *item, *channel;
	uint64_t position;
	int64_t time; /* when it was booked: batch time */
	enum ledger_slot_state state;
	int64_t ended; /* batch time of what ended it; 0: nothing did */
	bool has_dossier;
	struct digest dossier;        /* of the case that came of it */
	struct ledger_booking *older; /* of the same slot and start */
};

enum rule ledger_slot_judge(const struct ledger *l, const struct place *place,
    const struct act *act, struct why *why);
void ledger_slot_keep(struct ledger *l, const struct ledger_log *log,
    const struct place *place, const struct act *act);
void ledger_slot_fini(struct ledger *l);

size_t ledger_slot_count(const struct ledger *l);
const struct ledger_slot *ledger_slot_at(const struct ledger *l, size_t i);
size_t ledger_slot_booking_count(const struct ledger *l);
const struct ledger_booking *ledger_slot_booking_at(
    const struct ledger *l, size_t i);

/* Does what stands there count: is it before every cut of that log (F-124)?
 * What is beyond one is kept, keeps its seat, and is shown to nobody. */
bool ledger_slot_stands(
    const struct ledger *l, const char *node, uint64_t position);

/* Seats that are left at @starts, a time that ledger_slot_starts() has. */
int64_t ledger_slot_free(
    const struct ledger *l, const struct ledger_slot *s, int64_t starts);
/* The @i-th start of day @day (below .day_count); false past the last. */
bool ledger_slot_starts(
    const struct ledger_slot *s, size_t day, size_t i, int64_t *starts);

const char *ledger_slot_word(enum ledger_slot_state s); /* "booked"; static */
const char *ledger_slot_zh(enum ledger_slot_state s);

/* "ABCD-EFGH" of five random bytes; and its digest, as an act has it.  What is
 * read may be in small letters and without the hyphen; ERR_PARSE. */
void ledger_slot_code(
    char out[static LEDGER_SLOT_CODE_ROOM], const uint8_t random[static 5]);
enum err ledger_slot_code_digest(struct digest *out, uint8_t suite,
    struct bytes text, struct why *why) MUST_CHECK;

#endif
