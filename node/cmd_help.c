#include "node/cmd_help.h"

#include <string.h>

#include "base/text.h"

static const char intro[] =
    "tongban - 跨区通办节点 / cross-district universal handling\n"
    "\n"
    "  tongban COMMAND [OPTION...]    tongban COMMAND --help\n"
    "\n"
    "各命令均可加 --json。节点 API 地址: --api URL、--dir DIR(读 node.yaml)或\n"
    "环境变量 TONGBAN_API。口令: --passphrase-file FILE 或 TONGBAN_PASSPHRASE_FILE。\n"
    "Every command takes --json.  The node's API is --api URL, --dir DIR (reads\n"
    "node.yaml) or TONGBAN_API.  Exit codes: 0 ok, 1 finding or refusal, 2 usage,\n"
    "69 unavailable, 70 storage fatal, 78 configuration.\n";

static void one_line(FILE *to, const struct cmd *c, int width)
{
	(void)fprintf(to, "  %-*s  %s / %s\n", width, c->words, c->zh, c->en);
}

void cmd_help_all(const struct cmd *const *tables)
{
	(void)fputs(intro, stdout);
	for (; *tables != NULL; tables++) {
		(void)putchar('\n');
		for (const struct cmd *c = *tables; c->words != NULL; c++)
			one_line(stdout, c, 18);
	}
}

static void option_words(FILE *to, const struct cmd_option *o)
{
	(void)fprintf(to, "--%s%s%s", o->name, o->value != NULL ? " " : "",
	    o->value != NULL ? o->value : "");
}

void cmd_help_line(FILE *to, const struct cmd *c)
{
	(void)fprintf(to, "用法 / usage: tongban %s", c->words);
	if (c->arguments[0] != '\0')
		(void)fprintf(
		    to, c->argument_min > 0 ? " %s" : " [%s]", c->arguments);
	for (const struct cmd_option *o = c->options;
	     o != NULL && o->name != NULL; o++) {
		(void)fputs(o->need == CMD_REQUIRED ? " " : " [", to);
		option_words(to, o);
		if (o->need != CMD_REQUIRED)
			(void)fputs(o->need == CMD_REPEATED ? "]..." : "]", to);
	}
	(void)fputc('\n', to);
}

static void options_help(const struct cmd_option *o)
{
	for (; o != NULL && o->name != NULL; o++) {
		int width = 4 + (int)strlen(o->name);

		(void)fputs("  ", stdout);
		option_words(stdout, o);
		if (o->value != NULL)
			width += 1 + (int)strlen(o->value);
		(void)printf(
		    "%*s%s\n", width < 28 ? 28 - width : 2, "", o->help);
	}
}

void cmd_help_one(const struct cmd *c, const struct cmd_option *global)
{
	(void)printf("%s / %s\n", c->zh, c->en);
	cmd_help_line(stdout, c);
	options_help(c->options);
	options_help(global);
}

int cmd_help_near(const struct cmd *const *tables, int argc, char **argv)
{
	bool any = false;

	(void)argc;
	for (; *tables != NULL; tables++) {
		for (const struct cmd *c = *tables; c->words != NULL; c++) {
			size_t n = strcspn(c->words, " ");

			if (strlen(argv[0]) != n ||
			    memcmp(argv[0], c->words, n) != 0)
				continue;
			one_line(stderr, c, 18);
			any = true;
		}
	}
	(void)fprintf(stderr,
	    any ? "tongban: 请写全命令 / say which of these\n"
		: "tongban: 没有此命令;tongban --help 列出全部 / no such "
		  "command; tongban --help lists them\n");
	return CMD_USAGE;
}
