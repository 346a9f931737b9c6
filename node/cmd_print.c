/*
 * Documents of a case: printed here, from what a node tells, so that the
 * applicant's name stays at this desk.  Their check is in cmd_receipt.c.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "node/ask.h"
#include "node/cmd.h"
#include "node/document.h"
#include "node/document_table.h"
#include "node/file.h"
#include "schema/act.h"
#include "schema/act_body.h"
#include "sync/ticket.h"

static const struct cmd_option print_options[] = {
	ASK_KEY_OPTIONS,
	{ "document", CMD_OPTIONAL, "WORD",
	    "文书种类,如 receipt;默认最近一份 / which, default the last" },
	{ "act", CMD_OPTIONAL, "ID", "哪一行为的文书 / of which act" },
	{ "name", CMD_OPTIONAL, "TEXT",
	    "申请人称呼,只印在文书上 / the applicant's name; it stays here" },
	{ "lang", CMD_OPTIONAL, "zh|en", "语言,默认中文 / language" },
	{ "out", CMD_OPTIONAL, "FILE", "存到,默认标准输出 / where to" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

/* The last applied act that leaves the paper asked for. */
static const char *choose(const struct cmd_call *call,
    const struct value *dossier, const char *matter)
{
	const struct value *acts = value_get(dossier, "acts");
	const char *wanted = cmd_get(call, "document");
	const char *found = NULL;

	if (cmd_has(call, "act"))
		return cmd_get(call, "act");
	for (size_t i = 0; i < value_count(acts); i++) {
		const struct value *a = value_at(acts, i);
		int64_t order = 0;

		if (value_get_int(a, "order", &order) && order > 0 &&
		    document_table_find(
			value_get_string(a, "kind"), matter, wanted) != NULL)
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
	struct document_source s = { .name = cmd_get(call, "name"),
		.word = cmd_get(call, "document") };
	const char *lang = cmd_get(call, "lang");
	struct value *dossier, *standard;
	struct why why = { 0 };
	const char *id;
	int code;

	if (lang != NULL && strcmp(lang, "zh") != 0 && strcmp(lang, "en") != 0)
		return cmd_usage(call, "--lang 为 zh 或 en / is zh or en");
	s.english = lang != NULL && strcmp(lang, "en") == 0;
	code = ask_get(
	    call, ask_path(call, "/v1/cases/", call->arguments[0]), &dossier);
	if (code != CMD_OK)
		return code;
	s.dossier = dossier;
	code = ask_get(call,
	    ask_path(
		call, "/v1/standards/", value_get_string(dossier, "standard")),
	    &standard);
	if (code != CMD_OK)
		return code;
	s.standard = value_get(standard, "standard") != NULL
			 ? value_get(standard, "standard")
			 : standard;
	id = choose(call, dossier, value_get_string(s.standard, "matter"));
	if (id == NULL)
		return cmd_fail(call,
		    why_set(&why, ERR_NOT_FOUND,
			"此办件没有这种文书 / the case has no such document"),
		    &why);
	code = fetch(call, id, &s, &why);
	return code == CMD_OK ? write_page(call, &s, &why) : code;
}

const struct cmd cmd_print_table[] = {
	{ "case print", "NUMBER", 1, 1, print_options, run_print, "打印文书",
	    "print a document, with a code that verifies offline" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
