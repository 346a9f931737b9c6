/*
 * role - what members of staff may sign (docs/FORMAT.md section 7).
 */
#ifndef SCHEMA_ROLE_H
#define SCHEMA_ROLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct arena;
struct value;

/* name, text in acts, 中文 */
#define ROLE_MAP(X)                             \
	X(WINDOW, "window", "窗口")             \
	X(ACCEPTOR, "acceptor", "受理")         \
	X(REVIEWER_1, "reviewer-1", "初审")     \
	X(REVIEWER_2, "reviewer-2", "复审")     \
	X(REVIEWER_3, "reviewer-3", "终审")     \
	X(ISSUER, "issuer", "制证")             \
	X(COURIER, "courier", "送达")           \
	X(DISPATCHER, "dispatcher", "派单")     \
	X(HANDLER, "handler", "承办")           \
	X(ESCALATION, "escalation", "督办联络") \
	X(SUPERVISOR, "supervisor", "监督")     \
	X(INTEGRITY, "integrity", "纪检")       \
	X(AUDITOR, "auditor", "审计")           \
	X(OPERATOR, "operator", "运维")         \
	X(ROBOT, "robot", "自动程序")

enum role { /* bit numbers */
#define X(name, text, zh) ROLE_##name,
	ROLE_MAP(X)
#undef X
	    ROLE_COUNT
};
#define ROLE_BIT(role) (1u << (role))

const char *role_text(enum role r); /* "reviewer-1" */
const char *role_zh(enum role r);
bool role_parse(enum role *out, struct bytes text);

/* A list of texts, ascending and unique, as in bodies, to ROLE_BIT()s and
 * back.  False for anything else. */
bool role_bits(uint32_t *out, const struct value *list);
struct value *role_list(struct arena *a, uint32_t bits);

#endif
