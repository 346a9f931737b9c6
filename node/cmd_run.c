/*
 * Commands about one node: run, status, check-config, index.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "keys/digest.h"
#include "node/api.h"
#include "node/api_guard.h"
#include "node/api_refusal.h"
#include "node/ask.h"
#include "node/boot.h"
#include "node/cmd.h"
#include "node/config.h"
#include "node/daemon.h"
#include "node/folder.h"
#include "node/index.h"
#include "node/needs_show.h"
#include "node/table.h"
#include "sync/signed_time.h"

static const struct cmd_option dir_only[] = {
	{ "dir", CMD_REQUIRED, "DIR", "数据目录 / data folder" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static enum err load_config(
    const char *dir, struct config *config, struct why *why)
{
	char *path = folder_path(dir, FOLDER_CONFIG);
	enum err e = folder_check(dir, why);

	config_init(config);
	if (e == ERR_OK)
		e = config_load(config, path, why);
	mem_free(path);
	return e;
}

/* ---- run ---- */

static const struct cmd_option run_options[] = {
	{ "dir", CMD_REQUIRED, "DIR", "数据目录 / data folder" },
	{ "network", CMD_OPTIONAL, "ID",
	    "应属的通办网编号 / network id it must be of" },
	{ "clock-is-right", CMD_FLAG, NULL,
	    "确认时钟无误:距上次签名逾 24 小时时启动 / the operator's word that "
	    "the clock is right, more than 24 h after the last signature" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static int run_node(struct cmd_call *call)
{
	const char *network = cmd_get(call, "network");
	struct digest id;
	struct config config;
	struct why why = { 0 };
	struct daemon_options options = {
		.dir = cmd_get(call, "dir"),
		.word = cmd_has(call, "clock-is-right") ? SIGNED_TIME_LEAP
							: SIGNED_TIME_STEP,
		.config = &config,
		.routes = api_routes,
		.guard = api_guard,
		.refused = api_refusal_status,
		.route_count = api_route_count(),
	};
	enum err e;

	if (network != NULL) {
		if (digest_unhex(&id, bytes_text(network)) != ERR_OK)
			return cmd_usage(call,
			    "通办网编号为 64 位十六进制 / a network id has 64 "
			    "hex digits");
		options.network = &id;
	}
	e = load_config(options.dir, &config, &why);
	if (e == ERR_OK)
		e = daemon_run(&options, &why);
	config_fini(&config);
	return e == ERR_OK ? CMD_OK : cmd_fail(call, e, &why);
}

/* ---- check-config ---- */

static int check_config(struct cmd_call *call)
{
	struct config config;
	struct buf text = { 0 };
	struct why why = { 0 };
	struct folder *folder = NULL;
	enum err e = load_config(cmd_get(call, "dir"), &config, &why);

	/* Elsewhere all would be well, with nothing but defaults. */
	if (e == ERR_OK)
		e = folder_open(
		    &folder, cmd_get(call, "dir"), FOLDER_LOOK, &why);
	folder_close(folder);
	if (e != ERR_OK) {
		config_fini(&config);
		return cmd_fail(call, e, &why);
	}
	if (call->json) {
		cmd_print_json(config_value(call->arena, &config));
	} else {
		config_print(&text, &config);
		(void)printf("%s", buf_text(&text));
		buf_fini(&text);
	}
	config_fini(&config);
	return CMD_OK;
}

/* ---- status ---- */

static const struct cmd_option ask_only[] = {
	ASK_KEY_OPTIONS,
	{ NULL, CMD_FLAG, NULL, NULL },
};

static void show_logs(struct cmd_call *call, const struct value *logs)
{
	struct table *t = table_new(5);

	table_row(t, "日志", "行为数", "入册时间", "根", "", NULL);
	for (size_t i = 0; i < value_count(logs); i++) {
		const struct value *l = value_at(logs, i);
		const char *time = value_get_string(l, "time_text");
		const char *mark = "";
		int64_t size = 0;
		bool yes = false;

		if (value_get_bool(l, "forked", &yes) && yes)
			mark = "已分叉,待裁定 forked";
		else if (value_get_bool(l, "wrong_branch", &yes) && yes)
			mark = "持有被否一支,请重启 wrong branch, restart";

		(void)value_get_int(l, "size", &size);
		table_row(t, value_get_string(l, "node"),
		    arena_print(call->arena, "%lld", (long long)size),
		    time != NULL ? time : "-",
		    arena_print(
			call->arena, "%.16s…", value_get_string(l, "root")),
		    mark, NULL);
	}
	table_print(t);
}

/* What it does by itself. */
static void show_duties(const struct value *v)
{
	const char *last = value_get_string(v, "last");
	const char *at = value_get_string(v, "last_at_text");
	const char *next = value_get_string(v, "next_at_text");
	int64_t done = 0, failed = 0;

	(void)value_get_int(v, "done", &done);
	(void)value_get_int(v, "failed", &failed);
	(void)printf("自动事务 / duties %lld, 失败 / failed %lld",
	    (long long)done, (long long)failed);
	if (last != NULL && at != NULL)
		(void)printf("; 最近 / last %s %s", last, at);
	if (next != NULL)
		(void)printf("; 下次 / next %s", next);
	(void)printf("\n");
}

/* What it executes of what clocks order. */
static void show_robot(const struct value *v)
{
	const char *state = value_get_string(v, "state");
	const char *until = value_get_string(v, "until_text");
	int64_t due = 0, done = 0, failed = 0;

	if (state == NULL) /* an older node */
		return;
	(void)value_get_int(v, "due", &due);
	(void)value_get_int(v, "done", &done);
	(void)value_get_int(v, "failed", &failed);
	(void)printf(
	    "自动程序 / robot  %s %s", state, value_get_string(v, "state_zh"));
	if (until != NULL)
		(void)printf(" (至 / until %s)", until);
	(void)printf("; 到期办件 / due %lld, 已执行 / done %lld, 失败 / failed "
		     "%lld\n",
	    (long long)due, (long long)done, (long long)failed);
	if (strcmp(state, "no_key") == 0 || strcmp(state, "not_certified") == 0)
		(void)printf(
		    "  到期事项无人执行;运维请办 / nothing is executed; "
		    "an operator runs: tongban staff robot\n");
}

static void show_disk(const struct value *disk)
{
	int64_t bytes = 0, floor = 0;
	bool low = false;

	(void)value_get_int(disk, "free_bytes", &bytes);
	(void)value_get_int(disk, "floor_bytes", &floor);
	(void)value_get_bool(disk, "low", &low);
	(void)printf("磁盘 / disk      %" PRId64
		     " MiB 可用 / free,下限 / floor %" PRId64 " MiB%s\n",
	    bytes >> 20, floor >> 20, low ? ":不受理新件 / no new cases" : "");
}

static void show_own_missing(const struct value *v)
{
	int64_t missing = 0;

	(void)value_get_int(v, "own_missing", &missing);
	if (missing > 0)
		(void)printf("本节点日志缺 %" PRId64
			     " 条,正从邻居取回,其间不受理 / lost %" PRId64
			     " acts of its own log; takes them back from peers "
			     "and no act meanwhile\n",
		    missing, missing);
}

static int status(struct cmd_call *call)
{
	struct value *v;
	const struct value *peers;
	bool admitted = false;
	int code = ask_get(call, "/v1/node", &v);

	if (code != CMD_OK)
		return code;
	if (call->json) {
		cmd_print_json(v);
		return CMD_OK;
	}
	(void)value_get_bool(v, "admitted", &admitted);
	(void)printf("节点 / node      %s (%s)%s\n",
	    value_get_string(v, "node"), value_get_string(v, "name"),
	    admitted ? "" : "  未获准入 / not admitted yet");
	(void)printf("通办网 / network %s %s\n",
	    value_get_string(v, "network_name"),
	    value_get_string(v, "network"));
	(void)printf("对等 / listens   %s\n", value_get_string(v, "listen"));
	peers = value_get(v, "connected");
	(void)printf("已连接 / peers  ");
	for (size_t i = 0; i < value_count(peers); i++)
		(void)printf(" %s", (const char *)value_at(peers, i)->bytes.p);
	(void)printf("\n密匣 / vault     ");
	needs_show_line(v);
	if (value_count(value_get(v, "missing")) > 0)
		needs_show_table(call->arena, value_get(v, "missing"));
	show_own_missing(v);
	show_duties(value_get(v, "duties"));
	show_robot(value_get(v, "robot"));
	show_disk(value_get(v, "disk"));
	show_logs(call, value_get(v, "logs"));
	return CMD_OK;
}

/* ---- index ---- */

static int index_rebuild(struct cmd_call *call)
{
	struct why why = { 0 };
	enum err e = boot_rebuild_index(cmd_get(call, "dir"), &why);

	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	if (!call->json)
		(void)printf("索引已由日志重建 / the index was rebuilt\n");
	return CMD_OK;
}

static int index_show(struct cmd_call *call)
{
	char *path = folder_path(cmd_get(call, "dir"), FOLDER_INDEX);
	struct index *x = NULL;
	struct why why = { 0 };
	enum err e = index_open(&x, path, INDEX_READ, &why);

	if (e == ERR_OK)
		e = index_dump(x, stdout, &why);
	index_close(x);
	mem_free(path);
	return e == ERR_OK ? CMD_OK : cmd_fail(call, e, &why);
}

const struct cmd cmd_run_table[] = {
	{ "run", "", 0, 0, run_options, run_node, "运行节点", "run a node" },
	{ "status", "", 0, 0, ask_only, status, "节点状况",
	    "how a node stands" },
	{ "check-config", "", 0, 0, dir_only, check_config, "校验配置",
	    "check the configuration, show it in full" },
	{ "index rebuild", "", 0, 0, dir_only, index_rebuild, "重建索引",
	    "make the index anew of the logs" },
	{ "index dump", "", 0, 0, dir_only, index_show, "列出索引各行",
	    "print every row of the index" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
