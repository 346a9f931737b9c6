#include "schema/standard_shape.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "schema/limit.h"

#define NAME_BYTES_MAX 40
#define ID_BYTES_MAX   32
#define SCALARS_MAX    256
#define FLAG_LETTERS   "KGPLSVX"

struct walk {
	struct standard_faults *faults;
	struct buf path;
};

static void walk(
    struct walk *w, const struct value *v, const struct standard_shape *shape);

static void fault(struct walk *w, const struct value *v, const char *sentence)
{
	(void)standard_fault_add(
	    w->faults, buf_text(&w->path), v->line, v->column, "%s", sentence);
}

/* Goes one step down for a key or place; returns the length to go back to. */
static size_t enter(struct walk *w, struct bytes step)
{
	size_t before = w->path.n;
	if (before > 0)
		buf_put_byte(&w->path, '.');
	buf_put(&w->path, step);
	return before;
}

static void leave(struct walk *w, size_t before)
{
	w->path.n = before;
}

static const char *article(enum value_type type)
{
	return type == VALUE_INT ? "an" : "a";
}

static const char *way_out(enum value_type type)
{
	if (type == VALUE_TEXT)
		return " (quote it)";
	return type == VALUE_BOOL ? " (true or false)" : "";
}

static bool is_type(struct walk *w, const struct value *v, enum value_type type)
{
	if (v->type == type)
		return true;
	(void)standard_fault_add(w->faults, buf_text(&w->path), v->line,
	    v->column, "this is %s %s; %s %s belongs here%s", article(v->type),
	    value_type_text(v->type), article(type), value_type_text(type),
	    way_out(type));
	return false;
}

static void walk_text(
    struct walk *w, const struct value *v, const struct standard_shape *shape)
{
	if (!is_type(w, v, VALUE_TEXT))
		return;
	if ((int64_t)v->bytes.n < shape->min ||
	    (int64_t)v->bytes.n > shape->max) {
		(void)standard_fault_add(w->faults, buf_text(&w->path), v->line,
		    v->column,
		    "this text has %zu bytes; %" PRId64 " to %" PRId64
		    " are allowed (a Chinese character has 3)",
		    v->bytes.n, shape->min, shape->max);
		return;
	}
	for (size_t i = 0; i < v->bytes.n; i++) {
		if (v->bytes.p[i] < 0x20 || v->bytes.p[i] == 0x7f) {
			fault(
			    w, v, "no control characters or line breaks here");
			return;
		}
	}
}

static bool is_letter(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_small(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

static bool is_name(struct bytes b)
{
	for (size_t i = 0; i < b.n; i++) {
		if (!is_small(b.p[i]))
			return false;
	}
	return b.n > 0 && b.n <= NAME_BYTES_MAX && is_letter(b.p[0]);
}

static bool is_id(struct bytes b)
{
	for (size_t i = 0; i < b.n; i++) {
		uint8_t c = b.p[i];
		if (!is_letter(c) && !is_small(c) && c != '-')
			return false;
	}
	return b.n > 0 && b.n <= ID_BYTES_MAX && is_letter(b.p[0]);
}

static void walk_name(struct walk *w, const struct value *v)
{
	if (is_type(w, v, VALUE_TEXT) && !is_name(v->bytes))
		fault(w, v,
		    "a name has small letters, digits and _, begins with a "
		    "letter, and has at most 40 characters");
}

static void walk_id(struct walk *w, const struct value *v)
{
	if (is_type(w, v, VALUE_TEXT) && !is_id(v->bytes))
		fault(w, v,
		    "an id has ASCII letters, digits, - and _, begins with a "
		    "letter, and has at most 32 characters");
}

static void walk_int(
    struct walk *w, const struct value *v, const struct standard_shape *shape)
{
	if (!is_type(w, v, VALUE_INT))
		return;
	if (v->integer < shape->min || v->integer > shape->max)
		(void)standard_fault_add(w->faults, buf_text(&w->path), v->line,
		    v->column,
		    "%" PRId64 " is outside %" PRId64 " to %" PRId64
		    "; write an integer within",
		    v->integer, shape->min, shape->max);
}

static void put_words(struct buf *out, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		buf_print(out, "%s%s", i ? ", " : "", words[i]);
}

static void walk_word(
    struct walk *w, const struct value *v, const struct standard_shape *shape)
{
	if (!is_type(w, v, VALUE_TEXT))
		return;
	for (size_t i = 0; shape->words[i]; i++) {
		if (value_is_text(v, shape->words[i]))
			return;
	}
	struct buf words = { 0 };
	put_words(&words, shape->words);
	(void)standard_fault_add(w->faults, buf_text(&w->path), v->line,
	    v->column, "\"%.40s\" is none of %s; write one of these",
	    (const char *)v->bytes.p, buf_text(&words));
	buf_fini(&words);
}

static void walk_limit(struct walk *w, const struct value *v)
{
	struct limit l;
	struct why why = { 0 };
	if (is_type(w, v, VALUE_TEXT) &&
	    limit_parse(&l, v->bytes, &why) != ERR_OK)
		fault(w, v, why.text);
}

static void walk_flags(struct walk *w, const struct value *v)
{
	if (!is_type(w, v, VALUE_TEXT))
		return;
	const char *next = FLAG_LETTERS;
	for (size_t i = 0; i < v->bytes.n; i++) {
		char c = (char)v->bytes.p[i];
		const char *found = c ? strchr(next, c) : NULL;
		if (!found) {
			fault(w, v,
			    "flags are letters of KGPLSVX, each once, in this "
			    "order: K key, G may be supplied later, P may be "
			    "promised, L from the licence library, S shared "
			    "data, V verified with the holder, X abolished");
			return;
		}
		next = found + 1;
	}
}

static bool is_scalar(const struct value *v)
{
	return v->type == VALUE_TEXT || v->type == VALUE_INT ||
	       v->type == VALUE_BOOL;
}

static void walk_scalar(struct walk *w, const struct value *v)
{
	bool fine = is_scalar(v) ||
		    (v->type == VALUE_LIST && v->list.count <= SCALARS_MAX);
	for (size_t i = 0; fine && i < value_count(v); i++)
		fine = is_scalar(value_at(v, i));
	if (!fine)
		fault(w, v,
		    "a text, an integer, true or false, or a list of at most "
		    "256 of them belongs here");
}

/* Rules hold what YAML can say: no bytes, no null. */
static bool is_plain(const struct value *v)
{
	if (v->type == VALUE_MAP) {
		for (size_t i = 0; i < v->map.count; i++) {
			if (!is_plain(v->map.pairs[i].value))
				return false;
		}
		return true;
	}
	if (v->type == VALUE_LIST) {
		for (size_t i = 0; i < v->list.count; i++) {
			if (!is_plain(v->list.items[i]))
				return false;
		}
		return true;
	}
	return is_scalar(v);
}

static void walk_logic(struct walk *w, const struct value *v)
{
	if (v->type != VALUE_MAP && v->type != VALUE_BOOL)
		fault(w, v,
		    "a JsonLogic rule belongs here, a map such as "
		    "{\"==\": [{var: form.kind}, a]}");
	else if (!is_plain(v))
		fault(
		    w, v, "a rule holds texts, integers, true and false only");
}

/* The id of a list's element if it can be told, else its place. */
static size_t enter_item(struct walk *w, const struct standard_shape *shape,
    const struct value *item, size_t place)
{
	struct bytes id;
	if (shape->unique && value_get_text(item, shape->unique, &id) &&
	    is_id(id))
		return enter(w, id);
	int64_t name = (int64_t)place;
	if (shape->unique)
		(void)value_get_int(item, shape->unique, &name);
	char text[24];
	(void)snprintf(text, sizeof text, "%" PRId64, name);
	return enter(w, bytes_text(text));
}

/* What may stand once: the element, or what it has under @key. */
static const struct value *identity(const struct value *item, const char *key)
{
	return *key ? value_get(item, key) : item;
}

static void check_unique(
    struct walk *w, const struct value *list, const char *key)
{
	for (size_t i = 0; i < list->list.count; i++) {
		const struct value *mine = identity(value_at(list, i), key);
		size_t j = 0;
		while (mine && j < i) {
			const struct value *other =
			    identity(value_at(list, j), key);
			if (other && value_equal(mine, other))
				break;
			j++;
		}
		if (mine && j < i)
			(void)standard_fault_add(w->faults, buf_text(&w->path),
			    mine->line, mine->column,
			    "the same %s stands twice in this list; keep one, "
			    "or name them apart",
			    *key ? key : "value");
	}
}

static void walk_list(
    struct walk *w, const struct value *v, const struct standard_shape *shape)
{
	if (!is_type(w, v, VALUE_LIST))
		return;
	if ((int64_t)v->list.count < shape->min ||
	    (int64_t)v->list.count > shape->max) {
		(void)standard_fault_add(w->faults, buf_text(&w->path), v->line,
		    v->column,
		    "this list has %zu elements; %" PRId64 " to %" PRId64
		    " are allowed",
		    v->list.count, shape->min, shape->max);
		return;
	}
	for (size_t i = 0; i < v->list.count; i++) {
		const struct value *item = value_at(v, i);
		size_t before = enter_item(w, shape, item, i);
		walk(w, item, shape->item);
		leave(w, before);
	}
	if (shape->unique)
		check_unique(w, v, shape->unique);
}

static const struct standard_shape_key *find_key(
    const struct standard_shape_key *keys, struct bytes key)
{
	for (; keys->key; keys++) {
		if (bytes_equal(key, bytes_text(keys->key)))
			return keys;
	}
	return NULL;
}

/* Do the two differ by one letter that was changed, added, left out or
 * exchanged with its neighbour,? */
static bool is_near(struct bytes a, struct bytes b)
{
	struct bytes longer = a.n >= b.n ? a : b;
	struct bytes shorter = a.n >= b.n ? b : a;
	size_t head = 0;
	size_t tail = 0;
	if (longer.n - shorter.n > 1)
		return false;
	while (head < shorter.n && a.p[head] == b.p[head])
		head++;
	while (tail < shorter.n - head &&
	       a.p[a.n - 1 - tail] == b.p[b.n - 1 - tail])
		tail++;
	size_t apart = longer.n - head - tail;
	return apart <= 1 ||
	       (apart == 2 && a.n == b.n && a.p[head] == b.p[head + 1] &&
		   a.p[head + 1] == b.p[head]);
}

static const char *nearest(
    const struct standard_shape_key *keys, struct bytes key)
{
	for (; keys->key; keys++) {
		if (is_near(bytes_text(keys->key), key))
			return keys->key;
	}
	return NULL;
}

static void unknown_key(struct walk *w, const struct value_pair *p,
    const struct standard_shape_key *keys)
{
	const char *near = nearest(keys, p->key);
	struct buf known = { 0 };
	for (size_t i = 0; keys[i].key; i++)
		buf_print(&known, "%s%s", i ? " " : "", keys[i].key);
	(void)standard_fault_add(w->faults, buf_text(&w->path), p->value->line,
	    p->value->column, "unknown key \"%.40s\"; %s%s%sknown here: %s",
	    (const char *)p->key.p, near ? "is `" : "", near ? near : "",
	    near ? "` meant? " : "", buf_text(&known));
	buf_fini(&known);
}

static void walk_map(
    struct walk *w, const struct value *v, const struct standard_shape *shape)
{
	if (!is_type(w, v, VALUE_MAP))
		return;
	for (size_t i = 0; i < v->map.count; i++) {
		const struct value_pair *p = &v->map.pairs[i];
		const struct standard_shape_key *k =
		    find_key(shape->keys, p->key);
		size_t before = enter(w, p->key);
		if (k)
			walk(w, p->value, k->shape);
		else
			unknown_key(w, p, shape->keys);
		leave(w, before);
	}
	for (const struct standard_shape_key *k = shape->keys; k->key; k++) {
		if (k->need == STANDARD_SHAPE_REQUIRED && !value_get(v, k->key))
			(void)standard_fault_add(w->faults, buf_text(&w->path),
			    v->line, v->column, "`%s` is missing here; add it",
			    k->key);
	}
}

static void walk_table(
    struct walk *w, const struct value *v, const struct standard_shape *shape)
{
	if (!is_type(w, v, VALUE_MAP))
		return;
	if ((int64_t)v->map.count > shape->max)
		fault(
		    w, v, "at most 64 names in this map; join some to a list");
	for (size_t i = 0; i < v->map.count; i++) {
		const struct value_pair *p = &v->map.pairs[i];
		size_t before = enter(w, p->key);
		if (!is_id(p->key))
			fault(w, p->value,
			    "a name here has ASCII letters, digits, - and _, "
			    "and begins with a letter");
		walk(w, p->value, shape->item);
		leave(w, before);
	}
}

static void walk(
    struct walk *w, const struct value *v, const struct standard_shape *shape)
{
	switch (shape->type) {
	case STANDARD_SHAPE_TEXT:
		walk_text(w, v, shape);
		return;
	case STANDARD_SHAPE_NAME:
		walk_name(w, v);
		return;
	case STANDARD_SHAPE_ID:
		walk_id(w, v);
		return;
	case STANDARD_SHAPE_INT:
		walk_int(w, v, shape);
		return;
	case STANDARD_SHAPE_BOOL:
		(void)is_type(w, v, VALUE_BOOL);
		return;
	case STANDARD_SHAPE_WORD:
		walk_word(w, v, shape);
		return;
	case STANDARD_SHAPE_LIMIT:
		walk_limit(w, v);
		return;
	case STANDARD_SHAPE_FLAGS:
		walk_flags(w, v);
		return;
	case STANDARD_SHAPE_SCALAR:
		walk_scalar(w, v);
		return;
	case STANDARD_SHAPE_LOGIC:
		walk_logic(w, v);
		return;
	case STANDARD_SHAPE_LIST:
		walk_list(w, v, shape);
		return;
	case STANDARD_SHAPE_MAP:
		walk_map(w, v, shape);
		return;
	case STANDARD_SHAPE_TABLE:
		walk_table(w, v, shape);
		return;
	}
}

enum err standard_shape_check(const struct value *v,
    const struct standard_shape *shape, struct standard_faults *faults)
{
	size_t before = faults->count;
	struct walk w = { .faults = faults };
	walk(&w, v, shape);
	buf_fini(&w.path);
	return faults->count == before ? ERR_OK : ERR_PARSE;
}
