/*
 * track_book - what guards ask of all acts that were applied, kept as they are
 * read: the calendar's versions (docs/FORMAT.md F-172), what happens once
 * (F-186, F-193), the procedure under way (F-185) and the opinions of the review
 * that is on (F-99).
 *
 * The fold asks it at every act, so each act is read once: four thousand acts
 * that each went through all before them took four seconds.
 */
#ifndef SCHEMA_TRACK_BOOK_H
#define SCHEMA_TRACK_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct act;
struct guard_applied;

/* Zeroed, it has read nothing.  It borrows the acts. */
struct track_book {
	bool has_calendar;
	int64_t calendar;           /* the highest version that was named */
	const struct act *extended; /* the case.extend that counts, or NULL */
	const struct act *reopened; /* the case.reopen, or NULL */
	const struct act *special;  /* the last case.special.start, or NULL */
	size_t round; /* which applied act the review that is on begins with */
	int64_t agreed; /* opinions "agree" since */
	size_t read;    /* of the acts that were applied */
};

/* Read on, up to @count acts that were applied; the first ones are those that
 * it has read. */
void track_book_read(
    struct track_book *b, const struct guard_applied *applied, size_t count);

#endif
