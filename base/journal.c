#include "base/journal.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/text.h"

static atomic_int level_max = JOURNAL_NOTICE;

void journal_set_level(enum journal_level level)
{
	atomic_store(&level_max, (int)level);
}

/* A value that cannot be mistaken for anything else stands bare. */
static bool is_plain(struct bytes b)
{
	if (b.n == 0 || !text_is_utf8(b))
		return false;
	for (size_t i = 0; i < b.n; i++) {
		if (b.p[i] <= 0x20 || b.p[i] == 0x7f || b.p[i] == '"' ||
		    b.p[i] == '\\' || b.p[i] == '=')
			return false;
	}
	return true;
}

/* C1 controls are valid UTF-8, and terminals obey them. */
static bool is_control(uint32_t code_point)
{
	return code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0);
}

static void put_escaped(struct buf *line, struct bytes b)
{
	bool utf8 = text_is_utf8(b);

	while (b.n > 0) {
		uint32_t c = b.p[0];
		size_t n = utf8 ? text_next(b, &c) : 1;
		bool raw = !is_control(c) && (utf8 || c < 0x80);

		if (c == '"' || c == '\\')
			buf_put_byte(line, '\\');
		if (raw)
			buf_put(line, bytes_part(b, 0, n));
		else
			buf_print(line, "\\x%02x", (unsigned)c);
		b = bytes_part(b, n, b.n - n);
	}
}

static void put_value(struct buf *line, struct bytes value)
{
	if (is_plain(value)) {
		buf_put(line, value);
		return;
	}
	buf_put_byte(line, '"');
	put_escaped(line, value);
	buf_put_byte(line, '"');
}

static void write_line(struct bytes line)
{
	ssize_t n;

	/* One write(2) a line, so that threads do not mix theirs.  A line that
	 * cannot be written is lost: there is nowhere left to say so. */
	do {
		n = write(STDERR_FILENO, line.p, line.n);
	} while (n < 0 && errno == EINTR);
}

void journal_say(enum journal_level level, const char *sentence, ...)
{
	struct buf line = { 0 };
	const char *key;
	va_list args;

	if ((int)level > atomic_load(&level_max))
		return;
	if (getenv("JOURNAL_STREAM") != NULL)
		buf_print(&line, "<%d>", (int)level);
	put_escaped(&line, bytes_text(sentence));
	va_start(args, sentence);
	while ((key = va_arg(args, const char *)) != NULL) {
		const char *value = va_arg(args, const char *);

		buf_put_byte(&line, ' ');
		buf_put_text(&line, key);
		buf_put_byte(&line, '=');
		put_value(&line, bytes_text(value != NULL ? value : ""));
	}
	va_end(args);
	buf_put_byte(&line, '\n');
	write_line(buf_bytes(&line));
	buf_fini(&line);
}
