/*
 * cmd_merge - standard merge: what an applicant hands in and fills in for a
 * bundle (一件事), once, out of its members' standards (schema/joint_merge.h).
 */
#ifndef NODE_CMD_MERGE_H
#define NODE_CMD_MERGE_H

#include "node/cmd.h"

int cmd_merge_run(struct cmd_call *call);

#endif
