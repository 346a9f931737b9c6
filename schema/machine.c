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
#define OFFERERS (MAY(WINDOW) | MAY(ACCEPTOR) | MAY(DISPATCHER) | MAY(ISSUER))
#define TAKERS   (MAY(WINDOW) | MAY(ACCEPTOR) | MAY(COURIER) | MAY(HANDLER))

static const struct machine_event events[] = {
	{ "case.receive", "收件", true, FROM(NONE), MACHINE_RECEIVED,
	    MAY(WINDOW), RIGHT_RECEIVE,
	    GUARD(STANDARD) | GUARD(RIGHT) | GUARD(CALENDAR) | GUARD(NUMBER) |
		GUARD(MATERIALS) | GUARD(WRAPS) },
	{ "case.accept", "受理", true, FROM(RECEIVED), MACHINE_ACCEPTED,
	    MAY(ACCEPTOR), RIGHT_ACCEPT,
	    GUARD(RIGHT) | GUARD(VERDICTS) | GUARD(INPUTS) },
	{ "case.review.start", "转审查", true, FROM(ACCEPTED), MACHINE_REVIEW,
	    MAY(REVIEWER_1), RIGHT_DECIDE, GUARD(RIGHT) },
	{ "case.opine", "审核意见", true, FROM(REVIEW), MACHINE_REVIEW,
	    MACHINE_ROLE_OF_LEVEL, RIGHT_DECIDE,
	    GUARD(RIGHT) | GUARD(LEVELS) | GUARD(FOUR_EYES) },
	{ "case.decide.yes", "准予", true, FROM(REVIEW), MACHINE_YES,
	    MACHINE_ROLE_OF_LEVEL, RIGHT_DECIDE,
	    GUARD(RIGHT) | GUARD(LEVELS) | GUARD(FOUR_EYES) },
	{ "case.issue", "制证", true, FROM(YES), MACHINE_ISSUED, MAY(ISSUER),
	    RIGHT_PRINT, GUARD(RIGHT) | GUARD(RESULT) },
	{ "case.deliver", "送达", true, FROM(ISSUED), MACHINE_DELIVERED,
	    MAY(WINDOW) | MAY(COURIER), RIGHT_DELIVER, GUARD(RIGHT) },
	{ "case.close", "办结", true, FROM(DELIVERED), MACHINE_CLOSED,
	    MAY(WINDOW) | MAY(ACCEPTOR), MACHINE_NO_RIGHT, 0 },
	{ "case.offer", "转办", false, ANY_OPEN, MACHINE_NONE, OFFERERS,
	    MACHINE_NO_RIGHT, GUARD(OFFER) | GUARD(WRAPS) },
	{ "case.take", "承接", false, ANY_OPEN, MACHINE_NONE, TAKERS,
	    MACHINE_NO_RIGHT, 0 },
	{ "case.refuse", "退单", false, ANY_OPEN, MACHINE_NONE, TAKERS,
	    MACHINE_NO_RIGHT, 0 },
	{ "case.reclaim", "收回", false, ANY_OPEN, MACHINE_NONE, OFFERERS,
	    MACHINE_NO_RIGHT, 0 },
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
