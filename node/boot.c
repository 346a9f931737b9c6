/*
 *	boot_open -> open_all -> open_authority -> members -> open_others
 *	                 |                                       |
 *	                 +-- index is wrong: drop it, once more -+-> ledger
 */
#include "node/boot.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/journal.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/why.h"
#include "node/branch_aside.h"
#include "node/catalogue_file.h"
#include "node/folder.h"
#include "node/index.h"
#include "node/index_read.h"
#include "node/index_write.h"
#include "schema/ledger.h"
#include "sync/disk.h"

#define LOG_TAIL      ".git"
#define PROGRESS_ACTS 100000 /* a journal line each */

struct work {
	struct boot *boot;
	const struct boot_options *options;
	char *logs;  /* owned; folder */
	char *index; /* owned; file */
	bool stale;  /* the index is wrong: make it anew */
	uint64_t acts;
};

/* What an index function says; damage of the index is no damage of the node. */
static enum err note_stale(struct work *w, enum err e)
{
	if (e == ERR_CORRUPT || e == ERR_CONFLICT)
		w->stale = true;
	return e;
}

static void show_progress(struct work *w, const struct batch *b)
{
	char count[24];
	uint64_t before = w->acts;

	w->acts += b->count;
	if (before / PROGRESS_ACTS == w->acts / PROGRESS_ACTS)
		return;
	(void)snprintf(count, sizeof(count), "%" PRIu64, w->acts);
	journal_say(JOURNAL_INFO, "logs are being read", "acts", count, "log",
	    b->node, NULL);
}

static enum err on_batch(void *arg, const struct batch *b, struct why *why)
{
	struct work *w = arg;

	show_progress(w, b);
	return note_stale(w, index_write_follow(w->boot->writer, b, why));
}

/* The index now ends where the log does, or it was ahead. */
static enum err compare_end(struct work *w, const char *node, struct why *why)
{
	const struct chain *head = store_head(w->boot->store, node);
	struct index_log log = { .size = 0 };

	(void)index_read_log(w->boot->writer, node, &log);
	if (log.size != chain_size(head))
		return note_stale(
		    w, why_set(why, ERR_CONFLICT,
			   "the index is ahead of %s's log", node));
	return ERR_OK;
}

static enum err open_log(struct work *w, const char *node,
    const struct sign_public *key, struct why *why)
{
	const struct store_log log = { node, &w->boot->genesis->network, key };
	enum err e = store_open(w->boot->store, &log, on_batch, w, why);

	if (e == ERR_OK)
		e = note_stale(w, index_write_commit(w->boot->writer, why));
	return e == ERR_OK ? compare_end(w, node, why) : e;
}

/* ---- which logs are there ---- */

static bool log_exists(struct work *w, const char *node)
{
	char *path = mem_print("%s/%s" LOG_TAIL, w->logs, node);
	DIR *folder = opendir(path);

	mem_free(path);
	if (folder == NULL)
		return false;
	(void)closedir(folder);
	return true;
}

/* The node of a folder's name; false when it is no log's. */
static bool node_of(const char *name, char node[static TEXT_SLUG_BYTES_MAX + 1])
{
	size_t n = strlen(name), tail = strlen(LOG_TAIL);

	if (n <= tail || n - tail > TEXT_SLUG_BYTES_MAX ||
	    strcmp(name + n - tail, LOG_TAIL) != 0)
		return false;
	memcpy(node, name, n - tail);
	node[n - tail] = '\0';
	return text_is_slug(bytes_text(node));
}

static enum err open_other(struct work *w, const struct ledger *members,
    const char *node, struct why *why)
{
	const struct boot_options *o = w->options;
	const struct member *m = ledger_admitted(members, node);

	if (strcmp(node, w->boot->genesis->authority.node) == 0)
		return ERR_OK; /* open already */
	if (m != NULL)
		return open_log(w, node, &m->log, why);
	if (o->own != NULL && strcmp(node, o->own) == 0)
		return open_log(w, node, o->log, why);
	journal_say(JOURNAL_WARNING, "a log of no known member is left alone",
	    "log", node, NULL);
	return ERR_OK;
}

static enum err open_others(
    struct work *w, const struct ledger *members, struct why *why)
{
	struct dirent **names;
	int n = scandir(w->logs, &names, NULL, alphasort);
	enum err e = ERR_OK;

	if (n < 0)
		return disk_failed(why, "read", w->logs);
	for (int i = 0; i < n; i++) {
		char node[TEXT_SLUG_BYTES_MAX + 1];

		if (e == ERR_OK && node_of(names[i]->d_name, node))
			e = open_other(w, members, node, why);
		mem_free(names[i]);
	}
	mem_free(names);
	return e;
}

/* Rows of a log that is not on disk any more. */
static enum err check_rows(struct work *w, struct why *why)
{
	struct arena *a = arena_new();
	struct index_log *logs;
	size_t n = index_read_logs(w->boot->writer, a, &logs);
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		if (store_head(w->boot->store, logs[i].node) == NULL)
			e = note_stale(w,
			    why_set(why, ERR_CONFLICT,
				"the index knows a log of %s that is not here",
				logs[i].node));
	}
	arena_free(a);
	return e;
}

/* ---- the order of things ---- */

static enum err open_index(struct work *w, struct why *why)
{
	struct boot *b = w->boot;
	enum err e = index_open(&b->writer, w->index, INDEX_WRITE, why);

	if (e == ERR_OK)
		e = index_scan(b->writer, why);
	if (e == ERR_OK)
		e = index_open(&b->reader, w->index, INDEX_READ, why);
	return note_stale(w, e);
}

static enum err open_logs(struct work *w, struct why *why)
{
	struct boot *b = w->boot;
	const struct member *authority = &b->genesis->authority;
	struct ledger *members = NULL;
	enum err e = ERR_OK;

	if (log_exists(w, authority->node))
		e = open_log(w, authority->node, &authority->log, why);
	if (e == ERR_OK)
		e = index_read_ledger(
		    b->reader, b->genesis, &members, NULL, why);
	if (e == ERR_OK)
		e = open_others(w, members, why);
	ledger_free(members);
	return e == ERR_OK ? check_rows(w, why) : e;
}

static enum err open_all(struct work *w, struct why *why)
{
	struct boot *b = w->boot;
	enum err e = open_index(w, why);

	if (e != ERR_OK)
		return e;
	b->store = store_git_new(w->logs, w->options->mode);
	e = open_logs(w, why);
	if (e == ERR_OK)
		e = note_stale(
		    w, catalogue_file_load(w->options->dir, b->writer, why));
	if (e == ERR_OK)
		e = index_read_ledger(
		    b->reader, b->genesis, &b->ledger, &b->refused, why);
	return e;
}

static void close_all(struct boot *b)
{
	ledger_free(b->ledger);
	index_close(b->reader);
	index_close(b->writer);
	store_free(b->store);
	b->ledger = NULL;
	b->reader = b->writer = NULL;
	b->store = NULL;
}

static enum err open_twice(struct work *w, struct why *why)
{
	struct why first = { 0 };
	enum err e = open_all(w, &first);

	if (e != ERR_OK && w->stale) {
		journal_say(JOURNAL_WARNING, "the index is made anew", "reason",
		    first.text, NULL);
		close_all(w->boot);
		w->stale = false;
		w->acts = 0;
		e = index_drop(w->index, &first);
		if (e == ERR_OK)
			e = open_all(w, &first);
	}
	if (e != ERR_OK && why != NULL)
		*why = first;
	return e;
}

/* Logs of branches that the authority did not name: without them, once more. */
static enum err open_right(struct work *w, struct why *why)
{
	size_t count = 0;
	enum err e = open_twice(w, why);

	if (e != ERR_OK || w->options->mode != STORE_WRITE)
		return e;
	e = branch_aside(w->options->dir, w->options->own, w->boot->ledger,
	    w->boot->store, &count, why);
	if (e != ERR_OK || count == 0)
		return e;
	close_all(w->boot);
	return open_twice(w, why);
}

enum err boot_open(
    struct boot *out, const struct boot_options *options, struct why *why)
{
	struct work w = { .boot = out, .options = options };
	enum err e;

	memset(out, 0, sizeof(*out));
	out->genesis = mem_new(sizeof(*out->genesis));
	w.logs = folder_path(options->dir, FOLDER_LOGS);
	w.index = folder_path(options->dir, FOLDER_INDEX);
	e = folder_genesis(options->dir, options->network, out->genesis, why);
	if (e == ERR_OK)
		e = open_right(&w, why);
	mem_free(w.logs);
	mem_free(w.index);
	if (e != ERR_OK)
		boot_close(out);
	return e;
}

void boot_close(struct boot *b)
{
	close_all(b);
	mem_free(b->genesis);
	memset(b, 0, sizeof(*b));
}

/* ---- the command ---- */

static enum err rebuild(const char *dir, struct why *why)
{
	struct boot_options options = { .dir = dir, .mode = STORE_READ };
	char *index = folder_path(dir, FOLDER_INDEX);
	struct boot boot;
	enum err e = index_drop(index, why);

	mem_free(index);
	if (e != ERR_OK)
		return e;
	e = boot_open(&boot, &options, why);
	if (e == ERR_OK)
		boot_close(&boot);
	return e;
}

enum err boot_rebuild_index(const char *dir, struct why *why)
{
	struct folder *folder;
	enum err e = folder_open(&folder, dir, FOLDER_WORK, why);

	if (e != ERR_OK)
		return e;
	e = rebuild(dir, why);
	folder_close(folder);
	return e;
}
