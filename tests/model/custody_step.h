/*
 * custody_step - what honest nodes may do, for custody.pml.
 *
 * A node acts on what it holds: its own log and a span of each other log, with
 * the newest heartbeat it was given.  may() says whether a step is open to a
 * node, step() takes it.  A batch is one act.
 */
#ifndef CUSTODY_STEP_H
#define CUSTODY_STEP_H

#include "custody_fold.h"

#include <string.h>

enum what {
	GET_OLD,  /* one more act of log `with`, of epoch 0 */
	GET_NEW,  /* the same of epoch 1 */
	GET_NOTE, /* the heartbeat of log `with` */
	BEAT,     /* sign a heartbeat at `time` */
	DO_MAIN,  /* an act of the holder */
	DO_OFFER, /* to `with`, until just after `time` */
	DO_TAKE,
	DO_REFUSE,
	DO_RECLAIM,
	DO_REASSIGN, /* to `with`, cut at what is held and closed */
	DO_EPOCH,    /* restored with `with` acts of epoch 0 */
};

/* An act of epoch 0; the tail that was cut off may go on spreading. */
static bool may_get_old(const struct world *w, int n, int m)
{
	const struct span *s = &w->seen[n][m].span;

	return n != m && s->b == 0 && s->a < epoch_0(&w->log[m]);
}

static bool may_get_new(const struct world *w, int n, int m)
{
	const struct log *l = &w->log[m];
	const struct span *s = &w->seen[n][m].span;

	return n != m && l->opened && s->a >= l->prior &&
	       s->b < l->len - l->first;
}

static bool may_get_note(const struct world *w, int n, int m)
{
	const struct log *l = &w->log[m];
	const struct seen *e = &w->seen[n][m];

	if (n == m || l->note_time == 0 || e->note_epoch > l->note_epoch ||
	    (e->note_epoch == l->note_epoch && e->note_time >= l->note_time))
		return false;
	return l->note_epoch == 0 ? e->span.b == 0 && e->span.a >= l->note_size
				  : e->span.b >= l->note_size;
}

static void get_note(struct world *w, int n, int m)
{
	const struct log *l = &w->log[m];
	struct seen *e = &w->seen[n][m];

	e->note_epoch = l->note_epoch;
	e->note_size = l->note_size;
	e->note_time = l->note_time;
}

/* The newest checkpoint that n has of the offer's epoch in the log of its
 * `to`: the heartbeat, or that of the last batch held. */
static void best_note(
    const struct world *w, int n, const struct act *o, int *size, int *time)
{
	const struct log *l = &w->log[o->to];
	const struct seen *e = &w->seen[n][o->to];
	int begin = o->at == 0 ? 0 : l->first;

	*size = o->at == 0 ? e->span.a : e->span.b;
	*time = *size > 0 ? l->acts[begin + *size - 1].time : 0;
	if (e->note_epoch == o->at && e->note_time > *time) {
		*size = e->note_size;
		*time = e->note_time;
	}
}

static bool may_reclaim(
    const struct world *w, int n, const struct span *s, int offer, int time)
{
	int size;
	int noted;

	if (IS(OWN_CLOCK))
		return time > act_of(w, offer)->expiry;
	best_note(w, n, act_of(w, offer), &size, &noted);
	return note_frees(w, s, offer, size, noted);
}

static bool may_act(
    const struct world *w, int n, enum what what, int with, int time)
{
	struct span s[LOGS];
	struct fold f;

	view_of(w, n, s);
	f = fold(w, s);
	if (what == DO_MAIN || what == DO_OFFER)
		return f.holder == n && f.offer == 0 &&
		       (what == DO_MAIN || (with != n && time + 1 < CLOCK));
	if (f.offer == 0)
		return false;
	if (what == DO_RECLAIM)
		return f.holder == n && may_reclaim(w, n, s, f.offer, time);

	const struct act *o = act_of(w, f.offer);

	if (o->to != n || answer_of(w, s, f.offer) != 0 ||
	    (o->at != w->log[n].opened && !IS(OTHER_EPOCH)))
		return false;
	return what == DO_REFUSE || time <= o->expiry || IS(LATE_TAKE);
}

static int opened(const struct world *w)
{
	int count = 0;

	for (int n = 0; n < DISTRICTS; n++)
		count += w->log[n].opened;
	return count;
}

/* Restored with so many acts of epoch 0: whatever was signed beyond, and
 * every heartbeat, is forgotten. */
static bool may_epoch(const struct world *w, int n, int with, int time)
{
	const struct log *l = &w->log[n];

	return opened(w) < EPOCHS && !l->opened && with <= l->len &&
	       (with == 0 || time >= l->acts[with - 1].time);
}

/* Time in a log never goes back; whatever the clock says, this is later. */
static bool may_sign(const struct log *l, int time)
{
	return time >= l->last || IS(TIME_BACK);
}

static bool may(
    const struct world *w, int n, enum what what, int with, int time)
{
	const struct log *l = &w->log[n];

	switch (what) {
	case GET_OLD:
		return may_get_old(w, n, with);
	case GET_NEW:
		return may_get_new(w, n, with);
	case GET_NOTE:
		return may_get_note(w, n, with);
	case BEAT:
		return time > (IS(TIME_BACK) ? 0 : l->last);
	case DO_REASSIGN:
		return l->len < AUTH;
	case DO_EPOCH:
		return l->len < LEN && may_epoch(w, n, with, time);
	case DO_MAIN:
	case DO_OFFER:
	case DO_TAKE:
	case DO_REFUSE:
	case DO_RECLAIM:
		return l->len < LEN && may_sign(l, time) &&
		       may_act(w, n, what, with, time);
	}
	return false;
}

static void do_epoch(struct world *w, int n, int kept, int time)
{
	struct log *l = &w->log[n];

	l->opened = 1;
	l->first = l->len;
	l->prior = kept;
	l->last = time;
	l->acts[l->len++] =
	    (struct act){ .kind = EPOCH, .time = time, .at = kept };
	memset(w->seen[n], 0, sizeof(w->seen[n]));
}

/* The authority cuts every log at what it holds, shortened until closed. */
static void do_reassign(struct world *w, int to)
{
	struct log *l = &w->log[LOGS - 1];
	struct span s[LOGS];
	struct fold f;

	view_of(w, LOGS - 1, s);
	if (!IS(OPEN_CUTS))
		close_spans(w, s);
	for (int m = 0; m < DISTRICTS; m++)
		w->cuts[l->len][m] = s[m];
	f = fold(w, s);
	l->acts[l->len++] =
	    (struct act){ .kind = REASSIGN, .names = f.custody, .to = to };
}

static void do_act(struct world *w, int n, enum what what, int with, int time)
{
	static const unsigned char kinds[] = { [DO_MAIN] = MAIN,
		[DO_OFFER] = OFFER,
		[DO_TAKE] = TAKE,
		[DO_REFUSE] = REFUSE,
		[DO_RECLAIM] = RECLAIM };
	struct log *l = &w->log[n];
	struct act a = { .kind = kinds[what], .time = time };
	struct span s[LOGS];
	int size = 0;
	int noted = 0;

	view_of(w, n, s);
	struct fold f = fold(w, s);

	a.names = f.offer != 0 ? f.offer : f.custody;
	if (what == DO_MAIN || what == DO_OFFER)
		a.after = f.gave;
	if (what == DO_OFFER) {
		a.to = with;
		a.expiry = time + 1;
		a.at = s[with].b > 0;
	} else if (what == DO_RECLAIM) {
		best_note(w, n, act_of(w, f.offer), &size, &noted);
		a.at = size;
		a.expiry = noted;
	}
	l->acts[l->len++] = a;
	l->last = time;
}

static void step(struct world *w, int n, enum what what, int with, int time)
{
	struct log *l = &w->log[n];

	switch (what) {
	case GET_OLD:
		w->seen[n][with].span.a++;
		break;
	case GET_NEW:
		w->seen[n][with].span.a = w->log[with].prior;
		w->seen[n][with].span.b++;
		break;
	case GET_NOTE:
		get_note(w, n, with);
		break;
	case BEAT:
		l->last = time;
		l->note_epoch = l->opened;
		l->note_size = l->opened ? l->len - l->first : l->len;
		l->note_time = time;
		break;
	case DO_REASSIGN:
		do_reassign(w, with);
		break;
	case DO_EPOCH:
		do_epoch(w, n, with, time);
		break;
	case DO_MAIN:
	case DO_OFFER:
	case DO_TAKE:
	case DO_REFUSE:
	case DO_RECLAIM:
		do_act(w, n, what, with, time);
		break;
	}
}

#endif
