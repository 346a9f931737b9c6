/*
 * cmd - what all commands of `tongban` share: the table, options, output.
 *
 * A command is a row: its words, its options (a table as well), one line of
 * help in two languages, and a function.  Usage texts, --help and the parser
 * all come from the rows.
 *
 * Commands run in a process of their own, block as they like, and end with an
 * exit code: 0 ok, 1 finding or refusal, 2 usage, 69 unavailable, 70 storage
 * fatal, 78 configuration.
 */
#ifndef NODE_CMD_H
#define NODE_CMD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/why.h"
#include "schema/value.h"

#define CMD_OPTIONS_MAX 32
#define CMD_VALUES_MAX  64

#define CMD_OK      0
#define CMD_FINDING 1
#define CMD_USAGE   2

enum cmd_need {
	CMD_FLAG,     /* takes no value */
	CMD_OPTIONAL, /* takes a value, may be absent */
	CMD_REQUIRED, /* takes a value, must be there */
	CMD_REPEATED, /* takes a value, any number of times */
};

struct cmd_option {
	const char *name; /* "home"; NULL ends a table */
	enum cmd_need need;
	const char *value; /* "NODE", NULL for a flag */
	const char *help;  /* one line, 中文 and English */
};

struct cmd_call;

struct cmd {
	const char *words;     /* "case receive" */
	const char *arguments; /* "NUMBER", "" */
	int argument_min;
	int argument_max;
	const struct cmd_option *options; /* NULL: only the global ones */
	int (*run)(struct cmd_call *call);
	const char *zh;
	const char *en;
};

/* The tables of node/cmd_*.c; each ends with a row whose words are NULL. */
extern const struct cmd cmd_setup_table[];
extern const struct cmd cmd_run_table[];
extern const struct cmd cmd_key_table[];
extern const struct cmd cmd_draft_table[];
extern const struct cmd cmd_case_draft_table[];
extern const struct cmd cmd_rotate_table[];
extern const struct cmd cmd_rule_table[];
extern const struct cmd cmd_network_table[];
extern const struct cmd cmd_office_table[];
extern const struct cmd cmd_slot_table[];
extern const struct cmd cmd_robot_table[];
extern const struct cmd cmd_scope_table[];
extern const struct cmd cmd_credit_table[];
extern const struct cmd cmd_standard_table[];
extern const struct cmd cmd_guide_table[];
extern const struct cmd cmd_receive_table[];
extern const struct cmd cmd_joint_table[];
extern const struct cmd cmd_licence_table[];
extern const struct cmd cmd_case_table[];
extern const struct cmd cmd_life_table[];
extern const struct cmd cmd_print_table[];
extern const struct cmd cmd_receipt_table[];
extern const struct cmd cmd_beside_table[];
extern const struct cmd cmd_audit_table[];
extern const struct cmd cmd_report_table[];
extern const struct cmd cmd_bundle_table[];
extern const struct cmd cmd_bundle_check_table[];
extern const struct cmd cmd_log_table[];
extern const struct cmd cmd_fork_table[];
extern const struct cmd cmd_search_table[];
extern const struct cmd cmd_tool_table[];
extern const struct cmd cmd_vault_table[];

/* One running command. */
struct cmd_call {
	const struct cmd *cmd;
	struct arena *arena; /* lives as long as the command */
	bool json;
	bool asked_login;    /* for a token; node/ask.h */
	bool refused;        /* the node answered, and said no */
	const char *token;   /* of the node that is asked; NULL: none */
	int64_t patience_ms; /* for the node's next answer; 0: as usual */
	/* A refusal is kept for who asked, not told; in the arena. */
	bool keeps_problem;
	const struct value *problem;
	int argument_count;
	char **arguments; /* borrowed from argv */
	size_t value_count;
	struct {
		const char *name;
		const char *value; /* borrowed from argv; "" for a flag */
	} values[CMD_VALUES_MAX];
};

/* Parse the line and run; the exit code of the process. */
int cmd_main(int argc, char **argv);

/* The (last) value of an option; NULL when it was not given. */
const char *cmd_get(const struct cmd_call *call, const char *name);
/* The @i-th value of a repeated option; NULL past the last. */
const char *cmd_get_at(const struct cmd_call *call, const char *name, size_t i);
bool cmd_has(const struct cmd_call *call, const char *name);

/* Say what went wrong, with --json as an object, and give the exit code. */
int cmd_fail(const struct cmd_call *call, enum err e, const struct why *why);
int cmd_usage(const struct cmd_call *call, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Print a value as JSON with a newline. */
void cmd_print_json(const struct value *v);

#endif
