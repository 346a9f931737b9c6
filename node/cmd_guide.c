/*
 * What the public is told of the standards: a guide in plain words.
 */
#include <stdio.h>
#include <string.h>

#include "keys/digest.h"
#include "node/ask.h"
#include "node/cmd.h"
#include "node/cmd_standard.h"
#include "node/file.h"
#include "node/guide.h"
#include "schema/standard.h"

static const struct cmd_option options[] = {
	ASK_KEY_OPTIONS,
	{ "html", CMD_FLAG, NULL, "网页 / as a page" },
	{ "out", CMD_OPTIONAL, "FILE", "存到,默认标准输出 / where to" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

/* Of a file, or of what a node has published under a digest. */
static int find(struct cmd_call *call, const struct value **tree)
{
	const char *name = call->arguments[0];
	const struct standard *s = NULL;
	struct value *answer;
	struct digest digest;
	int code;

	if (digest_unhex(&digest, bytes_text(name)) != ERR_OK) {
		code = cmd_standard_load(call, name, &s);
		*tree = s != NULL ? s->tree : NULL;
		return code;
	}
	code = ask_get(call, ask_path(call, "/v1/standards/", name), &answer);
	if (code == CMD_OK)
		*tree = value_get(answer, "standard");
	return code;
}

static int guide(struct cmd_call *call)
{
	const char *path = cmd_get(call, "out");
	const struct value *tree = NULL;
	struct buf page = { 0 };
	struct why why = { 0 };
	enum err e = ERR_OK;
	int code = find(call, &tree);

	if (tree == NULL)
		return code;
	guide_print(
	    &page, tree, cmd_has(call, "html") ? GUIDE_HTML : GUIDE_TEXT);
	if (path != NULL)
		e = file_write(path, buf_bytes(&page), 0644, &why);
	if (call->json) {
		struct value *v = value_map(call->arena);

		value_set(call->arena, v, "guide",
		    value_text(call->arena,
			arena_text(call->arena, buf_bytes(&page))));
		if (e == ERR_OK)
			cmd_print_json(v);
	} else if (path == NULL) {
		(void)fwrite(page.p, 1, page.n, stdout);
	}
	buf_fini(&page);
	return e == ERR_OK ? CMD_OK : cmd_fail(call, e, &why);
}

const struct cmd cmd_guide_table[] = {
	{ "standard guide", "FILE|DIGEST", 1, 1, options, guide, "办事指南",
	    "a guide in plain words" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
