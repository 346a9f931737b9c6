/*
 *	<folder>/<first 2 hex>/<64 hex>    a complete object
 *	<folder>/part/<64 hex>             one under construction
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/failpoint.h"
#include "base/mem.h"
#include "base/why.h"
#include "sync/disk.h"
#include "sync/vault_backend.h"

struct vault_file {
	struct vault_store store; /* first: the functions cast back */
	char *folder;             /* owned */
};

/* The caller mem_free()s it. */
static char *path_of(const struct vault_store *v, enum vault_shelf shelf,
    const struct digest *name)
{
	const struct vault_file *f = (const struct vault_file *)v;
	char hex[DIGEST_HEX_ROOM];

	digest_hex(hex, name);
	if (shelf == VAULT_PART)
		return mem_print("%s/part/%s", f->folder, hex);
	return mem_print("%s/%.2s/%s", f->folder, hex, hex);
}

static enum err size_of(struct vault_store *v, enum vault_shelf shelf,
    const struct digest *name, uint64_t *bytes, struct why *why)
{
	char *path = path_of(v, shelf, name);
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

static enum err read_some(struct vault_store *v, enum vault_shelf shelf,
    const struct digest *name, uint64_t offset, uint8_t *p, size_t n,
    struct why *why)
{
	char *path = path_of(v, shelf, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum err e = fd < 0 ? disk_failed(why, "open", path)
			    : disk_get_at(fd, path, offset, p, n, why);

	if (fd >= 0)
		(void)close(fd);
	mem_free(path);
	return e;
}

static enum err write_some(struct vault_store *v, const struct digest *name,
    uint64_t offset, struct bytes data, struct why *why)
{
	char *path = path_of(v, VAULT_PART, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	enum err e = ERR_OK;

	if (fd < 0)
		e = disk_failed(why, "make", path);
	else if (ftruncate(fd, (off_t)offset))
		e = disk_failed(why, "cut", path);
	else
		e = disk_put_at(fd, path, offset, data, why);
	if (fd >= 0 && close(fd) && !e)
		e = disk_failed(why, "close", path);
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
    struct vault_store *v, const struct digest *name, struct why *why)
{
	const struct vault_file *f = (const struct vault_file *)v;
	char *path = mem_print("%s/%02x", f->folder, name->b[0]);
	enum err e = disk_make_folder(path, why);

	mem_free(path);
	return e;
}

static enum err keep(
    struct vault_store *v, const struct digest *name, struct why *why)
{
	char *from = path_of(v, VAULT_PART, name);
	char *to = path_of(v, VAULT_WHOLE, name);
	enum err e = sync_file(from, why);

	if (!e)
		e = make_fan(v, name, why);
	if (!e) {
		failpoint(FAILPOINT_VAULT_BEFORE_RENAME);
		e = disk_rename(from, to, why);
		failpoint(FAILPOINT_VAULT_AFTER_RENAME);
	}
	mem_free(to);
	mem_free(from);
	return e;
}

static enum err drop(
    struct vault_store *v, const struct digest *name, struct why *why)
{
	char *path = path_of(v, VAULT_PART, name);
	enum err e = ERR_OK;

	if (unlink(path) && errno != ENOENT)
		e = disk_failed(why, "remove", path);
	mem_free(path);
	return e;
}

static enum err erase(
    struct vault_store *v, const struct digest *name, struct why *why)
{
	char *path = path_of(v, VAULT_WHOLE, name);
	enum err e = drop(v, name, why);

	if (!e && unlink(path) == 0)
		e = disk_sync_parent(path, why);
	else if (!e && errno != ENOENT)
		e = disk_failed(why, "remove", path);
	mem_free(path);
	return e;
}

static void free_store(struct vault_store *v)
{
	struct vault_file *f = (struct vault_file *)v;

	mem_free(f->folder);
	mem_free(f);
}

enum err vault_file_open(
    struct vault_store **out, const char *folder, struct why *why)
{
	static const struct vault_ops ops = {
		.size = size_of,
		.read = read_some,
		.write = write_some,
		.keep = keep,
		.drop = drop,
		.erase = erase,
		.free = free_store,
	};
	char *part = mem_print("%s/part", folder);
	struct vault_file *f;
	enum err e = disk_make_folder(folder, why);

	if (!e)
		e = disk_make_folder(part, why);
	mem_free(part);
	if (e)
		return e;
	f = mem_new(sizeof(*f));
	f->store.ops = &ops;
	f->folder = mem_copy_text(folder);
	*out = &f->store;
	return ERR_OK;
}
