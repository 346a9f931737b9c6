/*
 * Commands of an auditor who asks a node: audit case, audit access.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "node/ask.h"
#include "node/case_show.h"
#include "node/cmd.h"
#include "node/file.h"
#include "node/table.h"

#define PERSON_BYTES_MAX 64

static const struct cmd_option ask_only[] = {
	ASK_KEY_OPTIONS,
	{ NULL, CMD_FLAG, NULL, NULL },
};

static int audit_case(struct cmd_call *call)
{
	struct value *dossier;
	int code = ask_get(
	    call, ask_path(call, "/v1/cases/", call->arguments[0]), &dossier);

	if (code != CMD_OK)
		return code;
	if (call->json)
		cmd_print_json(dossier);
	else
		case_show_timeline(dossier);
	return CMD_OK;
}

/* ---- audit access ---- */

static const struct cmd_option access_options[] = {
	ASK_KEY_OPTIONS,
	{ "case", CMD_OPTIONAL, "NUMBER", "一个办件 / of one case" },
	{ "person", CMD_OPTIONAL, "ID",
	    "一个人(证件号或信用代码;- 为标准输入) / of a person's cases and "
	    "licences; - is stdin" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static int of_case(struct cmd_call *call, struct value **out)
{
	struct value *dossier, *list = value_list(call->arena);
	int code = ask_get(call,
	    ask_path(call, "/v1/cases/", cmd_get(call, "case")), &dossier);

	if (code != CMD_OK)
		return code;
	*out = value_map(call->arena);
	value_push(call->arena, list, dossier);
	value_set(call->arena, *out, "cases", list);
	return CMD_OK;
}

static int of_person(struct cmd_call *call, struct value **out)
{
	const char *person = cmd_get(call, "person");
	struct value *body = value_map(call->arena);
	struct bytes id = bytes_text(person);
	struct why why = { 0 };
	enum err e = ERR_OK;

	if (strcmp(person, "-") == 0)
		e = file_read(call->arena, "-", PERSON_BYTES_MAX, &id, &why);
	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	while (id.n > 0 && (id.p[id.n - 1] == '\n' || id.p[id.n - 1] == '\r'))
		id.n--;
	value_set(
	    call->arena, body, "person", value_text_bytes(call->arena, id));
	return ask_post(call, "/v1/access", body, out);
}

static const char *text(const struct value *map, const char *key)
{
	const char *t = value_get_string(map, key);

	return t != NULL && t[0] != '\0' ? t : "-";
}

static void tell_asks(const struct value *licence)
{
	const struct value *asks = value_get(licence, "asks");
	int64_t asked = 0;
	struct table *t;

	(void)value_get_int(licence, "asked", &asked);
	(void)printf("证照 licence  %s  %s  %s  %.16s\n", text(licence, "type"),
	    text(licence, "node_name"), text(licence, "state_zh"),
	    text(licence, "act"));
	if (asked == 0) {
		(void)printf("无人查用 / nobody has asked for it\n");
		return;
	}
	t = table_new(5);
	table_row(t, "查用", "区县", "人员", "答复", "事由", NULL);
	for (size_t i = 0; i < value_count(asks); i++) {
		const struct value *q = value_at(asks, i);

		table_row(t, text(q, "time_text"), text(q, "node_name"),
		    text(q, "staff"),
		    value_get(q, "given") != NULL ? "已给出" : "-",
		    text(q, "reason"), NULL);
	}
	table_print(t);
	if (asked > (int64_t)value_count(asks))
		(void)printf("共 %lld 次,只列最近的 / the newest of %lld\n",
		    (long long)asked, (long long)asked);
}

static void tell_licences(const struct value *answer)
{
	const struct value *list = value_get(answer, "licences");
	int64_t found = 0;

	if (!value_get_int(answer, "licences_found", &found)) {
		(void)printf(
		    "本节点没有证照库密钥,未查证照 / without the key of "
		    "the licence library here, licences were not "
		    "looked up\n");
		return;
	}
	for (size_t i = 0; i < value_count(list); i++)
		tell_asks(value_at(list, i));
	(void)printf("证照 %lld 件 / %lld licences\n", (long long)found,
	    (long long)found);
}

static void tell_access(const struct value *answer)
{
	const struct value *cases = value_get(answer, "cases");
	int64_t keys, unchecked = 0;

	for (size_t i = 0; i < value_count(cases); i++)
		case_show_openings(value_at(cases, i));
	if (!value_get_int(answer, "keys", &keys))
		return;
	(void)value_get_int(answer, "unchecked", &unchecked);
	(void)printf(
	    "共 %zu 件;以 %lld 把化名密钥查找,另有 %lld 件收件时未记化名 / "
	    "%zu cases, looked up with %lld pseudonym keys; %lld "
	    "cases carry no pseudonym\n",
	    value_count(cases), (long long)keys, (long long)unchecked,
	    value_count(cases), (long long)keys, (long long)unchecked);
	tell_licences(answer);
}

static int audit_access(struct cmd_call *call)
{
	struct value *answer = NULL;
	int code;

	if (cmd_has(call, "case") == cmd_has(call, "person"))
		return cmd_usage(call,
		    "给出 --case 或 --person 之一 / give --case or --person");
	code = cmd_has(call, "case") ? of_case(call, &answer)
				     : of_person(call, &answer);
	if (code != CMD_OK)
		return code;
	if (call->json)
		cmd_print_json(answer);
	else
		tell_access(answer);
	return CMD_OK;
}

const struct cmd cmd_audit_table[] = {
	{ "audit case", "NUMBER", 1, 1, ask_only, audit_case,
	    "审计一个办件:时间线、时限、谁的时间",
	    "audit a case: timeline, deadlines, whose days" },
	{ "audit access", "", 0, 0, access_options, audit_access,
	    "谁在何时为何看过一个人、一个办件的文件,查用过其证照",
	    "who looked into a person's or a case's files, or asked for the "
	    "person's licences, when and why" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
