#include "node/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "keys/guarded.h"
#include "schema/json.h"

#define FILE_PIECE_BYTES 65536

/* A path that cannot be is whoever named it's to mend; the rest is storage. */
static enum err fail_path(const char *path, int number, struct why *why)
{
	switch (number) {
	case ENOENT:
	case ENOTDIR:
		return why_set(why, ERR_NOT_FOUND,
		    "%s: 没有此文件或目录 / no such file or directory", path);
	case EISDIR:
		return why_set(why, ERR_NOT_FOUND,
		    "%s: 是目录,不是文件 / is a directory, not a file", path);
	default:
		return why_set(
		    why, ERR_STORAGE, "%s: %s", path, strerror(number));
	}
}

static enum err read_all(
    int fd, const char *path, size_t bytes_max, struct buf *to, struct why *why)
{
	for (;;) {
		uint8_t piece[FILE_PIECE_BYTES];
		ssize_t n = read(fd, piece, sizeof(piece));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail_path(path, errno, why);
		if (n == 0)
			return ERR_OK;
		if (to->n + (size_t)n > bytes_max)
			return why_set(why, ERR_LIMIT,
			    "%s: 文件超过 %zu 字节 / larger than %zu bytes",
			    path, bytes_max, bytes_max);
		buf_put(to, (struct bytes){ piece, (size_t)n });
	}
}

/* Reads until the end, or one byte more than there is room for. */
static enum err fill(int fd, const char *path, uint8_t *to, size_t room,
    size_t *n, struct why *why)
{
	uint8_t more;

	for (*n = 0;;) {
		bool full = *n == room;
		ssize_t got =
		    full ? read(fd, &more, 1) : read(fd, to + *n, room - *n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fail_path(path, errno, why);
		if (got == 0)
			return ERR_OK;
		if (full)
			return why_set(why, ERR_LIMIT,
			    "%s: 文件超过 %zu 字节 / larger than %zu bytes",
			    path, room, room);
		*n += (size_t)got;
	}
}

enum err file_read_into(
    const char *path, uint8_t *to, size_t room, size_t *n, struct why *why)
{
	bool standard = strcmp(path, "-") == 0;
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	enum err e;

	if (fd < 0)
		return fail_path(path, errno, why);
	e = guarded_check(fd, path, why);
	if (e == ERR_OK)
		e = fill(fd, path, to, room, n, why);
	if (!standard)
		(void)close(fd);
	return e;
}

enum err file_read(struct arena *a, const char *path, size_t bytes_max,
    struct bytes *out, struct why *why)
{
	bool standard = strcmp(path, "-") == 0;
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	struct buf all = { .kind = BUF_WIPED };
	enum err e;

	if (fd < 0)
		return fail_path(path, errno, why);
	e = read_all(fd, path, bytes_max, &all, why);
	if (!standard)
		(void)close(fd);
	if (e == ERR_OK)
		*out = arena_copy(a, buf_bytes(&all));
	buf_fini(&all);
	return e;
}

static enum err write_all(int fd, struct bytes content)
{
	while (content.n > 0) {
		ssize_t n = write(fd, content.p, content.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == ENOSPC ? ERR_NO_SPACE : ERR_STORAGE;
		content = bytes_part(content, (size_t)n, content.n - (size_t)n);
	}
	return ERR_OK;
}

static enum err write_synced(int fd, struct bytes content)
{
	enum err e = write_all(fd, content);

	return e == ERR_OK && fsync(fd) != 0 ? ERR_STORAGE : e;
}

static enum err sync_folder(const char *path)
{
	char *copy = mem_copy_text(path);
	int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum err e = fd >= 0 && fsync(fd) == 0 ? ERR_OK : ERR_STORAGE;

	if (fd >= 0)
		(void)close(fd);
	mem_free(copy);
	return e;
}

enum err file_write(
    const char *path, struct bytes content, unsigned mode, struct why *why)
{
	char *temporary = mem_print("%s.tmp.%ld", path, (long)getpid());
	int fd =
	    open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	enum err e = fd < 0 ? ERR_STORAGE : write_synced(fd, content);
	int number = errno;

	if (fd >= 0 && close(fd) != 0 && e == ERR_OK) {
		number = errno;
		e = ERR_STORAGE;
	}
	if (e == ERR_OK && rename(temporary, path) != 0) {
		number = errno;
		e = ERR_STORAGE;
	}
	if (e == ERR_OK)
		e = sync_folder(path);
	if (e != ERR_OK) {
		(void)unlink(temporary);
		e = e == ERR_NO_SPACE
			? why_set(why, e, "%s: %s", path, strerror(number))
			: fail_path(path, number, why);
	}
	mem_free(temporary);
	return e;
}

/* ---- piece by piece ---- */

struct file_out {
	char *path, *temporary; /* owned */
	int fd;
};

static enum err fail_out(
    const struct file_out *f, enum err e, int number, struct why *why)
{
	return e == ERR_NO_SPACE
		   ? why_set(why, e, "%s: %s", f->path, strerror(number))
		   : fail_path(f->path, number, why);
}

static enum err refuse_there(const char *path, struct why *why)
{
	return why_set(why, ERR_EXISTS,
	    "%s: 已存在,不覆盖 / is there already and is left alone", path);
}

enum err file_out_open(
    struct file_out **out, const char *path, unsigned mode, struct why *why)
{
	struct file_out *f;
	struct stat there;

	if (lstat(path, &there) == 0)
		return refuse_there(path, why);
	f = mem_new(sizeof(*f));
	f->path = mem_copy_text(path);
	f->temporary = mem_print("%s.tmp.%ld.part", path, (long)getpid());
	f->fd =
	    open(f->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (f->fd < 0) {
		enum err e = fail_path(path, errno, why);

		mem_free(f->temporary);
		mem_free(f->path);
		mem_free(f);
		return e;
	}
	*out = f;
	return ERR_OK;
}

enum err file_out_put(struct file_out *f, struct bytes piece, struct why *why)
{
	enum err e = write_all(f->fd, piece);

	return e == ERR_OK ? ERR_OK : fail_out(f, e, errno, why);
}

static void close_out(struct file_out *f)
{
	(void)close(f->fd);
	mem_free(f->temporary);
	mem_free(f->path);
	mem_free(f);
}

void file_out_drop(struct file_out *f)
{
	if (f == NULL)
		return;
	(void)unlink(f->temporary);
	close_out(f);
}

/* link() and not rename(): a file that came meanwhile stays. */
enum err file_out_finish(struct file_out *f, struct why *why)
{
	enum err e;

	if (fsync(f->fd) == 0 && link(f->temporary, f->path) == 0 &&
	    sync_folder(f->path) == ERR_OK)
		e = ERR_OK;
	else if (errno == EEXIST)
		e = refuse_there(f->path, why);
	else
		e = fail_out(f, ERR_STORAGE, errno, why);
	file_out_drop(f);
	return e;
}

enum err file_read_json(
    struct arena *a, const char *path, struct value **out, struct why *why)
{
	static const struct json_limits limits = { FILE_BYTES_MAX, 64 };
	struct bytes text = { 0 };
	enum err e = file_read(a, path, FILE_BYTES_MAX, &text, why);

	if (e != ERR_OK)
		return e;
	e = json_parse(a, text, &limits, out, why);
	if (e != ERR_OK)
		why_prefix(why, "%s: JSON 有误 / not well-formed JSON: ", path);
	return e;
}
