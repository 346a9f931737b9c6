/*
 * standard_compare - are two districts unified on an item, and if not, where?
 *
 * The three equalities (三统一; DESIGN section 8): materials, criteria, limits.
 * A mismatch says which of the three differ and shows the difference line by
 * line, for people.
 */
#ifndef SCHEMA_STANDARD_COMPARE_H
#define SCHEMA_STANDARD_COMPARE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "schema/standard.h"

#define STANDARD_COMPARE_LINES_MAX 200

struct standard_difference {
	enum standard_part part;
	const char *path;  /* "limits.promised", "materials.M2.flags" */
	const char *left;  /* "1WD"; compact JSON of a list or map; NULL when */
	const char *right; /* it is absent on that side */
};

struct standard_comparison {
	bool equal[STANDARD_PART_COUNT];
	const struct standard_difference *lines; /* in the arena */
	size_t line_count; /* at most STANDARD_COMPARE_LINES_MAX */
	bool cut;          /* there are more lines */
};

/* True when all three are equal: same digests.  @out lives in @a. */
bool standard_compare(struct standard_comparison *out, struct arena *a,
    const struct standard *left, const struct standard *right);

#endif
