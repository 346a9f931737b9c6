#include "node/harden.h"

#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/journal.h"
#include "base/mem.h"
#include "keys/secret.h"

/* What a busy node locks: four stacks, 256 sessions with a page each and one more
 * while they shake hands, 64 uploads, keys of the cases being read. */
#define LOCKED_BYTES (5u << 20)

void harden_process(void)
{
	const struct rlimit none = { 0, 0 };

	must(prctl(PR_SET_DUMPABLE, 0) == 0);
	/* A second lock on the same door; a filter may deny it. */
	(void)setrlimit(RLIMIT_CORE, &none);
	secret_lock_stack();
}

void harden_warn(const char *dir)
{
	if (geteuid() == 0)
		journal_say(JOURNAL_WARNING,
		    "the node runs as root; give it a user of its own", "dir",
		    dir, NULL);
	if (!secret_is_locked(LOCKED_BYTES))
		journal_say(JOURNAL_WARNING,
		    "keys are not locked in memory; raise the limit memlock",
		    "dir", dir, NULL);
}
