/*
 * why - the sentence that goes with a failure, owned by the caller.
 *
 * Functions that can fail in more than one way take a `struct why *`, which
 * may be NULL.  They fill it before returning anything but ERR_OK.
 */
#ifndef BASE_WHY_H
#define BASE_WHY_H

#include "base/err.h"

#define WHY_TEXT_BYTES_MAX 512

struct why {
	int line;   /* 1-based place in a text input, 0 if there is none */
	int column; /* 1-based, in characters; 0 if there is none */
	char text[WHY_TEXT_BYTES_MAX]; /* one sentence, no newline, UTF-8 */
};

/* Set the sentence and return @e, so that `return why_set(why, ERR_X, ...)`
 * reads well.  Cuts at a character border when too long. */
enum err why_set(struct why *why, enum err e, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same with a place in a text. */
enum err why_at(struct why *why, enum err e, int line, int column,
    const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Put words before what @why already says: "FILE: sentence". */
void why_prefix(struct why *why, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
