#include "node/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"

#define QUIET_MS    2000
#define TERMINAL_MS 1000
#define JOURNAL_MS  10000
#define MIB         (1u << 20)

static int64_t steady_ms(void)
{
	return clock_real()->steady_ms(clock_real());
}

void progress_begin(struct progress *p, const char *what, uint64_t total)
{
	int64_t now = steady_ms();

	*p = (struct progress){ what, total, now, now, false };
}

static void say(struct progress *p, uint64_t bytes, bool terminal)
{
	(void)fprintf(stderr, "%s%s: %" PRIu64 " MiB", terminal ? "\r" : "",
	    p->what, bytes / MIB);
	if (p->total > 0)
		(void)fprintf(stderr, " / %" PRIu64 " MiB (%" PRIu64 "%%)",
		    p->total / MIB, 100 * bytes / p->total);
	(void)fputs(terminal ? "  " : "\n", stderr);
	(void)fflush(stderr);
	p->said = true;
}

void progress_at(struct progress *p, uint64_t bytes)
{
	bool terminal = isatty(STDERR_FILENO) == 1;
	int64_t now = steady_ms();

	if (now - p->began_ms < QUIET_MS ||
	    (p->said &&
		now - p->said_ms < (terminal ? TERMINAL_MS : JOURNAL_MS)))
		return;
	p->said_ms = now;
	say(p, bytes, terminal);
}

void progress_end(struct progress *p)
{
	if (p->said && isatty(STDERR_FILENO) == 1)
		(void)fputc('\n', stderr);
}
