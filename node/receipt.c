#include "node/receipt.h"

#include <sys/stat.h>
#include <unistd.h>

#include "node/ask.h"
#include "node/file.h"

static const char *folder(const struct cmd_call *call)
{
	return cmd_has(call, "receipt") ? cmd_get(call, "receipt") : ".";
}

enum err receipt_check(const struct cmd_call *call, struct why *why)
{
	const char *dir = folder(call);
	struct stat s;

	if (stat(dir, &s) == 0 && S_ISDIR(s.st_mode) &&
	    access(dir, W_OK | X_OK) == 0)
		return ERR_OK;
	return why_set(why, ERR_USAGE,
	    "回执不能写入 %s,未收件 / %s is no folder to write the receipt "
	    "to; nothing was received",
	    dir, dir);
}

int receipt_give(
    struct cmd_call *call, const struct value *prepared, struct value *answer)
{
	const char *id = value_get_string(answer, "id");
	const char *given = value_get_string(prepared, "number");
	const char *number = given != NULL ? given : "?";
	const char *path =
	    arena_print(call->arena, "%s/%s.tlog-proof", folder(call), number);
	struct bytes proof;
	struct why why = { 0 };
	int code = ask_raw(
	    call, arena_print(call->arena, "/v1/acts/%s/proof", id), &proof);
	enum err e;

	if (code != CMD_OK)
		return code;
	e = file_write(path, proof, 0644, &why);
	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	value_set(
	    call->arena, answer, "number", value_text(call->arena, number));
	value_set(
	    call->arena, answer, "receipt", value_text(call->arena, path));
	return CMD_OK;
}
