/*
 * document - what a hall prints for an event: 收件凭证, 受理通知书, 补正告知书, …
 *
 * Sentences are the standard's, or those of node/document_table.h, in Chinese or
 * English.  The page is self-contained HTML, well-formed as XML, with number,
 * times and the QR code that verifies offline (F-199).  Values are escaped.
 * Pure.
 *
 * The applicant's name is in no act: who prints gives it, and no node sees it.
 */
#ifndef NODE_DOCUMENT_H
#define NODE_DOCUMENT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "schema/value.h"

struct act;
struct why;

struct document_source {
	const struct value *dossier;  /* as GET /v1/cases/{number} says it */
	const struct value *standard; /* the standard's tree */
	const struct act *act;        /* the event */
	const char *name;             /* of the applicant, or NULL */
	const char *ticket;           /* for the QR code */
	const char *word; /* which paper, as in standards; NULL: its first */
	bool english;
};

/* Append the page.  ERR_NOT_FOUND: no paper; ERR_LIMIT: the ticket fits no QR
 * code (an act with very many files). */
enum err document_print(struct buf *out, const struct document_source *s,
    struct why *why) MUST_CHECK;

#endif
