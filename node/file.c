#include "node/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "keys/guarded.h"
#include "schema/json.h"

#define FILE_PIECE_BYTES 65536

static enum err too_large(const char *path, size_t bytes_max, struct why *why)
{
	return why_set(why, ERR_LIMIT,
	    "%s: 文件超过 %zu 字节 / larger than %zu bytes", path, bytes_max,
	    bytes_max);
}

static enum err read_all(
    int fd, const char *path, size_t bytes_max, struct buf *to, struct why *why)
{
	ssize_t n;

	do {
		size_t before = to->n;
		uint8_t *piece = buf_extend(to, FILE_PIECE_BYTES);

		n = io_read(fd, piece, FILE_PIECE_BYTES);
		if (n < 0)
			return io_failed(why, path, errno);
		to->n = before + (size_t)n;
		if (to->n > bytes_max)
			return too_large(path, bytes_max, why);
	} while (n > 0);
	return ERR_OK;
}

/* Reads until the end, or one byte more than there is room for. */
static enum err fill(int fd, const char *path, uint8_t *to, size_t room,
    size_t *n, struct why *why)
{
	ssize_t got = io_read(fd, to, room), more = 0;
	uint8_t next;

	if (got == (ssize_t)room)
		more = io_read(fd, &next, 1);
	if (got < 0 || more < 0)
		return io_failed(why, path, errno);
	*n = (size_t)got;
	return more == 0 ? ERR_OK : too_large(path, room, why);
}

enum err file_read_into(
    const char *path, uint8_t *to, size_t room, size_t *n, struct why *why)
{
	bool standard = strcmp(path, "-") == 0;
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	enum err e;

	if (fd < 0)
		return io_failed(why, path, errno);
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
		return io_failed(why, path, errno);
	e = read_all(fd, path, bytes_max, &all, why);
	if (!standard)
		(void)close(fd);
	if (e == ERR_OK)
		*out = arena_copy(a, buf_bytes(&all));
	buf_fini(&all);
	return e;
}

enum err file_write(
    const char *path, struct bytes content, unsigned mode, struct why *why)
{
	char *temporary = mem_print("%s.tmp.%ld", path, (long)getpid());
	int fd =
	    open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	bool good = fd >= 0 && io_write(fd, content) && fsync(fd) == 0;
	int number = errno;

	if (fd >= 0 && close(fd) != 0 && good) {
		number = errno;
		good = false;
	}
	if (good && !(rename(temporary, path) == 0 && io_sync_parent(path))) {
		number = errno;
		good = false;
	}
	if (!good)
		(void)unlink(temporary);
	mem_free(temporary);
	return good ? ERR_OK : io_failed(why, path, number);
}

/* ---- piece by piece ---- */

struct file_out {
	char *path, *temporary; /* owned */
	int fd;
};

enum err file_out_open(
    struct file_out **out, const char *path, unsigned mode, struct why *why)
{
	struct file_out *f;
	struct stat there;

	if (lstat(path, &there) == 0)
		return io_failed(why, path, EEXIST);
	f = mem_new(sizeof(*f));
	f->path = mem_copy_text(path);
	f->temporary = mem_print("%s.tmp.%ld.part", path, (long)getpid());
	f->fd =
	    open(f->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (f->fd < 0) {
		enum err e = io_failed(why, path, errno);

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
	return io_write(f->fd, piece) ? ERR_OK : io_failed(why, f->path, errno);
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

	e = fsync(f->fd) == 0 && link(f->temporary, f->path) == 0 &&
		    io_sync_parent(f->path)
		? ERR_OK
		: io_failed(why, f->path, errno);
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
