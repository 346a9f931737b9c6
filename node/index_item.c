#include "node/index_item.h"

#include <sqlite3.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "node/catalogue.h"
#include "node/index_sql.h"
#include "schema/act.h"
#include "schema/standard.h"
#include "schema/value.h"

/* ---- one row ---- */

static enum err put_grams(
    struct index *x, const struct search_item *item, struct why *why)
{
	struct sqlite3_stmt *st = index_sql_start(x, INDEX_SQL_PUT_GRAMS);
	struct buf grams = { 0 };

	search_put_grams(item, &grams);
	index_sql_put_int(st, 1, sqlite3_last_insert_rowid(x->db));
	index_sql_put_text(st, 2, buf_text(&grams));
	buf_fini(&grams);
	return index_sql_run(x, st, why);
}

static enum err put(
    struct index *x, const struct search_item *item, struct why *why)
{
	struct sqlite3_stmt *st = index_sql_start(x, INDEX_SQL_PUT_ITEM);
	const char *const texts[] = { item->kind, item->key, item->item,
		item->zh, item->en, item->department, item->more };
	enum err e;

	for (int i = 0; i < (int)(sizeof(texts) / sizeof(texts[0])); i++)
		index_sql_put_text(st, i + 1, texts[i]);
	e = index_sql_run(x, st, why);
	/* The same item again changes nothing. */
	if (e != ERR_OK || sqlite3_changes(x->db) == 0)
		return e;
	return put_grams(x, item, why);
}

/* ---- standards ---- */

static void put_word(struct buf *out, const struct value *map, const char *key)
{
	const char *text = value_get_string(map, key);

	if (text != NULL) {
		buf_put_text(out, text);
		buf_put_byte(out, ' ');
	}
}

/* Its guide in plain words, and its code in the catalogue. */
static void put_more(struct buf *out, const struct value *tree)
{
	const struct value *guide = value_get(tree, "guide");
	const struct value *faq = value_get(guide, "faq");

	put_word(out, tree, "catalogue");
	put_word(out, guide, "apply");
	put_word(out, guide, "steps");
	for (size_t i = 0; i < value_count(faq); i++) {
		put_word(out, value_at(faq, i), "q");
		put_word(out, value_at(faq, i), "a");
	}
}

static const char *or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

enum err index_item_put_act(
    struct index *x, const struct act *act, struct why *why)
{
	struct standard_faults faults = { .count = 0 };
	const struct standard *s;
	const struct value *tree;
	char digest[DIGEST_HEX_ROOM];
	struct arena *a;
	struct buf more = { 0 };
	enum err e = ERR_OK;

	if (strcmp(act->kind, "standard.publish") != 0 ||
	    !value_get_map(act->body, "standard", &tree))
		return ERR_OK;
	a = arena_new();
	if (standard_from(&s, a, tree, &faults) == ERR_OK) {
		digest_hex(digest, &s->digest);
		put_more(&more, tree);
		e = put(x,
		    &(struct search_item){ INDEX_ITEM_STANDARD, digest, s->item,
			s->zh, or_empty(s->en),
			or_empty(value_get_string(tree, "department")),
			buf_text(&more) },
		    why);
	}
	buf_fini(&more);
	arena_free(a);
	return e;
}

/* ---- the catalogue ---- */

static enum err run(struct index *x, enum index_sql name, struct why *why)
{
	return index_sql_run(x, index_sql_start(x, name), why);
}

static enum err replace(struct index *x, const struct catalogue *c,
    const struct digest *digest, struct why *why)
{
	struct sqlite3_stmt *st;
	enum err e = run(x, INDEX_SQL_DROP_GRAMS, why);

	if (e == ERR_OK)
		e = run(x, INDEX_SQL_DROP_CATALOGUE, why);
	for (size_t i = 0; e == ERR_OK && i < c->row_count; i++) {
		const struct catalogue_row *r = &c->rows[i];

		e = put(x,
		    &(struct search_item){ INDEX_ITEM_CATALOGUE, r->code,
			r->type, r->name, "", r->department, "" },
		    why);
	}
	if (e != ERR_OK)
		return e;
	st = index_sql_start(x, INDEX_SQL_PUT_LOADED);
	index_sql_put_digest(st, 1, digest);
	return index_sql_run(x, st, why);
}

enum err index_item_load(struct index *x, const struct catalogue *c,
    const struct digest *digest, struct why *why)
{
	enum err e = run(x, INDEX_SQL_BEGIN, why);

	if (e != ERR_OK)
		return e;
	e = replace(x, c, digest, why);
	if (e == ERR_OK)
		e = run(x, INDEX_SQL_COMMIT, why);
	if (e != ERR_OK) /* says nothing that @why does not say already */
		(void)(run(x, INDEX_SQL_ROLLBACK, NULL) == ERR_OK);
	return e;
}

bool index_item_is_loaded(struct index *x, const struct digest *digest)
{
	struct sqlite3_stmt *st = index_sql_start(x, INDEX_SQL_LOADED);
	bool same = index_sql_row(x, st) &&
		    bytes_equal(index_sql_bytes(st, 0), digest_bytes(digest));

	index_sql_end(st);
	return same;
}

/* ---- finding ---- */

void index_item_find(struct index *x, struct bytes match,
    void (*seen)(void *arg, const struct search_item *item), void *arg)
{
	struct sqlite3_stmt *st = index_sql_start(x, INDEX_SQL_FIND_ITEMS);
	struct arena *a = arena_new();

	index_sql_put_text(st, 1, arena_text(a, match));
	while (index_sql_row(x, st))
		seen(arg, &(struct search_item){ index_sql_text(st, 0),
			      index_sql_text(st, 1), index_sql_text(st, 2),
			      index_sql_text(st, 3), index_sql_text(st, 4),
			      index_sql_text(st, 5), index_sql_text(st, 6) });
	index_sql_end(st);
	arena_free(a);
}
