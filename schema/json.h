/*
 * json - JSON text to value trees and back.
 *
 * The only door to jansson.  Reading is strict RFC 8259: UTF-8, one value, no
 * duplicate keys, no U+0000 in keys, no halves of surrogate pairs.
 */
#ifndef SCHEMA_JSON_H
#define SCHEMA_JSON_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/why.h"
#include "schema/value.h"

/* jansson and the functions of schema/value.h recurse. */
#define JSON_DEPTH_MAX 256

struct json_limits {
	size_t bytes;
	unsigned
	    depth; /* lists and maps within one another; <= JSON_DEPTH_MAX */
};

/*
 * Numbers without fraction and exponent are integers, all others reals; so is
 * an integer beyond 64 bits.  A real beyond binary64 (1e400) is refused.
 *
 * ERR_PARSE, with line and column in @why, or ERR_LIMIT.  The tree lives in @a.
 */
enum err json_parse(struct arena *a, struct bytes text,
    const struct json_limits *limits, struct value **out,
    struct why *why) MUST_CHECK;

enum json_style {
	JSON_STYLE_COMPACT, /* no blanks */
	JSON_STYLE_PRETTY,  /* two blanks for a level, one key on a line */
};

/*
 * Append @v: keys sorted, UTF-8 unescaped but for what RFC 8259 demands, real
 * numbers as ECMAScript writes them (NaN and infinities as null).  Bytes
 * become a text of lower-case hex.  No newline at the end.
 */
void json_format(struct buf *out, const struct value *v, enum json_style style);

#endif
