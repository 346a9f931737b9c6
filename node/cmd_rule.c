/*
 * Commands that set rules: members, staff, calendars, standards, grants.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "keys/seal.h"
#include "keys/sshkey.h"
#include "node/cmd.h"
#include "node/cmd_rule.h"
#include "node/file.h"
#include "node/submit.h"
#include "node/table.h"
#include "schema/calendar.h"
#include "schema/day.h"
#include "schema/genesis.h"
#include "schema/right.h"
#include "schema/role.h"
#include "schema/standard.h"

/* Print what the node answered to an act. */
static int tell(
    struct cmd_call *call, const char *what, const struct value *answer)
{
	int64_t position = 0;

	if (answer == NULL) {
		submit_tell_draft(call);
		return CMD_OK;
	}
	if (call->json) {
		cmd_print_json(answer);
		return CMD_OK;
	}
	(void)value_get_int(answer, "position", &position);
	(void)printf("%s  %s#%lld  %s\n", what,
	    value_get_string(answer, "node"), (long long)position,
	    value_get_string(answer, "time_text"));
	return CMD_OK;
}

int cmd_rule_submit(struct cmd_call *call, const char *kind,
    const struct value *body, const struct digest *std, const char *what)
{
	struct submit s;
	struct value *answer;
	int code = submit_init(&s, call);

	if (code != CMD_OK)
		return code;
	code = submit_act(&s, kind, body, std, &answer);
	submit_fini(&s);
	return code == CMD_OK ? tell(call, what, answer) : code;
}

struct value *cmd_rule_list(struct cmd_call *call, const char *text)
{
	struct value *set = value_map(call->arena);
	struct value *list = value_list(call->arena);

	while (text != NULL && *text != '\0') {
		size_t n = strcspn(text, ",");

		if (n > 0)
			value_set_bytes(call->arena, set,
			    (struct bytes){ (const uint8_t *)text, n },
			    value_null(call->arena));
		text += n;
		text += *text == ',';
	}
	for (size_t i = 0; i < set->map.count; i++)
		value_push(call->arena, list,
		    value_text_bytes(call->arena, set->map.pairs[i].key));
	return list;
}

/* "2030-12-31" as the last second of that day, which is not over yet. */
enum err cmd_rule_sealing(struct cmd_call *call, const char *option,
    struct bytes *out, struct why *why)
{
	const char *hex = cmd_get(call, option);
	size_t n = hex != NULL ? strlen(hex) / 2 : 0;
	uint8_t *raw = arena_take(call->arena, n + 1);

	*out = (struct bytes){ raw, n };
	if (n > 0 && text_unhex(raw, n, bytes_text(hex)) == ERR_OK &&
	    seal_public_plausible(*out))
		return ERR_OK;
	return why_set(why, ERR_USAGE,
	    "--%s 为封装公钥的十六进制 / is the hex digits of a sealing key",
	    option);
}

enum err cmd_rule_until(
    struct cmd_call *call, const char *option, int64_t *out, struct why *why)
{
	const char *text = cmd_get(call, option);
	struct day d;
	enum err e = day_parse(&d, bytes_text(text), why);

	if (e == ERR_OK) {
		*out = day_ends(d);
		if (*out < clock_real()->wall_ms(clock_real()) / 1000)
			e = why_set(why, ERR_USAGE,
			    "--%s 已过 / is over already: %s", option, text);
	}
	if (e != ERR_PARSE)
		return e;
	why_prefix(why, "--%s 日期有误 / is no date: ", option);
	return ERR_USAGE;
}

/* Each word of an option's list is one the network knows. */
static enum err check_words(struct cmd_call *call, const char *option,
    bool (*known)(struct bytes word), const char *all, struct why *why)
{
	const struct value *list = cmd_rule_list(call, cmd_get(call, option));

	for (size_t i = 0; i < value_count(list); i++) {
		struct bytes word = value_at(list, i)->bytes;

		if (!known(word))
			return why_set(why, ERR_USAGE,
			    "--%s 没有 / knows no \"%.*s\"; 可用 / there are: "
			    "%s",
			    option, (int)word.n, (const char *)word.p, all);
	}
	return ERR_OK;
}

static bool is_role(struct bytes word)
{
	enum role r;

	return role_parse(&r, word);
}

static bool is_right(struct bytes word)
{
	enum right r;

	return right_parse(&r, word);
}

#define X(name, text, zh) text " "
static const char all_roles[] = ROLE_MAP(X);
static const char all_rights[] = RIGHT_MAP(X);
#undef X

/* ---- member ---- */

static const struct cmd_option submit_only[] = {
	SUBMIT_OPTIONS,
	SUBMIT_DRAFT,
	{ NULL, CMD_FLAG, NULL, NULL },
};

static const struct cmd_option ask_only[] = {
	ASK_KEY_OPTIONS,
	{ NULL, CMD_FLAG, NULL, NULL },
};

static int member_admit(struct cmd_call *call)
{
	struct submit s;
	struct member member;
	struct bytes raw;
	struct value *body = value_map(call->arena), *answer;
	struct why why = { 0 };
	int code;
	enum err e = file_read(
	    call->arena, call->arguments[0], GENESIS_BYTES_MAX, &raw, &why);

	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	code = submit_init(&s, call);
	if (code != CMD_OK)
		return code;
	if (genesis_join_decode(raw, &s.network, s.signer.public.suite, &member,
		&why) != RULE_NONE) {
		submit_fini(&s);
		why_prefix(&why, "%s: ", call->arguments[0]);
		return cmd_fail(call, ERR_REFUSED, &why);
	}
	value_set(call->arena, body, "member",
	    genesis_member_value(call->arena, &member));
	code = submit_act(&s, "node.admit", body, NULL, &answer);
	submit_fini(&s);
	return code == CMD_OK
		   ? tell(call,
			 arena_print(call->arena, "已准入 / admitted %s (%s)",
			     member.node, member.name),
			 answer)
		   : code;
}

static const char *text_or_dash(const struct value *map, const char *key)
{
	const char *text = value_get_string(map, key);

	return text != NULL && text[0] != '\0' ? text : "-";
}

static int member_list(struct cmd_call *call)
{
	struct value *answer;
	const struct value *list;
	struct table *t;
	int code = ask_get(call, "/v1/members", &answer);

	if (code != CMD_OK)
		return code;
	if (call->json) {
		cmd_print_json(answer);
		return CMD_OK;
	}
	list = value_get(answer, "members");
	t = table_new(5);
	table_row(t, "节点", "名称", "区划代码", "现状", "地址", NULL);
	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *m = value_at(list, i);
		const struct value *a = value_at(value_get(m, "addresses"), 0);

		table_row(t, text_or_dash(m, "node"), text_or_dash(m, "name"),
		    text_or_dash(m, "code"), text_or_dash(m, "standing_zh"),
		    a != NULL ? (const char *)a->bytes.p : "-", NULL);
	}
	table_print(t);
	return CMD_OK;
}

/* ---- staff ---- */

static const struct cmd_option staff_options[] = {
	SUBMIT_OPTIONS,
	SUBMIT_DRAFT,
	{ "id", CMD_REQUIRED, "ID", "人员标识,如 li-min / staff id, a slug" },
	{ "name", CMD_REQUIRED, "NAME", "姓名 / name" },
	{ "roles", CMD_REQUIRED, "A,B",
	    "岗位: window acceptor reviewer-1..3 issuer courier operator …" },
	{ "depts", CMD_OPTIONAL, "A,B", "科室 / departments" },
	{ "public", CMD_REQUIRED, "\"ssh-ed25519 …\"",
	    "人员公钥 / the person's public key line" },
	{ "until", CMD_REQUIRED, "DATE", "有效期至 / valid to the end of" },
	{ "renew-until", CMD_OPTIONAL, "DATE",
	    "节点可自动续期至 / the node may renew it until the end of" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static int staff_grant(struct cmd_call *call)
{
	struct arena *a = call->arena;
	struct value *body = value_map(a);
	struct sign_public public;
	struct why why = { 0 };
	int64_t until, renew = 0;
	enum err e =
	    sshkey_parse(&public, bytes_text(cmd_get(call, "public")), &why);

	if (e != ERR_OK)
		why_prefix(&why, "--public 不是公钥行 / is no public key: ");
	if (e == ERR_OK)
		e = cmd_rule_until(call, "until", &until, &why);
	if (e == ERR_OK && cmd_get(call, "renew-until") != NULL)
		e = cmd_rule_until(call, "renew-until", &renew, &why);
	if (e == ERR_OK && renew > 0 && renew <= until)
		e = why_set(&why, ERR_USAGE,
		    "--renew-until 应晚于 --until / is to be later than "
		    "--until");
	if (e == ERR_OK)
		e = check_words(call, "roles", is_role, all_roles, &why);
	if (e == ERR_OK && !text_is_slug(bytes_text(cmd_get(call, "id"))))
		e = why_set(&why, ERR_USAGE,
		    "--id 只用小写字母、数字和连字符,3 至 24 位 / is 3 to 24 "
		    "of a-z, 0-9 and -, begins with a letter");
	if (e != ERR_OK)
		return cmd_fail(call, ERR_USAGE, &why);
	value_set(a, body, "key", value_bin(a, sign_public_bytes(&public)));
	value_set(a, body, "id", value_text(a, cmd_get(call, "id")));
	value_set(a, body, "name", value_text(a, cmd_get(call, "name")));
	value_set(
	    a, body, "roles", cmd_rule_list(call, cmd_get(call, "roles")));
	value_set(
	    a, body, "depts", cmd_rule_list(call, cmd_get(call, "depts")));
	value_set(a, body, "until", value_int(a, until));
	if (renew > 0)
		value_set(a, body, "renew", value_int(a, renew));
	return cmd_rule_submit(call, "staff.grant", body, NULL,
	    arena_print(a, "已授岗 / certified %s", cmd_get(call, "id")));
}

static const char *joined(struct cmd_call *call, const struct value *list)
{
	struct buf text = { 0 };
	const char *out;

	for (size_t i = 0; i < value_count(list); i++)
		buf_print(&text, "%s%s", i > 0 ? " " : "",
		    (const char *)value_at(list, i)->bytes.p);
	out = arena_print(call->arena, "%s", buf_text(&text));
	buf_fini(&text);
	return out[0] != '\0' ? out : "-";
}

static int staff_list(struct cmd_call *call)
{
	struct value *answer;
	const struct value *list;
	struct table *t;
	int code = ask_get(call, "/v1/staff", &answer);

	if (code != CMD_OK)
		return code;
	if (call->json) {
		cmd_print_json(answer);
		return CMD_OK;
	}
	list = value_get(answer, "staff");
	t = table_new(6);
	table_row(t, "节点", "人员", "姓名", "岗位", "有效期至", "状态", NULL);
	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *s = value_at(list, i);

		table_row(t, text_or_dash(s, "node"), text_or_dash(s, "id"),
		    text_or_dash(s, "name"),
		    joined(call, value_get(s, "roles")),
		    text_or_dash(s, "until_text"),
		    value_get(s, "revoked_at") != NULL ? "已吊销" : "-", NULL);
	}
	table_print(t);
	return CMD_OK;
}

/* ---- calendar ---- */

static int calendar_publish(struct cmd_call *call)
{
	const struct calendar *calendar;
	struct value *body = value_map(call->arena);
	struct bytes text;
	struct why why = { 0 };
	enum err e = file_read(
	    call->arena, call->arguments[0], CALENDAR_BYTES_MAX, &text, &why);

	if (e == ERR_OK) {
		e = calendar_parse(&calendar, call->arena, text, &why);
		if (e != ERR_OK)
			why_prefix(&why, "%s: ", call->arguments[0]);
	}
	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	value_set(call->arena, body, "calendar", calendar_value(calendar));
	return cmd_rule_submit(call, "calendar.publish", body, NULL,
	    arena_print(call->arena, "已发布日历 / published %s v%u",
		calendar_series(calendar), calendar_version(calendar)));
}

/* ---- grant ---- */

static const struct cmd_option grant_options[] = {
	SUBMIT_OPTIONS,
	SUBMIT_DRAFT,
	{ "to", CMD_REQUIRED, "NODE", "被授权节点 / who gets the rights" },
	{ "item", CMD_REQUIRED, "ITEM", "事项,如 T04 / item" },
	{ "rights", CMD_REQUIRED, "A,B",
	    "权利: receive notice verify accept decide print deliver" },
	{ "until", CMD_REQUIRED, "DATE", "有效期至 / valid to the end of" },
	{ "revision", CMD_OPTIONAL, "N",
	    "标准版本,默认最新 / revision, default the newest" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

/* The digest of an item's revision (NULL: the newest) as the node knows it. */
static int find_standard(struct cmd_call *call, const char *item,
    const char *revision, struct digest *out)
{
	struct value *answer;
	const struct value *list;
	int64_t best = 0;
	struct why why = { 0 };
	int code = ask_get(call, "/v1/standards", &answer);

	if (code != CMD_OK)
		return code;
	list = value_get(answer, "standards");
	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *s = value_at(list, i);
		const char *digest = value_get_string(s, "digest");
		int64_t n = 0;
		char text[24];

		if (!value_is_text(value_get(s, "item"), item) ||
		    !value_get_int(s, "revision", &n) || digest == NULL)
			continue;
		(void)snprintf(text, sizeof(text), "%lld", (long long)n);
		if (n <= best ||
		    (revision != NULL && strcmp(text, revision) != 0))
			continue;
		if (digest_unhex(out, bytes_text(digest)) == ERR_OK)
			best = n;
	}
	if (best > 0)
		return CMD_OK;
	(void)why_set(&why, ERR_NOT_FOUND,
	    "节点上没有事项 %s%s%s 的标准 / the node knows no such standard",
	    item, revision != NULL ? " 版本 " : "",
	    revision != NULL ? revision : "");
	return cmd_fail(call, ERR_NOT_FOUND, &why);
}

/* A grant names another member; a typo would be a grant to nobody. */
static int check_grantee(struct cmd_call *call)
{
	const char *to = cmd_get(call, "to");
	struct value *node, *answer;
	struct why why = { 0 };
	const struct value *list;
	int code = ask_get(call, "/v1/node", &node);

	if (code == CMD_OK)
		code = ask_get(call, "/v1/members", &answer);
	if (code != CMD_OK)
		return code;
	if (value_is_text(value_get(node, "node"), to))
		return cmd_usage(
		    call, "不必授权给本节点自己 / %s is this node itself", to);
	list = value_get(answer, "members");
	for (size_t i = 0; i < value_count(list); i++) {
		if (value_is_text(value_get(value_at(list, i), "node"), to))
			return CMD_OK;
	}
	(void)why_set(&why, ERR_NOT_FOUND,
	    "通办网没有节点 %s,见 member list / the network has no node %s; "
	    "see member list",
	    to, to);
	return cmd_fail(call, ERR_NOT_FOUND, &why);
}

static int grant_give(struct cmd_call *call)
{
	struct arena *a = call->arena;
	struct value *body = value_map(a);
	struct digest std;
	struct why why = { 0 };
	int64_t until;
	int code;
	enum err e = cmd_rule_until(call, "until", &until, &why);

	if (e == ERR_OK)
		e = check_words(call, "rights", is_right, all_rights, &why);
	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	code = check_grantee(call);
	if (code != CMD_OK)
		return code;
	code = find_standard(
	    call, cmd_get(call, "item"), cmd_get(call, "revision"), &std);
	if (code != CMD_OK)
		return code;
	value_set(a, body, "to", value_text(a, cmd_get(call, "to")));
	value_set(a, body, "item", value_text(a, cmd_get(call, "item")));
	value_set(
	    a, body, "rights", cmd_rule_list(call, cmd_get(call, "rights")));
	value_set(a, body, "until", value_int(a, until));
	return cmd_rule_submit(call, "grant.give", body, &std,
	    arena_print(a, "已授权 / granted %s to %s", cmd_get(call, "rights"),
		cmd_get(call, "to")));
}

static int grant_list(struct cmd_call *call)
{
	struct value *answer;
	const struct value *list;
	struct table *t;
	int code = ask_get(call, "/v1/grants", &answer);

	if (code != CMD_OK)
		return code;
	if (call->json) {
		cmd_print_json(answer);
		return CMD_OK;
	}
	list = value_get(answer, "grants");
	t = table_new(7);
	table_row(t, "授权节点", "被授权节点", "事项", "权利", "有效期至",
	    "收回于", "编号", NULL);
	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *g = value_at(list, i);

		table_row(t, text_or_dash(g, "node"), text_or_dash(g, "to"),
		    text_or_dash(g, "item"),
		    joined(call, value_get(g, "rights")),
		    text_or_dash(g, "until_text"),
		    text_or_dash(g, "ended_text"), text_or_dash(g, "act"),
		    NULL);
	}
	table_print(t);
	return CMD_OK;
}

/* ---- adopt: here because it submits an act with a standard's digest ---- */

static const struct cmd_option adopt_options[] = {
	SUBMIT_OPTIONS,
	SUBMIT_DRAFT,
	{ "revision", CMD_OPTIONAL, "N",
	    "标准版本,默认最新 / revision, default the newest" },
	{ "from", CMD_REQUIRED, "DATE", "生效日 / in force from" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static int standard_adopt(struct cmd_call *call)
{
	struct arena *a = call->arena;
	struct value *body = value_map(a);
	struct digest std;
	struct day from;
	struct why why = { 0 };
	int code;

	if (day_parse(&from, bytes_text(cmd_get(call, "from")), &why) !=
	    ERR_OK) {
		why_prefix(&why, "--from 日期有误 / is no date: ");
		return cmd_fail(call, ERR_USAGE, &why);
	}
	code = find_standard(
	    call, call->arguments[0], cmd_get(call, "revision"), &std);
	if (code != CMD_OK)
		return code;
	value_set(a, body, "item", value_text(a, call->arguments[0]));
	value_set(a, body, "from", value_text(a, cmd_get(call, "from")));
	return cmd_rule_submit(call, "standard.adopt", body, &std,
	    arena_print(a, "已采用 / adopted %s", call->arguments[0]));
}

const struct cmd cmd_rule_table[] = {
	{ "member admit", "REQUEST", 1, 1, submit_only, member_admit,
	    "准入节点", "admit a node" },
	{ "member list", "", 0, 0, ask_only, member_list, "节点名册",
	    "list the members" },
	{ "staff grant", "", 0, 0, staff_options, staff_grant, "人员授岗",
	    "certify a member of staff" },
	{ "staff list", "", 0, 0, ask_only, staff_list, "人员名册",
	    "list the staff" },
	{ "calendar publish", "FILE", 1, 1, submit_only, calendar_publish,
	    "发布工作日历", "publish a calendar" },
	{ "standard adopt", "ITEM", 1, 1, adopt_options, standard_adopt,
	    "采用事项标准", "adopt a standard" },
	{ "grant give", "", 0, 0, grant_options, grant_give, "授予跨区权利",
	    "give another district rights" },
	{ "grant list", "", 0, 0, ask_only, grant_list, "授权清单",
	    "list the grants" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
