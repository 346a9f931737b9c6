#include "sync/session.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "sync/session_fields.h"

static void copy_name(char out[TEXT_SLUG_BYTES_MAX + 1], const char *name)
{
	size_t n = name != NULL ? strlen(name) : 0;

	must(n <= TEXT_SLUG_BYTES_MAX);
	if (n > 0)
		memcpy(out, name, n);
	out[n] = '\0';
}

struct session *session_new(const struct session_setup *setup, int64_t now_ms)
{
	struct session *s = mem_new(sizeof(*s));

	s->side = setup->side;
	s->network = setup->network;
	s->member = setup->member;
	s->show = setup->show;
	s->arg = setup->arg;
	copy_name(s->node, setup->node);
	copy_name(s->expected, setup->expected);
	memcpy(s->instance, setup->instance, sizeof(s->instance));
	s->now = s->opened = s->heard = s->pinged = now_ms;
	session_shake_start(s, setup);
	return s;
}

/* The message that session_next() lent out is over. */
static void forget_message(struct session *s)
{
	if (s->arena == NULL)
		return;
	arena_free(s->arena);
	s->arena = NULL;
	frame_done(&s->in);
}

void session_free(struct session *s)
{
	if (s == NULL)
		return;
	forget_message(s);
	noise_free(s->noise);
	secret_free(s->ciphers);
	frame_fini(&s->in);
	buf_fini(&s->out);
	frontier_fini(&s->peer_lines);
	frontier_fini(&s->told);
	frontier_fini(&s->pushed);
	mem_wipe(s, sizeof(*s));
	mem_free(s);
}

/* ---- ending ---- */

static void end_here(struct session *s, enum rule rule)
{
	s->state = SESSION_AT_ENDED;
	s->rule = rule;
	s->ended = s->now;
}

void session_put(struct session *s, const struct message *m)
{
	struct buf raw = { 0 };

	message_encode(m, &raw);
	frame_seal(&s->out, &s->ciphers->send, buf_bytes(&raw));
	buf_fini(&raw);
}

static void say_bye(struct session *s, enum rule rule)
{
	struct message m = { .kind = MESSAGE_BYE };
	const char *name = rule_name(rule);

	must(strlen(name) < sizeof(m.rule));
	memcpy(m.rule, name, strlen(name));
	session_put(s, &m);
}

void session_break(struct session *s, enum rule rule, const char *format, ...)
{
	char text[256];
	va_list ap;

	if (s->state == SESSION_AT_ENDED)
		return;
	va_start(ap, format);
	(void)vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	(void)why_set(&s->why, ERR_ENDED, "%s", text);
	if (s->ciphers != NULL) {
		say_bye(s, rule);
		frame_seal_end(&s->out, &s->ciphers->send);
	}
	end_here(s, rule);
}

void session_ended_by_peer(struct session *s, const char *said)
{
	(void)why_set(&s->why, ERR_ENDED, "the peer ended it: %s", said);
	frame_seal_end(&s->out, &s->ciphers->send);
	end_here(s, RULE_NONE);
}

void session_end(struct session *s, enum rule rule, const char *why)
{
	session_break(s, rule, "%s", why);
}

void session_cut(struct session *s)
{
	enum rule rule = RULE_NONE;

	s->gone = true;
	if (s->state == SESSION_AT_ENDED)
		return;
	if (s->state == SESSION_AT_PREAMBLE)
		rule = RULE_PREAMBLE;
	else if (s->state == SESSION_AT_HANDSHAKE)
		rule = RULE_HANDSHAKE;
	else if (frame_partial(&s->in))
		rule = RULE_FRAME;
	(void)why_set(&s->why, ERR_ENDED, "the connection was cut");
	end_here(s, rule);
}

/* One frame of the transport phase.  The peer is heard by what opens: bytes of
 * a frame that never ends are no sign of life (P-11). */
static bool take_frame(
    struct session *s, struct bytes frame, struct session_event *ev)
{
	struct bytes raw = { NULL, 0 };

	switch (frame_open(
	    &s->in, &s->ciphers->receive, frame, MESSAGE_BYTES_MAX, &raw)) {
	case FRAME_STEP_MORE:
		s->heard = s->now;
		break;
	case FRAME_STEP_MESSAGE:
		s->heard = s->now;
		return session_take(s, raw, ev);
	case FRAME_STEP_END:
		session_ended_by_peer(s, "end of stream");
		break;
	case FRAME_STEP_BROKEN:
		session_break(s, RULE_FRAME, "a frame does not open");
		break;
	case FRAME_STEP_LONG:
		frame_done(&s->in);
		session_break(s, RULE_MESSAGE,
		    "a message of more than %d bytes", MESSAGE_BYTES_MAX);
		break;
	}
	return false;
}

static bool report_end(struct session *s, struct session_event *ev)
{
	if (s->reported)
		return false;
	s->reported = true;
	ev->type = SESSION_ENDED;
	ev->rule = s->rule;
	ev->why = s->why.text;
	return true;
}

/* One step on; false when nothing more can be done with what is there. */
static bool step(struct session *s, struct session_event *ev, bool *filled)
{
	struct bytes frame;

	*filled = false;
	if (s->state == SESSION_AT_PREAMBLE)
		return session_shake_preamble(s);
	if (!frame_next(&s->in, &frame))
		return false;
	if (s->state == SESSION_AT_HANDSHAKE)
		session_shake_take(s, frame);
	else
		*filled = take_frame(s, frame, ev);
	if (!*filled)
		forget_message(s);
	return true;
}

bool session_next(struct session *s, struct session_event *ev)
{
	bool filled = false;

	forget_message(s);
	*ev = (struct session_event){ .type = SESSION_ENDED };
	while (s->state != SESSION_AT_ENDED && step(s, ev, &filled)) {
		if (filled)
			return true;
	}
	if (s->state == SESSION_AT_ENDED)
		return report_end(s, ev);
	return false;
}

/* ---- bytes and time ---- */

void session_feed(struct session *s, struct bytes in, int64_t now_ms)
{
	s->now = now_ms;
	if (s->state == SESSION_AT_ENDED)
		return;
	forget_message(s);
	frame_feed(&s->in, in);
}

static void ping(struct session *s)
{
	s->pinged = s->now;
	s->ping_number++;
	session_put(s, &(struct message){
			   .kind = MESSAGE_PING, .number = s->ping_number });
}

void session_tick(struct session *s, int64_t now_ms)
{
	s->now = now_ms;
	switch (s->state) {
	case SESSION_AT_PREAMBLE:
	case SESSION_AT_HANDSHAKE:
	case SESSION_AT_HELLO:
		if (now_ms - s->opened >= SESSION_HANDSHAKE_MS_MAX)
			session_break(
			    s, RULE_HANDSHAKE, "the handshake took too long");
		break;
	case SESSION_AT_OPEN:
		if (now_ms - s->heard >= SESSION_SILENT_MS_MAX)
			session_break(
			    s, RULE_SILENT, "the peer was silent too long");
		else if (now_ms - s->heard >= SESSION_PING_MS &&
			 now_ms - s->pinged >= SESSION_PING_MS)
			ping(s);
		break;
	case SESSION_AT_ENDED:
		if (now_ms - s->ended >= SESSION_HANDSHAKE_MS_MAX)
			s->gone = true;
		break;
	}
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

int64_t session_deadline(const struct session *s)
{
	int64_t quiet, silent;

	switch (s->state) {
	case SESSION_AT_PREAMBLE:
	case SESSION_AT_HANDSHAKE:
	case SESSION_AT_HELLO:
		return s->opened + SESSION_HANDSHAKE_MS_MAX;
	case SESSION_AT_OPEN:
		quiet = later(s->heard, s->pinged) + SESSION_PING_MS;
		silent = s->heard + SESSION_SILENT_MS_MAX;
		return quiet < silent ? quiet : silent;
	case SESSION_AT_ENDED:
		break;
	}
	return session_over(s) ? INT64_MAX
			       : s->ended + SESSION_HANDSHAKE_MS_MAX;
}

struct bytes session_output(const struct session *s)
{
	struct bytes all = buf_bytes(&s->out);

	if (s->gone)
		return (struct bytes){ NULL, 0 };
	return bytes_part(all, s->sent, all.n - s->sent);
}

void session_sent(struct session *s, size_t n)
{
	must(n <= s->out.n - s->sent);
	s->sent += n;
	if (s->sent == s->out.n) {
		buf_clear(&s->out);
		s->sent = 0;
	} else if (s->sent > s->out.n / 2) {
		buf_drop(&s->out, s->sent);
		s->sent = 0;
	}
}

bool session_room(const struct session *s)
{
	return s->out.n - s->sent < SESSION_OUTPUT_BYTES_MAX;
}

bool session_over(const struct session *s)
{
	return s->state == SESSION_AT_ENDED && (s->gone || s->out.n == s->sent);
}

const char *session_peer(const struct session *s)
{
	return s->peer;
}

enum session_side session_side(const struct session *s)
{
	return s->side;
}

bool session_ready(const struct session *s)
{
	return s->state == SESSION_AT_OPEN;
}

/* ---- saying ---- */

const struct frontier *session_frontier(const struct session *s)
{
	return &s->peer_lines;
}

void session_offer(struct session *s, const struct frontier *mine)
{
	struct frontier changes = { 0 };
	struct message m = { .kind = MESSAGE_FRONTIER };

	if (!session_ready(s) || !session_room(s))
		return;
	frontier_changes(mine, &s->told, &changes);
	if (!s->offered || changes.count > 0) {
		m.lines = changes.lines;
		m.line_count = changes.count;
		session_put(s, &m);
		for (size_t i = 0; i < changes.count; i++)
			frontier_set(&s->told, &changes.lines[i]);
		s->offered = true;
	}
	frontier_fini(&changes);
}

uint64_t session_reach(
    const struct session *s, const char *node, uint64_t epoch)
{
	uint64_t said = frontier_size(&s->peer_lines, node, epoch);
	uint64_t pushed = frontier_size(&s->pushed, node, epoch);

	return said > pushed ? said : pushed;
}

enum err session_ask(struct session *s, const struct message *m)
{
	if (!session_ready(s))
		return ERR_ENDED;
	if (!session_room(s) || !question_add(&s->ours, m))
		return ERR_BUSY;
	session_put(s, m);
	return ERR_OK;
}

size_t session_asked(const struct session *s, enum message_kind kind)
{
	return question_count(&s->ours, kind);
}

const struct question *session_question(const struct session *s)
{
	return s->theirs.count > 0 ? &s->theirs.open[0] : NULL;
}

void session_say(struct session *s, const struct message *m)
{
	if (!session_ready(s))
		return;
	must(question_answer(&s->theirs, m));
	session_put(s, m);
}

void session_spread(struct session *s, const struct message *head)
{
	must(head->kind == MESSAGE_HEAD || head->kind == MESSAGE_COSIGNED);
	if (session_ready(s))
		session_put(s, head);
}

void session_push(struct session *s, const struct message *batch,
    const struct frontier_line *line)
{
	if (!session_ready(s))
		return;
	must(batch->kind == MESSAGE_BATCH);
	session_put(s, batch);
	frontier_set(&s->told, line);
	frontier_set(&s->pushed, line);
}

void session_invariant(const struct session *s)
{
	must(s->sent <= s->out.n);
	must(s->ciphers != NULL || s->state == SESSION_AT_PREAMBLE ||
	     s->state == SESSION_AT_HANDSHAKE || s->state == SESSION_AT_ENDED);
	must(s->state != SESSION_AT_OPEN || s->peer[0] != '\0');
	must(strcmp(s->peer, s->node) != 0);
	must(s->ours.count <= QUESTION_ALL_MAX);
	must(s->theirs.count <= QUESTION_ALL_MAX);
	must(s->peer_lines.count <= FRONTIER_LINES_MAX);
	must(s->in.opened.n <= MESSAGE_BYTES_MAX);
	must(s->rule == RULE_NONE || s->state == SESSION_AT_ENDED);
}
