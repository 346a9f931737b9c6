#include "node/index_case.h"

#include <sqlite3.h>

#include "base/buf.h"
#include "base/text.h"
#include "node/case_words.h"
#include "node/index_sql.h"
#include "schema/act.h"
#include "schema/value.h"

#define KEY_ID_BITS  29
#define KEY_TIME_MAX ((INT64_C(1) << 33) - 1) /* seconds: the year 2242 */
#define PARTIES_MAX  256 /* that are found by; a case has a dozen */

/* ---- the key ---- */

static int64_t key_of(const struct digest *id, int64_t time)
{
	uint32_t bits = (uint32_t)id->b[0] << 24 | (uint32_t)id->b[1] << 16 |
			(uint32_t)id->b[2] << 8 | id->b[3];

	if (time < 0)
		time = 0;
	if (time > KEY_TIME_MAX)
		time = KEY_TIME_MAX;
	return (int64_t)((uint64_t)time << KEY_ID_BITS |
			 bits >> (32 - KEY_ID_BITS));
}

bool index_case_key(struct index *x, const struct digest *id, int64_t *out)
{
	struct sqlite3_stmt *st = index_sql_start(x, INDEX_SQL_CASE);
	bool there;

	index_sql_put_digest(st, 1, id);
	there = index_sql_row(x, st);
	if (there)
		*out = index_sql_int(st, 0);
	index_sql_end(st);
	return there;
}

bool index_case_id(struct index *x, int64_t key, struct digest *out)
{
	struct sqlite3_stmt *st = index_sql_start(x, INDEX_SQL_KEYED);
	bool there;

	index_sql_put_int(st, 1, key);
	there = index_sql_row(x, st);
	if (there)
		index_sql_fixed(x, st, 0, out, sizeof(*out));
	index_sql_end(st);
	return there;
}

/* ---- parties ---- */

/* *@grown when it was not known yet. */
static enum err put_party(struct index *x, const struct digest *dossier,
    const char *node, bool *grown, struct why *why)
{
	struct sqlite3_stmt *st = index_sql_start(x, INDEX_SQL_PUT_PARTY);
	enum err e;

	index_sql_put_digest(st, 1, dossier);
	index_sql_put_text(st, 2, node);
	e = index_sql_run(x, st, why);
	*grown = *grown || (e == ERR_OK && sqlite3_changes(x->db) > 0);
	return e;
}

/* Whose log the act stands in, and to whom it offers, sends or assigns. */
static enum err put_parties(struct index *x, const struct digest *dossier,
    const struct place *place, const struct act *act, bool *grown,
    struct why *why)
{
	static const char *const names[] = { "home", "to" };
	enum err e = put_party(x, dossier, place->node, grown, why);

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *node = value_get_string(act->body, names[i]);

		if (e == ERR_OK && node != NULL &&
		    text_is_slug(bytes_text(node)))
			e = put_party(x, dossier, node, grown, why);
	}
	return e;
}

static size_t read_parties(struct index *x, struct arena *a,
    const struct digest *dossier, const char *out[static PARTIES_MAX])
{
	struct sqlite3_stmt *st = index_sql_start(x, INDEX_SQL_PARTIES);
	size_t count = 0;

	index_sql_put_digest(st, 1, dossier);
	while (count < PARTIES_MAX && index_sql_row(x, st))
		out[count++] = arena_text(a, bytes_text(index_sql_text(st, 0)));
	index_sql_end(st);
	return count;
}

/* ---- the row ---- */

/* What a well formed opening act says; a misshapen one opens nothing.  *@fresh
 * when it was not there yet. */
static enum err put_dossier(struct index *x, const struct place *place,
    const struct act *act, bool *fresh, struct why *why)
{
	const char *number = value_get_string(act->body, "number");
	const char *item = value_get_string(act->body, "item");
	const char *home = value_get_string(act->body, "home");
	const char *channel = value_get_string(act->body, "channel");
	int64_t key = key_of(&act->id, place->time), there;
	struct sqlite3_stmt *st;
	struct digest taken;
	struct bytes person;

	if (!act_opens(act) || act->has_dossier || number == NULL ||
	    item == NULL || home == NULL || !act->has_std ||
	    index_case_key(x, &act->id, &there))
		return ERR_OK;
	while (index_case_id(x, key, &taken))
		key++;
	*fresh = true;
	st = index_sql_start(x, INDEX_SQL_PUT_DOSSIER);
	index_sql_put_digest(st, 1, &act->id);
	index_sql_put_text(st, 2, number);
	index_sql_put_text(st, 3, item);
	index_sql_put_text(st, 4, home);
	index_sql_put_digest(st, 5, &act->std);
	index_sql_put_text(st, 6, place->node);
	index_sql_put_int(st, 7, (int64_t)place->epoch);
	index_sql_put_int(st, 8, (int64_t)place->position);
	index_sql_put_int(st, 9, place->time);
	if (value_get_bin(act->body, "person", &person) &&
	    person.n == DIGEST_BYTES)
		index_sql_put_bytes(st, 10, person);
	index_sql_put_int(st, 11, key);
	index_sql_put_text(st, 12, channel != NULL ? channel : "");
	return index_sql_run(x, st, why);
}

/* The words of the case, by what is held of it now. */
static enum err put_words(struct index *x, const struct digest *id,
    enum index_sql how, struct why *why)
{
	struct sqlite3_stmt *st = index_sql_start(x, INDEX_SQL_CASE);
	const char *districts[PARTIES_MAX];
	struct case_words words = { .districts = districts };
	struct arena *a = arena_new();
	struct buf grams = { 0 };
	int64_t key = 0;
	bool there;
	enum err e = ERR_OK;

	index_sql_put_digest(st, 1, id);
	there = index_sql_row(x, st);
	if (there) {
		key = index_sql_int(st, 0);
		words.number = arena_text(a, bytes_text(index_sql_text(st, 1)));
		words.item = arena_text(a, bytes_text(index_sql_text(st, 2)));
		words.channel =
		    arena_text(a, bytes_text(index_sql_text(st, 3)));
	}
	index_sql_end(st);
	if (there) {
		words.district_count = read_parties(x, a, id, districts);
		case_words_put(&grams, &words);
		st = index_sql_start(x, how);
		index_sql_put_int(st, 1, key);
		index_sql_put_text(st, 2, buf_text(&grams));
		e = index_sql_run(x, st, why);
	}
	buf_fini(&grams);
	arena_free(a);
	return e;
}

enum err index_case_put_act(struct index *x, const struct place *place,
    const struct act *act, struct why *why)
{
	const struct digest *id = act_dossier(act);
	bool fresh = false, grown = false;
	enum err e;

	if (id == NULL)
		return ERR_OK;
	e = put_dossier(x, place, act, &fresh, why);
	if (e == ERR_OK)
		e = put_parties(x, id, place, act, &grown, why);
	if (e == ERR_OK && fresh)
		e = put_words(x, id, INDEX_SQL_PUT_CASE_GRAMS, why);
	else if (e == ERR_OK && grown)
		e = put_words(x, id, INDEX_SQL_SET_CASE_GRAMS, why);
	return e;
}

/* ---- finding ---- */

void index_case_find(struct index *x, struct bytes match, int64_t before,
    bool (*seen)(void *arg, int64_t key), void *arg)
{
	struct sqlite3_stmt *st = index_sql_start(x, INDEX_SQL_FIND_CASES);
	struct arena *a = arena_new();

	index_sql_put_text(st, 1, arena_text(a, match));
	index_sql_put_int(st, 2, before);
	while (index_sql_row(x, st) && seen(arg, index_sql_int(st, 0)))
		continue;
	index_sql_end(st);
	arena_free(a);
}
