/*
 * Service items: found by words, and the catalogue that a district brings in.
 */
#include <stdio.h>

#include "base/buf.h"
#include "node/ask.h"
#include "node/catalogue.h"
#include "node/cmd.h"
#include "node/file.h"
#include "node/table.h"

#define WORDS_ARGUMENTS_MAX 8

static const struct cmd_option search_options[] = {
	ASK_KEY_OPTIONS,
	{ "limit", CMD_OPTIONAL, "N", "条数 / how many" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static const struct cmd_option ask_only[] = {
	ASK_KEY_OPTIONS,
	{ NULL, CMD_FLAG, NULL, NULL },
};

/* ---- search ---- */

static const char *text_of(const struct value *map, const char *key)
{
	const char *text = value_get_string(map, key);

	return text != NULL && text[0] != '\0' ? text : "-";
}

/* All words as one, a blank between. */
static const char *words_of(struct cmd_call *call)
{
	const char *words = call->arguments[0];

	for (int i = 1; i < call->argument_count; i++)
		words = arena_print(
		    call->arena, "%s %s", words, call->arguments[i]);
	return words;
}

static void show_items(const struct value *answer)
{
	const struct value *list = value_get(answer, "items");
	struct table *t = table_new(4);
	int64_t found = 0;

	table_row(t, "事项", "名称", "部门", "来源", NULL);
	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *v = value_at(list, i);
		bool standard = value_is_text(value_get(v, "kind"), "standard");

		table_row(t, text_of(v, standard ? "item" : "code"),
		    text_of(v, "zh"), text_of(v, "department"),
		    standard ? "标准" : "目录", NULL);
	}
	table_print(t);
	(void)value_get_int(answer, "found", &found);
	if ((size_t)found > value_count(list))
		(void)printf("共 %lld 项 / of %lld; --limit\n",
		    (long long)found, (long long)found);
}

static int run_search(struct cmd_call *call)
{
	const char *limit = cmd_get(call, "limit");
	struct value *answer;
	int code = ask_get(call,
	    ask_path(call,
		arena_print(call->arena,
		    "/v1/search?limit=%s&q=", limit != NULL ? limit : "20"),
		words_of(call)),
	    &answer);

	if (code != CMD_OK)
		return code;
	if (call->json)
		cmd_print_json(answer);
	else if (value_count(value_get(answer, "items")) == 0)
		(void)printf("没有找到 / nothing found\n");
	else
		show_items(answer);
	return value_count(value_get(answer, "items")) == 0 ? CMD_FINDING
							    : CMD_OK;
}

/* ---- the catalogue ---- */

static void show_findings(const struct value *answer)
{
	const struct value *list = value_get(answer, "findings");
	int64_t rows = 0;

	(void)value_get_int(answer, "rows", &rows);
	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *v = value_at(list, i);
		int64_t line = 0;
		bool left_out = false;

		(void)value_get_int(v, "line", &line);
		(void)value_get_bool(v, "left_out", &left_out);
		(void)printf("%lld: %s%s %s\n", (long long)line,
		    left_out ? "未导入 / left out: " : "", text_of(v, "what"),
		    text_of(v, "code"));
	}
	(void)printf(
	    "已导入 %lld 行,%zu 处问题 / %lld rows imported, %zu findings\n",
	    (long long)rows, value_count(list), (long long)rows,
	    value_count(list));
}

static int run_import(struct cmd_call *call)
{
	struct why why = { 0 };
	struct value *answer;
	struct bytes text;
	enum err e = file_read(
	    call->arena, call->arguments[0], CATALOGUE_BYTES_MAX, &text, &why);
	int code;

	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	code = ask_post_bytes(call, "/v1/catalogue", text, &answer);
	if (code != CMD_OK)
		return code;
	if (call->json)
		cmd_print_json(answer);
	else
		show_findings(answer);
	return value_count(value_get(answer, "findings")) == 0 ? CMD_OK
							       : CMD_FINDING;
}

const struct cmd cmd_search_table[] = {
	{ "search", "WORDS…", 1, WORDS_ARGUMENTS_MAX, search_options,
	    run_search, "搜索事项(词语、拼音首字母)",
	    "find service items by words or pinyin initials" },
	{ "catalogue import", "FILE", 1, 1, ask_only, run_import,
	    "导入事项目录", "import the district's catalogue of items" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
