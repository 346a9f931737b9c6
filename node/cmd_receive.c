/*
 * case receive: one case, from what the applicant handed in.
 */
#include "node/cmd_receive.h"

#include <stdio.h>

#include "node/cmd_drawn.h"
#include "node/cmd_papers.h"
#include "node/file.h"
#include "node/receipt.h"
#include "node/submit.h"

static const struct cmd_option receive_options[] = {
	SUBMIT_OPTIONS,
	CMD_RECEIVE_OPTIONS(CMD_REQUIRED),
	RECEIPT_OPTION,
	{ NULL, CMD_FLAG, NULL, NULL },
};

enum err cmd_receive_papers(struct cmd_call *call, struct value *request,
    struct value *materials, struct why *why)
{
	struct value *form = NULL;
	enum err e = ERR_OK;

	if (cmd_has(call, "form"))
		e = file_read_json(
		    call->arena, cmd_get(call, "form"), &form, why);
	if (e == ERR_OK)
		e = cmd_papers_marks(call, materials, "drawn", why);
	if (e == ERR_OK)
		e = cmd_papers_marks(call, materials, "print", why);
	if (e != ERR_OK)
		return e;
	if (form != NULL)
		value_set(call->arena, request, "form", form);
	value_set(call->arena, request, "materials", materials);
	return ERR_OK;
}

enum err cmd_receive_request(struct cmd_call *call, struct value *request,
    struct value *materials, struct why *why)
{
	enum err e;

	value_set(call->arena, request, "kind",
	    value_text(call->arena, "case.receive"));
	e = cmd_receive_papers(call, request, materials, why);
	if (e != ERR_OK)
		return e;
	submit_put_list(call, request, "originals", "original");
	submit_put(call, request, "agent");
	submit_put(call, request, "parent");
	submit_put_list(call, request, "members", "member");
	submit_put(call, request, "item");
	submit_put(call, request, "home");
	value_set(call->arena, request, "channel",
	    value_text(call->arena, cmd_has(call, "channel")
					? cmd_get(call, "channel")
					: "window"));
	return ERR_OK;
}

static void tell(struct cmd_call *call, const struct value *answer)
{
	if (call->json) {
		cmd_print_json(answer);
		return;
	}
	(void)printf("办件编号 / number  %s\n行为编号 / act     %s\n"
		     "收件时间 / time    %s\n回执文件 / receipt %s\n",
	    value_get_string(answer, "number"), value_get_string(answer, "id"),
	    value_get_string(answer, "time_text"),
	    value_get_string(answer, "receipt"));
}

int cmd_receive_done(
    struct cmd_call *call, const struct value *prepared, struct value *answer)
{
	int code = receipt_give(call, prepared, answer);

	if (code == CMD_OK)
		tell(call, answer);
	return code;
}

static int run_receive(struct cmd_call *call)
{
	struct value *request = value_map(call->arena), *prepared, *answer;
	struct value *materials = value_map(call->arena);
	struct submit s;
	struct why why = { 0 };
	int code = cmd_papers_small(call, materials, "material");
	enum err e;

	if (code != CMD_OK)
		return code;
	e = cmd_receive_request(call, request, materials, &why);
	if (e == ERR_OK)
		e = receipt_check(call, &why);
	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	code = cmd_papers_large(call, materials, "material");
	if (code != CMD_OK)
		return code;
	code = submit_init(&s, call);
	if (code != CMD_OK)
		return code;
	code = cmd_drawn_put(call, request);
	if (code == CMD_OK)
		code = submit_case(&s, request, &prepared, &answer);
	submit_fini(&s);
	return code == CMD_OK ? cmd_receive_done(call, prepared, answer) : code;
}

const struct cmd cmd_receive_table[] = {
	{ "case receive", "", 0, 0, receive_options, run_receive, "收件",
	    "receive a case" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
