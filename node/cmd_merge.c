#include "node/cmd_merge.h"

#include <stdio.h>
#include <string.h>

#include "node/cmd_standard.h"
#include "node/table.h"
#include "schema/joint.h"
#include "schema/joint_merge.h"
#include "schema/standard.h"

static const char *text(const struct value *map, const char *key)
{
	const char *t = value_get_string(map, key);

	return t != NULL && t[0] != '\0' ? t : "-";
}

/* "T01:M2(KL) T03a:M1(K)" */
static const char *askers(struct cmd_call *call, const struct value *list)
{
	const char *all = "";

	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *v = value_at(list, i);
		const char *one =
		    v->type == VALUE_TEXT
			? (const char *)v->bytes.p
			: arena_print(call->arena, "%s:%s(%s)", text(v, "item"),
			      text(v, "id"), text(v, "flags"));

		all = arena_print(
		    call->arena, "%s%s%s", all, i > 0 ? " " : "", one);
	}
	return all;
}

static void tell_materials(struct cmd_call *call, const struct value *out)
{
	const struct value *list = value_get(out, "materials");
	struct table *t = table_new(2);

	table_row(t, "材料 (只收一次) / materials", "用于 / for", NULL);
	for (size_t i = 0; i < value_count(list); i++)
		table_row(t, text(value_at(list, i), "zh"),
		    askers(call, value_get(value_at(list, i), "for")), NULL);
	table_print(t);
	list = value_get(out, "dropped");
	for (size_t i = 0; i < value_count(list); i++)
		(void)printf("不再收 / not asked for: %s %s %s (%s 产生 / "
			     "given by %s)\n",
		    text(value_at(list, i), "item"),
		    text(value_at(list, i), "id"),
		    text(value_at(list, i), "zh"),
		    text(value_at(list, i), "given_by"),
		    text(value_at(list, i), "given_by"));
}

static void tell_form(struct cmd_call *call, const struct value *out)
{
	const struct value *list = value_get(out, "shared");
	struct table *t = table_new(3);

	table_row(t, "表单 / form", "名称", "用于 / for", NULL);
	for (size_t i = 0; i < value_count(list); i++)
		table_row(t, text(value_at(list, i), "key"),
		    text(value_at(list, i), "zh"),
		    askers(call, value_get(value_at(list, i), "for")), NULL);
	list = value_get(out, "individual");
	for (size_t i = 0; i < value_count(list); i++)
		table_row(t, text(value_at(list, i), "key"),
		    text(value_at(list, i), "zh"),
		    text(value_at(list, i), "item"), NULL);
	table_print(t);
	list = value_get(out, "conflicts");
	for (size_t i = 0; i < value_count(list); i++)
		(void)printf("共用项类型不同,改正其一 / a shared field of two "
			     "types, correct one: %s 为 %s, %s 为 %s\n",
		    text(value_at(list, i), "key"),
		    text(value_at(list, i), "type"),
		    text(value_at(list, i), "item"),
		    text(value_at(list, i), "here"));
}

static int refuse_member(struct cmd_call *call, const struct standard *bundle,
    const char *item, const char *why_zh, const char *why_en)
{
	struct why why = { 0 };

	return cmd_fail(call,
	    why_set(&why, ERR_REFUSED, "%s: %s %s / %s %s", bundle->item, item,
		why_zh, item, why_en),
	    &why);
}

/* A member of the bundle, not named before. */
static int check_member(struct cmd_call *call, const struct standard *bundle,
    const struct standard *const *members, size_t count)
{
	const char *item = members[count]->item;

	if (joint_member(bundle, item) == NULL)
		return refuse_member(call, bundle, item,
		    "不是其子事项,见 bundle.members",
		    "is no member of it; see bundle.members");
	for (size_t i = 0; i < count; i++)
		if (strcmp(members[i]->item, item) == 0)
			return refuse_member(
			    call, bundle, item, "给了两次", "is given twice");
	return CMD_OK;
}

int cmd_merge_run(struct cmd_call *call)
{
	const struct standard *members[JOINT_MEMBERS_MAX] = { NULL };
	const struct standard *bundle = NULL;
	size_t count = (size_t)call->argument_count - 1;
	struct value *out;
	int code = cmd_standard_load(call, call->arguments[0], &bundle);

	for (size_t i = 0; code == CMD_OK && i < count; i++) {
		code = cmd_standard_load(
		    call, call->arguments[i + 1], &members[i]);
		if (code == CMD_OK)
			code = check_member(call, bundle, members, i);
	}
	if (code != CMD_OK)
		return code;
	out = joint_merge(call->arena, bundle, members, count);
	if (call->json) {
		cmd_print_json(out);
	} else {
		tell_materials(call, out);
		tell_form(call, out);
	}
	return value_count(value_get(out, "conflicts")) == 0 ? CMD_OK
							     : CMD_FINDING;
}
