#include "node/index_read.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/why.h"
#include "node/index_sql.h"
#include "schema/act.h"
#include "schema/genesis.h"

#define NUMBER_DOSSIERS_MAX 64 /* shown for one number */
#define LOGS_MAX            8192
#define ROWS_AT_FIRST       16

/* ---- history ---- */

static bool read_border(struct index *x, const char *node, uint64_t epoch,
    uint64_t size, struct digest *root, int64_t *time)
{
	struct sqlite3_stmt *st = index_sql_start(x, INDEX_SQL_BATCH);
	bool there;

	index_sql_put_text(st, 1, node);
	index_sql_put_int(st, 2, (int64_t)epoch);
	index_sql_put_int(st, 3, (int64_t)size);
	there = index_sql_row(x, st);
	if (there) {
		index_sql_fixed(x, st, 1, root, sizeof(*root));
		*time = index_sql_int(st, 2);
	}
	index_sql_end(st);
	return there;
}

static enum history_answer border(void *arg, const char *node, uint64_t epoch,
    uint64_t size, struct digest *root, int64_t *time)
{
	struct index *x = arg;
	struct index_log log;

	if (size > INT64_MAX || epoch > INT64_MAX ||
	    !index_read_log(x, node, &log) || log.epoch < epoch ||
	    (log.epoch == epoch && log.size < size))
		return HISTORY_BEYOND;
	return read_border(x, node, epoch, size, root, time)
		   ? HISTORY_FOUND
		   : HISTORY_NO_BORDER;
}

static uint64_t cited(void *arg, const char *node, uint64_t epoch,
    uint64_t position, const char *of)
{
	struct index *x = arg;
	struct sqlite3_stmt *st = index_sql_start(x, INDEX_SQL_CITED);
	uint64_t highest = 0;

	index_sql_put_text(st, 1, node);
	index_sql_put_int(st, 2, (int64_t)epoch);
	index_sql_put_text(st, 3, of);
	index_sql_put_int(
	    st, 4, position > INT64_MAX ? INT64_MAX : (int64_t)position);
	if (index_sql_row(x, st))
		highest = (uint64_t)index_sql_int(st, 0);
	index_sql_end(st);
	return highest;
}

static size_t entries_of(void *arg, struct arena *a,
    const struct digest *dossier, struct dossier_entry **out)
{
	return index_read_entries(arg, a, dossier, out);
}

const struct history *index_read_history(struct index *x)
{
	x->history = (struct history){ border, cited, x, entries_of };
	return &x->history;
}

/* ---- casebook ---- */

static struct index_casebook *casebook_of(struct casebook *b)
{
	return (struct index_casebook *)(void *)b;
}

static size_t entries(struct casebook *b, struct arena *a,
    const struct digest *dossier, struct dossier_entry **out)
{
	return index_read_entries(casebook_of(b)->index, a, dossier, out);
}

static bool has_act(struct casebook *b, const struct digest *id)
{
	struct index *x = casebook_of(b)->index;
	struct sqlite3_stmt *st = index_sql_start(x, INDEX_SQL_HAS_ACT);
	bool there;

	index_sql_put_digest(st, 1, id);
	there = index_sql_row(x, st);
	index_sql_end(st);
	return there;
}

static bool number_taken(struct casebook *b, const char *number)
{
	struct index *x = casebook_of(b)->index;
	struct sqlite3_stmt *st = index_sql_start(x, INDEX_SQL_TAKEN);
	bool there;

	index_sql_put_text(st, 1, number);
	index_sql_put_text(st, 2, casebook_of(b)->node);
	there = index_sql_row(x, st);
	index_sql_end(st);
	return there;
}

struct casebook *index_read_casebook(struct index *x, const char *node)
{
	x->casebook = (struct index_casebook){
		.casebook = { entries, has_act, number_taken },
		.index = x,
		.node = node,
	};
	return &x->casebook.casebook;
}

/* ---- logs ---- */

static void take_log(
    struct index *x, struct sqlite3_stmt *st, struct index_log *out)
{
	const char *node = index_sql_text(st, 0);
	size_t n = strlen(node);

	if (n > TEXT_SLUG_BYTES_MAX)
		index_sql_broken(x);
	memset(out, 0, sizeof(*out));
	memcpy(out->node, node, n);
	out->epoch = (uint64_t)index_sql_int(st, 1);
	out->size = (uint64_t)index_sql_int(st, 2);
	index_sql_fixed(x, st, 3, &out->root, sizeof(out->root));
	out->time = index_sql_int(st, 4);
	index_sql_fixed(x, st, 5, &out->commit, sizeof(out->commit));
}

size_t index_read_logs(struct index *x, struct arena *a, struct index_log **out)
{
	struct sqlite3_stmt *st = index_sql_start(x, INDEX_SQL_LOGS);
	struct index_log *logs = mem_new_array(LOGS_MAX, sizeof(*logs));
	size_t count = 0;

	while (count < LOGS_MAX && index_sql_row(x, st))
		take_log(x, st, &logs[count++]);
	index_sql_end(st);
	*out = arena_take_array(a, count + 1, sizeof(*logs));
	memcpy(*out, logs, count * sizeof(*logs));
	mem_free(logs);
	return count;
}

bool index_read_log(struct index *x, const char *node, struct index_log *out)
{
	struct sqlite3_stmt *st = index_sql_start(x, INDEX_SQL_LOG);
	bool there;

	index_sql_put_text(st, 1, node);
	there = index_sql_row(x, st);
	if (there)
		take_log(x, st, out);
	index_sql_end(st);
	return there;
}

bool index_read_note(
    struct index *x, struct arena *a, const char *node, struct bytes *out)
{
	struct sqlite3_stmt *st = index_sql_start(x, INDEX_SQL_NOTE);
	bool there;

	index_sql_put_text(st, 1, node);
	there = index_sql_row(x, st);
	if (there)
		*out = arena_copy(a, index_sql_bytes(st, 0));
	index_sql_end(st);
	return there;
}

bool index_read_leaf(struct index *x, const char *node, uint64_t epoch,
    uint64_t position, struct digest *out)
{
	struct sqlite3_stmt *st = index_sql_start(x, INDEX_SQL_LEAF);
	bool there;

	index_sql_put_text(st, 1, node);
	index_sql_put_int(st, 2, (int64_t)epoch);
	index_sql_put_int(st, 3, (int64_t)position);
	there = index_sql_row(x, st);
	if (there)
		index_sql_fixed(x, st, 0, out, sizeof(*out));
	index_sql_end(st);
	return there;
}

/* ---- acts ---- */

static void take_act(struct index *x, struct sqlite3_stmt *st, struct arena *a,
    struct index_act *out)
{
	memset(out, 0, sizeof(*out));
	index_sql_fixed(x, st, 0, &out->id, sizeof(out->id));
	out->place.node = arena_text(a, bytes_text(index_sql_text(st, 1)));
	out->place.epoch = (uint64_t)index_sql_int(st, 2);
	out->place.position = (uint64_t)index_sql_int(st, 3);
	out->place.time = index_sql_int(st, 4);
	out->kind = arena_text(a, bytes_text(index_sql_text(st, 5)));
	out->has_dossier = sqlite3_column_type(st, 6) != SQLITE_NULL;
	if (out->has_dossier)
		index_sql_fixed(x, st, 6, &out->dossier, sizeof(out->dossier));
	out->raw = arena_copy(a, index_sql_bytes(st, 7));
}

bool index_read_act(struct index *x, struct arena *a, const struct digest *id,
    struct index_act *out)
{
	struct sqlite3_stmt *st = index_sql_start(x, INDEX_SQL_ACT);
	bool there;

	index_sql_put_digest(st, 1, id);
	there = index_sql_row(x, st);
	if (there)
		take_act(x, st, a, out);
	index_sql_end(st);
	return there;
}

/* Room for one more of what is being read, in an arena. */
static void *grow(struct arena *a, void *rows, size_t count, size_t size)
{
	size_t room = count < ROWS_AT_FIRST ? ROWS_AT_FIRST : 2 * count;
	void *more;

	/* Powers of two: there is still room in between. */
	if (count != 0 && (count < ROWS_AT_FIRST || (count & (count - 1))))
		return rows;
	more = arena_take_array(a, room, size);
	if (count > 0)
		memcpy(more, rows, count * size);
	return more;
}

size_t index_read_acts(struct index *x, struct arena *a, const char *node,
    uint64_t epoch, uint64_t from, size_t limit, struct index_act **out)
{
	struct sqlite3_stmt *st = index_sql_start(x, INDEX_SQL_ACTS_FROM);
	size_t count = 0;

	*out = NULL;
	index_sql_put_text(st, 1, node);
	index_sql_put_int(st, 2, (int64_t)epoch);
	index_sql_put_int(st, 3, (int64_t)from);
	index_sql_put_int(st, 4, (int64_t)limit);
	while (index_sql_row(x, st)) {
		*out = grow(a, *out, count, sizeof(**out));
		take_act(x, st, a, &(*out)[count++]);
	}
	index_sql_end(st);
	return count;
}

bool index_read_act_at(struct index *x, struct arena *a, const char *node,
    uint64_t epoch, uint64_t position, struct index_act *out)
{
	struct index_act *acts;
	size_t n = index_read_acts(x, a, node, epoch, position, 1, &acts);

	if (n == 0 || acts[0].place.position != position)
		return false;
	*out = acts[0];
	return true;
}

bool index_read_citing(struct index *x, struct arena *a, const char *node,
    uint64_t epoch, uint64_t position, const char *cited, struct index_act *out)
{
	struct sqlite3_stmt *st = index_sql_start(x, INDEX_SQL_CITING);
	uint64_t at = 0;
	bool there;

	index_sql_put_text(st, 1, node);
	index_sql_put_int(st, 2, (int64_t)epoch);
	index_sql_put_text(st, 3, cited);
	index_sql_put_int(st, 4, (int64_t)position);
	there = index_sql_row(x, st);
	if (there)
		at = (uint64_t)index_sql_int(st, 0);
	index_sql_end(st);
	return there && index_read_act_at(x, a, node, epoch, at, out);
}

enum err index_read_folded(struct index *x, const char *node,
    enum err (*seen)(void *arg, const struct index_act *act, struct why *why),
    void *arg, struct why *why)
{
	struct sqlite3_stmt *st = index_sql_start(x, INDEX_SQL_FOLDED);
	enum err e = ERR_OK;

	index_sql_put_text(st, 1, node);
	while (e == ERR_OK && index_sql_row(x, st)) {
		struct arena *a = arena_new();
		struct index_act act;

		take_act(x, st, a, &act);
		e = seen(arg, &act, why);
		arena_free(a);
	}
	index_sql_end(st);
	return e;
}

size_t index_read_entries(struct index *x, struct arena *a,
    const struct digest *dossier, struct dossier_entry **out)
{
	struct sqlite3_stmt *st = index_sql_start(x, INDEX_SQL_ENTRIES);
	size_t count = 0;

	*out = NULL;
	index_sql_put_digest(st, 1, dossier);
	index_sql_put_int(st, 2, DOSSIER_ENTRIES_MAX);
	while (index_sql_row(x, st)) {
		struct dossier_entry *entry;
		struct act *act;

		if (act_decode(a, index_sql_bytes(st, 7), &act, NULL) !=
		    RULE_NONE)
			index_sql_broken(x);
		*out = grow(a, *out, count, sizeof(**out));
		entry = &(*out)[count++];
		entry->act = act;
		entry->place = (struct place){ act->node,
			(uint64_t)index_sql_int(st, 2),
			(uint64_t)index_sql_int(st, 3), index_sql_int(st, 4) };
	}
	index_sql_end(st);
	return count;
}

/* ---- ledger ---- */

struct feed {
	struct ledger *ledger;
	size_t refused;
};

static enum err feed_act(
    void *arg, const struct index_act *found, struct why *why)
{
	struct feed *f = arg;
	struct arena *a = arena_new();
	struct act *act;
	enum err e = ERR_OK;

	if (act_decode(a, found->raw, &act, why) != RULE_NONE)
		e = ERR_CORRUPT;
	else if (ledger_add(f->ledger, &found->place, act, NULL) != RULE_NONE)
		f->refused++;
	arena_free(a);
	return e;
}

enum err index_read_ledger(struct index *x, const struct genesis *genesis,
    struct ledger **out, size_t *refused, struct why *why)
{
	struct feed f = { ledger_new(genesis, index_read_history(x)), 0 };
	const char *authority = genesis->authority.node;
	struct arena *a = arena_new();
	struct index_log *logs;
	size_t count = index_read_logs(x, a, &logs);
	enum err e = index_read_folded(x, authority, feed_act, &f, why);

	for (size_t i = 0; e == ERR_OK && i < count; i++) {
		if (strcmp(logs[i].node, authority) == 0 ||
		    ledger_member(f.ledger, logs[i].node) == NULL)
			continue;
		e = index_read_folded(x, logs[i].node, feed_act, &f, why);
	}
	arena_free(a);
	if (e != ERR_OK) {
		ledger_free(f.ledger);
		return e;
	}
	if (refused != NULL)
		*refused = f.refused;
	*out = f.ledger;
	return ERR_OK;
}

/* ---- dossiers ---- */

static void take_dossier(struct index *x, struct sqlite3_stmt *st,
    struct arena *a, struct index_dossier *out)
{
	memset(out, 0, sizeof(*out));
	index_sql_fixed(x, st, 0, &out->id, sizeof(out->id));
	out->number = arena_text(a, bytes_text(index_sql_text(st, 1)));
	out->item = arena_text(a, bytes_text(index_sql_text(st, 2)));
	out->home = arena_text(a, bytes_text(index_sql_text(st, 3)));
	index_sql_fixed(x, st, 4, &out->standard, sizeof(out->standard));
	out->opened.node = arena_text(a, bytes_text(index_sql_text(st, 5)));
	out->opened.epoch = (uint64_t)index_sql_int(st, 6);
	out->opened.position = (uint64_t)index_sql_int(st, 7);
	out->opened.time = index_sql_int(st, 8);
	out->has_person = sqlite3_column_type(st, 9) != SQLITE_NULL;
	if (out->has_person)
		index_sql_fixed(x, st, 9, &out->person, sizeof(out->person));
}

/* All rows of a started statement; ends it. */
static size_t take_dossiers(struct index *x, struct sqlite3_stmt *st,
    struct arena *a, struct index_dossier **out)
{
	size_t count = 0;

	*out = NULL;
	while (index_sql_row(x, st)) {
		*out = grow(a, *out, count, sizeof(**out));
		take_dossier(x, st, a, &(*out)[count++]);
	}
	index_sql_end(st);
	return count;
}

size_t index_read_number(struct index *x, struct arena *a, const char *number,
    struct index_dossier **out)
{
	struct sqlite3_stmt *st = index_sql_start(x, INDEX_SQL_NUMBER);

	index_sql_put_text(st, 1, number);
	index_sql_put_int(st, 2, NUMBER_DOSSIERS_MAX);
	return take_dossiers(x, st, a, out);
}

size_t index_read_person(struct index *x, struct arena *a,
    const struct digest *person, struct index_dossier **out)
{
	struct sqlite3_stmt *st = index_sql_start(x, INDEX_SQL_PERSON);

	index_sql_put_digest(st, 1, person);
	index_sql_put_int(st, 2, INDEX_PERSON_MAX);
	return take_dossiers(x, st, a, out);
}

bool index_read_dossier(struct index *x, struct arena *a,
    const struct digest *id, struct index_dossier *out)
{
	struct sqlite3_stmt *st = index_sql_start(x, INDEX_SQL_DOSSIER);
	struct index_dossier *found;

	index_sql_put_digest(st, 1, id);
	if (take_dossiers(x, st, a, &found) == 0)
		return false;
	*out = found[0];
	return true;
}

/* Where a page begins, and how long it may be: bound to a started statement of
 * dossiers, newest first. */
static struct sqlite3_stmt *start_page(struct index *x, enum index_sql name,
    const struct index_cursor *cursor, size_t limit)
{
	struct sqlite3_stmt *st = index_sql_start(x, name);

	index_sql_put_int(st, 1, cursor->set ? cursor->time : INT64_MAX);
	index_sql_put_digest(st, 2, &cursor->id);
	index_sql_put_int(st, 4, (int64_t)limit + 1);
	return st;
}

/* One row more than the page was read: that row only says there is more. */
static size_t end_page(struct index_cursor *cursor,
    const struct index_dossier *rows, size_t count, size_t limit, bool *more)
{
	*more = count > limit;
	if (*more)
		count = limit;
	if (count > 0)
		*cursor = (struct index_cursor){ true,
			rows[count - 1].opened.time, rows[count - 1].id };
	return count;
}

static size_t page_limit(size_t limit)
{
	return limit > INDEX_PAGE_MAX ? INDEX_PAGE_MAX : limit;
}

size_t index_read_dossiers(struct index *x, struct arena *a, const char *node,
    struct index_cursor *cursor, size_t limit, struct index_dossier **out,
    bool *more)
{
	struct sqlite3_stmt *st =
	    start_page(x, INDEX_SQL_DOSSIERS, cursor, page_limit(limit));
	size_t count;

	if (node != NULL)
		index_sql_put_text(st, 3, node);
	count = take_dossiers(x, st, a, out);
	return end_page(cursor, *out, count, page_limit(limit), more);
}

size_t index_read_duplicates(struct index *x, struct arena *a,
    struct index_cursor *cursor, size_t limit, struct index_dossier **out,
    bool *more)
{
	struct sqlite3_stmt *st =
	    start_page(x, INDEX_SQL_DUPLICATES, cursor, page_limit(limit));
	size_t count = take_dossiers(x, st, a, out);

	return end_page(cursor, *out, count, page_limit(limit), more);
}

void index_read_cursor_format(
    char out[static INDEX_CURSOR_TEXT_ROOM], const struct index_cursor *c)
{
	char id[DIGEST_HEX_ROOM];

	digest_hex(id, &c->id);
	(void)snprintf(
	    out, INDEX_CURSOR_TEXT_ROOM, "%" PRId64 ".%s", c->time, id);
}

enum err index_read_cursor_parse(struct index_cursor *out, const char *text)
{
	const char *dot = strchr(text, '.');
	struct index_cursor c = { .set = true };
	uint64_t time;

	if (dot == NULL ||
	    text_decimal(&time,
		(struct bytes){ (const uint8_t *)text, (size_t)(dot - text) },
		INT64_MAX) != ERR_OK ||
	    digest_unhex(&c.id, bytes_text(dot + 1)) != ERR_OK)
		return ERR_PARSE;
	c.time = (int64_t)time;
	*out = c;
	return ERR_OK;
}

uint64_t index_read_last_sequence(
    struct index *x, const char *node, const char *prefix)
{
	struct sqlite3_stmt *st = index_sql_start(x, INDEX_SQL_SEQUENCE);
	int64_t last = 0;

	index_sql_put_text(st, 1, node);
	index_sql_put_text(st, 2, prefix);
	if (index_sql_row(x, st))
		last = index_sql_int(st, 0); /* NULL reads as 0 */
	index_sql_end(st);
	return last > 0 ? (uint64_t)last : 0;
}

/* ---- counts ---- */

static uint64_t count_of(struct index *x, enum index_sql name)
{
	struct sqlite3_stmt *st = index_sql_start(x, name);
	uint64_t n = 0;

	if (index_sql_row(x, st))
		n = (uint64_t)index_sql_int(st, 0);
	index_sql_end(st);
	return n;
}

uint64_t index_read_act_count(struct index *x)
{
	return count_of(x, INDEX_SQL_COUNT_ACTS);
}

uint64_t index_read_dossier_count(struct index *x)
{
	return count_of(x, INDEX_SQL_COUNT_DOSSIERS);
}

uint64_t index_read_unchecked_count(struct index *x)
{
	return count_of(x, INDEX_SQL_COUNT_UNCHECKED);
}
