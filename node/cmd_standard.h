/*
 * cmd_standard - what commands about standards share.
 */
#ifndef NODE_CMD_STANDARD_H
#define NODE_CMD_STANDARD_H

struct cmd_call;
struct standard;

/* The checked standard of a file, in the call's arena; or, with *@out left
 * NULL, what is wrong has been printed, and the exit code. */
int cmd_standard_load(
    struct cmd_call *call, const char *path, const struct standard **out);

#endif
