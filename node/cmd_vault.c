/*
 * vault needs: which sealed objects are missing here, how far they are, and who
 * was asked in vain.
 */
#include <stdio.h>
#include <string.h>

#include "node/ask.h"
#include "node/cmd.h"
#include "node/needs_show.h"

static const struct cmd_option ask_only[] = {
	ASK_KEY_OPTIONS,
	{ NULL, CMD_FLAG, NULL, NULL },
};

static int needs(struct cmd_call *call)
{
	struct value *v;
	int64_t count = 0;
	int code = ask_get(call, "/v1/needs", &v);

	if (code != CMD_OK)
		return code;
	if (call->json) {
		cmd_print_json(v);
		return CMD_OK;
	}
	(void)value_get_int(v, "needs", &count);
	if (count > 0)
		needs_show_table(call->arena, value_get(v, "missing"));
	needs_show_line(v);
	return CMD_OK;
}

const struct cmd cmd_vault_table[] = {
	{ "vault needs", "", 0, 0, ask_only, needs, "缺哪些密匣对象,取到哪里",
	    "sealed objects that are missing here, and how far they are" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
