/*
 * bundle_show - a checked disclosure bundle: as a value, and for eyes.
 *
 *	{ "network", "maker", "warrant": {...}, "case": {...}, "files": [...],
 *	  "findings": [...], "found": n, "logs", "batches", "acts", "chunks" }
 */
#ifndef NODE_BUNDLE_SHOW_H
#define NODE_BUNDLE_SHOW_H

#include "base/arena.h"
#include "schema/value.h"

struct bundle_check;

/* Ended or not: what is known so far. */
struct value *bundle_show_value(struct arena *a, const struct bundle_check *c);

/* That it was written: "file" and "file_bytes" are put beside. */
void bundle_show_made(const struct value *v);

/* The case, its acts, its files, what was found wrong, the verdict. */
void bundle_show_checked(const struct value *v);

#endif
