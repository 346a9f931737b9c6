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

struct daemon;
struct http_request;

/* Answers @request, now or later. */
void prepare_start(struct http_request *request, struct daemon *d);

#endif
