/*
 * Commands about acts in files: key sign, key merge, act submit.  The first
 * two ask no node, so a root key never needs to touch a machine with a network.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "node/ask.h"
#include "node/cmd.h"
#include "node/draft.h"
#include "node/keyring.h"
#include "node/signer.h"
#include "schema/act_body.h"

static const struct cmd_option sign_options[] = {
	{ "key", CMD_REQUIRED, SIGNER_VALUE, "签名密钥 / key that signs" },
	KEYRING_OPTION,
	{ "yes", CMD_FLAG, NULL, "不再询问 / do not ask" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static const struct cmd_option submit_options[] = {
	ASK_KEY_OPTIONS,
	{ NULL, CMD_FLAG, NULL, NULL },
};

static const struct keyring_word {
	enum act_body_signer signer;
	enum keyfile_purpose purposes[3]; /* 0 ends */
	const char *text;
} signers[] = {
	{ ACT_BODY_ROOT, { KEYFILE_ROOT }, "根密钥 / a root key" },
	{ ACT_BODY_ROSTER, { KEYFILE_ROOT, KEYFILE_LOG },
	    "名册密钥或双方日志密钥 / a roster key, or a side's log key" },
	{ ACT_BODY_STANDARDS, { KEYFILE_ROOT }, "标准密钥 / a standards key" },
	{ ACT_BODY_CALENDAR, { KEYFILE_ROOT }, "日历密钥 / a calendar key" },
	{ ACT_BODY_LOG, { KEYFILE_LOG }, "节点日志密钥 / the log key" },
	{ ACT_BODY_RECOVERY, { KEYFILE_LOG, KEYFILE_RECOVERY, KEYFILE_WITNESS },
	    "日志、恢复或见证密钥 / a log, recovery or witness key" },
	{ ACT_BODY_OPERATOR, { KEYFILE_LOG, KEYFILE_STAFF },
	    "日志密钥或运维密钥 / the log key, or an operator's" },
	{ ACT_BODY_CREDIT, { KEYFILE_STAFF },
	    "督办或监察人员密钥 / a supervisor's key, or integrity's" },
	{ ACT_BODY_ISSUER, { KEYFILE_STAFF },
	    "制证人员密钥 / a key of staff with role issuer" },
	{ ACT_BODY_DESK, { KEYFILE_STAFF }, "人员密钥 / a key of staff" },
	{ ACT_BODY_COUNTER, { KEYFILE_STAFF }, "人员密钥 / a key of staff" },
	{ ACT_BODY_STAFF, { KEYFILE_STAFF }, "人员密钥 / a key of staff" },
};

/* A key of the wrong kind would only be refused by the fold later.  What an
 * agent's key is for nobody says here. */
static enum err check_purpose(
    const struct act *act, const struct signer *signer, struct why *why)
{
	const struct act_body *body = act_body_find(act->kind);

	if (body == NULL)
		return why_set(why, ERR_REFUSED,
		    "未知行为种类 %s,未签名 / acts of kind %s are not known "
		    "here; nothing was signed",
		    act->kind, act->kind);
	for (size_t i = 0; i < sizeof(signers) / sizeof(*signers); i++) {
		const struct keyring_word *w = &signers[i];

		if (w->signer != body->signer)
			continue;
		for (size_t k = 0; k < 3 && w->purposes[k] != 0; k++)
			if (signer->in_agent ||
			    w->purposes[k] == signer->purpose)
				return ERR_OK;
		return why_set(why, ERR_REFUSED,
		    "%s 须由%s签,而此密钥是 %s,未签名 / %s takes another "
		    "kind of key; nothing was signed",
		    act->kind, w->text, keyfile_purpose_word(signer->purpose),
		    act->kind);
	}
	must(false);
	return ERR_REFUSED;
}

static void show(struct cmd_call *call, const struct act *act)
{
	(void)printf("将要签名 / to be signed:\n");
	cmd_print_json(draft_value(call->arena, act));
}

/* What is not answered with yes is a no; without a terminal --yes is needed. */
static enum err confirm(struct cmd_call *call, struct why *why)
{
	char line[16] = "";

	if (cmd_has(call, "yes"))
		return ERR_OK;
	if (!isatty(STDIN_FILENO))
		return why_set(why, ERR_USAGE,
		    "没有终端可确认:看过之后加 --yes / no terminal to ask: "
		    "look at it, then give --yes");
	(void)fprintf(stderr, "签名? yes/no: ");
	if (fgets(line, sizeof(line), stdin) == NULL ||
	    strcmp(line, "yes\n") != 0)
		return why_set(
		    why, ERR_CANCELLED, "未签名 / nothing was signed");
	return ERR_OK;
}

static int sign(struct cmd_call *call)
{
	const char *path = call->arguments[0];
	struct signer signer;
	struct act *act;
	struct why why = { 0 };
	enum err e = draft_read(call->arena, path, &act, &why);

	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	if (!call->json)
		show(call, act);
	e = signer_open(&signer, cmd_get(call, "key"),
	    cmd_get(call, "passphrase-file"), &why);
	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	e = check_purpose(act, &signer, &why);
	if (e == ERR_OK)
		e = confirm(call, &why);
	if (e == ERR_OK)
		e = draft_sign(act, &signer, &why);
	signer_close(&signer);
	if (e == ERR_OK)
		e = draft_write(call->arena, path, act, &why);
	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	if (call->json)
		cmd_print_json(draft_value(call->arena, act));
	else
		(void)printf(
		    "已签名 / signed: %s, %zu\n", path, act->sig_count);
	return CMD_OK;
}

static int merge(struct cmd_call *call)
{
	struct act *all = NULL;
	struct why why = { 0 };
	enum err e = ERR_OK;

	for (int i = 1; i < call->argument_count && e == ERR_OK; i++) {
		struct act *act;

		e = draft_read(call->arena, call->arguments[i], &act, &why);
		if (e != ERR_OK)
			break;
		if (all == NULL)
			all = act;
		else
			e = draft_merge(all, act, &why);
	}
	must(e != ERR_OK || all != NULL);
	if (e == ERR_OK)
		e = draft_write(call->arena, call->arguments[0], all, &why);
	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	if (call->json)
		cmd_print_json(draft_value(call->arena, all));
	else
		(void)printf("已合并 / merged: %s, %zu\n", call->arguments[0],
		    all->sig_count);
	return CMD_OK;
}

static int submit(struct cmd_call *call)
{
	struct value *answer;
	struct act *act;
	struct why why = { 0 };
	int64_t position = 0;
	int code;
	enum err e = draft_read(call->arena, call->arguments[0], &act, &why);

	if (e == ERR_OK && act->sig_count == 0)
		e = why_set(&why, ERR_REFUSED,
		    "尚无签名:先用 key sign / nobody has signed it yet: key "
		    "sign first");
	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	code = ask_post_bytes(call, "/v1/acts", act->raw, &answer);
	if (code != CMD_OK)
		return code;
	if (call->json) {
		cmd_print_json(answer);
		return CMD_OK;
	}
	(void)value_get_int(answer, "position", &position);
	(void)printf("%s  %s#%lld\n", act->kind,
	    value_get_string(answer, "node"), (long long)position);
	return CMD_OK;
}

const struct cmd cmd_draft_table[] = {
	{ "key sign", "FILE", 1, 1, sign_options, sign, "离线签署行为文件",
	    "sign an act in a file, offline" },
	{ "key merge", "OUT FILE...", 2, 64, NULL, merge,
	    "合并同一行为各副本的签名", "merge the signatures of copies" },
	{ "act submit", "FILE", 1, 1, submit_options, submit,
	    "提交签好的行为文件", "hand in a signed act" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
