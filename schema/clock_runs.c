#include "schema/clock_runs.h"

#include <string.h>

#include "base/arena.h"
#include "schema/act.h"
#include "schema/dossier.h"
#include "schema/standard.h"
#include "schema/value.h"

static void add_step(struct clock_runs *k, struct clock_step step)
{
	k->steps[k->step_count++] = step;
}

/* What silence had accepted went through ACCEPTED, as of its beginning. */
static void step_of(struct clock_runs *k, size_t i, enum machine_state from)
{
	const struct dossier *d = k->d;
	const struct dossier_outcome *o = &d->outcomes[i];
	struct clock_step s = {
		.entry = &d->entries[i],
		.from = from,
		.to = o->state,
		.time = o->legal,
		.begin = o->legal,
		.place = &d->entries[i].place,
	};
	struct clock_step accepted = s;

	if (o->by_silence) {
		accepted.to = MACHINE_ACCEPTED;
		accepted.by_silence = true;
		for (size_t n = k->step_count; n-- > 0;)
			if (k->steps[n].to == MACHINE_RECEIVED &&
			    k->steps[n].from != MACHINE_RECEIVED) {
				accepted.begin = k->steps[n].time;
				accepted.place = k->steps[n].place;
				break;
			}
		add_step(k, accepted);
		s.from = MACHINE_ACCEPTED;
	}
	add_step(k, s);
}

void clock_runs_look(struct clock_runs *k)
{
	const struct dossier *d = k->d;
	enum machine_state from = MACHINE_NONE;

	k->steps = arena_take_array(k->a, 2 * d->count + 1, sizeof(*k->steps));
	for (size_t i = 0; i < d->count && d->outcomes[i].order > 0; i++) {
		step_of(k, i, from);
		from = d->outcomes[i].state;
	}
}

const struct act *clock_runs_act(const struct clock_step *s)
{
	return s->entry->act;
}

bool clock_runs_is_kind(const struct clock_step *s, const char *kind)
{
	return kind != NULL && strcmp(clock_runs_act(s)->kind, kind) == 0;
}

struct stopwatch *clock_runs_add(struct clock_runs *k, struct stopwatch run)
{
	struct stopwatch *more;

	if (k->count == k->room) {
		k->room = k->room == 0 ? 32 : 2 * k->room;
		more = arena_take_array(k->a, k->room, sizeof(*more));
		if (k->count > 0)
			memcpy(more, k->runs, k->count * sizeof(*more));
		k->runs = more;
	}
	k->runs[k->count] = run;
	return &k->runs[k->count++];
}

const struct value *clock_runs_listed(
    const struct clock_runs *k, const char *list, const char *code)
{
	const struct value *all = value_get(k->d->standard->tree, list);

	for (size_t i = 0; code != NULL && i < value_count(all); i++)
		if (value_is_text(value_get(value_at(all, i), "code"), code))
			return value_at(all, i);
	return NULL;
}
