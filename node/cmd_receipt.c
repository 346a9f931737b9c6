/*
 * What an applicant holds, checked with no node at all: the code of a printed
 * document (F-199) and a receipt (F-110).
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "keys/sshkey.h"
#include "node/cmd.h"
#include "node/document_table.h"
#include "node/file.h"
#include "schema/act.h"
#include "sync/proof.h"
#include "sync/ticket.h"

#define SIGNERS_BYTES_MAX (16u << 20)

static const struct cmd_option receipt_options[] = {
	{ "act", CMD_REQUIRED, "FILE",
	    "行为的字节(/v1/acts/ID/raw)/ the bytes of its act" },
	{ "signers", CMD_REQUIRED, "FILE",
	    "allowed_signers(tongban log signers)/ keys of the logs" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static const struct cmd_option check_options[] = {
	{ "signers", CMD_REQUIRED, "FILE",
	    "allowed_signers(tongban log signers)/ keys of the logs" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

/* `,valid-after="…"` and `,valid-before="…"` of a key that was rotated (F-111),
 * cut out of @line; the instants as YYYYMMDDHHMMSSZ, or empty. */
struct span {
	char after[16];
	char before[16];
};

static void cut(struct cmd_call *call, struct bytes *line, const char *option,
    char out[static 16])
{
	const char *text = arena_text(call->arena, *line);
	const char *at = strstr(text, option);
	const char *end = at != NULL ? strchr(at + strlen(option), '"') : NULL;
	size_t head;

	out[0] = '\0';
	if (end == NULL)
		return;
	(void)snprintf(out, 16, "%.*s", (int)(end - at) - (int)strlen(option),
	    at + strlen(option));
	head = (size_t)(at - text);
	*line = bytes_text(
	    arena_print(call->arena, "%.*s%s", (int)head, text, end + 1));
}

/* Was the key in force when the checkpoint was signed? */
static bool in_force(const struct span *span, int64_t time)
{
	time_t seconds = (time_t)time;
	struct tm utc;
	char at[16];

	if (gmtime_r(&seconds, &utc) == NULL ||
	    strftime(at, sizeof(at), "%Y%m%d%H%M%SZ", &utc) == 0)
		return false;
	return (span->after[0] == '\0' || strcmp(at, span->after) >= 0) &&
	       (span->before[0] == '\0' || strcmp(at, span->before) <= 0);
}

static enum rule check_line(struct cmd_call *call, struct ticket *t,
    struct bytes line, enum rule before, struct why *why)
{
	struct sshkey_signer signer;
	struct span span;
	struct why fault = { 0 };
	enum rule rule;

	cut(call, &line, ",valid-after=\"", span.after);
	cut(call, &line, ",valid-before=\"", span.before);
	if (sshkey_parse_signer(&signer, line, NULL) != ERR_OK ||
	    strcmp(signer.principal, t->act->node) != 0)
		return before;
	rule = ticket_check(t, &signer.public, &fault);
	if (rule == RULE_NONE && !in_force(&span, t->head.time)) {
		(void)why_set(&fault, ERR_REFUSED,
		    "签名时间不在该密钥有效期内 / that key was not in force at "
		    "the signed time");
		rule = RULE_CHECKPOINT_SIGNATURE;
	}
	if (rule != RULE_NONE)
		*why = fault;
	return rule;
}

/* A log key of the act's node, of the file, that signed the proof. */
static enum rule check_signers(struct cmd_call *call, struct ticket *t,
    struct bytes signers, struct why *why)
{
	enum rule rule = RULE_LOG_UNKNOWN;

	(void)why_set(why, ERR_NOT_FOUND,
	    "名单中没有 %s 的日志密钥 / the list has no log key of %s",
	    t->act->node, t->act->node);
	while (signers.n > 0 && rule != RULE_NONE) {
		const uint8_t *end = memchr(signers.p, '\n', signers.n);
		size_t n = end != NULL ? (size_t)(end - signers.p) : signers.n;

		rule =
		    check_line(call, t, bytes_part(signers, 0, n), rule, why);
		n += end != NULL ? 1 : 0;
		signers = bytes_part(signers, n, signers.n - n);
	}
	return rule;
}

static void tell(struct cmd_call *call, const struct ticket *t)
{
	struct value *v = value_map(call->arena);
	const char *number = value_get_string(t->act->body, "number");
	const struct document_row *row =
	    document_table_find(t->act->kind, NULL, NULL);
	char id[DIGEST_HEX_ROOM], time[CLOCK_TEXT_ROOM];

	digest_hex(id, &t->act->id);
	clock_text(time, t->head.time);
	value_set(call->arena, v, "id", value_text(call->arena, id));
	value_set(
	    call->arena, v, "kind", value_text(call->arena, t->act->kind));
	value_set(
	    call->arena, v, "node", value_text(call->arena, t->act->node));
	value_set(call->arena, v, "signed_time", value_text(call->arena, time));
	if (number != NULL)
		value_set(
		    call->arena, v, "number", value_text(call->arena, number));
	if (call->json) {
		cmd_print_json(v);
		return;
	}
	(void)printf("真 / genuine  %s %s %s%s\n"
		     "日志在 %s 已含此行为 / its log held it by then\n"
		     "行为编号 / act  %s\n",
	    t->act->kind, t->act->node, number != NULL ? number : "",
	    row != NULL ? row->word : "", time, id);
}

/* ---- the two forms ---- */

static int finish(
    struct cmd_call *call, struct ticket *ticket, enum err e, struct why *why)
{
	struct bytes signers;
	enum rule rule = RULE_NONE;

	if (e == ERR_OK)
		e = file_read(call->arena, cmd_get(call, "signers"),
		    SIGNERS_BYTES_MAX, &signers, why);
	if (e == ERR_OK)
		rule = check_signers(call, ticket, signers, why);
	if (rule != RULE_NONE)
		e = why_set(why, ERR_REFUSED, "%s: %s", rule_clause(rule),
		    arena_text(call->arena, bytes_text(why->text)));
	if (e != ERR_OK)
		return cmd_fail(call, e, why);
	tell(call, ticket);
	return CMD_OK;
}

static int run_document(struct cmd_call *call)
{
	struct bytes text;
	struct ticket ticket = { 0 };
	struct why why = { 0 };
	enum err e = file_read(call->arena, call->arguments[0],
	    TICKET_TEXT_BYTES_MAX, &text, &why);

	if (e == ERR_OK)
		e = ticket_parse(&ticket, call->arena, text, &why);
	return finish(call, &ticket, e, &why);
}

/* The applicant's file, and the bytes of the act that it is about. */
static int run_receipt(struct cmd_call *call)
{
	struct bytes text, raw;
	struct ticket ticket = { 0 };
	struct act *act = NULL;
	struct proof proof = { 0 };
	struct why why = { 0 };
	enum rule rule = RULE_NONE;
	enum err e = file_read(
	    call->arena, call->arguments[0], PROOF_BYTES_MAX, &text, &why);

	if (e == ERR_OK)
		e = proof_parse(&proof, text, &why);
	proof_fini(&proof);
	if (e == ERR_OK)
		e = file_read(call->arena, cmd_get(call, "act"), ACT_BYTES_MAX,
		    &raw, &why);
	if (e == ERR_OK)
		rule = act_decode(call->arena, raw, &act, &why);
	if (rule != RULE_NONE)
		e = why_set(&why, ERR_PARSE,
		    "%s: --act 不是行为的原始字节 / --act holds no act: %s",
		    rule_clause(rule),
		    arena_text(call->arena, bytes_text(why.text)));
	ticket.act = act;
	ticket.proof = text;
	return finish(call, &ticket, e, &why);
}

const struct cmd cmd_receipt_table[] = {
	{ "document check", "FILE", 1, 1, check_options, run_document,
	    "离线核验文书二维码", "check the code of a printed document" },
	{ "log check-receipt", "FILE", 1, 1, receipt_options, run_receipt,
	    "离线核验回执(.tlog-proof)", "check a receipt, without a node" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
