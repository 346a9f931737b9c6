/*
 * Appointments: a hall offers slots, books them, and says what became of each.
 */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "keys/random.h"
#include "node/ask.h"
#include "node/cmd_rule.h"
#include "node/say.h"
#include "node/submit.h"
#include "node/table.h"
#include "schema/day.h"
#include "schema/genesis.h"
#include "schema/ledger_slot.h"
#include "schema/office.h"

#define DAYS_TEXT "日期,逗号分隔,至多 64 个 / dates, separated by commas"

static const struct cmd_option open_options[] = {
	SUBMIT_OPTIONS,
	SUBMIT_DRAFT,
	{ "label", CMD_REQUIRED, "TEXT", "窗口或事由 / which window" },
	{ "days", CMD_REQUIRED, "DATE,DATE", DAYS_TEXT },
	{ "hours", CMD_REQUIRED, "SPANS",
	    "时间,如 09:00-12:00,14:00-17:00 / times of the day" },
	{ "minutes", CMD_REQUIRED, "N", "每段分钟数 / minutes of a slot" },
	{ "seats", CMD_REQUIRED, "N", "每段可约人数 / seats of a slot" },
	{ "items", CMD_OPTIONAL, "A,B",
	    "限办事项,默认不限 / only these items" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static const struct cmd_option close_options[] = {
	SUBMIT_OPTIONS,
	SUBMIT_DRAFT,
	{ "reason", CMD_OPTIONAL, "TEXT", "事由 / why" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static const struct cmd_option book_options[] = {
	SUBMIT_OPTIONS,
	{ "starts", CMD_REQUIRED, "TIME",
	    "开始时间,如 2026-12-01T09:30 / when it begins, +08:00" },
	{ "item", CMD_REQUIRED, "ITEM", "事项,如 T21 / item" },
	{ "channel", CMD_OPTIONAL, "online|phone|window|agent",
	    "预约渠道,默认 phone / how it was asked for" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static const struct cmd_option kept_options[] = {
	SUBMIT_OPTIONS,
	SUBMIT_DRAFT,
	{ "case", CMD_OPTIONAL, "ID", "由此而收的办件 / the case it led to" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static const struct cmd_option missed_options[] = {
	SUBMIT_OPTIONS,
	SUBMIT_DRAFT,
	{ NULL, CMD_FLAG, NULL, NULL },
};

static const struct cmd_option list_options[] = {
	ASK_KEY_OPTIONS,
	{ "day", CMD_OPTIONAL, "DATE", "日期,默认今天 / day, default today" },
	{ "node", CMD_OPTIONAL, "NODE", "区县 / of this district" },
	{ "item", CMD_OPTIONAL, "ITEM", "可办此事项的 / for this item" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static const struct cmd_option bookings_options[] = {
	ASK_KEY_OPTIONS,
	{ "day", CMD_OPTIONAL, "DATE", "日期,默认今天 / day, default today" },
	{ "node", CMD_OPTIONAL, "NODE", "区县 / of this district" },
	{ "code", CMD_OPTIONAL, "CODE", "预约码 / of this code" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

/* ---- offering ---- */

static bool put_count(
    struct cmd_call *call, struct value *body, const char *option)
{
	uint64_t n;

	if (text_decimal(&n, bytes_text(cmd_get(call, option)), INT32_MAX) !=
	    ERR_OK)
		return false;
	value_set(
	    call->arena, body, option, value_int(call->arena, (int64_t)n));
	return true;
}

static int slot_open(struct cmd_call *call)
{
	struct arena *a = call->arena;
	struct value *body = value_map(a);
	struct office_hours hours;
	struct why why = { 0 };

	if (office_parse(&hours, bytes_text(cmd_get(call, "hours")), &why) !=
	    ERR_OK) {
		why_prefix(&why, "--hours 有误 / is wrong: ");
		return cmd_fail(call, ERR_USAGE, &why);
	}
	if (!put_count(call, body, "minutes") ||
	    !put_count(call, body, "seats"))
		return cmd_usage(
		    call, "--minutes 与 --seats 应为整数 / are whole numbers");
	value_set(a, body, "days", cmd_rule_list(call, cmd_get(call, "days")));
	value_set(a, body, "hours", office_value(a, &hours));
	value_set(a, body, "label", value_text(a, cmd_get(call, "label")));
	if (cmd_has(call, "items"))
		value_set(a, body, "items",
		    cmd_rule_list(call, cmd_get(call, "items")));
	return cmd_rule_submit(
	    call, "slot.open", body, NULL, "已开放预约 / slots are offered");
}

static int submit_of(struct cmd_call *call, const char *kind, const char *key,
    struct value *body, const char *what)
{
	struct digest id;
	struct why why = { 0 };

	if (digest_unhex(&id, bytes_text(call->arguments[0])) != ERR_OK) {
		(void)why_set(&why, ERR_USAGE,
		    "%s 不是 64 位十六进制编号 / is no id of 64 hex digits",
		    call->arguments[0]);
		return cmd_fail(call, ERR_USAGE, &why);
	}
	value_set(call->arena, body, key,
	    value_bin(call->arena, arena_copy(call->arena, digest_bytes(&id))));
	return cmd_rule_submit(call, kind, body, NULL, what);
}

static struct value *with_reason(struct cmd_call *call)
{
	struct value *body = value_map(call->arena);

	say_text_given(call->arena, body, "reason", cmd_get(call, "reason"));
	return body;
}

static int slot_close(struct cmd_call *call)
{
	return submit_of(call, "slot.close", "open", with_reason(call),
	    "已停止预约 / offered no more");
}

static int slot_cancel(struct cmd_call *call)
{
	return submit_of(call, "slot.cancel", "booking", with_reason(call),
	    "已取消预约 / cancelled");
}

static int slot_missed(struct cmd_call *call)
{
	return submit_of(call, "slot.missed", "booking", value_map(call->arena),
	    "已记未到 / missed");
}

static int slot_kept(struct cmd_call *call)
{
	struct value *body = value_map(call->arena);
	struct digest id;

	if (cmd_has(call, "case")) {
		if (digest_unhex(&id, bytes_text(cmd_get(call, "case"))) !=
		    ERR_OK)
			return cmd_usage(call,
			    "--case 不是办件编号(64 位十六进制)/ is no id of a "
			    "case");
		value_set(call->arena, body, "case",
		    value_bin(call->arena,
			arena_copy(call->arena, digest_bytes(&id))));
	}
	return submit_of(
	    call, "slot.kept", "booking", body, "已到 / the person came");
}

/* ---- booking ---- */

/* "2026-12-01T09:30", +08:00. */
static bool read_time(const char *text, int64_t *out)
{
	struct bytes b = bytes_text(text);
	struct day day;
	uint16_t minute;

	if (b.n != 16 || b.p[10] != 'T' ||
	    day_parse(&day, bytes_part(b, 0, 10), NULL) != ERR_OK ||
	    office_minute(&minute, bytes_part(b, 11, 5)) != ERR_OK)
		return false;
	*out = day_begins(day) + (int64_t)minute * 60;
	return true;
}

static int tell_booking(
    struct cmd_call *call, struct value *answer, const char *code)
{
	if (call->json) {
		value_set(
		    call->arena, answer, "code", value_text(call->arena, code));
		cmd_print_json(answer);
		return CMD_OK;
	}
	(void)printf("已预约 / booked  %s\n预约码 / code  %s\n"
		     "请告知来办的人凭此码到窗口 / tell it to who comes\n",
	    value_get_string(answer, "id"), code);
	return CMD_OK;
}

static int hand_in(struct cmd_call *call, struct submit *s, struct value *body)
{
	uint8_t random[5];
	char code[LEDGER_SLOT_CODE_ROOM];
	struct digest digest;
	struct value *answer;
	struct why why = { 0 };
	int done;

	random_fill(random_system(), random, sizeof(random));
	ledger_slot_code(code, random);
	if (ledger_slot_code_digest(&digest, s->signer.public.suite,
		bytes_text(code), &why) != ERR_OK)
		return cmd_fail(call, ERR_USAGE, &why);
	value_set(call->arena, body, "code",
	    value_bin(
		call->arena, arena_copy(call->arena, digest_bytes(&digest))));
	done = submit_act(s, "slot.book", body, NULL, &answer);
	return done == CMD_OK ? tell_booking(call, answer, code) : done;
}

static int slot_book(struct cmd_call *call)
{
	struct arena *a = call->arena;
	struct value *body = value_map(a);
	struct submit s;
	struct digest id;
	int64_t starts;
	int code;

	if (!read_time(cmd_get(call, "starts"), &starts))
		return cmd_usage(call,
		    "--starts 应如 2026-12-01T09:30 / is like "
		    "2026-12-01T09:30");
	if (digest_unhex(&id, bytes_text(call->arguments[0])) != ERR_OK)
		return cmd_usage(call,
		    "时段编号应为 slot list 所示 64 位十六进制 / the id of 64 "
		    "hex digits that slot list shows");
	value_set(
	    a, body, "open", value_bin(a, arena_copy(a, digest_bytes(&id))));
	value_set(a, body, "starts", value_int(a, starts));
	value_set(a, body, "item", value_text(a, cmd_get(call, "item")));
	value_set(a, body, "channel",
	    value_text(a,
		cmd_has(call, "channel") ? cmd_get(call, "channel") : "phone"));
	code = submit_init(&s, call);
	if (code != CMD_OK)
		return code;
	code = hand_in(call, &s, body);
	submit_fini(&s);
	return code;
}

/* ---- lists ---- */

static const char *with_query(
    struct cmd_call *call, const char *path, const char *const *keys)
{
	const char *text = path;
	const char *sign = "?";

	for (; *keys != NULL; keys++) {
		if (!cmd_has(call, *keys))
			continue;
		text = ask_path(call,
		    arena_print(call->arena, "%s%s%s=", text, sign, *keys),
		    cmd_get(call, *keys));
		sign = "&";
	}
	return text;
}

static const char *number(
    struct cmd_call *call, const struct value *v, const char *key)
{
	int64_t n = 0;

	(void)value_get_int(v, key, &n);
	return arena_print(call->arena, "%lld", (long long)n);
}

static const char *text_of(const struct value *v, const char *key)
{
	const char *text = value_get_string(v, key);

	return text != NULL ? text : "-";
}

static int slot_list(struct cmd_call *call)
{
	static const char *const keys[] = { "day", "node", "item", NULL };
	struct value *answer;
	const struct value *list;
	struct table *t;
	int code = ask_get(call, with_query(call, "/v1/slots", keys), &answer);

	if (code != CMD_OK)
		return code;
	if (call->json) {
		cmd_print_json(answer);
		return CMD_OK;
	}
	list = value_get(answer, "slots");
	t = table_new(6);
	table_row(t, "区县", "窗口", "开始", "分钟", "余", "编号", NULL);
	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *s = value_at(list, i);

		table_row(t, text_of(s, "node_name"), text_of(s, "label"),
		    text_of(s, "starts_text"), number(call, s, "minutes"),
		    number(call, s, "free"), text_of(s, "open"), NULL);
	}
	table_print(t);
	return CMD_OK;
}

static int slot_bookings(struct cmd_call *call)
{
	static const char *const keys[] = { "day", "node", "code", NULL };
	struct value *answer;
	const struct value *list;
	struct table *t;
	int code =
	    ask_get(call, with_query(call, "/v1/bookings", keys), &answer);

	if (code != CMD_OK)
		return code;
	if (call->json) {
		cmd_print_json(answer);
		return CMD_OK;
	}
	list = value_get(answer, "bookings");
	t = table_new(6);
	table_row(t, "区县", "窗口", "开始", "事项", "状态", "编号", NULL);
	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *b = value_at(list, i);

		table_row(t, text_of(b, "node_name"), text_of(b, "label"),
		    text_of(b, "starts_text"), text_of(b, "item"),
		    text_of(b, "state_zh"), text_of(b, "id"), NULL);
	}
	table_print(t);
	return CMD_OK;
}

const struct cmd cmd_slot_table[] = {
	{ "slot open", "", 0, 0, open_options, slot_open, "开放预约时段",
	    "offer slots of this hall" },
	{ "slot close", "ID", 1, 1, close_options, slot_close, "停止预约",
	    "offer them no more" },
	{ "slot list", "", 0, 0, list_options, slot_list, "可约时段与余量",
	    "slots that are to come, and seats that are left" },
	{ "slot book", "ID", 1, 1, book_options, slot_book, "预约",
	    "book a slot; gives the code" },
	{ "slot bookings", "", 0, 0, bookings_options, slot_bookings,
	    "当日预约,或按预约码查找",
	    "who comes on a day; or one by its code" },
	{ "slot cancel", "ID", 1, 1, close_options, slot_cancel, "取消预约",
	    "cancel a booking" },
	{ "slot kept", "ID", 1, 1, kept_options, slot_kept, "预约人已到",
	    "the person came" },
	{ "slot missed", "ID", 1, 1, missed_options, slot_missed, "预约人未到",
	    "the person did not come" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
