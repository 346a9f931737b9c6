#include "schema/value.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"

const char *value_type_text(enum value_type type)
{
	switch (type) {
#define X(name, text)      \
	case VALUE_##name: \
		return text;
		VALUE_TYPE_MAP(X)
#undef X
	}
	return "unknown type";
}

static struct value *new_node(struct arena *a, enum value_type type)
{
	struct value *v = arena_take(a, sizeof(*v));

	v->type = type;
	return v;
}

/* A copy with a zero byte behind it. */
static struct bytes copy_text(struct arena *a, struct bytes text)
{
	return (struct bytes){ (const uint8_t *)arena_text(a, text), text.n };
}

struct value *value_null(struct arena *a)
{
	return new_node(a, VALUE_NULL);
}

struct value *value_bool(struct arena *a, bool truth)
{
	struct value *v = new_node(a, VALUE_BOOL);

	v->truth = truth;
	return v;
}

struct value *value_int(struct arena *a, int64_t integer)
{
	struct value *v = new_node(a, VALUE_INT);

	v->integer = integer;
	return v;
}

struct value *value_real(struct arena *a, double real)
{
	struct value *v = new_node(a, VALUE_REAL);

	v->real = real;
	return v;
}

struct value *value_text(struct arena *a, const char *text)
{
	return value_text_bytes(a, bytes_text(text));
}

struct value *value_text_bytes(struct arena *a, struct bytes text)
{
	struct value *v = new_node(a, VALUE_TEXT);

	v->bytes = copy_text(a, text);
	return v;
}

struct value *value_bin(struct arena *a, struct bytes bytes)
{
	struct value *v = new_node(a, VALUE_BIN);

	v->bytes = arena_copy(a, bytes);
	return v;
}

struct value *value_list(struct arena *a)
{
	return new_node(a, VALUE_LIST);
}

struct value *value_map(struct arena *a)
{
	return new_node(a, VALUE_MAP);
}

/* An array in the arena with room for one more; the old one stays behind. */
static void *grow(
    struct arena *a, const void *old, size_t count, size_t *room, size_t size)
{
	void *fresh;

	*room = *room == 0 ? 4 : *room * 2;
	fresh = arena_take_array(a, *room, size);
	if (count > 0)
		memcpy(fresh, old, count * size);
	return fresh;
}

void value_push(struct arena *a, struct value *list, const struct value *v)
{
	must(list->type == VALUE_LIST && v != NULL);
	if (list->list.count == list->list.room)
		list->list.items = grow(a, list->list.items, list->list.count,
		    &list->list.room, sizeof(void *));
	list->list.items[list->list.count++] = v;
}

/* Where @key stands or would stand; @found says which. */
static size_t find(const struct value *map, struct bytes key, bool *found)
{
	size_t low = 0;
	size_t high = map->map.count;

	*found = false;
	if (high > 0 && bytes_compare(map->map.pairs[high - 1].key, key) < 0)
		return high; /* keys mostly come in order */
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = bytes_compare(map->map.pairs[middle].key, key);

		if (order == 0) {
			*found = true;
			return middle;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void value_set(
    struct arena *a, struct value *map, const char *key, const struct value *v)
{
	value_set_bytes(a, map, bytes_text(key), v);
}

void value_set_bytes(
    struct arena *a, struct value *map, struct bytes key, const struct value *v)
{
	struct value_pair *pairs;
	bool found;
	size_t at;

	must(map->type == VALUE_MAP && v != NULL);
	at = find(map, key, &found);
	if (found) {
		map->map.pairs[at].value = v;
		return;
	}
	if (map->map.count == map->map.room)
		map->map.pairs = grow(a, map->map.pairs, map->map.count,
		    &map->map.room, sizeof(*map->map.pairs));
	pairs = map->map.pairs;
	memmove(
	    pairs + at + 1, pairs + at, (map->map.count - at) * sizeof(*pairs));
	pairs[at] = (struct value_pair){ copy_text(a, key), v };
	map->map.count++;
}

void value_drop(struct value *map, const char *key)
{
	struct value_pair *pairs = map->map.pairs;
	bool found;
	size_t at;

	must(map->type == VALUE_MAP);
	at = find(map, bytes_text(key), &found);
	if (!found)
		return;
	map->map.count--;
	memmove(
	    pairs + at, pairs + at + 1, (map->map.count - at) * sizeof(*pairs));
}

const struct value *value_get(const struct value *map, const char *key)
{
	return value_get_bytes(map, bytes_text(key));
}

const struct value *value_get_bytes(const struct value *map, struct bytes key)
{
	bool found;
	size_t at;

	if (map == NULL || map->type != VALUE_MAP)
		return NULL;
	at = find(map, key, &found);
	return found ? map->map.pairs[at].value : NULL;
}

const struct value *value_at(const struct value *list, size_t index)
{
	if (list == NULL || list->type != VALUE_LIST ||
	    index >= list->list.count)
		return NULL;
	return list->list.items[index];
}

size_t value_count(const struct value *v)
{
	if (v == NULL)
		return 0;
	if (v->type == VALUE_LIST)
		return v->list.count;
	return v->type == VALUE_MAP ? v->map.count : 0;
}

static const struct value *step(const struct value *v, struct bytes name)
{
	uint64_t index;

	if (v == NULL || v->type != VALUE_LIST)
		return value_get_bytes(v, name);
	if (text_decimal(&index, name, SIZE_MAX) != ERR_OK)
		return NULL;
	return value_at(v, (size_t)index);
}

const struct value *value_path(const struct value *v, const char *path)
{
	if (*path == '\0')
		return v;
	for (;;) {
		size_t n = strcspn(path, ".");

		v = step(v, (struct bytes){ (const uint8_t *)path, n });
		if (v == NULL || path[n] == '\0')
			return v;
		path += n + 1;
	}
}

/* The member @key when it is of type @type. */
static const struct value *typed(
    const struct value *map, const char *key, enum value_type type)
{
	const struct value *v = value_get(map, key);

	return v != NULL && v->type == type ? v : NULL;
}

bool value_get_bool(const struct value *map, const char *key, bool *out)
{
	const struct value *v = typed(map, key, VALUE_BOOL);

	if (v != NULL)
		*out = v->truth;
	return v != NULL;
}

bool value_get_int(const struct value *map, const char *key, int64_t *out)
{
	const struct value *v = typed(map, key, VALUE_INT);

	if (v != NULL)
		*out = v->integer;
	return v != NULL;
}

bool value_get_text(const struct value *map, const char *key, struct bytes *out)
{
	const struct value *v = typed(map, key, VALUE_TEXT);

	if (v != NULL)
		*out = v->bytes;
	return v != NULL;
}

bool value_get_bin(const struct value *map, const char *key, struct bytes *out)
{
	const struct value *v = typed(map, key, VALUE_BIN);

	if (v != NULL)
		*out = v->bytes;
	return v != NULL;
}

bool value_get_list(
    const struct value *map, const char *key, const struct value **out)
{
	const struct value *v = typed(map, key, VALUE_LIST);

	if (v != NULL)
		*out = v;
	return v != NULL;
}

bool value_get_map(
    const struct value *map, const char *key, const struct value **out)
{
	const struct value *v = typed(map, key, VALUE_MAP);

	if (v != NULL)
		*out = v;
	return v != NULL;
}

const char *value_get_string(const struct value *map, const char *key)
{
	struct bytes text;

	if (!value_get_text(map, key, &text) ||
	    memchr(text.p, '\0', text.n) != NULL)
		return NULL;
	return (const char *)text.p;
}

bool value_is_text(const struct value *v, const char *text)
{
	return v != NULL && v->type == VALUE_TEXT &&
	       bytes_equal(v->bytes, bytes_text(text));
}

bool value_equal(const struct value *x, const struct value *y)
{
	return value_compare(x, y) == 0;
}

static int compare_reals(double x, double y)
{
	/* By value, NaN below all and equal to itself. */
	bool x_is_nan = x != x;
	bool y_is_nan = y != y;

	if (x_is_nan || y_is_nan)
		return (int)y_is_nan - (int)x_is_nan;
	return (x > y) - (x < y);
}

static int compare_lists(const struct value *x, const struct value *y)
{
	size_t nx = x->list.count;
	size_t ny = y->list.count;

	for (size_t i = 0; i < nx && i < ny; i++) {
		int order = value_compare(x->list.items[i], y->list.items[i]);

		if (order != 0)
			return order;
	}
	return (nx > ny) - (nx < ny);
}

static int compare_maps(const struct value *x, const struct value *y)
{
	size_t nx = x->map.count;
	size_t ny = y->map.count;

	for (size_t i = 0; i < nx && i < ny; i++) {
		const struct value_pair *px = &x->map.pairs[i];
		const struct value_pair *py = &y->map.pairs[i];
		int order = bytes_compare(px->key, py->key);

		if (order == 0)
			order = value_compare(px->value, py->value);
		if (order != 0)
			return order;
	}
	return (nx > ny) - (nx < ny);
}

int value_compare(const struct value *x, const struct value *y)
{
	if (x->type != y->type)
		return x->type < y->type ? -1 : 1;
	switch (x->type) {
	case VALUE_NULL:
		return 0;
	case VALUE_BOOL:
		return (int)x->truth - (int)y->truth;
	case VALUE_INT:
		return (x->integer > y->integer) - (x->integer < y->integer);
	case VALUE_REAL:
		return compare_reals(x->real, y->real);
	case VALUE_TEXT:
	case VALUE_BIN:
		return bytes_compare(x->bytes, y->bytes);
	case VALUE_LIST:
		return compare_lists(x, y);
	case VALUE_MAP:
		return compare_maps(x, y);
	}
	mem_broken("a value has a type", __FILE__, __LINE__);
}

static struct value *clone_parts(struct arena *a, const struct value *v)
{
	struct value *copy = new_node(a, v->type);

	if (v->type == VALUE_LIST)
		for (size_t i = 0; i < v->list.count; i++)
			value_push(a, copy, value_clone(a, v->list.items[i]));
	else
		for (size_t i = 0; i < v->map.count; i++)
			value_set_bytes(a, copy, v->map.pairs[i].key,
			    value_clone(a, v->map.pairs[i].value));
	return copy;
}

struct value *value_clone(struct arena *a, const struct value *v)
{
	struct value *copy;

	if (v->type == VALUE_LIST || v->type == VALUE_MAP) {
		copy = clone_parts(a, v);
	} else {
		copy = new_node(a, v->type);
		*copy = *v;
		if (v->type == VALUE_TEXT)
			copy->bytes = copy_text(a, v->bytes);
		else if (v->type == VALUE_BIN)
			copy->bytes = arena_copy(a, v->bytes);
	}
	copy->line = v->line;
	copy->column = v->column;
	return copy;
}
