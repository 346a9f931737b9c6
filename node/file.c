#include "node/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
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

enum err file_read(struct arena *a, const char *path, size_t bytes_max,
    struct bytes *out, struct why *why)
{
	bool standard = strcmp(path, "-") == 0;
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	struct buf all = { 0 };
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
	return fsync(fd) == 0 ? ERR_OK : ERR_STORAGE;
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
	enum err e = fd < 0 ? ERR_STORAGE : write_all(fd, content);
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
