/*
 * cmd_credit - what other commands say of an applicant's credit.
 */
#ifndef NODE_CMD_CREDIT_H
#define NODE_CMD_CREDIT_H

#include "node/cmd.h"

struct value;

/* Lines for people about `credit` of a case; nothing where it has none. */
void cmd_credit_print(const struct value *dossier);

/* After a promise was found broken: what to do next.  Silent with --json, and
 * when the case cannot be asked for. */
void cmd_credit_hint(struct cmd_call *call, const char *number);

#endif
