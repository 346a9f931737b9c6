#include "node/catalogue.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/why.h"
#include "schema/credit.h"

#define COLUMNS     4
#define PARTS       6
#define PART_CREDIT 3

#define UPPER  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

/* 实施编码 of a catalogue: item-region-000-organ-1-00. */
static const struct {
	size_t shortest, longest;
	const char *letters, *zh, *en;
} parts[PARTS] = {
	{ 12, 14, UPPER DIGITS, "事项编码", "item" },
	{ 12, 12, DIGITS, "区划代码", "region" },
	{ 3, 3, DIGITS, "第三段", "third part" },
	{ 18, 18, UPPER DIGITS, "统一社会信用代码", "credit code" },
	{ 1, 1, DIGITS, "第五段", "fifth part" },
	{ 2, 2, DIGITS, "末段", "last part" },
};

/* ---- a code ---- */

static size_t count_parts(const char *code)
{
	size_t n = 1;

	for (; *code != '\0'; code++)
		n += *code == '-';
	return n;
}

static const char *check_part(struct arena *a, size_t i, struct bytes part)
{
	char out[CREDIT_ROOM];
	struct why why = { 0 };
	const char *text = arena_text(a, part);

	if (part.n < parts[i].shortest || part.n > parts[i].longest ||
	    (i == 0 && part.n == 13))
		return arena_print(a,
		    "%s应为 %zu%s 位,实为 %zu 位 / the %s has %zu%s "
		    "characters, not %zu: ask the department",
		    parts[i].zh, parts[i].longest,
		    parts[i].shortest < parts[i].longest ? " 或 12" : "",
		    part.n, parts[i].en, parts[i].longest,
		    parts[i].shortest < parts[i].longest ? " or 12" : "",
		    part.n);
	if (strspn(text, parts[i].letters) != part.n)
		return arena_print(a,
		    "%s含不应有的字符(只能是%s) / the %s has characters other "
		    "than %s: write it anew",
		    parts[i].zh,
		    parts[i].letters[0] == 'A' ? "大写字母和数字" : "数字",
		    parts[i].en,
		    parts[i].letters[0] == 'A' ? "capitals and digits"
					       : "digits");
	if (i == PART_CREDIT && credit_check(out, part, &why) != ERR_OK)
		return arena_print(a,
		    "统一社会信用代码不成立:%s / is no credit code: ask the "
		    "department",
		    why.text);
	return NULL;
}

const char *catalogue_check_code(struct arena *a, const char *code)
{
	const char *at = code;

	if (code[0] == '\0')
		return "没有编码 / no code: ask the department for it";
	if (count_parts(code) != PARTS)
		return arena_print(a,
		    "编码应为以 - 分开的 %d 段,实为 %zu 段 / the code has %d "
		    "parts between hyphens, not %zu: ask the department",
		    PARTS, count_parts(code), PARTS, count_parts(code));
	for (size_t i = 0; i < PARTS; i++) {
		size_t n = strcspn(at, "-");
		const char *wrong =
		    check_part(a, i, (struct bytes){ (const uint8_t *)at, n });

		if (wrong != NULL)
			return wrong;
		at += n + (at[n] == '-');
	}
	return NULL;
}

/* ---- rows ---- */

struct parser {
	struct arena *arena;
	struct catalogue *out;
	size_t line;
};

static void find_wrong(
    struct parser *p, bool left_out, const char *code, const char *what)
{
	p->out->findings[p->out->finding_count++] =
	    (struct catalogue_finding){ p->line, left_out, what, code };
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\r';
}

static struct bytes trimmed(struct bytes b)
{
	while (b.n > 0 && is_blank(b.p[b.n - 1]))
		b.n--;
	while (b.n > 0 && is_blank(b.p[0]))
		b = bytes_part(b, 1, b.n - 1);
	return b;
}

/* How many columns there are; the first COLUMNS in @out. */
static size_t cut(struct bytes line, struct bytes out[static COLUMNS])
{
	size_t count = 0;

	for (;;) {
		const uint8_t *tab = memchr(line.p, '\t', line.n);
		size_t n = tab == NULL ? line.n : (size_t)(tab - line.p);

		if (count < COLUMNS)
			out[count] = trimmed(bytes_part(line, 0, n));
		count++;
		if (tab == NULL)
			return count;
		line = bytes_part(line, n + 1, line.n - n - 1);
	}
}

/* Controls and zero bytes would not come back as they are. */
static bool is_plain(struct bytes b)
{
	for (size_t i = 0; i < b.n; i++) {
		if (b.p[i] < 0x20 || b.p[i] == 0x7f)
			return false;
	}
	return text_is_utf8(b);
}

static const char *check_fields(
    struct arena *a, const struct bytes f[static COLUMNS], size_t count)
{
	if (count != COLUMNS)
		return arena_print(a,
		    "应有 4 列,实为 %zu 列 / a row has 4 columns, not %zu: put "
		    "one tab between two",
		    count, count);
	for (size_t i = 0; i < COLUMNS; i++) {
		if (f[i].n > CATALOGUE_FIELD_BYTES_MAX)
			return arena_print(a,
			    "第 %zu 列超过 %d 字节 / column %zu is above %d "
			    "bytes: shorten it",
			    i + 1, CATALOGUE_FIELD_BYTES_MAX, i + 1,
			    CATALOGUE_FIELD_BYTES_MAX);
		if (!is_plain(f[i]))
			return arena_print(a,
			    "第 %zu 列不是 UTF-8 文本 / column %zu is no "
			    "UTF-8 text: save the file as UTF-8",
			    i + 1, i + 1);
	}
	if (f[1].n == 0)
		return "没有事项名称 / no name: a row without one cannot be "
		       "found";
	return NULL;
}

static void take_row(struct parser *p, struct bytes line)
{
	struct bytes f[COLUMNS] = { { NULL, 0 } };
	size_t count = cut(line, f);
	const char *wrong = check_fields(p->arena, f, count);
	struct catalogue_row *row = &p->out->rows[p->out->row_count];

	if (wrong != NULL) {
		find_wrong(p, true, "", wrong);
		return;
	}
	row->department = arena_text(p->arena, f[0]);
	row->name = arena_text(p->arena, f[1]);
	row->code = arena_text(p->arena, f[2]);
	row->type = arena_text(p->arena, f[3]);
	wrong = catalogue_check_code(p->arena, row->code);
	if (wrong != NULL)
		find_wrong(p, false, row->code, wrong);
	p->out->row_count++;
}

/* ---- what stands twice ---- */

struct place_of {
	const struct catalogue_row *row;
	size_t line;
};

static int by_code(const void *x, const void *y)
{
	const struct place_of *a = x, *b = y;
	int order = strcmp(a->row->code, b->row->code);

	if (order == 0)
		order = (a->line > b->line) - (a->line < b->line);
	return order;
}

/* Two findings of one line by what they say. */
static int by_line(const void *x, const void *y)
{
	const struct catalogue_finding *a = x, *b = y;

	if (a->line != b->line)
		return a->line > b->line ? 1 : -1;
	return strcmp(a->what, b->what);
}

/* The first of a code stays. */
static void drop_doubles(struct parser *p, const size_t lines[])
{
	struct catalogue *c = p->out;
	struct place_of *sorted =
	    mem_new_array(c->row_count + 1, sizeof(*sorted));
	size_t kept = 0, first = 0;

	for (size_t i = 0; i < c->row_count; i++)
		sorted[i] = (struct place_of){ &c->rows[i], lines[i] };
	qsort(sorted, c->row_count, sizeof(*sorted), by_code);
	for (size_t i = 1; i < c->row_count; i++) {
		const char *code = sorted[i].row->code;

		if (strcmp(code, sorted[first].row->code) != 0) {
			first = i;
			continue;
		}
		if (code[0] == '\0')
			continue;
		p->line = sorted[i].line;
		find_wrong(p, true, code,
		    arena_print(p->arena,
			"编码与第 %zu 行相同 / the same code as line %zu: one "
			"code names one item, remove or correct one",
			sorted[first].line, sorted[first].line));
		c->rows[sorted[i].row - c->rows].name = NULL;
	}
	mem_free(sorted);
	for (size_t i = 0; i < c->row_count; i++) {
		if (c->rows[i].name != NULL)
			c->rows[kept++] = c->rows[i];
	}
	c->row_count = kept;
	qsort(c->findings, c->finding_count, sizeof(*c->findings), by_line);
}

/* ---- the file ---- */

static struct bytes next_line(struct bytes *text)
{
	const uint8_t *end = memchr(text->p, '\n', text->n);
	size_t n = end == NULL ? text->n : (size_t)(end - text->p);
	struct bytes line = bytes_part(*text, 0, n);

	n += end != NULL;
	*text = bytes_part(*text, n, text->n - n);
	return line;
}

static size_t count_lines(struct bytes text)
{
	size_t n = 1;

	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '\n';
	return n;
}

static enum err check_file(struct bytes *text, size_t count, struct why *why)
{
	static const uint8_t mark[] = { 0xef, 0xbb, 0xbf };

	if (text->n > CATALOGUE_BYTES_MAX || count > CATALOGUE_ROWS_MAX + 2)
		return why_set(why, ERR_LIMIT,
		    "事项目录至多 %d 行、%u 字节 / a catalogue has at most %d "
		    "rows and %u bytes: import less",
		    CATALOGUE_ROWS_MAX, CATALOGUE_BYTES_MAX, CATALOGUE_ROWS_MAX,
		    CATALOGUE_BYTES_MAX);
	if (text->n >= 3 && memcmp(text->p, mark, 3) == 0)
		*text = bytes_part(*text, 3, text->n - 3);
	if (text->n == 0 || !bytes_equal(trimmed(next_line(text)),
				bytes_text(CATALOGUE_HEADER)))
		return why_set(why, ERR_PARSE,
		    "第 1 行应为 department、name、itemCode、taskType,以制表符"
		    "分开 / line 1 is department, name, itemCode, taskType "
		    "with tabs between: put this header first");
	return ERR_OK;
}

enum err catalogue_parse(
    struct catalogue *out, struct arena *a, struct bytes text, struct why *why)
{
	struct parser p = { a, out, 1 };
	size_t count = count_lines(text), *lines;
	enum err e = check_file(&text, count, why);

	*out = (struct catalogue){ 0 };
	if (e != ERR_OK)
		return e;
	out->rows = arena_take_array(a, count, sizeof(*out->rows));
	out->findings = arena_take_array(a, 2 * count, sizeof(*out->findings));
	lines = mem_new_array(count, sizeof(*lines));
	while (text.n > 0) {
		struct bytes line = next_line(&text);

		p.line++;
		if (trimmed(line).n == 0)
			continue;
		lines[out->row_count] = p.line;
		take_row(&p, line);
	}
	drop_doubles(&p, lines);
	mem_free(lines);
	return ERR_OK;
}

void catalogue_format(const struct catalogue *c, struct buf *out)
{
	buf_put_text(out, CATALOGUE_HEADER "\n");
	for (size_t i = 0; i < c->row_count; i++)
		buf_print(out, "%s\t%s\t%s\t%s\n", c->rows[i].department,
		    c->rows[i].name, c->rows[i].code, c->rows[i].type);
}
