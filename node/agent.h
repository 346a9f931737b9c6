/*
 * agent - asks ssh-agent over its socket; blocks, for commands.
 *
 * Which agent: the socket that SSH_AUTH_SOCK names, as for every ssh tool.
 * What is said is in keys/sshagent.h.  The secret never comes here; a signature
 * may take as long as a person needs to confirm it, everything else is quick.
 */
#ifndef NODE_AGENT_H
#define NODE_AGENT_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "keys/sign.h"

struct why;

#define AGENT_LIST_LIMIT_MS 10000
#define AGENT_SIGN_LIMIT_MS 120000

/* The key that @name stands for (docs/FORMAT.md F-113).  As sshagent_find(),
 * and as agent_ask(). */
enum err agent_find(
    const char *name, struct sign_public *out, struct why *why) MUST_CHECK;

/* Have @message signed.  As sshagent_take_signature(), and as agent_ask(). */
enum err agent_sign(const struct sign_public *public, struct bytes message,
    struct signature *out, struct why *why) MUST_CHECK;

/*
 * One request to the agent at @path and the answer without its length, at most
 * SSHAGENT_ANSWER_BYTES_MAX; @path NULL: there is none.
 *
 * ERR_UNREACHABLE when nobody listens; ERR_TIMEOUT; ERR_ENDED when it hangs up;
 * ERR_LIMIT; ERR_NO_RESOURCE.
 */
enum err agent_ask(const char *path, struct bytes request, int64_t limit_ms,
    struct buf *answer, struct why *why) MUST_CHECK;

#endif
