/*
 * credit - unified social credit codes (GB 32100-2015).
 *
 * Registering department (1), kind (1), division (6), organisation code of
 * GB 11714 (8 and its check character), check character.
 */
#ifndef SCHEMA_CREDIT_H
#define SCHEMA_CREDIT_H

#include "base/buf.h"
#include "base/err.h"
#include "base/why.h"

#define CREDIT_ROOM 19 /* 18 characters and a zero byte */

/*
 * Check @text; @out gets the normal form (letters in capitals).
 *
 * ERR_PARSE with a sentence in Chinese and English for anything else: a wrong
 * length, a letter outside the alphabet (I O S V Z), full-width characters, a
 * wrong check character.
 */
enum err credit_check(char out[static CREDIT_ROOM], struct bytes text,
    struct why *why) MUST_CHECK;

#endif
