#include "node/table.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "schema/value.h"

struct table {
	size_t columns;
	size_t count; /* cells */
	size_t room;
	char **cells; /* owned, row after row */
};

struct table *table_new(size_t columns)
{
	struct table *t = mem_new(sizeof(*t));

	must(columns > 0 && columns <= TABLE_COLUMNS_MAX);
	t->columns = columns;
	return t;
}

void table_row(struct table *t, ...)
{
	va_list list;

	if (t->count + t->columns > t->room) {
		t->room = 2 * t->room + 8 * t->columns;
		t->cells = mem_resize(t->cells, t->room * sizeof(*t->cells));
	}
	va_start(list, t);
	for (size_t i = 0; i < t->columns; i++) {
		const char *text = va_arg(list, const char *);

		must(text != NULL);
		t->cells[t->count] = mem_copy_text(text);
		text_keep_one_line(t->cells[t->count++]);
	}
	must(va_arg(list, const char *) == NULL);
	va_end(list);
}

static void widths(const struct table *t, size_t *out)
{
	for (size_t i = 0; i < t->count; i++) {
		size_t w = text_columns(bytes_text(t->cells[i]));

		if (w > out[i % t->columns])
			out[i % t->columns] = w;
	}
}

const char *table_cell(const struct value *map, const char *key)
{
	const char *text = value_get_string(map, key);

	return text != NULL && text[0] != '\0' ? text : "-";
}

void table_print(struct table *t)
{
	size_t width[TABLE_COLUMNS_MAX] = { 0 };

	widths(t, width);
	for (size_t i = 0; i < t->count; i++) {
		size_t column = i % t->columns;
		size_t w = text_columns(bytes_text(t->cells[i]));

		(void)fputs(t->cells[i], stdout);
		if (column + 1 == t->columns)
			(void)putchar('\n');
		else
			(void)printf("%*s", (int)(width[column] - w + 2), "");
		mem_free(t->cells[i]);
	}
	mem_free(t->cells);
	mem_free(t);
}
