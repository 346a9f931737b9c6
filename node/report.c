#include "node/report.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/why.h"
#include "node/report_source.h"
#include "node/say.h"
#include "schema/day.h"
#include "schema/figures.h"
#include "schema/genesis.h"
#include "schema/json.h"
#include "schema/ledger.h"
#include "schema/matter.h"
#include "schema/standard.h"
#include "schema/value.h"

#define MONTH_TEXT_BYTES 7 /* "2026-11" */
#define PATH_BYTES       200

struct span {
	int64_t from, until, as_of;
};

static enum err parse_month(
    struct span *out, const char *month, struct why *why)
{
	char text[DAY_TEXT_ROOM];
	struct day first, next;
	struct day_civil civil;

	if (month == NULL || strlen(month) != MONTH_TEXT_BYTES)
		return why_set(why, ERR_USAGE,
		    "月份写作 2026-11 / a month is written 2026-11");
	(void)snprintf(text, sizeof(text), "%s-01", month);
	if (day_parse(&first, bytes_text(text), NULL) != ERR_OK)
		return why_set(why, ERR_USAGE,
		    "没有 %s 这个月份,写作 2026-11 / there is no month %s; it "
		    "is written 2026-11",
		    month, month);
	civil = day_civil(first);
	next = day_plus(first, 31);
	next = day_plus(next, 1 - day_civil(next).of_month);
	must(day_civil(next).month == civil.month % 12 + 1);
	out->from = day_begins(first);
	out->until = day_begins(next);
	return ERR_OK;
}

/* F-230: the month's end, or where the logs end before that. */
static void set_as_of(struct span *span, const struct report_source *s)
{
	size_t count;
	const struct index_log *heads = report_source_heads(s, &count);
	int64_t last = span->from - 1;

	for (size_t i = 0; i < count; i++)
		if (heads[i].time > last)
			last = heads[i].time;
	span->as_of = last < span->until ? last : span->until - 1;
}

/* ---- what every report says ---- */

static struct value *heads_value(struct arena *a, const struct report_source *s)
{
	struct value *list = value_list(a);
	size_t count;
	const struct index_log *heads = report_source_heads(s, &count);

	for (size_t i = 0; i < count; i++) {
		struct value *v = value_map(a);

		if (heads[i].size == 0)
			continue;
		say_text(a, v, "node", heads[i].node);
		say_int(a, v, "epoch", (int64_t)heads[i].epoch);
		say_int(a, v, "size", (int64_t)heads[i].size);
		say_digest(a, v, "root", &heads[i].root);
		value_push(a, list, v);
	}
	return list;
}

static struct value *head_of_report(struct arena *a,
    const struct report_request *r, const struct report_source *s,
    const struct span *span)
{
	struct value *v = value_map(a);

	say_int(a, v, "v", REPORT_VERSION);
	say_text(a, v, "kind", r->is_orders ? "orders" : "month");
	say_digest(a, v, "network", &report_source_genesis(s)->network);
	say_text(a, v, "month", r->month);
	say_text(a, v, "district", r->district);
	say_int(a, v, "as_of", span->as_of);
	value_set(a, v, "heads", heads_value(a, s));
	return v;
}

/* ---- figures ---- */

static void put_figures(
    struct arena *a, struct value *v, const struct figures_row *row)
{
	struct value *counts = value_map(a);
	struct value *rates = value_map(a);

	for (size_t i = 0; i < FIGURES_COUNT; i++)
		say_int(a, counts, figures_count_word((enum figures_count)i),
		    row->counts[i]);
	for (size_t i = 0; i < FIGURES_RATE_COUNT; i++) {
		int64_t rate = figures_rate(row, (enum figures_rate)i);

		value_set(a, rates, figures_rate_word((enum figures_rate)i),
		    rate == FIGURES_NO_RATE ? value_null(a)
					    : value_int(a, rate));
	}
	value_set(a, v, "counts", counts);
	value_set(a, v, "basis_points", rates);
}

/* The title in the item's newest standard, or its code. */
static const char *item_name(const struct ledger *l, const char *item)
{
	const struct standard *newest = NULL;

	for (size_t i = 0; i < ledger_standard_count(l); i++) {
		const struct standard *s = ledger_standard_at(l, i);

		if (strcmp(s->item, item) == 0 &&
		    (newest == NULL || s->revision > newest->revision ||
			(s->revision == newest->revision &&
			    digest_compare(&s->digest, &newest->digest) > 0)))
			newest = s;
	}
	return newest != NULL ? newest->zh : item;
}

static const char *department_name(const struct ledger *l, const char *key)
{
	(void)l;
	return key;
}

static struct value *rows_value(struct arena *a, const struct ledger *l,
    const struct figures_table *t,
    const char *(*name)(const struct ledger *l, const char *key))
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < t->count; i++) {
		struct value *v = value_map(a);

		say_text(a, v, "key", t->rows[i].key);
		say_text(a, v, "name", name(l, t->rows[i].key));
		if (t->rows[i].rank > 0)
			say_int(a, v, "rank", t->rows[i].rank);
		put_figures(a, v, &t->rows[i]);
		value_push(a, list, v);
	}
	return list;
}

static void count_figures(
    void *arg, const struct dossier *d, const struct ledger *l)
{
	figures_add(arg, d, l);
}

static void put_month(struct arena *a, const struct report_request *r,
    struct report_source *s, const struct span *span, struct value *out)
{
	struct figures f = { .arena = a,
		.from = span->from,
		.until = span->until,
		.as_of = span->as_of,
		.district = r->district };
	const struct ledger *l = report_source_ledger(s);
	struct value *total = value_map(a);

	report_source_each(s, count_figures, &f);
	figures_close(&f);
	put_figures(a, total, &f.total);
	value_set(a, out, "total", total);
	value_set(
	    a, out, "districts", rows_value(a, l, &f.districts, say_node_name));
	value_set(a, out, "departments",
	    rows_value(a, l, &f.departments, department_name));
	value_set(a, out, "items", rows_value(a, l, &f.items, item_name));
}

/* ---- orders ---- */

static void count_orders(
    void *arg, const struct dossier *d, const struct ledger *l)
{
	(void)l;
	order_cells_add(arg, d);
}

static void put_few(struct arena *a, struct value *v, const char *key,
    const struct order_cells *c, int64_t n)
{
	value_set(a, v, key, c->hidden ? value_null(a) : value_int(a, n));
}

static void put_orders(struct arena *a, const struct report_request *r,
    struct report_source *s, const struct span *span, struct value *out)
{
	struct order_cells c = { .arena = a,
		.axis = r->axis,
		.from = span->from,
		.until = span->until,
		.district = r->district };
	struct value *list = value_list(a);

	report_source_each(s, count_orders, &c);
	order_cells_close(&c);
	for (size_t i = 0; i < c.count; i++) {
		struct value *v = value_map(a);

		say_text(a, v, "key", c.cells[i].key);
		say_int(a, v, "orders", c.cells[i].count);
		value_push(a, list, v);
	}
	say_text(a, out, "by", order_cells_axis_word(r->axis));
	value_set(a, out, "cells", list);
	put_few(a, out, "other", &c, c.other);
	put_few(a, out, "orders", &c, c.total);
}

/* ---- whole ---- */

static enum err check_district(const struct report_request *r,
    const struct report_source *s, struct why *why)
{
	if (r->district == NULL ||
	    ledger_member(report_source_ledger(s), r->district) != NULL)
		return ERR_OK;
	return why_set(why, ERR_USAGE,
	    "没有区县 %s,成员见 tongban member list / there is no district %s; "
	    "see tongban member list",
	    r->district, r->district);
}

/* From a source whose heads are set. */
static enum err make(struct arena *a, const struct report_request *r,
    struct report_source *s, struct value **out, struct why *why)
{
	struct span span = { 0 };
	enum err e = parse_month(&span, r->month, why);

	if (e == ERR_OK)
		e = report_source_read(s, why);
	if (e == ERR_OK)
		e = check_district(r, s, why);
	if (e != ERR_OK)
		return e;
	set_as_of(&span, s);
	*out = head_of_report(a, r, s, &span);
	if (r->is_orders)
		put_orders(a, r, s, &span, *out);
	else
		put_month(a, r, s, &span, *out);
	return ERR_OK;
}

enum err report_make(struct arena *a, const struct report_request *r,
    struct value **out, struct why *why)
{
	struct report_source *s = NULL;
	struct span span = { 0 };
	enum err e = parse_month(&span, r->month, why);

	if (e == ERR_OK)
		e = report_source_open(&s, r->dir, why);
	if (e == ERR_OK)
		e = make(a, r, s, out, why);
	report_source_close(s);
	return e;
}

/* ---- again ---- */

static enum err no_report(struct why *why, const char *what)
{
	return why_set(why, ERR_PARSE,
	    "不是月报或工单分析的 JSON:%s / it is not the JSON of a report: %s",
	    what, what);
}

static enum err parse_request(
    struct report_request *r, const struct value *report, struct why *why)
{
	const char *kind = value_get_string(report, "kind");
	const char *by = value_get_string(report, "by");
	int64_t v = 0;

	if (!value_get_int(report, "v", &v) || v != REPORT_VERSION)
		return no_report(why, "v");
	r->month = value_get_string(report, "month");
	r->district = value_get_string(report, "district");
	if (kind == NULL || r->month == NULL)
		return no_report(why, kind == NULL ? "kind" : "month");
	r->is_orders = strcmp(kind, "orders") == 0;
	if (!r->is_orders && strcmp(kind, "month") != 0)
		return no_report(why, "kind");
	if (r->is_orders &&
	    (by == NULL || !order_cells_axis_parse(&r->axis, by)))
		return no_report(why, "by");
	return ERR_OK;
}

static enum err parse_head(
    struct index_log *out, const struct value *v, struct why *why)
{
	const char *node = value_get_string(v, "node");
	const char *root = value_get_string(v, "root");
	int64_t epoch = -1, size = 0;

	(void)value_get_int(v, "epoch", &epoch);
	(void)value_get_int(v, "size", &size);
	if (node == NULL || root == NULL || strlen(node) >= sizeof(out->node) ||
	    epoch < 0 || size < 1 ||
	    digest_unhex(&out->root, bytes_text(root)) != ERR_OK)
		return no_report(why, "heads");
	(void)snprintf(out->node, sizeof(out->node), "%s", node);
	out->epoch = (uint64_t)epoch;
	out->size = (uint64_t)size;
	return ERR_OK;
}

static enum err set_heads(struct arena *a, struct report_source *s,
    const struct value *report, struct why *why)
{
	const struct value *list = value_get(report, "heads");
	size_t count = value_count(list);
	struct index_log *heads;
	enum err e = ERR_OK;

	if (list == NULL || list->type != VALUE_LIST ||
	    count > REPORT_SOURCE_HEADS_MAX)
		return no_report(why, "heads");
	heads = arena_take_array(a, count + 1, sizeof(*heads));
	for (size_t i = 0; e == ERR_OK && i < count; i++) {
		e = parse_head(&heads[i], value_at(list, i), why);
		if (e == ERR_OK && i > 0 &&
		    strcmp(heads[i - 1].node, heads[i].node) >= 0)
			e = no_report(why, "heads");
	}
	return e == ERR_OK ? report_source_set(s, heads, count, why) : e;
}

static struct value *find_behind(
    struct arena *a, struct report_source *s, const struct value *made)
{
	struct value *list = value_list(a);
	struct index_log *held;
	size_t count = report_source_held(s, a, &held);
	int64_t as_of = 0;

	(void)value_get_int(made, "as_of", &as_of);
	for (size_t i = 0; i < count; i++)
		if (report_source_is_behind(s, &held[i], as_of))
			value_push(a, list, value_text(a, held[i].node));
	return list;
}

enum err report_again(struct arena *a, const char *dir,
    const struct value *report, struct value **out, struct value **behind,
    struct why *why)
{
	struct report_request r = { .dir = dir };
	struct report_source *s = NULL;
	enum err e = parse_request(&r, report, why);

	if (e == ERR_OK)
		e = report_source_open(&s, dir, why);
	if (e == ERR_OK)
		e = set_heads(a, s, report, why);
	if (e == ERR_OK)
		e = make(a, &r, s, out, why);
	if (e == ERR_OK)
		*behind = find_behind(a, s, *out);
	report_source_close(s);
	return e;
}

void report_bytes(struct buf *out, const struct value *report)
{
	json_format(out, report, JSON_STYLE_PRETTY);
	buf_put_byte(out, '\n');
}

/* ---- differences ---- */

struct comparing {
	struct arena *arena;
	struct value *list;
	size_t most;
};

static void compare(struct comparing *c, const char *path,
    const struct value *x, const struct value *y);

static void compare_maps(struct comparing *c, const char *path,
    const struct value *x, const struct value *y)
{
	for (size_t i = 0; i < value_count(x); i++) {
		struct bytes key = x->map.pairs[i].key;

		compare(c,
		    arena_print(c->arena, "%.*s%s%s", PATH_BYTES, path,
			path[0] != '\0' ? "." : "", (const char *)key.p),
		    x->map.pairs[i].value, value_get_bytes(y, key));
	}
	for (size_t i = 0; i < value_count(y); i++) {
		struct bytes key = y->map.pairs[i].key;

		if (value_get_bytes(x, key) == NULL)
			compare(c,
			    arena_print(c->arena, "%.*s%s%s", PATH_BYTES, path,
				path[0] != '\0' ? "." : "",
				(const char *)key.p),
			    NULL, y->map.pairs[i].value);
	}
}

static void compare(struct comparing *c, const char *path,
    const struct value *x, const struct value *y)
{
	if (value_count(c->list) >= c->most ||
	    (x != NULL && y != NULL && value_equal(x, y)))
		return;
	if (x != NULL && y != NULL && x->type == VALUE_MAP &&
	    y->type == VALUE_MAP) {
		compare_maps(c, path, x, y);
	} else if (x != NULL && y != NULL && x->type == VALUE_LIST &&
		   y->type == VALUE_LIST && value_count(x) == value_count(y)) {
		for (size_t i = 0; i < value_count(x); i++)
			compare(c,
			    arena_print(
				c->arena, "%.*s.%zu", PATH_BYTES, path, i),
			    value_at(x, i), value_at(y, i));
	} else {
		value_push(c->arena, c->list, value_text(c->arena, path));
	}
}

struct value *report_differences(
    struct arena *a, const struct value *x, const struct value *y, size_t most)
{
	struct comparing c = { a, value_list(a), most };

	compare(&c, "", x, y);
	return c.list;
}
