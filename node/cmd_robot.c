/*
 * The key by which the node executes what clocks order: made beside the others
 * and certified in one command (docs/FORMAT.md F-202, F-208).
 */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "node/ask.h"
#include "node/cmd_rule.h"
#include "node/config.h"
#include "node/folder.h"
#include "node/robot_key.h"
#include "node/submit.h"

#define ROBOT_NAME "自动程序"

static const struct cmd_option robot_options[] = {
	SUBMIT_OPTIONS,
	SUBMIT_DRAFT,
	{ "until", CMD_REQUIRED, "DATE", "有效期至 / valid to the end of" },
	{ "renew-until", CMD_OPTIONAL, "DATE",
	    "节点可自动续期至 / the node may renew it until the end of" },
	{ "new", CMD_FLAG, NULL,
	    "换新密钥,旧钥另存为 robot.key.former / a new key in its place" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

/* The running node opens it by what node.yaml says. */
static enum err make(struct cmd_call *call, const char *dir,
    struct keyfile_label *label, struct why *why)
{
	enum robot_key_former former =
	    cmd_has(call, "new") ? ROBOT_KEY_FORMER : ROBOT_KEY_STAYS;
	struct genesis *genesis = arena_take(call->arena, sizeof(*genesis));
	const char *passphrase;
	struct config config;
	char *path;
	enum err e;

	if (former == ROBOT_KEY_STAYS) {
		e = robot_key_peek(dir, label, why);
		if (e != ERR_NOT_FOUND)
			return e;
	}
	e = folder_genesis(dir, NULL, genesis, why);
	if (e == ERR_OK)
		e = folder_check_owner(dir, why);
	if (e != ERR_OK)
		return e;
	path = folder_path(dir, FOLDER_CONFIG);
	config_init(&config);
	e = config_load(&config, path, why);
	mem_free(path);
	passphrase = config.passphrase_file;
	if (e == ERR_OK)
		e = robot_key_make(dir, genesis->suite, former,
		    passphrase[0] != '\0' ? passphrase : NULL, label, why);
	config_fini(&config);
	return e;
}

static enum err read_dates(
    struct cmd_call *call, int64_t *until, int64_t *renew, struct why *why)
{
	enum err e = cmd_rule_until(call, "until", until, why);

	if (e == ERR_OK && cmd_get(call, "renew-until") != NULL)
		e = cmd_rule_until(call, "renew-until", renew, why);
	if (e == ERR_OK && *renew > 0 && *renew <= *until)
		e = why_set(why, ERR_USAGE,
		    "--renew-until 应晚于 --until / is to be later than "
		    "--until");
	return e;
}

static int staff_robot(struct cmd_call *call)
{
	struct arena *a = call->arena;
	struct value *body = value_map(a), *roles = value_list(a);
	const char *dir = cmd_get(call, "dir");
	struct keyfile_label label;
	int64_t until = 0, renew = 0;
	struct why why = { 0 };
	enum err e;

	if (dir == NULL)
		return cmd_usage(call,
		    "缺少 --dir:密钥存入节点数据目录 / --dir is missing: the "
		    "key lies in the node's data folder");
	e = read_dates(call, &until, &renew, &why);
	if (e == ERR_OK)
		e = make(call, dir, &label, &why);
	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	value_push(a, roles, value_text(a, "robot"));
	value_set(a, body, "key",
	    value_bin(a, sign_public_bytes(&label.public.sign)));
	value_set(a, body, "id", value_text(a, ROBOT_KEY_ID));
	value_set(a, body, "name", value_text(a, ROBOT_NAME));
	value_set(a, body, "roles", roles);
	value_set(a, body, "depts", value_list(a));
	value_set(a, body, "until", value_int(a, until));
	if (renew > 0)
		value_set(a, body, "renew", value_int(a, renew));
	return cmd_rule_submit(call, "staff.grant", body, NULL,
	    "自动程序已授岗 / the robot is certified");
}

const struct cmd cmd_robot_table[] = {
	{ "staff robot", "", 0, 0, robot_options, staff_robot,
	    "自动程序密钥:生成并授岗",
	    "make and certify the key that executes what clocks order" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
