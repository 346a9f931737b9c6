/*
 * given_book - which materials of the standard the applied acts of the holder
 * brought (docs/FORMAT.md F-170).
 *
 * A notice names what lacks, and a contribution counts once it is cited: neither
 * brings any.  The fold asks it at every act; each act is read once.
 */
#ifndef SCHEMA_GIVEN_BOOK_H
#define SCHEMA_GIVEN_BOOK_H

#include <stdbool.h>
#include <stddef.h>

struct act;
struct arena;
struct guard_applied;
struct standard;

/* Zeroed, it has read nothing.  It lives in one arena. */
struct given_book {
	bool *given; /* by the material's place in the standard; NULL: none */
	size_t read; /* of the acts that were applied */
};

/* Read on, up to @count acts that were applied; the first ones are those that
 * it has read, and @s is always the case's standard. */
void given_book_read(struct given_book *b, struct arena *a,
    const struct standard *s, const struct guard_applied *applied,
    size_t count);

/* Does an act of this kind bring the materials that it names? */
bool given_book_brings(const struct act *act);

#endif
