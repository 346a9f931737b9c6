#include "sync/signed_time.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/why.h"
#include "keys/digest.h"
#include "sync/disk.h"

#define CHECK_BYTES    4
#define CHECK_ROOM     (1 + 2 * CHECK_BYTES + 1)
#define FILE_BYTES_MAX 32

struct signed_time {
	char *path; /* owned; NULL in memory */
	int64_t last;
};

/* What stands behind the decimal and a space.  "#", so that with another bit in
 * the space the line is still no decimal. */
static void make_check(char out[static CHECK_ROOM], struct bytes decimal)
{
	struct digest sum = digest_sha256(decimal);

	out[0] = '#';
	text_hex(out + 1, (struct bytes){ sum.b, CHECK_BYTES });
}

/* The line without its newline. */
static bool parse(struct bytes line, int64_t *last)
{
	const uint8_t *space = line.n > 0 ? memchr(line.p, ' ', line.n) : NULL;
	size_t n = space ? (size_t)(space - line.p) : line.n;
	struct bytes decimal = bytes_part(line, 0, n);
	char check[CHECK_ROOM];
	uint64_t value = 0;

	if (text_decimal(&value, decimal, INT64_MAX))
		return false;
	*last = (int64_t)value;
	if (!space)
		return true;
	make_check(check, decimal);
	return bytes_equal(
	    bytes_part(line, n + 1, line.n - n - 1), bytes_text(check));
}

static enum err read_file(const char *path, int64_t *last, struct why *why)
{
	struct buf text = { 0 };
	enum err e = disk_read(path, FILE_BYTES_MAX, &text, why);

	*last = 0;
	if (e == ERR_NOT_FOUND)
		return ERR_OK;
	if (e == ERR_LIMIT ||
	    (!e &&
		(text.n == 0 || text.p[text.n - 1] != '\n' ||
		    !parse(bytes_part(buf_bytes(&text), 0, text.n - 1), last))))
		e = why_set(why, ERR_CORRUPT,
		    "%s does not hold a time in seconds", path);
	buf_fini(&text);
	return e;
}

struct signed_time *signed_time_new(int64_t floor)
{
	struct signed_time *t = mem_new(sizeof(*t));

	must(floor >= 0);
	t->last = floor;
	return t;
}

enum err signed_time_open(struct signed_time **out, const char *folder,
    int64_t floor, struct why *why)
{
	struct signed_time *t = signed_time_new(floor);
	int64_t kept = 0;
	enum err e;

	t->path = mem_print("%s/signed-time", folder);
	e = read_file(t->path, &kept, why);
	if (e) {
		signed_time_close(t);
		return e;
	}
	if (kept > t->last)
		t->last = kept;
	*out = t;
	return ERR_OK;
}

void signed_time_close(struct signed_time *t)
{
	if (!t)
		return;
	mem_free(t->path);
	mem_free(t);
}

int64_t signed_time_last(const struct signed_time *t)
{
	return t->last;
}

void signed_time_raise(struct signed_time *t, int64_t time)
{
	if (time > t->last)
		t->last = time;
}

enum err signed_time_check(const struct signed_time *t, int64_t now,
    enum signed_time_word word, struct why *why)
{
	if (now < 0)
		return why_set(why, ERR_REFUSED, "the clock is before 1970");
	if (word == SIGNED_TIME_LEAP || t->last == 0 || now <= t->last ||
	    now - t->last <= SIGNED_TIME_STEP_SECONDS_MAX)
		return ERR_OK;
	return why_set(why, ERR_REFUSED,
	    "the clock is %" PRId64
	    " hours past the last signed time; the operator must say that it "
	    "is right",
	    (now - t->last) / 3600);
}

static enum err keep(const struct signed_time *t, int64_t time, struct why *why)
{
	struct buf text = { 0 };
	char check[CHECK_ROOM];
	enum err e;

	if (!t->path)
		return ERR_OK;
	buf_print(&text, "%" PRId64, time);
	make_check(check, buf_bytes(&text));
	buf_print(&text, " %s\n", check);
	e = disk_write(t->path, buf_bytes(&text), FAILPOINT_TIME_BEFORE_RENAME,
	    FAILPOINT_TIME_AFTER_RENAME, why);
	buf_fini(&text);
	return e ? ERR_STORAGE : ERR_OK;
}

enum err signed_time_take(struct signed_time *t, int64_t now,
    enum signed_time_word word, int64_t *out, struct why *why)
{
	enum err e = signed_time_check(t, now, word, why);

	if (e)
		return e;
	if (now > t->last) {
		e = keep(t, now, why);
		if (e)
			return e;
		t->last = now;
	}
	*out = t->last;
	return ERR_OK;
}
