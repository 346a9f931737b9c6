/*
 * words - text as it is searched: one form for all ways to write it, and the
 * pieces of one and two characters by which it is found.
 *
 * Full-width letters and digits are as narrow ones, capitals as small ones;
 * punctuation, blanks and controls only part words.  A text that is searched
 * has its words put together, so that what stands in brackets is found by
 * whoever leaves them out.  Chinese has no blanks between its words: a piece is
 * every character ("t" and six hex digits) and every two that follow each other
 * ("t" and twelve).  Pieces are ASCII letters and digits, whatever the text is:
 * no text can be an operator of a query.  Pure; all text is UTF-8, checked
 * before.
 */
#ifndef NODE_WORDS_H
#define NODE_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

struct arena;
struct buf;

#define WORDS_MAX 8

/* Append the words of @text, put together. */
void words_compact(struct buf *out, struct bytes text);

/* The words of @text, each in @a.  Their number, WORDS_MAX + 1 when there are
 * more than WORDS_MAX. */
size_t words_split(
    struct arena *a, struct bytes text, struct bytes out[static WORDS_MAX]);

/* Append every piece of @compact, a space after each. */
void words_put_grams(struct buf *out, struct bytes compact);

/* Append its pieces of @size (1 or 2) characters, @between between two. */
void words_put_pieces(
    struct buf *out, struct bytes compact, unsigned size, const char *between);

/* Characters; and are they all Chinese; all a to z and 0 to 9? */
size_t words_count(struct bytes compact);
bool words_is_han(struct bytes compact);
bool words_is_latin(struct bytes compact);

/* Where @word stands in @text: its first byte, SIZE_MAX nowhere. */
size_t words_find(struct bytes text, struct bytes word);

/* How many pieces of two characters @word has, and how many of them @text. */
void words_share(
    struct bytes text, struct bytes word, unsigned *pieces, unsigned *shared);

#endif
