#include "sync/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/why.h"

#define REMOVE_FOLDERS_OPEN 8

enum err disk_failed(struct why *why, const char *what, const char *path)
{
	int number = errno;
	enum err e =
	    number == ENOSPC || number == EDQUOT ? ERR_NO_SPACE : ERR_STORAGE;
	char text[128];

	return why_set(why, e, "cannot %s %s: %s", what, path,
	    strerror_r(number, text, sizeof(text)));
}

/* close(2) after a failure that is reported already. */
static enum err close_and(int fd, enum err e)
{
	(void)close(fd);
	return e;
}

enum err disk_sync_folder(const char *path, struct why *why)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return disk_failed(why, "open", path);
	if (fsync(fd))
		return close_and(fd, disk_failed(why, "sync", path));
	if (close(fd))
		return disk_failed(why, "close", path);
	return ERR_OK;
}

enum err disk_sync_parent(const char *path, struct why *why)
{
	char *parent = mem_copy_text(path);
	char *slash = strrchr(parent, '/');
	enum err e;

	if (slash)
		slash[slash == parent] = '\0'; /* "/" keeps its slash */
	e = disk_sync_folder(slash ? parent : ".", why);
	mem_free(parent);
	return e;
}

enum err disk_make_folder(const char *path, struct why *why)
{
	if (mkdir(path, 0700) && errno != EEXIST)
		return disk_failed(why, "make", path);
	return disk_sync_parent(path, why);
}

enum err disk_put_at(int fd, const char *path, uint64_t offset,
    struct bytes data, struct why *why)
{
	size_t done = 0;

	while (done < data.n) {
		ssize_t n = pwrite(
		    fd, data.p + done, data.n - done, (off_t)(offset + done));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return disk_failed(why, "write", path);
		done += (size_t)n;
	}
	return ERR_OK;
}

enum err disk_get_at(int fd, const char *path, uint64_t offset, uint8_t *p,
    size_t n, struct why *why)
{
	size_t done = 0;

	while (done < n) {
		ssize_t got =
		    pread(fd, p + done, n - done, (off_t)(offset + done));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return disk_failed(why, "read", path);
		if (got == 0)
			return why_set(
			    why, ERR_STORAGE, "%s is too short", path);
		done += (size_t)got;
	}
	return ERR_OK;
}

enum err disk_write_plain(const char *path, struct bytes data, struct why *why)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	enum err e;

	if (fd < 0)
		return disk_failed(why, "make", path);
	e = disk_put_at(fd, path, 0, data, why);
	if (!e && fsync(fd))
		e = disk_failed(why, "sync", path);
	if (close(fd) && !e)
		e = disk_failed(why, "close", path);
	return e;
}

enum err disk_rename(const char *from, const char *to, struct why *why)
{
	if (rename(from, to))
		return disk_failed(why, "rename to", to);
	return disk_sync_parent(to, why);
}

enum err disk_write(const char *path, struct bytes data, enum failpoint before,
    enum failpoint after, struct why *why)
{
	char *beside = mem_print("%s.tmp", path);
	enum err e = disk_write_plain(beside, data, why);

	if (!e) {
		failpoint(before);
		e = disk_rename(beside, path, why);
		failpoint(after);
	}
	mem_free(beside);
	return e;
}

enum err disk_read(
    const char *path, size_t limit, struct buf *out, struct why *why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	size_t before = out->n, size;
	enum err e;

	if (fd < 0 && errno == ENOENT)
		return why_set(why, ERR_NOT_FOUND, "%s is not there", path);
	if (fd < 0)
		return disk_failed(why, "open", path);
	if (fstat(fd, &st))
		return close_and(fd, disk_failed(why, "read", path));
	if (st.st_size < 0 || (uint64_t)st.st_size > limit)
		return close_and(
		    fd, why_set(why, ERR_LIMIT, "%s is too large", path));
	size = (size_t)st.st_size;
	e = disk_get_at(fd, path, 0, buf_extend(out, size), size, why);
	if (e)
		out->n = before;
	return close_and(fd, e);
}

static int remove_entry(
    const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

enum err disk_remove_folder(const char *path, struct why *why)
{
	if (nftw(path, remove_entry, REMOVE_FOLDERS_OPEN,
		FTW_DEPTH | FTW_PHYS) &&
	    errno != ENOENT)
		return disk_failed(why, "remove", path);
	return ERR_OK;
}
