/*
 * Commands that need no node: logic, deadline, check-id.
 */
#include <stdio.h>
#include <string.h>

#include "node/cmd.h"
#include "node/file.h"
#include "node/installed.h"
#include "schema/calendar.h"
#include "schema/credit.h"
#include "schema/deadline.h"
#include "schema/elicence.h"
#include "schema/json.h"
#include "schema/logic.h"
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
	{ "start", CMD_REQUIRED, "DATE", "起算日 / day the clock starts" },
	{ "limit", CMD_REQUIRED, "LIMIT", "时限,如 5WD、10ND / e.g. 5WD" },
	{ "pause", CMD_REPEATED, "A..B", "暂停,自 A 日起至 B 日止 / pause" },
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

static enum err parse_pause(
    const char *text, struct deadline_pause *out, struct why *why)
{
	const char *dots = strstr(text, "..");
	struct day from, to;
	enum err e;

	if (dots == NULL)
		return why_set(why, ERR_USAGE,
		    "暂停写作 A..B / a pause is A..B, not \"%s\"", text);
	e = day_parse(&from,
	    (struct bytes){ (const uint8_t *)text, (size_t)(dots - text) },
	    why);
	if (e == ERR_OK)
		e = day_parse(&to, bytes_text(dots + 2), why);
	if (e == ERR_OK && to.serial < from.serial)
		e = why_set(why, ERR_USAGE,
		    "暂停先始后终 / the pause %s ends before it begins", text);
	if (e == ERR_OK)
		*out =
		    (struct deadline_pause){ day_begins(from), day_begins(to) };
	return e;
}

static enum err compute(
    struct cmd_call *call, struct deadline *out, struct why *why)
{
	struct deadline_pause pauses[PAUSES_MAX];
	const struct calendar *calendar = NULL;
	struct limit limit;
	struct day start;
	size_t n = 0;
	enum err e = day_parse(&start, bytes_text(cmd_get(call, "start")), why);

	if (e == ERR_OK)
		e = limit_parse(
		    &limit, bytes_text(cmd_get(call, "limit")), why);
	for (const char *p; e == ERR_OK && n < PAUSES_MAX &&
			    (p = cmd_get_at(call, "pause", n)) != NULL;)
		e = parse_pause(p, &pauses[n++], why);
	if (e == ERR_OK)
		e = load_calendar(call, &calendar, why);
	if (e == ERR_OK)
		e = deadline_compute(
		    out, calendar, day_begins(start), limit, pauses, n, why);
	return e;
}

static int run_deadline(struct cmd_call *call)
{
	struct deadline d;
	struct why why = { 0 };
	char text[DAY_TEXT_ROOM];
	enum err e = compute(call, &d, &why);

	if (e == ERR_PARSE)
		e = ERR_USAGE;
	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	day_format(text, d.day);
	if (call->json) {
		struct value *v = value_map(call->arena);

		value_set(
		    call->arena, v, "deadline", value_text(call->arena, text));
		value_set(call->arena, v, "provisional",
		    value_bool(call->arena, d.provisional));
		cmd_print_json(v);
		return CMD_OK;
	}
	(void)printf("%s\n", text);
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
