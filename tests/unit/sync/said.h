/*
 * said - messages for the tests of sessions.
 */
#ifndef TESTS_UNIT_SYNC_SAID_H
#define TESTS_UNIT_SYNC_SAID_H

#include "tests/unit/sync/talk.h"
#include "tests/unit/unit.h"

#define T(name) cmocka_unit_test(name)

static inline struct message log_message(
    enum message_kind kind, uint64_t from, uint64_t to)
{
	struct message m = { .kind = kind, .from = from, .to = to };

	memcpy(m.node, "ziyang", sizeof("ziyang"));
	return m;
}

/* @count acts that are canonical and nothing else. */
static inline struct message batch_of(uint64_t from, uint32_t count)
{
	static const uint8_t acts[8] = { 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
		0x80, 0x80 };
	struct message m = log_message(MESSAGE_BATCH, from, 0);

	m.acts = (struct bytes){ acts, count };
	m.act_count = count;
	m.commit = bytes_text("commit");
	return m;
}

static inline struct frontier_line line_of(const char *node, uint64_t size)
{
	struct frontier_line line = { .size = size };

	memcpy(line.node, node, strlen(node) + 1);
	return line;
}

static inline void offer(struct talk_side *s, const char *node, uint64_t size)
{
	struct frontier f = { 0 };
	struct frontier_line line = line_of(node, size);

	frontier_set(&f, &line);
	session_offer(s->session, &f);
	frontier_fini(&f);
}

/* @side ended by @rule, and the other one heard of it. */
static inline void expect_end(
    struct talk *t, struct talk_side *side, enum rule rule)
{
	struct talk_side *other = side == &t->a ? &t->b : &t->a;

	talk_run(t);
	assert_string_equal(rule_name(side->rule), rule_name(rule));
	assert_int_equal(side->ended, 1);
	assert_int_equal(other->ended, 1);
	assert_int_equal(other->rule, RULE_NONE);
	assert_true(session_over(side->session));
	assert_true(session_over(other->session));
	talk_fini(t);
}

#endif
