/*
 * machine - states, events and guards of a dossier, as tables.
 *
 * schema/machine.c holds one row per event of docs/FORMAT.md F-95: the states
 * it may happen in, the state it leads to, the roles that may sign it, the
 * right a district other than the home needs, and the guards, by name.  A new
 * event is a new row; a new guard is one function and one word here.
 */
#ifndef SCHEMA_MACHINE_H
#define SCHEMA_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* name, 中文 */
#define MACHINE_STATES(X)      \
	X(NONE, "未收件")      \
	X(RECEIVED, "已收件")  \
	X(ACCEPTED, "已受理")  \
	X(REVIEW, "审查中")    \
	X(YES, "准予")         \
	X(ISSUED, "已制证")    \
	X(DELIVERED, "已送达") \
	X(CLOSED, "已办结")

enum machine_state {
#define X(name, zh) MACHINE_##name,
	MACHINE_STATES(X)
#undef X
	    MACHINE_STATE_COUNT
};
#define MACHINE_BIT(state) (1u << (state))

/* name, what it tests (rule) - the enumerated vocabulary */
#define MACHINE_GUARDS(X)                                         \
	X(STANDARD, "F-81, F-83, F-84 adopted and unified")       \
	X(RIGHT, "F-85 to F-89 right of a district not the home") \
	X(CALENDAR, "F-90 series is published")                   \
	X(NUMBER, "F-92 number well formed, of this node")        \
	X(MATERIALS, "F-96 key materials")                        \
	X(VERDICTS, "F-97 criteria met")                          \
	X(INPUTS, "F-98 sealed inputs")                           \
	X(LEVELS, "F-99 approval levels in order")                \
	X(FOUR_EYES, "F-100 levels by different staff")           \
	X(WRAPS, "F-105, F-150 wraps for the readers")            \
	X(GENERATION, "F-55 wraps of the right generation")       \
	X(OFFER, "F-106 receiver and expiry")                     \
	X(RESULT, "F-53 sealed result")

enum machine_guard {
#define X(name, text) MACHINE_GUARD_##name,
	MACHINE_GUARDS(X)
#undef X
	    MACHINE_GUARD_COUNT
};
#define MACHINE_GUARD_BIT(guard) (1u << (guard))

#define MACHINE_ROLE_OF_LEVEL UINT32_MAX /* the level's role in the standard */
#define MACHINE_NO_RIGHT      (-1)

enum machine_part {
	MACHINE_MAIN,    /* moves the main state, under a custody */
	MACHINE_CUSTODY, /* moves the pen */
	MACHINE_ASIDE,   /* moves neither: judged after both */
};

struct machine_event {
	const char *kind; /* of the act: "case.accept" */
	const char *zh;
	enum machine_part part;
	uint32_t from; /* MACHINE_BIT()s */
	enum machine_state to;
	uint32_t roles;  /* ROLE_BIT()s that may sign */
	int right;       /* enum right, or MACHINE_NO_RIGHT */
	uint32_t guards; /* MACHINE_GUARD_BIT()s, tested in order of the enum */
};

/* The row of a kind, or NULL. */
const struct machine_event *machine_find(const char *kind);
size_t machine_count(void);
const struct machine_event *machine_at(size_t i);

const char *machine_state_name(enum machine_state s); /* "RECEIVED" */
const char *machine_state_zh(enum machine_state s);
const char *machine_guard_name(enum machine_guard g);

#endif
