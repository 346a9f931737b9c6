#include "schema/dossier_state.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/why.h"
#include "schema/guard_wrap.h"

static int compare_pointers(const void *x, const void *y)
{
	return (x > y) - (x < y); /* parts are in order of place */
}

static int compare_by_id(const void *x, const void *y)
{
	struct dossier_part *const *a = x;
	struct dossier_part *const *b = y;
	int order = digest_compare(&(*a)->entry.act->id, &(*b)->entry.act->id);

	return order != 0 ? order : compare_pointers(*a, *b);
}

static int compare_by_base(const void *x, const void *y)
{
	struct dossier_part *const *a = x;
	struct dossier_part *const *b = y;
	int order = digest_compare(&(*a)->base, &(*b)->base);

	return order != 0 ? order : compare_pointers(*a, *b);
}

void dossier_state_index_ids(struct dossier_state *s)
{
	for (size_t i = 0; i < s->count; i++)
		s->by_id[i] = &s->parts[i];
	qsort(s->by_id, s->count, sizeof(struct dossier_part *), compare_by_id);
}

void dossier_state_index_bases(struct dossier_state *s)
{
	s->base_count = 0;
	for (size_t i = 0; i < s->count; i++)
		if (s->parts[i].has_base)
			s->by_base[s->base_count++] = &s->parts[i];
	qsort(s->by_base, s->base_count, sizeof(struct dossier_part *),
	    compare_by_base);
}

struct dossier_part *dossier_state_find(
    const struct dossier_state *s, const struct digest *id)
{
	size_t low = 0;
	size_t high = s->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (digest_compare(&s->by_id[middle]->entry.act->id, id) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == s->count || !digest_equal(&s->by_id[low]->entry.act->id, id))
		return NULL;
	return s->by_id[low];
}

struct dossier_part **dossier_state_on(
    const struct dossier_state *s, const struct digest *base, size_t *count)
{
	size_t low = 0;
	size_t high = s->base_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (digest_compare(&s->by_base[middle]->base, base) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	while (
	    high < s->base_count && digest_equal(&s->by_base[high]->base, base))
		high++;
	*count = high - low;
	return s->by_base + low;
}

void dossier_state_settle(struct dossier_state *s, struct dossier_part *p,
    enum rule rule, const struct why *why)
{
	must(!p->settled && rule != RULE_NONE);
	p->settled = true;
	s->waits = s->waits || rule == RULE_UNRESOLVED;
	p->out.rule = rule;
	p->out.detail = arena_text(s->arena, bytes_text(why->text));
}

void dossier_state_refuse(struct dossier_state *s, struct dossier_part *p,
    enum rule rule, const char *sentence)
{
	must(!p->settled && rule != RULE_NONE);
	s->waits = s->waits || rule == RULE_UNRESOLVED;
	p->settled = true;
	p->out.rule = rule;
	p->out.detail = sentence;
}

static void note_time(struct dossier *d, const struct dossier_part *p)
{
	int64_t time = p->entry.place.time;

	switch (p->event->to) {
	case MACHINE_RECEIVED:
		d->received_at = time;
		break;
	case MACHINE_ACCEPTED:
		d->accepted_at = time;
		break;
	case MACHINE_YES:
		d->decided_at = time;
		d->finished_by = p->entry.place.node;
		break;
	case MACHINE_DELIVERED:
		d->delivered_at = time;
		break;
	case MACHINE_CLOSED:
		d->closed_at = time;
		break;
	case MACHINE_NONE:
	case MACHINE_REVIEW:
	case MACHINE_ISSUED:
	case MACHINE_STATE_COUNT:
		break;
	}
}

void dossier_state_apply(struct dossier_state *s, struct dossier_part *p)
{
	struct dossier *d = s->dossier;

	must(!p->settled);
	p->settled = true;
	s->applied[s->applied_count] =
	    (struct guard_applied){ p->entry.act, p->out.staff };
	s->applied_parts[s->applied_count++] = p;
	if ((p->event->guards & MACHINE_GUARD_BIT(MACHINE_GUARD_GENERATION)) !=
		0 &&
	    p->event->to != MACHINE_RECEIVED &&
	    guard_wrap_begins(p->entry.act, d->generation))
		d->generation++;
	if (p->event->part == MACHINE_MAIN) {
		d->state = p->event->to;
		note_time(d, p);
	}
	p->out.rule = RULE_NONE;
	p->out.detail = NULL;
	p->out.order = (uint32_t)s->applied_count;
	p->out.state = d->state;
	p->out.holder = d->holder;
}

void dossier_state_save(
    const struct dossier_state *s, struct dossier_state_copy *copy)
{
	if (copy->parts == NULL)
		copy->parts =
		    arena_take_array(s->arena, s->count, sizeof(*copy->parts));
	memcpy(copy->parts, s->parts, s->count * sizeof(*copy->parts));
	copy->dossier = *s->dossier;
	copy->applied_count = s->applied_count;
}

void dossier_state_restore(
    struct dossier_state *s, const struct dossier_state_copy *copy)
{
	memcpy(s->parts, copy->parts, s->count * sizeof(*s->parts));
	*s->dossier = copy->dossier;
	s->applied_count = copy->applied_count;
	if (s->dossier->custody_count > 0)
		s->custodies[s->dossier->custody_count - 1].until = INT64_MAX;
}
