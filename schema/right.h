/*
 * right - what a home district lets another one do (docs/FORMAT.md section 7).
 */
#ifndef SCHEMA_RIGHT_H
#define SCHEMA_RIGHT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct arena;
struct value;

/* name, text in acts, 中文 */
#define RIGHT_MAP(X)                  \
	X(RECEIVE, "receive", "收件") \
	X(NOTICE, "notice", "告知")   \
	X(VERIFY, "verify", "核验")   \
	X(ACCEPT, "accept", "受理")   \
	X(DECIDE, "decide", "审批")   \
	X(PRINT, "print", "制证")     \
	X(DELIVER, "deliver", "送达")

enum right { /* bit numbers */
#define X(name, text, zh) RIGHT_##name,
	RIGHT_MAP(X)
#undef X
	    RIGHT_COUNT
};
#define RIGHT_BIT(right) (1u << (right))

const char *right_text(enum right r); /* "receive" */
const char *right_zh(enum right r);
bool right_parse(enum right *out, struct bytes text);

/* A list of texts, ascending and unique, as in bodies, to RIGHT_BIT()s and
 * back.  False for anything else. */
bool right_bits(uint32_t *out, const struct value *list);
struct value *right_list(struct arena *a, uint32_t bits);

#endif
