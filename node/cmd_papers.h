/*
 * cmd_papers - files that a command hands in: ID=FILE, small ones in the
 * request, large ones uploaded before (node/pieces.h).
 */
#ifndef NODE_CMD_PAPERS_H
#define NODE_CMD_PAPERS_H

#include "node/cmd.h"

/* All values of a repeated @option, into the map @papers.  The small ones
 * first; the large ones when all else about the command is right (of them the
 * first call only takes the place).  CMD_OK or the exit code. */
int cmd_papers_small(
    struct cmd_call *call, struct value *papers, const char *option);
int cmd_papers_large(
    struct cmd_call *call, struct value *papers, const char *option);

/* {ID: {option: true}} for each value of @option, "ID" or "ID=…". */
enum err cmd_papers_marks(struct cmd_call *call, struct value *materials,
    const char *option, struct why *why) MUST_CHECK;

#endif
