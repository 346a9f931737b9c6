/*
 * ask - what commands say to a node's API: JSON in, JSON out, problems shown.
 *
 * A problem answer (RFC 9457) is printed as it stands with --json, otherwise
 * as a sentence with the clause of the rule and, for a failed three-equalities
 * check, the differing lines.
 */
#ifndef NODE_ASK_H
#define NODE_ASK_H

#include "node/cmd.h"
#include "schema/value.h"

/* Options of every command that talks to a node. */
#define ASK_OPTIONS                                                            \
	{ "api", CMD_OPTIONAL, "URL", "节点 API 地址 / address of the API" },  \
	{                                                                      \
		"dir", CMD_OPTIONAL, "DIR", "节点数据目录 / data folder" \
	}

/* All give CMD_OK and *@out, or have told the user why not and give the exit
 * code.  @path is relative to the API: "/v1/node". */
int ask_get(struct cmd_call *call, const char *path, struct value **out);
int ask_post(struct cmd_call *call, const char *path, const struct value *body,
    struct value **out);
int ask_post_bytes(struct cmd_call *call, const char *path, struct bytes body,
    struct value **out);
/* An answer that is no JSON: text or bytes, in the call's arena. */
int ask_raw(struct cmd_call *call, const char *path, struct bytes *out);

/* "/v1/cases/" and @segment, escaped; in the call's arena. */
const char *ask_path(
    struct cmd_call *call, const char *prefix, const char *segment);

#endif
