/*
 * custody_check - what must hold after every step, for custody.pml.
 *
 * fault() is 0, or the name of what does not hold.  What a reassign or an epoch
 * act removed is told apart from a plain refusal by late(): a node can show it.
 */
#ifndef CUSTODY_CHECK_H
#define CUSTODY_CHECK_H

#include "custody_step.h"

#include <stdio.h>

#ifndef REACH
#define REACH 0
#endif

/* An entry of an old epoch beyond what the epoch act kept. */
static bool is_evidence(const struct world *w, int id)
{
	const struct log *l = &w->log[id_log(id)];

	return l->opened && id_at(id) >= l->prior && id_at(id) < l->first;
}

/* A checkpoint or cut of epoch 0 beyond what the log kept. */
static bool beyond(const struct world *w, int m, int size)
{
	return w->log[m].opened && size > w->log[m].prior;
}

/* F-154: does an act that does not count rest on what was cut off? */
static bool late(const struct world *w, const struct fold *f, int id)
{
	for (; id != GENESIS; id = act_of(w, id)->names) {
		const struct act *a = act_of(w, id);

		if (is_evidence(w, id))
			return true;
		for (int r = 0; r < f->reassigns; r++)
			if (a->names == f->replaced[r] ||
			    a->names == f->offered[r])
				return true;
		if (a->kind == REASSIGN)
			for (int m = 0; m < DISTRICTS; m++)
				if (w->cuts[id_at(id)][m].b == 0 &&
				    beyond(w, m, w->cuts[id_at(id)][m].a))
					return true;
		if (a->kind == RECLAIM && act_of(w, a->names)->at == 0 &&
		    beyond(w, act_of(w, a->names)->to, a->at))
			return true;
	}
	return false;
}

static bool anything_cut(const struct world *w)
{
	return opened(w) > 0 || (LOGS > DISTRICTS && w->log[LOGS - 1].len > 0);
}

/* Every act counts, or is late, and late only where something was cut. */
static const char *orphan(const struct world *w, const struct fold *f)
{
	for (int m = 0; m < LOGS; m++)
		for (int i = 0; i < w->log[m].len; i++) {
			int id = act_id(m, i);

			if ((f->counted & bit(id)) != 0 ||
			    w->log[m].acts[i].kind == EPOCH)
				continue;
			if (!anything_cut(w) || !late(w, f, id))
				return "orphan";
		}
	return NULL;
}

/* What the authority held when it cut counts: its cuts are closed. */
static const char *cut_inside(const struct world *w, const struct fold *f)
{
	if (LOGS == DISTRICTS || opened(w) > 0)
		return NULL;
	for (int r = 0; r < w->log[LOGS - 1].len; r++)
		for (int m = 0; m < DISTRICTS; m++)
			for (int i = 0; i < w->cuts[r][m].a; i++)
				if ((f->counted & bit(act_id(m, i))) == 0)
					return "late inside cuts";
	return NULL;
}

/* What one view applied, the whole applied, or shows as late. */
static const char *futures(const struct world *w, const struct fold *f)
{
	int believe = 0;

	for (int n = 0; n < LOGS; n++) {
		struct span s[LOGS];
		struct fold v;

		view_of(w, n, s);
		v = fold(w, s);
		if (v.two_pens)
			return "two pens";
		believe += n < DISTRICTS && v.holder == n && v.offer == 0;
		for (int id = 1; id <= LOGS * SLOTS; id++)
			if ((v.counted & ~f->counted & bit(id)) != 0 &&
			    (!anything_cut(w) || !late(w, f, id)))
				return "two futures";
	}
	return believe > 1 && !anything_cut(w) ? "two believe" : NULL;
}

/* With no authority: a heartbeat of the receiver's machine, and the offerer
 * can reclaim. */
static bool can_reclaim(const struct world *w, const struct fold *f)
{
	struct world next = *w;
	struct span s[LOGS];
	int to = act_of(w, f->offer)->to;

	whole(w, s);
	for (int m = 0; m < LOGS; m++)
		next.seen[f->holder][m].span = s[m];
	if (may(&next, to, BEAT, 0, CLOCK))
		step(&next, to, BEAT, 0, CLOCK);
	if (may(&next, f->holder, GET_NOTE, to, 0))
		step(&next, f->holder, GET_NOTE, to, 0);
	return may_act(&next, f->holder, DO_RECLAIM, 0, CLOCK);
}

/* What is held by anybody but `away`, who is gone. */
static void remaining(const struct world *w, int away, struct span s[LOGS])
{
	whole(w, s);
	s[away] = (struct span){ 0, 0 };
	for (int n = 0; n < LOGS; n++) {
		const struct span *e = &w->seen[n][away].span;

		if (n == away || e->b < s[away].b ||
		    (e->b == s[away].b && e->a <= s[away].a))
			continue;
		s[away] = *e;
	}
}

/* The authority reassigns by what it finds, the receiver being away for good:
 * is the offer over among those who are left? */
static bool can_reassign(const struct world *w, int away)
{
	struct world next = *w;
	struct span s[LOGS];
	struct fold before;
	struct fold after;

	remaining(w, away, s);
	before = fold(w, s);
	if (before.offer == 0 || act_of(w, before.offer)->to != away)
		return true;
	for (int m = 0; m < DISTRICTS; m++)
		next.seen[LOGS - 1][m].span = s[m];
	step(&next, LOGS - 1, DO_REASSIGN, before.holder, 0);
	s[LOGS - 1].a++;
	after = fold(&next, s);
	return after.reassigns > before.reassigns && after.offer == 0;
}

static const char *stuck(const struct world *w, const struct fold *f)
{
	if (IS(OTHER_EPOCH)) /* a later epoch may answer: not its fault */
		return NULL;
	if (AUTH > 0) {
		for (int away = 0; away < DISTRICTS; away++)
			if (!can_reassign(w, away))
				return "stuck offer";
		return NULL;
	}
	return f->offer != 0 && !can_reclaim(w, f) ? "stuck offer" : NULL;
}

static const char *fault(const struct world *w)
{
	struct span s[LOGS];
	struct fold f;
	const char *name;

	whole(w, s);
	f = fold(w, s);
	if (f.two_pens)
		return "two pens";
	if ((name = futures(w, &f)) != NULL || (name = orphan(w, &f)) != NULL ||
	    (name = cut_inside(w, &f)) != NULL)
		return name;
	return stuck(w, &f);
}

/* What the runs must come to, else they show nothing. */
static bool came_to(const struct world *w, int what)
{
	struct span s[LOGS];
	struct fold f;
	bool any_late = false;

	whole(w, s);
	f = fold(w, s);
	for (int id = 1; id <= LOGS * SLOTS; id++)
		if (id_at(id) < w->log[id_log(id)].len &&
		    w->log[id_log(id)].acts[id_at(id)].kind != EPOCH &&
		    (f.counted & bit(id)) == 0)
			any_late |= late(w, &f, id);
	switch (what) {
	case 1: /* taken, and an act under the new custody */
		return f.holder != 0 && f.offer == 0 &&
		       w->log[f.holder].len >= 2 &&
		       w->log[f.holder].acts[1].kind == MAIN &&
		       (f.counted & bit(act_id(f.holder, 1))) != 0;
	case 2: /* reclaimed */
		return f.reclaimed;
	case 3: /* returned by an epoch act */
		return f.returned;
	case 4: /* reassigned while on offer */
		return f.reassigns > 0 && f.offered[0] != 0;
	case 5: /* something is late */
		return any_late;
	}
	return false;
}

/* The logs as they stand, for who must find out why. */
static void tell(const struct world *w)
{
	static const char *const kinds[] = { "-", "main", "offer", "take",
		"refuse", "reclaim", "reassign", "epoch" };

	for (int m = 0; m < LOGS; m++)
		for (int i = 0; i < w->log[m].len; i++) {
			const struct act *a = &w->log[m].acts[i];

			printf("  log %d act %d: id %d %s time %d names %d to "
			       "%d expiry %d at %d\n",
			    m, i, act_id(m, i), kinds[a->kind], a->time,
			    a->names, a->to, a->expiry, a->at);
		}
	for (int n = 0; n < LOGS; n++)
		for (int m = 0; m < LOGS; m++)
			if (n != m)
				printf("  %d holds of %d: %d and %d\n", n, m,
				    w->seen[n][m].span.a, w->seen[n][m].span.b);
}

/* After each step: what does not hold, or that REACH was come to. */
static const char *judge(const struct world *w, enum what what)
{
	const char *name;

	if (what == GET_NOTE) /* no fold reads what a view has of notes */
		return NULL;

	if (REACH > 0)
		return came_to(w, REACH) ? "reached" : NULL;
	name = fault(w);
	if (name != NULL)
		tell(w);
	return name;
}

static const char *fault_name;

#endif
