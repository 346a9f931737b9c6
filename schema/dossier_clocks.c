/*
 *	applied acts --steps--> moves of the main state, with their dates
 *	    --rows of the table--> runs        offers, obligations, ratings,
 *	    reminders --------------> runs --kept--> read by schema/stopwatch.c
 */
#include "schema/dossier_clocks.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "schema/clock_beside.h"
#include "schema/clock_runs.h"
#include "schema/deadline.h"
#include "schema/dossier.h"
#include "schema/ledger.h"
#include "schema/matter.h"
#include "schema/silence.h"
#include "schema/standard.h"
#include "schema/stopwatch.h"
#include "schema/value.h"

#define IN(state)  MACHINE_BIT(MACHINE_##state)
#define OUT(state) (~MACHINE_BIT(MACHINE_##state))
#define DECIDED    (IN(YES) | IN(NO) | MACHINE_ENDED)

#define ALL      MATTER_ALL
#define LAW      MATTER_LICENSING
#define SERVICES (LAW | MATTER_BIT(MATTER_LEAD))
#define JOINT    MATTER_BIT(MATTER_BUNDLE)
#define TASKS    (ALL & ~SERVICES & ~JOINT)

/* Licensing Law art. 47 and 48, where the standard is silent. */
#define HEARING_ASK_WORKDAYS  5
#define HEARING_HOLD_WORKDAYS 20
#define HEARING_TOLD_WORKDAYS 7

enum only {
	ONLY_ALWAYS,
	ONLY_HEARING, /* a special procedure of that kind begins */
	ONLY_URGENT,  /* the order's class is urgent */
};

/* Starts with an act that leads to a state of .start, or of a kind of .with;
 * while it runs nothing starts it again.  Stops with one that leads to a state
 * of .stop, or of the kind .until. */
struct row {
	const char *id;
	const char *zh;
	enum standard_limit limit;
	uint32_t law; /* working days where the standard is silent; 0: none */
	uint32_t matters;
	uint32_t start;
	const char *with[2];
	uint32_t stop;
	const char *until;
	enum only only;
	bool stands; /* in special procedures; extended; begun by silence */
};

static const struct row rows[] = {
	{ "C1", "一次性告知", STANDARD_LIMIT_NOTICE, 0, LAW, IN(RECEIVED),
	    { 0 }, OUT(RECEIVED), NULL, ONLY_ALWAYS, false },
	{ "C2", "补正期限", STANDARD_LIMIT_SUPPLY, 0, LAW, IN(CORRECT), { 0 },
	    OUT(CORRECT), NULL, ONLY_ALWAYS, false },
	{ "C3", "法定时限", STANDARD_LIMIT_STATUTORY, 0, ALL & ~JOINT,
	    IN(ACCEPTED), { 0 }, DECIDED | IN(CORRECT), NULL, ONLY_ALWAYS,
	    true },
	{ "C4", "承诺时限", STANDARD_LIMIT_PROMISED, 0, ALL & ~JOINT,
	    IN(ACCEPTED), { 0 }, DECIDED | IN(CORRECT), NULL, ONLY_ALWAYS,
	    true },
	{ "C3", "法定时限", STANDARD_LIMIT_STATUTORY, 0, JOINT, IN(RECEIVED),
	    { 0 }, DECIDED, NULL, ONLY_ALWAYS, true },
	{ "C4", "承诺时限", STANDARD_LIMIT_PROMISED, 0, JOINT, IN(RECEIVED),
	    { 0 }, DECIDED, NULL, ONLY_ALWAYS, true },
	{ "C5", "送达", STANDARD_LIMIT_DELIVER, 0, SERVICES, IN(YES) | IN(NO),
	    { 0 }, IN(DELIVERED) | MACHINE_ENDED, NULL, ONLY_ALWAYS, false },
	{ "C7", "申请听证", STANDARD_LIMIT_HEARING_ASK, HEARING_ASK_WORKDAYS,
	    SERVICES, IN(SPECIAL), { 0 }, OUT(SPECIAL), NULL, ONLY_HEARING,
	    false },
	{ "C7", "听证告知", STANDARD_LIMIT_HEARING_TOLD, HEARING_TOLD_WORKDAYS,
	    SERVICES, IN(SPECIAL), { 0 }, OUT(SPECIAL), NULL, ONLY_HEARING,
	    false },
	{ "C7", "组织听证", STANDARD_LIMIT_HEARING_HOLD, HEARING_HOLD_WORKDAYS,
	    SERVICES, IN(SPECIAL), { 0 }, OUT(SPECIAL), NULL, ONLY_HEARING,
	    false },
	{ "C11a", "交办", STANDARD_LIMIT_ASSIGN, 0, TASKS, IN(RECEIVED), { 0 },
	    DECIDED, "case.offer", ONLY_ALWAYS, false },
	{ "C11c", "办结", STANDARD_LIMIT_FINISH, 0, TASKS, 0,
	    { "case.take", "case.reopen" }, DECIDED, NULL, ONLY_ALWAYS, false },
	{ "C11c", "紧急到场", STANDARD_LIMIT_URGENT_SITE, 0, TASKS, 0,
	    { "case.take" }, DECIDED | IN(REVIEW), NULL, ONLY_URGENT, false },
	{ "C11c", "紧急办结", STANDARD_LIMIT_URGENT_FINISH, 0, TASKS, 0,
	    { "case.take", "case.reopen" }, DECIDED, NULL, ONLY_URGENT, false },
};

static bool same(const char *x, const char *y)
{
	return strcmp(x, y) == 0;
}

/* ---- runs ---- */

static bool is_urgent(const struct clock_runs *k)
{
	const struct value *v = clock_runs_listed(k, "classes",
	    value_get_string(k->d->entries[0].act->body, "class"));
	bool urgent = false;

	if (v != NULL)
		(void)value_get_bool(v, "urgent", &urgent);
	return urgent;
}

static bool is_hearing(const struct clock_runs *k, const struct act *act)
{
	const struct value *v = clock_runs_listed(
	    k, "special", value_get_string(act->body, "code"));

	return v != NULL && value_is_text(value_get(v, "kind"), "hearing");
}

static bool moves_into(const struct clock_step *s, uint32_t states)
{
	return s->from != s->to && (states & MACHINE_BIT(s->to)) != 0;
}

static bool starts(const struct clock_runs *k, const struct row *row,
    const struct clock_step *s)
{
	if (!moves_into(s, row->start) &&
	    !clock_runs_is_kind(s, row->with[0]) &&
	    !clock_runs_is_kind(s, row->with[1]))
		return false;
	return row->only != ONLY_HEARING || is_hearing(k, clock_runs_act(s));
}

static bool stops(const struct row *row, const struct clock_step *s)
{
	return moves_into(s, row->stop) || clock_runs_is_kind(s, row->until);
}

static bool limit_of(
    struct limit *out, const struct standard *s, const struct row *row)
{
	if (standard_limit(out, s, row->limit))
		return true;
	*out = (struct limit){ row->law, LIMIT_WD };
	return row->law > 0;
}

/* The hearing is told so long before the last day on which it may be held. */
static bool set_told(const struct clock_runs *k, struct stopwatch *run)
{
	const struct deadline_terms by = { .calendar = k->view.calendar };
	struct limit hold = { HEARING_HOLD_WORKDAYS, LIMIT_WD };
	struct deadline end;

	(void)standard_limit(
	    &hold, k->d->standard, STANDARD_LIMIT_HEARING_HOLD);
	if (deadline_compute_by(&end, &by, run->start, hold, NULL) != ERR_OK)
		return false;
	run->ahead = true;
	run->due =
	    stopwatch_before(k->view.calendar, end.day, run->limit.amount);
	return true;
}

static struct stopwatch *start_run(struct clock_runs *k, const struct row *row,
    const struct clock_step *s, struct limit limit)
{
	struct stopwatch run = {
		.id = row->id,
		.zh = row->zh,
		.key = standard_limit_key(row->limit),
		.start = s->begin,
		.limit = limit,
		.place = s->place,
		.stands = row->stands,
		.by_silence = s->by_silence,
	};

	if (row->only == ONLY_HEARING)
		run.subject = &clock_runs_act(s)->id;
	if (row->limit == STANDARD_LIMIT_HEARING_TOLD &&
	    limit.unit == LIMIT_WD && !set_told(k, &run))
		return NULL;
	return clock_runs_add(k, run);
}

/* Silence has accepted, and no act has said so yet (F-195): the clocks of the
 * handling run since then, and C1 shows why. */
static void run_by_silence(
    struct clock_runs *k, const struct row *row, struct limit limit)
{
	const struct dossier *d = k->d;
	struct clock_step s = { .entry = d->entries, .by_silence = true };

	if (!silence_accepts(
		k->view.ledger, d, k->view.calendar, k->view.now, &s.begin))
		return;
	s.place = d->entered[MACHINE_RECEIVED];
	if (row->stands)
		(void)start_run(k, row, &s, limit);
	else if (row->limit == STANDARD_LIMIT_NOTICE && k->count > 0)
		k->runs[k->count - 1].by_silence = true;
}

static void run_row(struct clock_runs *k, const struct row *row)
{
	struct stopwatch *run = NULL;
	struct limit limit;

	if ((row->matters & MATTER_BIT(k->matter)) == 0 ||
	    !limit_of(&limit, k->d->standard, row) ||
	    (row->only == ONLY_URGENT && !is_urgent(k)))
		return;
	for (size_t i = 0; i < k->step_count; i++) {
		const struct clock_step *s = &k->steps[i];

		if (run != NULL && stops(row, s)) {
			run->stop = s->time;
			run->by_silence =
			    run->by_silence || (s->by_silence && !row->stands);
			run = NULL;
		}
		if (run == NULL && starts(k, row, s))
			run = start_run(k, row, s, limit);
	}
	run_by_silence(k, row, limit);
}

/* ---- all of them ---- */

/* Those that run first, the earliest begun first; then what stopped last. */
static int compare_runs(const void *x, const void *y)
{
	const struct stopwatch *const *a = x;
	const struct stopwatch *const *b = y;

	if (((*a)->stop == 0) != ((*b)->stop == 0))
		return (*a)->stop == 0 ? -1 : 1;
	if ((*a)->stop != (*b)->stop)
		return (*a)->stop > (*b)->stop ? -1 : 1;
	if ((*a)->start != (*b)->start)
		return (*a)->start < (*b)->start ? -1 : 1;
	return (*a < *b) ? -1 : *a > *b;
}

static int compare_places(const void *x, const void *y)
{
	const struct stopwatch *const *a = x;
	const struct stopwatch *const *b = y;

	return (*a < *b) ? -1 : *a > *b;
}

static size_t read_runs(const struct clock_runs *k, struct dossier_clock *out)
{
	const struct stopwatch **kept =
	    arena_take_array(k->a, k->count + 1, sizeof(struct stopwatch *));
	size_t most =
	    k->count < DOSSIER_CLOCKS_MAX ? k->count : DOSSIER_CLOCKS_MAX;
	size_t count = 0;

	for (size_t i = 0; i < k->count; i++)
		kept[i] = &k->runs[i];
	qsort(kept, k->count, sizeof(struct stopwatch *), compare_runs);
	qsort(kept, most, sizeof(struct stopwatch *), compare_places);
	for (size_t i = 0; i < most; i++)
		count += stopwatch_read(&out[count], kept[i], &k->view);
	return count;
}

size_t dossier_clocks(const struct dossier *d, const struct ledger *l,
    int64_t now, struct dossier_clock out[static DOSSIER_CLOCKS_MAX])
{
	struct clock_runs k = { .d = d };
	size_t count;

	if (!d->open)
		return 0;
	k.view =
	    (struct stopwatch_view){ d, l, ledger_calendar(l, d->series), now };
	if (k.view.calendar == NULL ||
	    !matter_parse(&k.matter, bytes_text(d->standard->matter)))
		return 0;
	k.a = arena_new();
	clock_runs_look(&k);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		run_row(&k, &rows[i]);
		if (same(rows[i].id, "C11a"))
			clock_beside_offers(&k);
	}
	clock_beside_owed(&k);
	clock_beside_ratings(&k);
	clock_beside_reminders(&k);
	count = read_runs(&k, out);
	arena_free(k.a);
	return count;
}

static const struct {
	const char *word;
	const char *zh;
} levels[] = {
#define X(name, word, zh) { word, zh },
	DOSSIER_CLOCK_LEVELS(X)
#undef X
};

const char *dossier_clocks_level_word(enum dossier_clock_level level)
{
	must((size_t)level < sizeof(levels) / sizeof(*levels));
	return levels[level].word;
}

const char *dossier_clocks_level_zh(enum dossier_clock_level level)
{
	must((size_t)level < sizeof(levels) / sizeof(*levels));
	return levels[level].zh;
}
