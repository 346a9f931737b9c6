/*
 * elicence - identifiers of electronic licences (GB/T 36904-2018).
 *
 *      1.2.156.3005.2 . type . issuer . serial . version . check
 *      root OID         21     1 to n   1 to n   3          1
 *
 * Type is the definer's credit code and three digits.  The check character is
 * ISO 7064 MOD 37,36 over the parts without root and dots.
 */
#ifndef SCHEMA_ELICENCE_H
#define SCHEMA_ELICENCE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/why.h"

#define ELICENCE_BYTES_MAX 128
#define ELICENCE_ROOM      (ELICENCE_BYTES_MAX + 1)

/*
 * Check @text; @out gets the normal form (letters in capitals).
 *
 * ERR_PARSE with a sentence in Chinese and English for a wrong form or a wrong
 * check character.  Credit codes inside it are not judged: public identifiers
 * carry division codes there too.
 */
enum err elicence_check(char out[static ELICENCE_ROOM], struct bytes text,
    struct why *why) MUST_CHECK;

/* The normal form of one whose check character was counted with letters one too
 * high, as some public code does (F-220): with the right one.  ERR_PARSE for
 * any other. */
enum err elicence_mend(
    char out[static ELICENCE_ROOM], struct bytes text) MUST_CHECK;

#endif
