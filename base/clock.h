/*
 * clock - where time comes from: the system, or a test.
 *
 * Wall time is milliseconds since 1970 UTC; monotonic time is milliseconds
 * since some start.  What decides takes times as arguments and never a clock.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

struct clock {
	int64_t (*wall_ms)(const struct clock *);
	int64_t (*steady_ms)(const struct clock *);
};

/* The system's clocks; static. */
const struct clock *clock_real(void);

/* A clock that a test sets by hand.  Use &fake.clock. */
struct clock_fake {
	struct clock clock; /* first: the functions cast back */
	int64_t wall;
	int64_t steady;
};
void clock_fake_init(struct clock_fake *fake, int64_t wall_ms);
void clock_fake_advance(struct clock_fake *fake, int64_t by_ms);

#define CLOCK_TEXT_ROOM 32

/* RFC 3339 in UTC+08:00, which the law counts in: "2026-11-24T09:00:00+08:00".
 * Seconds since 1970 in; @out has CLOCK_TEXT_ROOM. */
void clock_text(char out[static CLOCK_TEXT_ROOM], int64_t seconds);

#endif
