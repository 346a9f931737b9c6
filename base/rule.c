#include "base/rule.h"

#include <stddef.h>
#include <threads.h>

#include "base/text.h"

#define NAME_ROOM 32

struct row {
	int status;
	const char *upper;
	const char *clause;
	const char *zh;
	const char *en;
};

/* In the order of enum rule, which counts from 0 without a gap. */
static const struct row rows[RULE_COUNT] = {
#define X(name, clause, status, zh, en) { status, #name, clause, zh, en },
	RULE_MAP(X)
#undef X
};

static const struct row stray = { 500, "UNKNOWN", "?", "未知规则",
	"unknown rule" };

static char names[RULE_COUNT][NAME_ROOM]; /* written once, by fill_names() */
static once_flag names_once = ONCE_FLAG_INIT;

static void fill_names(void)
{
	for (size_t i = 0; i < RULE_COUNT; i++)
		text_lower(names[i], NAME_ROOM, rows[i].upper);
}

static const struct row *find(enum rule r)
{
	return (unsigned)r < RULE_COUNT ? &rows[r] : &stray;
}

const char *rule_name(enum rule r)
{
	call_once(&names_once, fill_names);
	return (unsigned)r < RULE_COUNT ? names[r] : "unknown";
}

const char *rule_clause(enum rule r)
{
	return find(r)->clause;
}

int rule_status(enum rule r)
{
	return find(r)->status;
}

const char *rule_zh(enum rule r)
{
	return find(r)->zh;
}

const char *rule_en(enum rule r)
{
	return find(r)->en;
}
