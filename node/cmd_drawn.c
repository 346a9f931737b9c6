#include "node/cmd_drawn.h"

#include <string.h>

#include "node/ask.h"
#include "schema/elicence.h"

struct bytes cmd_drawn_material(const char *option)
{
	return (struct bytes){ (const uint8_t *)option, strcspn(option, "=") };
}

const char *cmd_drawn_identifier(const char *option)
{
	const char *equals = strchr(option, '=');

	return equals != NULL ? equals + 1 : NULL;
}

/* Those that this district issued; all when none is named. */
static const struct value *of_node(
    struct cmd_call *call, const struct value *list, const char *node)
{
	struct value *out = value_list(call->arena);

	for (size_t i = 0; i < value_count(list); i++)
		if (node == NULL ||
		    value_is_text(value_get(value_at(list, i), "node"), node))
			value_push(call->arena, out, value_at(list, i));
	return out;
}

int cmd_drawn_find(
    struct cmd_call *call, const char *identifier, const struct value **list)
{
	char normal[ELICENCE_ROOM];
	const char *at = strchr(identifier, '@');
	struct value *request = value_map(call->arena), *answer;
	struct bytes name = { (const uint8_t *)identifier,
		strcspn(identifier, "@") };
	struct why why = { 0 };
	enum err e = elicence_check(normal, name, &why);
	int code;

	if (e != ERR_OK)
		return cmd_usage(call, "%s: %s", identifier, why.text);
	value_set(call->arena, request, "identifier",
	    value_text(call->arena, normal));
	code = ask_post(call, "/v1/licences/find", request, &answer);
	if (code != CMD_OK)
		return code;
	*list = of_node(
	    call, value_get(answer, "licences"), at != NULL ? at + 1 : NULL);
	if (value_count(*list) > 0)
		return CMD_OK;
	return cmd_fail(call,
	    why_set(&why, ERR_NOT_FOUND,
		"通办网中没有证照 %s / the network has no licence %s",
		identifier, identifier),
	    &why);
}

void cmd_drawn_names(
    struct cmd_call *call, struct value *request, const char *key)
{
	struct value *list = value_list(call->arena);
	const char *option;

	for (size_t i = 0; (option = cmd_get_at(call, "drawn", i)) != NULL; i++)
		value_push(call->arena, list,
		    value_text_bytes(call->arena, cmd_drawn_material(option)));
	if (value_count(list) > 0)
		value_set(call->arena, request, key, list);
}

/* Whoever can claim an identifier can: a clerk says whom to trust. */
static int refuse_several(
    struct cmd_call *call, const char *identifier, const struct value *list)
{
	const char *nodes = "";
	struct why why = { 0 };

	for (size_t i = 0; i < value_count(list); i++)
		nodes =
		    arena_print(call->arena, "%s%s%s", nodes, i > 0 ? ", " : "",
			value_get_string(value_at(list, i), "node"));
	return cmd_fail(call,
	    why_set(&why, ERR_REFUSED,
		"%s 由几个节点签发 (%s),写作 标识@节点 / several nodes have "
		"issued it: write IDENTIFIER@NODE",
		identifier, nodes),
	    &why);
}

int cmd_drawn_one(
    struct cmd_call *call, const char *identifier, const struct value **licence)
{
	const struct value *list = NULL;
	int code = cmd_drawn_find(call, identifier, &list);

	if (code == CMD_OK && value_count(list) > 1)
		return refuse_several(call, identifier, list);
	if (code == CMD_OK)
		*licence = value_at(list, 0);
	return code;
}

int cmd_drawn_push(
    struct cmd_call *call, const char *identifier, struct value *licences)
{
	const struct value *licence = NULL;
	int code = cmd_drawn_one(call, identifier, &licence);

	if (code == CMD_OK)
		value_push(call->arena, licences, value_get(licence, "act"));
	return code;
}

int cmd_drawn_put(struct cmd_call *call, struct value *request)
{
	struct value *licences = value_list(call->arena);
	const char *option;

	for (size_t i = 0; (option = cmd_get_at(call, "drawn", i)) != NULL;
	     i++) {
		const char *identifier = cmd_drawn_identifier(option);
		int code = CMD_OK;

		if (identifier != NULL)
			code = cmd_drawn_push(call, identifier, licences);
		if (code != CMD_OK)
			return code;
	}
	if (value_count(licences) > 0)
		value_set(call->arena, request, "licences", licences);
	return CMD_OK;
}
