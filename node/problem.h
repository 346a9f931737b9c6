/*
 * problem - why a request was not done, as RFC 9457 problem details.
 *
 *	{ "type": "urn:tongban:rule:not_unified",
 *	  "title": "三统一不成立", "en": "the two districts' standards differ …",
 *	  "status": 409, "rule": "F-84", "name": "not_unified",
 *	  "detail": "limits differ", … further members of .extra … }
 *
 * A refusal cites its rule (base/rule.h), a failure its error (base/err.h,
 * "urn:tongban:error:busy"), what breaks HTTP itself only a status
 * ("about:blank").  Pure.
 */
#ifndef NODE_PROBLEM_H
#define NODE_PROBLEM_H

#include "base/err.h"
#include "base/rule.h"
#include "base/why.h"

struct arena;
struct buf;
struct value;

#define PROBLEM_CONTENT_TYPE "application/problem+json; charset=utf-8"

struct problem {
	int status;         /* HTTP */
	const char *space;  /* "rule", "error" or NULL; static */
	const char *name;   /* "not_unified", "busy" or NULL; static */
	const char *clause; /* "F-84" or NULL; static */
	const char *title;  /* 中文 where we have it; static */
	const char *en;     /* static */
	const struct value
	    *extra; /* map of further members, or NULL; borrowed */
	char detail[WHY_TEXT_BYTES_MAX]; /* may be empty */
	int line, column; /* place in a text input, 0 if there is none */
};

/* @why may be NULL. */
struct problem problem_from_rule(enum rule rule, const struct why *why);
struct problem problem_from_err(enum err e, const struct why *why);

/* Of HTTP itself; the title is the status's reason phrase. */
struct problem problem_from_status(int status, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The map above, in @a. */
struct value *problem_value(struct arena *a, const struct problem *p);

/* "Conflict"; static. */
const char *problem_phrase(int status);

#endif
