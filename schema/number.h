/*
 * number - case numbers as people say them (DESIGN section 9, "Numbers").
 *
 *      ANKANG-GAOXIN-20261124-0007-X
 *      node id        date     seq  check
 *
 * The node id is in capitals and keeps its hyphens, so a number is parsed from
 * the right.  The sequence is the node's own, at least four digits.  The check
 * character is ISO 7064 MOD 37,36 over the letters and digits before it.
 */
#ifndef SCHEMA_NUMBER_H
#define SCHEMA_NUMBER_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "base/why.h"
#include "schema/day.h"

#define NUMBER_SEQUENCE_MAX 9999999999u /* ten digits, as uint64_t */
#define NUMBER_TEXT_ROOM    (TEXT_SLUG_BYTES_MAX + 1 + 8 + 1 + 10 + 1 + 1 + 1)

struct number {
	char node[TEXT_SLUG_BYTES_MAX + 1]; /* lower case, as in acts */
	struct day day;
	uint64_t sequence;
};

/* @n holds a slug, a valid day and a sequence from 1 on: must() otherwise. */
void number_format(char out[static NUMBER_TEXT_ROOM], const struct number *n);

/* Exactly what number_format() writes; small letters are taken for capitals,
 * since people type numbers.  ERR_PARSE with a sentence in Chinese and English
 * otherwise. */
enum err number_parse(
    struct number *out, struct bytes text, struct why *why) MUST_CHECK;

#endif
