/*
 * logic_batch - JsonLogic over many lines in one process.
 *
 *     logic_batch < LINES     each line is [rule, data]; prints the result of
 *                             each as JSON, or "!" and why there is none
 *     logic_batch FILE        {"data": data} counts for the lines that follow;
 *                             others are [rule, result], or [rule] when it
 *                             must be refused; prints "N passed, N failed" and
 *                             exits 1 on a failure
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "schema/json.h"
#include "schema/logic.h"

static const struct json_limits limits = { 4u << 20, 200 };

struct batch {
	struct arena *a;          /* owned; what stays from line to line */
	const struct value *data; /* of the lines to check; NULL: no checking */
	size_t passed, failed;
};

/* Result or refusal of one rule, as text. */
static void run(
    struct buf *out, const struct value *rule, const struct value *data)
{
	struct arena *a = arena_new();
	struct value *result;
	struct why why = { 0 };
	enum err e = logic_eval(a, rule, data, NULL, &result, &why);

	if (e == ERR_OK)
		json_format(out, result, JSON_STYLE_COMPACT);
	else
		buf_print(out, "!%s: %s", err_name(e), why.text);
	arena_free(a);
}

static bool agrees(struct bytes got, const struct value *want)
{
	struct buf text = { 0 };
	bool same;

	if (want == NULL)
		return got.n > 0 && got.p[0] == '!';
	json_format(&text, want, JSON_STYLE_COMPACT);
	same = bytes_equal(got, buf_bytes(&text));
	buf_fini(&text);
	return same;
}

static void check_line(struct batch *batch, const struct value *line)
{
	const struct value *data = value_get(line, "data");
	struct buf out = { 0 };

	if (data != NULL) {
		batch->data = value_clone(batch->a, data);
		return;
	}
	run(&out, value_at(line, 0), batch->data);
	if (agrees(buf_bytes(&out), value_at(line, 1))) {
		batch->passed++;
	} else {
		batch->failed++;
		(void)printf("got %s for ", buf_text(&out));
		buf_clear(&out);
		json_format(&out, line, JSON_STYLE_COMPACT);
		(void)printf("%s\n", buf_text(&out));
	}
	buf_fini(&out);
}

static void take_line(struct batch *batch, struct bytes text)
{
	struct arena *a = arena_new();
	struct buf out = { 0 };
	struct why why = { 0 };
	struct value *line;

	if (json_parse(a, text, &limits, &line, &why) != ERR_OK) {
		batch->failed++;
		(void)printf("?%s\n", why.text);
	} else if (batch->data != NULL) {
		check_line(batch, line);
	} else {
		must(value_count(line) == 2);
		batch->passed++;
		run(&out, value_at(line, 0), value_at(line, 1));
		(void)printf("%s\n", buf_text(&out));
	}
	buf_fini(&out);
	arena_free(a);
}

int main(int argc, char **argv)
{
	FILE *in = argc > 1 ? fopen(argv[1], "r") : stdin;
	struct batch batch = { .a = arena_new() };
	char *line = NULL;
	size_t room = 0;
	ssize_t n;

	if (in == NULL) {
		perror(argv[1]);
		return 2;
	}
	if (argc > 1)
		batch.data = value_null(batch.a);
	while ((n = getline(&line, &room, in)) > 0) {
		size_t length = line[n - 1] == '\n' ? (size_t)n - 1 : (size_t)n;

		take_line(&batch, (struct bytes){ (uint8_t *)line, length });
	}
	free(line);
	arena_free(batch.a);
	if (argc > 1) {
		(void)fclose(in);
		(void)printf(
		    "%zu passed, %zu failed\n", batch.passed, batch.failed);
	}
	return batch.failed > 0 || batch.passed == 0 ? 1 : 0;
}
