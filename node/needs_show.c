#include "node/needs_show.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "node/table.h"
#include "schema/value.h"

static const char *text(const struct value *map, const char *key)
{
	const char *found = value_get_string(map, key);

	return found != NULL ? found : "-";
}

static long long number(const struct value *map, const char *key)
{
	int64_t n = 0;

	(void)value_get_int(map, key, &n);
	return (long long)n;
}

/* "ankang:late hanbin:sorry" */
static const char *tried(struct arena *a, const struct value *list)
{
	struct buf out = { 0 };
	const char *copy;

	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *v = value_at(list, i);

		buf_print(&out, "%s%s:%s", i > 0 ? " " : "", text(v, "node"),
		    text(v, "why"));
	}
	copy = out.n > 0 ? arena_print(a, "%s", buf_text(&out)) : "-";
	buf_fini(&out);
	return copy;
}

void needs_show_table(struct arena *a, const struct value *missing)
{
	struct table *t = table_new(6);

	table_row(t, "办件", "对象", "类", "已有/共(块)", "试过", "缺自", NULL);
	for (size_t i = 0; i < value_count(missing); i++) {
		const struct value *v = value_at(missing, i);

		table_row(t, text(v, "case"),
		    arena_print(a, "%.16s…", text(v, "object")),
		    text(v, "kind"),
		    arena_print(
			a, "%lld/%lld", number(v, "have"), number(v, "total")),
		    tried(a, value_get(v, "tried")), text(v, "since_text"),
		    NULL);
	}
	table_print(t);
}

void needs_show_line(const struct value *answer)
{
	const struct value *equal = value_get(answer, "equal");
	long long needs = number(answer, "needs");
	bool complete = false;

	(void)value_get_bool(answer, "vault_complete", &complete);
	if (complete) {
		(void)printf("密匣齐全 / the vault is complete\n");
		return;
	}
	if (needs == 0) {
		(void)printf("正在查对各办件的密匣对象 / cases are still being "
			     "looked through\n");
		return;
	}
	(void)printf(
	    "缺 %lld 个密匣对象 / %lld objects are missing\n", needs, needs);
	if (value_count(equal) == 0)
		return;
	(void)printf("日志已与下列节点相同,密匣尚不齐 / logs are equal to "
		     "those of, and the vault is not complete:");
	for (size_t i = 0; i < value_count(equal); i++)
		(void)printf(" %s", (const char *)value_at(equal, i)->bytes.p);
	(void)printf("\n");
}
