/*
 * signer - whoever signs for a command: a key file, or a key in ssh-agent.
 *
 *	--key FILE            the secret is opened here, in locked memory
 *	--key agent:NAME      it stays with the agent (docs/FORMAT.md F-113)
 *
 * Both sign the preimage of keys/sshsig.h, so nobody can tell them apart
 * afterwards.  What a key in an agent is for is not known here: the node that
 * gets the act knows it by its certificate or by the roots.  Blocks.
 */
#ifndef NODE_SIGNER_H
#define NODE_SIGNER_H

#include "keys/digest.h"
#include "keys/keyfile.h"
#include "keys/sign.h"

struct act;
struct why;

/* What takes the place of FILE. */
#define SIGNER_VALUE "FILE|agent:ID"

struct signer {
	struct sign_public public;
	struct digest id;
	bool in_agent;
	enum keyfile_purpose purpose; /* of a file; none for an agent's key */
	struct sign_pair *pair;       /* owned, locked; NULL: in the agent */
};

/* What follows "agent:", or NULL: @key is a file. */
const char *signer_name(const char *key);

/* @key as --key gives it; @passphrase_file may be NULL.  As
 * keyring_sign_pair() or agent_find(). */
enum err signer_open(struct signer *out, const char *key,
    const char *passphrase_file, struct why *why) MUST_CHECK;

/* Wipes; a zeroed one, and one that did not open, is fine. */
void signer_close(struct signer *s);

/* Has @message signed in @namespace.  A file always can; as agent_sign(). */
enum err signer_sign(const struct signer *s, const char *namespace,
    struct bytes message, struct signature *out, struct why *why) MUST_CHECK;

/* Adds the signature to @act, which is of the key's suite. */
enum err signer_sign_act(
    const struct signer *s, struct act *act, struct why *why) MUST_CHECK;

#endif
