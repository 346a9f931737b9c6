/*
 * prepare - compose an act of a case for a clerk to sign.
 *
 *	prepare_start -> body ------> [open the dossier's key, the form]
 *	                                        |
 *	                 finish <- seal <- judge +
 *
 * The node knows heads, grants and custody, seals what was handed in under the
 * dossier's key, evaluates the criteria, and puts it all into an act without
 * signatures.  The client checks and signs it, and hands it in.
 *
 * Refuses early what the fold would refuse anyway, with the sentence a clerk
 * can act on; the fold's own judgement at hand-in is the one that counts.
 */
#ifndef NODE_PREPARE_H
#define NODE_PREPARE_H

struct act;
struct arena;
struct daemon;
struct digest;
struct http_request;
struct problem;
struct value;

/* Answers @request, now or later. */
void prepare_start(struct http_request *request, struct daemon *d);

/* The same for an act that the node makes by itself: @act lacks signatures
 * alone, and what it names is sealed; or NULL, and @problem says why.  Once,
 * perhaps before prepare_own() returns. */
typedef void prepare_own_fn(
    void *arg, struct act *act, const struct problem *problem);

/* @input is what a request holds, its "kind" included; it and @a live until
 * @done came.  @by is the key that will sign. */
void prepare_own(struct daemon *d, struct arena *a, const struct value *input,
    const struct digest *by, prepare_own_fn *done, void *arg);

#endif
