/*
 * resident - citizens' identity numbers (GB 11643-1999).
 *
 * Address code (6), date of birth (8), sequence (3), check character.  The
 * address code is the one at the time of issue: retired codes are valid, so
 * only the province prefix must exist.  Any century is valid.
 */
#ifndef SCHEMA_RESIDENT_H
#define SCHEMA_RESIDENT_H

#include "base/buf.h"
#include "base/err.h"
#include "base/why.h"

#define RESIDENT_ROOM 19 /* 18 characters and a zero byte */

/* Year range of a date of birth: what an 18-digit number can carry sensibly. */
#define RESIDENT_YEAR_MIN 1800
#define RESIDENT_YEAR_MAX 2999

/*
 * Check @text; @out gets the normal form (a final x as X).
 *
 * Anything else is ERR_PARSE with a sentence in Chinese and English; full-width
 * digits are refused, never turned into others silently.
 */
enum err resident_check(char out[static RESIDENT_ROOM], struct bytes text,
    struct why *why) MUST_CHECK;

#endif
