/*
 * The table is UTF-8: a header of column names, then rows, tabs between.  Its
 * columns are the fields of docs/FORMAT.md F-222, in any order.
 *
 *	file -> lines -> document -> POST /v1/licences/prepare -> sign -> /v1/acts
 */
#include "node/cmd_licence_import.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "node/file.h"
#include "node/progress.h"
#include "node/submit.h"
#include "schema/licence.h"

#define FILE_BYTES_MAX (64u << 20)
#define COLUMNS_MAX    16
#define FINDINGS_SHOWN 1000

const struct cmd_option cmd_licence_import_options[] = {
	SUBMIT_OPTIONS,
	{ "check", CMD_FLAG, NULL,
	    "只检查,不导入 / only check, import nothing" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

struct import {
	struct cmd_call *call;
	struct arena *all; /* the call's own; a row has one of its own */
	struct submit submit;
	bool checks;
	struct bytes rest;
	size_t column_count;
	struct bytes columns[COLUMNS_MAX];
	int64_t line;
	int64_t taken, there, dirty, mended;
	struct value *findings;
};

/* ---- lines ---- */

/* The next line without its end; false at the end of the file. */
static bool next_line(struct import *x, struct bytes *out)
{
	const uint8_t *end;
	size_t n, taken;

	if (x->rest.n == 0)
		return false;
	end = memchr(x->rest.p, '\n', x->rest.n);
	n = end != NULL ? (size_t)(end - x->rest.p) : x->rest.n;
	taken = end != NULL ? n + 1 : n;
	*out = bytes_part(x->rest, 0, n);
	x->rest = bytes_part(x->rest, taken, x->rest.n - taken);
	if (out->n > 0 && out->p[out->n - 1] == '\r')
		out->n--;
	x->line++;
	return true;
}

/* How many cells; COLUMNS_MAX + 1 stands for more. */
static size_t split(struct bytes line, struct bytes out[static COLUMNS_MAX])
{
	size_t count = 0, begin = 0;

	for (size_t i = 0; i <= line.n; i++) {
		if (i < line.n && line.p[i] != '\t')
			continue;
		if (count == COLUMNS_MAX)
			return COLUMNS_MAX + 1;
		out[count++] = bytes_part(line, begin, i - begin);
		begin = i + 1;
	}
	return count;
}

/* ---- what is wrong ---- */

static void find(struct import *x, const char *what)
{
	struct value *v;

	x->dirty++;
	if (value_count(x->findings) == FINDINGS_SHOWN)
		return;
	v = value_map(x->all);
	value_set(x->all, v, "line", value_int(x->all, x->line));
	value_set(x->all, v, "what", value_text(x->all, what));
	value_push(x->all, x->findings, v);
}

static int bad_file(struct import *x, const char *zh, const char *en)
{
	struct why why = { 0 };

	return cmd_fail(x->call,
	    why_set(&why, ERR_PARSE, "%s:1: %s / %s", x->call->arguments[0], zh,
		en),
	    &why);
}

/* ---- a row ---- */

/* An empty cell is a field that is not there. */
static struct value *document_of(
    struct import *x, const struct bytes *cells, size_t count)
{
	struct arena *a = x->call->arena;
	struct value *map = value_map(a);

	for (size_t i = 0; i < count; i++)
		if (cells[i].n > 0)
			value_set_bytes(a, map, x->columns[i],
			    value_text_bytes(a, cells[i]));
	return map;
}

/* Refused by a rule, this row is dirty; anything else ends the import. */
static int take_refusal(struct import *x, int code)
{
	const struct value *problem = x->call->problem;
	const char *name = value_get_string(problem, "name");
	const char *title = value_get_string(problem, "title");
	const char *detail = value_get_string(problem, "detail");

	if (code != CMD_FINDING || name == NULL)
		return code;
	if (strcmp(name, "licence_twice") == 0)
		x->there++;
	else
		find(x,
		    arena_print(x->call->arena, "%s%s%s (%s)",
			title != NULL ? title : "?", detail != NULL ? ": " : "",
			detail != NULL ? detail : "",
			value_get_string(problem, "rule")));
	return CMD_OK;
}

static int hand_in(struct import *x, const struct value *map, bool mended)
{
	struct arena *a = x->call->arena;
	struct value *request = value_map(a), *answer;
	int code;

	value_set(a, request, "kind", value_text(a, "licence.issue"));
	value_set(a, request, "document", map);
	value_set(a, request, "imports", value_bool(a, true));
	x->call->problem = NULL;
	x->call->keeps_problem = true;
	code = submit_prepared(
	    &x->submit, "/v1/licences/prepare", request, NULL, &answer);
	x->call->keeps_problem = false;
	if (code != CMD_OK)
		return x->call->problem != NULL ? take_refusal(x, code) : code;
	x->taken++;
	x->mended += mended ? 1 : 0;
	return CMD_OK;
}

static int take_row(struct import *x, struct bytes line)
{
	struct bytes cells[COLUMNS_MAX];
	struct licence_document d;
	struct value *map;
	struct why why = { 0 };
	size_t n = split(line, cells);

	if (line.n == 0)
		return CMD_OK;
	if (!text_is_utf8(line)) {
		find(x, "不是 UTF-8 文字 / is no UTF-8");
		return CMD_OK;
	}
	if (n != x->column_count) {
		find(x,
		    arena_print(x->call->arena,
			"列数不是表头的 %zu 列 / has not the %zu columns of the "
			"header",
			x->column_count, x->column_count));
		return CMD_OK;
	}
	map = document_of(x, cells, n);
	if (licence_check(&d, x->call->arena, map, true, &why) != ERR_OK) {
		find(x, why.text);
		return CMD_OK;
	}
	person_wipe(&d.holder);
	if (!x->checks)
		return hand_in(x, map, d.loose);
	x->taken++;
	x->mended += d.loose ? 1 : 0;
	return CMD_OK;
}

/* ---- the file ---- */

static int check_column(struct import *x, size_t i)
{
	if (!licence_is_field(x->columns[i]))
		return bad_file(x,
		    arena_print(x->call->arena, "未知的列 %.*s",
			(int)x->columns[i].n, (const char *)x->columns[i].p),
		    "an unknown column; OPERATIONS lists them");
	for (size_t k = 0; k < i; k++)
		if (bytes_equal(x->columns[i], x->columns[k]))
			return bad_file(x,
			    arena_print(x->call->arena, "列 %.*s 重复",
				(int)x->columns[i].n,
				(const char *)x->columns[i].p),
			    "a column stands twice");
	return CMD_OK;
}

static int read_header(struct import *x)
{
	struct bytes line;
	int code = CMD_OK;

	if (x->rest.n >= 3 && memcmp(x->rest.p, "\xef\xbb\xbf", 3) == 0)
		x->rest = bytes_part(x->rest, 3, x->rest.n - 3);
	if (x->rest.n >= 2 && (memcmp(x->rest.p, "\xff\xfe", 2) == 0 ||
				  memcmp(x->rest.p, "\xfe\xff", 2) == 0))
		return bad_file(x,
		    "文件是 UTF-16:请另存为 UTF-8(iconv -f UTF-16 -t UTF-8)",
		    "is UTF-16: save it as UTF-8");
	if (!next_line(x, &line) || line.n == 0)
		return bad_file(
		    x, "第一行应为列名", "the first line names the columns");
	if (!text_is_utf8(line))
		return bad_file(x,
		    "文件不是 UTF-8:请另存为 UTF-8(旧表格多为 GB18030: iconv -f "
		    "GB18030 -t UTF-8)",
		    "is not UTF-8: save it as UTF-8 (old tables are often "
		    "GB18030)");
	if (memchr(line.p, ',', line.n) != NULL &&
	    memchr(line.p, '\t', line.n) == NULL)
		return bad_file(x,
		    "列以逗号分隔:请另存为制表符分隔的文本 (.tsv)",
		    "its columns are parted by commas: save it with tabs");
	x->column_count = split(line, x->columns);
	if (x->column_count > COLUMNS_MAX)
		return bad_file(x, "列太多", "has too many columns");
	for (size_t i = 0; code == CMD_OK && i < x->column_count; i++)
		code = check_column(x, i);
	return code;
}

static int take_rows(struct import *x)
{
	struct progress progress;
	size_t whole = x->rest.n;
	struct bytes line;
	int code = CMD_OK;

	progress_begin(&progress, "导入证照 / licences", whole);
	while (code == CMD_OK && next_line(x, &line)) {
		x->call->arena = arena_new();
		code = take_row(x, line);
		x->call->problem = NULL;
		arena_free(x->call->arena);
		x->call->arena = x->all;
		progress_at(&progress, whole - x->rest.n);
	}
	progress_end(&progress);
	return code;
}

static void tell_table(const struct import *x)
{
	for (size_t i = 0; i < value_count(x->findings); i++) {
		const struct value *f = value_at(x->findings, i);
		int64_t line = 0;

		(void)value_get_int(f, "line", &line);
		(void)printf("%s:%lld: %s\n", x->call->arguments[0],
		    (long long)line, value_get_string(f, "what"));
	}
	(void)printf("%s %lld;已在库 / there already %lld;校验位已改正 / check "
		     "character mended %lld;未导入 / left out %lld\n",
	    x->checks ? "可导入 / good" : "已导入 / imported",
	    (long long)x->taken, (long long)x->there, (long long)x->mended,
	    (long long)x->dirty);
}

static void tell(const struct import *x)
{
	struct value *v = value_map(x->all);

	if (!x->call->json) {
		tell_table(x);
		return;
	}
	value_set(x->all, v, "taken", value_int(x->all, x->taken));
	value_set(x->all, v, "there", value_int(x->all, x->there));
	value_set(x->all, v, "mended", value_int(x->all, x->mended));
	value_set(x->all, v, "dirty", value_int(x->all, x->dirty));
	value_set(x->all, v, "findings", x->findings);
	cmd_print_json(v);
}

int cmd_licence_import_run(struct cmd_call *call)
{
	struct import x = { .call = call,
		.all = call->arena,
		.checks = cmd_has(call, "check"),
		.findings = value_list(call->arena) };
	struct why why = { 0 };
	enum err e = file_read(
	    call->arena, call->arguments[0], FILE_BYTES_MAX, &x.rest, &why);
	int code;

	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	code = read_header(&x);
	if (code == CMD_OK && !x.checks)
		code = submit_init(&x.submit, call);
	if (code != CMD_OK)
		return code;
	code = take_rows(&x);
	if (!x.checks)
		submit_fini(&x.submit);
	tell(&x);
	return code == CMD_OK && x.dirty > 0 ? CMD_FINDING : code;
}
