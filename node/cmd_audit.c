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
	    "一个人(证件号或信用代码;- 为标准输入) / of a person's cases; - "
	    "is stdin" },
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
	    "谁在何时为何看过一个人、一个办件的文件",
	    "who looked into a person's or a case's files, when and why" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
