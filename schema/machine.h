/*
 * machine - states, events and guards of a dossier, as tables.
 *
 * schema/machine_table.c holds one row per event and kind of matter of
 * docs/FORMAT.md F-95: the states it may happen in, the state it leads to, the
 * roles that may sign it, the right a district other than the home needs, and
 * the guards, by name.  A new kind of matter is new rows; a new guard is one
 * function and one word here.
 */
#ifndef SCHEMA_MACHINE_H
#define SCHEMA_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schema/matter.h"

/* name, 中文.  DRAFT never leaves its hall: no act leads to it. */
#define MACHINE_STATES(X)           \
	X(NONE, "未收件")           \
	X(DRAFT, "起草")            \
	X(LEAD, "线索")             \
	X(RECEIVED, "已收件")       \
	X(CORRECT, "待补正")        \
	X(ACCEPTED, "已受理")       \
	X(REVIEW, "审查中")         \
	X(SPECIAL, "特别程序")      \
	X(YES, "准予")              \
	X(NO, "不予")               \
	X(ISSUED, "已制证")         \
	X(DELIVERED, "已送达")      \
	X(CLOSED, "已办结")         \
	X(NOT_REQUIRED, "不需许可") \
	X(NOT_ACCEPTED, "不予受理") \
	X(WITHDRAWN, "已撤回")      \
	X(RETURNED, "退件")         \
	X(ANNULLED, "作废")         \
	X(REVOKED, "已撤销")

enum machine_state {
#define X(name, zh) MACHINE_##name,
	MACHINE_STATES(X)
#undef X
	    MACHINE_STATE_COUNT
};
#define MACHINE_BIT(state) (1u << (state))

/* The case is over.  CLOSED is left by reopen and revoke, the others never. */
#define MACHINE_ENDED                                                        \
	(MACHINE_BIT(MACHINE_CLOSED) | MACHINE_BIT(MACHINE_NOT_REQUIRED) |   \
	    MACHINE_BIT(MACHINE_NOT_ACCEPTED) |                              \
	    MACHINE_BIT(MACHINE_WITHDRAWN) | MACHINE_BIT(MACHINE_RETURNED) | \
	    MACHINE_BIT(MACHINE_ANNULLED) | MACHINE_BIT(MACHINE_REVOKED))

/* name, what it tests (rule) - the enumerated vocabulary, in the order asked */
#define MACHINE_GUARDS(X)                                                \
	X(STANDARD, "F-81, F-83, F-84 adopted and unified")              \
	X(RIGHT, "F-85 to F-89 right of a district not the home")        \
	X(HOME, "F-171 in the home's log")                               \
	X(CALENDAR, "F-90 series is published")                          \
	X(VERSION, "F-172 version of the calendar that was used")        \
	X(NUMBER, "F-92 number well formed, of this node")               \
	X(PROACTIVE, "F-173 on the list of what is offered unasked")     \
	X(CALLBACK, "F-174 call-back code")                              \
	X(CONSENT, "F-175 consent on record, or none needed")            \
	X(MATERIALS, "F-96 materials of the standard")                   \
	X(LICENCES, "F-227 licences drawn on are valid")                 \
	X(KEYS, "F-170 key materials are there")                         \
	X(GAPS, "F-176 what is missing may follow")                      \
	X(PROMISES, "F-177 what is promised may be promised")            \
	X(CREDIT, "F-178 no promise broken before")                      \
	X(VERDICTS, "F-97 criteria met")                                 \
	X(INPUTS, "F-98 sealed inputs")                                  \
	X(IN_TIME, "F-179 before silence counts as acceptance")          \
	X(LACKS, "F-180 a notice names all that lacks")                  \
	X(GROUNDS, "F-181 reasons of a refusal to accept")               \
	X(SUPPLY_OVER, "F-182 the time for supplying is over")           \
	X(CITES_WORD, "F-183 the applicant's word, where it was given")  \
	X(SPECIAL, "F-184 a procedure of the standard")                  \
	X(SPECIAL_END, "F-185 the procedure that is under way")          \
	X(EXTENSION, "F-186 once, in time, for as long as the law says") \
	X(LEVELS, "F-99 approval levels in order")                       \
	X(FOUR_EYES, "F-100 levels by different staff")                  \
	X(BLOCKERS, "F-187 nothing owed blocks it")                      \
	X(OWED, "F-188 an obligation as the standard knows it")          \
	X(OWED_END, "F-189 the obligation that it ends")                 \
	X(PROMISED, "F-190 a promise is open")                           \
	X(GAP_OVER, "F-191 the gap was not closed in time")              \
	X(VISITED, "F-192 the caller was asked")                         \
	X(REOPENS, "F-193 once, dissatisfied, within the window")        \
	X(REVOKES, "F-194 a promise found false, or the law")            \
	X(WRAPS, "F-105, F-150 wraps for the readers")                   \
	X(GENERATION, "F-55 wraps of the right generation")              \
	X(OFFER, "F-106 receiver and expiry")                            \
	X(RESULT, "F-53 sealed result")                                  \
	X(HANDOVER, "F-204 the request that it answers")                 \
	X(ROBOT, "F-203 what a robot may sign")                          \
	X(MEMBERS, "F-210 members of a bundle, chosen")                  \
	X(PARENT, "F-211, F-212 bundle that it belongs to")              \
	X(AFTER, "F-213 members before it are decided")                  \
	X(BARRIER, "F-214 all members are decided before one is issued") \
	X(CLOSING, "F-215 the bundle's rule of closing")

enum machine_guard {
#define X(name, text) MACHINE_GUARD_##name,
	MACHINE_GUARDS(X)
#undef X
	    MACHINE_GUARD_COUNT
};
#define MACHINE_GUARD_BIT(guard) (UINT64_C(1) << (guard))

#define MACHINE_ROLE_OF_LEVEL UINT32_MAX /* the level's role in the standard */
#define MACHINE_NO_RIGHT      (-1)

enum machine_part {
	MACHINE_MAIN,    /* of the holder, under a custody */
	MACHINE_CUSTODY, /* moves the pen */
	MACHINE_ASIDE,   /* moves neither: judged after both */
};

struct machine_event {
	const char *kind; /* of the act: "case.accept" */
	const char *zh;
	enum machine_part part;
	uint32_t matters;      /* MATTER_BIT()s it is known in */
	uint32_t from;         /* MACHINE_BIT()s */
	enum machine_state to; /* NONE: the state stays */
	uint32_t roles;        /* ROLE_BIT()s that may sign */
	int right;             /* enum right, or MACHINE_NO_RIGHT */
	uint64_t guards; /* MACHINE_GUARD_BIT()s, tested in order of the enum */
};

/* The first row of a kind, or NULL; its part and whether it opens a dossier
 * are the same in every row. */
const struct machine_event *machine_find(const char *kind);
/* The row of a kind for a kind of matter and a state: NULL: the matter knows
 * no such event; where only the state does not fit, the row is given. */
const struct machine_event *machine_row(
    const char *kind, enum matter matter, enum machine_state state);
/* The roles of all its rows: who may sign it in some kind of matter. */
uint32_t machine_roles(const char *kind);
size_t machine_count(void);
const struct machine_event *machine_at(size_t i);

/* Does an act of this kind open a dossier? */
bool machine_opens(const struct machine_event *e);
bool machine_ended(enum machine_state s);

const char *machine_state_name(enum machine_state s); /* "RECEIVED" */
const char *machine_state_zh(enum machine_state s);
const char *machine_guard_name(enum machine_guard g);

#endif
