#include "schema/machine.h"

#include <string.h>

#include "base/mem.h"
#include "schema/right.h"
#include "schema/role.h"

#define FROM(state)  MACHINE_BIT(MACHINE_##state)
#define GUARD(guard) MACHINE_GUARD_BIT(MACHINE_GUARD_##guard)
#define MAY(role)    ROLE_BIT(ROLE_##role)

/* Custody leaves the main state where it is. */
#define ANY_OPEN                                                      \
	(FROM(RECEIVED) | FROM(ACCEPTED) | FROM(REVIEW) | FROM(YES) | \
	    FROM(ISSUED) | FROM(DELIVERED) | FROM(CLOSED))
#define MAIN    MACHINE_MAIN
#define CUSTODY MACHINE_CUSTODY
#define ASIDE   MACHINE_ASIDE
/* Everybody but courier, dispatcher, operator, auditor and robot. */
#define READERS                                                              \
	(MAY(WINDOW) | MAY(ACCEPTOR) | MAY(REVIEWER_1) | MAY(REVIEWER_2) |   \
	    MAY(REVIEWER_3) | MAY(ISSUER) | MAY(HANDLER) | MAY(ESCALATION) | \
	    MAY(SUPERVISOR) | MAY(INTEGRITY))
#define OFFERERS (MAY(WINDOW) | MAY(ACCEPTOR) | MAY(DISPATCHER) | MAY(ISSUER))
#define TAKERS   (MAY(WINDOW) | MAY(ACCEPTOR) | MAY(COURIER) | MAY(HANDLER))

static const struct machine_event events[] = {
	{ "case.receive", "收件", MAIN, FROM(NONE), MACHINE_RECEIVED,
	    MAY(WINDOW), RIGHT_RECEIVE,
	    GUARD(STANDARD) | GUARD(RIGHT) | GUARD(CALENDAR) | GUARD(NUMBER) |
		GUARD(MATERIALS) | GUARD(WRAPS) | GUARD(GENERATION) },
	{ "case.accept", "受理", MAIN, FROM(RECEIVED), MACHINE_ACCEPTED,
	    MAY(ACCEPTOR), RIGHT_ACCEPT,
	    GUARD(RIGHT) | GUARD(VERDICTS) | GUARD(INPUTS) |
		GUARD(GENERATION) },
	{ "case.review.start", "转审查", MAIN, FROM(ACCEPTED), MACHINE_REVIEW,
	    MAY(REVIEWER_1), RIGHT_DECIDE, GUARD(RIGHT) | GUARD(GENERATION) },
	{ "case.opine", "审核意见", MAIN, FROM(REVIEW), MACHINE_REVIEW,
	    MACHINE_ROLE_OF_LEVEL, RIGHT_DECIDE,
	    GUARD(RIGHT) | GUARD(LEVELS) | GUARD(FOUR_EYES) |
		GUARD(GENERATION) },
	{ "case.decide.yes", "准予", MAIN, FROM(REVIEW), MACHINE_YES,
	    MACHINE_ROLE_OF_LEVEL, RIGHT_DECIDE,
	    GUARD(RIGHT) | GUARD(LEVELS) | GUARD(FOUR_EYES) |
		GUARD(GENERATION) },
	{ "case.issue", "制证", MAIN, FROM(YES), MACHINE_ISSUED, MAY(ISSUER),
	    RIGHT_PRINT, GUARD(RIGHT) | GUARD(GENERATION) | GUARD(RESULT) },
	{ "case.deliver", "送达", MAIN, FROM(ISSUED), MACHINE_DELIVERED,
	    MAY(WINDOW) | MAY(COURIER), RIGHT_DELIVER,
	    GUARD(RIGHT) | GUARD(GENERATION) },
	{ "case.close", "办结", MAIN, FROM(DELIVERED), MACHINE_CLOSED,
	    MAY(WINDOW) | MAY(ACCEPTOR), MACHINE_NO_RIGHT, GUARD(GENERATION) },
	{ "case.offer", "转办", CUSTODY, ANY_OPEN, MACHINE_NONE, OFFERERS,
	    MACHINE_NO_RIGHT, GUARD(OFFER) | GUARD(WRAPS) | GUARD(GENERATION) },
	{ "case.take", "承接", CUSTODY, ANY_OPEN, MACHINE_NONE, TAKERS,
	    MACHINE_NO_RIGHT, GUARD(GENERATION) },
	{ "case.refuse", "退单", CUSTODY, ANY_OPEN, MACHINE_NONE, TAKERS,
	    MACHINE_NO_RIGHT, GUARD(GENERATION) },
	{ "case.reclaim", "收回", CUSTODY, ANY_OPEN, MACHINE_NONE, OFFERERS,
	    MACHINE_NO_RIGHT, GUARD(GENERATION) },
	{ "case.reassign", "改派", CUSTODY, ANY_OPEN, MACHINE_NONE,
	    MAY(SUPERVISOR) | MAY(ESCALATION) | MAY(OPERATOR), MACHINE_NO_RIGHT,
	    0 },
	{ "case.open", "调阅", ASIDE, ANY_OPEN, MACHINE_NONE, READERS,
	    MACHINE_NO_RIGHT, 0 },
	{ "case.hold", "留存令", ASIDE, ANY_OPEN, MACHINE_NONE,
	    MAY(SUPERVISOR) | MAY(INTEGRITY), MACHINE_NO_RIGHT, 0 },
	{ "case.release", "解除留存", ASIDE, ANY_OPEN, MACHINE_NONE,
	    MAY(SUPERVISOR) | MAY(INTEGRITY), MACHINE_NO_RIGHT, 0 },
	{ "case.erase", "销毁", ASIDE, FROM(CLOSED), MACHINE_NONE,
	    MAY(SUPERVISOR) | MAY(OPERATOR), MACHINE_NO_RIGHT, 0 },
	{ "case.erased", "销毁回执", ASIDE, FROM(CLOSED), MACHINE_NONE,
	    MAY(OPERATOR), MACHINE_NO_RIGHT, 0 },
};

const struct machine_event *machine_find(const char *kind)
{
	for (size_t i = 0; i < machine_count(); i++)
		if (strcmp(events[i].kind, kind) == 0)
			return &events[i];
	return NULL;
}

size_t machine_count(void)
{
	return sizeof(events) / sizeof(*events);
}

const struct machine_event *machine_at(size_t i)
{
	must(i < machine_count());
	return &events[i];
}

const char *machine_state_name(enum machine_state s)
{
	static const char *const names[] = {
#define X(name, zh) #name,
		MACHINE_STATES(X)
#undef X
	};

	must((unsigned)s < MACHINE_STATE_COUNT);
	return names[s];
}

const char *machine_state_zh(enum machine_state s)
{
	static const char *const names[] = {
#define X(name, zh) zh,
		MACHINE_STATES(X)
#undef X
	};

	must((unsigned)s < MACHINE_STATE_COUNT);
	return names[s];
}

const char *machine_guard_name(enum machine_guard g)
{
	static const char *const names[] = {
#define X(name, text) #name,
		MACHINE_GUARDS(X)
#undef X
	};

	must((unsigned)g < MACHINE_GUARD_COUNT);
	return names[g];
}
