#include <string.h>

#include "base/mem.h"
#include "sync/session_fields.h"

static enum rule take_hello(struct session *s, const struct message *m)
{
	char name[TEXT_SLUG_BYTES_MAX + 1] = "";

	/* Several may name one key; who shook hands holds its secret. */
	if (s->side == SESSION_ACCEPTED && strcmp(m->node, s->node) != 0 &&
	    s->member(s->arg, &s->remote, m->node, name))
		memcpy(s->peer, name, sizeof(s->peer));
	if (strcmp(m->node, s->peer) != 0)
		return RULE_PEER_UNKNOWN;
	s->state = SESSION_AT_OPEN;
	return RULE_NONE;
}

/* P-9.  A peer cannot make us hold more lines than a network has members. */
static enum rule take_line(struct session *s, const struct frontier_line *line)
{
	const struct frontier_line *old =
	    frontier_get(&s->peer_lines, line->node);

	if (old == NULL && s->peer_lines.count == FRONTIER_LINES_MAX)
		return RULE_FRONTIER;
	if (old != NULL && old->epoch > line->epoch)
		return RULE_FRONTIER;
	if (old != NULL && old->epoch == line->epoch && old->size > line->size)
		return RULE_FRONTIER;
	frontier_set(&s->peer_lines, line);
	return RULE_NONE;
}

static enum rule take_frontier(struct session *s, const struct message *m)
{
	enum rule rule = RULE_NONE;

	for (size_t i = 0; i < m->line_count && rule == RULE_NONE; i++)
		rule = take_line(s, &m->lines[i]);
	return rule;
}

static enum rule take_question(struct session *s, const struct message *m)
{
	return question_add(&s->theirs, m) ? RULE_NONE : RULE_FLOOD;
}

static enum rule take_answer(struct session *s, const struct message *m)
{
	return question_answer(&s->ours, m) ? RULE_NONE : RULE_NOT_ASKED;
}

/* An answer, or a heartbeat that goes around (P-29). */
static enum rule take_head(struct session *s, const struct message *m)
{
	(void)question_answer(&s->ours, m);
	return RULE_NONE;
}

/* It goes around (P-52). */
static enum rule take_cosigned(struct session *s, const struct message *m)
{
	(void)s;
	(void)m;
	return RULE_NONE;
}

/* A batch says as much as a line: its sender holds the log up to its end. */
static enum rule take_batch(struct session *s, const struct message *m)
{
	struct frontier_line line = { .epoch = m->epoch,
		.size = m->from + m->act_count };

	memcpy(line.node, m->node, sizeof(line.node));
	if (frontier_size(&s->peer_lines, m->node, m->epoch) >= line.size)
		return RULE_NONE;
	return take_line(s, &line);
}

static enum rule take_ping(struct session *s, const struct message *m)
{
	if (!session_room(s))
		return RULE_FLOOD;
	session_put(
	    s, &(struct message){ .kind = MESSAGE_PONG, .number = m->number });
	return RULE_NONE;
}

/* Several pings may be under way; their pongs come in order. */
static enum rule take_pong(struct session *s, const struct message *m)
{
	if (m->number <= s->pong_number || m->number > s->ping_number)
		return RULE_NOT_ASKED;
	s->pong_number = m->number;
	return RULE_NONE;
}

static enum rule take_bye(struct session *s, const struct message *m)
{
	session_ended_by_peer(s, m->rule);
	return RULE_NONE;
}

/* Rows: messages.  A state that a row does not name makes the message one out
 * of order. */
static const struct cell {
	unsigned states;
	bool shown; /* as an event */
	enum rule (*take)(struct session *, const struct message *);
} cells[MESSAGE_COUNT] = {
	[MESSAGE_HELLO] = { SESSION_AT_BIT(SESSION_AT_HELLO), false,
	    take_hello },
	[MESSAGE_FRONTIER] = { SESSION_AT_BIT(SESSION_AT_OPEN), true,
	    take_frontier },
	[MESSAGE_WANT] = { SESSION_AT_BIT(SESSION_AT_OPEN), true,
	    take_question },
	[MESSAGE_BATCH] = { SESSION_AT_BIT(SESSION_AT_OPEN), true, take_batch },
	[MESSAGE_SORRY] = { SESSION_AT_BIT(SESSION_AT_OPEN), true,
	    take_answer },
	[MESSAGE_HEAD_ASK] = { SESSION_AT_BIT(SESSION_AT_OPEN), true,
	    take_question },
	[MESSAGE_HEAD] = { SESSION_AT_BIT(SESSION_AT_OPEN), true, take_head },
	[MESSAGE_VAULT_ASK] = { SESSION_AT_BIT(SESSION_AT_OPEN), true,
	    take_question },
	[MESSAGE_VAULT_CHUNK] = { SESSION_AT_BIT(SESSION_AT_OPEN), true,
	    take_answer },
	[MESSAGE_VAULT_SORRY] = { SESSION_AT_BIT(SESSION_AT_OPEN), true,
	    take_answer },
	[MESSAGE_WITNESS_ASK] = { SESSION_AT_BIT(SESSION_AT_OPEN), true,
	    take_question },
	[MESSAGE_WITNESS] = { SESSION_AT_BIT(SESSION_AT_OPEN), true,
	    take_answer },
	[MESSAGE_COSIGNED] = { SESSION_AT_BIT(SESSION_AT_OPEN), true,
	    take_cosigned },
	[MESSAGE_PING] = { SESSION_AT_BIT(SESSION_AT_OPEN), false, take_ping },
	[MESSAGE_PONG] = { SESSION_AT_BIT(SESSION_AT_OPEN), false, take_pong },
	[MESSAGE_BYE] = { SESSION_AT_BIT(SESSION_AT_HELLO) |
			      SESSION_AT_BIT(SESSION_AT_OPEN),
	    false, take_bye },
};

/* True when @ev was filled. */
bool session_take(struct session *s, struct bytes raw, struct session_event *ev)
{
	struct message *m = &s->message;
	struct why why = { 0 };
	enum rule rule;

	must(s->arena == NULL);
	s->arena = arena_new();
	rule = message_decode(s->arena, raw, m, &why);
	if (rule != RULE_NONE) {
		session_break(s, rule, "%s", why.text);
		return false;
	}
	if ((cells[m->kind].states & SESSION_AT_BIT(s->state)) == 0) {
		session_break(s, RULE_ORDER, "\"%s\" out of order",
		    message_name(m->kind));
		return false;
	}
	ev->pushed = m->kind == MESSAGE_BATCH && !question_answer(&s->ours, m);
	rule = cells[m->kind].take(s, m);
	if (rule != RULE_NONE) {
		session_break(s, rule, "\"%s\": %s", message_name(m->kind),
		    rule_en(rule));
		return false;
	}
	ev->type = m->kind == MESSAGE_HELLO ? SESSION_READY : SESSION_MESSAGE;
	ev->message = m;
	return cells[m->kind].shown || m->kind == MESSAGE_HELLO;
}
