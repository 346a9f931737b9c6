/*
 * Commands that need no node: logic, deadline, check-id.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "node/cmd.h"
#include "node/file.h"
#include "node/installed.h"
#include "schema/calendar.h"
#include "schema/credit.h"
#include "schema/deadline.h"
#include "schema/elicence.h"
#include "schema/json.h"
#include "schema/logic.h"
#include "schema/office.h"
#include "schema/resident.h"

#define PAUSES_MAX 32

#define INSTALLED_CALENDAR "calendars/cn-2024-2026.yaml"

/* ---- logic ---- */

static void log_to_stderr(void *arg, const struct value *v)
{
	struct buf text = { 0 };

	(void)arg;
	json_format(&text, v, JSON_STYLE_COMPACT);
	(void)fprintf(stderr, "%s\n", buf_text(&text));
	buf_fini(&text);
}

static int run_logic(struct cmd_call *call)
{
	static const struct logic_options options = { .log = log_to_stderr };
	struct value *rule, *data, *result;
	struct why why = { 0 };
	struct buf out = { 0 };
	enum err e =
	    file_read_json(call->arena, call->arguments[0], &rule, &why);

	if (e == ERR_OK)
		e = file_read_json(
		    call->arena, call->arguments[1], &data, &why);
	if (e == ERR_OK)
		e = logic_eval(
		    call->arena, rule, data, &options, &result, &why);
	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	json_format(&out, result, JSON_STYLE_COMPACT);
	(void)printf("%s\n", buf_text(&out));
	buf_fini(&out);
	return CMD_OK;
}

/* ---- deadline ---- */

static const struct cmd_option deadline_options[] = {
	{ "start", CMD_REQUIRED, "DATE",
	    "起算日或时刻 2026-03-02T10:30 / day or moment of the start" },
	{ "limit", CMD_REQUIRED, "LIMIT",
	    "时限,如 5WD、10ND、4WH、2NH、30NMIN / e.g. 5WD" },
	{ "pause", CMD_REPEATED, "A..B", "暂停,自 A 起至 B 止 / pause" },
	{ "office", CMD_OPTIONAL, "SPANS",
	    "办公时间 (WH),默认 09:00-12:00,14:00-17:00 / office hours" },
	{ "calendar", CMD_OPTIONAL, "FILE", "日历文件 / calendar (YAML)" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static enum err load_calendar(
    struct cmd_call *call, const struct calendar **out, struct why *why)
{
	const char *path = cmd_get(call, "calendar");
	struct bytes text = { 0 };
	enum err e;

	if (path == NULL)
		path = installed_path(call->arena, INSTALLED_CALENDAR);
	if (path == NULL)
		return why_set(why, ERR_NOT_FOUND,
		    "没有安装日历,请用 --calendar FILE / no calendar is "
		    "installed; give --calendar FILE");
	e = file_read(call->arena, path, CALENDAR_BYTES_MAX, &text, why);
	if (e != ERR_OK)
		return e;
	e = calendar_parse(out, call->arena, text, why);
	if (e != ERR_OK)
		why_prefix(why, "%s: ", path);
	return e;
}

/* "2026-03-02", its beginning, or "2026-03-02T10:30". */
static enum err parse_moment(int64_t *out, struct bytes text, struct why *why)
{
	size_t n = DAY_TEXT_ROOM - 1;
	struct office_span of_day = { 0, 0 };
	struct day d = { 0 };
	enum err e;

	if (text.n == n)
		e = day_parse(&d, text, why);
	else if (text.n == n + 6 && text.p[n] == 'T' &&
		 office_minute(&of_day.begin, bytes_part(text, n + 1, 5)) ==
		     ERR_OK &&
		 of_day.begin < OFFICE_DAY_MINUTES)
		e = day_parse(&d, bytes_part(text, 0, n), why);
	else
		e = why_set(why, ERR_PARSE,
		    "时刻写作 2026-03-02 或 2026-03-02T10:30 / a moment is "
		    "YYYY-MM-DD or YYYY-MM-DDTHH:MM, not \"%.*s\"",
		    (int)text.n, (const char *)text.p);
	if (e == ERR_OK)
		*out = day_begins(d) + (int64_t)of_day.begin * 60;
	return e;
}

static enum err parse_pause(
    const char *text, struct deadline_pause *out, struct why *why)
{
	const char *dots = strstr(text, "..");
	enum err e;

	if (dots == NULL)
		return why_set(why, ERR_USAGE,
		    "暂停写作 A..B / a pause is A..B, not \"%s\"", text);
	e = parse_moment(&out->from,
	    (struct bytes){ (const uint8_t *)text, (size_t)(dots - text) },
	    why);
	if (e == ERR_OK)
		e = parse_moment(&out->to, bytes_text(dots + 2), why);
	if (e == ERR_OK && out->to < out->from)
		e = why_set(why, ERR_USAGE,
		    "暂停先始后终 / the pause %s ends before it begins", text);
	return e;
}

static enum err parse_office(
    struct cmd_call *call, struct office_hours *out, struct why *why)
{
	const char *text = cmd_get(call, "office");
	enum err e;

	*out = *office_default();
	if (text == NULL)
		return ERR_OK;
	e = office_parse(out, bytes_text(text), why);
	out->from = INT64_MIN;
	if (e != ERR_OK)
		why_prefix(why, "--office: ");
	return e;
}

static enum err compute(struct cmd_call *call, struct deadline *out,
    struct limit *limit, struct why *why)
{
	struct deadline_pause pauses[PAUSES_MAX];
	const struct calendar *calendar = NULL;
	struct office_hours hours;
	const struct office office = { 1, &hours };
	int64_t start = 0;
	size_t n = 0;
	enum err e =
	    parse_moment(&start, bytes_text(cmd_get(call, "start")), why);

	if (e == ERR_OK)
		e = limit_parse(limit, bytes_text(cmd_get(call, "limit")), why);
	if (e == ERR_OK)
		e = parse_office(call, &hours, why);
	for (const char *p; e == ERR_OK && n < PAUSES_MAX &&
			    (p = cmd_get_at(call, "pause", n)) != NULL;)
		e = parse_pause(p, &pauses[n++], why);
	if (e == ERR_OK)
		e = load_calendar(call, &calendar, why);
	if (e == ERR_OK)
		e = deadline_compute_by(out,
		    &(struct deadline_terms){ calendar, &office, pauses, n },
		    start, *limit, why);
	return e;
}

static int run_deadline(struct cmd_call *call)
{
	struct deadline d;
	struct why why = { 0 };
	struct limit limit;
	char day[DAY_TEXT_ROOM], moment[CLOCK_TEXT_ROOM];
	enum err e = compute(call, &d, &limit, &why);

	if (e == ERR_PARSE)
		e = ERR_USAGE;
	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	day_format(day, d.day);
	clock_text(moment, d.last);
	if (call->json) {
		struct value *v = value_map(call->arena);

		value_set(
		    call->arena, v, "deadline", value_text(call->arena, day));
		value_set(
		    call->arena, v, "moment", value_text(call->arena, moment));
		value_set(call->arena, v, "provisional",
		    value_bool(call->arena, d.provisional));
		cmd_print_json(v);
		return CMD_OK;
	}
	(void)printf("%s\n",
	    limit.unit == LIMIT_WD || limit.unit == LIMIT_ND ? day : moment);
	if (d.provisional)
		(void)fprintf(stderr,
		    "tongban: 暂定:有年份尚无放假通知,只按周末计算 / provisional: "
		    "a year without a notice was counted by weekends alone\n");
	return CMD_OK;
}

/* ---- check-id ---- */

typedef enum err check_fn(char *normal, struct bytes text, struct why *why);

static enum err check_resident(char *normal, struct bytes text, struct why *why)
{
	return resident_check(normal, text, why);
}

static enum err check_credit(char *normal, struct bytes text, struct why *why)
{
	return credit_check(normal, text, why);
}

static enum err check_elicence(char *normal, struct bytes text, struct why *why)
{
	return elicence_check(normal, text, why);
}

static int run_check_id(struct cmd_call *call)
{
	static const struct {
		const char *kind;
		check_fn *check;
	} kinds[] = { { "resident", check_resident },
		{ "credit", check_credit }, { "elicence", check_elicence } };
	char normal[ELICENCE_ROOM] = "";
	struct why why = { 0 };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		enum err e;

		if (strcmp(call->arguments[0], kinds[i].kind) != 0)
			continue;
		e = kinds[i].check(
		    normal, bytes_text(call->arguments[1]), &why);
		if (e != ERR_OK) {
			(void)cmd_fail(call, e, &why);
			return CMD_FINDING;
		}
		if (call->json) {
			struct value *v = value_map(call->arena);

			value_set(call->arena, v, "value",
			    value_text(call->arena, normal));
			cmd_print_json(v);
		} else {
			(void)printf("%s\n", normal);
		}
		return CMD_OK;
	}
	return cmd_usage(call,
	    "种类是 resident、credit 或 elicence / the kind is resident, "
	    "credit or elicence, not %s",
	    call->arguments[0]);
}

const struct cmd cmd_tool_table[] = {
	{ "deadline", "", 0, 0, deadline_options, run_deadline,
	    "按工作日历算到期日", "compute a deadline by the calendar" },
	{ "check-id", "resident|credit|elicence VALUE", 2, 2, NULL,
	    run_check_id, "校验证件号码", "check an identifier" },
	{ "logic", "RULE.json DATA.json", 2, 2, NULL, run_logic,
	    "求值一条 JsonLogic 规则", "evaluate a JsonLogic rule" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
