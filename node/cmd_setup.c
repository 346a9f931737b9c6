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
#include "keys/sshkey.h"
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
	KEYRING_SUITE,
	{ "network", CMD_REQUIRED, "NAME", "通办网名称 / name of the network" },
	{ "root-count", CMD_OPTIONAL, "N",
	    "在此生成的根密钥数,默认 1,另有公钥时默认 0 / root keys to make" },
	{ "root-public", CMD_REPEATED, "LINE",
	    "他处根密钥的公钥行 / public line of a root key kept elsewhere" },
	{ "threshold", CMD_OPTIONAL, "M",
	    "须几把签名,默认全部 / how many must sign, default all" },
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

static enum err take_count(
    struct cmd_call *call, const char *name, uint64_t *out, struct why *why)
{
	const char *text = cmd_get(call, name);

	if (text == NULL)
		return ERR_OK;
	if (text_decimal(out, bytes_text(text), GENESIS_ROOTS_MAX) != ERR_OK)
		return why_set(why, ERR_USAGE,
		    "--%s 是 0 至 %d 的数 / is a number from 0 to %d", name,
		    GENESIS_ROOTS_MAX, GENESIS_ROOTS_MAX);
	return ERR_OK;
}

static enum err take_roots(
    struct cmd_call *call, struct setup_roots *roots, struct why *why)
{
	uint64_t make, threshold;
	const char *line;
	enum err e = ERR_OK;

	while ((line = cmd_get_at(call, "root-public", roots->count)) != NULL) {
		if (roots->count == GENESIS_ROOTS_MAX)
			return why_set(
			    why, ERR_USAGE, "根密钥过多 / too many roots");
		e = sshkey_parse(
		    &roots->others[roots->count++], bytes_text(line), why);
		if (e != ERR_OK) {
			why_prefix(why,
			    "--root-public 是 ssh-ed25519 公钥行 / is a line "
			    "ssh-ed25519 …: ");
			return ERR_USAGE;
		}
	}
	make = roots->count > 0 ? 0 : 1;
	e = take_count(call, "root-count", &make, why);
	threshold = make + roots->count;
	if (e == ERR_OK)
		e = take_count(call, "threshold", &threshold, why);
	roots->make = (size_t)make;
	roots->threshold = (unsigned)threshold;
	return e;
}

static int run_init(struct cmd_call *call)
{
	struct setup_request r = request_of(call);
	struct setup_roots roots = { 0 };
	struct digest network;
	struct why why = { 0 };
	enum err e = keyring_suite(cmd_get(call, "suite"), &r.suite, &why);
	int code;

	if (e == ERR_OK)
		e = take_roots(call, &roots, &why);
	if (e == ERR_OK)
		e = setup_network(&r, &roots, cmd_get(call, "network"),
		    clock_real()->wall_ms(clock_real()), random_system(),
		    &network, &why);
	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	code = tell(call, &r, &network,
	    arena_print(call->arena, "%s/%s", r.dir, FOLDER_GENESIS));
	if (!call->json && roots.make < roots.threshold)
		(void)printf(
		    "首条行为 / opening  %s/%s 有 %zu 个签名,须 %u 个:tongban "
		    "key sign;签齐后 run / %zu of %u signatures: key sign, "
		    "then run\n",
		    r.dir, SETUP_OPENING, roots.make, roots.threshold,
		    roots.make, roots.threshold);
	return code;
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
