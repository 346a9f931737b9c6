/*
 * case draft: an application that is not handed in yet (起草), kept by the node
 * of the hall for the clerk who saved it, for seven days (docs/API.md A-28).
 */
#include <stdio.h>
#include <string.h>

#include "node/ask.h"
#include "node/cmd_drawn.h"
#include "node/cmd_papers.h"
#include "node/cmd_receive.h"
#include "node/pieces.h"
#include "node/receipt.h"
#include "node/submit.h"

static const struct cmd_option save_options[] = {
	SUBMIT_OPTIONS,
	CMD_RECEIVE_OPTIONS(CMD_OPTIONAL),
	{ "note", CMD_OPTIONAL, "TEXT",
	    "备注,只有本人可见 / a note for yourself" },
	{ "draft", CMD_OPTIONAL, "ID",
	    "重写已有的草稿 / in place of this one" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static const struct cmd_option own_options[] = {
	SUBMIT_OPTIONS,
	{ NULL, CMD_FLAG, NULL, NULL },
};

static const struct cmd_option submit_options[] = {
	SUBMIT_OPTIONS,
	{ "form", CMD_OPTIONAL, "FILE",
	    "申请表 JSON,替换草稿中的 / the form anew" },
	{ "material", CMD_REPEATED, "ID=FILE",
	    "补充或替换的材料 / a material more, or anew" },
	CMD_RECEIVE_DRAWN,
	{ "print", CMD_REPEATED, "ID",
	    "由申请表打印的材料 / printed from the form" },
	RECEIPT_OPTION,
	{ NULL, CMD_FLAG, NULL, NULL },
};

static const char *path_of(struct cmd_call *call)
{
	return ask_path(call, "/v1/drafts/", call->arguments[0]);
}

static void tell(struct cmd_call *call, const struct value *head)
{
	int64_t bytes = 0;

	if (call->json) {
		cmd_print_json(head);
		return;
	}
	(void)value_get_int(head, "bytes", &bytes);
	(void)printf("%s  %-6s %-16s %s  %lld  %s\n",
	    value_get_string(head, "draft"), value_get_string(head, "item"),
	    value_get_string(head, "home"),
	    value_get_string(head, "expires_text"), (long long)bytes,
	    value_get_string(head, "note"));
}

/* ---- save ---- */

/* An upload would be over long before the draft is. */
static enum err check_small(struct cmd_call *call, struct why *why)
{
	const char *option;

	for (size_t i = 0; (option = cmd_get_at(call, "material", i)) != NULL;
	     i++) {
		const char *equals = strchr(option, '=');

		if (equals != NULL && pieces_is_large(equals + 1))
			return why_set(why, ERR_LIMIT,
			    "%s 超过 1 MiB,不存入草稿,请在 case draft submit "
			    "时以 --material 给出 / is larger than 1 MiB and "
			    "not kept in a draft; give it to case draft "
			    "submit with --material",
			    equals + 1);
	}
	return ERR_OK;
}

static int run_save(struct cmd_call *call)
{
	struct value *request = value_map(call->arena), *head;
	struct value *materials = value_map(call->arena);
	const char *id = cmd_get(call, "draft");
	struct why why = { 0 };
	int code;
	enum err e = check_small(call, &why);

	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	code = cmd_papers_small(call, materials, "material");
	if (code != CMD_OK)
		return code;
	e = cmd_receive_request(call, request, materials, &why);
	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	if (cmd_has(call, "note"))
		submit_put(call, request, "note");
	code = cmd_drawn_put(call, request);
	if (code != CMD_OK)
		return code;
	if (id != NULL)
		code = ask_method(call, "PUT",
		    ask_path(call, "/v1/drafts/", id), request, &head);
	else
		code = ask_post(call, "/v1/drafts", request, &head);
	if (code == CMD_OK)
		tell(call, head);
	return code;
}

/* ---- look ---- */

static int run_list(struct cmd_call *call)
{
	struct value *answer;
	int code = ask_get(call, "/v1/drafts", &answer);
	const struct value *list;

	if (code != CMD_OK)
		return code;
	if (call->json) {
		cmd_print_json(answer);
		return CMD_OK;
	}
	list = value_get(answer, "drafts");
	for (size_t i = 0; i < value_count(list); i++)
		tell(call, value_at(list, i));
	return CMD_OK;
}

static int run_show(struct cmd_call *call)
{
	struct value *answer;
	int code = ask_get(call, path_of(call), &answer);

	if (code != CMD_OK)
		return code;
	tell(call, answer);
	if (!call->json)
		cmd_print_json(value_get(answer, "request"));
	return CMD_OK;
}

static int run_drop(struct cmd_call *call)
{
	struct value *answer;
	int code = ask_method(call, "DELETE", path_of(call), NULL, &answer);

	if (code != CMD_OK)
		return code;
	if (call->json)
		cmd_print_json(answer);
	else
		(void)printf("草稿已删除 / the draft is gone\n");
	return CMD_OK;
}

/* ---- submit ---- */

/* What the act has to say, so that nothing else is signed (node/submit.h). */
static void put_asked(
    struct cmd_call *call, const struct value *draft, struct value *request)
{
	static const char *const keys[] = { "item", "home", "channel", "agent",
		"parent" };
	const struct value *saved = value_get(draft, "request");

	value_set(call->arena, request, "kind",
	    value_text(call->arena, "case.receive"));
	value_set(call->arena, request, "draft",
	    value_text(call->arena, call->arguments[0]));
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (value_get(saved, keys[i]) != NULL)
			value_set(call->arena, request, keys[i],
			    value_get(saved, keys[i]));
}

static int hand_in(struct cmd_call *call, struct value *more,
    struct value **prepared, struct value **answer)
{
	struct value *draft;
	struct submit s;
	int code = submit_init(&s, call);

	if (code != CMD_OK)
		return code;
	code = cmd_drawn_put(call, more);
	if (code == CMD_OK)
		code = ask_get(call, path_of(call), &draft);
	if (code == CMD_OK) {
		put_asked(call, draft, more);
		code = submit_case(&s, more, prepared, answer);
	}
	submit_fini(&s);
	return code;
}

static int run_submit(struct cmd_call *call)
{
	struct value *more = value_map(call->arena), *prepared, *answer;
	struct value *materials = value_map(call->arena);
	struct why why = { 0 };
	int code = cmd_papers_small(call, materials, "material");
	enum err e;

	if (code != CMD_OK)
		return code;
	e = cmd_receive_papers(call, more, materials, &why);
	if (e == ERR_OK)
		e = receipt_check(call, &why);
	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	code = cmd_papers_large(call, materials, "material");
	if (code != CMD_OK)
		return code;
	code = hand_in(call, more, &prepared, &answer);
	return code == CMD_OK ? cmd_receive_done(call, prepared, answer) : code;
}

const struct cmd cmd_case_draft_table[] = {
	{ "case draft save", "", 0, 0, save_options, run_save, "存草稿",
	    "keep an application that is not handed in yet" },
	{ "case draft list", "", 0, 0, own_options, run_list, "我的草稿",
	    "your drafts" },
	{ "case draft show", "ID", 1, 1, own_options, run_show, "看草稿",
	    "show a draft" },
	{ "case draft submit", "ID", 1, 1, submit_options, run_submit,
	    "提交草稿,即收件", "receive a case from a draft" },
	{ "case draft drop", "ID", 1, 1, own_options, run_drop, "删除草稿",
	    "drop a draft" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
