/*
 * Commands that make a data folder: init (a network and its authority), join
 * (a district, with a request for the authority).
 *
 *	init:  keys, root key, genesis, network.open -> DIR
 *	join:  keys, genesis copied, DIR/join-request -> to the authority
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "keys/random.h"
#include "keys/suite.h"
#include "node/cmd.h"
#include "node/file.h"
#include "node/folder.h"
#include "node/keyring.h"
#include "node/setup.h"
#include "schema/act.h"
#include "schema/genesis.h"

#define PLACE_OPTIONS                                                   \
	{ "dir", CMD_REQUIRED, "DIR", "新数据目录 / new data folder" }, \
	    { "node", CMD_REQUIRED, "ID",                               \
		    "节点标识,如 hanbin / node id, a slug" },           \
	    { "name", CMD_REQUIRED, "NAME", "节点名称 / name" },        \
	    { "code", CMD_OPTIONAL, "DIGITS",                           \
		    "行政区划代码,可无 / GB/T 2260 code, if any" },     \
	    { "listen", CMD_OPTIONAL, "HOST:PORT",                      \
		    "对等端口 / where peers connect" },                 \
	    { "api", CMD_OPTIONAL, "HOST:PORT|unix:PATH",               \
		    "API 地址 / where the API listens" },               \
	    KEYRING_OPTION

static const struct cmd_option init_options[] = {
	PLACE_OPTIONS,
	{ "network", CMD_REQUIRED, "NAME", "通办网名称 / name of the network" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static const struct cmd_option join_options[] = {
	PLACE_OPTIONS,
	{ "genesis", CMD_REQUIRED, "FILE",
	    "通办网创世文件 / the network's genesis file" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static struct setup_request request_of(const struct cmd_call *call)
{
	return (struct setup_request){
		.dir = cmd_get(call, "dir"),
		.node = cmd_get(call, "node"),
		.name = cmd_get(call, "name"),
		.code = cmd_get(call, "code"),
		.listen = cmd_get(call, "listen"),
		.api = cmd_get(call, "api"),
		.passphrase_file = cmd_get(call, "passphrase-file"),
	};
}

static int tell(struct cmd_call *call, const struct setup_request *r,
    const struct digest *network, const char *file)
{
	char hex[DIGEST_HEX_ROOM];

	digest_hex(hex, network);
	if (call->json) {
		struct value *v = value_map(call->arena);

		value_set(
		    call->arena, v, "node", value_text(call->arena, r->node));
		value_set(
		    call->arena, v, "network", value_text(call->arena, hex));
		value_set(
		    call->arena, v, "file", value_text(call->arena, file));
		cmd_print_json(v);
	} else {
		(void)printf("节点 / node      %s (%s)\n", r->node, r->name);
		(void)printf("通办网 / network %s\n", hex);
		(void)printf("文件 / file      %s\n", file);
	}
	return CMD_OK;
}

static int run_init(struct cmd_call *call)
{
	struct setup_request r = request_of(call);
	struct digest network;
	struct why why = { 0 };
	enum err e = setup_network(&r, cmd_get(call, "network"),
	    clock_real()->wall_ms(clock_real()), random_system(), &network,
	    &why);

	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	return tell(call, &r, &network,
	    arena_print(call->arena, "%s/%s", r.dir, FOLDER_GENESIS));
}

static int run_join(struct cmd_call *call)
{
	struct setup_request r = request_of(call);
	struct digest network;
	struct bytes genesis;
	struct why why = { 0 };
	enum err e = file_read(call->arena, cmd_get(call, "genesis"),
	    GENESIS_BYTES_MAX, &genesis, &why);

	if (e == ERR_OK)
		e = setup_join(&r, genesis, random_system(), &network, &why);
	if (e == ERR_PARSE)
		why_prefix(&why, "%s: 不是创世文件 / is no genesis file: ",
		    cmd_get(call, "genesis"));
	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	return tell(call, &r, &network,
	    arena_print(call->arena, "%s/%s", r.dir, SETUP_JOIN_REQUEST));
}

const struct cmd cmd_setup_table[] = {
	{ "init", "", 0, 0, init_options, run_init, "建立通办网及其主管节点",
	    "open a network and set up its authority" },
	{ "join", "", 0, 0, join_options, run_join,
	    "建立区县节点并生成加入申请",
	    "set up a district's node and its request to join" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
