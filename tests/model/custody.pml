/*
 * custody - one case, N districts and perhaps the authority: who may hold the
 * pen, whatever the network and the clocks do (docs/FORMAT.md F-38 to F-40,
 * F-93, F-94, F-101 to F-104, F-152 to F-154).
 *
 *	custody_fold.h   the rules      custody_step.h   what honest nodes do
 *	custody_check.h  what must hold after every step
 *
 * The network.  Of each other log a node holds a prefix, and the newest
 * heartbeat that it was given.  A prefix grows by one act whenever it likes, or
 * never: so messages are lost, come twice, late, in any order, and any set of
 * nodes is cut off for any time.  Nothing else can come of it, as a replica
 * takes what follows what it has, and nothing twice.
 *
 * The clock.  Each signing takes any time that is not before the last signed
 * one: max(clock, last), for a clock that steps forward and back, in a crash
 * and restart as well.  Time ends at CLOCK.
 *
 * Epochs.  A district is restored with any part of its log, forgets what it
 * held of others and signed beyond, its last time included, and opens epoch 1
 * (F-40; nodes of this version open none: the model is ahead of them).
 *
 * Given by run.sh: DISTRICTS, AUTH (reassigns), EPOCHS (restores in all), LEN
 * (acts of a log), CLOCK, MUTANT (a rule left out), REACH (a state to come to).
 */
c_decl {
\#include "custody_check.h"
}

c_state "struct world w" "Global"

#define STEP(n, what, with, time) \
	:: d_step { \
		c_expr { (may)(&now.w, n, what, with, time) } -> \
		c_code { step(&now.w, n, what, with, time); \
			if ((fault_name = judge(&now.w, what)) != NULL) \
				uerror((char *)fault_name); } }

#if CLOCK == 2
#define TIMES(n, what, with) \
	STEP(n, what, with, 0) STEP(n, what, with, 1) STEP(n, what, with, 2)
#elif CLOCK == 3
#define TIMES(n, what, with) \
	STEP(n, what, with, 0) STEP(n, what, with, 1) STEP(n, what, with, 2) \
	STEP(n, what, with, 3)
#endif

#if DISTRICTS == 2
#define GETS(n, what)   STEP(n, what, 0, 0) STEP(n, what, 1, 0)
#define OFFERS(n)       TIMES(n, DO_OFFER, 0) TIMES(n, DO_OFFER, 1)
#elif DISTRICTS == 3
#define GETS(n, what) \
	STEP(n, what, 0, 0) STEP(n, what, 1, 0) STEP(n, what, 2, 0)
#define OFFERS(n) \
	TIMES(n, DO_OFFER, 0) TIMES(n, DO_OFFER, 1) TIMES(n, DO_OFFER, 2)
#endif

#if EPOCHS == 0
#define RESTORES(n)
#elif LEN == 2
#define RESTORES(n)     TIMES(n, DO_EPOCH, 0) TIMES(n, DO_EPOCH, 1)
#elif LEN == 3
#define RESTORES(n) \
	TIMES(n, DO_EPOCH, 0) TIMES(n, DO_EPOCH, 1) TIMES(n, DO_EPOCH, 2)
#elif LEN == 4
#define RESTORES(n) \
	TIMES(n, DO_EPOCH, 0) TIMES(n, DO_EPOCH, 1) TIMES(n, DO_EPOCH, 2) \
	TIMES(n, DO_EPOCH, 3)
#endif

#if AUTH > 0
#define OF_AUTHORITY(n) STEP(n, GET_OLD, DISTRICTS, 0)
#else
#define OF_AUTHORITY(n)
#endif

#define DISTRICT(n) \
	GETS(n, GET_OLD) GETS(n, GET_NEW) GETS(n, GET_NOTE) OF_AUTHORITY(n) \
	TIMES(n, BEAT, 0) TIMES(n, DO_MAIN, 0) OFFERS(n) \
	TIMES(n, DO_TAKE, 0) TIMES(n, DO_REFUSE, 0) TIMES(n, DO_RECLAIM, 0) \
	RESTORES(n)

active proctype network()
{
end:	do
	DISTRICT(0)
	DISTRICT(1)
#if DISTRICTS == 3
	DISTRICT(2)
#endif
#if AUTH > 0
	GETS(DISTRICTS, GET_OLD)
	GETS(DISTRICTS, GET_NEW)
	GETS(DISTRICTS, DO_REASSIGN)
#endif
	od
}
