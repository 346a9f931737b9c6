#include "schema/dossier_state.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/why.h"
#include "schema/act_body.h"
#include "schema/guard_wrap.h"
#include "schema/value.h"
#include "schema/word.h"

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

/* When an event leads to a state for the first time or again. */
static void note_time(struct dossier *d, const struct dossier_part *p,
    enum machine_state to, int64_t time)
{
	switch (to) {
	case MACHINE_LEAD:
		d->lead_at = time;
		break;
	case MACHINE_RECEIVED:
		*(d->received_at == 0 ? &d->received_at : &d->supplied_at) =
		    time;
		break;
	case MACHINE_CORRECT:
		d->noticed_at = time;
		d->accepted_at = 0;
		break;
	case MACHINE_ACCEPTED:
		d->accepted_at = time;
		break;
	case MACHINE_REVIEW:
		if (d->state == MACHINE_CLOSED) {
			d->reopened_at = time;
			d->decided_at = 0;
		}
		break;
	case MACHINE_YES:
	case MACHINE_NO:
		d->decided_at = time;
		d->finished_by = p->entry.place.node;
		break;
	case MACHINE_ISSUED:
		d->issued_at = time;
		break;
	case MACHINE_DELIVERED:
		d->delivered_at = time;
		break;
	case MACHINE_CLOSED:
		d->closed_at = time;
		break;
	case MACHINE_NONE:
	case MACHINE_DRAFT:
	case MACHINE_SPECIAL:
	case MACHINE_NOT_REQUIRED:
	case MACHINE_NOT_ACCEPTED:
	case MACHINE_WITHDRAWN:
	case MACHINE_RETURNED:
	case MACHINE_ANNULLED:
	case MACHINE_REVOKED:
	case MACHINE_STATE_COUNT:
		break;
	}
	if (machine_ended(to))
		d->ended_at = time;
}

/* The main state after @p.  What silence had accepted is accepted by then. */
static void enter(struct dossier *d, const struct dossier_part *p, int64_t time)
{
	if (p->by_silence) {
		d->by_silence = true;
		d->state = MACHINE_ACCEPTED;
		d->accepted_at =
		    d->supplied_at != 0 ? d->supplied_at : d->received_at;
		d->entered[MACHINE_ACCEPTED] = d->entered[MACHINE_RECEIVED];
	}
	if (p->event->to == MACHINE_NONE)
		return;
	note_time(d, p, p->event->to, time);
	d->entered[p->event->to] = &p->entry.place;
	d->state = p->event->to;
}

static bool begins_generation(const struct dossier_part *p, uint32_t generation)
{
	return (p->event->guards &
		   MACHINE_GUARD_BIT(MACHINE_GUARD_GENERATION)) != 0 &&
	       !machine_opens(p->event) &&
	       guard_wrap_begins(p->entry.act, generation);
}

static void note_assignee(struct dossier *d, const struct dossier_part *p)
{
	const char *to;
	bool reads = false;

	(void)value_get_bool(p->entry.act->body, "reads", &reads);
	if (!reads || strcmp(p->event->kind, "case.owe") != 0)
		return;
	to = act_body_text(p->entry.act, "to");
	for (size_t i = 0; i < d->assignee_count; i++)
		if (strcmp(d->assignees[i], to) == 0)
			return;
	d->assignees[d->assignee_count++] = to;
}

void dossier_state_apply(struct dossier_state *s, struct dossier_part *p)
{
	struct dossier *d = s->dossier;
	int64_t legal = word_date(s, p->entry.act, p->entry.place.time);

	must(!p->settled);
	p->settled = true;
	s->applied[s->applied_count] = (struct guard_applied){
		.act = p->entry.act,
		.signer = p->out.staff,
		.place = &p->entry.place,
		.event = p->event,
		.legal = legal,
	};
	s->applied_parts[s->applied_count++] = p;
	if (begins_generation(p, d->generation))
		d->generation++;
	if (p->event->part == MACHINE_MAIN)
		enter(d, p, legal);
	note_assignee(d, p);
	p->out.rule = RULE_NONE;
	p->out.detail = NULL;
	p->out.order = (uint32_t)s->applied_count;
	p->out.state = d->state;
	p->out.holder = d->holder;
	p->out.legal = legal;
	p->out.by_silence = p->by_silence;
}

const struct owed_book *dossier_state_owed(struct dossier_state *s)
{
	owed_book_read(&s->owed, s->arena, s->dossier->standard, s->applied,
	    s->applied_count);
	return &s->owed;
}

const struct wrap_book *dossier_state_wraps(struct dossier_state *s)
{
	wrap_book_read(&s->wraps, s->arena, s->applied, s->applied_count);
	return &s->wraps;
}

const struct given_book *dossier_state_given(struct dossier_state *s)
{
	given_book_read(&s->given, s->arena, s->dossier->standard, s->applied,
	    s->applied_count);
	return &s->given;
}

const struct track_book *dossier_state_track(struct dossier_state *s)
{
	track_book_read(&s->track, s->applied, s->applied_count);
	return &s->track;
}

const struct pause_book *dossier_state_pauses(struct dossier_state *s)
{
	pause_book_read(&s->pauses, s->arena, s->dossier->standard, s->applied,
	    s->applied_count);
	return &s->pauses;
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
	copy->silences = s->silences;
}

void dossier_state_restore(
    struct dossier_state *s, const struct dossier_state_copy *copy)
{
	memcpy(s->parts, copy->parts, s->count * sizeof(*s->parts));
	*s->dossier = copy->dossier;
	s->applied_count = copy->applied_count;
	s->silences = copy->silences;
	s->owed = (struct owed_book){ 0 };
	s->wraps = (struct wrap_book){ 0 };
	s->given = (struct given_book){ 0 };
	s->track = (struct track_book){ 0 };
	s->pauses = (struct pause_book){ 0 };
	s->law = (struct dossier_state_limit){ 0 };
	if (s->dossier->custody_count > 0)
		s->custodies[s->dossier->custody_count - 1].until = INT64_MAX;
}
