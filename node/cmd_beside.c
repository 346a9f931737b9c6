/*
 * Commands on a case that need no pen: look into its files, hold it, have it
 * erased; and the authority's: give the pen to another district.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "node/cmd.h"
#include "node/pieces.h"
#include "node/say.h"
#include "node/submit.h"

static const char *number_of(const struct cmd_call *call)
{
	return call->arguments[0];
}

/* ---- reassign ---- */

static const struct cmd_option reassign_options[] = {
	SUBMIT_OPTIONS,
	{ "to", CMD_REQUIRED, "NODE",
	    "改派给,须能打开案卷 / who gets the pen and can open the case" },
	{ "reason", CMD_REQUIRED, "TEXT", "事由 / reason" },
	{ "cut", CMD_REPEATED, "NODE=SIZE",
	    "某日志只算到此,默认为已有全部 / how much of a log counts, default "
	    "all that is held" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static bool add_cut(
    struct cmd_call *call, struct value *cuts, const char *option)
{
	const char *equals = strchr(option, '=');
	uint64_t size;

	if (equals == NULL || equals == option ||
	    text_decimal(&size, bytes_text(equals + 1), INT64_MAX) != ERR_OK)
		return false;
	value_set_bytes(call->arena, cuts,
	    (struct bytes){
		(const uint8_t *)option, (size_t)(equals - option) },
	    value_int(call->arena, (int64_t)size));
	return true;
}

static void tell_late(const struct value *late)
{
	if (value_count(late) == 0)
		return;
	(void)printf("以下行为将不再计入 / acts that count no more:\n");
	for (size_t i = 0; i < value_count(late); i++) {
		const struct value *v = value_at(late, i);
		int64_t position = 0;

		(void)value_get_int(v, "position", &position);
		(void)printf("  %s#%lld  %s\n", value_get_string(v, "node"),
		    (long long)position, value_get_string(v, "kind"));
	}
}

static int run_reassign(struct cmd_call *call)
{
	struct value *request = value_map(call->arena), *prepared, *answer;
	struct value *cuts = value_map(call->arena);
	const char *option;
	int code;

	for (size_t i = 0; (option = cmd_get_at(call, "cut", i)) != NULL; i++)
		if (!add_cut(call, cuts, option))
			return cmd_usage(call,
			    "--cut 写作 NODE=SIZE / is NODE=SIZE, not %s",
			    option);
	say_text_given(call->arena, request, "to", cmd_get(call, "to"));
	say_text_given(call->arena, request, "reason", cmd_get(call, "reason"));
	value_set(call->arena, request, "cuts", cuts);
	code = submit_on(call, number_of(call), "case.reassign", request,
	    &prepared, &answer);
	if (code != CMD_OK)
		return code;
	value_set(call->arena, answer, "late",
	    value_get(prepared, "late") != NULL ? value_get(prepared, "late")
						: value_list(call->arena));
	submit_tell(call, number_of(call), request, answer);
	if (!call->json)
		tell_late(value_get(answer, "late"));
	return CMD_OK;
}

/* ---- files ---- */

static const struct cmd_option file_options[] = {
	SUBMIT_OPTIONS,
	{ "reason", CMD_OPTIONAL, "TEXT",
	    "调阅理由;外区证照必填 / why; needed for another district's "
	    "licence" },
	{ "out", CMD_OPTIONAL, "FILE", "存到 / write to, default stdout" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

/* The access record comes first: an opening that is not on record is none. */
static int open_file(struct cmd_call *call, const char **access)
{
	struct value *request = value_map(call->arena), *answer;
	struct value *files = value_list(call->arena);
	int code;

	value_push(
	    call->arena, files, value_text(call->arena, call->arguments[1]));
	value_set(call->arena, request, "files", files);
	say_text_given(call->arena, request, "reason", cmd_get(call, "reason"));
	code = submit_on(
	    call, number_of(call), "case.open", request, NULL, &answer);
	if (code == CMD_OK)
		*access = value_get_string(answer, "id");
	return code;
}

static int run_file(struct cmd_call *call)
{
	const char *out = cmd_get(call, "out"), *access = NULL, *path;
	int code = open_file(call, &access);

	if (code != CMD_OK)
		return code;
	path = ask_path(call, "/v1/cases/", number_of(call));
	path = ask_path(call, arena_print(call->arena, "%s/files/", path),
	    call->arguments[1]);
	return pieces_take(
	    call, arena_print(call->arena, "%s?access=%s", path, access), out);
}

/* ---- hold, release, erase ---- */

static int with_reason(struct cmd_call *call, const char *kind)
{
	struct value *request = value_map(call->arena), *answer;
	int code;

	say_text_given(call->arena, request, "reason", cmd_get(call, "reason"));
	code = submit_on(call, number_of(call), kind, request, NULL, &answer);
	if (code == CMD_OK)
		submit_tell(call, number_of(call), request, answer);
	return code;
}

static const struct cmd_option hold_options[] = {
	SUBMIT_OPTIONS,
	{ "reason", CMD_REQUIRED, "TEXT", "事由 / reason" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static int run_hold(struct cmd_call *call)
{
	return with_reason(call, "case.hold");
}

static int run_release(struct cmd_call *call)
{
	return with_reason(call, "case.release");
}

static const struct cmd_option erase_options[] = {
	SUBMIT_OPTIONS,
	{ "reason", CMD_REQUIRED, "retention|order",
	    "保存期满,或依令 / the retention is over, or by order" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static int run_erase(struct cmd_call *call)
{
	return with_reason(call, "case.erase");
}

const struct cmd cmd_beside_table[] = {
	{ "case file", "NUMBER ID", 2, 2, file_options, run_file,
	    "调阅密匣文件(form、mat.M1、result …),留记录",
	    "read a sealed file of a case, on record" },
	{ "case hold", "NUMBER", 1, 1, hold_options, run_hold, "下达留存令",
	    "hold a case: it is not erased" },
	{ "case release", "NUMBER", 1, 1, hold_options, run_release,
	    "解除留存令", "release the holds of a case" },
	{ "case erase", "NUMBER", 1, 1, erase_options, run_erase, "销毁",
	    "have a closed case erased everywhere" },
	{ "case reassign", "NUMBER", 1, 1, reassign_options, run_reassign,
	    "改派(主管)", "give the pen to another district (authority)" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
