#include "node/passphrase.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/why.h"
#include "keys/keyfile.h"
#include "keys/secret.h"
#include "node/file.h"

/* One for the newline, which does not belong to it. */
#define ROOM_BYTES (KEYFILE_PASSPHRASE_BYTES_MAX + 1)

struct passphrase {
	size_t n;
	uint8_t b[ROOM_BYTES];
};

static void drop_newline(struct passphrase *p)
{
	if (p->n > 0 && p->b[p->n - 1] == '\n')
		p->b[--p->n] = 0;
}

enum err passphrase_read(
    struct passphrase **out, const char *path, struct why *why)
{
	struct passphrase *p = secret_new(sizeof(*p));
	enum err e = file_read_into(path, p->b, sizeof(p->b), &p->n, why);

	if (e != ERR_OK) {
		passphrase_free(p);
		return e;
	}
	drop_newline(p);
	if (p->n == 0) {
		passphrase_free(p);
		return why_set(why, ERR_PASSPHRASE,
		    "%s: 口令文件是空的 / the passphrase file is empty", path);
	}
	*out = p;
	return ERR_OK;
}

/* A terminal gives one line at a time.  True when a whole one came. */
static bool read_line(struct passphrase *p)
{
	ssize_t n;

	do
		n = read(STDIN_FILENO, p->b, sizeof(p->b));
	while (n < 0 && errno == EINTR);
	p->n = n > 0 ? (size_t)n : 0;
	return p->n > 0 && p->b[p->n - 1] == '\n';
}

enum err passphrase_ask(
    struct passphrase **out, const char *name, struct why *why)
{
	struct passphrase *p;
	struct termios before, quiet;
	bool whole;

	if (tcgetattr(STDIN_FILENO, &before) != 0)
		return why_set(why, ERR_PASSPHRASE, "%s: 无法读取口令", name);
	p = secret_new(sizeof(*p));
	quiet = before;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	/* Quiet first: who answers the prompt at once is not shown, nor flushed. */
	(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	(void)fprintf(stderr, "%s 的口令 / passphrase: ", name);
	whole = read_line(p);
	/* Flushes what is left of a line that is too long. */
	(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
	(void)fputc('\n', stderr);
	if (!whole) {
		passphrase_free(p);
		return why_set(why, ERR_PASSPHRASE,
		    "%s: 没有口令,或超过 %d 字节 / no passphrase, or over %d "
		    "bytes",
		    name, KEYFILE_PASSPHRASE_BYTES_MAX,
		    KEYFILE_PASSPHRASE_BYTES_MAX);
	}
	drop_newline(p);
	*out = p;
	return ERR_OK;
}

struct bytes passphrase_bytes(const struct passphrase *p)
{
	return p != NULL ? (struct bytes){ p->b, p->n }
			 : (struct bytes){ NULL, 0 };
}

void passphrase_free(struct passphrase *p)
{
	secret_free(p);
}
