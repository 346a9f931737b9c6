#include "base/failpoint.h"

#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>

#include "base/mem.h"
#include "base/text.h"

const char *failpoint_name(enum failpoint f)
{
	static const char *const names[FAILPOINT_COUNT] = {
#define X(constant, name) name,
		FAILPOINT_MAP(X)
#undef X
	};

	return (unsigned)f < FAILPOINT_COUNT ? names[f] : NULL;
}

#ifdef FAILPOINTS

static once_flag once = ONCE_FLAG_INIT;
static enum failpoint wanted = FAILPOINT_COUNT; /* written once, as is: */
static atomic_long passes_left;

static enum failpoint find(const char *name, size_t length)
{
	for (int f = 0; f < FAILPOINT_COUNT; f++) {
		const char *own = failpoint_name((enum failpoint)f);

		if (strlen(own) == length && memcmp(own, name, length) == 0)
			return (enum failpoint)f;
	}
	return FAILPOINT_COUNT;
}

static void read_environment(void)
{
	const char *text = getenv("TONGBAN_FAILPOINT");
	const char *colon;
	uint64_t passes = 1;

	if (!text || !*text)
		return;
	colon = strchr(text, ':');
	wanted = find(text, colon ? (size_t)(colon - text) : strlen(text));
	must(wanted != FAILPOINT_COUNT);
	if (colon)
		must(!text_decimal(&passes, bytes_text(colon + 1), LONG_MAX) &&
		     passes > 0);
	atomic_store(&passes_left, (long)passes);
}

void failpoint(enum failpoint f)
{
	call_once(&once, read_environment);
	if (f == wanted && atomic_fetch_sub(&passes_left, 1) == 1)
		(void)raise(SIGKILL);
}

#endif
