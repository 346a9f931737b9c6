/*
 * rows - everything a file of SQLite holds, in one order, read without the code
 * that wrote it: what the index test compares.
 */
#ifndef TESTS_PROPERTY_ROWS_H
#define TESTS_PROPERTY_ROWS_H

#include "base/buf.h"

/* Every row of every table, keys first, one a line; the statements that made
 * them, too.  Fails the test when the file is damaged, or when the words of its
 * full-text table are not those of its rows. */
void rows_read(const char *path, struct buf *out);

/* Fail, and show the first line that differs. */
void rows_compare(struct bytes here, struct bytes there, const char *what);

#endif
