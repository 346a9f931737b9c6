/*
 * float64 - IEEE binary64 numbers as ECMAScript writes and reads them
 * (ECMA-262, Number::toString, StringToNumber and parseFloat).
 *
 * Good in the "C" locale, which the program never leaves.
 */
#ifndef SCHEMA_FLOAT64_H
#define SCHEMA_FLOAT64_H

#include <stddef.h>

#include "base/buf.h"

#define FLOAT64_TEXT_ROOM 32

/* Shortest digits that read back as @d: "0.1", "1e+21", "NaN", "-Infinity";
 * "0" for both zeros.  Zero-terminated; returns the length. */
size_t float64_format(char out[static FLOAT64_TEXT_ROOM], double d);

/* Number(text): the whole text less white space, "" = 0, 0x 0o 0b; NaN when it
 * is no number. */
double float64_number(struct bytes text);

/* parseFloat(text): the longest decimal at the start, NaN when there is none. */
double float64_prefix(struct bytes text);

#endif
