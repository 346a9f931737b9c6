/*
 * catalogue_file - the catalogue in the data folder, DIR/catalogue.tsv, in the
 * one form of node/catalogue.h: written beside its place, synced, renamed; then
 * loaded into the index.  Blocks; for the store thread and the start.
 */
#ifndef NODE_CATALOGUE_FILE_H
#define NODE_CATALOGUE_FILE_H

#include "base/err.h"

struct catalogue;
struct index;
struct why;

/* Keep it; afterwards it is durable and in the index.  ERR_NO_SPACE,
 * ERR_STORAGE, ERR_CORRUPT (the index). */
enum err catalogue_file_save(const char *dir, const struct catalogue *c,
    struct index *index, struct why *why) MUST_CHECK;

/* At a start: the index has the rows of the file, none when there is none.  A
 * file that is not in its form is said in the journal, and has no rows: cases go
 * on without it. */
enum err catalogue_file_load(
    const char *dir, struct index *index, struct why *why) MUST_CHECK;

#endif
