/*
 * case_seek - cases by words: from words to what the index is asked, and a
 * page of what it finds, newest first.
 *
 *	words --case_seek_parse()--> an expression and states
 *	      --case_seek_page()--> keys of cases        (node/index_case.h)
 *
 * A word is, in this order: the whole name of a state; a part of a number; or
 * an item (by its names, as in node/search.h), a district (by name or initials;
 * one that received the case, is its home, wrote in it or was sent it) or a
 * channel; and, where nothing of that is found, a part of the names of states.
 * All words must fit.  Loop thread.
 */
#ifndef NODE_CASE_SEEK_H
#define NODE_CASE_SEEK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "node/search.h"

struct arena;
struct index;
struct ledger;
struct states;
struct why;

#define CASE_SEEK_ITEMS_MAX 256 /* that one word may stand for */
#define CASE_SEEK_PAGE_MAX  200
#define CASE_SEEK_LOOK_MAX  4096 /* rows, in one page */

struct case_seek {
	struct buf match; /* owned; empty: any case */
	uint32_t states;  /* MACHINE_BIT of those that fit */
	bool nothing;     /* no case can be found */
};

/* ERR_LIMIT when a word stands for too many items. */
enum err case_seek_parse(struct case_seek *out, struct arena *a,
    const struct ledger *l, struct index *x, const struct search_query *q,
    struct why *why) MUST_CHECK;
void case_seek_fini(struct case_seek *s);

struct case_seek_page {
	int64_t keys[CASE_SEEK_PAGE_MAX];
	size_t count;
	bool more;    /* there may be further ones */
	int64_t last; /* they are below this key */
};

/* The cases below @before, @limit at most.  When a page has been looked for in
 * CASE_SEEK_LOOK_MAX rows, it ends with what was found. */
void case_seek_find(const struct case_seek *s, struct index *x,
    struct states *states, int64_t before, size_t limit,
    struct case_seek_page *out);

#endif
