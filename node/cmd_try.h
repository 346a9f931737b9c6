/*
 * cmd_try - standard try: what the criteria of a standard say of samples.
 *
 *      {"samples": [{"code": "T04-1", "verdict": "met",
 *                    "data": {"facts": {"days_to_expiry": 10}}}]}
 *
 * Data has the names that a criterion reads: form, facts, mat, case, assist;
 * and std, when other constants than the standard's own are to be tried.
 */
#ifndef NODE_CMD_TRY_H
#define NODE_CMD_TRY_H

#include "node/cmd.h"

extern const struct cmd_option cmd_try_options[];
int cmd_try_run(struct cmd_call *call);

#endif
