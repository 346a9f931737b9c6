/*
 * qr - a text as a QR code (ISO/IEC 18004), drawn in SVG.
 *
 * The only file that knows libqrencode.
 */
#ifndef NODE_QR_H
#define NODE_QR_H

#include "base/buf.h"
#include "base/err.h"

/* Append an <svg> of the smallest code that holds @text, with the quiet zone;
 * ERR_LIMIT when none does (about 4,000 letters and digits). */
enum err qr_svg(struct buf *out, const char *text) MUST_CHECK;

#endif
