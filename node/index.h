/*
 * index - finds what the logs hold, by SQLite: disposable, made of the logs
 * (and, for search, of the catalogue's file) alone, never believed against
 * them.
 *
 *	store thread:  index_write.h   one connection that writes
 *	loop thread:   index_read.h    connections that only read (WAL)
 *
 * Rows of a batch and the log's new end move in one transaction.  The same
 * logs give the same rows, in whatever order they came; index_dump() shows
 * them, sorted.
 *
 *	logs      where each log ends
 *	batches   every batch: borders, roots, times, commits
 *	acts      every act with its bytes and leaf, at every place it stands
 *	dossiers  what opening acts say of a case; nothing is folded
 *	parties   which districts a case has to do with
 *	cites     how far the heads cited by a log have come (F-89)
 *	items     what can be searched for: published standards, and the rows of
 *	          the catalogue that stands in a file beside the index
 *	loaded    which file that was
 *	item_grams, case_grams   the words of items and cases (FTS5)
 */
#ifndef NODE_INDEX_H
#define NODE_INDEX_H

#include <stdint.h>
#include <stdio.h>

#include "base/err.h"

struct index;
struct why;

#define INDEX_SCHEMA 4 /* another number in the file: it is made anew */

enum index_mode {
	INDEX_WRITE, /* makes the file when it is missing */
	INDEX_READ,
};

/* ERR_NOT_FOUND (INDEX_READ only); ERR_CORRUPT when the file is damaged or of
 * another schema: index_drop() it and fill a new one; ERR_STORAGE.  A
 * connection belongs to one thread. */
enum err index_open(struct index **out, const char *path, enum index_mode mode,
    struct why *why) MUST_CHECK;
void index_close(struct index *x); /* NULL is fine */

/* Remove the file and what SQLite keeps beside it. */
enum err index_drop(const char *path, struct why *why) MUST_CHECK;

/* Go over the whole file; ERR_CORRUPT. */
enum err index_scan(struct index *x, struct why *why) MUST_CHECK;

/* All rows of all tables as text, one a line, in one order. */
enum err index_dump(struct index *x, FILE *out, struct why *why) MUST_CHECK;

#endif
