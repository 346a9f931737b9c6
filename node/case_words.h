/*
 * case_words - the words that a case is found by, from what its opening act
 * and its acts' places say in the open: nothing that is sealed is ever among
 * them.
 *
 *      number, item, channel, districts --case_words_put()--> words of a row
 *      a word that is searched --case_words_put_number(), _put_name()-->
 *          an FTS5 expression                    (node/index_case.h finds)
 *
 * What has names (item, channel, district) stands in the row by its code; the
 * names are looked up when something is searched (node/case_seek.h), so that
 * a new name finds old cases.  A number stands there whole and in its parts:
 * HANBIN-20261124-000123-X also as hanbin, 20261124, 202611, 2026, 1124,
 * 000123, 123 and x.  Every word is a letter and hex digits: no text can be
 * an operator of a query.  Pure.
 */
#ifndef NODE_CASE_WORDS_H
#define NODE_CASE_WORDS_H

#include <stddef.h>

#include "base/bytes.h"

struct buf;

enum case_words_name {
	CASE_WORDS_ITEM,
	CASE_WORDS_DISTRICT,
	CASE_WORDS_CHANNEL,
};

struct case_words {
	const char *number;
	const char *item;
	const char *channel; /* "": none */
	const char *const *districts;
	size_t district_count;
};

/* Append the words of a case, a space after each. */
void case_words_put(struct buf *out, const struct case_words *words);

/* Append the word by which a part of a number, compact (node/words.h), or an
 * item, district or channel of that code is found. */
void case_words_put_number(struct buf *out, struct bytes part);
void case_words_put_name(
    struct buf *out, enum case_words_name what, const char *code);

/* The channel of @code in plain words, Chinese and English; NULL. */
const char *case_words_channel(const char *code);

#endif
