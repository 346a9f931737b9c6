/*
 * cmd_help - usage texts, made from the command tables.
 */
#ifndef NODE_CMD_HELP_H
#define NODE_CMD_HELP_H

#include <stdio.h>

#include "node/cmd.h"

/* All commands, a line each.  @tables ends with NULL. */
void cmd_help_all(const struct cmd *const *tables);

/* One command with its options and the @global ones. */
void cmd_help_one(const struct cmd *c, const struct cmd_option *global);

/* "usage: tongban case receive --home NODE ...". */
void cmd_help_line(FILE *to, const struct cmd *c);

/* No command matches: show those that begin alike; the exit code. */
int cmd_help_near(const struct cmd *const *tables, int argc, char **argv);

#endif
