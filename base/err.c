#include "base/err.h"

#include <stddef.h>
#include <threads.h>

#include "base/text.h"

#define NAME_ROOM 32

static const struct {
	enum err err;
	int exit_code;
	const char *upper;
	const char *text;
} rows[] = {
#define X(name, number, exit_code, text) { ERR_##name, exit_code, #name, text },
	ERR_MAP(X)
#undef X
};

#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))

static char names[ROW_COUNT][NAME_ROOM]; /* written once, by fill_names() */
static once_flag names_once = ONCE_FLAG_INIT;

static void fill_names(void)
{
	for (size_t i = 0; i < ROW_COUNT; i++)
		text_lower(names[i], NAME_ROOM, rows[i].upper);
}

/* Row of @e; ROW_COUNT for a stray number. */
static size_t find(enum err e)
{
	size_t i = 0;

	while (i < ROW_COUNT && rows[i].err != e)
		i++;
	return i;
}

const char *err_text(enum err e)
{
	size_t i = find(e);

	return i < ROW_COUNT ? rows[i].text : "unknown error";
}

const char *err_name(enum err e)
{
	size_t i = find(e);

	call_once(&names_once, fill_names);
	return i < ROW_COUNT ? names[i] : "unknown";
}

int err_exit(enum err e)
{
	size_t i = find(e);

	/* A number nobody gave out is our own bug: EX_SOFTWARE. */
	return i < ROW_COUNT ? rows[i].exit_code : 70;
}
