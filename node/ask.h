/*
 * ask - what commands say to a node's API: JSON in, JSON out, problems shown.
 *
 * A problem answer (RFC 9457) is printed as it stands with --json, otherwise
 * as a sentence with the clause of the rule and, for a failed three-equalities
 * check, the differing lines; where fields are wrong, a line for each.
 */
#ifndef NODE_ASK_H
#define NODE_ASK_H

#include "base/buf.h"
#include "node/cmd.h"
#include "node/http_client.h"
#include "node/keyring.h"
#include "node/signer.h"
#include "schema/value.h"

/* Options of every command that talks to a node. */
#define ASK_KEY_OPTIONS                                                         \
	ASK_OPTIONS,                                                            \
	    { "key", CMD_OPTIONAL, SIGNER_VALUE,                                \
		    "登录密钥,默认用数据目录的运维令牌 / key to log in with" }, \
	    KEYRING_OPTION

#define ASK_OPTIONS                                                            \
	{ "api", CMD_OPTIONAL, "URL", "节点 API 地址 / address of the API" },  \
	{                                                                      \
		"dir", CMD_OPTIONAL, "DIR", "节点数据目录 / data folder" \
	}

/* Log in with a key that is open already, or, for one that is nobody's at a
 * node, such as a root, with the operator's token of --dir.  CMD_OK or the exit
 * code.  Commands with --key that never call this are logged in by the first
 * question. */
int ask_login(struct cmd_call *call, const struct signer *signer);

/* With the operator's token of --dir, whatever --key says: for keys that are
 * nobody's at a node, such as a recovery key. */
void ask_operator(struct cmd_call *call);

/* All give CMD_OK and *@out, or have told the user why not and give the exit
 * code.  @path is relative to the API: "/v1/node". */
int ask_get(struct cmd_call *call, const char *path, struct value **out);
int ask_post(struct cmd_call *call, const char *path, const struct value *body,
    struct value **out);
int ask_post_bytes(struct cmd_call *call, const char *path, struct bytes body,
    struct value **out);
/* Any other method; @body may be NULL. */
int ask_method(struct cmd_call *call, const char *method, const char *path,
    const struct value *body, struct value **out);
/* An answer that is no JSON: text or bytes, in the call's arena. */
int ask_raw(struct cmd_call *call, const char *path, struct bytes *out);

/* The same into a buffer that the caller frees, for large ones. */
int ask_get_bytes(struct cmd_call *call, const char *path, struct buf *out);
int ask_post_for_bytes(struct cmd_call *call, const char *path,
    const struct value *body, struct buf *out);

/* A piece of something large: what it needs stays bounded, and it comes again
 * when the node says so.  CMD_OK: @answer->body is the caller's to buf_fini(). */
int ask_piece(struct cmd_call *call, const struct http_client_request *request,
    struct http_client_answer *answer);

/* "/v1/cases/" and @segment, escaped; in the call's arena. */
const char *ask_path(
    struct cmd_call *call, const char *prefix, const char *segment);

#endif
