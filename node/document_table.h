/*
 * document_table - which event leaves which paper: the word of the standard's
 * `documents`, title and sentences where the standard has none of its own
 * (docs/STANDARD.md).
 */
#ifndef NODE_DOCUMENT_TABLE_H
#define NODE_DOCUMENT_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#define DOCUMENT_TABLE_LINES_MAX 6

enum document_matter {
	DOCUMENT_ANY,
	DOCUMENT_TASK, /* somebody must see to it: an order and its like */
};

struct document_row {
	const char *kind;
	enum document_matter matter;
	const char *word;
	const char *zh, *en; /* title */
	const char *lines_zh[DOCUMENT_TABLE_LINES_MAX];
	const char *lines_en[DOCUMENT_TABLE_LINES_MAX];
};

/* The paper of an event in a kind of matter ("licence"; NULL: any); @word NULL:
 * its first.  NULL: it leaves none. */
const struct document_row *document_table_find(
    const char *kind, const char *matter, const char *word);

size_t document_table_count(void);
const struct document_row *document_table_at(size_t i);

#endif
