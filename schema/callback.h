/*
 * callback - the code by which a person who is called unasked can make sure at
 * any hall that it was the government (docs/FORMAT.md F-174): ten letters and
 * digits that follow from the case's id, so every replica knows it.
 */
#ifndef SCHEMA_CALLBACK_H
#define SCHEMA_CALLBACK_H

#include "keys/digest.h"

#define CALLBACK_ROOM 12 /* "ABCDE-FGHJK" and a zero byte */

void callback_format(
    char out[static CALLBACK_ROOM], uint8_t suite, const struct digest *id);

#endif
