#include "sync/witness_state.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/reader.h"
#include "base/text.h"
#include "base/why.h"

#define FIRST_LINE     "tongban-witness/v1"
#define LINE_BYTES_MAX 256
#define FILE_BYTES_MAX (256 + WITNESS_LOGS_MAX * LINE_BYTES_MAX)

void witness_state_fini(struct witness_state *s)
{
	mem_free(s->logs);
	*s = (struct witness_state){ .count = 0 };
}

/* Where it stands, or would. */
static size_t search(const struct witness_state *s, const char *origin)
{
	size_t low = 0, high = s->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(s->logs[middle].origin, origin) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct witness_log *witness_state_find(
    const struct witness_state *s, const char *origin)
{
	size_t at = search(s, origin);

	return at < s->count && strcmp(s->logs[at].origin, origin) == 0
		   ? &s->logs[at]
		   : NULL;
}

bool witness_state_full(const struct witness_state *s)
{
	return s->count == WITNESS_LOGS_MAX;
}

struct witness_log *witness_state_take(
    struct witness_state *s, const char *origin)
{
	struct witness_log *log = witness_state_find(s, origin);
	size_t at = search(s, origin);

	if (log != NULL)
		return log;
	must(!witness_state_full(s) && strlen(origin) < sizeof(log->origin));
	if (s->count == s->room) {
		s->room = s->room > 0 ? 2 * s->room : 8;
		s->logs = mem_resize(s->logs, s->room * sizeof(s->logs[0]));
	}
	log = &s->logs[at];
	memmove(log + 1, log, (s->count - at) * sizeof(*log));
	s->count++;
	*log = (struct witness_log){ .size = 0 };
	memcpy(log->origin, origin, strlen(origin) + 1);
	return log;
}

bool witness_state_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

/* ---- the file ---- */

static void put_sum(struct buf *out)
{
	struct digest sum = digest_sha256(buf_bytes(out));
	char hex[DIGEST_HEX_ROOM];

	digest_hex(hex, &sum);
	buf_print(out, "sum %s\n", hex);
}

static void put_file(struct buf *out, const struct witness_state *s)
{
	char hex[TEXT_HEX_ROOM(WITNESS_INSTANCE_BYTES)];

	text_hex(hex, bytes_of(s->instance));
	buf_print(out, FIRST_LINE "\ninstance %s\n", hex);
	if (s->retired)
		buf_put_text(out, "retired\n");
	for (size_t i = 0; i < s->count; i++) {
		const struct witness_log *log = &s->logs[i];

		buf_print(
		    out, "%" PRIu64 " %" PRId64 " ", log->size, log->time);
		text_base64(out, digest_bytes(&log->root));
		buf_print(out, " %s\n", log->origin);
	}
	put_sum(out);
}

enum err witness_state_write(
    const struct witness_state *s, const char *path, struct why *why)
{
	struct buf file = { 0 };
	enum err e;

	put_file(&file, s);
	e = disk_write(path, buf_bytes(&file), FAILPOINT_WITNESS_BEFORE_RENAME,
	    FAILPOINT_WITNESS_AFTER_RENAME, why);
	buf_fini(&file);
	return e;
}

static bool read_number(struct reader *r, uint64_t *out)
{
	return text_decimal(out, reader_until(r, ' ', LINE_BYTES_MAX),
		   INT64_MAX) == ERR_OK;
}

static bool read_log(struct witness_state *out, struct bytes line)
{
	struct reader r = reader_over(line);
	struct witness_log *log;
	uint64_t size, time;
	struct buf root = { 0 };
	bool good = read_number(&r, &size) && read_number(&r, &time) &&
		    text_unbase64(&root,
			reader_until(&r, ' ', LINE_BYTES_MAX)) == ERR_OK &&
		    root.n == DIGEST_BYTES && !r.failed &&
		    note_name_check(r.left) && !witness_state_full(out);

	if (good) {
		char origin[NOTE_NAME_BYTES_MAX + 1];

		memcpy(origin, r.left.p, r.left.n);
		origin[r.left.n] = '\0';
		log = witness_state_take(out, origin);
		log->size = size;
		log->time = (int64_t)time;
		memcpy(log->root.b, root.p, root.n);
	}
	buf_fini(&root);
	return good;
}

static bool read_lines(struct witness_state *out, struct bytes file)
{
	static const char word[] = "instance ";
	struct reader r = reader_over(file);
	struct bytes line = reader_line(&r, LINE_BYTES_MAX);
	size_t n = strlen(word);

	if (!bytes_equal(line, bytes_text(FIRST_LINE)))
		return false;
	line = reader_line(&r, LINE_BYTES_MAX);
	if (line.n < n || memcmp(line.p, word, n) != 0 ||
	    text_unhex(out->instance, sizeof(out->instance),
		bytes_part(line, n, line.n - n)) != ERR_OK)
		return false;
	while (!reader_done(&r) && !r.failed) {
		line = reader_line(&r, LINE_BYTES_MAX);
		if (bytes_equal(line, bytes_text("retired")))
			out->retired = true;
		else if (!read_log(out, line))
			return false;
	}
	return !r.failed;
}

/* What is written anew from what was read is the same bytes, sum and all. */
enum err witness_state_read(
    struct witness_state *out, const char *path, struct why *why)
{
	const size_t tail = strlen("sum \n") + 2 * (size_t)DIGEST_BYTES;
	struct buf file = { 0 }, again = { 0 };
	enum err e = disk_read(path, FILE_BYTES_MAX, &file, why);

	*out = (struct witness_state){ .count = 0 };
	if (e == ERR_OK) {
		bool good = file.n > tail &&
			    read_lines(out,
				bytes_part(buf_bytes(&file), 0, file.n - tail));

		put_file(&again, out);
		if (!good || !bytes_equal(buf_bytes(&file), buf_bytes(&again)))
			e = why_set(why, ERR_CORRUPT,
			    "%s is not a witness's state", path);
	}
	buf_fini(&file);
	buf_fini(&again);
	return e == ERR_LIMIT ? ERR_CORRUPT : e;
}
