/* schema/json.c, schema/logic.c, schema/logic_check.c, schema/verdict.c over
 * [rule, data] in JSON: no crash, within bounds, the same answer twice. */
#include <string.h>

#include "base/mem.h"
#include "schema/json.h"
#include "schema/logic.h"
#include "schema/verdict.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct json_limits limits = { 64u << 10, 200 };

/* What was written reads back as the same tree, halves of surrogate pairs
 * aside, which no JSON reader has to take. */
static void check_text(struct arena *a, const struct value *v)
{
	static const struct json_limits wide = { SIZE_MAX, JSON_DEPTH_MAX };
	struct buf text = { 0 };
	struct buf again = { 0 };
	struct value *read;
	struct why why;

	json_format(&text, v, JSON_STYLE_PRETTY);
	if (strstr(buf_text(&text), "\\ud") == NULL) {
		must(json_parse(a, buf_bytes(&text), &wide, &read, &why) ==
		     ERR_OK);
		json_format(&again, read, JSON_STYLE_PRETTY);
		must(bytes_equal(buf_bytes(&text), buf_bytes(&again)));
	}
	buf_fini(&text);
	buf_fini(&again);
}

static void check_rule(
    struct arena *a, const struct value *rule, const struct value *data)
{
	struct verdict_result verdict;
	struct value *first, *second;
	struct why why;
	enum err e = logic_eval(a, rule, data, NULL, &first, &why);

	must(e == logic_eval(a, rule, data, NULL, &second, &why));
	must(e == ERR_OK || e == ERR_PARSE || e == ERR_LIMIT);
	if (e == ERR_OK) {
		must(value_equal(first, second));
		check_text(a, first);
	}
	/* What the checker lets through can only be too large. */
	if (logic_check(rule, NULL, NULL, &why) == ERR_OK)
		must(e != ERR_PARSE);
	if (verdict_of(rule, data, NULL, NULL, &verdict, &why) == ERR_OK)
		must(verdict.verdict == VERDICT_UNKNOWN ||
		     verdict.absent[0] == '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct value *v;
	struct why why;

	if (json_parse(a, (struct bytes){ data, size }, &limits, &v, &why) ==
	    ERR_OK) {
		check_text(a, v);
		if (value_count(v) == 2 && v->type == VALUE_LIST)
			check_rule(a, value_at(v, 0), value_at(v, 1));
	}
	arena_free(a);
	return 0;
}
