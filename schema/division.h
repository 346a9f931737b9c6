/*
 * division - administrative division codes (GB/T 2260).
 *
 * Six digits: province, prefecture, county.  A code is an attribute of a node,
 * never its identity: development zones have none, and codes retire.  The
 * whole list changes every year and is not kept here: a code is checked by
 * form and by its province prefix; names are known for those we use.
 */
#ifndef SCHEMA_DIVISION_H
#define SCHEMA_DIVISION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/why.h"

#define DIVISION_ROOM 7 /* six digits and a zero byte */

/* Six ASCII digits with a province prefix that exists (11 to 65, 71, 81, 82).
 * Retired codes pass: they stand in old documents for good.  ERR_PARSE with a
 * sentence in Chinese and English otherwise. */
enum err division_check(char out[static DIVISION_ROOM], struct bytes text,
    struct why *why) MUST_CHECK;

/* Is this two-digit prefix one that residents' numbers begin with?  Wider by
 * 83, which residence permits of Taiwan residents carry. */
bool division_is_id_prefix(struct bytes two_digits);

/* Chinese name of the province of a code, or NULL; static. */
const char *division_province(struct bytes code);

struct division {
	const char *code;
	const char *name; /* "汉滨区" */
	const char *now;  /* what a retired code became, else NULL */
};

/* NULL for a code whose name we do not know; static. */
const struct division *division_find(struct bytes code);

#endif
