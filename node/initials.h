/*
 * initials - pinyin initials of Chinese text (拼音首字母): 护士执业 is "hszy".
 *
 * Level 1 of GB 2312 (3,755 characters) stands in the order of pinyin, so its
 * initials follow from where each letter begins (tests/vectors/
 * initials_make.py).  Level 2 stands in the order of radicals: of its 3,008
 * characters only those in the short list of initials.c are known; of any other
 * character nothing is, and no initials match across it.  A character with
 * several readings has all of its letters.  ASCII letters and digits are their
 * own initials.  Pure.
 */
#ifndef NODE_INITIALS_H
#define NODE_INITIALS_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

#define INITIALS_COUNT 3755

extern const uint32_t initials_table[INITIALS_COUNT];

struct buf;

/* Bits of letters, a = 1, and of digits, 0 = 1 << 26; 0: not known. */
uint64_t initials_of(uint32_t code_point);

enum initials_match {
	INITIALS_NONE,
	INITIALS_WITHIN,
	INITIALS_START,
	INITIALS_WHOLE,
};

/* Where @word (a to z, 0 to 9) stands in the initials of @text, at best.
 * Both without spaces; see words_compact(). */
enum initials_match initials_find(struct bytes text, struct bytes word);

/* Append the one- and two-letter pieces of its initials, each with "i" before
 * it and a space after it. */
void initials_put_grams(struct buf *out, struct bytes text);

#endif
