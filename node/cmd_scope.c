/*
 * Commands about who may no longer, and who may besides: a revoked key, a
 * grant that is ended, archives, warrants.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "keys/sshkey.h"
#include "node/ask.h"
#include "node/cmd_rule.h"
#include "node/say.h"
#include "node/submit.h"
#include "node/table.h"

static const struct cmd_option ask_only[] = {
	ASK_KEY_OPTIONS,
	{ NULL, CMD_FLAG, NULL, NULL },
};

/* ---- staff ---- */

static const struct cmd_option revoke_options[] = {
	SUBMIT_OPTIONS,
	SUBMIT_DRAFT,
	{ "good", CMD_OPTIONAL, "POSITION",
	    "此位置起的行为存疑 / acts from this position on are suspect" },
	{ "reason", CMD_OPTIONAL, "TEXT", "事由 / why" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

/* The newest key of that person here; a key id names itself. */
static int key_of(struct cmd_call *call, const char *who, struct digest *out)
{
	struct value *answer, *node;
	const struct value *list;
	struct why why = { 0 };
	int code;

	if (digest_unhex(out, bytes_text(who)) == ERR_OK)
		return CMD_OK;
	code = ask_get(call, "/v1/node", &node);
	if (code == CMD_OK)
		code = ask_get(call, "/v1/staff", &answer);
	if (code != CMD_OK)
		return code;
	list = value_get(answer, "staff");
	for (size_t i = value_count(list); i-- > 0;) {
		const struct value *s = value_at(list, i);
		const char *hex = value_get_string(s, "key");

		if (value_is_text(value_get(s, "id"), who) && hex != NULL &&
		    value_equal(
			value_get(s, "node"), value_get(node, "node")) &&
		    digest_unhex(out, bytes_text(hex)) == ERR_OK)
			return CMD_OK;
	}
	(void)why_set(&why, ERR_NOT_FOUND,
	    "本节点没有人员 %s,见 staff list / no %s is certified here; see "
	    "staff list",
	    who, who);
	return cmd_fail(call, ERR_NOT_FOUND, &why);
}

static int staff_revoke(struct cmd_call *call)
{
	const char *good = cmd_get(call, "good");
	struct value *body = value_map(call->arena);
	struct digest key;
	uint64_t position = 0;
	int code;

	if (good != NULL &&
	    text_decimal(&position, bytes_text(good), INT64_MAX) != ERR_OK)
		return cmd_usage(
		    call, "--good 是日志位置 / is a position of the log");
	code = key_of(call, call->arguments[0], &key);
	if (code != CMD_OK)
		return code;
	value_set(call->arena, body, "key",
	    value_bin(
		call->arena, arena_copy(call->arena, digest_bytes(&key))));
	if (good != NULL)
		value_set(call->arena, body, "good",
		    value_int(call->arena, (int64_t)position));
	say_text_given(call->arena, body, "reason", cmd_get(call, "reason"));
	return cmd_rule_submit(call, "staff.revoke", body, NULL,
	    arena_print(
		call->arena, "已吊销 / revoked %s", call->arguments[0]));
}

/* ---- grants ---- */

static const struct cmd_option grant_end_options[] = {
	SUBMIT_OPTIONS,
	SUBMIT_DRAFT,
	{ "reason", CMD_REQUIRED, "TEXT", "事由 / why" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

/* A grant of this node that stands; a typo would end nothing, in silence. */
static int check_grant(struct cmd_call *call, const char *id)
{
	struct value *answer, *node;
	const struct value *list;
	struct why why = { 0 };
	int code = ask_get(call, "/v1/node", &node);

	if (code == CMD_OK)
		code = ask_get(call, "/v1/grants", &answer);
	if (code != CMD_OK)
		return code;
	list = value_get(answer, "grants");
	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *g = value_at(list, i);

		if (value_is_text(value_get(g, "act"), id) &&
		    value_equal(
			value_get(g, "node"), value_get(node, "node")) &&
		    value_get(g, "ended") == NULL)
			return CMD_OK;
	}
	(void)why_set(&why, ERR_NOT_FOUND,
	    "本节点没有这项有效授权,见 grant list --json 的 act / this node has "
	    "no such grant that stands; see act in grant list --json");
	return cmd_fail(call, ERR_NOT_FOUND, &why);
}

static int grant_end(struct cmd_call *call)
{
	struct value *body = value_map(call->arena);
	struct digest id;
	int code;

	if (digest_unhex(&id, bytes_text(call->arguments[0])) != ERR_OK)
		return cmd_usage(call,
		    "授权编号是 64 位十六进制 / a grant is named by the id of its "
		    "act, 64 hexadecimal digits");
	code = check_grant(call, call->arguments[0]);
	if (code != CMD_OK)
		return code;
	value_set(call->arena, body, "grant",
	    value_bin(call->arena, arena_copy(call->arena, digest_bytes(&id))));
	say_text_given(call->arena, body, "reason", cmd_get(call, "reason"));
	return cmd_rule_submit(call, "grant.end", body, NULL,
	    arena_print(call->arena, "已收回授权 / ended the grant"));
}

/* ---- archives and warrants ---- */

static const struct cmd_option archive_options[] = {
	SUBMIT_OPTIONS,
	SUBMIT_DRAFT,
	{ "until", CMD_REQUIRED, "DATE", "有效期至 / valid to the end of" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static int archive_give(struct cmd_call *call)
{
	struct value *body = value_map(call->arena);
	struct why why = { 0 };
	int64_t until;
	enum err e = cmd_rule_until(call, "until", &until, &why);

	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	say_text_given(call->arena, body, "to", call->arguments[0]);
	value_set(call->arena, body, "until", value_int(call->arena, until));
	return cmd_rule_submit(call, "archive.give", body, NULL,
	    arena_print(call->arena, "已授归档 / archive given to %s",
		call->arguments[0]));
}

static const struct cmd_option end_options[] = {
	SUBMIT_OPTIONS,
	SUBMIT_DRAFT,
	{ NULL, CMD_FLAG, NULL, NULL },
};

static int archive_end(struct cmd_call *call)
{
	struct value *body = value_map(call->arena);

	say_text_given(call->arena, body, "to", call->arguments[0]);
	return cmd_rule_submit(call, "archive.end", body, NULL,
	    arena_print(call->arena, "已终止归档 / archive of %s ended",
		call->arguments[0]));
}

static int list_of(struct cmd_call *call, const char *path, const char *key,
    const char *const *columns, size_t count)
{
	struct value *answer;
	const struct value *list;
	struct table *t;
	int code = ask_get(call, path, &answer);

	if (code != CMD_OK)
		return code;
	if (call->json) {
		cmd_print_json(answer);
		return CMD_OK;
	}
	list = value_get(answer, key);
	t = table_new(count);
	table_row(t, columns[0], columns[1], columns[2], NULL);
	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *v = value_at(list, i);

		table_row(t, table_cell(v, columns[0]),
		    table_cell(v, columns[1]), table_cell(v, columns[2]), NULL);
	}
	table_print(t);
	return CMD_OK;
}

static int archive_list(struct cmd_call *call)
{
	static const char *const columns[] = { "node", "to", "until_text" };

	return list_of(call, "/v1/archives", "archives", columns, 3);
}

static int warrant_list(struct cmd_call *call)
{
	static const char *const columns[] = { "id", "auditor", "until_text" };

	return list_of(call, "/v1/warrants", "warrants", columns, 3);
}

static const struct cmd_option warrant_options[] = {
	SUBMIT_OPTIONS,
	SUBMIT_DRAFT,
	{ "auditor", CMD_REQUIRED, "NAME", "审计人 / who audits" },
	{ "auditor-key", CMD_REQUIRED, "LINE",
	    "审计人公钥行 / the auditor's public line" },
	{ "auditor-sealing", CMD_REQUIRED, "HEX",
	    "审计人封装公钥 / the auditor's sealing key, hex digits" },
	{ "until", CMD_REQUIRED, "DATE", "有效期至 / valid to the end of" },
	{ "reason", CMD_OPTIONAL, "TEXT", "事由 / why" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static int warrant_issue(struct cmd_call *call)
{
	struct value *body = value_map(call->arena), *found;
	struct sign_public key;
	struct digest dossier;
	struct bytes sealing;
	struct why why = { 0 };
	const char *id;
	int64_t until;
	enum err e = cmd_rule_until(call, "until", &until, &why);
	int code;

	if (e == ERR_OK)
		e = sshkey_parse(
		    &key, bytes_text(cmd_get(call, "auditor-key")), &why);
	if (e == ERR_OK)
		e = cmd_rule_sealing(call, "auditor-sealing", &sealing, &why);
	if (e != ERR_OK)
		return cmd_fail(call, ERR_USAGE, &why);
	code = ask_get(
	    call, ask_path(call, "/v1/cases/", call->arguments[0]), &found);
	if (code != CMD_OK)
		return code;
	id = value_get_string(found, "id");
	if (id == NULL || digest_unhex(&dossier, bytes_text(id)) != ERR_OK)
		return cmd_usage(call, "没有此办件 / there is no such case");
	value_set(call->arena, body, "case",
	    value_bin(
		call->arena, arena_copy(call->arena, digest_bytes(&dossier))));
	say_text_given(call->arena, body, "auditor", cmd_get(call, "auditor"));
	value_set(call->arena, body, "key",
	    value_bin(call->arena, sign_public_bytes(&key)));
	value_set(
	    call->arena, body, "sealing", value_bin(call->arena, sealing));
	value_set(call->arena, body, "until", value_int(call->arena, until));
	say_text_given(call->arena, body, "reason", cmd_get(call, "reason"));
	return cmd_rule_submit(call, "warrant.issue", body, NULL,
	    arena_print(call->arena, "已签发令状 / warrant for %s",
		call->arguments[0]));
}

const struct cmd cmd_scope_table[] = {
	{ "staff revoke", "ID", 1, 1, revoke_options, staff_revoke,
	    "吊销人员密钥", "revoke a clerk's key" },
	{ "grant end", "ID", 1, 1, grant_end_options, grant_end, "收回授权",
	    "end a grant before its date" },
	{ "archive give", "NODE", 1, 1, archive_options, archive_give,
	    "授予归档", "let a node keep sealed objects" },
	{ "archive end", "NODE", 1, 1, end_options, archive_end, "终止归档",
	    "end it" },
	{ "archive list", "", 0, 0, ask_only, archive_list, "归档清单",
	    "list the archives" },
	{ "warrant issue", "NUMBER", 1, 1, warrant_options, warrant_issue,
	    "签发审计令状", "let an auditor open one case" },
	{ "warrant list", "", 0, 0, ask_only, warrant_list, "令状清单",
	    "list the warrants" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
