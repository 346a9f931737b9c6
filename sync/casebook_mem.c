#include "sync/casebook_mem.h"

#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/text.h"
#include "schema/act.h"
#include "schema/value.h"

struct border {
	uint64_t size;
	struct digest root;
	int64_t time;
};

/* One log: its borders, and the heads its acts cite, in order of position. */
struct cite {
	uint64_t position;
	char node[TEXT_SLUG_BYTES_MAX + 1];
	uint64_t size;
};

struct log {
	char node[TEXT_SLUG_BYTES_MAX + 1];
	uint64_t epoch;
	struct border *borders; /* owned */
	size_t border_count;
	struct cite *cites; /* owned */
	size_t cite_count;
};

struct entry {
	struct place place; /* node borrowed from the log */
	struct bytes raw;   /* in the book's arena */
};

struct file {
	struct digest id;
	struct entry *entries; /* owned */
	size_t count;
};

struct casebook_mem {
	struct casebook casebook; /* first: the functions cast back */
	struct history history;
	struct arena *arena;
	struct log **logs; /* owned, each */
	size_t log_count;
	struct file *files; /* owned */
	size_t file_count;
	struct digest *acts; /* owned; all, in order of arrival */
	size_t act_count;
	const char **numbers; /* owned; texts in the arena */
	size_t number_count;
};

/* Room for one more; plain doubling at powers of two. */
static void *grow(void *items, size_t count, size_t size)
{
	if (count == 0)
		return mem_new(size);
	if ((count & (count - 1)) != 0)
		return items;
	return mem_resize(items, 2 * count * size);
}

static struct log *find_log(
    const struct casebook_mem *b, const char *node, uint64_t epoch)
{
	for (size_t i = 0; i < b->log_count; i++) {
		if (strcmp(b->logs[i]->node, node) == 0 &&
		    b->logs[i]->epoch == epoch)
			return b->logs[i];
	}
	return NULL;
}

static struct log *meet_log(struct casebook_mem *b, const struct batch *batch)
{
	struct log *log = find_log(b, batch->node, batch->epoch);

	if (log != NULL)
		return log;
	log = mem_new(sizeof(*log));
	memcpy(log->node, batch->node, sizeof(log->node));
	log->epoch = batch->epoch;
	b->logs = grow(b->logs, b->log_count, sizeof(struct log *));
	b->logs[b->log_count++] = log;
	return log;
}

static struct file *find_file(
    const struct casebook_mem *b, const struct digest *id)
{
	for (size_t i = 0; i < b->file_count; i++) {
		if (digest_equal(&b->files[i].id, id))
			return &b->files[i];
	}
	return NULL;
}

static struct file *meet_file(struct casebook_mem *b, const struct digest *id)
{
	struct file *f = find_file(b, id);

	if (f != NULL)
		return f;
	b->files = grow(b->files, b->file_count, sizeof(b->files[0]));
	f = &b->files[b->file_count++];
	*f = (struct file){ .id = *id };
	return f;
}

static void add_cites(struct log *log, const struct act *act, uint64_t position)
{
	for (size_t i = 0; i < act->ref_count; i++) {
		const struct act_ref *ref = &act->refs[i];
		struct cite *c;

		if (ref->type != ACT_REF_HEAD)
			continue;
		log->cites =
		    grow(log->cites, log->cite_count, sizeof(log->cites[0]));
		c = &log->cites[log->cite_count++];
		*c = (struct cite){ .position = position, .size = ref->size };
		memcpy(c->node, ref->node, strlen(ref->node) + 1);
	}
}

static void add_entry(
    struct casebook_mem *b, const struct place *place, const struct act *act)
{
	const struct digest *id = act_dossier(act);
	const char *number = value_get_string(act->body, "number");
	struct file *f;

	if (id == NULL)
		return;
	f = meet_file(b, id);
	f->entries = grow(f->entries, f->count, sizeof(f->entries[0]));
	f->entries[f->count++] =
	    (struct entry){ *place, arena_copy(b->arena, act->raw) };
	if (act->has_dossier || number == NULL)
		return;
	b->numbers = grow(b->numbers, b->number_count, sizeof(b->numbers[0]));
	b->numbers[b->number_count++] =
	    arena_text(b->arena, bytes_text(number));
}

static void add_act(struct casebook_mem *b, struct log *log,
    const struct place *place, struct bytes raw)
{
	struct arena *a = arena_new();
	struct act *act;

	must(act_decode(a, raw, &act, NULL) == RULE_NONE);
	b->acts = grow(b->acts, b->act_count, sizeof(b->acts[0]));
	b->acts[b->act_count++] = act->id;
	add_cites(log, act, place->position);
	add_entry(b, place, act);
	arena_free(a);
}

void casebook_mem_add(struct casebook_mem *b, const struct batch *batch)
{
	struct log *log = meet_log(b, batch);
	uint64_t end = log->border_count > 0
			   ? log->borders[log->border_count - 1].size
			   : 0;

	must(batch->first == end);
	log->borders =
	    grow(log->borders, log->border_count, sizeof(log->borders[0]));
	log->borders[log->border_count++] =
	    (struct border){ batch_end(batch), batch->root, batch->time };
	for (uint32_t i = 0; i < batch->count; i++) {
		struct place place = { .node = log->node,
			.epoch = log->epoch,
			.position = batch->first + i,
			.time = batch->time };

		add_act(b, log, &place, batch_act(batch, i));
	}
}

/* ---- the casebook ---- */

static size_t entries(struct casebook *base, struct arena *a,
    const struct digest *dossier, struct dossier_entry **out)
{
	struct casebook_mem *b = (struct casebook_mem *)base;
	const struct file *f = find_file(b, dossier);
	size_t count = f != NULL ? f->count : 0;

	if (count > DOSSIER_ENTRIES_MAX)
		count = DOSSIER_ENTRIES_MAX;
	*out = arena_take_array(a, count + 1, sizeof(**out));
	for (size_t i = 0; i < count; i++) {
		struct act *act;

		must(act_decode(a, f->entries[i].raw, &act, NULL) == RULE_NONE);
		(*out)[i] = (struct dossier_entry){ f->entries[i].place, act };
	}
	return count;
}

static bool has_act(struct casebook *base, const struct digest *id)
{
	struct casebook_mem *b = (struct casebook_mem *)base;

	for (size_t i = 0; i < b->act_count; i++) {
		if (digest_equal(&b->acts[i], id))
			return true;
	}
	return false;
}

static bool number_taken(struct casebook *base, const char *number)
{
	struct casebook_mem *b = (struct casebook_mem *)base;

	for (size_t i = 0; i < b->number_count; i++) {
		if (strcmp(b->numbers[i], number) == 0)
			return true;
	}
	return false;
}

/* ---- the history ---- */

static enum history_answer border(void *arg, const char *node, uint64_t epoch,
    uint64_t size, struct digest *root, int64_t *time)
{
	const struct casebook_mem *b = arg;
	const struct log *log = find_log(b, node, epoch);

	for (size_t i = 0; log != NULL && i < log->border_count; i++) {
		const struct border *at = &log->borders[i];

		if (at->size < size)
			continue;
		if (at->size > size)
			return HISTORY_NO_BORDER;
		*root = at->root;
		*time = at->time;
		return HISTORY_FOUND;
	}
	return HISTORY_BEYOND;
}

static uint64_t cited(void *arg, const char *node, uint64_t epoch,
    uint64_t position, const char *other)
{
	const struct casebook_mem *b = arg;
	const struct log *log = find_log(b, node, epoch);
	uint64_t most = 0;

	for (size_t i = 0; log != NULL && i < log->cite_count; i++) {
		const struct cite *c = &log->cites[i];

		if (c->position < position && strcmp(c->node, other) == 0 &&
		    c->size > most)
			most = c->size;
	}
	return most;
}

static size_t look(void *arg, struct arena *a, const struct digest *dossier,
    struct dossier_entry **out)
{
	struct casebook_mem *b = arg;

	return entries(&b->casebook, a, dossier, out);
}

/* ---- life ---- */

struct casebook_mem *casebook_mem_new(void)
{
	struct casebook_mem *b = mem_new(sizeof(*b));

	b->casebook = (struct casebook){ entries, has_act, number_taken };
	b->history = (struct history){ border, cited, b, look };
	b->arena = arena_new();
	return b;
}

void casebook_mem_free(struct casebook_mem *b)
{
	if (b == NULL)
		return;
	for (size_t i = 0; i < b->log_count; i++) {
		mem_free(b->logs[i]->borders);
		mem_free(b->logs[i]->cites);
		mem_free(b->logs[i]);
	}
	for (size_t i = 0; i < b->file_count; i++)
		mem_free(b->files[i].entries);
	mem_free(b->logs);
	mem_free(b->files);
	mem_free(b->acts);
	mem_free(b->numbers);
	arena_free(b->arena);
	mem_free(b);
}

struct casebook *casebook_mem_casebook(struct casebook_mem *b)
{
	return &b->casebook;
}

const struct history *casebook_mem_history(const struct casebook_mem *b)
{
	return &b->history;
}

size_t casebook_mem_count(const struct casebook_mem *b)
{
	return b->file_count;
}

const struct digest *casebook_mem_at(const struct casebook_mem *b, size_t i)
{
	must(i < b->file_count);
	return &b->files[i].id;
}
