#include "node/index_sql.h"

#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "base/journal.h"
#include "base/mem.h"
#include "base/why.h"

static const char *const texts[] = {
#define X(name, text) text,
	INDEX_SQL_MAP(X)
#undef X
};

enum err index_sql_failed(struct index *x, const char *what, struct why *why)
{
	enum err e = ERR_STORAGE;

	switch (sqlite3_errcode(x->db) & 0xff) {
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_MISMATCH:
	case SQLITE_CONSTRAINT:
	case SQLITE_ERROR: /* a table that is not there */
		e = ERR_CORRUPT;
		break;
	case SQLITE_FULL:
		e = ERR_NO_SPACE;
		break;
	default:
		break;
	}
	return why_set(why, e, "cannot %s the index %s: %s", what, x->path,
	    sqlite3_errmsg(x->db));
}

_Noreturn void index_sql_broken(struct index *x)
{
	journal_say(JOURNAL_ERROR, "the index cannot be read any more", "file",
	    x->path, "reason", sqlite3_errmsg(x->db), NULL);
	_exit(err_exit(ERR_CORRUPT));
}

enum err index_sql_prepare(struct index *x, struct why *why)
{
	for (size_t i = 0; i < INDEX_SQL_COUNT; i++) {
		if (sqlite3_prepare_v3(x->db, texts[i], -1,
			SQLITE_PREPARE_PERSISTENT, &x->statements[i],
			NULL) != SQLITE_OK)
			return index_sql_failed(x, "read", why);
	}
	return ERR_OK;
}

struct sqlite3_stmt *index_sql_start(struct index *x, enum index_sql name)
{
	return x->statements[name];
}

void index_sql_put_int(struct sqlite3_stmt *st, int at, int64_t n)
{
	must(sqlite3_bind_int64(st, at, n) == SQLITE_OK);
}

void index_sql_put_text(struct sqlite3_stmt *st, int at, const char *text)
{
	must(
	    sqlite3_bind_text(st, at, text, -1, SQLITE_TRANSIENT) == SQLITE_OK);
}

void index_sql_put_bytes(struct sqlite3_stmt *st, int at, struct bytes b)
{
	must(b.n <= INT32_MAX);
	must(sqlite3_bind_blob(st, at, b.n == 0 ? (const void *)"" : b.p,
		 (int)b.n, SQLITE_TRANSIENT) == SQLITE_OK);
}

void index_sql_put_digest(
    struct sqlite3_stmt *st, int at, const struct digest *d)
{
	index_sql_put_bytes(st, at, digest_bytes(d));
}

int64_t index_sql_int(struct sqlite3_stmt *st, int column)
{
	return sqlite3_column_int64(st, column);
}

const char *index_sql_text(struct sqlite3_stmt *st, int column)
{
	const unsigned char *text = sqlite3_column_text(st, column);

	return text == NULL ? "" : (const char *)text;
}

struct bytes index_sql_bytes(struct sqlite3_stmt *st, int column)
{
	const void *p = sqlite3_column_blob(st, column);
	int n = sqlite3_column_bytes(st, column);

	return (struct bytes){ p, p == NULL ? 0 : (size_t)n };
}

void index_sql_fixed(struct index *x, struct sqlite3_stmt *st, int column,
    void *out, size_t size)
{
	struct bytes b = index_sql_bytes(st, column);

	if (b.n != size)
		index_sql_broken(x);
	memcpy(out, b.p, size);
}

bool index_sql_row(struct index *x, struct sqlite3_stmt *st)
{
	int status = sqlite3_step(st);

	if (status != SQLITE_ROW && status != SQLITE_DONE)
		index_sql_broken(x);
	return status == SQLITE_ROW;
}

void index_sql_end(struct sqlite3_stmt *st)
{
	(void)sqlite3_reset(st); /* repeats what the last step said */
	(void)sqlite3_clear_bindings(st);
}

enum err index_sql_run(
    struct index *x, struct sqlite3_stmt *st, struct why *why)
{
	enum err e = ERR_OK;

	if (sqlite3_step(st) != SQLITE_DONE)
		e = index_sql_failed(x, "write", why);
	index_sql_end(st);
	return e;
}
