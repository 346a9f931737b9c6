#include "schema/json.h"

/* Names of ours and of jansson must not meet: JSON_STYLE_*, not JSON_COMPACT. */
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "schema/float64.h"

#define JSON_FLAGS (JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL)

static struct value *take(struct arena *a, json_t *json);

/* ---- jansson's memory: what is parsed may be a person's, so it is wiped ---- */

struct cell {
	size_t n;
	_Alignas(max_align_t) unsigned char memory[];
};

static void *cell_new(size_t n)
{
	struct cell *c;
	size_t size;

	must(!__builtin_add_overflow(sizeof(*c), n, &size));
	c = mem_new(size);
	c->n = n;
	return c->memory;
}

static void cell_free(void *p)
{
	struct cell *c;

	if (p == NULL)
		return;
	c = (struct cell *)(void *)((unsigned char *)p -
				    offsetof(struct cell, memory));
	mem_wipe(c->memory, c->n);
	mem_free(c);
}

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void wipe_always(void)
{
	json_set_alloc_funcs(cell_new, cell_free);
}

/* ---- text to tree ---- */

/* Deepest nesting, without regard to whether the text is JSON at all; bounds
 * jansson's recursion before it starts. */
static unsigned depth_of(struct bytes text)
{
	unsigned depth = 0;
	unsigned deepest = 0;
	bool in_text = false;

	for (size_t i = 0; i < text.n; i++) {
		uint8_t c = text.p[i];

		if (in_text && c == '\\')
			i++;
		else if (c == '"')
			in_text = !in_text;
		else if (!in_text && (c == '[' || c == '{'))
			deepest = ++depth > deepest ? depth : deepest;
		else if (!in_text && (c == ']' || c == '}') && depth > 0)
			depth--;
	}
	return deepest;
}

static struct value *take_list(struct arena *a, const json_t *json)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < json_array_size(json); i++)
		value_push(a, list, take(a, json_array_get(json, i)));
	return list;
}

static int compare_keys(const void *x, const void *y)
{
	const char *const *kx = x;
	const char *const *ky = y;

	return strcmp(*kx, *ky);
}

/* In key order, so that each value_set() only appends. */
static struct value *take_map(struct arena *a, json_t *json)
{
	struct value *map = value_map(a);
	size_t count = json_object_size(json);
	const char **keys = mem_new_array(count, sizeof(*keys));
	size_t n = 0;

	for (void *i = json_object_iter(json); i != NULL;
	     i = json_object_iter_next(json, i))
		keys[n++] = json_object_iter_key(i);
	must(n == count);
	qsort(keys, count, sizeof(*keys), compare_keys);
	for (size_t i = 0; i < count; i++)
		value_set(
		    a, map, keys[i], take(a, json_object_get(json, keys[i])));
	mem_free(keys);
	return map;
}

static struct value *take(struct arena *a, json_t *json)
{
	switch (json_typeof(json)) {
	case JSON_NULL:
		break;
	case JSON_TRUE:
		return value_bool(a, true);
	case JSON_FALSE:
		return value_bool(a, false);
	case JSON_INTEGER:
		return value_int(a, json_integer_value(json));
	case JSON_REAL:
		return value_real(a, json_real_value(json));
	case JSON_STRING:
		return value_text_bytes(
		    a, (struct bytes){ (const uint8_t *)json_string_value(json),
			   json_string_length(json) });
	case JSON_ARRAY:
		return take_list(a, json);
	case JSON_OBJECT:
		return take_map(a, json);
	}
	return value_null(a);
}

static enum err refuse(struct why *why, const json_error_t *error)
{
	return why_at(
	    why, ERR_PARSE, error->line, error->column, "%s", error->text);
}

/* "9223372036854775808": one that jansson cannot take as an integer. */
static bool is_large(struct bytes token)
{
	char text[24];
	size_t n = token.n;

	if (n == 0 || memchr(token.p, '.', n) != NULL ||
	    memchr(token.p, 'e', n) != NULL || memchr(token.p, 'E', n) != NULL)
		return false;
	if (n >= sizeof(text))
		return true;
	memcpy(text, token.p, n);
	text[n] = '\0';
	errno = 0;
	(void)strtoll(text, NULL, 10);
	return errno == ERANGE;
}

/* The same text with an exponent behind each integer beyond 64 bits, so that
 * jansson takes it as a real number. */
static void mark_large(struct buf *out, struct bytes text)
{
	bool in_text = false;
	size_t i = 0;

	while (i < text.n) {
		size_t end = i;

		while (!in_text && end < text.n && text.p[end] != '\0' &&
		       strchr("0123456789+-.eE", text.p[end]) != NULL)
			end++;
		if (end > i) {
			struct bytes token = bytes_part(text, i, end - i);

			buf_put(out, token);
			if (is_large(token))
				buf_put_text(out, "e0");
			i = end;
			continue;
		}
		if (text.p[i] == '"')
			in_text = !in_text;
		else if (in_text && text.p[i] == '\\' && i + 1 < text.n)
			buf_put_byte(out, text.p[i++]);
		buf_put_byte(out, text.p[i++]);
	}
}

enum err json_parse(struct arena *a, struct bytes text,
    const struct json_limits *limits, struct value **out, struct why *why)
{
	struct buf again = { .kind = BUF_WIPED };
	const char *p = text.n > 0 ? (const char *)text.p : "";
	json_error_t error;
	json_t *json;

	must(limits->depth <= JSON_DEPTH_MAX);
	if (text.n > limits->bytes)
		return why_set(why, ERR_LIMIT,
		    "JSON of %zu bytes, %zu are allowed", text.n,
		    limits->bytes);
	if (depth_of(text) > limits->depth)
		return why_set(why, ERR_LIMIT,
		    "JSON is nested deeper than %u levels", limits->depth);
	must(pthread_once(&once, wipe_always) == 0);
	json = json_loadb(p, text.n, JSON_FLAGS, &error);
	if (json == NULL &&
	    json_error_code(&error) == json_error_numeric_overflow) {
		mark_large(&again, text);
		json = json_loadb(
		    (const char *)again.p, again.n, JSON_FLAGS, &error);
		buf_fini(&again);
	}
	if (json == NULL)
		return refuse(why, &error);
	*out = take(a, json);
	json_decref(json);
	return ERR_OK;
}

/* A half of a surrogate pair at @i (schema/logic.h): three bytes that UTF-8
 * does not allow. */
static bool is_half(struct bytes text, size_t i)
{
	return text.p[i] == 0xed && i + 2 < text.n && text.p[i + 1] >= 0xa0;
}

/* Escapes as JSON.stringify does. */
static void put_text(struct buf *out, struct bytes text)
{
	static const char letters[0x20] = {
		['\b'] = 'b',
		['\f'] = 'f',
		['\n'] = 'n',
		['\r'] = 'r',
		['\t'] = 't',
	};

	buf_put_byte(out, '"');
	for (size_t i = 0; i < text.n; i++) {
		uint8_t c = text.p[i];

		if (c == '"' || c == '\\') {
			buf_put_byte(out, '\\');
			buf_put_byte(out, c);
		} else if (c < 0x20 && letters[c] != '\0') {
			buf_print(out, "\\%c", letters[c]);
		} else if (c < 0x20) {
			buf_print(out, "\\u%04x", c);
		} else if (is_half(text, i)) {
			buf_print(out, "\\ud%03x",
			    (text.p[i + 1] & 0x3fu) << 6 |
				(text.p[i + 2] & 0x3fu));
			i += 2;
		} else {
			buf_put_byte(out, c);
		}
	}
	buf_put_byte(out, '"');
}

static void put_real(struct buf *out, double d)
{
	char text[FLOAT64_TEXT_ROOM];

	(void)float64_format(text, d);
	buf_put_text(out, isfinite(d) ? text : "null");
}

static void put_hex(struct buf *out, struct bytes b)
{
	char *text = mem_new(TEXT_HEX_ROOM(b.n));

	text_hex(text, b);
	buf_print(out, "\"%s\"", text);
	mem_free(text);
}

static void put_break(struct buf *out, enum json_style style, unsigned depth)
{
	if (style == JSON_STYLE_COMPACT)
		return;
	buf_put_byte(out, '\n');
	for (unsigned i = 0; i < depth; i++)
		buf_put_text(out, "  ");
}

static void put(struct buf *out, const struct value *v, enum json_style style,
    unsigned depth);

static void put_list(struct buf *out, const struct value *v,
    enum json_style style, unsigned depth)
{
	buf_put_byte(out, '[');
	for (size_t i = 0; i < v->list.count; i++) {
		if (i > 0)
			buf_put_byte(out, ',');
		put_break(out, style, depth + 1);
		put(out, v->list.items[i], style, depth + 1);
	}
	if (v->list.count > 0)
		put_break(out, style, depth);
	buf_put_byte(out, ']');
}

static void put_map(struct buf *out, const struct value *v,
    enum json_style style, unsigned depth)
{
	buf_put_byte(out, '{');
	for (size_t i = 0; i < v->map.count; i++) {
		if (i > 0)
			buf_put_byte(out, ',');
		put_break(out, style, depth + 1);
		put_text(out, v->map.pairs[i].key);
		buf_put_text(out, style == JSON_STYLE_PRETTY ? ": " : ":");
		put(out, v->map.pairs[i].value, style, depth + 1);
	}
	if (v->map.count > 0)
		put_break(out, style, depth);
	buf_put_byte(out, '}');
}

static void put(struct buf *out, const struct value *v, enum json_style style,
    unsigned depth)
{
	switch (v->type) {
	case VALUE_NULL:
		buf_put_text(out, "null");
		return;
	case VALUE_BOOL:
		buf_put_text(out, v->truth ? "true" : "false");
		return;
	case VALUE_INT:
		buf_print(out, "%lld", (long long)v->integer);
		return;
	case VALUE_REAL:
		put_real(out, v->real);
		return;
	case VALUE_TEXT:
		put_text(out, v->bytes);
		return;
	case VALUE_BIN:
		put_hex(out, v->bytes);
		return;
	case VALUE_LIST:
		put_list(out, v, style, depth);
		return;
	case VALUE_MAP:
		put_map(out, v, style, depth);
		return;
	}
}

void json_format(struct buf *out, const struct value *v, enum json_style style)
{
	put(out, v, style, 0);
}
