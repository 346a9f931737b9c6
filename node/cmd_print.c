/*
 * Documents of a case: printed here, from what a node tells, so that the
 * applicant's name stays at this desk; and the check of a printed one, with no
 * node at all.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "keys/sshkey.h"
#include "node/ask.h"
#include "node/cmd.h"
#include "node/document.h"
#include "node/file.h"
#include "schema/act.h"
#include "schema/act_body.h"
#include "sync/ticket.h"

#define SIGNERS_BYTES_MAX (16u << 20)

static const struct cmd_option print_options[] = {
	ASK_KEY_OPTIONS,
	{ "document", CMD_OPTIONAL, "WORD",
	    "文书种类,如 receipt;默认最近一份 / which, default the last" },
	{ "act", CMD_OPTIONAL, "ID", "哪一行为的文书 / of which act" },
	{ "name", CMD_OPTIONAL, "TEXT",
	    "申请人称呼,只印在文书上 / the applicant's name; it stays here" },
	{ "out", CMD_OPTIONAL, "FILE", "存到,默认标准输出 / where to" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

/* The last applied act that leaves the paper asked for. */
static const char *choose(
    const struct cmd_call *call, const struct value *dossier)
{
	const struct value *acts = value_get(dossier, "acts");
	const char *wanted = cmd_get(call, "document");
	const char *found = NULL;

	if (cmd_has(call, "act"))
		return cmd_get(call, "act");
	for (size_t i = 0; i < value_count(acts); i++) {
		const struct value *a = value_at(acts, i);
		const char *word = document_word(value_get_string(a, "kind"));
		int64_t order = 0;

		if (value_get_int(a, "order", &order) && order > 0 &&
		    word != NULL &&
		    (wanted == NULL || strcmp(word, wanted) == 0))
			found = value_get_string(a, "id");
	}
	return found;
}

/* The act and its proof, as a ticket. */
static int fetch(struct cmd_call *call, const char *id,
    struct document_source *s, struct why *why)
{
	struct bytes raw, proof;
	struct buf ticket = { 0 };
	struct act *act;
	int code = ask_raw(
	    call, arena_print(call->arena, "/v1/acts/%s/raw", id), &raw);

	if (code == CMD_OK)
		code = ask_raw(call,
		    arena_print(call->arena, "/v1/acts/%s/proof", id), &proof);
	if (code != CMD_OK)
		return code;
	if (act_decode(call->arena, raw, &act, why) != RULE_NONE)
		return cmd_fail(call, ERR_PARSE, why);
	ticket_format(&ticket, raw, proof);
	s->act = act;
	s->ticket = arena_text(call->arena, buf_bytes(&ticket));
	buf_fini(&ticket);
	return CMD_OK;
}

static int write_page(
    struct cmd_call *call, const struct document_source *s, struct why *why)
{
	const char *path = cmd_get(call, "out");
	struct buf page = { 0 };
	enum err e = document_print(&page, s, why);

	if (e == ERR_OK && path != NULL)
		e = file_write(path, buf_bytes(&page), 0644, why);
	else if (e == ERR_OK)
		(void)fwrite(page.p, 1, page.n, stdout);
	buf_fini(&page);
	return e == ERR_OK ? CMD_OK : cmd_fail(call, e, why);
}

static int run_print(struct cmd_call *call)
{
	struct document_source s = { .name = cmd_get(call, "name") };
	struct value *dossier, *standard;
	struct why why = { 0 };
	const char *id;
	int code = ask_get(
	    call, ask_path(call, "/v1/cases/", call->arguments[0]), &dossier);

	if (code != CMD_OK)
		return code;
	s.dossier = dossier;
	id = choose(call, dossier);
	if (id == NULL)
		return cmd_fail(call,
		    why_set(&why, ERR_NOT_FOUND,
			"此办件没有这种文书 / the case has no such document"),
		    &why);
	code = ask_get(call,
	    ask_path(
		call, "/v1/standards/", value_get_string(dossier, "standard")),
	    &standard);
	if (code != CMD_OK)
		return code;
	s.standard = value_get(standard, "standard") != NULL
			 ? value_get(standard, "standard")
			 : standard;
	code = fetch(call, id, &s, &why);
	return code == CMD_OK ? write_page(call, &s, &why) : code;
}

/* ---- check ---- */

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
	    document_word(t->act->kind) != NULL ? document_word(t->act->kind)
						: "",
	    time, id);
}

static int run_check(struct cmd_call *call)
{
	struct bytes text, signers;
	struct ticket ticket = { 0 };
	struct why why = { 0 };
	enum rule rule = RULE_NONE;
	enum err e = file_read(call->arena, call->arguments[0],
	    TICKET_TEXT_BYTES_MAX, &text, &why);

	if (e == ERR_OK)
		e = file_read(call->arena, cmd_get(call, "signers"),
		    SIGNERS_BYTES_MAX, &signers, &why);
	if (e == ERR_OK)
		e = ticket_parse(&ticket, call->arena, text, &why);
	if (e == ERR_OK)
		rule = check_signers(call, &ticket, signers, &why);
	if (rule != RULE_NONE)
		e = why_set(&why, ERR_REFUSED, "%s: %s", rule_clause(rule),
		    arena_text(call->arena, bytes_text(why.text)));
	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	tell(call, &ticket);
	return CMD_OK;
}

const struct cmd cmd_print_table[] = {
	{ "case print", "NUMBER", 1, 1, print_options, run_print, "打印文书",
	    "print a document, with a code that verifies offline" },
	{ "document check", "FILE", 1, 1, check_options, run_check,
	    "离线核验文书二维码", "check the code of a printed document" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
