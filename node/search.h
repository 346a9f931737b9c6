/*
 * search - what is asked, what an item is found by, and which is the better
 * find.  Pure; node/index_item.h has the items.
 *
 *      text --search_parse()--> words --search_match()--> a query of pieces
 *      item --search_put_grams()--> pieces            (SQLite's FTS5 finds)
 *      words, item --search_score()--> how good, or 0: not at all
 *
 * All words must be found.  A word is the whole name, stands at its start, in
 * it, in its pinyin initials, in code, department or guide, or (from three
 * Chinese characters on) shares at least half of its pairs with the name; in
 * this order.  Where all else is equal, the shorter name is the better find.
 */
#ifndef NODE_SEARCH_H
#define NODE_SEARCH_H

#include <stdint.h>

#include "base/err.h"
#include "node/words.h"

struct arena;
struct buf;
struct why;

#define SEARCH_QUERY_BYTES_MAX 192 /* 64 Chinese characters */

struct search_query {
	size_t count;
	struct bytes words[WORDS_MAX];
	struct bytes whole; /* put together */
};

/* Texts as written, never NULL. */
struct search_item {
	const char *kind; /* "standard", "catalogue" */
	const char *key;  /* digest of the standard, in hex; code */
	const char *item; /* "T04"; type of the catalogue's row */
	const char *zh;
	const char *en;
	const char *department;
	const char *more; /* guide, further codes */
};

/* ERR_LIMIT, ERR_USAGE with a sentence: too long, too many words, no words, no
 * UTF-8.  Words live in @a. */
enum err search_parse(struct search_query *out, struct arena *a,
    struct bytes text, struct why *why) MUST_CHECK;

/* Append an FTS5 expression that is true of every item with a score. */
void search_match(const struct search_query *q, struct buf *out);

void search_put_grams(const struct search_item *item, struct buf *out);

/* 0: not found. */
uint32_t search_score(
    const struct search_query *q, const struct search_item *item);

/* Was the only word found by shared pairs alone? */
bool search_is_near(uint32_t score);

/* Is @word, as compact as it is, in the name itself? */
bool search_names(const struct search_item *item, struct bytes word);

#endif
