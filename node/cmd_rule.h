/*
 * cmd_rule - what commands that set rules share: an act outside dossiers is
 * composed, signed and handed in, or goes to a draft.
 */
#ifndef NODE_CMD_RULE_H
#define NODE_CMD_RULE_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "keys/digest.h"
#include "node/cmd.h"

struct value;
struct why;

/* Sign with --key and hand in, or write --draft; say @what was done. */
int cmd_rule_submit(struct cmd_call *call, const char *kind,
    const struct value *body, const struct digest *std, const char *what);

/* Words that commas separate, as a sorted list of unique texts.  @text may be
 * NULL. */
struct value *cmd_rule_list(struct cmd_call *call, const char *text);

/* An option "2030-12-31" as the last second of that day, not over yet. */
enum err cmd_rule_until(struct cmd_call *call, const char *option, int64_t *out,
    struct why *why) MUST_CHECK;

/* An option with the hex digits of a sealing key, of any suite: the node knows
 * which. */
enum err cmd_rule_sealing(struct cmd_call *call, const char *option,
    struct bytes *out, struct why *why) MUST_CHECK;

#endif
