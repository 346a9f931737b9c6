/*
 * Room on the disk of the data folder, and the floor below which no new case is
 * received: what is under way needs what is left.
 *
 *	enough --below the floor--> low --above it by an eighth--> enough
 *
 * Both steps are said once; nothing else is needed to go on.  Loop thread.
 */
#include "node/daemon_fields.h"

#include <inttypes.h>
#include <sys/statvfs.h>

#include "base/buf.h"
#include "base/journal.h"
#include "base/why.h"
#include "node/config.h"

#define LOOK_MS 10000

static void say(const char *sentence, enum journal_level level,
    const struct daemon_space *s)
{
	struct buf free = { 0 }, floor = { 0 };

	buf_print(&free, "%" PRIu64, s->free_bytes);
	buf_print(&floor, "%" PRIu64, s->floor_bytes);
	journal_say(level, sentence, "free_bytes", buf_text(&free),
	    "floor_bytes", buf_text(&floor), NULL);
	buf_fini(&free);
	buf_fini(&floor);
}

/* A disk that does not say stays what it was. */
static void look(struct daemon *d)
{
	struct daemon_space *s = &d->space;
	struct statvfs v;

	s->floor_bytes = (uint64_t)d->options.config->free_floor_mib << 20;
	if (statvfs(d->options.dir, &v) != 0)
		return;
	s->free_bytes = (uint64_t)v.f_bavail * v.f_frsize;
	if (!s->low && s->free_bytes < s->floor_bytes) {
		s->low = true;
		say("the disk is nearly full: no new cases", JOURNAL_WARNING,
		    s);
	} else if (s->low &&
		   s->free_bytes >= s->floor_bytes + s->floor_bytes / 8) {
		s->low = false;
		say("the disk has room again: new cases are received",
		    JOURNAL_NOTICE, s);
	}
}

struct daemon_space daemon_space(struct daemon *d)
{
	look(d);
	return d->space;
}

enum err daemon_space_check(struct daemon *d, struct why *why)
{
	struct daemon_space s = daemon_space(d);

	if (!s.low)
		return ERR_OK;
	return why_set(why, ERR_NO_SPACE,
	    "磁盘仅余 %" PRIu64 " MiB(下限 %" PRIu64
	    " MiB),暂不受理新件,在办件照常;请运维人员清理或扩容,之后自动恢复 "
	    "/ %" PRIu64 " MiB of disk are free, %" PRIu64
	    " are the floor: no new cases, those under way go on; the operator "
	    "makes room, then it goes on by itself",
	    s.free_bytes >> 20, s.floor_bytes >> 20, s.free_bytes >> 20,
	    s.floor_bytes >> 20);
}

void daemon_space_step(struct daemon *d)
{
	int64_t now = daemon_pump_now(d);

	if (now < d->space_ms)
		return;
	look(d);
	d->space_ms = now + LOOK_MS;
}
