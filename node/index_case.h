/*
 * index_case - the rows of cases: what an opening act says of one, which
 * districts it has to do with, and the words it is found by
 * (node/case_words.h), in an FTS5 table.
 *
 * A row has a key: its opening time and the first bits of its id, so that the
 * key's order is the order of time, and what is found comes newest first
 * without being sorted.
 */
#ifndef NODE_INDEX_CASE_H
#define NODE_INDEX_CASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

struct act;
struct digest;
struct index;
struct place;
struct why;

/* For index_write.c: what the act changes in these rows, whoever signed it:
 * whether it counts is for a folding to say. */
enum err index_case_put_act(struct index *x, const struct place *place,
    const struct act *act, struct why *why) MUST_CHECK;

/* False: no opening act of that id is here. */
bool index_case_key(struct index *x, const struct digest *id, int64_t *out);

/* And back.  False: there is no case of that key. */
bool index_case_id(struct index *x, int64_t key, struct digest *out);

#define INDEX_CASE_KEY_MAX INT64_MAX /* before all */

/* Keys below @before that an expression of node/case_words.h fits, newest
 * first, for as long as @seen says true. */
void index_case_find(struct index *x, struct bytes match, int64_t before,
    bool (*seen)(void *arg, int64_t key), void *arg);

#endif
