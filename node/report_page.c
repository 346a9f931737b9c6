#include "node/report_page.h"

#include <inttypes.h>
#include <string.h>

#include "keys/digest.h"
#include "node/html.h"
#include "node/report.h"
#include "schema/figures.h"
#include "schema/order_cells.h"
#include "schema/value.h"

static const char style[] =
    "body{max-width:60em;margin:2em auto;font-family:serif;line-height:1.6}"
    "h1,h2{text-align:center}table{border-collapse:collapse;margin:1em auto}"
    "th,td{border:1px solid #555;padding:.2em .6em;text-align:right}"
    "th{font-weight:normal;background:#eee}td:first-child,th:first-child"
    "{text-align:left}.id{font-family:monospace;word-break:break-all}"
    "@page{size:A4 landscape;margin:1.5cm}";

static void put_digest(struct buf *out, const struct value *report)
{
	struct buf bytes = { 0 };
	char hex[DIGEST_HEX_ROOM];
	struct digest d;

	report_bytes(&bytes, report);
	d = digest_sha256(buf_bytes(&bytes));
	digest_hex(hex, &d);
	buf_put_text(out, hex);
	buf_fini(&bytes);
}

static struct bytes word(const struct value *map, const char *key)
{
	struct bytes text = bytes_text("");

	(void)value_get_text(map, key, &text);
	return text;
}

/* ---- HTML ---- */

static void put_cell(struct buf *out, const char *tag, struct bytes text)
{
	buf_print(out, "<%s>", tag);
	html_text(out, text);
	buf_print(out, "</%s>", tag);
}

static void put_number(struct buf *out, const struct value *v)
{
	if (v == NULL || v->type != VALUE_INT)
		buf_put_text(out, "<td>—</td>");
	else
		buf_print(out, "<td>%" PRId64 "</td>", v->integer);
}

/* Basis points as per cent with two places. */
static void put_rate(struct buf *out, const struct value *v)
{
	if (v == NULL || v->type != VALUE_INT)
		buf_put_text(out, "<td>—</td>");
	else
		buf_print(out, "<td>%" PRId64 ".%02" PRId64 "%%</td>",
		    v->integer / 100, v->integer % 100);
}

static void put_rates(struct buf *out, const struct value *row)
{
	const struct value *rates = value_get(row, "basis_points");

	for (size_t i = 0; i < FIGURES_RATE_COUNT; i++)
		put_rate(out,
		    value_get(rates, figures_rate_word((enum figures_rate)i)));
}

static void put_rate_heads(struct buf *out)
{
	for (size_t i = 0; i < FIGURES_RATE_COUNT; i++)
		put_cell(out, "th",
		    bytes_text(figures_rate_zh((enum figures_rate)i)));
}

/* The figures that fit beside the rates. */
static const enum figures_count shown[] = { FIGURES_RECEIVED, FIGURES_DECIDED,
	FIGURES_GAP, FIGURES_PROMISE, FIGURES_ORDERS, FIGURES_OVERDUE };
#define SHOWN (sizeof(shown) / sizeof(*shown))

static void put_row(struct buf *out, const struct value *row)
{
	const struct value *counts = value_get(row, "counts");

	for (size_t i = 0; i < SHOWN; i++)
		put_number(
		    out, value_get(counts, figures_count_word(shown[i])));
	put_rates(out, row);
}

static void put_table(struct buf *out, const char *title, const char *first,
    const struct value *rows)
{
	buf_print(out, "<h2>%s</h2>\n<table><tr><th>%s</th><th>名次</th>",
	    title, first);
	for (size_t i = 0; i < SHOWN; i++)
		put_cell(out, "th", bytes_text(figures_count_zh(shown[i])));
	put_rate_heads(out);
	buf_put_text(out, "</tr>\n");
	for (size_t i = 0; i < value_count(rows); i++) {
		const struct value *row = value_at(rows, i);

		buf_put_text(out, "<tr>");
		put_cell(out, "td", word(row, "name"));
		put_number(out, value_get(row, "rank"));
		put_row(out, row);
		buf_put_text(out, "</tr>\n");
	}
	buf_put_text(out, "</table>\n");
}

static void put_total(struct buf *out, const struct value *total)
{
	const struct value *counts = value_get(total, "counts");

	buf_put_text(out, "<h2>合计 / total</h2>\n<table>");
	for (size_t i = 0; i < FIGURES_COUNT; i++) {
		buf_put_text(out, "<tr>");
		put_cell(out, "th",
		    bytes_text(figures_count_zh((enum figures_count)i)));
		put_number(out, value_get(counts,
				    figures_count_word((enum figures_count)i)));
		buf_put_text(out, "</tr>\n");
	}
	buf_put_text(out, "</table>\n<table><tr>");
	put_rate_heads(out);
	buf_put_text(out, "</tr>\n<tr>");
	put_rates(out, total);
	buf_put_text(out, "</tr></table>\n");
}

static void put_cells(struct buf *out, const struct value *report)
{
	const struct value *cells = value_get(report, "cells");
	enum order_cells_axis axis = ORDER_CELLS_DAY;

	(void)order_cells_axis_parse(&axis, (const char *)word(report, "by").p);
	buf_print(out, "<table><tr><th>%s</th><th>工单</th></tr>\n",
	    order_cells_axis_zh(axis));
	for (size_t i = 0; i < value_count(cells); i++) {
		buf_put_text(out, "<tr>");
		put_cell(out, "td", word(value_at(cells, i), "key"));
		put_number(out, value_get(value_at(cells, i), "orders"));
		buf_put_text(out, "</tr>\n");
	}
	buf_put_text(out, "<tr><td>其他</td>");
	put_number(out, value_get(report, "other"));
	buf_put_text(out, "</tr>\n<tr><td>合计</td>");
	put_number(out, value_get(report, "orders"));
	buf_print(out,
	    "</tr></table>\n<p>少于 %d 件的合并为其他;其他仍少于 %d 件的,"
	    "再并入最小一格。</p>\n",
	    ORDER_CELLS_MIN, ORDER_CELLS_MIN);
}

static void put_foot(struct buf *out, const struct value *report)
{
	const struct value *heads = value_get(report, "heads");

	buf_put_text(out,
	    "<p>数字出自下列日志,任何节点可用 tongban audit report "
	    "复算 / from these logs; any node can count again"
	    "</p>\n<table><tr><th>日志</th><th>条数</th>"
	    "<th>根</th></tr>\n");
	for (size_t i = 0; i < value_count(heads); i++) {
		const struct value *h = value_at(heads, i);

		buf_put_text(out, "<tr>");
		put_cell(out, "td", word(h, "node"));
		put_number(out, value_get(h, "size"));
		buf_put_text(out, "<td class=\"id\">");
		html_text(out, word(h, "root"));
		buf_put_text(out, "</td></tr>\n");
	}
	buf_put_text(out, "</table>\n<p>JSON 的 SHA-256:<span class=\"id\">");
	put_digest(out, report);
	buf_put_text(out, "</span></p>\n</body>\n</html>\n");
}

void report_page_html(struct buf *out, const struct value *report)
{
	bool is_orders = value_is_text(value_get(report, "kind"), "orders");
	struct buf title = { 0 };

	buf_print(&title, "%s 政务服务%s",
	    (const char *)word(report, "month").p,
	    is_orders ? "工单分析" : "月度通报");
	html_head(out, "zh-CN", buf_text(&title), style);
	buf_fini(&title);
	if (is_orders) {
		put_cells(out, report);
	} else {
		put_table(out, "各地排名 / districts", "地区",
		    value_get(report, "districts"));
		put_total(out, value_get(report, "total"));
		put_table(out, "各部门 / departments", "部门",
		    value_get(report, "departments"));
		put_table(
		    out, "各事项 / items", "事项", value_get(report, "items"));
	}
	put_foot(out, report);
}

/* ---- CSV ---- */

/* RFC 4180; what a spreadsheet would take for a formula gets an apostrophe. */
static void put_field(struct buf *out, struct bytes text)
{
	buf_put_byte(out, '"');
	if (text.n > 0 && text.p[0] != 0 &&
	    strchr("=+-@\t\r", text.p[0]) != NULL)
		buf_put_byte(out, '\'');
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '"')
			buf_put_byte(out, '"');
		buf_put_byte(out, text.p[i]);
	}
	buf_put_byte(out, '"');
}

static void put_line(struct buf *out, const char *scope,
    const struct value *row, const char *figure, const struct value *v)
{
	buf_print(out, "%s,", scope);
	put_field(out, word(row, "key"));
	buf_put_byte(out, ',');
	put_field(out, word(row, "name"));
	buf_print(out, ",%s,", figure);
	if (v != NULL && v->type == VALUE_INT)
		buf_print(out, "%" PRId64, v->integer);
	buf_put_text(out, "\r\n");
}

static void put_lines(
    struct buf *out, const char *scope, const struct value *row)
{
	static const char *const parts[] = { "counts", "basis_points" };

	if (value_get(row, "rank") != NULL)
		put_line(out, scope, row, "rank", value_get(row, "rank"));
	for (size_t k = 0; k < sizeof(parts) / sizeof(*parts); k++) {
		const struct value *map = value_get(row, parts[k]);

		for (size_t i = 0; i < value_count(map); i++) {
			struct buf figure = { 0 };

			buf_print(&figure, "%s.%s", parts[k],
			    (const char *)map->map.pairs[i].key.p);
			put_line(out, scope, row, buf_text(&figure),
			    map->map.pairs[i].value);
			buf_fini(&figure);
		}
	}
}

static void put_list(
    struct buf *out, const char *scope, const struct value *rows)
{
	for (size_t i = 0; i < value_count(rows); i++)
		put_lines(out, scope, value_at(rows, i));
}

void report_page_csv(struct buf *out, const struct value *report)
{
	const struct value *cells = value_get(report, "cells");

	buf_put_text(out, "scope,key,name,figure,value\r\n");
	if (value_is_text(value_get(report, "kind"), "orders")) {
		for (size_t i = 0; i < value_count(cells); i++)
			put_line(out, "cell", value_at(cells, i), "orders",
			    value_get(value_at(cells, i), "orders"));
		put_line(
		    out, "other", NULL, "orders", value_get(report, "other"));
		put_line(
		    out, "total", NULL, "orders", value_get(report, "orders"));
	} else {
		put_lines(out, "total", value_get(report, "total"));
		put_list(out, "district", value_get(report, "districts"));
		put_list(out, "department", value_get(report, "departments"));
		put_list(out, "item", value_get(report, "items"));
	}
	buf_put_text(out, "report,\"\",\"\",sha256,");
	put_digest(out, report);
	buf_put_text(out, "\r\n");
}
