#include "schema/yaml.h"

#include <string.h>
#include <yaml.h>

#include "base/mem.h"
#include "base/text.h"

/*
 * libyaml gives events; the tree is built by one function for each kind of
 * node, as deep as the limit allows:
 *
 *      document -> node -> scalar
 *                       -> sequence -> node ...
 *                       -> mapping  -> key, node ...
 */
struct source {
	yaml_parser_t parser;
	struct arena *arena;
	unsigned depth_max;
	struct why *why;
};

struct place {
	int line;
	int column;
};

static struct place place_of(yaml_mark_t mark)
{
	return (struct place){ (int)mark.line + 1, (int)mark.column + 1 };
}

static enum err fault(
    const struct source *s, struct place at, const char *sentence)
{
	return why_at(s->why, ERR_PARSE, at.line, at.column, "%s", sentence);
}

/* The next event is the caller's to delete, unless this fails. */
static enum err next(struct source *s, yaml_event_t *event)
{
	if (yaml_parser_parse(&s->parser, event))
		return ERR_OK;
	struct place at = place_of(s->parser.problem_mark);
	return why_at(s->why, ERR_PARSE, at.line, at.column,
	    "the YAML is not well formed: %s%s%s",
	    s->parser.problem ? s->parser.problem : "unknown problem",
	    s->parser.context ? ", " : "",
	    s->parser.context ? s->parser.context : "");
}

static size_t digits_from(struct bytes t, size_t from)
{
	size_t n = 0;
	while (from + n < t.n && t.p[from + n] >= '0' && t.p[from + n] <= '9')
		n++;
	return n;
}

/* An exponent that reaches the end: "e5", "E-3". */
static bool is_exponent(struct bytes t, size_t from)
{
	if (from >= t.n || (t.p[from] != 'e' && t.p[from] != 'E'))
		return false;
	from++;
	if (from < t.n && (t.p[from] == '+' || t.p[from] == '-'))
		from++;
	size_t n = digits_from(t, from);
	return n > 0 && from + n == t.n;
}

/* What other YAML readers would take for a number that is no integer. */
static bool looks_fractional(struct bytes t)
{
	size_t i = t.n > 0 && (t.p[0] == '-' || t.p[0] == '+') ? 1 : 0;
	size_t whole = digits_from(t, i);
	i += whole;
	if (i < t.n && t.p[i] == '.') {
		size_t part = digits_from(t, i + 1);
		i += 1 + part;
		if (whole + part == 0)
			return false;
		return i == t.n || is_exponent(t, i);
	}
	return whole > 0 && is_exponent(t, i);
}

static bool looks_whole(struct bytes t)
{
	size_t i = t.n > 0 && t.p[0] == '-' ? 1 : 0;
	size_t n = digits_from(t, i);
	return n > 0 && i + n == t.n && (n == 1 || t.p[i] != '0');
}

static enum err plain_integer(
    const struct source *s, struct bytes t, struct place at, struct value **out)
{
	bool minus = t.p[0] == '-';
	uint64_t amount;
	struct bytes digits = bytes_part(t, minus, t.n - minus);
	if (text_decimal(&amount, digits, INT64_MAX) != ERR_OK)
		return fault(s, at,
		    "this integer does not fit 64 bits; quote it if it is a "
		    "text");
	if (minus && amount == 0)
		return fault(s, at, "write 0 without a sign");
	*out = value_int(s->arena, minus ? -(int64_t)amount : (int64_t)amount);
	return ERR_OK;
}

static bool is_null(struct bytes t)
{
	static const char *const words[] = { "", "~", "null", "Null", "NULL" };
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (bytes_equal(t, bytes_text(words[i])))
			return true;
	}
	return false;
}

static enum err plain(
    const struct source *s, struct bytes t, struct place at, struct value **out)
{
	if (is_null(t))
		return fault(s, at,
		    "there is no value here; give one, leave the key out, or "
		    "write \"\" for an empty text");
	if (looks_fractional(t))
		return fault(s, at,
		    "fractions are not allowed; write an integer in a smaller "
		    "unit, or quote it if it is a text");
	if (looks_whole(t))
		return plain_integer(s, t, at, out);
	if (bytes_equal(t, bytes_text("true")))
		*out = value_bool(s->arena, true);
	else if (bytes_equal(t, bytes_text("false")))
		*out = value_bool(s->arena, false);
	else
		*out = value_text_bytes(s->arena, t);
	return ERR_OK;
}

static enum err scalar(
    const struct source *s, const yaml_event_t *event, struct value **out)
{
	struct place at = place_of(event->start_mark);
	struct bytes t = { event->data.scalar.value,
		event->data.scalar.length };
	if (event->data.scalar.anchor)
		return fault(s, at,
		    "anchors (&name) are not allowed; write the value out");
	if (event->data.scalar.tag)
		return fault(s, at,
		    "tags (!name) are not allowed; quote a value to make it "
		    "a text");
	if (memchr(t.p, 0, t.n) || !text_is_utf8(t))
		return fault(s, at, "this text is not plain UTF-8");
	if (event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE) {
		enum err e = plain(s, t, at, out);
		if (e != ERR_OK)
			return e;
	} else {
		*out = value_text_bytes(s->arena, t);
	}
	(*out)->line = at.line;
	(*out)->column = at.column;
	return ERR_OK;
}

static enum err node(struct source *s, const yaml_event_t *event,
    unsigned depth, struct value **out);

static enum err check_opening(const struct source *s, struct place at,
    const yaml_char_t *anchor, const yaml_char_t *tag, unsigned depth)
{
	if (anchor)
		return fault(s, at,
		    "anchors (&name) are not allowed; write the value out");
	if (tag)
		return fault(s, at, "tags (!name) are not allowed");
	if (depth > s->depth_max)
		return why_at(s->why, ERR_LIMIT, at.line, at.column,
		    "lists and maps are nested more than %u deep",
		    s->depth_max);
	return ERR_OK;
}

static enum err sequence(struct source *s, const yaml_event_t *opening,
    unsigned depth, struct value **out)
{
	struct place at = place_of(opening->start_mark);
	enum err e = check_opening(s, at, opening->data.sequence_start.anchor,
	    opening->data.sequence_start.tag, depth);
	struct value *list = value_list(s->arena);
	list->line = at.line;
	list->column = at.column;
	while (e == ERR_OK) {
		yaml_event_t event;
		struct value *item = NULL;
		e = next(s, &event);
		if (e != ERR_OK)
			return e;
		if (event.type == YAML_SEQUENCE_END_EVENT) {
			yaml_event_delete(&event);
			*out = list;
			return ERR_OK;
		}
		e = node(s, &event, depth, &item);
		yaml_event_delete(&event);
		if (e == ERR_OK)
			value_push(s->arena, list, item);
	}
	return e;
}

/* A key is a scalar, read as the text it is written as. */
static enum err read_key(const struct source *s, const yaml_event_t *event,
    const struct value *map, struct bytes *key)
{
	struct place at = place_of(event->start_mark);
	if (event->type != YAML_SCALAR_EVENT)
		return fault(s, at, "a key must be a plain text");
	if (event->data.scalar.anchor || event->data.scalar.tag)
		return fault(s, at, "a key has no anchor and no tag");
	struct bytes t = { event->data.scalar.value,
		event->data.scalar.length };
	if (t.n == 0 || memchr(t.p, 0, t.n) || !text_is_utf8(t))
		return fault(s, at, "a key must be a text, not empty");
	if (event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
	    bytes_equal(t, bytes_text("<<")))
		return fault(s, at, "merge keys (<<) are not allowed");
	*key = (struct bytes){ (const uint8_t *)arena_text(s->arena, t), t.n };
	if (value_get_bytes(map, *key))
		return why_at(s->why, ERR_PARSE, at.line, at.column,
		    "the key \"%.60s\" stands twice in this map; keep one",
		    (const char *)key->p);
	return ERR_OK;
}

static enum err pair(struct source *s, const yaml_event_t *key_event,
    struct value *map, unsigned depth)
{
	struct bytes key;
	enum err e = read_key(s, key_event, map, &key);
	if (e != ERR_OK)
		return e;
	yaml_event_t event;
	struct value *v = NULL;
	e = next(s, &event);
	if (e != ERR_OK)
		return e;
	e = node(s, &event, depth, &v);
	yaml_event_delete(&event);
	if (e != ERR_OK)
		return e;
	if (v->type == VALUE_LIST || v->type == VALUE_MAP) {
		struct place at = place_of(key_event->start_mark);
		v->line = at.line;
		v->column = at.column;
	}
	value_set_bytes(s->arena, map, key, v);
	return ERR_OK;
}

static enum err mapping(struct source *s, const yaml_event_t *opening,
    unsigned depth, struct value **out)
{
	struct place at = place_of(opening->start_mark);
	enum err e = check_opening(s, at, opening->data.mapping_start.anchor,
	    opening->data.mapping_start.tag, depth);
	struct value *map = value_map(s->arena);
	map->line = at.line;
	map->column = at.column;
	while (e == ERR_OK) {
		yaml_event_t event;
		e = next(s, &event);
		if (e != ERR_OK)
			return e;
		if (event.type == YAML_MAPPING_END_EVENT) {
			yaml_event_delete(&event);
			*out = map;
			return ERR_OK;
		}
		e = pair(s, &event, map, depth);
		yaml_event_delete(&event);
	}
	return e;
}

/* @depth counts the lists and maps around this node. */
static enum err node(struct source *s, const yaml_event_t *event,
    unsigned depth, struct value **out)
{
	if (event->type == YAML_SCALAR_EVENT)
		return scalar(s, event, out);
	if (event->type == YAML_SEQUENCE_START_EVENT)
		return sequence(s, event, depth + 1, out);
	if (event->type == YAML_MAPPING_START_EVENT)
		return mapping(s, event, depth + 1, out);
	if (event->type == YAML_ALIAS_EVENT)
		return fault(s, place_of(event->start_mark),
		    "aliases (*name) are not allowed; write the value out");
	return fault(s, place_of(event->start_mark), "a value is missing here");
}

static enum err expect(
    struct source *s, yaml_event_type_t type, const char *otherwise)
{
	yaml_event_t event;
	enum err e = next(s, &event);
	if (e != ERR_OK)
		return e;
	if (event.type != type)
		e = fault(s, place_of(event.start_mark), otherwise);
	yaml_event_delete(&event);
	return e;
}

static enum err document(struct source *s, struct value **out)
{
	yaml_event_t event;
	enum err e = expect(s, YAML_STREAM_START_EVENT, "there is no text");
	if (e == ERR_OK)
		e = expect(s, YAML_DOCUMENT_START_EVENT, "the text is empty");
	if (e == ERR_OK)
		e = next(s, &event);
	if (e != ERR_OK)
		return e;
	e = node(s, &event, 0, out);
	yaml_event_delete(&event);
	if (e == ERR_OK)
		e = expect(s, YAML_DOCUMENT_END_EVENT,
		    "the document goes on after its end");
	if (e == ERR_OK)
		e = expect(s, YAML_STREAM_END_EVENT,
		    "a second document begins here; one file holds one");
	return e;
}

enum err yaml_parse(struct arena *a, struct bytes text,
    const struct yaml_limits *limits, struct value **out, struct why *why)
{
	must(limits->depth <= YAML_DEPTH_MAX);
	if (text.n > limits->bytes)
		return why_set(why, ERR_LIMIT,
		    "the text has %zu bytes; at most %zu are read", text.n,
		    limits->bytes);
	struct source s = {
		.arena = a, .depth_max = limits->depth, .why = why
	};
	must(yaml_parser_initialize(&s.parser));
	yaml_parser_set_encoding(&s.parser, YAML_UTF8_ENCODING);
	static const unsigned char nothing[1];
	yaml_parser_set_input_string(
	    &s.parser, text.n ? text.p : nothing, text.n);
	enum err e = document(&s, out);
	yaml_parser_delete(&s.parser);
	return e;
}
