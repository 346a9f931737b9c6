#include "sync/question.h"

#include <string.h>

#include "base/mem.h"

bool question_asks(enum message_kind kind)
{
	return kind == MESSAGE_WANT || kind == MESSAGE_HEAD_ASK ||
	       kind == MESSAGE_VAULT_ASK || kind == MESSAGE_WITNESS_ASK;
}

size_t question_count(const struct question_list *l, enum message_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < l->count; i++)
		n += l->open[i].kind == kind;
	return n;
}

static size_t most(enum message_kind kind)
{
	if (kind == MESSAGE_WANT)
		return QUESTION_WANTS_MAX;
	if (kind == MESSAGE_WITNESS_ASK)
		return QUESTION_WITNESSES_MAX;
	return kind == MESSAGE_HEAD_ASK ? QUESTION_HEADS_MAX
					: QUESTION_VAULTS_MAX;
}

bool question_add(struct question_list *l, const struct message *m)
{
	struct question *q;

	must(question_asks(m->kind));
	if (question_count(l, m->kind) == most(m->kind))
		return false;
	q = &l->open[l->count++];
	*q = (struct question){ .kind = m->kind,
		.epoch = m->epoch,
		.from = m->from,
		.to = m->to,
		.dossier = m->dossier,
		.root = m->root,
		.index = m->index };
	memcpy(q->node, m->node, sizeof(q->node));
	return true;
}

static bool fits_log(const struct question *q, const struct message *m)
{
	return q->kind == MESSAGE_WANT && strcmp(q->node, m->node) == 0 &&
	       q->epoch == m->epoch && q->from == m->from;
}

static bool fits_vault(const struct question *q, const struct message *m)
{
	return q->kind == MESSAGE_VAULT_ASK && digest_equal(&q->root, &m->root);
}

static bool fits(const struct question *q, const struct message *m)
{
	switch (m->kind) {
	case MESSAGE_BATCH:
	case MESSAGE_SORRY:
		return fits_log(q, m);
	case MESSAGE_HEAD:
		return q->kind == MESSAGE_HEAD_ASK &&
		       strcmp(q->node, m->node) == 0;
	case MESSAGE_VAULT_CHUNK:
		return fits_vault(q, m) && q->index == m->index;
	case MESSAGE_VAULT_SORRY:
		return fits_vault(q, m);
	case MESSAGE_WITNESS:
		return q->kind == MESSAGE_WITNESS_ASK;
	case MESSAGE_WITNESS_ASK:
	case MESSAGE_COSIGNED:
	case MESSAGE_HELLO:
	case MESSAGE_FRONTIER:
	case MESSAGE_WANT:
	case MESSAGE_HEAD_ASK:
	case MESSAGE_VAULT_ASK:
	case MESSAGE_PING:
	case MESSAGE_PONG:
	case MESSAGE_BYE:
	case MESSAGE_COUNT:
		break;
	}
	return false;
}

/* A batch answers a part of a want; everything else closes its question. */
static bool goes_on(struct question *q, const struct message *m)
{
	if (m->kind != MESSAGE_BATCH)
		return false;
	q->from = m->from + m->act_count;
	return q->from < q->to;
}

bool question_answer(struct question_list *l, const struct message *m)
{
	for (size_t i = 0; i < l->count; i++) {
		struct question *q = &l->open[i];

		if (!fits(q, m))
			continue;
		if (!goes_on(q, m)) {
			memmove(q, q + 1, (l->count - i - 1) * sizeof(*q));
			l->count--;
		}
		return true;
	}
	return false;
}
