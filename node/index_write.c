#include "node/index_write.h"

#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/why.h"
#include "node/index_case.h"
#include "node/index_item.h"
#include "node/index_read.h"
#include "node/index_sql.h"
#include "schema/act.h"
#include "schema/value.h"
#include "sync/batch.h"

#define FOLLOW_ACTS_MAX 4096 /* in one transaction of catching up */

/* ---- one act ---- */

/* What a fold outside dossiers must see: ledger_add() keeps nothing of an act
 * of a case but what opens one, and what would stop the log. */
static bool is_folded(const struct act *act)
{
	return !act->has_dossier || act->critical;
}

static enum err put_act(struct index *x, const struct batch *b, uint32_t i,
    const struct act *act, struct why *why)
{
	struct sqlite3_stmt *st = index_sql_start(x, INDEX_SQL_PUT_ACT);
	const struct digest *dossier = act_dossier(act);

	index_sql_put_text(st, 1, b->node);
	index_sql_put_int(st, 2, (int64_t)b->epoch);
	index_sql_put_int(st, 3, (int64_t)(b->first + i));
	index_sql_put_digest(st, 4, &act->id);
	index_sql_put_int(st, 5, b->time);
	index_sql_put_text(st, 6, act->kind);
	if (dossier != NULL)
		index_sql_put_digest(st, 7, dossier);
	index_sql_put_int(st, 8, is_folded(act));
	index_sql_put_digest(st, 9, &b->leaves[i]);
	index_sql_put_bytes(st, 10, act->raw);
	return index_sql_run(x, st, why);
}

/* The largest head of this log that the act cites, unless an earlier of its
 * refs names the log already; 0 then. */
static uint64_t largest_cite(const struct act *act, size_t at)
{
	uint64_t size = 0;

	for (size_t i = 0; i < act->ref_count; i++) {
		const struct act_ref *ref = &act->refs[i];

		if (ref->type != ACT_REF_HEAD ||
		    strcmp(ref->node, act->refs[at].node) != 0)
			continue;
		if (i < at)
			return 0;
		if (ref->size > size)
			size = ref->size;
	}
	return size;
}

static uint64_t highest_before(struct index *x, const struct batch *b,
    uint64_t position, const char *cited)
{
	struct sqlite3_stmt *st = index_sql_start(x, INDEX_SQL_CITED);
	uint64_t highest = 0;

	index_sql_put_text(st, 1, b->node);
	index_sql_put_int(st, 2, (int64_t)b->epoch);
	index_sql_put_text(st, 3, cited);
	index_sql_put_int(st, 4, (int64_t)position);
	if (index_sql_row(x, st))
		highest = (uint64_t)index_sql_int(st, 0);
	index_sql_end(st);
	return highest;
}

static enum err put_cites(struct index *x, const struct batch *b, uint32_t i,
    const struct act *act, struct why *why)
{
	uint64_t position = b->first + i;
	enum err e = ERR_OK;

	for (size_t r = 0; e == ERR_OK && r < act->ref_count; r++) {
		struct sqlite3_stmt *st;
		uint64_t size, highest;

		if (act->refs[r].type != ACT_REF_HEAD)
			continue;
		size = largest_cite(act, r);
		if (size == 0 || size > INT64_MAX)
			continue;
		highest = highest_before(x, b, position, act->refs[r].node);
		st = index_sql_start(x, INDEX_SQL_PUT_CITE);
		index_sql_put_text(st, 1, b->node);
		index_sql_put_int(st, 2, (int64_t)b->epoch);
		index_sql_put_text(st, 3, act->refs[r].node);
		index_sql_put_int(st, 4, (int64_t)position);
		index_sql_put_int(st, 5, (int64_t)size);
		index_sql_put_int(
		    st, 6, (int64_t)(size > highest ? size : highest));
		e = index_sql_run(x, st, why);
	}
	return e;
}

static enum err add_act(
    struct index *x, const struct batch *b, uint32_t i, struct why *why)
{
	struct arena *a = arena_new();
	struct act *act;
	enum err e = ERR_OK;

	if (act_decode(a, batch_act(b, i), &act, why) != RULE_NONE)
		e = ERR_CORRUPT;
	if (e == ERR_OK)
		e = put_act(x, b, i, act, why);
	if (e == ERR_OK)
		e = index_case_put_act(x,
		    &(struct place){ b->node, b->epoch, b->first + i, b->time },
		    act, why);
	if (e == ERR_OK)
		e = put_cites(x, b, i, act, why);
	if (e == ERR_OK)
		e = index_item_put_act(x, act, why);
	arena_free(a);
	return e;
}

/* ---- one batch ---- */

static enum err put_log(struct index *x, const struct batch *b, struct why *why)
{
	struct sqlite3_stmt *st = index_sql_start(x, INDEX_SQL_PUT_LOG);

	index_sql_put_text(st, 1, b->node);
	index_sql_put_int(st, 2, (int64_t)b->epoch);
	index_sql_put_int(st, 3, (int64_t)batch_end(b));
	index_sql_put_digest(st, 4, &b->root);
	index_sql_put_int(st, 5, b->time);
	index_sql_put_bytes(st, 6, bytes_of(b->commit_id));
	index_sql_put_bytes(st, 7, b->checkpoint);
	return index_sql_run(x, st, why);
}

static enum err put_batch(
    struct index *x, const struct batch *b, struct why *why)
{
	struct sqlite3_stmt *st = index_sql_start(x, INDEX_SQL_PUT_BATCH);

	index_sql_put_text(st, 1, b->node);
	index_sql_put_int(st, 2, (int64_t)b->epoch);
	index_sql_put_int(st, 3, (int64_t)batch_end(b));
	index_sql_put_int(st, 4, (int64_t)b->first);
	index_sql_put_digest(st, 5, &b->root);
	index_sql_put_int(st, 6, b->time);
	index_sql_put_bytes(st, 7, bytes_of(b->commit_id));
	return index_sql_run(x, st, why);
}

static enum err add_batch(
    struct index *x, const struct batch *b, struct why *why)
{
	struct index_log log;
	bool there = index_read_log(x, b->node, &log);
	enum err e;

	if (there ? log.epoch != b->epoch || log.size != b->first
		  : b->first != 0)
		return why_set(why, ERR_CORRUPT,
		    "the index does not end where the batch of %s begins",
		    b->node);
	e = put_log(x, b, why);
	if (e == ERR_OK)
		e = put_batch(x, b, why);
	for (uint32_t i = 0; e == ERR_OK && i < b->count; i++)
		e = add_act(x, b, i, why);
	return e;
}

static enum err run(struct index *x, enum index_sql name, struct why *why)
{
	return index_sql_run(x, index_sql_start(x, name), why);
}

enum err index_write_batches(
    void *index, const struct batch *batches, size_t count, struct why *why)
{
	struct index *x = index;
	enum err e = run(x, INDEX_SQL_BEGIN, why);

	if (e != ERR_OK)
		return e;
	for (size_t i = 0; e == ERR_OK && i < count; i++)
		e = add_batch(x, &batches[i], why);
	if (e == ERR_OK)
		e = run(x, INDEX_SQL_COMMIT, why);
	if (e != ERR_OK) /* says nothing that @why does not say already */
		(void)(run(x, INDEX_SQL_ROLLBACK, NULL) == ERR_OK);
	return e;
}

/* ---- catching up ---- */

/* The batch that the index holds at this border is the same one. */
static bool holds(struct index *x, const struct batch *b)
{
	struct sqlite3_stmt *st = index_sql_start(x, INDEX_SQL_BATCH);
	bool same = false;

	index_sql_put_text(st, 1, b->node);
	index_sql_put_int(st, 2, (int64_t)b->epoch);
	index_sql_put_int(st, 3, (int64_t)batch_end(b));
	if (index_sql_row(x, st))
		same =
		    (uint64_t)index_sql_int(st, 0) == b->first &&
		    bytes_equal(index_sql_bytes(st, 1), bytes_of(b->root)) &&
		    index_sql_int(st, 2) == b->time &&
		    bytes_equal(index_sql_bytes(st, 3), bytes_of(b->commit_id));
	index_sql_end(st);
	return same;
}

static enum err follow_new(
    struct index *x, const struct batch *b, struct why *why)
{
	enum err e = ERR_OK;

	if (!x->following) {
		e = run(x, INDEX_SQL_BEGIN, why);
		x->following = e == ERR_OK;
	}
	if (e == ERR_OK)
		e = add_batch(x, b, why);
	x->follow_acts += b->count;
	if (e == ERR_OK && x->follow_acts >= FOLLOW_ACTS_MAX)
		e = index_write_commit(x, why);
	return e;
}

enum err index_write_follow(
    struct index *x, const struct batch *b, struct why *why)
{
	struct index_log log = { .size = 0 };
	bool there = index_read_log(x, b->node, &log);

	if (log.size == b->first && (!there || log.epoch == b->epoch))
		return follow_new(x, b, why);
	if (there && batch_end(b) <= log.size && holds(x, b))
		return ERR_OK;
	return why_set(why, ERR_CONFLICT,
	    "the index says otherwise of %s's log than the log", b->node);
}

enum err index_write_commit(struct index *x, struct why *why)
{
	if (!x->following)
		return ERR_OK;
	x->following = false;
	x->follow_acts = 0;
	return run(x, INDEX_SQL_COMMIT, why);
}
