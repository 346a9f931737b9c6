/*
 * Office hours of a district: set in its own log, shown for all.
 */
#include <stdio.h>
#include <string.h>

#include "node/ask.h"
#include "node/cmd_rule.h"
#include "node/submit.h"
#include "node/table.h"
#include "schema/day.h"
#include "schema/office.h"

static const struct cmd_option set_options[] = {
	SUBMIT_OPTIONS,
	SUBMIT_DRAFT,
	{ "hours", CMD_REQUIRED, "SPANS",
	    "办公时间,如 09:00-12:00,14:00-17:00 / one day's office hours" },
	{ "from", CMD_REQUIRED, "DATE",
	    "生效日,不早于提交之时 / in force from, at the earliest from now" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static const struct cmd_option ask_only[] = {
	ASK_KEY_OPTIONS,
	{ NULL, CMD_FLAG, NULL, NULL },
};

static int office_set(struct cmd_call *call)
{
	struct arena *a = call->arena;
	struct value *body = value_map(a);
	struct office_hours hours;
	struct day from;
	struct why why = { 0 };
	enum err e = day_parse(&from, bytes_text(cmd_get(call, "from")), &why);

	if (e != ERR_OK) {
		why_prefix(&why, "--from 日期有误 / is no date: ");
		return cmd_fail(call, ERR_USAGE, &why);
	}
	if (office_parse(&hours, bytes_text(cmd_get(call, "hours")), &why) !=
	    ERR_OK) {
		why_prefix(&why, "--hours 有误 / is wrong: ");
		return cmd_fail(call, ERR_USAGE, &why);
	}
	value_set(a, body, "from", value_text(a, cmd_get(call, "from")));
	value_set(a, body, "hours", office_value(a, &hours));
	return cmd_rule_submit(call, "office.set", body, NULL,
	    arena_print(a, "已设办公时间 / office hours %s from %s",
		cmd_get(call, "hours"), cmd_get(call, "from")));
}

static const char *text_of(const struct value *map, const char *key)
{
	const char *text = value_get_string(map, key);

	return text != NULL && text[0] != '\0' ? text : "-";
}

static int office_show(struct cmd_call *call)
{
	struct value *answer;
	const struct value *list;
	struct table *t;
	int code = ask_get(call, "/v1/offices", &answer);

	if (code != CMD_OK)
		return code;
	if (call->json) {
		cmd_print_json(answer);
		return CMD_OK;
	}
	list = value_get(answer, "offices");
	t = table_new(4);
	table_row(t, "节点", "办公时间", "自", "现行", NULL);
	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *o = value_at(list, i);
		bool now = false;

		(void)value_get_bool(o, "now", &now);
		table_row(t, text_of(o, "node"), text_of(o, "hours"),
		    text_of(o, "from_text"), now ? "是" : "-", NULL);
	}
	table_print(t);
	return CMD_OK;
}

const struct cmd cmd_office_table[] = {
	{ "office set", "", 0, 0, set_options, office_set, "设定办公时间",
	    "set this district's office hours" },
	{ "office show", "", 0, 0, ask_only, office_show, "各区办公时间",
	    "show the office hours of all districts" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
