/*
 * yaml - YAML sources to value trees, every node with its line and column.
 *
 * The only door to libyaml.  A small, unsurprising part of YAML (DESIGN section
 * 8): a plain decimal without leading zero is an integer, plain true and false
 * are booleans, all else is text, and so is whatever stands in quotes.
 *
 * Refused, with place and way out: anchors and aliases, tags, duplicate keys,
 * fractions (documents hold integers only), empty and null values, a second
 * document, broken UTF-8.
 */
#ifndef SCHEMA_YAML_H
#define SCHEMA_YAML_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/why.h"
#include "schema/value.h"

#define YAML_DEPTH_MAX 64

struct yaml_limits {
	size_t bytes;
	unsigned
	    depth; /* lists and maps within one another; <= YAML_DEPTH_MAX */
};

/*
 * The tree of the one document in @text, in @a.  A list or map that is the
 * value of a key has the place of the key, any other node its own.
 *
 * ERR_PARSE, with line and column in @why, or ERR_LIMIT.
 */
enum err yaml_parse(struct arena *a, struct bytes text,
    const struct yaml_limits *limits, struct value **out,
    struct why *why) MUST_CHECK;

#endif
