/*
 * cmd_drawn - licences that a command names by their identifiers: looked up at
 * the node, and given in place of paper.
 */
#ifndef NODE_CMD_DRAWN_H
#define NODE_CMD_DRAWN_H

#include "base/bytes.h"
#include "node/cmd.h"

/* Of "M4" or "M4=1.2.156.3005.2…": the material; and the identifier, or NULL. */
struct bytes cmd_drawn_material(const char *option);
const char *cmd_drawn_identifier(const char *option);

/* What the network knows under "IDENTIFIER" or "IDENTIFIER@NODE": a list of API answers, not
 * empty.  Its check character is looked at before anybody is asked.  CMD_OK, or
 * the exit code. */
int cmd_drawn_find(
    struct cmd_call *call, const char *identifier, const struct value **list);

/* The one licence: when several districts have issued it, one has to be named.
 */
int cmd_drawn_one(struct cmd_call *call, const char *identifier,
    const struct value **licence);

/* The id of the act that issued it, to a list. */
int cmd_drawn_push(
    struct cmd_call *call, const char *identifier, struct value *licences);

/* The materials of all --drawn as a list at @key, where there are any. */
void cmd_drawn_names(
    struct cmd_call *call, struct value *request, const char *key);

/* The licences of all --drawn that name one, into the request. */
int cmd_drawn_put(struct cmd_call *call, struct value *request);

#endif
