/*
 * Commands of an auditor who asks a node: audit case.
 */
#include "node/ask.h"
#include "node/case_show.h"
#include "node/cmd.h"

static const struct cmd_option ask_only[] = {
	ASK_KEY_OPTIONS,
	{ NULL, CMD_FLAG, NULL, NULL },
};

static int audit_case(struct cmd_call *call)
{
	struct value *dossier;
	int code = ask_get(
	    call, ask_path(call, "/v1/cases/", call->arguments[0]), &dossier);

	if (code != CMD_OK)
		return code;
	if (call->json)
		cmd_print_json(dossier);
	else
		case_show_timeline(dossier);
	return CMD_OK;
}

const struct cmd cmd_audit_table[] = {
	{ "audit case", "NUMBER", 1, 1, ask_only, audit_case,
	    "审计一个办件:时间线、时限、谁的时间",
	    "audit a case: timeline, deadlines, whose days" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
