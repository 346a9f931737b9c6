#include "node/cmd_joint_part.h"

#include <string.h>

#include "node/cmd_drawn.h"
#include "node/pieces.h"

struct value *cmd_joint_part_mark(struct cmd_call *call, const char *word)
{
	struct value *m = value_map(call->arena);

	value_set(call->arena, m, word, value_bool(call->arena, true));
	return m;
}

/* ---- the form ---- */

static bool is_among(const struct value *list, const char *word)
{
	for (size_t i = 0; i < value_count(list); i++)
		if (value_is_text(value_at(list, i), word))
			return true;
	return false;
}

/* The shared field of this name, or NULL. */
static const struct value *shared_field(
    const struct cmd_joint *j, const char *key)
{
	const struct value *list = value_get(j->merge, "shared");

	for (size_t i = 0; i < value_count(list); i++)
		if (value_is_text(value_get(value_at(list, i), "key"), key))
			return value_at(list, i);
	return NULL;
}

static bool is_member(const struct cmd_joint *j, const char *item)
{
	for (size_t i = 0; i < value_count(j->members); i++)
		if (value_is_text(
			value_get(value_at(j->members, i), "item"), item))
			return true;
	return false;
}

static int check_map(
    struct cmd_joint *j, const char *key, const struct value *part)
{
	if (part->type == VALUE_MAP)
		return CMD_OK;
	return cmd_usage(j->call,
	    "申请表 %s 应是一段 {…} / the form's %s is a part {…}", key, key);
}

/* What is shared is said once. */
static int check_own(
    struct cmd_joint *j, const char *item, const struct value *part)
{
	if (part->type != VALUE_MAP)
		return cmd_usage(j->call,
		    "申请表 %s 应是一段 {…} / the form's %s is a part {…}",
		    item, item);
	for (size_t i = 0; i < value_count(part); i++) {
		const char *key = (const char *)part->map.pairs[i].key.p;

		if (shared_field(j, key) != NULL)
			return cmd_usage(j->call,
			    "申请表 %s.%s 是共用项,只在 shared 中填一次 / %s.%s "
			    "is shared: fill it once, under shared",
			    item, key, item, key);
	}
	return CMD_OK;
}

static int check_form(struct cmd_joint *j)
{
	int code = CMD_OK;

	if (j->form->type != VALUE_MAP)
		return cmd_usage(j->call,
		    "申请表应为 {\"shared\": {…}, \"%s\": {…}, …} / the form is "
		    "such a map",
		    j->item);
	for (size_t i = 0; code == CMD_OK && i < value_count(j->form); i++) {
		const struct value_pair *pair = &j->form->map.pairs[i];
		const char *key = (const char *)pair->key.p;

		if (strcmp(key, "shared") == 0)
			code = check_map(j, key, pair->value);
		else if (strcmp(key, j->item) == 0 || is_member(j, key))
			code = check_own(j, key, pair->value);
		else
			code = cmd_usage(j->call,
			    "申请表中的 %s 不是 shared、%s 或所选子事项 / the "
			    "form's %s is neither shared nor %s nor a chosen "
			    "member",
			    key, j->item, key, j->item);
	}
	return code;
}

struct value *cmd_joint_part_form(const struct cmd_joint *j, const char *item)
{
	const struct value *shared = value_get(j->form, "shared");
	const struct value *own = value_get(j->form, item);
	struct arena *a = j->call->arena;
	struct value *out = value_map(a);

	for (size_t i = 0; i < value_count(shared); i++) {
		const struct value_pair *pair = &shared->map.pairs[i];
		const struct value *field =
		    shared_field(j, (const char *)pair->key.p);

		if (strcmp(item, j->item) == 0 ||
		    is_among(value_get(field, "for"), item))
			value_set_bytes(a, out, pair->key, pair->value);
	}
	for (size_t i = 0; i < value_count(own); i++)
		value_set_bytes(
		    a, out, own->map.pairs[i].key, own->map.pairs[i].value);
	return out;
}

/* ---- the papers ---- */

/* Is "T01:M2", or "T01:M2=FILE", a name of the merged material? */
static const char *named(const struct value *material, const char *option)
{
	const struct value *list = value_get(material, "for");

	for (size_t i = 0; i < value_count(list); i++) {
		const char *item = value_get_string(value_at(list, i), "item");
		const char *id = value_get_string(value_at(list, i), "id");
		size_t n = strlen(item), m = strlen(id);

		if (strncmp(option, item, n) == 0 && option[n] == ':' &&
		    strncmp(option + n + 1, id, m) == 0 &&
		    (option[n + 1 + m] == '=' || option[n + 1 + m] == '\0'))
			return option + n + 1 + m;
	}
	return NULL;
}

static const struct value *find_material(
    const struct cmd_joint *j, const char *option, const char **rest)
{
	const struct value *list = value_get(j->merge, "materials");

	for (size_t i = 0; i < value_count(list); i++) {
		*rest = named(value_at(list, i), option);
		if (*rest != NULL)
			return value_at(list, i);
	}
	return NULL;
}

/* How often is it given by this option; the last one's rest in @rest. */
static size_t given(const struct cmd_joint *j, const char *option_name,
    const struct value *material, const char **rest)
{
	const char *option;
	size_t n = 0;

	for (size_t i = 0;
	     (option = cmd_get_at(j->call, option_name, i)) != NULL; i++) {
		const char *end = named(material, option);

		if (end == NULL)
			continue;
		*rest = end;
		n++;
	}
	return n;
}

static int check_option(struct cmd_joint *j, const char *name, bool has_file)
{
	const char *option, *rest;

	for (size_t i = 0; (option = cmd_get_at(j->call, name, i)) != NULL;
	     i++) {
		const struct value *m = find_material(j, option, &rest);
		const char *unused;

		if (m == NULL || (has_file && *rest != '=') ||
		    (*rest == '=' && rest[1] == '\0'))
			return cmd_usage(j->call,
			    "--%s %s:应为 ITEM:ID%s,见 tongban standard merge / "
			    "is ITEM:ID%s, as standard merge lists them",
			    name, option, has_file ? "=FILE" : "[=IDENTIFIER]",
			    has_file ? "=FILE" : "[=IDENTIFIER]");
		if (given(j, "material", m, &unused) +
			given(j, "drawn", m, &unused) >
		    1)
			return cmd_usage(j->call,
			    "%s (%s) 给了两次,一份即够 / is given twice; once is "
			    "enough for all",
			    option, value_get_string(m, "zh"));
	}
	return CMD_OK;
}

int cmd_joint_part_check(struct cmd_joint *j)
{
	int code = check_form(j);

	if (code == CMD_OK)
		code = check_option(j, "material", true);
	if (code == CMD_OK)
		code = check_option(j, "drawn", false);
	return code;
}

/* One merged material as the request of a case takes it; NULL: not given. */
static int give(struct cmd_joint *j, const struct value *material, bool large,
    struct value **out)
{
	const char *rest = NULL;
	bool form = false;

	*out = NULL;
	(void)value_get_bool(material, "form", &form);
	if (form)
		*out = cmd_joint_part_mark(j->call, "print");
	else if (given(j, "drawn", material, &rest) > 0)
		*out = cmd_joint_part_mark(j->call, "drawn");
	else if (given(j, "material", material, &rest) > 0 &&
		 (large || !pieces_is_large(rest + 1)))
		return pieces_give(j->call, rest + 1, out);
	return CMD_OK;
}

int cmd_joint_part_materials(
    struct cmd_joint *j, const char *item, bool large, struct value **out)
{
	const struct value *list = value_get(j->merge, "materials");
	struct arena *a = j->call->arena;
	int code = CMD_OK;

	*out = value_map(a);
	for (size_t i = 0; code == CMD_OK && i < value_count(list); i++) {
		const struct value *m = value_at(list, i);
		const struct value *askers = value_get(m, "for");

		for (size_t k = 0; code == CMD_OK && k < value_count(askers);
		     k++) {
			const struct value *asker = value_at(askers, k);
			struct value *one = NULL;

			if (!value_is_text(value_get(asker, "item"), item))
				continue;
			code = give(j, m, large, &one);
			if (code == CMD_OK && one != NULL)
				value_set(a, *out,
				    value_get_string(asker, "id"), one);
		}
	}
	return code;
}

static bool asks(const struct value *material, const char *item)
{
	const struct value *list = value_get(material, "for");

	for (size_t i = 0; i < value_count(list); i++)
		if (value_is_text(value_get(value_at(list, i), "item"), item))
			return true;
	return false;
}

int cmd_joint_part_licences(
    struct cmd_joint *j, const char *item, struct value *request)
{
	struct value *licences = value_list(j->call->arena);
	const char *option, *rest;
	int code = CMD_OK;

	for (size_t i = 0; code == CMD_OK &&
			   (option = cmd_get_at(j->call, "drawn", i)) != NULL;
	     i++) {
		const struct value *m = find_material(j, option, &rest);

		if (m != NULL && *rest == '=' && asks(m, item))
			code = cmd_drawn_push(j->call, rest + 1, licences);
	}
	if (code == CMD_OK && value_count(licences) > 0)
		value_set(j->call->arena, request, "licences", licences);
	return code;
}
