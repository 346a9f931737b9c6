#include "node/index.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/why.h"
#include "node/index_sql.h"
#include "sync/disk.h"

#define BUSY_MS 10000

#define TEXT_OF(n)   #n
#define NUMBER_OF(n) TEXT_OF(n)

static const char schema[] =
    "BEGIN;"
    "CREATE TABLE logs (node TEXT NOT NULL PRIMARY KEY,"
    " epoch INTEGER NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL,"
    " time INTEGER NOT NULL, \"commit\" BLOB NOT NULL, note BLOB NOT NULL)"
    " STRICT, WITHOUT ROWID;"
    "CREATE TABLE batches (node TEXT NOT NULL, epoch INTEGER NOT NULL,"
    " size INTEGER NOT NULL, first INTEGER NOT NULL, root BLOB NOT NULL,"
    " time INTEGER NOT NULL, \"commit\" BLOB NOT NULL,"
    " PRIMARY KEY (node, epoch, size)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE acts (node TEXT NOT NULL, epoch INTEGER NOT NULL,"
    " position INTEGER NOT NULL, id BLOB NOT NULL, time INTEGER NOT NULL,"
    " kind TEXT NOT NULL, dossier BLOB, folded INTEGER NOT NULL,"
    " leaf BLOB NOT NULL, bytes BLOB NOT NULL,"
    " PRIMARY KEY (node, epoch, position)) STRICT;"
    "CREATE INDEX acts_id ON acts (id);"
    "CREATE INDEX acts_dossier ON acts (dossier)"
    " WHERE dossier IS NOT NULL;"
    "CREATE INDEX acts_folded ON acts (node, epoch, position) WHERE folded;"
    "CREATE TABLE dossiers (id BLOB NOT NULL PRIMARY KEY,"
    " number TEXT NOT NULL, item TEXT NOT NULL, home TEXT NOT NULL,"
    " standard BLOB NOT NULL, node TEXT NOT NULL, epoch INTEGER NOT NULL,"
    " position INTEGER NOT NULL, time INTEGER NOT NULL, person BLOB,"
    " key INTEGER NOT NULL, channel TEXT NOT NULL)"
    " STRICT, WITHOUT ROWID;"
    "CREATE UNIQUE INDEX dossiers_key ON dossiers (key);"
    "CREATE INDEX dossiers_person ON dossiers (person)"
    " WHERE person IS NOT NULL;"
    "CREATE INDEX dossiers_number ON dossiers (number);"
    "CREATE INDEX dossiers_time ON dossiers (time, id);"
    "CREATE TABLE parties (dossier BLOB NOT NULL, node TEXT NOT NULL,"
    " PRIMARY KEY (dossier, node)) STRICT, WITHOUT ROWID;"
    "CREATE VIRTUAL TABLE case_grams USING"
    " fts5(grams, tokenize = 'ascii', detail = 'none');"
    "CREATE TABLE cites (node TEXT NOT NULL, epoch INTEGER NOT NULL,"
    " cited TEXT NOT NULL, position INTEGER NOT NULL,"
    " size INTEGER NOT NULL, highest INTEGER NOT NULL,"
    " PRIMARY KEY (node, epoch, cited, position)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE items (id INTEGER PRIMARY KEY, kind TEXT NOT NULL,"
    " key TEXT NOT NULL, item TEXT NOT NULL, zh TEXT NOT NULL,"
    " en TEXT NOT NULL, department TEXT NOT NULL, more TEXT NOT NULL,"
    " UNIQUE (kind, key, zh, department)) STRICT;"
    "CREATE VIRTUAL TABLE item_grams USING"
    " fts5(grams, tokenize = 'ascii', detail = 'none');"
    "CREATE TABLE loaded (what TEXT NOT NULL PRIMARY KEY,"
    " digest BLOB NOT NULL) STRICT, WITHOUT ROWID;"
    "PRAGMA user_version = " NUMBER_OF(INDEX_SCHEMA) ";"
						     "COMMIT;";

/* Keys stand first, so that the first columns give the one order. */
static const struct {
	const char *name, *query;
} tables[] = {
	{ "logs", "SELECT * FROM logs ORDER BY 1" },
	{ "batches", "SELECT * FROM batches ORDER BY 1, 2, 3" },
	{ "acts", "SELECT * FROM acts ORDER BY 1, 2, 3" },
	{ "dossiers", "SELECT dossiers.*, grams FROM dossiers "
		      "JOIN case_grams ON case_grams.rowid = key ORDER BY 1" },
	{ "parties", "SELECT * FROM parties ORDER BY 1, 2" },
	{ "cites", "SELECT * FROM cites ORDER BY 1, 2, 3, 4" },
	/* their numbers are of the order of arrival */
	{ "items", "SELECT " INDEX_SQL_ITEM_COLUMNS ", grams FROM items "
		   "JOIN item_grams ON item_grams.rowid = items.id "
		   "ORDER BY 1, 2, 4, 6" },
	{ "loaded", "SELECT * FROM loaded ORDER BY 1" },
};

/* ---- life ---- */

static enum err execute(struct index *x, const char *sql, struct why *why)
{
	if (sqlite3_exec(x->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return index_sql_failed(x, "set up", why);
	return ERR_OK;
}

/* One number that a pragma or a query gives. */
static enum err ask(
    struct index *x, const char *sql, int64_t *out, struct why *why)
{
	sqlite3_stmt *st;
	enum err e = ERR_OK;

	if (sqlite3_prepare_v2(x->db, sql, -1, &st, NULL) != SQLITE_OK)
		return index_sql_failed(x, "read", why);
	if (sqlite3_step(st) == SQLITE_ROW)
		*out = sqlite3_column_int64(st, 0);
	else
		e = index_sql_failed(x, "read", why);
	(void)sqlite3_finalize(st);
	return e;
}

static enum err check_schema(
    struct index *x, enum index_mode mode, struct why *why)
{
	int64_t version = 0, tables_there = 0;
	enum err e = ask(x, "PRAGMA user_version", &version, why);

	if (e == ERR_OK)
		e = ask(x, "SELECT count(*) FROM sqlite_schema", &tables_there,
		    why);
	if (e != ERR_OK)
		return e;
	if (version == INDEX_SCHEMA)
		return ERR_OK;
	if (tables_there == 0 && mode == INDEX_WRITE)
		return execute(x, schema, why);
	return why_set(why, ERR_CORRUPT,
	    "the index %s is of schema %" PRId64 ", not %d", x->path, version,
	    INDEX_SCHEMA);
}

/* For its owner alone; SQLite gives what it keeps beside it the same mode. */
static enum err make_file(const char *path, struct why *why)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return disk_failed(why, "open", path);
	return close(fd) == 0 ? ERR_OK : disk_failed(why, "close", path);
}

static enum err attach(struct index *x, enum index_mode mode, struct why *why)
{
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	enum err e;

	flags |= mode == INDEX_WRITE
		     ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
		     : SQLITE_OPEN_READWRITE; /* WAL wants to touch its -shm */
	if (sqlite3_open_v2(x->path, &x->db, flags, NULL) != SQLITE_OK)
		return index_sql_failed(x, "open", why);
	must(sqlite3_busy_timeout(x->db, BUSY_MS) == SQLITE_OK);
	e = execute(x,
	    "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;", why);
	/* The logs are what is durable: after a power cut the index may be
	 * behind them, never torn (WAL with synchronous = NORMAL). */
	if (e == ERR_OK && mode == INDEX_WRITE)
		e = execute(x,
		    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;",
		    why);
	else if (e == ERR_OK)
		e = execute(x, "PRAGMA query_only = ON;", why);
	if (e == ERR_OK)
		e = check_schema(x, mode, why);
	return e == ERR_OK ? index_sql_prepare(x, why) : e;
}

enum err index_open(
    struct index **out, const char *path, enum index_mode mode, struct why *why)
{
	struct index *x;
	enum err e;

	if (mode == INDEX_READ && access(path, F_OK) != 0)
		return why_set(why, ERR_NOT_FOUND,
		    "没有索引 %s / there is no such index", path);
	x = mem_new(sizeof(*x));
	x->path = mem_copy_text(path);
	e = mode == INDEX_WRITE ? make_file(path, why) : ERR_OK;
	if (e == ERR_OK)
		e = attach(x, mode, why);
	if (e != ERR_OK) {
		index_close(x);
		return e;
	}
	*out = x;
	return ERR_OK;
}

void index_close(struct index *x)
{
	if (x == NULL)
		return;
	for (size_t i = 0; i < INDEX_SQL_COUNT; i++)
		(void)sqlite3_finalize(x->statements[i]);
	(void)sqlite3_close(x->db);
	mem_free(x->path);
	mem_free(x);
}

/* The file itself last: what is left of a half drop is an older index. */
enum err index_drop(const char *path, struct why *why)
{
	static const char *const tails[] = { "-wal", "-shm", "" };
	enum err e = ERR_OK;

	for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
		char *file = mem_print("%s%s", path, tails[i]);

		if (unlink(file) != 0 && errno != ENOENT)
			e = disk_failed(why, "remove", file);
		mem_free(file);
	}
	return e;
}

enum err index_scan(struct index *x, struct why *why)
{
	sqlite3_stmt *st;
	enum err e = ERR_OK;

	if (sqlite3_prepare_v2(x->db, "PRAGMA quick_check(1)", -1, &st, NULL) !=
	    SQLITE_OK)
		return index_sql_failed(x, "read", why);
	if (sqlite3_step(st) != SQLITE_ROW)
		e = index_sql_failed(x, "read", why);
	else if (strcmp(index_sql_text(st, 0), "ok") != 0)
		e = why_set(why, ERR_CORRUPT, "the index %s is damaged: %.200s",
		    x->path, index_sql_text(st, 0));
	(void)sqlite3_finalize(st);
	return e;
}

/* ---- showing ---- */

static void dump_value(sqlite3_stmt *st, int column, struct buf *out)
{
	struct bytes b;

	switch (sqlite3_column_type(st, column)) {
	case SQLITE_INTEGER:
		buf_print(out, "%" PRId64, index_sql_int(st, column));
		break;
	case SQLITE_NULL:
		buf_put_byte(out, '-');
		break;
	case SQLITE_BLOB:
		b = index_sql_bytes(st, column);
		for (size_t i = 0; i < b.n; i++)
			buf_print(out, "%02x", b.p[i]);
		break;
	default:
		buf_put_text(out, index_sql_text(st, column));
		break;
	}
}

static enum err dump_table(struct index *x, const char *name, const char *query,
    FILE *out, struct why *why)
{
	struct buf line = { 0 };
	sqlite3_stmt *st;
	int status;
	enum err e = ERR_OK;

	if (sqlite3_prepare_v2(x->db, query, -1, &st, NULL) != SQLITE_OK)
		return index_sql_failed(x, "read", why);
	while ((status = sqlite3_step(st)) == SQLITE_ROW) {
		buf_clear(&line);
		buf_put_text(&line, name);
		for (int i = 0; i < sqlite3_column_count(st); i++) {
			buf_put_byte(&line, ' ');
			dump_value(st, i, &line);
		}
		buf_put_byte(&line, '\n');
		if (fwrite(line.p, 1, line.n, out) != line.n) {
			e = why_set(why, ERR_STORAGE, "cannot write the dump");
			break;
		}
	}
	if (e == ERR_OK && status != SQLITE_DONE)
		e = index_sql_failed(x, "read", why);
	(void)sqlite3_finalize(st);
	buf_fini(&line);
	return e;
}

enum err index_dump(struct index *x, FILE *out, struct why *why)
{
	enum err e = ERR_OK;

	for (size_t i = 0;
	     e == ERR_OK && i < sizeof(tables) / sizeof(tables[0]); i++)
		e = dump_table(x, tables[i].name, tables[i].query, out, why);
	return e;
}
