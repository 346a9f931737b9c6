/*
 * The parser: find the longest row that matches the first words, hand its
 * options to getopt_long, check what is required, run.
 */
#include "node/cmd.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "node/cmd_help.h"
#include "schema/json.h"

static const struct cmd_option global_options[] = {
	{ "json", CMD_FLAG, NULL, "以 JSON 输出 / print JSON" },
	{ "help", CMD_FLAG, NULL, "帮助 / this help" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static const struct cmd *const tables[] = { cmd_setup_table, cmd_run_table,
	cmd_key_table, cmd_rotate_table, cmd_draft_table, cmd_standard_table,
	cmd_guide_table, cmd_rule_table, cmd_network_table, cmd_scope_table,
	cmd_office_table, cmd_slot_table, cmd_robot_table, cmd_receive_table,
	cmd_case_draft_table, cmd_joint_table, cmd_licence_table,
	cmd_case_table, cmd_life_table, cmd_credit_table, cmd_print_table,
	cmd_receipt_table, cmd_beside_table, cmd_audit_table, cmd_report_table,
	cmd_bundle_table, cmd_bundle_check_table, cmd_log_table, cmd_fork_table,
	cmd_tool_table, cmd_vault_table, cmd_search_table, NULL };

/* How many words of @words stand at the start of argv; 0 if not all do. */
static int words_match(const char *words, int argc, char **argv)
{
	int used = 0;

	while (*words != '\0') {
		size_t n = strcspn(words, " ");

		if (used == argc || strlen(argv[used]) != n ||
		    memcmp(argv[used], words, n) != 0)
			return 0;
		used++;
		words += n;
		words += *words == ' ';
	}
	return used;
}

static const struct cmd *find(int argc, char **argv, int *used)
{
	const struct cmd *best = NULL;

	*used = 0;
	for (size_t t = 0; tables[t] != NULL; t++) {
		for (const struct cmd *c = tables[t]; c->words != NULL; c++) {
			int n = words_match(c->words, argc, argv);

			if (n > *used) {
				*used = n;
				best = c;
			}
		}
	}
	return best;
}

static size_t add_long(
    struct option *out, size_t count, const struct cmd_option *from)
{
	for (; from != NULL && from->name != NULL; from++) {
		must(count < CMD_OPTIONS_MAX);
		out[count++] = (struct option){ .name = from->name,
			.has_arg = from->need == CMD_FLAG ? no_argument
							  : required_argument,
			.val = 1 };
	}
	return count;
}

/* Is @value one of "a|b|c"?  What is written with a capital or a colon, such as
 * "HOST:PORT|unix:PATH", is no list of words but a shape. */
static bool is_choice(const char *choices, const char *value)
{
	size_t n = strlen(value);

	if (strchr(choices, '|') == NULL ||
	    strspn(choices, "abcdefghijklmnopqrstuvwxyz|") != strlen(choices))
		return true;
	for (;;) {
		size_t word = strcspn(choices, "|");

		if (word == n && memcmp(choices, value, n) == 0)
			return true;
		if (choices[word] == '\0')
			return false;
		choices += word + 1;
	}
}

static int check_values(const struct cmd_call *call)
{
	for (const struct cmd_option *o = call->cmd->options;
	     o != NULL && o->name != NULL; o++) {
		const char *value;

		for (size_t i = 0;
		     o->need != CMD_FLAG &&
		     (value = cmd_get_at(call, o->name, i)) != NULL;
		     i++) {
			if (value[0] == '\0')
				return cmd_usage(call,
				    "选项缺少值 / --%s needs a value", o->name);
			if (!is_choice(o->value, value))
				return cmd_usage(call,
				    "--%s 只能是 / is one of %s, not %s",
				    o->name, o->value, value);
		}
	}
	return CMD_OK;
}

/* Options may stand anywhere after the words; 0 or the usage exit code. */
static int parse_options(struct cmd_call *call, int argc, char **argv)
{
	struct option longs[CMD_OPTIONS_MAX + 1] = { 0 };
	size_t count = add_long(longs, 0, global_options);
	int at, got;

	(void)add_long(longs, count, call->cmd->options);
	optind = 0;
	opterr = 0;
	while ((got = getopt_long(argc, argv, ":", longs, &at)) != -1) {
		if (got == ':')
			return cmd_usage(call, "选项缺少值 / %s needs a value",
			    argv[optind - 1]);
		if (got != 1)
			return cmd_usage(call, "未知选项 / unknown option %s",
			    argv[optind - 1]);
		if (call->value_count == CMD_VALUES_MAX)
			return cmd_usage(call, "选项过多 / too many options");
		must(longs[at].name != NULL);
		call->values[call->value_count].name = longs[at].name;
		call->values[call->value_count++].value =
		    optarg != NULL ? optarg : "";
	}
	call->json = cmd_has(call, "json");
	call->arguments = argv + optind;
	call->argument_count = argc - optind;
	return CMD_OK;
}

static int check_call(const struct cmd_call *call)
{
	const struct cmd *c = call->cmd;

	for (const struct cmd_option *o = c->options;
	     o != NULL && o->name != NULL; o++) {
		if (o->need == CMD_REQUIRED && !cmd_has(call, o->name))
			return cmd_usage(
			    call, "缺少选项 / missing option --%s", o->name);
	}
	if (call->argument_count < c->argument_min)
		return cmd_usage(
		    call, "缺少参数 / missing argument: %s", c->arguments);
	if (call->argument_count > c->argument_max)
		return cmd_usage(call, "多余参数 / unexpected argument: %s",
		    call->arguments[c->argument_max]);
	/* The first says what the command is about; later ones may be values
	 * to judge, as check-id's. */
	if (call->argument_count > 0 && call->arguments[0][0] == '\0')
		return cmd_usage(
		    call, "参数为空 / empty argument: %s", c->arguments);
	return check_values(call);
}

static int run(struct cmd_call *call, int argc, char **argv)
{
	int code = parse_options(call, argc, argv);

	if (code != CMD_OK)
		return code;
	if (cmd_has(call, "help")) {
		cmd_help_one(call->cmd, global_options);
		return CMD_OK;
	}
	code = check_call(call);
	return code != CMD_OK ? code : call->cmd->run(call);
}

int cmd_main(int argc, char **argv)
{
	struct cmd_call call = { .arguments = argv };
	int used, code;

	if (argc < 2 || strcmp(argv[1], "--help") == 0 ||
	    strcmp(argv[1], "help") == 0) {
		cmd_help_all(tables);
		return argc < 2 ? CMD_USAGE : CMD_OK;
	}
	call.cmd = find(argc - 1, argv + 1, &used);
	if (call.cmd == NULL)
		return cmd_help_near(tables, argc - 1, argv + 1);
	call.arena = arena_new_wiped();
	argv[used] = argv[0];
	code = run(&call, argc - used, argv + used);
	arena_free(call.arena);
	if (fflush(stdout) != 0) {
		(void)fprintf(stderr, "tongban: standard output is broken\n");
		return err_exit(ERR_STORAGE);
	}
	return code;
}

const char *cmd_get(const struct cmd_call *call, const char *name)
{
	for (size_t i = call->value_count; i-- > 0;) {
		if (strcmp(call->values[i].name, name) == 0)
			return call->values[i].value;
	}
	return NULL;
}

const char *cmd_get_at(const struct cmd_call *call, const char *name, size_t i)
{
	for (size_t k = 0; k < call->value_count; k++) {
		if (strcmp(call->values[k].name, name) == 0 && i-- == 0)
			return call->values[k].value;
	}
	return NULL;
}

bool cmd_has(const struct cmd_call *call, const char *name)
{
	return cmd_get(call, name) != NULL;
}

void cmd_print_json(const struct value *v)
{
	struct buf out = { 0 };

	json_format(&out, v, JSON_STYLE_PRETTY);
	buf_put_byte(&out, '\n');
	(void)fwrite(out.p, 1, out.n, stdout);
	buf_fini(&out);
}

int cmd_fail(const struct cmd_call *call, enum err e, const struct why *why)
{
	const char *text =
	    why != NULL && why->text[0] != '\0' ? why->text : err_text(e);

	if (call->json) {
		struct value *v = value_map(call->arena);

		value_set(call->arena, v, "error",
		    value_text(call->arena, err_name(e)));
		value_set(
		    call->arena, v, "text", value_text(call->arena, text));
		if (why != NULL && why->line > 0) {
			value_set(call->arena, v, "line",
			    value_int(call->arena, why->line));
			value_set(call->arena, v, "column",
			    value_int(call->arena, why->column));
		}
		cmd_print_json(v);
	} else if (why != NULL && why->line > 0) {
		(void)fprintf(stderr, "tongban: %d:%d: %s\n", why->line,
		    why->column, text);
	} else {
		(void)fprintf(stderr, "tongban: %s\n", text);
	}
	return err_exit(e);
}

int cmd_usage(const struct cmd_call *call, const char *format, ...)
{
	va_list list;

	(void)fprintf(stderr, "tongban: ");
	va_start(list, format);
	(void)vfprintf(stderr, format, list);
	va_end(list);
	(void)fprintf(stderr, "\n");
	cmd_help_line(stderr, call->cmd);
	return CMD_USAGE;
}
