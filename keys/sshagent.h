/*
 * sshagent - what is said to ssh-agent and what it answers, as bytes
 * (draft-miller-ssh-agent; docs/FORMAT.md F-113).
 *
 *	list:  byte 11                          byte 12, u32 count,
 *	                                        count x (string key, string comment)
 *	sign:  byte 13, string key,             byte 14,
 *	       string message, u32 flags 0      string (string word, string raw)
 *	       either                           byte 5: it will not
 *
 * Requests carry the u32 of their length in front; answers come without it.
 * The agent is another program: every answer is bounded, and a signature is
 * checked before anybody sees it.  Nothing waits here; node/agent.h does.
 */
#ifndef KEYS_SSHAGENT_H
#define KEYS_SSHAGENT_H

#include "base/buf.h"
#include "base/err.h"
#include "keys/sign.h"

struct why;

#define SSHAGENT_ANSWER_BYTES_MAX (256u << 10) /* what OpenSSH's agent sends */
#define SSHAGENT_KEYS_MAX         2048
#define SSHAGENT_NAME_BYTES_MAX   256

void sshagent_put_list(struct buf *out);
void sshagent_put_sign(
    struct buf *out, const struct sign_public *public, struct bytes message);

/*
 * The one key of ours in a list that @name stands for: its fingerprint as
 * `ssh-add -l` prints it, "SHA256:...", or else its comment, byte for byte.
 *
 * ERR_NOT_FOUND when the agent holds no such key or, locked, shows none;
 * ERR_USAGE when several are called so; ERR_CONFIG when it is of another kind;
 * ERR_REFUSED when the agent will not say; ERR_PARSE for what is no answer.
 */
enum err sshagent_find(struct sign_public *out, struct bytes answer,
    const char *name, struct why *why) MUST_CHECK;

/* The signature in an answer.  ERR_REFUSED when the agent gave none; ERR_PARSE;
 * ERR_CRYPTO when it is not @public's over @message. */
enum err sshagent_take_signature(struct signature *out,
    const struct sign_public *public, struct bytes message, struct bytes answer,
    struct why *why) MUST_CHECK;

#endif
