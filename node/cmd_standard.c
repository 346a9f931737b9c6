/*
 * Commands about standards: check, publish, list, show, diff.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "node/cmd.h"
#include "node/cmd_merge.h"
#include "node/cmd_standard.h"
#include "node/cmd_try.h"
#include "node/file.h"
#include "node/guide.h"
#include "node/submit.h"
#include "node/table.h"
#include "schema/joint.h"
#include "schema/json.h"
#include "schema/standard.h"
#include "schema/standard_compare.h"

#define CHECK_FILES_MAX 4096

static const struct cmd_option submit_only[] = {
	SUBMIT_OPTIONS,
	SUBMIT_DRAFT,
	{ NULL, CMD_FLAG, NULL, NULL },
};

static const struct cmd_option ask_only[] = {
	ASK_KEY_OPTIONS,
	{ NULL, CMD_FLAG, NULL, NULL },
};

/* Every mistake with line and column, as compilers print them; and as values
 * in @out. */
static void faults_show(struct cmd_call *call, const char *path,
    const struct standard_faults *faults, struct value *out)
{
	struct arena *a = call->arena;
	struct value *list = value_list(a);

	for (size_t i = 0; i < standard_fault_kept(faults); i++) {
		const struct standard_fault *f = &faults->list[i];
		struct value *v = value_map(a);

		if (!call->json)
			(void)fprintf(stderr, "%s:%d:%d: %s%s%s\n", path,
			    f->why.line, f->why.column, f->path,
			    f->path[0] != '\0' ? ": " : "", f->why.text);
		value_set(a, v, "path", value_text(a, f->path));
		value_set(a, v, "line", value_int(a, f->why.line));
		value_set(a, v, "column", value_int(a, f->why.column));
		value_set(a, v, "text", value_text(a, f->why.text));
		value_push(a, list, v);
	}
	value_set(a, out, "faults", list);
	value_set(a, out, "count", value_int(a, (int64_t)faults->count));
	if (!call->json)
		(void)fprintf(stderr,
		    "tongban: %s: %zu 处错误,未通过 / %zu mistakes\n", path,
		    faults->count, faults->count);
}

int cmd_standard_load(
    struct cmd_call *call, const char *path, const struct standard **out)
{
	struct standard_faults *faults =
	    arena_take(call->arena, sizeof(*faults));
	struct value *all = value_map(call->arena);
	struct bytes text;
	struct why why = { 0 };
	enum err e = file_read(
	    call->arena, path, STANDARD_SOURCE_BYTES_MAX, &text, &why);

	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	e = standard_parse(out, call->arena, text, faults);
	if (e == ERR_OK)
		return CMD_OK;
	faults_show(call, path, faults, all);
	if (call->json)
		cmd_print_json(all);
	return CMD_FINDING;
}

/* ---- check ---- */

static void put_digest(struct cmd_call *call, struct value *out,
    const char *name, const struct digest *d, bool print)
{
	char hex[DIGEST_HEX_ROOM];

	digest_hex(hex, d);
	value_set(call->arena, out, name, value_text(call->arena, hex));
	if (print)
		(void)printf("  %-10s %s\n", name, hex);
}

static void show_passed(
    struct cmd_call *call, const struct standard *s, struct value *out)
{
	bool print = !call->json && call->argument_count == 1;

	if (!call->json)
		(void)printf("%s %s 版本 %u:通过 / passes\n", s->item, s->zh,
		    s->revision);
	value_set(call->arena, out, "item", value_text(call->arena, s->item));
	value_set(
	    call->arena, out, "revision", value_int(call->arena, s->revision));
	put_digest(call, out, "digest", &s->digest, print);
	for (int p = 0; p < STANDARD_PART_COUNT; p++)
		put_digest(call, out, standard_part_key((enum standard_part)p),
		    &s->core[p], print);
}

/* One file of several: what was found goes to @out; its exit code. */
static int check_one(struct cmd_call *call, const char *path, struct value *out)
{
	struct arena *a = arena_new();
	struct standard_faults *faults = arena_take(a, sizeof(*faults));
	const struct standard *s = NULL;
	struct bytes text;
	struct why why = { 0 };
	int code = CMD_OK;
	enum err e = file_read(a, path, STANDARD_SOURCE_BYTES_MAX, &text, &why);

	value_set(call->arena, out, "file", value_text(call->arena, path));
	if (e != ERR_OK) {
		code = err_exit(e);
		value_set(call->arena, out, "error",
		    value_text(call->arena, err_name(e)));
		value_set(call->arena, out, "text",
		    value_text(call->arena, why.text));
		if (!call->json)
			(void)fprintf(stderr, "tongban: %s\n", why.text);
	} else if (standard_parse(&s, a, text, faults) == ERR_OK) {
		show_passed(call, s, out);
	} else {
		code = CMD_FINDING;
		faults_show(call, path, faults, out);
	}
	arena_free(a);
	return code;
}

/* All files are looked at; the exit code is that of the first that does not
 * pass. */
static int check(struct cmd_call *call)
{
	struct arena *a = call->arena;
	struct value *all = value_map(a), *files = value_list(a);
	int code = CMD_OK, faulty = 0;

	for (int i = 0; i < call->argument_count; i++) {
		struct value *v = value_map(a);
		int one = check_one(call, call->arguments[i], v);

		faulty += one != CMD_OK;
		if (code == CMD_OK)
			code = one;
		value_push(a, files, v);
	}
	value_set(a, all, "files", files);
	value_set(a, all, "faulty", value_int(a, faulty));
	if (call->json)
		cmd_print_json(all);
	else if (call->argument_count > 1 && faulty == 0)
		(void)printf("%d 份标准全部通过 / %d standards, all pass\n",
		    call->argument_count, call->argument_count);
	else if (call->argument_count > 1)
		(void)fprintf(stderr,
		    "tongban: %d 份标准中 %d 份未通过 / %d of %d standards do "
		    "not pass\n",
		    call->argument_count, faulty, faulty, call->argument_count);
	return code;
}

/* ---- publish, list, show ---- */

static int publish(struct cmd_call *call)
{
	const struct standard *s = NULL;
	struct value *body = value_map(call->arena), *answer;
	struct submit submit;
	int64_t position = 0;
	int code = cmd_standard_load(call, call->arguments[0], &s);

	if (s == NULL)
		return code;
	code = submit_init(&submit, call);
	if (code != CMD_OK)
		return code;
	value_set(call->arena, body, "standard", s->tree);
	code = submit_act(&submit, "standard.publish", body, NULL, &answer);
	if (code == CMD_OK && answer == NULL) {
		submit_fini(&submit);
		submit_tell_draft(call);
		return CMD_OK;
	}
	submit_fini(&submit);
	if (code != CMD_OK)
		return code;
	if (call->json) {
		cmd_print_json(answer);
		return CMD_OK;
	}
	(void)value_get_int(answer, "position", &position);
	(void)printf("已发布 / published %s %s 版本 %u  %s#%lld\n", s->item,
	    s->zh, s->revision, value_get_string(answer, "node"),
	    (long long)position);
	return CMD_OK;
}

/* Only what is on the published list of that name. */
static void keep_listed(
    struct cmd_call *call, struct value *answer, const char *name)
{
	const struct value *all = value_get(answer, "standards");
	struct value *kept = value_list(call->arena);

	for (size_t i = 0; i < value_count(all); i++) {
		const struct value *s = value_at(all, i);
		const struct value *on = value_get(s, "lists");

		for (size_t k = 0; k < value_count(on); k++)
			if (value_is_text(value_at(on, k), name))
				value_push(call->arena, kept,
				    value_clone(call->arena, s));
	}
	value_set(call->arena, answer, "standards", kept);
}

static int list(struct cmd_call *call)
{
	const char *name = call->argument_count > 0 ? call->arguments[0] : NULL;
	struct value *answer;
	const struct value *all;
	struct table *t;
	int code;

	if (name != NULL && guide_list_zh(name) == NULL)
		return cmd_usage(call,
		    "没有清单 %s;有 / no such list; there are: proactive gap "
		    "promise paperless entitlement",
		    name);
	code = ask_get(call, "/v1/standards", &answer);
	if (code != CMD_OK)
		return code;
	if (name != NULL)
		keep_listed(call, answer, name);
	if (call->json) {
		cmd_print_json(answer);
		return CMD_OK;
	}
	all = value_get(answer, "standards");
	t = table_new(6);
	table_row(t, "事项", "名称", "版本", "法定", "承诺", "采用节点", NULL);
	for (size_t i = 0; i < value_count(all); i++) {
		const struct value *s = value_at(all, i);
		const struct value *by = value_get(s, "adopted_by");
		struct buf nodes = { 0 };
		int64_t revision = 0;

		for (size_t k = 0; k < value_count(by); k++)
			buf_print(&nodes, "%s%s", k > 0 ? " " : "",
			    (const char *)value_at(by, k)->bytes.p);
		(void)value_get_int(s, "revision", &revision);
		table_row(t, value_get_string(s, "item"),
		    value_get_string(s, "zh"),
		    arena_print(call->arena, "%lld", (long long)revision),
		    value_get_string(s, "statutory"),
		    value_get_string(s, "promised"),
		    nodes.n > 0 ? buf_text(&nodes) : "-", NULL);
		buf_fini(&nodes);
	}
	table_print(t);
	return CMD_OK;
}

static int show(struct cmd_call *call)
{
	struct value *answer;
	int code = ask_get(call,
	    ask_path(call, "/v1/standards/", call->arguments[0]), &answer);

	if (code == CMD_OK)
		cmd_print_json(answer);
	return code;
}

/* ---- diff ---- */

static void tell_lines(struct cmd_call *call,
    const struct standard_comparison *c, struct value *out)
{
	struct arena *a = call->arena;
	struct value *lines = value_list(a);

	for (size_t i = 0; i < c->line_count; i++) {
		const struct standard_difference *d = &c->lines[i];
		const char *left = d->left != NULL ? d->left : "-";
		const char *right = d->right != NULL ? d->right : "-";
		struct value *v = value_map(a);

		if (!call->json)
			(void)printf("  %s: %s | %s\n", d->path, left, right);
		value_set(
		    a, v, "part", value_text(a, standard_part_key(d->part)));
		value_set(a, v, "path", value_text(a, d->path));
		value_set(a, v, "left", value_text(a, left));
		value_set(a, v, "right", value_text(a, right));
		value_push(a, lines, v);
	}
	value_set(a, out, "differences", lines);
}

/* What the three equalities come to, and whether anything else differs. */
static void tell_whole(bool unified, bool same)
{
	if (!unified)
		(void)puts("不是三统一,不能跨区通办 / not unified: no case "
			   "may cross districts");
	else if (same)
		(void)puts("三统一,全文相同 / unified, the same throughout");
	else
		(void)puts("三统一,其余部分不同 (允许) / unified; the rest "
			   "differs, as it may");
}

static int diff(struct cmd_call *call)
{
	const struct standard *left = NULL, *right = NULL;
	struct standard_comparison c;
	struct value *out = value_map(call->arena);
	bool unified;
	int code = cmd_standard_load(call, call->arguments[0], &left);

	if (left != NULL)
		code = cmd_standard_load(call, call->arguments[1], &right);
	if (left == NULL || right == NULL)
		return code;
	unified = standard_compare(&c, call->arena, left, right);
	for (int p = 0; p < STANDARD_PART_COUNT; p++) {
		enum standard_part part = (enum standard_part)p;

		if (!call->json)
			(void)printf("%s %s\n", standard_part_zh(part),
			    c.equal[p] ? "相同 / equal" : "不同 / differ");
		value_set(call->arena, out, standard_part_key(part),
		    value_bool(call->arena, c.equal[p]));
	}
	tell_lines(call, &c, out);
	value_set(
	    call->arena, out, "unified", value_bool(call->arena, unified));
	value_set(call->arena, out, "same",
	    value_bool(
		call->arena, digest_equal(&left->digest, &right->digest)));
	if (call->json)
		cmd_print_json(out);
	else
		tell_whole(
		    unified, digest_equal(&left->digest, &right->digest));
	return unified ? CMD_OK : CMD_FINDING;
}

const struct cmd cmd_standard_table[] = {
	{ "standard check", "FILE...", 1, CHECK_FILES_MAX, NULL, check,
	    "校验事项标准", "check a standard" },
	{ "standard try", "FILE...", 1, CHECK_FILES_MAX, cmd_try_options,
	    cmd_try_run, "以样例试受理条件", "try criteria with samples" },
	{ "standard publish", "FILE", 1, 1, submit_only, publish,
	    "发布事项标准", "publish a standard" },
	{ "standard list", "[LIST]", 0, 1, ask_only, list,
	    "已发布的标准,或列入某清单的", "list the standards, or one list" },
	{ "standard show", "DIGEST", 1, 1, ask_only, show, "显示一个标准",
	    "show a standard" },
	{ "standard diff", "A.yaml B.yaml", 2, 2, NULL, diff, "比较三统一",
	    "compare the three equalities" },
	{ "standard merge", "BUNDLE.yaml MEMBER.yaml...", 2,
	    1 + JOINT_MEMBERS_MAX, NULL, cmd_merge_run, "一件事:合并材料和表单",
	    "one list and one form for a bundle" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
