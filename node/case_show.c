#include "node/case_show.h"

#include <stdio.h>
#include <string.h>

#include "node/case_turn.h"
#include "node/cmd_credit.h"
#include "node/table.h"

static const char *text(const struct value *map, const char *key)
{
	const char *t = value_get_string(map, key);

	return t != NULL && t[0] != '\0' ? t : "-";
}

/* Minutes and hours are over at a moment, days with their last day. */
static const char *end_of(const struct value *clock)
{
	const char *limit = text(clock, "limit");
	size_t n = strlen(limit);
	bool paused = false;

	(void)value_get_bool(clock, "paused", &paused);
	if (paused)
		return "暂停";
	if (n > 2 && (strcmp(limit + n - 2, "WD") == 0 ||
			 strcmp(limit + n - 2, "ND") == 0))
		return text(clock, "deadline");
	return text(clock, n > 2 ? "last_text" : "deadline");
}

/* What an obligation is about; and that silence has accepted. */
static void format_name(char *out, size_t room, const struct value *clock)
{
	const char *material = value_get_string(clock, "material");
	bool by_silence = false;

	(void)value_get_bool(clock, "by_silence", &by_silence);
	(void)snprintf(out, room, "%s %s%s%s%s", text(clock, "id"),
	    text(clock, "zh"), material != NULL ? " " : "",
	    material != NULL ? material : "", by_silence ? " (视为受理)" : "");
}

static void print_clocks(const struct value *clocks)
{
	struct table *t = table_new(6);

	table_row(t, "时限", "期限", "起算", "到期", "终止", "状态", NULL);
	for (size_t i = 0; i < value_count(clocks); i++) {
		const struct value *c = value_at(clocks, i);
		char zh[192];

		format_name(zh, sizeof(zh), c);
		table_row(t, zh, text(c, "limit"), text(c, "start_text"),
		    end_of(c), text(c, "stop_text"), text(c, "level_zh"), NULL);
	}
	table_print(t);
}

static const char *join(char *out, size_t room, const struct value *list)
{
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < value_count(list) && used < room; i++)
		used += (size_t)snprintf(out + used, room - used, "%s%s",
		    i > 0 ? "," : "", (const char *)value_at(list, i)->bytes.p);
	return out;
}

static void print_openings(const struct value *openings)
{
	struct table *t = table_new(5);
	char files[256];

	table_row(t, "调阅", "区县", "人员", "文件", "理由", NULL);
	for (size_t i = 0; i < value_count(openings); i++) {
		const struct value *o = value_at(openings, i);

		table_row(t, text(o, "time_text"), text(o, "node_name"),
		    text(o, "staff_name"),
		    join(files, sizeof(files), value_get(o, "files")),
		    text(o, "reason"), NULL);
	}
	table_print(t);
}

/* Acts that somebody must look at: late by a reassign, or by a signer who was
 * revoked since. */
static void print_marks(const struct value *acts)
{
	for (size_t i = 0; i < value_count(acts); i++) {
		const struct value *a = value_at(acts, i);
		const char *rule = value_get_string(a, "rule_name");
		bool suspect = false;

		(void)value_get_bool(a, "suspect", &suspect);
		if (suspect)
			(void)printf("存疑 suspect  %s %s %s\n", text(a, "zh"),
			    text(a, "node_name"), text(a, "staff_name"));
		else if (rule != NULL && strcmp(rule, "late") == 0)
			(void)printf("迟到 late  %s %s %s\n", text(a, "zh"),
			    text(a, "node_name"), text(a, "time_text"));
	}
}

static void print_owed(const struct value *owed)
{
	struct table *t;

	if (value_count(owed) == 0)
		return;
	t = table_new(6);
	table_row(t, "义务", "材料", "由", "时限", "状态", "编号", NULL);
	for (size_t i = 0; i < value_count(owed); i++) {
		const struct value *o = value_at(owed, i);

		table_row(t, text(o, "what_zh"), text(o, "material"),
		    text(o, "to_name"), text(o, "limit"), text(o, "state_zh"),
		    text(o, "id"), NULL);
	}
	table_print(t);
}

static void print_opens(const struct value *opens)
{
	for (size_t i = 0; i < value_count(opens); i++) {
		const struct value *o = value_at(opens, i);

		(void)printf("待开义务 to open  %s %s %s(%s)%s\n",
		    text(o, "code"), text(o, "what_zh"), text(o, "zh"),
		    text(o, "blocks"),
		    strcmp(text(o, "when"), "unknown") == 0
			? "  视申请表而定 / depends on the form"
			: "");
	}
}

static void print_joint(const struct value *c)
{
	const struct value *parent = value_get(c, "parent");
	const struct value *members = value_get(c, "members");
	struct table *t;
	char waits[128];

	if (parent != NULL)
		(void)printf("一件事 bundle  %s %s\n", text(parent, "item"),
		    text(parent, "number"));
	if (members == NULL)
		return;
	t = table_new(6);
	table_row(t, "子事项", "名称", "状态", "办件", "经办", "待前置", NULL);
	for (size_t i = 0; i < value_count(members); i++) {
		const struct value *m = value_at(members, i);

		table_row(t, text(m, "item"), text(m, "zh"),
		    text(m, "state_zh"), text(m, "number"),
		    text(m, "holder_name"),
		    join(waits, sizeof(waits), value_get(m, "waits_for")),
		    NULL);
	}
	table_print(t);
}

static void print_words(const struct value *words)
{
	for (size_t i = 0; i < value_count(words); i++) {
		const struct value *w = value_at(words, i);
		bool taken = false;

		(void)value_get_bool(w, "taken", &taken);
		if (!taken)
			(void)printf("代收待引 waiting  %s %s %s %s\n",
			    text(w, "what"), text(w, "node_name"),
			    text(w, "time_text"), text(w, "id"));
	}
}

static void print_beside(const struct value *dossier)
{
	const struct value *erased = value_get(dossier, "erased");
	const struct value *receipts =
	    erased != NULL ? value_get(erased, "receipts") : NULL;
	const struct value *disputed = value_get(dossier, "disputed");
	bool held = false;

	print_marks(value_get(dossier, "acts"));
	print_joint(dossier);
	print_owed(value_get(dossier, "owed"));
	print_opens(value_get(dossier, "to_open"));
	print_words(value_get(dossier, "words"));
	(void)value_get_bool(dossier, "held", &held);
	if (disputed != NULL)
		(void)printf(
		    "存争议:%s 的日志已分叉,待主管裁定 / disputed: that "
		    "log is forked; found by %s\n",
		    text(disputed, "log_name"),
		    text(disputed, "found_by_name"));
	if (held)
		(void)printf("留存令未解除 / a legal hold stands\n");
	if (erased != NULL)
		(void)printf("已销毁 erased  %s\n", text(erased, "time_text"));
	for (size_t i = 0; i < value_count(receipts); i++)
		(void)printf("销毁回执 receipt  %s  %s\n",
		    text(value_at(receipts, i), "node_name"),
		    text(value_at(receipts, i), "time_text"));
	if (value_count(value_get(dossier, "openings")) > 0)
		print_openings(value_get(dossier, "openings"));
}

/* Same person, item and year: shown, and nobody's case is dropped for it. */
static void print_duplicates(const struct value *dossier)
{
	const struct value *list = value_get(dossier, "duplicates");
	char numbers[512];
	bool checked = false;

	(void)value_get_bool(dossier, "person_checked", &checked);
	if (!checked)
		(void)printf("未核重(收件地没有化名密钥) / not checked for "
			     "duplicates\n");
	else if (value_count(list) > 0)
		(void)printf("重复 duplicates  %s\n",
		    join(numbers, sizeof(numbers), list));
}

static void print_links(const struct value *links)
{
	for (size_t i = 0; i < value_count(links); i++)
		(void)printf("%s  %s\n", text(value_at(links, i), "how_zh"),
		    value_get_string(value_at(links, i), "number") != NULL
			? text(value_at(links, i), "number")
			: text(value_at(links, i), "id"));
}

void case_show_summary(const struct value *dossier)
{
	(void)printf("%s  %s %s\n", text(dossier, "number"),
	    text(dossier, "item"), text(dossier, "item_zh"));
	(void)printf("状态 %s (%s)  经办 %s%s%s\n", text(dossier, "state_zh"),
	    text(dossier, "state"), text(dossier, "holder_name"),
	    value_get(dossier, "offer") != NULL ? ",待承接 " : "",
	    value_get(dossier, "offer") != NULL
		? text(value_get(dossier, "offer"), "to_name")
		: "");
	if (value_get(dossier, "deemed") != NULL)
		(void)printf(
		    "逾期未告知,自 %s 视为受理 / accepted by silence\n",
		    text(dossier, "deemed_since_text"));
	if (value_get_string(dossier, "callback") != NULL)
		(void)printf("回拨验证码 call-back code  %s\n",
		    text(dossier, "callback"));
	(void)printf("收件 %s  办理地 %s\n", text(dossier, "receiver_name"),
	    text(dossier, "home_name"));
	if (value_count(value_get(dossier, "clocks")) > 0)
		print_clocks(value_get(dossier, "clocks"));
	print_duplicates(dossier);
	cmd_credit_print(dossier);
	print_links(value_get(dossier, "links"));
	print_beside(dossier);
}

void case_show_openings(const struct value *dossier)
{
	(void)printf("%s  %s %s\n", text(dossier, "number"),
	    text(dossier, "item"), text(dossier, "item_zh"));
	if (value_count(value_get(dossier, "openings")) > 0)
		print_openings(value_get(dossier, "openings"));
	else
		(void)printf("无人调阅 / nobody has opened a file\n");
}

void case_show_list(const struct value *answer)
{
	const struct value *list = value_get(answer, "cases");
	struct table *t = table_new(7);
	char numbers[512];

	table_row(t, "编号", "事项", "状态", "经办", "收件地", "办理地", "重复",
	    NULL);
	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *c = value_at(list, i);

		table_row(t, text(c, "number"), text(c, "item"),
		    text(c, "state_zh"), text(c, "holder"), text(c, "receiver"),
		    text(c, "home"),
		    join(numbers, sizeof(numbers), value_get(c, "duplicates")),
		    NULL);
	}
	table_print(t);
	if (value_get_string(answer, "next") != NULL)
		(void)printf("续看 / more: --after %s\n",
		    value_get_string(answer, "next"));
}

void case_show_owed(const struct value *answer)
{
	const struct value *list = value_get(answer, "cases");
	struct table *t = table_new(7);

	table_row(
	    t, "编号", "事项", "义务", "义务人", "状态", "到期", "结果", NULL);
	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *c = value_at(list, i);
		const struct value *owed = value_get(c, "owed");

		for (size_t k = 0; k < value_count(owed); k++) {
			const struct value *o = value_at(owed, k);

			table_row(t, text(c, "number"), text(c, "item"),
			    text(o, "what_zh"), text(o, "to_name"),
			    text(o, "state_zh"), text(o, "deadline"),
			    text(o, "result"), NULL);
		}
	}
	table_print(t);
	if (value_get_string(answer, "next") != NULL)
		(void)printf("续看 / more: --after %s\n",
		    value_get_string(answer, "next"));
}

static void print_acts(const struct value *acts)
{
	struct table *t = table_new(9);

	table_row(t, "序", "行为", "区县", "人员", "申报时间", "入册时间",
	    "状态", "经办", "到期", NULL);
	for (size_t i = 0; i < value_count(acts); i++) {
		const struct value *a = value_at(acts, i);
		char order[24] = "-";
		int64_t n = 0;

		if (value_get_int(a, "order", &n) && n > 0)
			(void)snprintf(
			    order, sizeof(order), "%lld", (long long)n);
		table_row(t, order, text(a, "zh"), text(a, "node_name"),
		    text(a, "staff_name"), text(a, "at_text"),
		    text(a, "time_text"),
		    n > 0 ? text(a, "state_zh") : "未采用",
		    n > 0 ? text(a, "holder_name") : text(a, "rule_zh"),
		    text(a, "deadline"), NULL);
	}
	table_print(t);
}

static void print_days(const struct value *days)
{
	struct table *t = table_new(5);

	table_row(t, "经办区县", "自", "至", "工作日", "办理时限内", NULL);
	for (size_t i = 0; i < value_count(days); i++) {
		const struct value *d = value_at(days, i);
		char count[24] = "-", counted[24] = "-";
		int64_t n;

		if (value_get_int(d, "workdays", &n))
			(void)snprintf(
			    count, sizeof(count), "%lld", (long long)n);
		if (value_get_int(d, "counted", &n))
			(void)snprintf(
			    counted, sizeof(counted), "%lld", (long long)n);
		table_row(t, text(d, "node_name"), text(d, "from_text"),
		    text(d, "until_text"), count, counted, NULL);
	}
	table_print(t);
}

static void print_findings(const struct value *findings)
{
	struct table *t;

	(void)printf("\n发现 %zu 项 / findings\n", value_count(findings));
	if (value_count(findings) == 0)
		return;
	t = table_new(4);
	table_row(t, "规则", "发现", "内容", "行为", NULL);
	for (size_t i = 0; i < value_count(findings); i++) {
		const struct value *f = value_at(findings, i);

		table_row(t, text(f, "rule"), text(f, "zh"), text(f, "detail"),
		    text(f, "act"), NULL);
	}
	table_print(t);
}

void case_show_timeline(const struct value *dossier)
{
	case_show_summary(dossier);
	(void)printf("\n办理过程\n");
	print_acts(value_get(dossier, "acts"));
	(void)printf("\n经办与工作日(谁的时间)\n");
	print_days(value_get(dossier, "custody"));
	case_turn_print(dossier);
	print_findings(value_get(dossier, "findings"));
}
