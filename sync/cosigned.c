#include "sync/cosigned.h"

#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/reader.h"
#include "base/text.h"
#include "keys/note.h"
#include "sync/disk.h"

#define RECORD_BYTES_MAX (COSIGNED_LINE_BYTES_MAX + 128)
#define READ_BYTES       65536

static char *path_of(const char *folder, const char *node)
{
	return mem_print("%s/" COSIGNED_FOLDER "/%s", folder, node);
}

static void put_record(struct buf *out, const struct cosigned_record *r)
{
	buf_print(out, "%" PRIu64 " %" PRIu64 " ", r->epoch, r->size);
	text_base64(out, digest_bytes(&r->root));
	buf_put_byte(out, ' ');
	buf_put(out, r->line);
}

/* What a crash cut short becomes a line of its own. */
static enum err append(
    int fd, const char *path, const struct cosigned_record *r, struct why *why)
{
	off_t end = lseek(fd, 0, SEEK_END);
	struct buf text = { 0 };
	uint8_t last = '\n';
	enum err e = ERR_OK;

	if (end < 0)
		return disk_failed(why, "seek in", path);
	if (end > 0)
		e = disk_get_at(fd, path, (uint64_t)end - 1, &last, 1, why);
	if (last != '\n')
		buf_put_byte(&text, '\n');
	put_record(&text, r);
	if (e == ERR_OK)
		e = disk_put_at(fd, path, (uint64_t)end, buf_bytes(&text), why);
	buf_fini(&text);
	return e;
}

enum err cosigned_put(const char *folder, const char *node,
    const struct cosigned_record *record, struct why *why)
{
	char *parent = mem_print("%s/" COSIGNED_FOLDER, folder);
	char *path = path_of(folder, node);
	enum err e = disk_make_folder(parent, why);
	int fd = -1;

	must(record->line.n > 0 && record->line.n <= COSIGNED_LINE_BYTES_MAX &&
	     record->line.p[record->line.n - 1] == '\n');
	if (e == ERR_OK) {
		fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
		e = fd < 0 ? disk_failed(why, "open", path)
			   : append(fd, path, record, why);
	}
	if (fd >= 0)
		(void)close(fd);
	mem_free(parent);
	mem_free(path);
	return e;
}

/* ---- reading ---- */

static bool read_number(struct reader *r, uint64_t *out)
{
	return text_decimal(out, reader_until(r, ' ', RECORD_BYTES_MAX),
		   INT64_MAX) == ERR_OK;
}

static bool read_record(struct bytes text, struct cosigned_record *out)
{
	struct reader r = reader_over(text);
	struct note_line line;
	struct buf root = { 0 };
	bool good =
	    read_number(&r, &out->epoch) && read_number(&r, &out->size) &&
	    text_unbase64(&root, reader_until(&r, ' ', RECORD_BYTES_MAX)) ==
		ERR_OK &&
	    root.n == DIGEST_BYTES && !r.failed &&
	    note_parse_line(&line, r.left, NULL) == ERR_OK;

	if (good) {
		memcpy(out->root.b, root.p, root.n);
		out->line = r.left;
	}
	buf_fini(&root);
	return good;
}

struct reading {
	cosigned_fn *fn;
	void *arg;
	bool enough;
};

/* The whole lines of @b; returns how many bytes they are. */
static size_t take_lines(struct reading *x, struct bytes b)
{
	size_t done = 0;

	while (!x->enough) {
		const uint8_t *end = memchr(b.p + done, '\n', b.n - done);
		struct cosigned_record record;
		struct bytes line;

		if (end == NULL)
			break;
		line = bytes_part(b, done, (size_t)(end - (b.p + done)) + 1);
		done += line.n;
		if (read_record(line, &record))
			x->enough = !x->fn(x->arg, &record);
	}
	return done;
}

static enum err read_all(
    struct reading *x, int fd, const char *path, struct why *why)
{
	uint8_t *window = mem_new(READ_BYTES);
	size_t have = 0;
	enum err e = ERR_OK;

	while (!x->enough) {
		ssize_t n = read(fd, window + have, READ_BYTES - have);
		size_t done;

		if (n < 0)
			e = disk_failed(why, "read", path);
		if (n <= 0)
			break;
		have += (size_t)n;
		done = take_lines(x, (struct bytes){ window, have });
		/* A line that fills the window is none of ours. */
		if (done == 0 && have == READ_BYTES)
			done = have;
		memmove(window, window + done, have - done);
		have -= done;
	}
	mem_free(window);
	return e;
}

enum err cosigned_each(const char *folder, const char *node, cosigned_fn *fn,
    void *arg, struct why *why)
{
	struct reading x = { fn, arg, false };
	char *path = path_of(folder, node);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum err e = ERR_OK;

	if (fd >= 0) {
		e = read_all(&x, fd, path, why);
		(void)close(fd);
	} else if (access(path, F_OK) == 0) {
		e = disk_failed(why, "open", path);
	}
	mem_free(path);
	return e;
}
