/*
 * Commands that read logs in a data folder, without a node: log verify, log
 * signers, log revoked; and single acts: act show, act export.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "keys/sshkey.h"
#include "keys/sshsig.h"
#include "node/ask.h"
#include "node/cmd.h"
#include "node/draft.h"
#include "node/file.h"
#include "node/log_verify.h"
#include "node/say.h"
#include "schema/act.h"

#define SIGNERS_LOG   "git,act@tongban"
#define SIGNERS_STAFF "act@tongban"

static const struct cmd_option dir_only[] = {
	{ "dir", CMD_REQUIRED, "DIR", "数据目录 / data folder" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

/* ---- log verify ---- */

struct verdicts {
	struct cmd_call *call;
	struct value *list;
	uint64_t refused;
};

static void on_line(void *arg, const struct log_verify_line *l)
{
	struct verdicts *v = arg;
	struct arena *a = v->call->arena;
	struct value *line = value_map(a);
	char root[DIGEST_HEX_ROOM], time[CLOCK_TEXT_ROOM];

	v->refused += l->acts_refused;
	digest_hex(root, &l->root);
	clock_text(time, l->time);
	if (!v->call->json)
		(void)printf("ok  %s/%llu  acts=%llu batches=%llu signed=%llu "
			     "evidence=%llu  root=%s  %s\n",
		    l->node, (unsigned long long)l->epoch,
		    (unsigned long long)l->size, (unsigned long long)l->batches,
		    (unsigned long long)l->acts_good,
		    (unsigned long long)l->acts_refused, root,
		    l->size > 0 ? time : "-");
	say_text(a, line, "node", l->node);
	say_int(a, line, "epoch", (int64_t)l->epoch);
	say_int(a, line, "size", (int64_t)l->size);
	say_int(a, line, "batches", (int64_t)l->batches);
	say_int(a, line, "signed", (int64_t)l->acts_good);
	say_int(a, line, "evidence", (int64_t)l->acts_refused);
	say_digest(a, line, "root", &l->root);
	say_time(a, line, "time", l->time);
	value_push(a, v->list, line);
}

static int verify(struct cmd_call *call)
{
	struct verdicts v = { call, value_list(call->arena), 0 };
	const struct log_verify_options options = { cmd_get(call, "dir"), NULL,
		on_line, &v };
	struct value *out = value_map(call->arena);
	struct why why = { 0 };
	enum err e = log_verify_run(&options, NULL, &why);

	if (e != ERR_OK) {
		(void)cmd_fail(call, e, &why);
		return e == ERR_CORRUPT ? CMD_FINDING : err_exit(e);
	}
	value_set(call->arena, out, "logs", v.list);
	if (call->json)
		cmd_print_json(out);
	return v.refused == 0 ? CMD_OK : CMD_FINDING;
}

/* ---- log signers ---- */

/* Each line once: a certificate may be renewed. */
static void put_once(struct buf *out, struct buf *line)
{
	if (out->n == 0 || strstr(buf_text(out), buf_text(line)) == NULL)
		buf_put(out, buf_bytes(line));
	buf_fini(line);
}

static void put_signer(
    struct buf *out, const char *principal, const struct sign_public *key)
{
	struct buf line = { 0 };

	sshkey_format_signer(&line, principal, SIGNERS_STAFF, key);
	put_once(out, &line);
}

static struct sign_public span_key(
    const struct ledger *l, const struct ledger_span *span)
{
	struct sign_public key;

	must(sign_public_take(&key, ledger_genesis(l)->suite, span->key));
	return key;
}

/* A log key with the time for which it signs: stock git compares it with the
 * date of each commit. */
static void put_log_keys(
    struct buf *out, const struct ledger *l, const char *node)
{
	for (size_t i = 0; i < ledger_span_count(l, node, LEDGER_KEY_LOG);
	     i++) {
		const struct ledger_span *span =
		    ledger_span_at(l, node, LEDGER_KEY_LOG, i);
		struct sign_public key = span_key(l, span);
		struct buf line = { 0 };

		sshkey_format_span(&line, node, SIGNERS_LOG, span->from_time,
		    span->until_time, &key);
		put_once(out, &line);
	}
}

static const char *staff_principal(struct cmd_call *call, const struct staff *s)
{
	return arena_print(call->arena, "%s/%s", s->node, s->id);
}

static void put_signers(
    struct cmd_call *call, struct buf *out, const struct ledger *l)
{
	const struct genesis *g = ledger_genesis(l);

	for (size_t i = 0; i < g->root_count; i++)
		put_signer(out, arena_print(call->arena, "root/%zu", i + 1),
		    &g->roots[i]);
	for (size_t i = 0; i < ledger_member_count(l); i++)
		put_log_keys(out, l, ledger_member_at(l, i)->node);
	for (size_t i = 0; i < ledger_staff_count(l); i++) {
		const struct staff *s = ledger_staff_at(l, i);

		if (!s->is_log_key)
			put_signer(out, staff_principal(call, s), &s->key);
	}
}

/* F-116 */
static void put_revoked_key(
    struct buf *out, const char *principal, const struct sign_public *key)
{
	struct buf line = { 0 };

	sshkey_format(&line, key, principal);
	buf_put_byte(&line, '\n');
	put_once(out, &line);
}

static void put_revoked(
    struct cmd_call *call, struct buf *out, const struct ledger *l)
{
	static const enum ledger_purpose signing[] = { LEDGER_KEY_LOG,
		LEDGER_KEY_RECOVERY, LEDGER_KEY_WITNESS };

	for (size_t i = 0; i < ledger_member_count(l); i++) {
		const char *node = ledger_member_at(l, i)->node;

		for (size_t p = 0; p < sizeof(signing) / sizeof(*signing); p++)
			for (size_t k = 0;
			     k < ledger_span_count(l, node, signing[p]); k++) {
				const struct ledger_span *span =
				    ledger_span_at(l, node, signing[p], k);
				struct sign_public key = span_key(l, span);

				if (span->compromised)
					put_revoked_key(out, node, &key);
			}
	}
	for (size_t i = 0; i < ledger_staff_count(l); i++) {
		const struct staff *s = ledger_staff_at(l, i);

		if (s->revoked)
			put_revoked_key(out, staff_principal(call, s), &s->key);
	}
}

static int print_list(struct cmd_call *call,
    void (*put)(struct cmd_call *, struct buf *, const struct ledger *))
{
	const struct log_verify_options options = { cmd_get(call, "dir"), NULL,
		NULL, NULL };
	struct ledger *ledger;
	struct buf out = { 0 };
	struct why why = { 0 };
	enum err e = log_verify_run(&options, &ledger, &why);

	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	put(call, &out, ledger);
	(void)printf("%s", buf_text(&out));
	buf_fini(&out);
	ledger_free(ledger);
	return CMD_OK;
}

static int signers(struct cmd_call *call)
{
	return print_list(call, put_signers);
}

static int revoked(struct cmd_call *call)
{
	return print_list(call, put_revoked);
}

/* ---- act show ---- */

static int act_show(struct cmd_call *call)
{
	const char *path = call->argument_count > 0 ? call->arguments[0] : "-";
	struct value *list = value_list(call->arena);
	struct act *act;
	struct bytes run;
	struct why why = { 0 };
	enum err e = file_read(call->arena, path, FILE_BYTES_MAX, &run, &why);

	if (e == ERR_OK && run.n == 0)
		e = why_set(&why, ERR_PARSE, "%s: 是空的 / is empty", path);
	if (e == ERR_OK &&
	    act_decode_unsigned(call->arena, run, &act, NULL) == RULE_NONE) {
		value_push(call->arena, list, draft_value(call->arena, act));
		run.n = 0; /* a draft that nobody has signed */
	}
	while (e == ERR_OK && run.n > 0) {
		size_t n = act_length(run);

		if (n == 0 || act_decode(call->arena, bytes_part(run, 0, n),
				  &act, &why) != RULE_NONE)
			e = why_set(&why, ERR_PARSE,
			    "%s: 不是行为的字节 / holds no acts", path);
		else
			value_push(
			    call->arena, list, draft_value(call->arena, act));
		run = bytes_part(run, n, run.n - n);
	}
	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	cmd_print_json(list);
	return CMD_OK;
}

/* ---- act export ---- */

static const struct cmd_option export_options[] = {
	{ "dir", CMD_REQUIRED, "DIR", "数据目录 / data folder" },
	{ "out", CMD_REQUIRED, "FILE",
	    "写出 FILE(被签名的字节)和 FILE.sig / what was signed, and "
	    "FILE.sig beside it" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

struct exporting {
	struct arena *arena;
	struct digest id;
	struct act *found;
	uint64_t position;
};

static void on_batch(void *arg, const struct batch *b)
{
	struct exporting *x = arg;

	for (uint32_t i = 0; i < b->count && x->found == NULL; i++) {
		struct arena *a = arena_new();
		struct act *act;

		must(act_decode(a, batch_act(b, i), &act, NULL) == RULE_NONE);
		if (digest_equal(&act->id, &x->id)) {
			must(act_decode(x->arena, batch_act(b, i), &x->found,
				 NULL) == RULE_NONE);
			x->position = b->first + i;
		}
		arena_free(a);
	}
}

/* Whose key: the principal for ssh-keygen, and the public half. */
static const char *author(struct cmd_call *call, const struct ledger *l,
    const struct exporting *x, struct sign_public *key)
{
	const struct act *act = x->found;
	const struct genesis *g = ledger_genesis(l);
	const struct staff *s =
	    ledger_staff(l, act->node, &act->by, x->position);

	for (size_t i = 0; i < g->root_count; i++) {
		struct digest id = sign_key_id(&g->roots[i]);

		*key = g->roots[i];
		if (digest_equal(&id, &act->by))
			return arena_print(call->arena, "root/%zu", i + 1);
	}
	if (s == NULL)
		return NULL;
	*key = s->key;
	return s->is_log_key
		   ? arena_print(call->arena, "%s", act->node)
		   : arena_print(call->arena, "%s/%s", act->node, s->id);
}

static enum err write_export(struct cmd_call *call, const struct act *act,
    const struct sign_public *key, struct why *why)
{
	const char *out = cmd_get(call, "out");
	struct buf armor = { 0 };
	enum err e = file_write(out, act->unsigned_, 0644, why);

	for (size_t i = 0; i < act->sig_count; i++) {
		if (digest_equal(&act->sigs[i].key, &act->by))
			sshsig_armor(&armor, key, ACT_NAMESPACE,
			    &act->sigs[i].signature);
	}
	if (e == ERR_OK)
		e = file_write(arena_print(call->arena, "%s.sig", out),
		    buf_bytes(&armor), 0644, why);
	buf_fini(&armor);
	return e;
}

static int act_export(struct cmd_call *call)
{
	struct exporting x = { .arena = call->arena };
	const struct log_verify_options options = { cmd_get(call, "dir"),
		on_batch, NULL, &x };
	const char *principal = NULL;
	struct sign_public key;
	struct ledger *ledger;
	struct why why = { 0 };
	enum err e;

	if (digest_unhex(&x.id, bytes_text(call->arguments[0])) != ERR_OK)
		return cmd_usage(call,
		    "行为编号为 64 位十六进制 / an act id has 64 hex digits");
	e = log_verify_run(&options, &ledger, &why);
	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	if (x.found != NULL)
		principal = author(call, ledger, &x, &key);
	if (principal == NULL)
		e = why_set(&why, ERR_NOT_FOUND,
		    "日志中没有此行为,或签名人未知 / no such act in the logs, or "
		    "its signer is unknown");
	else
		e = write_export(call, x.found, &key, &why);
	ledger_free(ledger);
	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	(void)printf("%s\n", principal);
	return CMD_OK;
}

const struct cmd cmd_log_table[] = {
	{ "log verify", "", 0, 0, dir_only, verify,
	    "校验全部日志:根、检查点、签名",
	    "check all logs: roots, checkpoints, signatures" },
	{ "log signers", "", 0, 0, dir_only, signers,
	    "输出 allowed_signers,供 git 与 ssh-keygen 使用",
	    "print allowed_signers for git and ssh-keygen" },
	{ "log revoked", "", 0, 0, dir_only, revoked,
	    "输出已泄露与已吊销的公钥,供 git 与 ssh-keygen -r 使用",
	    "print compromised and revoked keys for git and ssh-keygen -r" },
	{ "act show", "FILE", 0, 1, NULL, act_show, "显示行为(默认读标准输入)",
	    "show acts, from a file or stdin" },
	{ "act export", "ID", 1, 1, export_options, act_export,
	    "导出一个行为的被签字节与签名;输出签名人",
	    "export what was signed and the signature; prints the signer" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
