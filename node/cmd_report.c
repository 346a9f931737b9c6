/*
 * What an auditor can count again: report month, report orders, audit report.
 * They read the logs in a data folder, beside the daemon or without it.
 */
#include <stdio.h>
#include <string.h>

#include "node/cmd.h"
#include "node/file.h"
#include "node/report.h"
#include "node/report_page.h"

#define DIFFERENCES_MAX 20

static const struct cmd_option month_options[] = {
	{ "dir", CMD_REQUIRED, "DIR", "数据目录 / data folder" },
	{ "district", CMD_OPTIONAL, "NODE",
	    "只计一地日志所载 / only what this district's log holds" },
	{ "csv", CMD_FLAG, NULL, "输出 CSV / print CSV" },
	{ "html", CMD_OPTIONAL, "FILE",
	    "另存可打印的通报 / write the bulletin as a page to print" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static const struct cmd_option orders_options[] = {
	{ "dir", CMD_REQUIRED, "DIR", "数据目录 / data folder" },
	{ "month", CMD_REQUIRED, "MONTH", "月份,如 2026-11 / the month" },
	{ "by", CMD_REQUIRED, "AXIS",
	    "hour、day、area、subject 或 class / or" },
	{ "district", CMD_OPTIONAL, "NODE",
	    "只计一地所收 / only what this district received" },
	{ "csv", CMD_FLAG, NULL, "输出 CSV / print CSV" },
	{ "html", CMD_OPTIONAL, "FILE",
	    "另存可打印的页 / write a page to print" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static const struct cmd_option dir_only[] = {
	{ "dir", CMD_REQUIRED, "DIR", "数据目录 / data folder" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

/* ---- report ---- */

/* For a terminal: what the JSON says, on a few lines. */
static void tell_rates(const char *name, const struct value *row)
{
	const struct value *rates = value_get(row, "basis_points");
	const struct value *counts = value_get(row, "counts");
	int64_t rank = 0;

	if (value_get_int(row, "rank", &rank))
		(void)printf("%lld. ", (long long)rank);
	(void)printf("%s:", name);
	for (size_t i = 0; i < value_count(counts); i++)
		if (counts->map.pairs[i].value->integer != 0)
			(void)printf(" %s=%lld",
			    (const char *)counts->map.pairs[i].key.p,
			    (long long)counts->map.pairs[i].value->integer);
	for (size_t i = 0; i < value_count(rates); i++) {
		const struct value *v = rates->map.pairs[i].value;

		if (v->type == VALUE_INT)
			(void)printf(" %s=%lld.%02lld%%",
			    (const char *)rates->map.pairs[i].key.p,
			    (long long)v->integer / 100,
			    (long long)v->integer % 100);
	}
	(void)printf("\n");
}

static void tell_list(const struct value *rows)
{
	for (size_t i = 0; i < value_count(rows); i++)
		tell_rates(value_get_string(value_at(rows, i), "name"),
		    value_at(rows, i));
}

static void tell_few(const char *name, const struct value *v)
{
	if (v != NULL && v->type == VALUE_INT)
		(void)printf("%s  %lld\n", name, (long long)v->integer);
	else
		(void)printf("%s  少于 %d / under %d\n", name, ORDER_CELLS_MIN,
		    ORDER_CELLS_MIN);
}

static void tell(const struct value *report)
{
	const struct value *cells = value_get(report, "cells");

	for (size_t i = 0; i < value_count(cells); i++)
		tell_few(value_get_string(value_at(cells, i), "key"),
		    value_get(value_at(cells, i), "orders"));
	if (cells != NULL) {
		tell_few("其他 / other", value_get(report, "other"));
		tell_few("合计 / orders", value_get(report, "orders"));
		return;
	}
	tell_rates("合计 / total", value_get(report, "total"));
	tell_list(value_get(report, "districts"));
	tell_list(value_get(report, "departments"));
	tell_list(value_get(report, "items"));
}

static enum err write_page(
    const struct cmd_call *call, const struct value *report, struct why *why)
{
	struct buf page = { 0 };
	enum err e;

	report_page_html(&page, report);
	e = file_write(cmd_get(call, "html"), buf_bytes(&page), 0644, why);
	buf_fini(&page);
	return e;
}

static int show(struct cmd_call *call, const struct report_request *r)
{
	struct value *report = NULL;
	struct buf out = { 0 };
	struct why why = { 0 };
	enum err e;

	if (call->json && cmd_has(call, "csv"))
		return cmd_usage(
		    call, "--json 与 --csv 只能选一个 / give --json or --csv");
	e = report_make(call->arena, r, &report, &why);
	if (e == ERR_OK && cmd_has(call, "html"))
		e = write_page(call, report, &why);
	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	if (call->json)
		report_bytes(&out, report);
	else if (cmd_has(call, "csv"))
		report_page_csv(&out, report);
	else
		tell(report);
	(void)fwrite(out.p, 1, out.n, stdout);
	buf_fini(&out);
	return CMD_OK;
}

static int month(struct cmd_call *call)
{
	const struct report_request r = { .dir = cmd_get(call, "dir"),
		.month = call->arguments[0],
		.district = cmd_get(call, "district") };

	return show(call, &r);
}

static int orders(struct cmd_call *call)
{
	struct report_request r = { .dir = cmd_get(call, "dir"),
		.month = cmd_get(call, "month"),
		.district = cmd_get(call, "district"),
		.is_orders = true };

	if (!order_cells_axis_parse(&r.axis, cmd_get(call, "by")))
		return cmd_usage(call,
		    "--by 为 hour、day、area、subject 或 class / is hour, day, "
		    "area, subject or class, not %s",
		    cmd_get(call, "by"));
	return show(call, &r);
}

/* ---- audit report ---- */

/* Words of a file from elsewhere: nothing in them steers a terminal. */
static void print_list(const char *title, const struct value *list)
{
	for (size_t i = 0; i < value_count(list); i++) {
		struct bytes text = value_at(list, i)->bytes;

		(void)printf("%s ", title);
		for (size_t k = 0; k < text.n; k++)
			(void)putchar(text.p[k] < 0x20 || text.p[k] >= 0x7f
					  ? '?'
					  : text.p[k]);
		(void)putchar('\n');
	}
}

static int audit_report(struct cmd_call *call)
{
	struct value *claimed = NULL, *made = NULL, *behind = NULL;
	struct value *differs, *out = value_map(call->arena);
	struct why why = { 0 };
	enum err e =
	    file_read_json(call->arena, call->arguments[0], &claimed, &why);

	if (e == ERR_OK)
		e = report_again(call->arena, cmd_get(call, "dir"), claimed,
		    &made, &behind, &why);
	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	differs =
	    report_differences(call->arena, claimed, made, DIFFERENCES_MAX);
	value_set(call->arena, out, "same",
	    value_bool(call->arena, value_count(differs) == 0));
	value_set(call->arena, out, "differs", differs);
	value_set(call->arena, out, "behind", behind);
	value_set(call->arena, out, "report", made);
	if (call->json) {
		cmd_print_json(out);
	} else {
		print_list("不符 / differs:", differs);
		print_list(
		    "尚有更早的行为未计入 / stops short of acts that are "
		    "held:",
		    behind);
		if (value_count(differs) == 0)
			(void)printf("与日志一致 / it is what the logs say\n");
	}
	return value_count(differs) == 0 && value_count(behind) == 0
		   ? CMD_OK
		   : CMD_FINDING;
}

const struct cmd cmd_report_table[] = {
	{ "report month", "MONTH", 1, 1, month_options, month,
	    "月度通报:由日志计数、排名",
	    "a month's figures and ranking, counted from the logs" },
	{ "report orders", "", 0, 0, orders_options, orders,
	    "工单分析:按时段、日期、地区、事项或类别",
	    "orders by hour, day, area, subject or class" },
	{ "audit report", "FILE", 1, 1, dir_only, audit_report,
	    "由日志复算一份通报的 JSON,逐项核对",
	    "count a report's JSON again from the logs, and compare" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
