/*
 * report - a month as a document that anybody can make again from the same
 * logs: figures and bulletin, or orders by one axis (docs/FORMAT.md F-230 to
 * F-236).
 *
 *	request --source at its heads--> counts --> map --report_bytes()--> bytes
 *	map --report_again()--> the map that these logs give, and how they differ
 *
 * Commands only: it reads all cases and blocks.
 */
#ifndef NODE_REPORT_H
#define NODE_REPORT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "schema/order_cells.h"

struct arena;
struct value;
struct why;

#define REPORT_VERSION 1

struct report_request {
	const char *dir;
	const char *month;    /* "2026-11" */
	const char *district; /* NULL: all */
	bool is_orders;
	enum order_cells_axis axis; /* of orders */
};

/* The map lives in @a.  ERR_USAGE: no such month or district; else as
 * report_source_open(). */
enum err report_make(struct arena *a, const struct report_request *r,
    struct value **out, struct why *why) MUST_CHECK;

/* What was claimed in @report, made anew from the logs in @dir at the heads
 * that it names.  *@behind gets the logs that the report stops short of, or
 * leaves out, though they hold acts of before its time (a list of texts).
 * ERR_PARSE: it is no report; ERR_NOT_FOUND, ERR_CONFLICT: its heads are not
 * those held here. */
enum err report_again(struct arena *a, const char *dir,
    const struct value *report, struct value **out, struct value **behind,
    struct why *why) MUST_CHECK;

/* The bytes that `--json` prints, and whose SHA-256 the bulletin bears. */
void report_bytes(struct buf *out, const struct value *report);

/* Where two reports differ: "total.received", in the order of @x's keys; up to
 * @most of them, in @a. */
struct value *report_differences(
    struct arena *a, const struct value *x, const struct value *y, size_t most);

#endif
