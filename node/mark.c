#include "node/mark.h"

#include <string.h>

#include "node/say.h"
#include "schema/value.h"

void mark_push(struct arena *a, struct value *list, const char *field,
    const char *rule, const char *zh, const char *en)
{
	struct value *v = value_map(a);

	say_text(a, v, "field", field);
	say_text(a, v, "rule", rule);
	say_text(a, v, "zh", zh);
	say_text(a, v, "en", en);
	value_push(a, list, v);
}

/* Where the last parenthesis begins that ends with the text, or 0. */
static size_t last_parenthesis(const char *text)
{
	size_t n = strlen(text), depth = 0;

	for (size_t at = n; at-- > 0;) {
		if (text[at] == ')')
			depth++;
		else if (depth == 0)
			return 0;
		else if (text[at] == '(' && --depth == 0)
			return at;
	}
	return 0;
}

void mark_push_text(struct arena *a, struct value *list, const char *field,
    const char *rule, const char *text)
{
	const char *slash = strstr(text, " / ");
	size_t open = last_parenthesis(text);

	if (slash != NULL)
		mark_push(a, list, field, rule,
		    arena_print(a, "%.*s", (int)(slash - text), text),
		    slash + strlen(" / "));
	else if (open > 1 && text[open - 1] == ' ')
		mark_push(a, list, field, rule,
		    arena_print(a, "%.*s", (int)(open - 1), text),
		    arena_print(a, "%.*s", (int)(strlen(text) - open - 2),
			text + open + 1));
	else
		mark_push(a, list, field, rule, text, text);
}
