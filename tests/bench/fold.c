/*
 * How long the fold of one case takes that has as many acts as one log may give
 * it (docs/FORMAT.md F-2), for the longest walks there are: one line each; no
 * verdict.
 *
 *	bench_fold [ACTS]
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tests/unit/schema/life.h"

#define H WORLD_HANBIN

static struct stage stage;
static size_t most = DOSSIER_ENTRIES_MAX;

static size_t room(void)
{
	return stage.w->nodes[H].count;
}

static const struct act *start(void)
{
	struct act *draft = life_draft(&stage, H, "case.special.start");

	world_text(stage.w, draft, "code", "survey");
	world_int(stage.w, draft, "calendar", 1);
	return life_sign(&stage, draft);
}

static void end(const struct act *begun)
{
	struct act *draft = life_draft(&stage, H, "case.special.end");

	world_id(stage.w, draft, "start", &begun->id);
	world_vault(stage.w, draft, "special.survey");
	(void)life_sign(&stage, draft);
}

static void specials(size_t until)
{
	while (room() + 2 <= until)
		end(start());
}

static void with_calendar(const char *kind, const char *key, const char *text)
{
	struct act *draft = life_draft(&stage, H, kind);

	world_int(stage.w, draft, "calendar", 1);
	if (key != NULL)
		world_text(stage.w, draft, key, text);
	(void)life_sign(&stage, draft);
}

/* Special procedures that begin and end. */
static void procedures(size_t until)
{
	(void)life_log(&stage, H, "case.accept");
	specials(until);
}

/* An ended limit that is to be extended again and again. */
static void late_extensions(size_t until)
{
	(void)life_log(&stage, H, "case.accept");
	specials(room() + 400);
	stage.w->now += 60 * LIFE_DAY;
	while (room() < until)
		with_calendar("case.extend", "limit", "3WD");
}

/* Extended once, late, and then again and again. */
static void more_extensions(size_t until)
{
	(void)life_log(&stage, H, "case.accept");
	specials(room() + (until - room()) / 2);
	while (room() < until)
		with_calendar("case.extend", "limit", "3WD");
}

static const struct act *owe(
    const char *what, const char *to, const char *blocks)
{
	struct act *draft = life_draft(&stage, H, "case.owe");

	world_text(stage.w, draft, "what", what);
	world_text(stage.w, draft, "to", to);
	world_text(stage.w, draft, "blocks", blocks);
	world_text(stage.w, draft, "limit", "2WD");
	world_bool(stage.w, draft, "reads", false);
	return life_sign(&stage, draft);
}

/* A procedure that much is asked in, and wrong ends of it. */
static void wrong_ends(size_t until)
{
	const struct act *accept = life_log(&stage, H, "case.accept");
	size_t half = room() + (until - room()) / 2;

	(void)start();
	while (room() < half)
		(void)owe("opinion", "ankang", "none");
	while (room() < until)
		end(accept);
}

/* One review, in which much is asked, and opinions of another level. */
static void wrong_levels(size_t until)
{
	size_t half = room() + (until - room()) / 2;

	(void)life_log(&stage, H, "case.accept");
	(void)life_log(&stage, H, "case.review.start");
	while (room() < half)
		(void)owe("opinion", "ankang", "none");
	while (room() < until) {
		struct act *draft = life_draft(&stage, H, "case.opine");

		world_int(stage.w, draft, "level", 2);
		(void)world_log(stage.w, draft, WORLD_CHIEF);
	}
}

static void end_owed(const struct act *owed, const char *result)
{
	struct act *draft = life_draft(&stage, H, "case.owe.close");

	world_id(stage.w, draft, "owed", &owed->id);
	world_text(stage.w, draft, "result", result);
	(void)life_sign(&stage, draft);
}

/* Half of it owed, the other half the ends. */
static void obligations(size_t until)
{
	size_t half = (until - room()) / 2;
	const struct act **owed = mem_new_array(half, sizeof(*owed));

	(void)life_log(&stage, H, "case.accept");
	for (size_t i = 0; i < half - 1; i++)
		owed[i] = owe("visit", "hanbin", "none");
	for (size_t i = 0; i < half - 1; i++)
		end_owed(owed[i], "satisfied");
	mem_free(owed);
}

/* An order in which much was asked, to be reopened for nothing. */
static void reopenings(size_t until)
{
	size_t half = room() + (until - room()) / 2;
	const struct act *visit;

	(void)life_log(&stage, H, "case.accept");
	(void)life_log(&stage, H, "case.review.start");
	while (room() < half)
		(void)owe("opinion", "ankang", "none");
	(void)life_log(&stage, H, "case.decide.yes");
	visit = owe("visit", "hanbin", "close");
	end_owed(visit, "dissatisfied");
	(void)life_log(&stage, H, "case.close");
	while (room() < until) {
		struct act *draft = life_draft(&stage, H, "case.reopen");

		world_id(stage.w, draft, "owed", &stage.dossier);
		(void)life_sign(&stage, draft);
	}
}

/* Of this process, whoever else is about. */
static double milliseconds(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void receive(void (*play)(size_t until))
{
	const struct act *opening;

	if (play != reopenings) {
		life_init(&stage, "life_item.yaml");
		(void)life_receive(&stage, H, "M1,M2,M3,M4,M5");
		return;
	}
	life_init(&stage, "life_order.yaml");
	opening = world_log(stage.w, life_order(&stage, H), WORLD_CLERK);
	stage.dossier = opening->id;
	stage.custody = opening->id;
}

static void measure(const char *what, void (*play)(size_t until))
{
	struct dossier_entry *entries;
	struct world_view *v;
	struct dossier *d;
	size_t count, applied = 0;
	double began;

	receive(play);
	play(room() - 1 + most);
	v = world_view_new(stage.w);
	world_view_feed_all(v);
	entries = world_view_entries(v, stage.arena, &stage.dossier, &count);
	began = milliseconds();
	d = dossier_fold(
	    stage.arena, v->ledger, &stage.dossier, entries, count);
	began = milliseconds() - began;
	for (size_t i = 0; i < count; i++)
		applied += d->outcomes[i].rule == RULE_NONE ? 1 : 0;
	(void)printf("%-16s %5zu acts, %5zu applied, %8.0f ms; %s\n", what,
	    count, applied, began,
	    d->outcomes[count - 1].rule == RULE_NONE
		? "-"
		: rule_name(d->outcomes[count - 1].rule));
	world_view_free(v);
	life_fini(&stage);
}

int main(int argc, char **argv)
{
	if (argc > 1)
		most = (size_t)strtoull(argv[1], NULL, 10);
	if (argc > 2 || most < 1024 || most > DOSSIER_ENTRIES_MAX) {
		(void)fprintf(stderr, "usage: bench_fold [1024…4096]\n");
		return 2;
	}
	measure("procedures", procedures);
	measure("late extensions", late_extensions);
	measure("more extensions", more_extensions);
	measure("wrong ends", wrong_ends);
	measure("wrong levels", wrong_levels);
	measure("obligations", obligations);
	measure("reopenings", reopenings);
	return 0;
}
