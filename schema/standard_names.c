#include "schema/standard_names.h"

#include <string.h>

#include "base/buf.h"

struct case_name {
	const char *name;
	const struct value *otherwise;
};

static const struct value no_TEXT = { .type = VALUE_TEXT,
	.bytes = { (const uint8_t *)"", 0 } };
static const struct value no_BOOL = { .type = VALUE_BOOL, .truth = false };
static const struct value no_INT = { .type = VALUE_INT, .integer = 0 };

static const struct case_name case_names[] = {
#define X(name, type, zh) { name, &no_##type },
	STANDARD_NAMES_CASE_MAP(X)
#undef X
};

static const struct case_name material_names[] = {
	{ "have", &no_BOOL },
	{ "kind", &no_TEXT },
	{ "copies", &no_INT },
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const struct value *find_name(
    const struct case_name *list, size_t count, struct bytes name)
{
	for (size_t i = 0; i < count; i++) {
		if (bytes_equal(name, bytes_text(list[i].name)))
			return list[i].otherwise;
	}
	return NULL;
}

/* The part before the first dot; @rest gets what follows it, empty if none. */
static struct bytes first_part(struct bytes path, struct bytes *rest)
{
	size_t n = 0;
	while (n < path.n && path.p[n] != '.')
		n++;
	size_t after = n < path.n ? n + 1 : n;
	*rest = bytes_part(path, after, path.n - after);
	return bytes_part(path, 0, n);
}

/* The element of @list whose @key is @name. */
static const struct value *element(
    const struct value *list, const char *key, struct bytes name)
{
	for (size_t i = 0; i < value_count(list); i++) {
		struct bytes mine;
		if (value_get_text(value_at(list, i), key, &mine) &&
		    bytes_equal(mine, name))
			return value_at(list, i);
	}
	return NULL;
}

static bool is_place(struct bytes b)
{
	for (size_t i = 0; i < b.n; i++) {
		if (b.p[i] < '0' || b.p[i] > '9')
			return false;
	}
	return b.n > 0;
}

/* form.<key>, and inside a list form.<key>.<place>[.<key of the record>] */
static bool is_field(const struct value *list, struct bytes path)
{
	struct bytes rest;
	const struct value *f = element(list, "key", first_part(path, &rest));
	if (!f || rest.n == 0)
		return f && path.p[path.n - 1] != '.';
	if (!value_is_text(value_get(f, "type"), "list") ||
	    !is_place(first_part(rest, &rest)))
		return false;
	if (rest.n == 0)
		return path.p[path.n - 1] != '.';
	return element(value_get(f, "fields"), "key", rest);
}

static const struct value *material_default(
    const struct value *tree, struct bytes path)
{
	struct bytes property;
	struct bytes id = first_part(path, &property);
	if (!element(value_get(tree, "materials"), "id", id))
		return NULL;
	return find_name(material_names, COUNT(material_names), property);
}

const struct value *standard_names_default(void *tree, const char *path)
{
	struct bytes rest;
	struct bytes head = first_part(bytes_text(path), &rest);
	if (bytes_equal(head, bytes_text("mat")))
		return material_default(tree, rest);
	if (bytes_equal(head, bytes_text("case")))
		return find_name(case_names, COUNT(case_names), rest);
	if (bytes_equal(head, bytes_text("assist")) &&
	    element(value_get(tree, "materials"), "id", rest))
		return &no_TEXT;
	return NULL;
}

bool standard_names_declared(void *tree, const char *path)
{
	struct bytes rest;
	struct bytes head = first_part(bytes_text(path), &rest);
	if (rest.n == 0)
		return false;
	if (bytes_equal(head, bytes_text("form")))
		return is_field(value_get(tree, "form"), rest);
	if (bytes_equal(head, bytes_text("facts")))
		return is_field(value_get(tree, "facts"), rest);
	if (bytes_equal(head, bytes_text("std")))
		return value_get_bytes(value_get(tree, "names"), rest);
	return standard_names_default(tree, path);
}

bool standard_names_of_order(void *tree, const char *path)
{
	struct bytes rest;
	struct bytes head = first_part(bytes_text(path), &rest);
	return (bytes_equal(head, bytes_text("form")) ||
		   bytes_equal(head, bytes_text("std"))) &&
	       standard_names_declared(tree, path);
}
