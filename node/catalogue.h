/*
 * catalogue - a district's own list of service items, as departments send it:
 * bulk rows, dirty codes and all (docs/OPERATIONS.md).  Local data: not signed,
 * not replicated; found by search beside the published standards.
 *
 *	department TAB name TAB itemCode TAB taskType LF       (first: a header)
 *
 * A row that cannot be found by a name, or stands twice, is left out; one whose
 * code is dirty is kept, since people look for its name.  Either is a finding
 * with its line.  What is kept is written in this one form: that header, fields
 * without blanks around them, rows in the order of the file.  Pure.
 */
#ifndef NODE_CATALOGUE_H
#define NODE_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "base/err.h"

struct arena;
struct buf;
struct why;

#define CATALOGUE_BYTES_MAX       (4u << 20)
#define CATALOGUE_ROWS_MAX        20000
#define CATALOGUE_FIELD_BYTES_MAX 512

#define CATALOGUE_HEADER "department\tname\titemCode\ttaskType"

struct catalogue_row {
	const char *department, *name, *code, *type;
};

/* What is wrong in a row, and the way out. */
struct catalogue_finding {
	size_t line;   /* 1-based; the header is line 1 */
	bool left_out; /* else kept */
	const char *what;
	const char *code; /* as written; "" when the row has none */
};

struct catalogue { /* all of it in the arena */
	size_t row_count;
	struct catalogue_row *rows;
	size_t finding_count;
	struct catalogue_finding *findings;
};

/* ERR_PARSE when it is no such file at all, with the line; ERR_LIMIT. */
enum err catalogue_parse(struct catalogue *out, struct arena *a,
    struct bytes text, struct why *why) MUST_CHECK;

void catalogue_format(const struct catalogue *c, struct buf *out);

/* What is wrong with a code; NULL: nothing.  In @a. */
const char *catalogue_check_code(struct arena *a, const char *code);

#endif
