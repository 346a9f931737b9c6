#include "node/case_draft.h"

#include <dirent.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/why.h"
#include "keys/random.h"
#include "node/file.h"
#include "sync/disk.h"

struct entry {
	struct case_draft_head head, before; /* while it is written anew */
	bool busy, anew;
	bool awaited;
	struct digest act;
};

struct case_drafts {
	char *folder; /* owned */
	const struct digest *network;
	size_t count;
	uint64_t bytes;
	struct entry entries[CASE_DRAFT_COUNT_MAX]; /* by .saved */
};

/* The caller mem_free()s it. */
static char *path_of(const struct case_drafts *c, const char *id)
{
	return mem_print("%s/%s", c->folder, id);
}

static struct entry *find(struct case_drafts *c, const char *id)
{
	for (size_t i = 0; i < c->count; i++)
		if (strcmp(c->entries[i].head.id, id) == 0)
			return &c->entries[i];
	return NULL;
}

/* Keeps the order of time. */
static void insert(struct case_drafts *c, const struct entry *e)
{
	size_t at = c->count;

	must(c->count < CASE_DRAFT_COUNT_MAX);
	while (at > 0 && c->entries[at - 1].head.saved > e->head.saved)
		at--;
	memmove(c->entries + at + 1, c->entries + at,
	    (c->count - at) * sizeof(*c->entries));
	c->entries[at] = *e;
	c->count++;
	c->bytes += e->head.bytes;
}

static void forget(struct case_drafts *c, const struct entry *e)
{
	size_t at = (size_t)(e - c->entries);

	c->bytes -= e->head.bytes;
	c->count--;
	memmove(c->entries + at, c->entries + at + 1,
	    (c->count - at) * sizeof(*c->entries));
}

/* ---- life ---- */

static bool is_id(const char *name)
{
	uint8_t raw[CASE_DRAFT_ID_BYTES];
	char again[CASE_DRAFT_ID_ROOM];

	if (text_unhex(raw, sizeof(raw), bytes_text(name)) != ERR_OK)
		return false;
	text_hex(again, (struct bytes){ raw, sizeof(raw) });
	return strcmp(again, name) == 0;
}

/* False: the file may go. */
static bool look(struct case_drafts *c, const struct seal_ring *ring,
    const char *path, const char *id, int64_t now)
{
	struct entry e = { .busy = false };
	struct buf file = { 0 };
	bool stays =
	    is_id(id) &&
	    disk_read(path, CASE_DRAFT_FILE_BYTES_MAX, &file, NULL) == ERR_OK &&
	    case_draft_file_expires(buf_bytes(&file)) > now;

	if (stays && c->count < CASE_DRAFT_COUNT_MAX &&
	    case_draft_file_decode(&e.head, NULL, id, c->network, ring,
		buf_bytes(&file), NULL) == ERR_OK)
		insert(c, &e);
	buf_fini(&file);
	return stays;
}

enum err case_draft_open(struct case_drafts **out, const char *folder,
    const struct digest *network, const struct seal_ring *ring, int64_t now,
    struct why *why)
{
	struct case_drafts *c;
	const struct dirent *entry;
	enum err e = disk_make_folder(folder, why);
	DIR *dir;

	if (e != ERR_OK)
		return e;
	dir = opendir(folder);
	if (dir == NULL)
		return disk_failed(why, "read", folder);
	c = mem_new(sizeof(*c));
	c->folder = mem_copy_text(folder);
	c->network = network;
	while ((entry = readdir(dir)) != NULL) {
		char *path = path_of(c, entry->d_name);

		if (entry->d_name[0] != '.' &&
		    !look(c, ring, path, entry->d_name, now))
			(void)unlink(path);
		mem_free(path);
	}
	(void)closedir(dir);
	*out = c;
	return ERR_OK;
}

void case_draft_close(struct case_drafts *c)
{
	if (c == NULL)
		return;
	mem_free(c->folder);
	mem_free(c);
}

/* ---- the table ---- */

size_t case_draft_count(const struct case_drafts *c)
{
	return c->count;
}

const struct case_draft_head *case_draft_at(
    const struct case_drafts *c, size_t i)
{
	return &c->entries[i].head;
}

const struct case_draft_head *case_draft_find(const struct case_drafts *c,
    const struct digest *owner, const char *id, int64_t now)
{
	for (size_t i = 0; i < c->count; i++) {
		const struct case_draft_head *h = &c->entries[i].head;

		if (strcmp(h->id, id) == 0 && digest_equal(&h->owner, owner) &&
		    h->expires > now)
			return h;
	}
	return NULL;
}

static enum rule busy(struct why *why)
{
	(void)(why_set(why, ERR_BUSY,
		   "该草稿正在写入,请稍后再试 / the draft is being written; "
		   "try again") == ERR_BUSY);
	return RULE_DRAFT_BUSY;
}

static enum rule check_room(const struct case_drafts *c,
    const struct case_draft_head *head, const struct entry *old,
    struct why *why)
{
	uint64_t before = old != NULL ? old->head.bytes : 0;
	size_t mine = 0;

	for (size_t i = 0; i < c->count; i++)
		mine += digest_equal(&c->entries[i].head.owner, &head->owner);
	if ((old != NULL || (mine < CASE_DRAFT_COUNT_EACH &&
				c->count < CASE_DRAFT_COUNT_MAX)) &&
	    c->bytes - before + head->bytes <= CASE_DRAFT_ALL_BYTES)
		return RULE_NONE;
	(void)(why_set(why, ERR_LIMIT,
		   "本人有 %zu 份草稿(最多 %d),全部 %zu 份、%llu 字节;请先提交"
		   "或删除一些 / %zu drafts are yours (%d at most), %zu in all, "
		   "%llu bytes; submit or drop some first",
		   mine, CASE_DRAFT_COUNT_EACH, c->count,
		   (unsigned long long)c->bytes, mine, CASE_DRAFT_COUNT_EACH,
		   c->count, (unsigned long long)c->bytes) == ERR_LIMIT);
	return RULE_DRAFT_LIMIT;
}

enum rule case_draft_begin(struct case_drafts *c, struct case_draft_head *head,
    int64_t now, struct why *why)
{
	struct entry *old = find(c, head->id), e = { .busy = true };
	enum rule rule;

	if (old != NULL && old->busy)
		return busy(why);
	rule = check_room(c, head, old, why);
	if (rule != RULE_NONE)
		return rule;
	head->saved = now;
	head->expires = now + CASE_DRAFT_SECONDS;
	e.head = *head;
	if (old != NULL) {
		e.before = old->head;
		e.anew = true;
		forget(c, old);
	}
	insert(c, &e);
	return RULE_NONE;
}

void case_draft_end(
    struct case_drafts *c, const struct case_draft_head *head, enum err e)
{
	struct entry *now = find(c, head->id);
	struct entry before = { .busy = false };

	must(now != NULL && now->busy);
	now->busy = false;
	if (e == ERR_OK)
		return;
	before.head = now->before;
	before.anew = now->anew;
	forget(c, now);
	if (before.anew)
		insert(c, &before);
}

static void remove_entry(struct case_drafts *c, const struct entry *e)
{
	char *path = path_of(c, e->head.id);

	(void)unlink(path);
	mem_free(path);
	forget(c, e);
}

enum rule case_draft_drop(
    struct case_drafts *c, const char *id, struct why *why)
{
	struct entry *e = find(c, id);

	if (e != NULL && e->busy)
		return busy(why);
	if (e != NULL)
		remove_entry(c, e);
	return RULE_NONE;
}

void case_draft_sweep(struct case_drafts *c, int64_t now)
{
	for (size_t i = c->count; i-- > 0;)
		if (c->entries[i].head.expires <= now && !c->entries[i].busy)
			remove_entry(c, &c->entries[i]);
}

void case_draft_await(
    struct case_drafts *c, const char *id, const struct digest *act)
{
	struct entry *e = find(c, id);

	if (e == NULL)
		return;
	e->awaited = true;
	e->act = *act;
}

void case_draft_done(struct case_drafts *c, const struct digest *act)
{
	for (size_t i = c->count; i-- > 0;)
		if (c->entries[i].awaited && !c->entries[i].busy &&
		    digest_equal(&c->entries[i].act, act))
			remove_entry(c, &c->entries[i]);
}

/* ---- the store's part ---- */

enum err case_draft_write(const struct case_drafts *c,
    const struct case_draft_head *head, const struct seal_public *reader,
    struct bytes request, struct random *r, struct why *why)
{
	char *path = path_of(c, head->id);
	struct buf file = { 0 };
	enum err e =
	    case_draft_file_encode(&file, head, c->network, reader, request, r);

	if (e != ERR_OK)
		e = why_set(why, e,
		    "本节点的封装密钥不可用 / the node's "
		    "sealing key is of no use");
	else
		e = file_write(path, buf_bytes(&file), 0600, why);
	buf_fini(&file);
	mem_free(path);
	return e;
}

enum err case_draft_read(const struct case_drafts *c,
    const struct seal_ring *ring, const char *id, struct buf *request,
    struct why *why)
{
	char *path = path_of(c, id);
	struct case_draft_head head;
	struct buf file = { 0 };
	enum err e = disk_read(path, CASE_DRAFT_FILE_BYTES_MAX, &file, why);

	if (e == ERR_OK)
		e = case_draft_file_decode(&head, request, id, c->network, ring,
		    buf_bytes(&file), why);
	buf_fini(&file);
	mem_free(path);
	return e;
}
