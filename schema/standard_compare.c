#include "schema/standard_compare.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "schema/json.h"

#define VALUE_BYTES_MAX 400 /* of one side's text; longer ones are cut */

struct compare {
	struct arena *arena;
	struct standard_comparison *out;
	struct standard_difference *lines; /* STANDARD_COMPARE_LINES_MAX */
	enum standard_part part;
	struct buf path;
};

static void differ(
    struct compare *c, const struct value *left, const struct value *right);

/* A text as it is, anything else as compact JSON, cut at a character. */
static const char *print(struct arena *a, const struct value *v)
{
	if (!v)
		return NULL;
	struct buf text = { 0 };
	if (v->type == VALUE_TEXT)
		buf_put(&text, v->bytes);
	else
		json_format(&text, v, JSON_STYLE_COMPACT);
	bool cut = text.n > VALUE_BYTES_MAX;
	if (cut)
		text.n = VALUE_BYTES_MAX;
	while (cut && text.n > 0 && (text.p[text.n - 1] & 0xc0) == 0x80)
		text.n--;
	if (cut && text.n > 0 && text.p[text.n - 1] >= 0xc0)
		text.n--;
	if (cut)
		buf_put_text(&text, " …");
	const char *copy = arena_text(a, buf_bytes(&text));
	buf_fini(&text);
	return copy;
}

static void line(
    struct compare *c, const struct value *left, const struct value *right)
{
	if (c->out->line_count == STANDARD_COMPARE_LINES_MAX) {
		c->out->cut = true;
		return;
	}
	c->lines[c->out->line_count++] = (struct standard_difference){
		.part = c->part,
		.path = arena_text(c->arena, buf_bytes(&c->path)),
		.left = print(c->arena, left),
		.right = print(c->arena, right),
	};
}

/* What names an element of a list: id, key or code; empty if nothing. */
static struct bytes name_of(const struct value *item)
{
	static const char *const keys[] = { "id", "key", "code" };
	struct bytes name = { 0 };
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		if (value_get_text(item, keys[i], &name))
			break;
	}
	return name;
}

static void step(struct compare *c, struct bytes name, const struct value *left,
    const struct value *right)
{
	size_t before = c->path.n;
	if (before > 0)
		buf_put_byte(&c->path, '.');
	buf_put(&c->path, name);
	differ(c, left, right);
	c->path.n = before;
}

static const struct value *named(const struct value *list, struct bytes name)
{
	for (size_t i = 0; i < value_count(list); i++) {
		if (bytes_equal(name_of(value_at(list, i)), name))
			return value_at(list, i);
	}
	return NULL;
}

static bool is_named_list(const struct value *v)
{
	if (v->type != VALUE_LIST)
		return false;
	for (size_t i = 0; i < v->list.count; i++) {
		if (name_of(value_at(v, i)).n == 0)
			return false;
	}
	return true;
}

/* Elements with one name are compared; when only the order differs that is
 * said once, for the list. */
static void named_lists(
    struct compare *c, const struct value *left, const struct value *right)
{
	size_t before = c->out->line_count;
	for (size_t i = 0; i < left->list.count; i++) {
		const struct value *item = value_at(left, i);
		struct bytes name = name_of(item);
		step(c, name, item, named(right, name));
	}
	for (size_t i = 0; i < right->list.count; i++) {
		const struct value *item = value_at(right, i);
		struct bytes name = name_of(item);
		if (!named(left, name))
			step(c, name, NULL, item);
	}
	if (c->out->line_count == before && !c->out->cut)
		line(c, left, right);
}

static void maps(
    struct compare *c, const struct value *left, const struct value *right)
{
	for (size_t i = 0; i < left->map.count; i++) {
		const struct value_pair *p = &left->map.pairs[i];
		step(c, p->key, p->value, value_get_bytes(right, p->key));
	}
	for (size_t i = 0; i < right->map.count; i++) {
		const struct value_pair *p = &right->map.pairs[i];
		if (!value_get_bytes(left, p->key))
			step(c, p->key, NULL, p->value);
	}
}

/* Rules are shown whole: half a rule says nothing. */
static bool is_rule(const struct compare *c)
{
	static const char *const ends[] = { ".logic", ".when" };
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		size_t n = strlen(ends[i]);
		if (c->path.n > n &&
		    memcmp(c->path.p + c->path.n - n, ends[i], n) == 0)
			return true;
	}
	return false;
}

static void differ(
    struct compare *c, const struct value *left, const struct value *right)
{
	if (left && right && value_equal(left, right))
		return;
	bool apart = !left || !right || left->type != right->type;
	if (!apart && !is_rule(c) && left->type == VALUE_MAP)
		maps(c, left, right);
	else if (!apart && !is_rule(c) && is_named_list(left) &&
		 is_named_list(right))
		named_lists(c, left, right);
	else
		line(c, left, right);
}

static void compare_key(struct compare *c, enum standard_part part,
    const char *key, const struct value *left, const struct value *right)
{
	const struct value *x = value_get(left, key);
	const struct value *y = value_get(right, key);
	c->part = part;
	if (x || y)
		step(c, bytes_text(key), x, y);
}

bool standard_compare(struct standard_comparison *out, struct arena *a,
    const struct standard *left, const struct standard *right)
{
	struct compare c = { .arena = a, .out = out };
	*out = (struct standard_comparison){ 0 };
	c.lines =
	    arena_take_array(a, STANDARD_COMPARE_LINES_MAX, sizeof c.lines[0]);
	out->lines = c.lines;
	bool all = true;
	for (int i = 0; i < STANDARD_PART_COUNT; i++) {
		out->equal[i] = digest_equal(&left->core[i], &right->core[i]);
		all = all && out->equal[i];
	}
	const struct value *x = left->tree;
	const struct value *y = right->tree;
	compare_key(&c, STANDARD_MATERIALS, "materials", x, y);
	compare_key(&c, STANDARD_CRITERIA, "criteria", x, y);
	compare_key(&c, STANDARD_CRITERIA, "form", x, y);
	compare_key(&c, STANDARD_CRITERIA, "facts", x, y);
	compare_key(&c, STANDARD_CRITERIA, "names", x, y);
	compare_key(&c, STANDARD_LIMITS, "limits", x, y);
	buf_fini(&c.path);
	return all;
}
