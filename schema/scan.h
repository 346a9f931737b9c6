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

/* Constant, name, text. */
#define SCAN_FAULT_MAP(X)                                                      \
	X(NONE, "none", "canonical")                                           \
	X(TRUNCATED, "truncated", "ends inside an object")                     \
	X(TRAILING, "trailing", "bytes follow the object")                     \
	X(INTEGER_LONG, "integer_long",                                        \
	    "an integer is not in its shortest form")                          \
	X(LENGTH_LONG, "length_long", "a length is not in its shortest form")  \
	X(INTEGER_LARGE, "integer_large", "an integer is above 2^63 - 1")      \
	X(KEY_TYPE, "key_type", "a map key is not a text")                     \
	X(KEY_ORDER, "key_order", "map keys are not in byte order")            \
	X(KEY_TWICE, "key_twice", "a map key stands twice")                    \
	X(FLOAT, "float", "holds a floating point number")                     \
	X(EXT, "ext", "holds an extension type")                               \
	X(RESERVED, "reserved", "holds the reserved byte 0xc1")                \
	X(UTF8, "utf8", "a text is not well formed UTF-8")                     \
	X(DEPTH, "depth", "nested too deep")                                   \
	X(ELEMENTS, "elements", "announces more elements than bytes are left") \
	X(SIZE, "size", "larger than allowed")

enum scan_fault {
#define X(constant, name, text) SCAN_##constant,
	SCAN_FAULT_MAP(X)
#undef X
};

struct scan_limits {
	size_t bytes;   /* of one object */
	unsigned depth; /* at most SCAN_DEPTH_MAX */
};

/* English, static. */
const char *scan_text(enum scan_fault fault);

/* For metrics and the API: "key_order".  Static. */
const char *scan_name(enum scan_fault fault);

/* Exactly one object.  @at may be NULL; it gets the offset of the object
 * with the fault (the number of bytes read when there is none). */
enum scan_fault scan_check(
    struct bytes in, const struct scan_limits *limits, size_t *at);

/* One object at the start of a run, as in the `acts` blob of a batch: its
 * length goes to @length; on a fault, the offset as above. */
enum scan_fault scan_one(
    struct bytes in, const struct scan_limits *limits, size_t *length);

#endif
