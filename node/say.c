#include "node/say.h"

#include "base/clock.h"
#include "schema/ledger.h"

void say_text(
    struct arena *a, struct value *map, const char *key, const char *text)
{
	if (text != NULL)
		value_set(a, map, key, value_text(a, text));
}

void say_text_given(
    struct arena *a, struct value *map, const char *key, const char *text)
{
	say_text(a, map, key, text != NULL ? text : "");
}

void say_int(struct arena *a, struct value *map, const char *key, int64_t n)
{
	value_set(a, map, key, value_int(a, n));
}

void say_bool(struct arena *a, struct value *map, const char *key, bool b)
{
	value_set(a, map, key, value_bool(a, b));
}

void say_digest(
    struct arena *a, struct value *map, const char *key, const struct digest *d)
{
	char hex[DIGEST_HEX_ROOM];

	digest_hex(hex, d);
	value_set(a, map, key, value_text(a, hex));
}

void say_time(
    struct arena *a, struct value *map, const char *key, int64_t seconds)
{
	char text[CLOCK_TEXT_ROOM];

	if (seconds == 0)
		return;
	clock_text(text, seconds);
	say_int(a, map, key, seconds);
	say_text(a, map, arena_print(a, "%s_text", key), text);
}

const char *say_node_name(const struct ledger *l, const char *node)
{
	const struct member *m = ledger_member(l, node);

	return m != NULL ? m->name : node;
}

void say_node(struct arena *a, struct value *map, const char *key,
    const struct ledger *l, const char *node)
{
	if (node == NULL)
		return;
	say_text(a, map, key, node);
	say_text(
	    a, map, arena_print(a, "%s_name", key), say_node_name(l, node));
}
