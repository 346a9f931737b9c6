/*
 * submit - a command signs an act with a key that no node sees, and hands it
 * to a node.
 *
 * Acts outside dossiers are composed here; acts of cases are prepared by the
 * node (it seals what was handed in) and checked against what was asked before
 * they are signed: a clerk signs what the clerk sees.
 */
#ifndef NODE_SUBMIT_H
#define NODE_SUBMIT_H

#include "keys/digest.h"
#include "node/ask.h"
#include "node/cmd.h"
#include "node/keyring.h"
#include "node/signer.h"

#define SUBMIT_OPTIONS                             \
	ASK_OPTIONS,                               \
	    { "key", CMD_REQUIRED, SIGNER_VALUE,   \
		    "签名密钥 / key that signs" }, \
	    KEYRING_OPTION

/* For acts outside dossiers: to a file instead of to the node. */
#define SUBMIT_DRAFT                                                               \
	{                                                                          \
		"draft", CMD_OPTIONAL, "FILE",                                     \
		    "写入文件,由他人续签 / to a file, for others to sign" \
	}

struct submit {
	struct cmd_call *call; /* borrowed */
	struct signer signer;  /* closed by submit_fini() */
	struct digest network;
	const char *node; /* whose API it is */
};

/* Open --key and ask the node who it is.  CMD_OK or the exit code. */
int submit_init(struct submit *s, struct cmd_call *call);
void submit_fini(struct submit *s);

/* Compose, sign and hand in an act outside dossiers.  @std may be NULL.
 * The node's answer is in @answer: id, node, position, time.  With --draft the
 * signed act goes to that file, and @answer is NULL. */
int submit_act(struct submit *s, const char *kind, const struct value *body,
    const struct digest *std, struct value **answer);

/* Say where the draft is and what comes next. */
void submit_tell_draft(struct cmd_call *call);

/* Let the node prepare @request (it names "kind"; "by" is added), check, sign
 * and hand it in.  @prepared (may be NULL) gets the node's preparation. */
int submit_case(struct submit *s, struct value *request,
    struct value **prepared, struct value **answer);

/* The same, prepared by another route. */
int submit_prepared(struct submit *s, const char *path, struct value *request,
    struct value **prepared, struct value **answer);

/* Only prepare it: the node says what would be refused, and nothing is signed.
 */
int submit_try(struct submit *s, struct value *request);

/* The same for a case that is there, by its number; @prepared may be NULL. */
int submit_on(struct cmd_call *call, const char *number, const char *kind,
    struct value *request, struct value **prepared, struct value **answer);

/* An option's value, where it was given, into @request under its name. */
void submit_put(
    struct cmd_call *call, struct value *request, const char *option);
/* All values of a repeated option, where there are any, as a list. */
void submit_put_list(struct cmd_call *call, struct value *request,
    const char *key, const char *option);

/* Print what was handed in: the line of a command on a case. */
void submit_tell(const struct cmd_call *call, const char *number,
    const struct value *request, const struct value *answer);

#endif
