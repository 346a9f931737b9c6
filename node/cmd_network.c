/*
 * Commands about the network: roots, policy, and how members stand.
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
#include "schema/ledger.h"

static const struct cmd_option ask_only[] = {
	ASK_KEY_OPTIONS,
	{ NULL, CMD_FLAG, NULL, NULL },
};

/* ---- roots ---- */

static int roots_show(struct cmd_call *call)
{
	struct value *answer;
	const struct value *roles;
	struct table *t;
	int code = ask_get(call, "/v1/roots", &answer);

	if (code != CMD_OK)
		return code;
	if (call->json) {
		cmd_print_json(answer);
		return CMD_OK;
	}
	roles = value_get(answer, "roles");
	t = table_new(3);
	table_row(t, "角色 role", "门限 threshold", "密钥 key id", NULL);
	for (size_t r = 0; r < roles->map.count; r++) {
		const struct value *role = roles->map.pairs[r].value;
		const struct value *keys = value_get(role, "keys");
		int64_t threshold = 0;

		(void)value_get_int(role, "threshold", &threshold);
		for (size_t i = 0; i < value_count(keys); i++)
			table_row(t,
			    i == 0 ? (const char *)roles->map.pairs[r].key.p
				   : "",
			    i == 0 ? arena_print(call->arena, "%lld",
					 (long long)threshold)
				   : "",
			    arena_print(call->arena, "%.16s",
				table_cell(value_at(keys, i), "id")),
			    NULL);
	}
	table_print(t);
	return CMD_OK;
}

#define ROLE_OPTIONS(role, zh)                                                \
	{ role, CMD_REPEATED, "LINE", zh "公钥行 / a key's public line" },    \
	{                                                                     \
		role "-threshold", CMD_OPTIONAL, "M", zh "门限 / threshold" \
	}

static const struct cmd_option roots_options[] = {
	SUBMIT_OPTIONS,
	SUBMIT_DRAFT,
	ROLE_OPTIONS("calendar", "日历"),
	ROLE_OPTIONS("root", "根"),
	ROLE_OPTIONS("roster", "名册"),
	ROLE_OPTIONS("standards", "标准"),
	{ NULL, CMD_FLAG, NULL, NULL },
};

/* Keys ascending and unique: a map of them is. */
static enum err read_lines(struct cmd_call *call, const char *role,
    struct value **out, struct why *why)
{
	struct value *set = value_map(call->arena);
	const char *line;

	*out = value_list(call->arena);
	for (size_t i = 0; (line = cmd_get_at(call, role, i)) != NULL; i++) {
		struct sign_public key;

		if (sshkey_parse(&key, bytes_text(line), why) != ERR_OK) {
			why_prefix(why, "--%s: ", role);
			return ERR_USAGE;
		}
		value_set_bytes(call->arena, set,
		    arena_copy(call->arena, sign_public_bytes(&key)),
		    value_null(call->arena));
	}
	for (size_t i = 0; i < set->map.count; i++)
		value_push(call->arena, *out,
		    value_bin(call->arena, set->map.pairs[i].key));
	return ERR_OK;
}

/* The keys in force, when the command names none. */
static enum err keep_keys(struct cmd_call *call, const struct value *now,
    struct value *out, struct why *why)
{
	const struct value *keys = value_get(now, "keys");

	for (size_t i = 0; i < value_count(keys); i++) {
		const char *hex = value_get_string(value_at(keys, i), "public");
		size_t n = hex != NULL ? strlen(hex) / 2 : 0;
		uint8_t *raw = arena_take(call->arena, n + 1);

		if (n == 0 || text_unhex(raw, n, bytes_text(hex)) != ERR_OK)
			return why_set(why, ERR_PARSE,
			    "节点的回答不完整 / the node's answer is not whole");
		value_push(call->arena, out,
		    value_bin(call->arena, (struct bytes){ raw, n }));
	}
	return ERR_OK;
}

static enum err change_role(struct cmd_call *call, const char *role,
    const struct value *now, struct value *roles, struct why *why)
{
	const char *text =
	    cmd_get(call, arena_print(call->arena, "%s-threshold", role));
	struct value *keys, *v = value_map(call->arena);
	uint64_t threshold = 0;
	int64_t before = 1;
	enum err e = read_lines(call, role, &keys, why);

	if (e == ERR_OK && value_count(keys) == 0)
		e = keep_keys(call, now, keys, why);
	(void)value_get_int(now, "threshold", &before);
	threshold = (uint64_t)before;
	if (e == ERR_OK && text != NULL &&
	    text_decimal(&threshold, bytes_text(text), 16) != ERR_OK)
		e = why_set(why, ERR_USAGE,
		    "--%s-threshold 是 1 至 16 的数 / is a number from 1 to 16",
		    role);
	if (e == ERR_OK && (threshold < 1 || threshold > value_count(keys)))
		e = why_set(why, ERR_USAGE,
		    "%s: 门限为 1 至密钥数 %zu / the threshold is from 1 to "
		    "the number of keys, %zu",
		    role, value_count(keys), value_count(keys));
	value_set(call->arena, v, "keys", keys);
	value_set(call->arena, v, "threshold",
	    value_int(call->arena, (int64_t)threshold));
	value_set(call->arena, roles, role, v);
	return e;
}

static int roots_change(struct cmd_call *call)
{
	static const char *const words[] = { "calendar", "root", "roster",
		"standards", NULL };
	struct value *body = value_map(call->arena), *answer;
	struct value *roles = value_map(call->arena);
	struct why why = { 0 };
	int64_t version = 0;
	int code = ask_get(call, "/v1/roots", &answer);

	if (code != CMD_OK)
		return code;
	for (size_t i = 0; words[i] != NULL; i++) {
		enum err e = change_role(call, words[i],
		    value_get(value_get(answer, "roles"), words[i]), roles,
		    &why);

		if (e != ERR_OK)
			return cmd_fail(call, ERR_USAGE, &why);
	}
	(void)value_get_int(answer, "version", &version);
	value_set(
	    call->arena, body, "version", value_int(call->arena, version + 1));
	value_set(call->arena, body, "roles", roles);
	return cmd_rule_submit(call, "root.change", body, NULL,
	    arena_print(call->arena, "根角色第 %lld 版 / roles, version %lld",
		(long long)version + 1, (long long)version + 1));
}

/* ---- policy ---- */

static const struct cmd_option policy_options[] = {
	SUBMIT_OPTIONS,
	SUBMIT_DRAFT,
	{ "escrow", CMD_OPTIONAL, "HEX",
	    "托管公钥,十六进制 / escrow key, hex digits" },
	{ "no-escrow", CMD_FLAG, NULL, "不设托管 / no escrow" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static int policy_set(struct cmd_call *call)
{
	struct value *body = value_map(call->arena), *answer;
	struct bytes key = { 0 };
	struct why why = { 0 };
	int64_t version = 0;
	int code;

	if (cmd_has(call, "escrow") == cmd_has(call, "no-escrow"))
		return cmd_usage(call,
		    "--escrow 与 --no-escrow 二选一 / one of --escrow, "
		    "--no-escrow");
	if (cmd_has(call, "escrow") &&
	    cmd_rule_sealing(call, "escrow", &key, &why) != ERR_OK)
		return cmd_fail(call, ERR_USAGE, &why);
	code = ask_get(call, "/v1/policy", &answer);
	if (code != CMD_OK)
		return code;
	(void)value_get_int(answer, "version", &version);
	value_set(
	    call->arena, body, "version", value_int(call->arena, version + 1));
	if (key.n > 0)
		value_set(
		    call->arena, body, "escrow", value_bin(call->arena, key));
	return cmd_rule_submit(call, "policy.set", body, NULL,
	    arena_print(call->arena, "策略第 %lld 版 / policy, version %lld",
		(long long)version + 1, (long long)version + 1));
}

static int policy_show(struct cmd_call *call)
{
	struct value *answer;
	int64_t version = 0;
	int code = ask_get(call, "/v1/policy", &answer);

	if (code != CMD_OK)
		return code;
	if (call->json) {
		cmd_print_json(answer);
		return CMD_OK;
	}
	(void)value_get_int(answer, "version", &version);
	(void)printf("策略 / policy %lld  托管 / escrow %s\n",
	    (long long)version, table_cell(answer, "escrow"));
	return CMD_OK;
}

/* ---- how members stand ---- */

static const struct cmd_option stand_options[] = {
	SUBMIT_OPTIONS,
	SUBMIT_DRAFT,
	{ "reason", CMD_OPTIONAL, "TEXT", "事由 / why" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

/* Where this node sees the log end: [epoch, size, root]. */
static int cut_of(
    struct cmd_call *call, const char *node, bool named, struct value **out)
{
	struct value *answer;
	const struct value *logs;
	struct why why = { 0 };
	int code = ask_get(call, "/v1/node", &answer);

	if (code != CMD_OK)
		return code;
	logs = value_get(answer, "logs");
	for (size_t i = 0; i < value_count(logs); i++) {
		const struct value *log = value_at(logs, i);
		const char *hex = value_get_string(log, "root");
		struct digest root;

		if (!value_is_text(value_get(log, "node"), node) ||
		    hex == NULL ||
		    digest_unhex(&root, bytes_text(hex)) != ERR_OK)
			continue;
		*out = value_list(call->arena);
		if (named)
			value_push(
			    call->arena, *out, value_text(call->arena, node));
		value_push(call->arena, *out, value_get(log, "epoch"));
		value_push(call->arena, *out, value_get(log, "size"));
		value_push(call->arena, *out,
		    value_bin(call->arena,
			arena_copy(call->arena, digest_bytes(&root))));
		return CMD_OK;
	}
	(void)why_set(&why, ERR_NOT_FOUND,
	    "本节点还没有 %s 的日志,无从截断 / this node holds nothing of "
	    "%s's log to cut",
	    node, node);
	return cmd_fail(call, ERR_NOT_FOUND, &why);
}

static int stand(struct cmd_call *call, const char *kind, const char *zh)
{
	const char *node = call->arguments[0];
	struct value *body = value_map(call->arena), *cut = NULL;
	int64_t size = 0;
	int code = cut_of(call, node, false, &cut);

	if (code != CMD_OK)
		return code;
	say_text_given(call->arena, body, "node", node);
	value_set(call->arena, body, "at", cut);
	if (strcmp(kind, "node.resume") != 0)
		say_text_given(
		    call->arena, body, "reason", cmd_get(call, "reason"));
	size = value_at(cut, 1)->integer;
	return cmd_rule_submit(call, kind, body, NULL,
	    arena_print(call->arena,
		"%s %s 自位置 %lld / %s from position "
		"%lld",
		zh, node, (long long)size, kind, (long long)size));
}

static int member_suspend(struct cmd_call *call)
{
	return stand(call, "node.suspend", "已暂停");
}

static int member_resume(struct cmd_call *call)
{
	return stand(call, "node.resume", "已恢复");
}

static int member_retire(struct cmd_call *call)
{
	return stand(call, "node.retire", "已退出");
}

/* The branch that the authority's node holds. */
static int member_settle(struct cmd_call *call)
{
	return stand(call, "settle", "已裁定");
}

static const struct cmd_option succeed_options[] = {
	SUBMIT_OPTIONS,
	SUBMIT_DRAFT,
	{ "from", CMD_REPEATED, "NODE", "被承继节点 / who is succeeded" },
	{ "to", CMD_REPEATED, "NODE",
	    "承继节点,首个接过经办权 / heirs; the first gets the pens" },
	{ "reason", CMD_OPTIONAL, "TEXT", "事由 / why" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

/* The roster signs, and each side with its log key: so it begins as a draft. */
static int member_succeed(struct cmd_call *call)
{
	struct value *body = value_map(call->arena);
	struct value *set = value_map(call->arena);
	struct value *from = value_list(call->arena);
	struct value *to = value_list(call->arena);
	const char *node;

	if (cmd_get(call, "from") == NULL || cmd_get(call, "to") == NULL ||
	    cmd_get(call, "draft") == NULL)
		return cmd_usage(call,
		    "须给 --from、--to 和 --draft:各方的日志密钥随后用 key "
		    "sign 续签 / give --from, --to and --draft: each side "
		    "signs it with its log key");
	for (size_t i = 0; (node = cmd_get_at(call, "from", i)) != NULL; i++) {
		struct value *cut = NULL;
		int code = cut_of(call, node, true, &cut);

		if (code != CMD_OK)
			return code;
		value_set(call->arena, set, node, cut);
	}
	for (size_t i = 0; i < set->map.count; i++)
		value_push(call->arena, from, set->map.pairs[i].value);
	for (size_t i = 0; (node = cmd_get_at(call, "to", i)) != NULL; i++)
		value_push(call->arena, to, value_text(call->arena, node));
	value_set(call->arena, body, "from", from);
	value_set(call->arena, body, "to", to);
	say_text_given(call->arena, body, "reason", cmd_get(call, "reason"));
	return cmd_rule_submit(
	    call, "node.succeed", body, NULL, "承继 / succession");
}

static const struct cmd_option rename_options[] = {
	SUBMIT_OPTIONS,
	SUBMIT_DRAFT,
	{ "name", CMD_REQUIRED, "NAME", "新名称 / new name" },
	{ "code", CMD_OPTIONAL, "DIGITS", "行政区划代码 / GB/T 2260 code" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static int member_rename(struct cmd_call *call)
{
	struct value *body = value_map(call->arena);

	say_text_given(call->arena, body, "node", call->arguments[0]);
	say_text_given(call->arena, body, "name", cmd_get(call, "name"));
	if (cmd_get(call, "code") != NULL)
		say_text_given(
		    call->arena, body, "code", cmd_get(call, "code"));
	return cmd_rule_submit(call, "node.rename", body, NULL,
	    arena_print(
		call->arena, "已更名 / renamed %s", call->arguments[0]));
}

static const struct cmd_option move_options[] = {
	SUBMIT_OPTIONS,
	SUBMIT_DRAFT,
	{ "address", CMD_REPEATED, "HOST:PORT",
	    "邻居如何找到本节点 / where peers find this node" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static int member_move(struct cmd_call *call)
{
	struct value *body = value_map(call->arena);
	struct value *list = value_list(call->arena);
	const char *address;

	for (size_t i = 0; (address = cmd_get_at(call, "address", i)) != NULL;
	     i++)
		value_push(call->arena, list, value_text(call->arena, address));
	value_set(call->arena, body, "addresses", list);
	return cmd_rule_submit(
	    call, "node.move", body, NULL, "已更改地址 / moved");
}

const struct cmd cmd_network_table[] = {
	{ "roots show", "", 0, 0, ask_only, roots_show, "根角色",
	    "who signs for the network" },
	{ "roots change", "", 0, 0, roots_options, roots_change,
	    "更换根角色的密钥与门限", "change keys and thresholds of roles" },
	{ "policy show", "", 0, 0, ask_only, policy_show, "网络策略",
	    "the network's policy" },
	{ "policy set", "", 0, 0, policy_options, policy_set, "设定策略",
	    "set the policy" },
	{ "member rename", "NODE", 1, 1, rename_options, member_rename,
	    "节点更名改码", "rename a member" },
	{ "member move", "", 0, 0, move_options, member_move, "更改本节点地址",
	    "change where this node is found" },
	{ "member suspend", "NODE", 1, 1, stand_options, member_suspend,
	    "暂停节点", "suspend a member" },
	{ "member resume", "NODE", 1, 1, stand_options, member_resume,
	    "恢复节点", "let a member go on" },
	{ "member retire", "NODE", 1, 1, stand_options, member_retire,
	    "节点退出", "retire a member" },
	{ "member settle", "NODE", 1, 1, stand_options, member_settle,
	    "裁定分叉:以主管所持一支为准",
	    "settle a fork: the branch that the authority holds is right" },
	{ "member succeed", "", 0, 0, succeed_options, member_succeed,
	    "节点承继(合并、拆分、改码)", "merge, split, change of code" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
