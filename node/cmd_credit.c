/*
 * Commands about credit: marks of broken promises, and their repair.
 */
#include "node/cmd_credit.h"

#include <stdio.h>
#include <string.h>

#include "node/ask.h"
#include "node/cmd_rule.h"
#include "node/say.h"
#include "node/submit.h"
#include "node/table.h"

static const struct cmd_option show_options[] = {
	ASK_KEY_OPTIONS,
	{ NULL, CMD_FLAG, NULL, NULL },
};

static const struct cmd_option mark_options[] = {
	SUBMIT_OPTIONS,
	SUBMIT_DRAFT,
	{ NULL, CMD_FLAG, NULL, NULL },
};

static const struct cmd_option repair_options[] = {
	SUBMIT_OPTIONS,
	SUBMIT_DRAFT,
	{ "reason", CMD_REQUIRED, "TEXT", "修复事由 / why" },
	{ "record", CMD_OPTIONAL, "ID",
	    "案卷中所附证明的行为编号 / the act of the case that holds the "
	    "record" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static int not_found(struct cmd_call *call, const char *zh, const char *en)
{
	struct why why = { 0 };

	(void)why_set(&why, ERR_NOT_FOUND, "%s / %s", zh, en);
	return cmd_fail(call, ERR_NOT_FOUND, &why);
}

static const char *text(const struct value *v, const char *key)
{
	const char *found = value_get_string(v, key);

	return found != NULL ? found : "-";
}

/* ---- show ---- */

static const char *standing(const struct value *mark)
{
	bool in_force = false;

	(void)value_get_bool(mark, "in_force", &in_force);
	if (value_get(mark, "repaired") != NULL)
		return "已修复";
	return in_force ? "有效" : "已失效";
}

static void print_marks(const struct value *list)
{
	struct table *t = table_new(7);

	table_row(t, "记录", "区县", "办件", "事项", "自", "至", "状态", NULL);
	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *m = value_at(list, i);

		table_row(t, text(m, "id"), text(m, "node_name"),
		    text(m, "number"), text(m, "item"), text(m, "since_text"),
		    text(m, "until_text"), standing(m), NULL);
	}
	table_print(t);
}

static int show_all(struct cmd_call *call)
{
	struct value *answer;
	int code = ask_get(call, "/v1/credit", &answer);

	if (code != CMD_OK)
		return code;
	if (call->json)
		cmd_print_json(answer);
	else
		print_marks(value_get(answer, "marks"));
	return CMD_OK;
}

void cmd_credit_print(const struct value *dossier)
{
	const struct value *credit = value_get(dossier, "credit");
	const struct value *marks = value_get(credit, "marks");
	bool checked = false;

	if (credit == NULL)
		return;
	(void)value_get_bool(credit, "checked", &checked);
	if (!checked)
		(void)printf("信用未核(收件地没有信用密钥) / credit is not "
			     "checked\n");
	for (size_t i = 0; i < value_count(marks); i++)
		(void)printf("失信 marked  %s %s 至 %s\n",
		    text(value_at(marks, i), "id"),
		    text(value_at(marks, i), "node_name"),
		    text(value_at(marks, i), "until_text"));
	if (value_get(credit, "unmarked") != NULL)
		(void)printf("承诺不实,尚未记失信:由 %s 执行 tongban credit "
			     "mark %s / a broken promise is not marked yet\n",
		    text(credit, "marker_name"), text(dossier, "number"));
}

static int case_of(struct cmd_call *call, struct value **out)
{
	return ask_get(
	    call, ask_path(call, "/v1/cases/", call->arguments[0]), out);
}

static int show(struct cmd_call *call)
{
	struct value *dossier;
	int code;

	if (call->argument_count == 0)
		return show_all(call);
	code = case_of(call, &dossier);
	if (code != CMD_OK)
		return code;
	if (value_get(dossier, "credit") == NULL)
		return not_found(call, "此事项的标准不记失信",
		    "the standard of this item marks nobody");
	if (call->json)
		cmd_print_json(value_get(dossier, "credit"));
	else
		cmd_credit_print(dossier);
	return CMD_OK;
}

/* ---- mark ---- */

static bool copy_id(struct cmd_call *call, struct value *body, const char *key,
    const struct value *from, const char *name)
{
	const char *hex = value_get_string(from, name);
	struct digest id;

	if (hex == NULL || digest_unhex(&id, bytes_text(hex)) != ERR_OK)
		return false;
	value_set(call->arena, body, key,
	    value_bin(call->arena, arena_copy(call->arena, digest_bytes(&id))));
	return true;
}

static int mark(struct cmd_call *call)
{
	struct value *dossier, *body = value_map(call->arena);
	const struct value *credit;
	struct bytes ground;
	struct digest std;
	const char *hex;
	int code = case_of(call, &dossier);

	if (code != CMD_OK)
		return code;
	credit = value_get(dossier, "credit");
	if (!copy_id(call, body, "subject", credit, "subject") ||
	    !copy_id(call, body, "case", dossier, "id") ||
	    value_get_string(credit, "unmarked") == NULL)
		return not_found(call,
		    "本案没有待记的失信:承诺未被查出不实、已记、标准不记,或收件"
		    "时没有信用密钥;见 credit show",
		    "nothing to mark: no promise was found broken, it is marked, "
		    "the standard marks nobody, or nobody checked; see credit "
		    "show");
	hex = value_get_string(dossier, "standard");
	if (hex == NULL || digest_unhex(&std, bytes_text(hex)) != ERR_OK)
		return not_found(call, "办件没有标准", "it has no standard");
	code = ask_raw(call,
	    arena_print(call->arena, "/v1/acts/%s/raw",
		value_get_string(credit, "unmarked")),
	    &ground);
	if (code != CMD_OK)
		return code;
	value_set(call->arena, body, "ground", value_bin(call->arena, ground));
	say_text(call->arena, body, "item", value_get_string(dossier, "item"));
	return cmd_rule_submit(call, "credit.mark", body, &std,
	    arena_print(
		call->arena, "已记失信 / marked %s", call->arguments[0]));
}

/* ---- repair ---- */

/* The one mark that begins with these digits, or NULL. */
static const struct value *find_mark(
    const struct value *list, const char *digits)
{
	const struct value *found = NULL;
	size_t n = strlen(digits);

	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *m = value_at(list, i);

		if (strncmp(text(m, "id"), digits, n) != 0)
			continue;
		if (found != NULL)
			return NULL;
		found = m;
	}
	return found;
}

static int repair(struct cmd_call *call)
{
	struct value *answer, *body = value_map(call->arena);
	const char *record = cmd_get(call, "record");
	const struct value *m;
	struct digest id;
	int code = ask_get(call, "/v1/credit", &answer);

	if (code != CMD_OK)
		return code;
	m = find_mark(value_get(answer, "marks"), call->arguments[0]);
	if (m == NULL || value_get(m, "repaired") != NULL ||
	    !copy_id(call, body, "mark", m, "id"))
		return not_found(call,
		    "没有这一条未修复的失信记录,见 credit show",
		    "no such mark that is not repaired; see credit show");
	say_text(call->arena, body, "node", value_get_string(m, "node"));
	say_text_given(call->arena, body, "reason", cmd_get(call, "reason"));
	if (record != NULL) {
		if (digest_unhex(&id, bytes_text(record)) != ERR_OK)
			return cmd_usage(
			    call, "--record 是 64 位十六进制 / is an act's id");
		value_set(call->arena, body, "record",
		    value_bin(call->arena,
			arena_copy(call->arena, digest_bytes(&id))));
	}
	return cmd_rule_submit(call, "credit.repair", body, NULL,
	    arena_print(call->arena, "已修复 / repaired %s", text(m, "id")));
}

void cmd_credit_hint(struct cmd_call *call, const char *number)
{
	struct value *dossier;

	if (!call->json && ask_get(call, ask_path(call, "/v1/cases/", number),
			       &dossier) == CMD_OK)
		cmd_credit_print(dossier);
}

const struct cmd cmd_credit_table[] = {
	{ "credit show", "[NUMBER]", 0, 1, show_options, show,
	    "失信记录:全部,或一个办件的申请人", "marks: all, or of a case" },
	{ "credit mark", "NUMBER", 1, 1, mark_options, mark, "承诺不实,记失信",
	    "mark a broken promise" },
	{ "credit repair", "MARK", 1, 1, repair_options, repair, "修复失信记录",
	    "repair a mark" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
