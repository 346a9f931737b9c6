#include "node/report_source.h"

#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/why.h"
#include "node/folder.h"
#include "node/index.h"
#include "schema/act.h"
#include "schema/dossier.h"
#include "schema/genesis.h"

struct report_source {
	struct arena *arena;
	struct index *index;
	struct genesis genesis;
	struct index_log *heads; /* in the arena */
	size_t count;
	const struct history *all; /* of the index */
	struct history history;    /* the same up to the heads */
	struct ledger *ledger;     /* NULL until it is read */
};

static const struct index_log *head_of(
    const struct report_source *s, const char *node)
{
	for (size_t i = 0; i < s->count; i++)
		if (strcmp(s->heads[i].node, node) == 0)
			return &s->heads[i];
	return NULL;
}

static bool is_within(const struct report_source *s, const struct place *p)
{
	const struct index_log *head = head_of(s, p->node);

	return head != NULL && p->epoch == head->epoch &&
	       p->position < head->size;
}

/* ---- history up to the heads ---- */

static enum history_answer border(void *arg, const char *node, uint64_t epoch,
    uint64_t size, struct digest *root, int64_t *time)
{
	const struct report_source *s = arg;
	const struct index_log *head = head_of(s, node);

	if (head == NULL || epoch > head->epoch ||
	    (epoch == head->epoch && size > head->size))
		return HISTORY_BEYOND;
	return s->all->border(s->all->arg, node, epoch, size, root, time);
}

static uint64_t cited(void *arg, const char *node, uint64_t epoch,
    uint64_t position, const char *other)
{
	const struct report_source *s = arg;

	return s->all->cited(s->all->arg, node, epoch, position, other);
}

static size_t entries_of(void *arg, struct arena *a,
    const struct digest *dossier, struct dossier_entry **out)
{
	struct report_source *s = arg;
	size_t n = index_read_entries(s->index, a, dossier, out);
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (is_within(s, &(*out)[i].place))
			(*out)[kept++] = (*out)[i];
	return kept;
}

/* ---- life ---- */

enum err report_source_open(
    struct report_source **out, const char *dir, struct why *why)
{
	struct report_source *s = mem_new(sizeof(*s));
	char *path = folder_path(dir, FOLDER_INDEX);
	enum err e = folder_check(dir, why);

	s->arena = arena_new();
	if (e == ERR_OK)
		e = folder_genesis(dir, NULL, &s->genesis, why);
	if (e == ERR_OK)
		e = index_open(&s->index, path, INDEX_READ, why);
	mem_free(path);
	if (e != ERR_OK) {
		report_source_close(s);
		return e;
	}
	s->all = index_read_history(s->index);
	s->history = (struct history){ border, cited, s, entries_of };
	s->count = index_read_logs(s->index, s->arena, &s->heads);
	*out = s;
	return ERR_OK;
}

void report_source_close(struct report_source *s)
{
	if (s == NULL)
		return;
	ledger_free(s->ledger);
	index_close(s->index);
	arena_free(s->arena);
	mem_free(s);
}

const struct index_log *report_source_heads(
    const struct report_source *s, size_t *count)
{
	*count = s->count;
	return s->heads;
}

static enum err check_head(
    struct report_source *s, struct index_log *head, struct why *why)
{
	struct digest root;

	if (s->all->border(s->all->arg, head->node, head->epoch, head->size,
		&root, &head->time) != HISTORY_FOUND)
		return why_set(why, ERR_NOT_FOUND,
		    "本节点没有 %s 日志的第 %llu 条为止,等同步完成再核 / this "
		    "node does not hold the log of %s up to %llu; wait until "
		    "it has caught up",
		    head->node, (unsigned long long)head->size, head->node,
		    (unsigned long long)head->size);
	if (!digest_equal(&root, &head->root))
		return why_set(why, ERR_CONFLICT,
		    "%s 日志的第 %llu 条为止与本节点所存不同 / the log of %s up "
		    "to %llu is another one here",
		    head->node, (unsigned long long)head->size, head->node,
		    (unsigned long long)head->size);
	return ERR_OK;
}

enum err report_source_set(struct report_source *s,
    const struct index_log *heads, size_t count, struct why *why)
{
	enum err e = ERR_OK;

	must(count <= REPORT_SOURCE_HEADS_MAX && s->ledger == NULL);
	s->heads = arena_take_array(s->arena, count + 1, sizeof(*heads));
	s->count = count;
	if (count > 0)
		memcpy(s->heads, heads, count * sizeof(*heads));
	for (size_t i = 0; e == ERR_OK && i < count; i++)
		e = check_head(s, &s->heads[i], why);
	return e;
}

/* ---- ledger ---- */

static enum err feed(void *arg, const struct index_act *found, struct why *why)
{
	struct report_source *s = arg;
	struct arena *a;
	struct act *act;
	enum err e = ERR_OK;

	if (!is_within(s, &found->place))
		return ERR_OK;
	a = arena_new();
	if (act_decode(a, found->raw, &act, why) != RULE_NONE)
		e = ERR_CORRUPT;
	else /* what breaks a rule is on record and counts nothing */
		(void)ledger_add(s->ledger, &found->place, act, NULL);
	arena_free(a);
	return e;
}

enum err report_source_read(struct report_source *s, struct why *why)
{
	const char *authority = s->genesis.authority.node;
	enum err e;

	must(s->ledger == NULL);
	s->ledger = ledger_new(&s->genesis, &s->history);
	e = index_read_folded(s->index, authority, feed, s, why);
	for (size_t i = 0; e == ERR_OK && i < s->count; i++)
		if (strcmp(s->heads[i].node, authority) != 0 &&
		    ledger_member(s->ledger, s->heads[i].node) != NULL)
			e = index_read_folded(
			    s->index, s->heads[i].node, feed, s, why);
	return e;
}

const struct ledger *report_source_ledger(const struct report_source *s)
{
	return s->ledger;
}

const struct genesis *report_source_genesis(const struct report_source *s)
{
	return &s->genesis;
}

/* ---- cases ---- */

static void fold_one(struct report_source *s, const struct digest *id,
    void (*seen)(void *arg, const struct dossier *d, const struct ledger *l),
    void *arg)
{
	struct arena *a = arena_new();
	struct dossier_entry *entries;
	size_t kept = entries_of(s, a, id, &entries);

	if (kept > 0)
		seen(arg, dossier_fold(a, s->ledger, id, entries, kept),
		    s->ledger);
	arena_free(a);
}

void report_source_each(struct report_source *s,
    void (*seen)(void *arg, const struct dossier *d, const struct ledger *l),
    void *arg)
{
	struct index_cursor cursor = { 0 };
	bool more = true;

	while (more) {
		struct arena *a = arena_new();
		struct index_dossier *found;
		size_t n = index_read_dossiers(
		    s->index, a, NULL, &cursor, INDEX_PAGE_MAX, &found, &more);

		for (size_t i = 0; i < n; i++)
			fold_one(s, &found[i].id, seen, arg);
		arena_free(a);
	}
}

/* ---- what is held beyond ---- */

bool report_source_is_behind(
    struct report_source *s, const struct index_log *held, int64_t time)
{
	const struct index_log *head = head_of(s, held->node);
	uint64_t from = head != NULL ? head->size : 0;
	struct arena *a = arena_new();
	struct index_act act;
	bool behind = held->size > from &&
		      index_read_act_at(
			  s->index, a, held->node, held->epoch, from, &act) &&
		      act.place.time < time;

	arena_free(a);
	return behind;
}

size_t report_source_held(
    struct report_source *s, struct arena *a, struct index_log **out)
{
	return index_read_logs(s->index, a, out);
}
