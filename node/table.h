/*
 * table - rows for eyes: columns as wide as their widest cell, East Asian
 * text counted double, as terminals show it.
 */
#ifndef NODE_TABLE_H
#define NODE_TABLE_H

#include <stddef.h>

#define TABLE_COLUMNS_MAX 12

struct value;

struct table; /* cells are copied */

struct table *table_new(size_t columns);

/* One row: exactly .columns texts, then NULL.  The first row is the heading. */
void table_row(struct table *t, ...) __attribute__((sentinel));

/* The text that @map has under @key, for a cell; "-" when it has none. */
const char *table_cell(const struct value *map, const char *key);

/* Print to standard output, and free. */
void table_print(struct table *t);

#endif
