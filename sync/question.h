/*
 * question - the open questions of one direction of a session: wants, head
 * asks, vault asks and witness asks that have not been answered (docs/PROTOCOL.md P-8, P-10).
 */
#ifndef SYNC_QUESTION_H
#define SYNC_QUESTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sync/message.h"

#define QUESTION_WANTS_MAX     8
#define QUESTION_HEADS_MAX     8
#define QUESTION_VAULTS_MAX    16
#define QUESTION_WITNESSES_MAX 2
#define QUESTION_ALL_MAX                                                 \
	(QUESTION_WANTS_MAX + QUESTION_HEADS_MAX + QUESTION_VAULTS_MAX + \
	    QUESTION_WITNESSES_MAX)

struct question {
	enum message_kind kind; /* one that asks */
	char node[TEXT_SLUG_BYTES_MAX + 1];
	uint64_t epoch, from, to; /* from moves with each batch */
	struct digest dossier, root;
	uint64_t index;
};

struct question_list { /* oldest first; `{ 0 }` is a valid empty one */
	struct question open[QUESTION_ALL_MAX];
	size_t count;
};

/* Is it one of the kinds that ask? */
bool question_asks(enum message_kind kind);

size_t question_count(const struct question_list *l, enum message_kind kind);

/* Note a question; false when as many of its kind are open as may be. */
bool question_add(struct question_list *l, const struct message *m);

/* Note an answer: batch, sorry, head, vault.chunk or vault.sorry.  False when
 * it answers no open question. */
bool question_answer(struct question_list *l, const struct message *m);

#endif
