/*
 * signed_time - the last second that our log key has signed, on disk before it
 * is used (DESIGN section 5, "Time in a log never goes back").
 *
 *	signed_time_take(now) -> max(now, last), written and fsynced
 *
 * The file holds one line: a decimal, " #", and the first 8 hex digits of the
 * decimal's SHA-256, so that a bit that turns over does not set the log's time
 * years ahead.  (Earlier builds wrote the decimal alone; it is taken.)  It is
 * written only when the second changes.  It also keeps one boot in 2099 from
 * poisoning a log: a time more than 24 hours past the last needs the operator's
 * word.  A running node takes a time at least every few hours, so that a quiet
 * week is no such gap.
 *
 * One thread: the store's.
 */
#ifndef SYNC_SIGNED_TIME_H
#define SYNC_SIGNED_TIME_H

#include <stdint.h>

#include "base/err.h"

struct signed_time;
struct why;

#define SIGNED_TIME_STEP_SECONDS_MAX 86400

enum signed_time_word {
	SIGNED_TIME_STEP, /* at most SIGNED_TIME_STEP_SECONDS_MAX ahead */
	SIGNED_TIME_LEAP, /* the operator said that the clock is right */
};

/*
 * @folder is the data folder; the file is <folder>/signed-time.  @floor is the
 * time of our log's head (0: it is empty): what the file says less than that
 * counts as that.  ERR_CORRUPT when the file is no such file, ERR_STORAGE.
 */
enum err signed_time_open(struct signed_time **out, const char *folder,
    int64_t floor, struct why *why) MUST_CHECK;

/* In memory only, for the simulator. */
struct signed_time *signed_time_new(int64_t floor);

void signed_time_close(struct signed_time *t); /* NULL is fine */

/* 0 when nothing was ever signed. */
int64_t signed_time_last(const struct signed_time *t);

/* Our log's head shows @time, which this file has not heard of: it counts as
 * the floor does. */
void signed_time_raise(struct signed_time *t, int64_t time);

/* Would signed_time_take() agree?  For a warning while there is time. */
enum err signed_time_check(const struct signed_time *t, int64_t now,
    enum signed_time_word word, struct why *why) MUST_CHECK;

/*
 * The time to sign with: max(@now, last), durable on return.  The very first
 * may be any.  ERR_REFUSED when it is more than a step ahead and @word is
 * SIGNED_TIME_STEP (nothing changes); ERR_STORAGE: stop.
 */
enum err signed_time_take(struct signed_time *t, int64_t now,
    enum signed_time_word word, int64_t *out, struct why *why) MUST_CHECK;

#endif
