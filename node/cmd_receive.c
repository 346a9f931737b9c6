/*
 * case receive: one case, from what the applicant handed in.
 */
#include <stdio.h>

#include "node/cmd_drawn.h"
#include "node/cmd_papers.h"
#include "node/file.h"
#include "node/receipt.h"
#include "node/submit.h"

static const struct cmd_option receive_options[] = {
	SUBMIT_OPTIONS,
	{ "item", CMD_REQUIRED, "ITEM", "事项,如 T04 / item" },
	{ "home", CMD_REQUIRED, "NODE", "办理地节点 / home district" },
	{ "form", CMD_REQUIRED, "FILE", "申请表 JSON / the form, JSON" },
	{ "material", CMD_REPEATED, "ID=FILE", "材料及文件 / a material" },
	{ "drawn", CMD_REPEATED, "ID[=IDENTIFIER]",
	    "免交:共享取得,或由此标识的电子证照 / drawn: shared, or from the "
	    "licence of this identifier" },
	{ "print", CMD_REPEATED, "ID",
	    "由申请表打印的材料 / printed from the form" },
	{ "original", CMD_REPEATED, "ID",
	    "已核原件的材料 / the original was seen" },
	{ "agent", CMD_OPTIONAL, "NAME",
	    "代办人编号 / who files for the applicant" },
	{ "channel", CMD_OPTIONAL,
	    "window|online|agent|kiosk|proactive|onsite|mail|phone",
	    "收件渠道,默认 window / channel" },
	{ "member", CMD_REPEATED, "ITEM",
	    "一件事:所选子事项,默认按申请表,否则全部 / a chosen member of a "
	    "bundle" },
	{ "parent", CMD_OPTIONAL, "CASE",
	    "所属一件事的办件 / the bundle's case that this is a member of" },
	RECEIPT_OPTION,
	{ NULL, CMD_FLAG, NULL, NULL },
};

static enum err receive_request(struct cmd_call *call, struct value *request,
    struct value *materials, struct why *why)
{
	struct value *form;
	enum err e =
	    file_read_json(call->arena, cmd_get(call, "form"), &form, why);

	if (e == ERR_OK)
		e = cmd_papers_marks(call, materials, "drawn", why);
	if (e == ERR_OK)
		e = cmd_papers_marks(call, materials, "print", why);
	if (e != ERR_OK)
		return e;
	value_set(call->arena, request, "kind",
	    value_text(call->arena, "case.receive"));
	value_set(call->arena, request, "form", form);
	value_set(call->arena, request, "materials", materials);
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

/* Number, act id and the proof file: what the applicant takes home. */
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
	e = receive_request(call, request, materials, &why);
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
	if (code != CMD_OK)
		return code;
	code = receipt_give(call, prepared, answer);
	if (code == CMD_OK)
		tell(call, answer);
	return code;
}

const struct cmd cmd_receive_table[] = {
	{ "case receive", "", 0, 0, receive_options, run_receive, "收件",
	    "receive a case" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
