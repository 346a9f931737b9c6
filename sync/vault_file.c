/*
 *	<files>/<first 2 hex>/<64 hex>           a complete file
 *	<files>/<first 2 hex>/<64 hex>.leaves    its leaf hashes, of several
 *	<files>/part/<64 hex>[.leaves]           one under construction
 *	<wraps>/<first 2 hex>/<64 hex>           a key wrap
 *
 * Wraps lie apart, so that a backup of the files holds no keys to them
 * (docs/FORMAT.md F-57).
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/failpoint.h"
#include "base/mem.h"
#include "base/why.h"
#include "sync/disk.h"
#include "sync/vault_backend.h"

#define LEAVES_TAIL ".leaves"

struct vault_file {
	struct vault_store store; /* first: the functions cast back */
	char *files, *wraps;      /* owned */
};

enum place {
	PLACE_FILE,
	PLACE_FILE_LEAVES,
	PLACE_PART,
	PLACE_PART_LEAVES,
	PLACE_WRAP,
	PLACE_COUNT,
};

/* The caller mem_free()s it. */
static char *path_of(
    const struct vault_store *v, enum place place, const struct digest *name)
{
	const struct vault_file *f = (const struct vault_file *)v;
	char hex[DIGEST_HEX_ROOM];

	digest_hex(hex, name);
	switch (place) {
	case PLACE_FILE:
		return mem_print("%s/%.2s/%s", f->files, hex, hex);
	case PLACE_FILE_LEAVES:
		return mem_print("%s/%.2s/%s" LEAVES_TAIL, f->files, hex, hex);
	case PLACE_PART:
		return mem_print("%s/part/%s", f->files, hex);
	case PLACE_PART_LEAVES:
		return mem_print("%s/part/%s" LEAVES_TAIL, f->files, hex);
	case PLACE_WRAP:
		return mem_print("%s/%.2s/%s", f->wraps, hex, hex);
	case PLACE_COUNT:
		break;
	}
	mem_broken("a place", __FILE__, __LINE__);
}

/* ---- reading ---- */

static enum err size_at(struct vault_store *v, enum place place,
    const struct digest *name, uint64_t *bytes, struct why *why)
{
	char *path = path_of(v, place, name);
	struct stat st;
	enum err e = ERR_OK;

	if (stat(path, &st) == 0)
		*bytes = (uint64_t)st.st_size;
	else if (errno == ENOENT)
		e = why_set(why, ERR_NOT_FOUND, "there is no %s", path);
	else
		e = disk_failed(why, "read", path);
	mem_free(path);
	return e;
}

static enum err size_of(struct vault_store *v, enum vault_shelf shelf,
    const struct digest *name, uint64_t *bytes, struct why *why)
{
	enum err e = size_at(
	    v, shelf == VAULT_PART ? PLACE_PART : PLACE_FILE, name, bytes, why);

	if (e == ERR_NOT_FOUND && shelf == VAULT_WHOLE)
		e = size_at(v, PLACE_WRAP, name, bytes, why);
	return e;
}

static enum err read_some(struct vault_store *v, enum vault_shelf shelf,
    const struct digest *name, uint64_t offset, uint8_t *p, size_t n,
    struct why *why)
{
	char *path =
	    path_of(v, shelf == VAULT_PART ? PLACE_PART : PLACE_FILE, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum err e;

	if (fd < 0 && errno == ENOENT && shelf == VAULT_WHOLE) {
		mem_free(path);
		path = path_of(v, PLACE_WRAP, name);
		fd = open(path, O_RDONLY | O_CLOEXEC);
	}
	e = fd < 0 ? disk_failed(why, "open", path)
		   : disk_get_at(fd, path, offset, p, n, why);
	if (fd >= 0)
		(void)close(fd);
	mem_free(path);
	return e;
}

static enum place leaves_place(enum vault_shelf shelf)
{
	return shelf == VAULT_PART ? PLACE_PART_LEAVES : PLACE_FILE_LEAVES;
}

static enum err read_leaves(struct vault_store *v, enum vault_shelf shelf,
    const struct digest *name, struct buf *out, struct why *why)
{
	char *path = path_of(v, leaves_place(shelf), name);
	enum err e =
	    disk_read(path, (size_t)VAULT_CHUNKS_MAX * DIGEST_BYTES, out, why);

	mem_free(path);
	return e == ERR_LIMIT ? ERR_NOT_FOUND : e;
}

/* ---- writing ---- */

static enum err write_at(
    const char *path, uint64_t offset, struct bytes data, struct why *why)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	enum err e;

	if (fd < 0)
		return disk_failed(why, "make", path);
	e = disk_put_at(fd, path, offset, data, why);
	if (close(fd) && !e)
		e = disk_failed(why, "close", path);
	return e;
}

static enum err write_some(struct vault_store *v, const struct digest *name,
    uint64_t offset, struct bytes data, struct why *why)
{
	char *path = path_of(v, PLACE_PART, name);
	enum err e = write_at(path, offset, data, why);

	mem_free(path);
	return e;
}

static enum err write_leaves(struct vault_store *v, enum vault_shelf shelf,
    const struct digest *name, uint64_t index, struct bytes leaves,
    struct why *why)
{
	char *path = path_of(v, leaves_place(shelf), name);
	enum err e = write_at(path, index * DIGEST_BYTES, leaves, why);

	mem_free(path);
	return e;
}

static enum err sync_file(const char *path, struct why *why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum err e = ERR_OK;

	if (fd < 0)
		return disk_failed(why, "open", path);
	if (fsync(fd))
		e = disk_failed(why, "sync", path);
	if (close(fd) && !e)
		e = disk_failed(why, "close", path);
	return e;
}

static enum err make_fan(
    const char *folder, const struct digest *name, struct why *why)
{
	char *path = mem_print("%s/%02x", folder, name->b[0]);
	enum err e = disk_make_folder(path, why);

	mem_free(path);
	return e;
}

/* The leaves follow; without them they are made anew. */
static void keep_leaves(struct vault_store *v, const struct digest *name)
{
	char *from = path_of(v, PLACE_PART_LEAVES, name);
	char *to = path_of(v, PLACE_FILE_LEAVES, name);

	if (rename(from, to))
		(void)unlink(from);
	mem_free(to);
	mem_free(from);
}

/* The rename that counts is that of keep(). */
static enum err name_part(struct vault_store *v, const struct digest *from,
    const struct digest *to, struct why *why)
{
	char *old = path_of(v, PLACE_PART, from);
	char *new = path_of(v, PLACE_PART, to);
	enum err e =
	    rename(old, new) ? disk_failed(why, "rename", old) : ERR_OK;

	mem_free(new);
	mem_free(old);
	return e;
}

static enum err keep(
    struct vault_store *v, const struct digest *name, struct why *why)
{
	const struct vault_file *f = (const struct vault_file *)v;
	char *from = path_of(v, PLACE_PART, name);
	char *to = path_of(v, PLACE_FILE, name);
	enum err e = sync_file(from, why);

	if (!e)
		e = make_fan(f->files, name, why);
	if (!e) {
		failpoint(FAILPOINT_VAULT_BEFORE_RENAME);
		e = disk_rename(from, to, why);
		failpoint(FAILPOINT_VAULT_AFTER_RENAME);
	}
	if (!e)
		keep_leaves(v, name);
	mem_free(to);
	mem_free(from);
	return e;
}

static enum err put_wrap(struct vault_store *v, const struct digest *name,
    struct bytes wrap, struct why *why)
{
	const struct vault_file *f = (const struct vault_file *)v;
	char *path = path_of(v, PLACE_WRAP, name);
	enum err e = make_fan(f->wraps, name, why);

	if (!e)
		e = disk_write(path, wrap, FAILPOINT_WRAP_BEFORE_RENAME,
		    FAILPOINT_WRAP_AFTER_RENAME, why);
	mem_free(path);
	return e;
}

/* ---- removing ---- */

/* @gone: it was there. */
static enum err remove_at(struct vault_store *v, enum place place,
    const struct digest *name, bool *gone, struct why *why)
{
	char *path = path_of(v, place, name);
	enum err e = ERR_OK;

	*gone = unlink(path) == 0;
	if (!*gone && errno != ENOENT)
		e = disk_failed(why, "remove", path);
	mem_free(path);
	return e;
}

static enum err drop(
    struct vault_store *v, const struct digest *name, struct why *why)
{
	bool gone;
	enum err e = remove_at(v, PLACE_PART_LEAVES, name, &gone, why);

	return e ? e : remove_at(v, PLACE_PART, name, &gone, why);
}

static enum err sync_place(struct vault_store *v, enum place place,
    const struct digest *name, struct why *why)
{
	char *path = path_of(v, place, name);
	enum err e = disk_sync_parent(path, why);

	mem_free(path);
	return e;
}

static enum err erase(
    struct vault_store *v, const struct digest *name, struct why *why)
{
	bool gone[PLACE_COUNT] = { false };
	enum err e = ERR_OK;

	failpoint(FAILPOINT_VAULT_BEFORE_ERASE);
	for (int i = 0; !e && i < PLACE_COUNT; i++)
		e = remove_at(v, (enum place)i, name, &gone[i], why);
	for (int i = 0; !e && i < PLACE_COUNT; i++) {
		if (gone[i])
			e = sync_place(v, (enum place)i, name, why);
	}
	failpoint(FAILPOINT_VAULT_AFTER_ERASE);
	return e;
}

/* ---- life ---- */

static void free_store(struct vault_store *v)
{
	struct vault_file *f = (struct vault_file *)v;

	mem_free(f->files);
	mem_free(f->wraps);
	mem_free(f);
}

/* Does the other of a file and its leaves lie there? */
static bool has_other(const char *part, const char *name, bool is_leaves)
{
	size_t tail = strlen(LEAVES_TAIL);
	char *other = is_leaves ? mem_print("%s/%.*s", part,
				      (int)(strlen(name) - tail), name)
				: mem_print("%s/%s" LEAVES_TAIL, part, name);
	bool has = access(other, F_OK) == 0;

	mem_free(other);
	return has;
}

/* Leaves whose file is complete, or was never begun; files without leaves, of
 * which no chunk counts (F-56). */
static void sweep_part(const char *part)
{
	size_t tail = strlen(LEAVES_TAIL);
	DIR *folder = opendir(part);
	const struct dirent *entry;

	while (folder != NULL && (entry = readdir(folder)) != NULL) {
		size_t n = strlen(entry->d_name);
		bool is_leaves = n > tail && strcmp(entry->d_name + n - tail,
						 LEAVES_TAIL) == 0;
		char *path;

		if (entry->d_name[0] == '.' ||
		    has_other(part, entry->d_name, is_leaves))
			continue;
		path = mem_print("%s/%s", part, entry->d_name);
		(void)unlink(path);
		mem_free(path);
	}
	if (folder != NULL)
		(void)closedir(folder);
}

enum err vault_file_open(struct vault_store **out, const char *files,
    const char *wraps, struct why *why)
{
	static const struct vault_ops ops = {
		.size = size_of,
		.read = read_some,
		.write = write_some,
		.leaves = read_leaves,
		.put_leaves = write_leaves,
		.name_part = name_part,
		.keep = keep,
		.put_wrap = put_wrap,
		.drop = drop,
		.erase = erase,
		.free = free_store,
	};
	char *part = mem_print("%s/part", files);
	struct vault_file *f;
	enum err e = disk_make_folder(files, why);

	if (!e)
		e = disk_make_folder(part, why);
	if (!e)
		e = disk_make_folder(wraps, why);
	if (!e)
		sweep_part(part);
	mem_free(part);
	if (e)
		return e;
	f = mem_new(sizeof(*f));
	f->store.ops = &ops;
	f->files = mem_copy_text(files);
	f->wraps = mem_copy_text(wraps);
	*out = &f->store;
	return ERR_OK;
}
