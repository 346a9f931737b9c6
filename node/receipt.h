/*
 * receipt - what an applicant takes home: the proof of the opening act in the
 * log (docs/FORMAT.md F-110), as a file.
 */
#ifndef NODE_RECEIPT_H
#define NODE_RECEIPT_H

#include "node/cmd.h"

/* To be in the table of options of who gives receipts. */
#define RECEIPT_OPTION                                                                       \
	{                                                                                    \
		"receipt", CMD_OPTIONAL, "DIR",                                              \
		    "回执文件存放处,默认当前目录 / where the receipt file goes" \
	}

/* Before anything is signed: the receipt will have a place. */
enum err receipt_check(const struct cmd_call *call, struct why *why) MUST_CHECK;

/* Fetch and write it; number and path are added to the node's @answer.  CMD_OK
 * or the exit code. */
int receipt_give(
    struct cmd_call *call, const struct value *prepared, struct value *answer);

#endif
