/*
 * cmd_licence_import - licences from a table, row by row (批量导入): dirty rows are
 * told and left out, the rest goes in; what is there already is passed over, so
 * that an import that was cut short is simply run again.
 */
#ifndef NODE_CMD_LICENCE_IMPORT_H
#define NODE_CMD_LICENCE_IMPORT_H

#include "node/cmd.h"

extern const struct cmd_option cmd_licence_import_options[];
int cmd_licence_import_run(struct cmd_call *call);

#endif
