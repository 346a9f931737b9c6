/*
 * case receive-bundle: one form and one set of papers, a case for the whole and
 * one for each member (一件事一次收件).
 *
 *	what is asked for (GET /v1/bundles) -> parts of the form, of the papers
 *	-> each member tried -> the whole received -> each member received
 *
 * The members are prepared, unsigned, before the first act is signed: what is
 * wrong with one of them is heard while nothing has been received.
 */
#include <stdio.h>
#include <string.h>

#include "node/cmd_joint_part.h"
#include "node/file.h"
#include "node/receipt.h"
#include "node/submit.h"
#include "node/table.h"

static const struct cmd_option options[] = {
	SUBMIT_OPTIONS,
	{ "item", CMD_REQUIRED, "ITEM", "一件事,如 T03 / the bundle" },
	{ "home", CMD_REQUIRED, "NODE", "办理地节点 / home district" },
	{ "form", CMD_REQUIRED, "FILE",
	    "一张表 JSON:shared 及每项一段 / one form, JSON: shared, and one "
	    "part for each item" },
	{ "member", CMD_REPEATED, "ITEM",
	    "所选子事项,默认按申请表,否则全部 / a chosen member" },
	{ "material", CMD_REPEATED, "ITEM:ID=FILE",
	    "材料,同一材料只给一次 / a material; what several ask for once" },
	{ "drawn", CMD_REPEATED, "ITEM:ID[=IDENTIFIER]",
	    "免交:共享取得,或由此标识的电子证照 / drawn: shared, or from the "
	    "licence of this identifier" },
	{ "agent", CMD_OPTIONAL, "NAME",
	    "代办人编号 / who files for the applicant" },
	{ "channel", CMD_OPTIONAL,
	    "window|online|agent|kiosk|proactive|onsite|mail|phone",
	    "收件渠道,默认 window / channel" },
	{ "parent", CMD_OPTIONAL, "CASE",
	    "总件已收:只收尚缺的子件 / the whole was received: only the members "
	    "that lack" },
	RECEIPT_OPTION,
	{ NULL, CMD_FLAG, NULL, NULL },
};

static struct value *text(struct cmd_call *call, const char *t)
{
	return value_text(call->arena, t);
}

/* ---- which members ---- */

static const char *listed(
    struct cmd_call *call, const char *all, const char *one)
{
	return all == NULL ? one : arena_print(call->arena, "%s,%s", all, one);
}

/* "T01,T03a": named in the command, or on the form; NULL: all. */
static const char *chosen(struct cmd_call *call, const struct value *form)
{
	const struct value *list =
	    value_get(value_get(form, cmd_get(call, "item")), "members");
	const char *all = NULL, *one;

	for (size_t i = 0; (one = cmd_get_at(call, "member", i)) != NULL; i++)
		all = listed(call, all, one);
	if (all != NULL)
		return all;
	for (size_t i = 0; i < value_count(list); i++)
		if (value_at(list, i)->type == VALUE_TEXT)
			all = listed(call, all,
			    (const char *)value_at(list, i)->bytes.p);
	return all;
}

/* A member of a bundle that is there already, and not received yet? */
static bool is_open(const struct value *whole, const char *item)
{
	const struct value *list = value_get(whole, "members");

	for (size_t i = 0; i < value_count(list); i++)
		if (value_is_text(value_get(value_at(list, i), "item"), item))
			return value_is_text(
			    value_get(value_at(list, i), "state"), "NONE");
	return false;
}

/* ---- one case's request ---- */

static struct value *request_of(
    struct cmd_call *call, const char *item, struct value *form)
{
	struct value *request = value_map(call->arena);

	value_set(call->arena, request, "kind", text(call, "case.receive"));
	value_set(call->arena, request, "item", text(call, item));
	value_set(call->arena, request, "form", form);
	value_set(call->arena, request, "channel",
	    text(call, cmd_has(call, "channel") ? cmd_get(call, "channel")
						: "window"));
	submit_put(call, request, "home");
	submit_put(call, request, "agent");
	return request;
}

static struct value *whole_request(struct cmd_joint *j)
{
	struct cmd_call *call = j->call;
	const struct value *print = value_get(j->merge, "print");
	struct value *materials = value_map(call->arena);
	struct value *members = value_list(call->arena);
	struct value *request =
	    request_of(call, j->item, cmd_joint_part_form(j, j->item));

	for (size_t i = 0; i < value_count(print); i++)
		value_set_bytes(call->arena, materials,
		    value_at(print, i)->bytes,
		    cmd_joint_part_mark(call, "print"));
	for (size_t i = 0; i < value_count(j->members); i++)
		value_push(call->arena, members,
		    value_get(value_at(j->members, i), "item"));
	value_set(call->arena, request, "materials", materials);
	value_set(call->arena, request, "members", members);
	return request;
}

static int member_request(
    struct cmd_joint *j, const char *item, bool whole, struct value **out)
{
	struct value *materials = NULL;
	int code = cmd_joint_part_materials(j, item, whole, &materials);

	if (code != CMD_OK)
		return code;
	*out = request_of(j->call, item, cmd_joint_part_form(j, item));
	value_set(j->call->arena, *out, "materials", materials);
	return cmd_joint_part_licences(j, item, *out);
}

/* ---- try, receive ---- */

static const char *member_at(const struct cmd_joint *j, size_t i)
{
	return value_get_string(value_at(j->members, i), "item");
}

static bool is_wanted(const struct cmd_joint *j, const char *item)
{
	return j->whole == NULL || is_open(j->whole, item);
}

static int try_all(struct cmd_joint *j)
{
	struct value *request;
	int code = CMD_OK;

	if (j->whole == NULL)
		code = submit_try(&j->submit, whole_request(j));

	for (size_t i = 0; code == CMD_OK && i < value_count(j->members); i++) {
		const char *item = member_at(j, i);

		if (!is_wanted(j, item))
			continue;
		code = member_request(j, item, false, &request);
		if (code == CMD_OK)
			code = submit_try(&j->submit, request);
		if (code != CMD_OK)
			(void)fprintf(stderr,
			    "子事项 %s:未收件 / member %s: nothing was "
			    "received\n",
			    item, item);
	}
	return code;
}

static int receive(struct cmd_joint *j, struct value *request, const char *item,
    struct value **answer)
{
	struct value *prepared;
	int code = submit_case(&j->submit, request, &prepared, answer);

	if (code != CMD_OK)
		return code;
	value_set(j->call->arena, *answer, "item", text(j->call, item));
	return receipt_give(j->call, prepared, *answer);
}

static int receive_whole(struct cmd_joint *j)
{
	struct value *answer;
	int code;

	if (j->whole != NULL) {
		j->parent = value_get_string(j->whole, "number");
		return CMD_OK;
	}
	code = receive(j, whole_request(j), j->item, &answer);
	if (code != CMD_OK)
		return code;
	j->parent = value_get_string(answer, "number");
	value_push(j->call->arena, j->received, answer);
	return CMD_OK;
}

static int receive_members(struct cmd_joint *j)
{
	struct value *request, *answer;
	int code = CMD_OK;

	for (size_t i = 0; code == CMD_OK && i < value_count(j->members); i++) {
		const char *item = member_at(j, i);

		if (!is_wanted(j, item))
			continue;
		code = member_request(j, item, true, &request);
		if (code == CMD_OK) {
			value_set(j->call->arena, request, "parent",
			    text(j->call, j->parent));
			code = receive(j, request, item, &answer);
		}
		if (code == CMD_OK)
			value_push(j->call->arena, j->received, answer);
		else
			(void)fprintf(stderr,
			    "总件 %s 已收,%s 未收:改正后加 --parent %s 再来一次 "
			    "/ bundle %s is received, %s is not: correct it, "
			    "and again with --parent %s\n",
			    j->parent, item, j->parent, j->parent, item,
			    j->parent);
	}
	return code;
}

static void tell(const struct cmd_joint *j)
{
	struct value *out = value_map(j->call->arena);
	struct table *t;

	if (j->call->json) {
		value_set(
		    j->call->arena, out, "number", text(j->call, j->parent));
		value_set(j->call->arena, out, "received", j->received);
		cmd_print_json(out);
		return;
	}
	t = table_new(4);
	table_row(t, "事项 / item", "办件编号 / number", "收件时间 / time",
	    "回执文件 / receipt", NULL);
	for (size_t i = 0; i < value_count(j->received); i++) {
		const struct value *v = value_at(j->received, i);

		table_row(t, value_get_string(v, "item"),
		    value_get_string(v, "number"),
		    value_get_string(v, "time_text"),
		    value_get_string(v, "receipt"), NULL);
	}
	table_print(t);
}

/* ---- the command ---- */

static int look(struct cmd_joint *j)
{
	struct cmd_call *call = j->call;
	const char *list = chosen(call, j->form);
	const char *path = ask_path(call, "/v1/bundles/", j->item);
	struct value *v;
	int code = CMD_OK;

	if (cmd_has(call, "parent")) {
		code = ask_get(call,
		    ask_path(call, "/v1/cases/", cmd_get(call, "parent")), &v);
		j->whole = v;
	}
	if (code == CMD_OK && list != NULL)
		path = ask_path(
		    call, arena_print(call->arena, "%s?members=", path), list);
	if (code == CMD_OK)
		code = ask_get(call, path, &v);
	if (code != CMD_OK)
		return code;
	j->merge = v;
	j->members = value_get(v, "members");
	return cmd_joint_part_check(j);
}

static int run(struct cmd_call *call)
{
	struct cmd_joint j = { .call = call,
		.item = cmd_get(call, "item"),
		.received = value_list(call->arena) };
	struct value *form;
	struct why why = { 0 };
	enum err e =
	    file_read_json(call->arena, cmd_get(call, "form"), &form, &why);
	int code;

	if (e == ERR_OK)
		e = receipt_check(call, &why);
	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	j.form = form;
	code = submit_init(&j.submit, call);
	if (code != CMD_OK)
		return code;
	code = look(&j);
	if (code == CMD_OK)
		code = try_all(&j);
	if (code == CMD_OK)
		code = receive_whole(&j);
	if (code == CMD_OK)
		code = receive_members(&j);
	submit_fini(&j.submit);
	if (code == CMD_OK || value_count(j.received) > 0)
		tell(&j);
	return code;
}

const struct cmd cmd_joint_table[] = {
	{ "case receive-bundle", "", 0, 0, options, run, "一件事收件",
	    "receive a bundle and its members" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
