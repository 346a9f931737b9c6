#include "node/cmd_papers.h"

#include <string.h>

#include "node/cmd_drawn.h"
#include "node/pieces.h"

/* A material is given once, in one way. */
static enum err put_material(struct cmd_call *call, struct value *materials,
    struct bytes id, const struct value *m, struct why *why)
{
	if (value_get_bytes(materials, id) != NULL)
		return why_set(why, ERR_USAGE,
		    "%.*s 给了两次 / %.*s is given twice", (int)id.n,
		    (const char *)id.p, (int)id.n, (const char *)id.p);
	value_set_bytes(call->arena, materials, id, m);
	return ERR_OK;
}

/* "ID=FILE" */
static bool split(const char *option, struct bytes *id, const char **path)
{
	const char *equals = strchr(option, '=');

	if (equals == NULL || equals == option || equals[1] == '\0')
		return false;
	*id = (struct bytes){ (const uint8_t *)option,
		(size_t)(equals - option) };
	*path = equals + 1;
	return true;
}

/* A large one only takes its place. */
static int add_small(
    struct cmd_call *call, struct value *materials, const char *option)
{
	struct value *m = value_map(call->arena);
	struct bytes id;
	const char *path;
	struct why why = { 0 };
	int code = CMD_OK;

	if (!split(option, &id, &path))
		return cmd_usage(call,
		    "文件写作 ID=FILE / a file is ID=FILE, not \"%s\"", option);
	if (!pieces_is_large(path))
		code = pieces_give(call, path, &m);
	if (code != CMD_OK)
		return code;
	return put_material(call, materials, id, m, &why) == ERR_OK
		   ? CMD_OK
		   : cmd_fail(call, ERR_USAGE, &why);
}

static int add_large(
    struct cmd_call *call, struct value *materials, const char *option)
{
	struct value *m;
	struct bytes id;
	const char *path;
	int code;

	if (!split(option, &id, &path) || !pieces_is_large(path))
		return CMD_OK;
	code = pieces_give(call, path, &m);
	if (code == CMD_OK)
		value_set_bytes(call->arena, materials, id, m);
	return code;
}

static int add_files(struct cmd_call *call, struct value *materials,
    const char *option_name,
    int (*add)(struct cmd_call *, struct value *, const char *))
{
	const char *option;
	int code = CMD_OK;

	for (size_t i = 0; code == CMD_OK &&
			   (option = cmd_get_at(call, option_name, i)) != NULL;
	     i++)
		code = add(call, materials, option);
	return code;
}

enum err cmd_papers_marks(struct cmd_call *call, struct value *materials,
    const char *option, struct why *why)
{
	enum err e = ERR_OK;
	const char *id;

	for (size_t i = 0;
	     e == ERR_OK && (id = cmd_get_at(call, option, i)) != NULL; i++) {
		struct value *m = value_map(call->arena);

		value_set(
		    call->arena, m, option, value_bool(call->arena, true));
		e = put_material(
		    call, materials, cmd_drawn_material(id), m, why);
	}
	return e;
}

int cmd_papers_small(
    struct cmd_call *call, struct value *papers, const char *option)
{
	return add_files(call, papers, option, add_small);
}

int cmd_papers_large(
    struct cmd_call *call, struct value *papers, const char *option)
{
	return add_files(call, papers, option, add_large);
}
