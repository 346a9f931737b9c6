#include "node/bundle_show.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/rule.h"
#include "node/case_show.h"
#include "node/case_value.h"
#include "node/say.h"
#include "node/table.h"
#include "schema/dossier.h"
#include "schema/ledger.h"
#include "sync/bundle_check.h"

/* ---- as a value ---- */

static void put_warrant(
    struct arena *a, struct value *v, const struct warrant *w)
{
	struct value *out = value_map(a);

	if (w == NULL)
		return;
	say_digest(a, out, "id", &w->act);
	say_text(a, out, "auditor", w->auditor);
	say_time(a, out, "from", w->from);
	say_time(a, out, "until", w->until);
	say_text(a, out, "reason", w->reason);
	value_set(a, v, "warrant", out);
}

static struct value *file_value(
    struct arena *a, const struct bundle_check_file *f)
{
	struct value *v = value_map(a);

	say_text(a, v, "id", f->id);
	say_digest(a, v, "object", &f->object);
	say_digest(a, v, "act", &f->act);
	say_int(a, v, "bytes", (int64_t)f->bytes);
	say_bool(a, v, "absent", f->absent);
	say_bool(a, v, "whole", f->whole);
	say_bool(a, v, "opened", f->opened);
	return v;
}

static struct value *finding_value(
    struct arena *a, const struct bundle_check_finding *f)
{
	struct value *v = value_map(a);

	say_text(a, v, "rule", rule_clause(f->rule));
	say_text(a, v, "name", rule_name(f->rule));
	say_text(a, v, "where", f->where);
	say_text(a, v, "text", f->text);
	return v;
}

static void put_lists(
    struct arena *a, struct value *v, const struct bundle_check *c)
{
	struct value *files = value_list(a), *findings = value_list(a);

	for (size_t i = 0; i < bundle_check_file_count(c); i++)
		value_push(a, files, file_value(a, bundle_check_file_at(c, i)));
	for (size_t i = 0; i < bundle_check_findings_kept(c); i++)
		value_push(a, findings,
		    finding_value(a, bundle_check_finding_at(c, i)));
	value_set(a, v, "files", files);
	value_set(a, v, "findings", findings);
	say_int(a, v, "found", (int64_t)bundle_check_finding_count(c));
}

struct value *bundle_show_value(struct arena *a, const struct bundle_check *c)
{
	struct value *v = value_map(a);
	struct bundle_check_sums sums = bundle_check_sums(c);
	const struct ledger *l = bundle_check_ledger(c);
	const struct dossier *d = bundle_check_dossier(c);

	if (l != NULL) {
		say_digest(a, v, "network", &ledger_genesis(l)->network);
		say_node(a, v, "maker", l, bundle_check_maker(c));
		put_warrant(a, v, bundle_check_warrant(c));
	}
	if (l != NULL && d != NULL)
		value_set(a, v, "case",
		    case_value_full(
			a, l, d, clock_real()->wall_ms(clock_real()) / 1000));
	put_lists(a, v, c);
	say_int(a, v, "logs", (int64_t)sums.logs);
	say_int(a, v, "batches", (int64_t)sums.batches);
	say_int(a, v, "acts", (int64_t)sums.acts);
	say_int(a, v, "chunks", (int64_t)sums.chunks);
	return v;
}

/* ---- for eyes ---- */

static const char *text_of(const struct value *v, const char *key)
{
	const char *text = value_get_string(v, key);

	return text != NULL ? text : "";
}

static int64_t int_of(const struct value *v, const char *key)
{
	int64_t n = 0;

	(void)value_get_int(v, key, &n);
	return n;
}

static bool is_true(const struct value *v, const char *key)
{
	bool b = false;

	return value_get_bool(v, key, &b) && b;
}

static const char *standing(const struct value *file)
{
	if (is_true(file, "opened"))
		return "已打开 / opened";
	if (is_true(file, "whole"))
		return "完整,未打开 / whole, shut";
	return is_true(file, "absent") ? "缺 / absent" : "有误 / wrong";
}

static void show_files(const struct value *v)
{
	const struct value *files = value_get(v, "files");
	struct table *t = table_new(4);

	table_row(t, "文件 / file", "字节 / bytes", "状态 / standing",
	    "名称 / name", NULL);
	for (size_t i = 0; i < value_count(files); i++) {
		const struct value *f = value_at(files, i);
		char bytes[32];

		(void)snprintf(
		    bytes, sizeof(bytes), "%" PRId64, int_of(f, "bytes"));
		table_row(t, text_of(f, "id"), bytes, standing(f),
		    text_of(f, "object"), NULL);
	}
	table_print(t);
}

static void show_findings(const struct value *v)
{
	const struct value *list = value_get(v, "findings");
	size_t n = value_count(list);

	for (size_t i = 0; i < n; i++) {
		const struct value *f = value_at(list, i);

		(void)printf("发现 / finding %s  %s: %s\n", text_of(f, "rule"),
		    text_of(f, "where"), text_of(f, "text"));
	}
	if (int_of(v, "found") > (int64_t)n)
		(void)printf(
		    "……共 %" PRId64 " 项 / in all\n", int_of(v, "found"));
}

static void show_warrant(const struct value *v)
{
	const struct value *w = value_get(v, "warrant");

	if (w == NULL)
		return;
	(void)printf("令状 / warrant  %s  %s 至 / until %s  %s\n",
	    text_of(w, "auditor"), text_of(w, "from_text"),
	    text_of(w, "until_text"), text_of(w, "reason"));
}

static void show_verdict(const struct value *v)
{
	(void)printf("%s 的 %" PRId64 " 个日志,%" PRId64 " 批,%" PRId64
		     " 条行为,%" PRId64 " 个分块 / logs, batches, acts, chunks "
		     "by %s\n",
	    text_of(v, "maker_name"), int_of(v, "logs"), int_of(v, "batches"),
	    int_of(v, "acts"), int_of(v, "chunks"), text_of(v, "maker"));
	if (int_of(v, "found") == 0)
		(void)printf("披露包合格 / the bundle is good\n");
	else
		(void)printf("披露包不合格:%" PRId64
			     " 项 / the bundle is not good: %" PRId64 "\n",
		    int_of(v, "found"), int_of(v, "found"));
}

void bundle_show_made(const struct value *v)
{
	const struct value *c = value_get(v, "case");

	show_files(v);
	show_findings(v);
	(void)printf("已写入 / written  %s  %" PRId64 " 字节 / bytes  %s\n",
	    text_of(v, "file"), int_of(v, "file_bytes"),
	    c != NULL ? text_of(c, "number") : "");
}

void bundle_show_checked(const struct value *v)
{
	const struct value *c = value_get(v, "case");

	if (c != NULL)
		case_show_timeline(c);
	show_warrant(v);
	show_files(v);
	show_findings(v);
	show_verdict(v);
}
