/*
 * index_sql - statements of the index, prepared once.  For node/index*.c.
 *
 *	st = index_sql_start(x, INDEX_SQL_ACT_BY_ID);
 *	index_sql_put_digest(st, 1, id);
 *	if (index_sql_row(x, st)) ...
 *	index_sql_end(st);
 *
 * A statement that is not ended keeps an old snapshot of the file: each start
 * has its end.
 */
#ifndef NODE_INDEX_SQL_H
#define NODE_INDEX_SQL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "keys/digest.h"
#include "node/index.h"
#include "schema/ledger.h"
#include "sync/casebook.h"

struct sqlite3;
struct sqlite3_stmt;
struct why;

#define INDEX_SQL_ACT_COLUMNS \
	"id, node, epoch, position, time, kind, dossier, bytes"
#define INDEX_SQL_DOSSIER_COLUMNS \
	"id, number, item, home, standard, node, epoch, position, time, person"

#define INDEX_SQL_ITEM_COLUMNS "kind, key, item, zh, en, department, more"

#define INDEX_SQL_MAP(X)                                                       \
	X(BEGIN, "BEGIN IMMEDIATE")                                            \
	X(COMMIT, "COMMIT")                                                    \
	X(ROLLBACK, "ROLLBACK")                                                \
	X(LOG, "SELECT node, epoch, size, root, time, \"commit\" FROM logs "   \
	       "WHERE node = ?1")                                              \
	X(NOTE, "SELECT note FROM logs WHERE node = ?1")                       \
	X(LOGS, "SELECT node, epoch, size, root, time, \"commit\" FROM logs "  \
		"ORDER BY node")                                               \
	X(PUT_LOG,                                                             \
	    "INSERT OR REPLACE INTO logs VALUES (?1,?2,?3,?4,?5,?6,?7)")       \
	X(PUT_BATCH, "INSERT INTO batches VALUES (?1,?2,?3,?4,?5,?6,?7)")      \
	X(BATCH, "SELECT first, root, time, \"commit\" FROM batches "          \
		 "WHERE node = ?1 AND epoch = ?2 AND size = ?3")               \
	X(PUT_ACT, "INSERT INTO acts VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)") \
	X(PUT_DOSSIER, "INSERT OR IGNORE INTO dossiers "                       \
		       "VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12)")      \
	X(PUT_CITE, "INSERT INTO cites VALUES (?1,?2,?3,?4,?5,?6)")            \
	X(CITED, "SELECT highest FROM cites WHERE node = ?1 AND epoch = ?2 "   \
		 "AND cited = ?3 AND position < ?4 "                           \
		 "ORDER BY position DESC LIMIT 1")                             \
	X(CITING, "SELECT position FROM cites WHERE node = ?1 AND epoch = ?2 " \
		  "AND cited = ?3 AND position < ?4 "                          \
		  "ORDER BY size DESC, position LIMIT 1")                      \
	X(LEAF, "SELECT leaf FROM acts "                                       \
		"WHERE node = ?1 AND epoch = ?2 AND position = ?3")            \
	X(HAS_ACT, "SELECT 1 FROM acts WHERE id = ?1 LIMIT 1")                 \
	X(NAMES, "SELECT 1 FROM acts WHERE instr(bytes, ?1) > 0 LIMIT 1")      \
	X(ACT, "SELECT " INDEX_SQL_ACT_COLUMNS " FROM acts WHERE id = ?1 "     \
	       "ORDER BY node, epoch, position LIMIT 1")                       \
	X(ACTS_FROM, "SELECT " INDEX_SQL_ACT_COLUMNS " FROM acts "             \
		     "WHERE node = ?1 AND epoch = ?2 AND position >= ?3 "      \
		     "ORDER BY position LIMIT ?4")                             \
	X(FOLDED, "SELECT " INDEX_SQL_ACT_COLUMNS " FROM acts "                \
		  "WHERE node = ?1 AND folded ORDER BY epoch, position")       \
	X(ENTRIES, "SELECT " INDEX_SQL_ACT_COLUMNS " FROM acts "               \
		   "WHERE dossier = ?1 ORDER BY node, epoch, position "        \
		   "LIMIT ?2")                                                 \
	X(DOSSIER, "SELECT " INDEX_SQL_DOSSIER_COLUMNS " FROM dossiers "       \
		   "WHERE id = ?1")                                            \
	X(NUMBER, "SELECT " INDEX_SQL_DOSSIER_COLUMNS " FROM dossiers "        \
		  "WHERE number = ?1 ORDER BY time, id LIMIT ?2")              \
	X(TAKEN, "SELECT 1 FROM dossiers WHERE number = ?1 AND node = ?2 "     \
		 "LIMIT 1")                                                    \
	X(DOSSIERS, "SELECT " INDEX_SQL_DOSSIER_COLUMNS " FROM dossiers "      \
		    "WHERE (time, id) < (?1, ?2) "                             \
		    "AND (?3 IS NULL OR node = ?3 OR home = ?3) "              \
		    "ORDER BY time DESC, id DESC LIMIT ?4")                    \
	X(PERSON, "SELECT " INDEX_SQL_DOSSIER_COLUMNS " FROM dossiers "        \
		  "WHERE person = ?1 ORDER BY time, id LIMIT ?2")              \
	X(DUPLICATES,                                                          \
	    "SELECT " INDEX_SQL_DOSSIER_COLUMNS " FROM dossiers AS d "         \
	    "WHERE (time, id) < (?1, ?2) AND ?3 IS NULL "                      \
	    "AND person IS NOT NULL AND EXISTS (SELECT 1 FROM dossiers AS o "  \
	    "WHERE o.person = d.person AND o.id <> d.id) "                     \
	    "ORDER BY time DESC, id DESC LIMIT ?4")                            \
	X(SEQUENCE, "SELECT max(CAST(substr(number, length(?2) + 1) "          \
		    "AS INTEGER)) FROM dossiers "                              \
		    "WHERE node = ?1 AND number >= ?2 AND number < ?2 || '~'") \
	X(PUT_ITEM,                                                            \
	    "INSERT OR IGNORE INTO items "                                     \
	    "(" INDEX_SQL_ITEM_COLUMNS ") VALUES (?1,?2,?3,?4,?5,?6,?7)")      \
	X(PUT_GRAMS, "INSERT INTO item_grams (rowid, grams) VALUES (?1, ?2)")  \
	X(DROP_GRAMS, "DELETE FROM item_grams WHERE rowid IN "                 \
		      "(SELECT id FROM items WHERE kind = 'catalogue')")       \
	X(DROP_CATALOGUE, "DELETE FROM items WHERE kind = 'catalogue'")        \
	X(PUT_LOADED,                                                          \
	    "INSERT OR REPLACE INTO loaded VALUES ('catalogue', ?1)")          \
	X(LOADED, "SELECT digest FROM loaded WHERE what = 'catalogue'")        \
	X(FIND_ITEMS, "SELECT " INDEX_SQL_ITEM_COLUMNS " FROM items "          \
		      "WHERE id IN (SELECT rowid FROM item_grams "             \
		      "WHERE item_grams MATCH ?1)")                            \
	X(PUT_PARTY, "INSERT OR IGNORE INTO parties VALUES (?1,?2)")           \
	X(PARTIES, "SELECT node FROM parties WHERE dossier = ?1 ORDER BY 1")   \
	X(CASE, "SELECT key, number, item, channel FROM dossiers "             \
		"WHERE id = ?1")                                               \
	X(KEYED, "SELECT id FROM dossiers WHERE key = ?1")                     \
	X(PUT_CASE_GRAMS,                                                      \
	    "INSERT INTO case_grams (rowid, grams) VALUES (?1, ?2)")           \
	X(SET_CASE_GRAMS, "UPDATE case_grams SET grams = ?2 WHERE rowid = ?1") \
	X(FIND_CASES, "SELECT rowid FROM case_grams "                          \
		      "WHERE case_grams MATCH ?1 AND rowid < ?2 "              \
		      "ORDER BY rowid DESC")                                   \
	X(COUNT_ACTS, "SELECT count(*) FROM acts")                             \
	X(COUNT_DOSSIERS, "SELECT count(*) FROM dossiers")                     \
	X(COUNT_UNCHECKED, "SELECT count(*) FROM dossiers WHERE person IS NULL")

enum index_sql {
#define X(name, text) INDEX_SQL_##name,
	INDEX_SQL_MAP(X)
#undef X
	    INDEX_SQL_COUNT
};

/* The casebook of one node; casebook.entries() and so on cast back. */
struct index_casebook {
	struct casebook casebook; /* first */
	struct index *index;      /* borrowed */
	const char *node;         /* borrowed */
};

struct index {
	struct sqlite3 *db;
	struct sqlite3_stmt *statements[INDEX_SQL_COUNT];
	char *path;
	bool following; /* a transaction of index_write_follow() is open */
	uint64_t follow_acts; /* in it */
	struct history history;
	struct index_casebook casebook;
};

/* All of them, so that a file with another shape is told when it is opened. */
enum err index_sql_prepare(struct index *x, struct why *why) MUST_CHECK;

struct sqlite3_stmt *index_sql_start(struct index *x, enum index_sql name);
void index_sql_put_int(struct sqlite3_stmt *st, int at, int64_t n);
void index_sql_put_text(struct sqlite3_stmt *st, int at, const char *text);
void index_sql_put_bytes(struct sqlite3_stmt *st, int at, struct bytes b);
void index_sql_put_digest(
    struct sqlite3_stmt *st, int at, const struct digest *d);

/* Borrowed until the next step. */
int64_t index_sql_int(struct sqlite3_stmt *st, int column);
const char *index_sql_text(struct sqlite3_stmt *st, int column);
struct bytes index_sql_bytes(struct sqlite3_stmt *st, int column);
/* A BLOB of just that size; one of another ends the process. */
void index_sql_fixed(struct index *x, struct sqlite3_stmt *st, int column,
    void *out, size_t size);

/* The next row for a reader; what fails ends the process (index_read.h). */
bool index_sql_row(struct index *x, struct sqlite3_stmt *st);
void index_sql_end(struct sqlite3_stmt *st);

/* Run a statement without rows, and end it, for the writer. */
enum err index_sql_run(
    struct index *x, struct sqlite3_stmt *st, struct why *why) MUST_CHECK;

/* What SQLite's last error on @x is to us: ERR_CORRUPT, ERR_NO_SPACE,
 * ERR_STORAGE. */
enum err index_sql_failed(
    struct index *x, const char *what, struct why *why) MUST_CHECK;

/* Nothing more can be answered of this index. */
_Noreturn void index_sql_broken(struct index *x);

#endif
