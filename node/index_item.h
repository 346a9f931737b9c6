/*
 * index_item - what can be searched for: published standards, whose rows move
 * with their acts, and the rows of this district's catalogue (node/
 * catalogue_file.h).  Found by pieces of one and two characters in an FTS5
 * table; what is the better find is node/search.h's to say.
 */
#ifndef NODE_INDEX_ITEM_H
#define NODE_INDEX_ITEM_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/err.h"
#include "node/search.h"

struct act;
struct catalogue;
struct digest;
struct index;
struct why;

#define INDEX_ITEM_STANDARD  "standard"
#define INDEX_ITEM_CATALOGUE "catalogue"

/* For index_write.c: the row of a standard.publish whose standard is one,
 * whoever signed it: whether it counts is the ledger's to say. */
enum err index_item_put_act(
    struct index *x, const struct act *act, struct why *why) MUST_CHECK;

/* The catalogue's rows are those, and no others, in one transaction; @digest is
 * remembered, as a word of what was loaded. */
enum err index_item_load(struct index *x, const struct catalogue *c,
    const struct digest *digest, struct why *why) MUST_CHECK;

/* Was the catalogue of that digest loaded last? */
bool index_item_is_loaded(struct index *x, const struct digest *digest);

/* Every item that an expression of search_match() fits, in no order; what
 * @seen is shown is borrowed for the call. */
void index_item_find(struct index *x, struct bytes match,
    void (*seen)(void *arg, const struct search_item *item), void *arg);

#endif
