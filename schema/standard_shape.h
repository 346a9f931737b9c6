/*
 * standard_shape - does a tree have the shape that a table says?
 *
 * The table (schema/standard_table.c) names every key of a standard; this file
 * walks it.  What concerns more than one key is in schema/standard_check.c.
 */
#ifndef SCHEMA_STANDARD_SHAPE_H
#define SCHEMA_STANDARD_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schema/standard_fault.h"
#include "schema/value.h"

enum standard_shape_type {
	STANDARD_SHAPE_TEXT, /* .min to .max bytes, no control characters */
	STANDARD_SHAPE_NAME, /* [a-z][a-z0-9_]{0,39} */
	STANDARD_SHAPE_ID,   /* [A-Za-z][A-Za-z0-9_-]{0,31} */
	STANDARD_SHAPE_INT,  /* .min to .max */
	STANDARD_SHAPE_BOOL,
	STANDARD_SHAPE_WORD,   /* one of .words, NULL-terminated */
	STANDARD_SHAPE_LIMIT,  /* schema/limit.h */
	STANDARD_SHAPE_FLAGS,  /* letters of a material, in their order */
	STANDARD_SHAPE_SCALAR, /* a text, integer, boolean, or a list of them */
	STANDARD_SHAPE_LOGIC,  /* a map or boolean; checked elsewhere */
	STANDARD_SHAPE_LIST, /* .min to .max of .item; no two with one .unique */
	STANDARD_SHAPE_MAP,  /* .keys, closed by one without .key */
	STANDARD_SHAPE_TABLE, /* .min to .max names, each with an .item */
};

struct standard_shape_key;

struct standard_shape {
	enum standard_shape_type type;
	int64_t min;
	int64_t max;
	const char *const *words;
	const struct standard_shape *item;
	const struct standard_shape_key *keys;
	const char *unique; /* a key of the elements, or "": themselves */
};

enum standard_shape_need { STANDARD_SHAPE_OPTIONAL, STANDARD_SHAPE_REQUIRED };

struct standard_shape_key {
	const char *key;
	enum standard_shape_need need;
	const struct standard_shape *shape;
};

/* Adds every fault to @faults; ERR_PARSE when there was one. */
enum err standard_shape_check(const struct value *v,
    const struct standard_shape *shape,
    struct standard_faults *faults) MUST_CHECK;

#endif
