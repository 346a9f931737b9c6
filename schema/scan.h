/*
 * scan - is this run of bytes canonical msgpack?
 *
 * Our own reading of what a peer chose, before any library sees it: bounded,
 * iterative, without allocation.  Canonical (docs/FORMAT.md; DESIGN section 5):
 * the shortest form of every integer, text and length; map keys are texts in
 * strict byte order; no floats, no ext; well formed UTF-8; no integer above
 * 2^63 - 1; bounded depth and size.  nil is allowed.
 */
#ifndef SCHEMA_SCAN_H
#define SCHEMA_SCAN_H

#include <stddef.h>

#include "base/buf.h"

/* DESIGN section 12.  A list or map adds one level, also when empty. */
#define SCAN_DEPTH_MAX 16

/* Constant, text. */
#define SCAN_FAULT_MAP(X)                                                   \
	X(NONE, "canonical")                                                \
	X(TRUNCATED, "ends inside an object")                               \
	X(TRAILING, "bytes follow the object")                              \
	X(INTEGER_LONG, "an integer is not in its shortest form")           \
	X(LENGTH_LONG, "a length is not in its shortest form")              \
	X(INTEGER_LARGE, "an integer is above 9223372036854775807")         \
	X(KEY_TYPE, "a map key is not a text")                              \
	X(KEY_ORDER, "map keys are not in byte order")                      \
	X(KEY_TWICE, "a map key stands twice")                              \
	X(FLOAT, "holds a floating point number")                           \
	X(EXT, "holds an extension type")                                   \
	X(RESERVED, "holds the reserved byte 0xc1")                         \
	X(UTF8, "a text is not well formed UTF-8")                          \
	X(DEPTH, "nested too deep")                                         \
	X(ELEMENTS, "announces more elements than the bytes left can hold") \
	X(SIZE, "larger than allowed")

enum scan_fault {
#define X(name, text) SCAN_##name,
	SCAN_FAULT_MAP(X)
#undef X
};

struct scan_limits {
	size_t bytes;   /* of one object */
	unsigned depth; /* at most SCAN_DEPTH_MAX */
};

/* English, static. */
const char *scan_text(enum scan_fault fault);

/* The constant's name, lower case: "key_order".  Static. */
const char *scan_name(enum scan_fault fault);

/* Exactly one object.  @at may be NULL; it gets the offset of the byte where
 * the fault was seen (the number of bytes when there is none). */
enum scan_fault scan_check(
    struct bytes in, const struct scan_limits *limits, size_t *at);

/* One object at the start of a run, as in the `acts` blob of a batch: its
 * length goes to @length, also on a fault (how far the scan came). */
enum scan_fault scan_one(
    struct bytes in, const struct scan_limits *limits, size_t *length);

#endif
