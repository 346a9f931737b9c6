#include "schema/past.h"

#include <string.h>

#include "base/arena.h"
#include "schema/act.h"
#include "schema/dossier_state.h"

void past_init(struct past *p, struct dossier_state *s)
{
	size_t room = s->count + 1;

	p->state = s;
	p->seen = arena_take_array(s->arena, room, sizeof(*p->seen));
	p->queue =
	    arena_take_array(s->arena, room, sizeof(struct dossier_part *));
}

static size_t index_of(const struct past *p, const struct dossier_part *x)
{
	return (size_t)(x - p->state->parts);
}

static size_t meet(struct past *p, struct dossier_part *x, size_t queued)
{
	if (x == NULL) {
		p->whole = false;
		return queued;
	}
	if (p->seen[index_of(p, x)])
		return queued;
	p->seen[index_of(p, x)] = true;
	p->queue[queued++] = x;
	return queued;
}

static size_t meet_cited(
    struct past *p, const struct dossier_part *x, size_t queued)
{
	const struct act *act = x->entry.act;

	if (x->has_base)
		queued =
		    meet(p, dossier_state_find(p->state, &x->base), queued);
	for (size_t i = 0; i < act->after_count; i++)
		queued = meet(
		    p, dossier_state_find(p->state, &act->after[i]), queued);
	return queued;
}

/* Parts are in order of place: those of one log follow each other. */
static size_t meet_own_log(
    struct past *p, const struct dossier_part *x, size_t queued)
{
	size_t i = index_of(p, x);

	while (i > 0 && strcmp(p->state->parts[i - 1].entry.place.node,
			    x->entry.place.node) == 0)
		queued = meet(p, &p->state->parts[--i], queued);
	return queued;
}

void past_look(struct past *p, const struct dossier_part *from)
{
	size_t queued = 0;

	memset(p->seen, 0, (p->state->count + 1) * sizeof(*p->seen));
	p->whole = true;
	queued = meet_cited(p, from, queued);
	queued = meet_own_log(p, from, queued);
	for (size_t i = 0; i < queued; i++)
		queued = meet_cited(p, p->queue[i], queued);
}

bool past_has(const struct past *p, const struct dossier_part *x)
{
	return p->seen[index_of(p, x)];
}
