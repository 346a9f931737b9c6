#include "node/vault_wraps.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/journal.h"
#include "base/mem.h"
#include "node/folder.h"
#include "node/index_read.h"
#include "schema/act.h"
#include "schema/wrap_id.h"
#include "sync/disk.h"
#include "sync/vault_apart.h"

#define PAGE_ACTS 256

struct work {
	char *files, *beside, *wraps; /* owned */
	struct index *index;
	uint64_t moved;
};

static enum err move_of(
    struct work *w, const struct index_act *found, struct why *why)
{
	struct arena *a = arena_new();
	struct act *act;
	enum err e = ERR_OK;

	if (act_decode(a, found->raw, &act, NULL) != RULE_NONE) {
		arena_free(a);
		return ERR_OK; /* no act, no vault */
	}
	for (size_t i = 0; e == ERR_OK && i < act->vault_count; i++) {
		struct wrap_id id;
		bool moved = false;

		if (!wrap_id_parse(&id, act->vault[i].id))
			continue;
		e = vault_apart_move(
		    w->files, w->beside, &act->vault[i].root, &moved, why);
		w->moved += moved ? 1 : 0;
	}
	arena_free(a);
	return e;
}

static enum err move_log(
    struct work *w, const struct index_log *log, struct why *why)
{
	enum err e = ERR_OK;

	for (uint64_t at = 0; e == ERR_OK && at < log->size; at += PAGE_ACTS) {
		struct arena *a = arena_new();
		struct index_act *acts;
		size_t n = index_read_acts(
		    w->index, a, log->node, log->epoch, at, PAGE_ACTS, &acts);

		for (size_t i = 0; e == ERR_OK && i < n; i++)
			e = move_of(w, &acts[i], why);
		arena_free(a);
	}
	return e;
}

static enum err move_all(struct work *w, struct why *why)
{
	struct arena *a = arena_new();
	struct index_log *logs;
	size_t n = index_read_logs(w->index, a, &logs);
	enum err e = disk_make_folder(w->files, why);

	if (e == ERR_OK)
		e = disk_make_folder(w->beside, why);
	for (size_t i = 0; e == ERR_OK && i < n; i++)
		e = move_log(w, &logs[i], why);
	arena_free(a);
	return e == ERR_OK
		   ? vault_apart_finish(w->files, w->beside, w->wraps, why)
		   : e;
}

static void say(const struct work *w)
{
	char count[24];

	(void)snprintf(count, sizeof(count), "%" PRIu64, w->moved);
	journal_say(JOURNAL_NOTICE,
	    "key wraps lie apart from the sealed files now", "moved", count,
	    "folder", w->wraps, NULL);
}

enum err vault_wraps_set_apart(
    const char *dir, struct index *x, struct why *why)
{
	struct work w = { .files = folder_path(dir, FOLDER_VAULT),
		.beside = folder_path(dir, FOLDER_WRAPS ".new"),
		.wraps = folder_path(dir, FOLDER_WRAPS),
		.index = x };
	enum err e = ERR_OK;

	if (access(w.wraps, F_OK) != 0) {
		e = move_all(&w, why);
		if (e == ERR_OK && w.moved > 0)
			say(&w);
	}
	mem_free(w.files);
	mem_free(w.beside);
	mem_free(w.wraps);
	return e;
}
