/*
 * matter - the kinds of matter that one engine carries (DESIGN section 9):
 * what a standard's `matter` says, as bits for the machine's table.
 */
#ifndef SCHEMA_MATTER_H
#define SCHEMA_MATTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/* name, word in standards, 中文 */
#define MATTER_MAP(X)                           \
	X(LICENCE, "licence", "许可和服务事项") \
	X(BUNDLE, "bundle", "一件事")           \
	X(LEAD, "lead", "免申即享")             \
	X(ORDER, "order", "12345 工单")         \
	X(UNRESOLVED, "unresolved", "办不成事") \
	X(REPAIR, "repair", "差评整改")         \
	X(PROOF, "proof", "证明协查")           \
	X(SUPERVISION, "supervision", "监督督办")

enum matter { /* bit numbers */
#define X(name, word, zh) MATTER_##name,
	MATTER_MAP(X)
#undef X
	    MATTER_COUNT
};
#define MATTER_BIT(matter) (1u << (matter))

/* Cases of the Administrative Licensing Law: grants, one-time notice, silence
 * has effect.  A bundle (一件事) has none of its own: its members have. */
#define MATTER_LICENSING MATTER_BIT(MATTER_LICENCE)
#define MATTER_ALL       (MATTER_BIT(MATTER_COUNT) - 1)

const char *matter_word(enum matter m); /* "licence" */
const char *matter_zh(enum matter m);
bool matter_parse(enum matter *out, struct bytes word);

#endif
