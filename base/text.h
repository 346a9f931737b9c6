/*
 * text - hex, base64 (RFC 4648 section 4, padded), UTF-8 and decimal numbers, all
 * strict: a decoder takes exactly what the encoder writes.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

#define TEXT_HEX_ROOM(n)    (2 * (n) + 1)
#define TEXT_BASE64_ROOM(n) (((n) + 2) / 3 * 4 + 1)

/* Lower case, zero-terminated; @out has TEXT_HEX_ROOM(b.n). */
void text_hex(char *out, struct bytes b);

/* Exactly 2 * @n hex digits, lower case only; anything else is ERR_PARSE. */
enum err text_unhex(uint8_t *out, size_t n, struct bytes text) MUST_CHECK;

void text_base64(struct buf *out, struct bytes b); /* appends */

/* Appends what @text encodes.  Refuses wrong padding, non-zero spare bits,
 * white space; appends nothing then. */
enum err text_unbase64(struct buf *out, struct bytes text) MUST_CHECK;

/* Well formed UTF-8 (RFC 3629): no surrogates, no overlong forms. */
bool text_is_utf8(struct bytes b);

/* The code point at the start of a well formed run, and its length in bytes.
 * Returns 0 at the end. */
size_t text_next(struct bytes b, uint32_t *code_point);

/* How many columns a terminal gives the text: East Asian wide and full-width
 * code points count two. */
size_t text_columns(struct bytes b);

/* Plain decimal without sign or leading zero, at most @max. */
enum err text_decimal(
    uint64_t *out, struct bytes text, uint64_t max) MUST_CHECK;

/* ASCII letters of @in in lower case; cut to @room - 1 bytes. */
void text_lower(char *out, size_t room, const char *in);

/* What could move a terminal's cursor, break a line or turn its direction
 * becomes blanks: C0, DEL, C1, and bidirectional controls (UAX #9). */
void text_keep_one_line(char *text);

/* Slug of a node id: [a-z][a-z0-9-]{1,22}[a-z0-9] (DESIGN section 3). */
#define TEXT_SLUG_BYTES_MAX 24
bool text_is_slug(struct bytes b);

#endif
