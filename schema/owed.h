/*
 * owed - what a case owes beside its main state (待办义务, docs/FORMAT.md
 * F-187 to F-190), read off the acts that were applied.
 *
 *	OPEN --take--> TAKEN --answer--> ANSWERED --close--> CLOSED
 *	  \______________\_________________\------cancel---> CANCELLED
 *
 * The holder opens, closes and cancels, under the pen; the assignee takes and
 * answers in its own log, without it.  An acceptance with a gap or a promise
 * opens one for each such material.  An obligation is named by the act that
 * opened it and, where that opened several, by the material.
 */
#ifndef SCHEMA_OWED_H
#define SCHEMA_OWED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "keys/digest.h"

struct arena;
struct guard_applied;
struct place;
struct standard;

/* name, 中文 */
#define OWED_STATES(X)        \
	X(OPEN, "待承接")     \
	X(TAKEN, "办理中")    \
	X(ANSWERED, "已答复") \
	X(CLOSED, "已了结")   \
	X(CANCELLED, "已撤销")

enum owed_state {
#define X(name, zh) OWED_##name,
	OWED_STATES(X)
#undef X
};

/* What an open obligation keeps from happening; each keeps what follows, too:
 * name, word in acts. */
#define OWED_BLOCKS(X)      \
	X(ACCEPT, "accept") \
	X(DECIDE, "decide") \
	X(ISSUE, "issue")   \
	X(CLOSE, "close")   \
	X(NOTHING, "none")

enum owed_blocks {
#define X(name, word) OWED_BLOCKS_##name,
	OWED_BLOCKS(X)
#undef X
};

struct owed {
	struct digest act;
	const char *what;     /* "gap", one of the 16 kinds */
	const char *material; /* or NULL */
	const char *code;     /* in the standard's `obligations`, or NULL */
	const char *to;       /* node */
	const char *dept;     /* or NULL */
	const char *limit;    /* "3WD", or NULL */
	enum owed_blocks blocks;
	enum owed_state state;
	const char *result; /* of the answer, then of the close; or NULL */
	bool reads;         /* the assignee reads the case */
	/* Batch times; of an end, the date of the law (F-183); of an answer that
	 * was mended, the first. */
	int64_t opened_at, taken_at, answered_at, ended_at;
	const struct place *place; /* of the act that opened it */
};

/* What is owed as far as the acts were read: zeroed, it has read none.  It
 * lives in one arena and borrows the acts.  The fold asks it at every act, so
 * each act is read once. */
struct owed_book {
	struct owed *items; /* in the order they were opened */
	size_t count;
	size_t room;
	size_t read; /* of the acts that were applied */
};

/* Read on, up to @count acts that were applied; the first ones are those that
 * it has read.  Items may move. */
void owed_book_read(struct owed_book *b, struct arena *a,
    const struct standard *s, const struct guard_applied *applied,
    size_t count);

/* The one of that act and material (NULL: none named), or NULL. */
const struct owed *owed_find(const struct owed *list, size_t count,
    const struct digest *act, const char *material);

/* Neither closed nor cancelled. */
bool owed_is_open(const struct owed *o);

/* The first that keeps @event from happening, or NULL. */
const struct owed *owed_blocker(
    const struct owed *list, size_t count, enum owed_blocks event);

const char *owed_state_name(enum owed_state s);
const char *owed_state_zh(enum owed_state s);
const char *owed_blocks_word(enum owed_blocks b);

/* 中文 of a kind: "容缺补正"; NULL for none. */
const char *owed_what_zh(const char *what);

#endif
