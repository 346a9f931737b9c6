/*
 * base45 - RFC 9285: bytes as the 45 characters that a QR code packs best,
 * three for each two bytes.
 */
#ifndef BASE_BASE45_H
#define BASE_BASE45_H

#include "base/buf.h"
#include "base/err.h"

void base45_encode(struct buf *out, struct bytes b); /* appends */

/* Appends; ERR_PARSE for a character that is none, a length that cannot be, or
 * a group above its largest value.  What was appended then is to be dropped. */
enum err base45_decode(struct buf *out, struct bytes text) MUST_CHECK;

#endif
