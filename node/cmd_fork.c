/*
 * log prove: is a log forked?  Two data folders are compared, or a proof that
 * somebody made is checked, without a node (docs/FORMAT.md F-41, F-333).
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "node/cmd.h"
#include "node/file.h"
#include "node/folder.h"
#include "node/log_verify.h"
#include "node/say.h"
#include "schema/ledger.h"
#include "sync/fork_make.h"
#include "sync/store.h"

#define PROOF_MODE 0644

static const struct cmd_option prove_options[] = {
	{ "dir", CMD_REQUIRED, "DIR",
	    "数据目录,密钥以其日志为准 / data folder; its logs say the keys" },
	{ "against", CMD_OPTIONAL, "DIR",
	    "与之比较的另一数据目录 / another data folder, to compare" },
	{ "out", CMD_OPTIONAL, "DIR",
	    "证明文件存放处,默认当前目录 / where proofs go, default here" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

/* ---- what a proof says ---- */

static struct sign_public key_of(
    const struct ledger *l, const struct checkpoint *c)
{
	return ledger_log_key(l, c->node, c->epoch, c->size);
}

static enum err check(const struct ledger *l, const struct fork *f,
    struct fork_claim *claim, struct why *why)
{
	const struct digest *network = &ledger_genesis(l)->network;
	struct sign_public one, two;
	enum rule rule = fork_check(f, network, claim, why);

	if (rule != RULE_NONE)
		return ERR_REFUSED;
	if (ledger_admitted(l, claim->one.node) == NULL)
		return why_set(why, ERR_NOT_FOUND,
		    "本通办网没有 %s / %s is no member of this network",
		    claim->one.node, claim->one.node);
	one = key_of(l, &claim->one);
	two = key_of(l, &claim->two);
	return fork_check_signed(f, network, &one, &two, why) == RULE_NONE
		   ? ERR_OK
		   : ERR_REFUSED;
}

static const char *kind_zh(enum fork_kind kind)
{
	switch (kind) {
	case FORK_ROOTS:
		return "同一长度有两个根";
	case FORK_PREFIX:
		return "较长的历史不以较短的开头";
	case FORK_TIME:
		break;
	}
	return "较长的历史签名时间较早";
}

static struct value *claim_value(struct arena *a, const struct checkpoint *c)
{
	struct value *v = value_map(a);

	say_int(a, v, "size", (int64_t)c->size);
	say_digest(a, v, "root", &c->root);
	say_time(a, v, "time", c->time);
	return v;
}

static struct value *tell(
    struct cmd_call *call, const struct fork_claim *c, const char *path)
{
	struct arena *a = call->arena;
	struct value *v = value_map(a);

	say_text(a, v, "node", c->one.node);
	say_int(a, v, "epoch", (int64_t)c->one.epoch);
	say_text(a, v, "kind", fork_kind_word(c->kind));
	value_set(a, v, "one", claim_value(a, &c->one));
	value_set(a, v, "two", claim_value(a, &c->two));
	if (path != NULL)
		say_text_given(a, v, "file", path);
	if (!call->json)
		(void)printf("分叉 / forked  %s/%llu  %s (%s)\n"
			     "  %llu 与 / and %llu\n",
		    c->one.node, (unsigned long long)c->one.epoch,
		    kind_zh(c->kind), fork_kind_word(c->kind),
		    (unsigned long long)c->one.size,
		    (unsigned long long)c->two.size);
	if (!call->json && path != NULL)
		(void)printf("  证明 / proof  %s\n", path);
	return v;
}

/* ---- a file ---- */

static int check_file(struct cmd_call *call, const struct ledger *l)
{
	struct bytes file;
	struct fork fork;
	struct fork_claim claim;
	struct why why = { 0 };
	struct value *v;
	enum err e = file_read(
	    call->arena, call->arguments[0], FORK_FILE_BYTES_MAX, &file, &why);

	if (e == ERR_OK)
		e = fork_make_parse(&fork, file, &why);
	if (e == ERR_OK)
		e = check(l, &fork, &claim, &why);
	if (e != ERR_OK) {
		why_prefix(&why, "%s: ", call->arguments[0]);
		return cmd_fail(call, e, &why);
	}
	v = tell(call, &claim, NULL);
	if (call->json)
		cmd_print_json(v);
	return CMD_FINDING;
}

/* ---- two folders ---- */

struct side {
	struct store *store; /* owned */
	char *logs;          /* owned */
};

static void side_open(struct side *s, const char *dir)
{
	s->logs = folder_path(dir, FOLDER_LOGS);
	s->store = store_git_new(s->logs, STORE_READ);
}

static void side_close(struct side *s)
{
	store_free(s->store);
	mem_free(s->logs);
}

/* ERR_NOT_FOUND: there is nothing of that log. */
static enum err side_log(
    struct side *s, const struct ledger *l, const char *node, struct why *why)
{
	const struct member *m = ledger_admitted(l, node);
	const struct store_log log = { m->node, &ledger_genesis(l)->network,
		&m->log };
	enum err e = store_open(s->store, &log, NULL, NULL, why);

	if (e == ERR_OK && chain_size(store_head(s->store, node)) == 0)
		return ERR_NOT_FOUND;
	return e;
}

/* @small holds at most as much as @large.  ERR_REFUSED: they agree. */
static enum err compare(struct cmd_call *call, const struct ledger *l,
    const char *node, struct side *small, struct side *large,
    struct value *list, struct why *why)
{
	struct buf one = { 0 }, two = { 0 }, file = { 0 };
	struct fork fork;
	struct fork_claim claim;
	const char *out = cmd_has(call, "out") ? cmd_get(call, "out") : ".";
	const char *path =
	    arena_print(call->arena, "%s/%s.fork-proof", out, node);
	enum err e = fork_make_head(small->store, node, &one, why);

	if (e == ERR_OK)
		e = fork_make(&fork, large->store, node,
		    &ledger_genesis(l)->network, buf_bytes(&one), &two, why);
	if (e == ERR_OK)
		e = check(l, &fork, &claim, why);
	if (e == ERR_OK) {
		fork_make_format(&file, &fork);
		e = file_write(path, buf_bytes(&file), PROOF_MODE, why);
	}
	if (e == ERR_OK)
		value_push(call->arena, list, tell(call, &claim, path));
	buf_fini(&one);
	buf_fini(&two);
	buf_fini(&file);
	return e;
}

static enum err compare_log(struct cmd_call *call, const struct ledger *l,
    const char *node, struct side *here, struct side *there, struct value *list,
    struct why *why)
{
	enum err e = side_log(here, l, node, why);
	bool larger;

	if (e == ERR_OK)
		e = side_log(there, l, node, why);
	if (e == ERR_NOT_FOUND)
		return ERR_OK;
	if (e != ERR_OK)
		return e;
	larger = chain_size(store_head(here->store, node)) >
		 chain_size(store_head(there->store, node));
	e = compare(call, l, node, larger ? there : here, larger ? here : there,
	    list, why);
	return e == ERR_REFUSED ? ERR_OK : e;
}

static int compare_all(struct cmd_call *call, const struct ledger *l)
{
	struct side here, there;
	struct value *list = value_list(call->arena);
	struct value *out = value_map(call->arena);
	struct why why = { 0 };
	enum err e = folder_check(cmd_get(call, "against"), &why);

	side_open(&here, cmd_get(call, "dir"));
	side_open(&there, cmd_get(call, "against"));
	for (size_t i = 0; e == ERR_OK && i < ledger_member_count(l); i++)
		e = compare_log(call, l, ledger_member_at(l, i)->node, &here,
		    &there, list, &why);
	side_close(&here);
	side_close(&there);
	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	value_set(call->arena, out, "forks", list);
	if (call->json)
		cmd_print_json(out);
	else if (value_count(list) == 0)
		(void)printf("没有分叉 / no log is forked\n");
	return value_count(list) == 0 ? CMD_OK : CMD_FINDING;
}

static int prove(struct cmd_call *call)
{
	const struct log_verify_options options = { cmd_get(call, "dir"), NULL,
		NULL, NULL };
	struct ledger *l = NULL;
	struct why why = { 0 };
	enum err e;
	int code;

	if ((call->argument_count == 1) == cmd_has(call, "against"))
		return cmd_usage(call,
		    "给出证明文件,或以 --against 给出另一数据目录 / a file to "
		    "check, or --against another data folder");
	e = log_verify_run(&options, &l, &why);
	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	code = call->argument_count == 1 ? check_file(call, l)
					 : compare_all(call, l);
	ledger_free(l);
	return code;
}

const struct cmd cmd_fork_table[] = {
	{ "log prove", "[FILE]", 0, 1, prove_options, prove,
	    "证明日志分叉:比较两个数据目录,或核验证明文件",
	    "prove that a log is forked, or check such a proof" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
