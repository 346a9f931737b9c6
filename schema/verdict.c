#include "schema/verdict.h"

#include <string.h>

#include "base/text.h"
#include "schema/logic.h"

/* One judgement while it runs. */
struct judge {
	verdict_default_fn *defaults; /* may be NULL */
	void *arg;
	struct verdict_result *out;
};

const char *verdict_text(enum verdict v)
{
	switch (v) {
#define X(name, text)        \
	case VERDICT_##name: \
		return text;
		VERDICT_MAP(X)
#undef X
	}
	return "unknown";
}

bool verdict_parse(struct bytes text, enum verdict *out)
{
#define X(name, word)                              \
	if (bytes_equal(text, bytes_text(word))) { \
		*out = VERDICT_##name;             \
		return true;                       \
	}
	VERDICT_MAP(X)
#undef X
	return false;
}

/* @path is @root or stands below it. */
static bool is_under(struct bytes path, const char *root)
{
	size_t n = strlen(root);

	return path.n >= n &&
	       bytes_equal(bytes_part(path, 0, n), bytes_text(root)) &&
	       (path.n == n || path.p[n] == '.');
}

static bool ends_with(struct bytes path, const char *end)
{
	size_t n = strlen(end);

	return path.n >= n &&
	       bytes_equal(bytes_part(path, path.n - n, n), bytes_text(end));
}

static void note_absent(struct verdict_result *out, struct bytes path)
{
	size_t n = path.n;

	if (out->verdict == VERDICT_UNKNOWN)
		return;
	out->verdict = VERDICT_UNKNOWN;
	if (n >= sizeof(out->absent))
		n = sizeof(out->absent) - 1;
	while (n > 0 && !text_is_utf8(bytes_part(path, 0, n)))
		n--;
	memcpy(out->absent, path.p, n);
	out->absent[n] = '\0';
}

static const struct value *default_of(const struct judge *j, struct bytes path)
{
	static const struct value no = { .type = VALUE_BOOL };
	static const struct value zero = { .type = VALUE_INT };
	static const struct value empty = { .type = VALUE_TEXT };
	const struct value *v = NULL;
	char name[VERDICT_NAME_BYTES_MAX];

	if (j->defaults != NULL && path.n < sizeof(name)) {
		memcpy(name, path.p, path.n);
		name[path.n] = '\0';
		v = j->defaults(j->arg, name);
	}
	if (v != NULL)
		return v;
	if (is_under(path, "mat"))
		return ends_with(path, ".have") ? &no : &empty;
	return is_under(path, "case") ? &zero : &empty;
}

static bool is_absent(const struct value *v)
{
	return v == NULL || v->type == VALUE_NULL;
}

static const struct value *on_read(void *arg, enum logic_scope scope,
    struct bytes path, const struct value *found)
{
	const struct judge *j = arg;

	if (!is_absent(found))
		return found;
	if (scope == LOGIC_SCOPE_ELEMENT) {
		/* The first accumulator of a reduce may be null. */
		if (found == NULL || !is_under(path, "accumulator"))
			note_absent(j->out, path);
		return found;
	}
	if (is_under(path, "form") || is_under(path, "facts"))
		note_absent(j->out, path);
	else if (is_under(path, "mat") || is_under(path, "case") ||
		 is_under(path, "assist"))
		return default_of(j, path);
	return found;
}

enum err verdict_of(const struct value *rule, const struct value *data,
    verdict_default_fn *defaults, void *arg, struct verdict_result *out,
    struct why *why)
{
	struct judge judge = { defaults, arg, out };
	struct logic_options options = { .read = on_read, .arg = &judge };
	struct arena *a = arena_new();
	struct value *result;
	enum err e;

	*out = (struct verdict_result){ .verdict = VERDICT_NOT_MET };
	e = logic_eval(a, rule, data, &options, &result, why);
	if (e == ERR_OK && out->verdict != VERDICT_UNKNOWN &&
	    logic_truthy(result))
		out->verdict = VERDICT_MET;
	arena_free(a);
	return e;
}
