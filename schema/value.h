/*
 * value - a document as a tree, in an arena.
 *
 * The one form between the outside formats: canonical msgpack (schema/pack.h),
 * JSON (schema/json.h), YAML (schema/yaml.h) and what JsonLogic computes
 * (schema/logic.h).  A node that was put into a list or a map is not changed
 * any more, so that one node may stand in several trees of one arena.
 *
 * Whoever takes trees from outside bounds their depth; the functions here
 * recurse as deep as the tree is.  Not thread-safe while a tree is built.
 */
#ifndef SCHEMA_VALUE_H
#define SCHEMA_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"

/* Constant, text.  In the order that value_compare() gives the types. */
#define VALUE_TYPE_MAP(X)      \
	X(NULL, "null")        \
	X(BOOL, "boolean")     \
	X(INT, "integer")      \
	X(REAL, "real number") \
	X(TEXT, "text")        \
	X(BIN, "bytes")        \
	X(LIST, "list")        \
	X(MAP, "map")

enum value_type {
#define X(name, text) VALUE_##name,
	VALUE_TYPE_MAP(X)
#undef X
};

struct value;

struct value_pair {
	struct bytes key; /* UTF-8, followed by a zero byte */
	const struct value *value;
};

/* Read freely; change only by the functions below. */
struct value {
	enum value_type type;
	int line;   /* 1-based place in the text it was read from, or 0 */
	int column; /* 1-based, in characters, or 0 */
	union {
		bool truth;
		int64_t integer;
		double real;        /* JSON and JsonLogic only, never packed */
		struct bytes bytes; /* text (UTF-8, a zero byte follows), bin */
		struct {
			const struct value **items;
			size_t count, room;
		} list;
		struct {
			struct value_pair *pairs; /* keys in byte order */
			size_t count, room;
		} map;
	};
};

const char *value_type_text(enum value_type type);

/* New nodes in @a; text, bytes and keys are copied. */
struct value *value_null(struct arena *a);
struct value *value_bool(struct arena *a, bool truth);
struct value *value_int(struct arena *a, int64_t integer);
struct value *value_real(struct arena *a, double real);
struct value *value_text(struct arena *a, const char *text);
struct value *value_text_bytes(struct arena *a, struct bytes text);
struct value *value_bin(struct arena *a, struct bytes bytes);
struct value *value_list(struct arena *a);
struct value *value_map(struct arena *a);

/* @v becomes a part of the tree, in place; it is not copied.  value_set()
 * replaces.  Setting keys in byte order costs least. */
void value_push(struct arena *a, struct value *list, const struct value *v);
void value_set(
    struct arena *a, struct value *map, const char *key, const struct value *v);
void value_set_bytes(struct arena *a, struct value *map, struct bytes key,
    const struct value *v);
void value_drop(struct value *map, const char *key); /* nothing if absent */

/* Borrowed; NULL when absent, out of range, or not a map or list (so that
 * value_get(value_get(v, "a"), "b") is fine); so is NULL for @map or @list. */
const struct value *value_get(const struct value *map, const char *key);
const struct value *value_get_bytes(const struct value *map, struct bytes key);
const struct value *value_at(const struct value *list, size_t index);

/* Elements of a list or pairs of a map; 0 for anything else and NULL. */
size_t value_count(const struct value *v);

/* "form.holders.0.name": keys, and plain decimal places in lists.  Borrowed;
 * NULL when not there.  The empty path is @v itself. */
const struct value *value_path(const struct value *v, const char *path);

/* For strict decoders: false, and @out as it was, when the key is absent or
 * of another type.  Results are borrowed. */
bool value_get_bool(const struct value *map, const char *key, bool *out);
bool value_get_int(const struct value *map, const char *key, int64_t *out);
bool value_get_text(
    const struct value *map, const char *key, struct bytes *out);
bool value_get_bin(const struct value *map, const char *key, struct bytes *out);
bool value_get_list(
    const struct value *map, const char *key, const struct value **out);
bool value_get_map(
    const struct value *map, const char *key, const struct value **out);

/* The text as a C string, borrowed; NULL when absent, of another type, or with
 * a zero byte inside. */
const char *value_get_string(const struct value *map, const char *key);

/* @v is a text and equal to @text. */
bool value_is_text(const struct value *v, const char *text);

/* Same type and content.  1 and 1.0 differ; places do not count. */
bool value_equal(const struct value *x, const struct value *y);

/* A total order: types as in VALUE_TYPE_MAP, then content; lists and maps
 * element by element, then by length. */
int value_compare(const struct value *x, const struct value *y);

/* A deep copy that lives in @a, places included. */
struct value *value_clone(struct arena *a, const struct value *v);

#endif
