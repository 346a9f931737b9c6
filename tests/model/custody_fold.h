/*
 * custody_fold - the custody rules over small logs, for custody.pml
 * (docs/FORMAT.md F-40, F-93, F-94, F-101 to F-104, F-152 to F-154).
 *
 * Written from the rules, not from schema/custody.c.  A span is what one holds
 * of a log: so many acts of epoch 0, so many of epoch 1.  fold() says who has
 * the pen by given spans, and which acts count.  A mutant is a rule left out.
 */
#ifndef CUSTODY_FOLD_H
#define CUSTODY_FOLD_H

#include <stdbool.h>
#include <stdint.h>

#ifndef MUTANT
#define MUTANT 0
#endif
#define IS(m) (MUTANT == (m))

/* Each is a rule left out. */
#define OWN_CLOCK   1 /* reclaim by the sender's clock, no checkpoint */
#define LATE_TAKE   2 /* a take after the offer's expiry counts */
#define TIME_BACK   3 /* last signed time is lost in a restart */
#define OPEN_CUTS   4 /* cuts of a reassign need not be closed */
#define NO_RETURN   5 /* an epoch act does not return offers */
#define OTHER_EPOCH 6 /* an offer outlives the receiver's epoch */
#define HALF_CUT    7 /* a reassign cuts the holder's log only */

#define LOGS    (DISTRICTS + (AUTH > 0))
#define SLOTS   LEN
#define GENESIS 255 /* the custody that the opening act, by 0, gave */

enum kind { NO_ACT, MAIN, OFFER, TAKE, REFUSE, RECLAIM, REASSIGN, EPOCH };

struct act {
	unsigned char kind, time;
	unsigned char names;  /* MAIN, OFFER, REASSIGN: custody; else: offer */
	unsigned char to;     /* OFFER, REASSIGN */
	unsigned char expiry; /* OFFER; RECLAIM: time of its checkpoint */
	unsigned char at;     /* OFFER: receiver's epoch; RECLAIM: size */
	unsigned char after;  /* MAIN, OFFER: what gave the pen (back), or 0 */
};

struct log {
	struct act acts[SLOTS];     /* epoch 0, its lost tail, epoch 1 */
	unsigned char len;          /* all of them */
	unsigned char opened;       /* epoch 1 is */
	unsigned char first, prior; /* opened: where; what it kept of 0 */
	unsigned char last;         /* last signed time */
	unsigned char note_epoch, note_size, note_time; /* heartbeat */
};

struct span {
	unsigned char a, b; /* acts of epoch 0, of epoch 1 */
};

struct seen {
	struct span span;
	unsigned char note_epoch, note_size, note_time;
};

struct world {
	struct log log[LOGS];
	struct seen seen[LOGS][LOGS];          /* seen[n][m]: n holds of m */
	struct span cuts[AUTH + 1][DISTRICTS]; /* of the authority's acts */
};

struct fold {
	unsigned char holder, custody, offer; /* offer: 0 is none */
	unsigned char gave; /* the act that gave the custody, or 0 */
	bool two_pens, returned, reclaimed;
	uint64_t counted; /* a bit per id */
	unsigned char reassigns;
	unsigned char replaced[AUTH + 1], offered[AUTH + 1];
};

static int act_id(int log, int at)
{
	return 1 + log * SLOTS + at;
}

static int id_log(int id)
{
	return (id - 1) / SLOTS;
}

static int id_at(int id)
{
	return (id - 1) % SLOTS;
}

static const struct act *act_of(const struct world *w, int id)
{
	return &w->log[id_log(id)].acts[id_at(id)];
}

static uint64_t bit(int id)
{
	return UINT64_C(1) << id;
}

static int least(int a, int b)
{
	return a < b ? a : b;
}

/* Acts of epoch 0 that are there, be they cut off later or not. */
static int epoch_0(const struct log *l)
{
	return l->opened ? l->first : l->len;
}

static int epoch_of(const struct log *l, int at)
{
	return at >= epoch_0(l);
}

/* Who holds epoch 1 holds nothing of the old tail: that is evidence. */
static bool held(const struct world *w, const struct span *s, int m, int at)
{
	const struct log *l = &w->log[m];
	int kept = s[m].b > 0 ? least(s[m].a, l->prior) : s[m].a;

	if (epoch_of(l, at) == 0)
		return at < kept;
	return at - l->first < s[m].b;
}

static bool id_held(const struct world *w, const struct span *s, int id)
{
	return id == GENESIS || held(w, s, id_log(id), id_at(id));
}

/* Of a log, all that its owner has. */
static struct span whole_log(const struct log *l)
{
	struct span s = { l->len, 0 };

	if (l->opened) {
		s.a = l->prior;
		s.b = l->len - l->first;
	}
	return s;
}

static void whole(const struct world *w, struct span s[LOGS])
{
	for (int m = 0; m < LOGS; m++)
		s[m] = whole_log(&w->log[m]);
}

static void view_of(const struct world *w, int n, struct span s[LOGS])
{
	for (int m = 0; m < LOGS; m++)
		s[m] = m == n ? whole_log(&w->log[m]) : w->seen[n][m].span;
}

/* F-101, F-103: the first take or refuse in the offer's epoch, or 0. */
static int answer_of(const struct world *w, const struct span *s, int offer)
{
	const struct act *o = act_of(w, offer);
	const struct log *l = &w->log[o->to];

	for (int i = 0; i < l->len; i++) {
		const struct act *a = &l->acts[i];

		if (!held(w, s, o->to, i) || a->names != offer ||
		    (a->kind != TAKE && a->kind != REFUSE))
			continue;
		if (epoch_of(l, i) == o->at || IS(OTHER_EPOCH))
			return act_id(o->to, i);
	}
	return 0;
}

/* F-104: does the checkpoint (of the offer's epoch) give the offer back? */
static bool note_frees(
    const struct world *w, const struct span *s, int offer, int size, int time)
{
	const struct act *o = act_of(w, offer);
	const struct log *l = &w->log[o->to];
	int begin = o->at == 0 ? 0 : l->first;
	int answer = answer_of(w, s, offer);

	if (time <= o->expiry || (o->at == 1 && !l->opened))
		return false;
	if (size > 0 && !held(w, s, o->to, begin + size - 1))
		return false; /* not a size that the log has */
	return answer == 0 || id_at(answer) >= begin + size;
}

static bool reclaim_counts(
    const struct world *w, const struct span *s, int offer, const struct act *a)
{
	if (IS(OWN_CLOCK))
		return a->time > act_of(w, offer)->expiry;
	return note_frees(w, s, offer, a->at, a->expiry);
}

/* What became of the open offer: true if the pen went on. */
static bool answered(
    const struct world *w, const struct span *s, struct fold *f)
{
	const struct act *o = act_of(w, f->offer);
	const struct log *l = &w->log[f->holder];
	int answer = answer_of(w, s, f->offer);
	bool taken = false;
	bool back = false;

	if (answer != 0 && act_of(w, answer)->kind == TAKE)
		taken = act_of(w, answer)->time <= o->expiry || IS(LATE_TAKE);
	else if (answer != 0)
		back = true;
	int gave = answer;

	if (taken || back)
		f->counted |= bit(answer);
	for (int i = 0; i < l->len; i++) {
		const struct act *a = &l->acts[i];

		if (a->kind != RECLAIM || a->names != f->offer ||
		    !held(w, s, f->holder, i) ||
		    !reclaim_counts(w, s, f->offer, a))
			continue;
		f->counted |= bit(act_id(f->holder, i));
		f->reclaimed = true;
		gave = gave != 0 ? gave : act_id(f->holder, i);
		back = true;
	}
	if (answer == 0 && o->at == 0 && s[o->to].b > 0 && !IS(NO_RETURN) &&
	    !IS(OTHER_EPOCH)) {
		f->returned = true;
		gave = gave != 0 ? gave : act_id(o->to, w->log[o->to].first);
		back = true;
	}
	f->two_pens |= taken && back;
	if (!taken && !back)
		return false;
	f->holder = taken ? o->to : f->holder;
	f->custody = taken ? answer : f->offer;
	f->gave = taken ? answer : gave;
	f->offer = 0;
	return true;
}

/* F-93, F-94: on from where the fold stands, over what is held. */
static void walk(const struct world *w, const struct span *s, struct fold *f)
{
	do {
		const struct log *l = &w->log[f->holder];

		for (int i = 0; i < l->len && f->offer == 0; i++) {
			const struct act *a = &l->acts[i];

			if ((a->kind != MAIN && a->kind != OFFER) ||
			    a->names != f->custody || !held(w, s, f->holder, i))
				continue;
			f->counted |= bit(act_id(f->holder, i));
			if (a->kind == OFFER)
				f->offer = act_id(f->holder, i);
		}
	} while (f->offer != 0 && answered(w, s, f));
}

/* Of spans, what is inside the cuts of reassign r; false: not held. */
static bool inside_cuts(
    const struct world *w, const struct span *s, int r, struct span in[LOGS])
{
	for (int m = 0; m < LOGS; m++) {
		in[m] = s[m];
		if (m >= DISTRICTS)
			continue;
		const struct span *cut = &w->cuts[r][m];

		if (s[m].b > 0)
			in[m].a = least(s[m].a, w->log[m].prior);
		else if (s[m].a < cut->a)
			return false;
		if (s[m].b < cut->b)
			return false;
		in[m].a = least(in[m].a, cut->a);
		in[m].b = cut->b;
	}
	return true;
}

/* Is every act that act `at` of log m names among these? */
static bool names_held(
    const struct world *w, const struct span *s, int m, int at)
{
	const struct act *a = &w->log[m].acts[at];

	if (a->kind == EPOCH)
		return true;
	if (!id_held(w, s, a->names) ||
	    (a->after != 0 && !id_held(w, s, a->after)))
		return false;
	if (a->kind == RECLAIM && a->at > 0) {
		const struct act *o = act_of(w, a->names);
		int begin = o->at == 0 ? 0 : w->log[o->to].first;

		return held(w, s, o->to, begin + a->at - 1);
	}
	return true;
}

/* Shorten the spans of districts until they are closed; were they? */
static bool close_spans(const struct world *w, struct span s[LOGS])
{
	bool was = true;

	for (bool again = true; again;) {
		again = false;
		for (int m = 0; m < DISTRICTS; m++)
			for (int i = 0; i < w->log[m].len; i++) {
				if (!held(w, s, m, i) || names_held(w, s, m, i))
					continue;
				if (epoch_of(&w->log[m], i) == 0)
					s[m] = (struct span){ i, 0 };
				else
					s[m].b = i - w->log[m].first;
				again = true;
				was = false;
			}
	}
	return was;
}

/* F-152: try reassign r. */
static void reassigned(
    const struct world *w, const struct span *s, int r, struct fold *f)
{
	const struct act *a = &w->log[DISTRICTS].acts[r];
	struct span in[LOGS];
	struct span closed[LOGS];
	struct fold g = *f;

	if (!inside_cuts(w, s, r, in))
		return;
	for (int m = 0; m < LOGS; m++)
		closed[m] = in[m];
	if (!close_spans(w, closed) && !IS(OPEN_CUTS))
		return;
	if (IS(HALF_CUT)) /* as if the others' logs were not cut */
		for (int m = 0; m < DISTRICTS; m++)
			in[m] = m == f->holder ? in[m] : s[m];
	walk(w, in, &g);
	if (g.custody != a->names)
		return;
	g.replaced[g.reassigns] = g.custody;
	g.offered[g.reassigns++] = g.offer;
	g.counted |= bit(act_id(DISTRICTS, r));
	g.holder = a->to;
	g.custody = act_id(DISTRICTS, r);
	g.gave = g.custody;
	g.offer = 0;
	*f = g;
}

static struct fold fold(const struct world *w, const struct span *s)
{
	struct fold f = { .custody = GENESIS };

	for (int r = 0; LOGS > DISTRICTS && r < s[LOGS - 1].a; r++)
		reassigned(w, s, r, &f);
	walk(w, s, &f);
	return f;
}

#endif
