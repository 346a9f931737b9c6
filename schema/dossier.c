/*
 *	entries --sort--> parts by place --form--> bases
 *	    opening act judged and applied --custody_walk()--> outcomes
 *	    --finish--> heads, participants, order
 */
#include "schema/dossier.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/why.h"
#include "schema/act_body.h"
#include "schema/aside.h"
#include "schema/custody.h"
#include "schema/dossier_judge.h"
#include "schema/dossier_state.h"
#include "schema/guard_wrap.h"
#include "schema/ledger_fork.h"
#include "schema/owed.h"
#include "schema/participant.h"
#include "schema/pause.h"
#include "schema/refuse.h"
#include "schema/value.h"
#include "schema/wrap_id.h"

static int compare_places(const struct place *a, const struct place *b)
{
	int order = strcmp(a->node, b->node);

	if (order != 0)
		return order;
	if (a->epoch != b->epoch)
		return a->epoch < b->epoch ? -1 : 1;
	return (a->position > b->position) - (a->position < b->position);
}

static int compare_parts(const void *x, const void *y)
{
	const struct dossier_part *a = x;
	const struct dossier_part *b = y;

	return compare_places(&a->entry.place, &b->entry.place);
}

static struct dossier_state state_new(struct arena *a, const struct ledger *l,
    const struct digest *id, const struct dossier_entry *entries, size_t count)
{
	size_t room = count + 1; /* an empty dossier has arrays, too */
	struct dossier_state s = {
		.arena = a,
		.ledger = l,
		.dossier = arena_take(a, sizeof(struct dossier)),
		.parts = arena_take_array(a, room, sizeof(*s.parts)),
		.count = count,
		.by_id =
		    arena_take_array(a, room, sizeof(struct dossier_part *)),
		.by_base =
		    arena_take_array(a, room, sizeof(struct dossier_part *)),
		.applied = arena_take_array(a, room, sizeof(*s.applied)),
		.applied_parts =
		    arena_take_array(a, room, sizeof(struct dossier_part *)),
		.joint = arena_take(a, sizeof(struct joint_book)),
		.custodies = arena_take_array(
		    a, room + ledger_succession_count(l), sizeof(*s.custodies)),
	};

	s.dossier->id = *id;
	s.dossier->custodies = s.custodies;
	s.dossier->assignees =
	    arena_take_array(a, room, sizeof(*s.dossier->assignees));
	s.until = UINT64_MAX;
	for (size_t i = 0; i < count; i++) {
		const struct digest *of = act_dossier(entries[i].act);

		must(of != NULL && digest_equal(of, id));
		s.parts[i].entry = entries[i];
	}
	qsort(s.parts, count, sizeof(*s.parts), compare_parts);
	return s;
}

/* F-2: so many acts of one log on one dossier; the rest never counts. */
static void refuse_flood(struct dossier_state *s)
{
	size_t of_log = 0;

	for (size_t i = 0; i < s->count; i++) {
		if (i > 0 && strcmp(s->parts[i].entry.place.node,
				 s->parts[i - 1].entry.place.node) != 0)
			of_log = 0;
		if (++of_log > DOSSIER_ENTRIES_MAX)
			dossier_state_refuse(s, &s->parts[i], RULE_SIZE,
			    "too many acts of one log on one dossier");
	}
}

static void judge_forms(struct dossier_state *s)
{
	for (size_t i = 0; i < s->count; i++) {
		struct dossier_part *p = &s->parts[i];
		struct why why = { 0 };
		enum rule rule;

		if (p->settled)
			continue;
		rule = dossier_judge_form(s, p, &why);
		if (rule != RULE_NONE)
			dossier_state_settle(s, p, rule, &why);
	}
}

/* What the opening act says, whether or not it counts. */
static void describe(struct dossier_state *s, const struct dossier_part *p)
{
	struct dossier *d = s->dossier;
	const struct act *act = p->entry.act;

	d->number = act_body_text(act, "number");
	d->item = act_body_text(act, "item");
	d->home = act_body_text(act, "home");
	d->series = act_body_text(act, "calendar");
	d->receiver = p->entry.place.node;
	d->has_person = value_get(act->body, "person") != NULL;
	if (d->has_person)
		d->person = act_body_id(act, "person");
	d->has_credit = value_get(act->body, "credit") != NULL;
	if (d->has_credit)
		d->credit = act_body_id(act, "credit");
	d->standard_digest = act->std;
	d->standard = ledger_standard(s->ledger, &act->std);
}

/* F-91.  Returns the opening act when it is applied. */
static struct dossier_part *open_dossier(struct dossier_state *s)
{
	struct dossier *d = s->dossier;
	struct dossier_part *p = dossier_state_find(s, &d->id);
	struct why why = { 0 };

	if (p == NULL) {
		d->rule = RULE_UNRESOLVED;
		return NULL;
	}
	if (!p->settled) {
		describe(s, p);
		d->rule = dossier_judge_move(s, p, &why);
		if (d->rule != RULE_NONE)
			dossier_state_settle(s, p, d->rule, &why);
	} else {
		d->rule = p->out.rule;
	}
	if (d->rule != RULE_NONE)
		return NULL;
	d->open = true;
	d->holder = p->entry.place.node;
	dossier_state_apply(s, p);
	return p;
}

static void refuse_all(struct dossier_state *s)
{
	bool waits = s->dossier->rule == RULE_UNRESOLVED;

	for (size_t i = 0; i < s->count; i++)
		if (!s->parts[i].settled)
			dossier_state_refuse(s, &s->parts[i],
			    waits ? RULE_UNRESOLVED : RULE_DOSSIER_UNKNOWN,
			    waits ? "the opening act has not arrived or waits"
				  : "the opening act does not count");
}

static int compare_digests(const void *x, const void *y)
{
	return digest_compare(x, y);
}

/* What moves nothing and is not built on. */
static bool is_head(const struct act *act)
{
	static const char *const beside[] = { "case.open", "case.erased",
		"case.rate", "case.escalate", "case.owe.take" };

	for (size_t i = 0; i < sizeof(beside) / sizeof(*beside); i++)
		if (strcmp(act->kind, beside[i]) == 0)
			return false;
	return true;
}

/* Applied acts that no applied act cites. */
static void find_heads(struct dossier_state *s)
{
	struct dossier *d = s->dossier;
	size_t room = s->applied_count * (size_t)ACT_AFTER_MAX + 1;
	struct digest *cited = arena_take_array(s->arena, room, sizeof(*cited));
	struct digest *heads =
	    arena_take_array(s->arena, s->applied_count + 1, sizeof(*heads));
	size_t cited_count = 0;
	size_t count = 0;

	for (size_t i = 0; i < s->applied_count; i++) {
		const struct act *act = s->applied[i].act;

		for (size_t k = 0; is_head(act) && k < act->after_count; k++)
			cited[cited_count++] = act->after[k];
	}
	qsort(cited, cited_count, sizeof(*cited), compare_digests);
	for (size_t i = 0; i < s->applied_count; i++) {
		const struct digest *id = &s->applied[i].act->id;

		if (is_head(s->applied[i].act) &&
		    bsearch(id, cited, cited_count, sizeof(*cited),
			compare_digests) == NULL)
			heads[count++] = *id;
	}
	qsort(heads, count, sizeof(*heads), compare_digests);
	d->head_count = count < ACT_AFTER_MAX ? count : ACT_AFTER_MAX;
	memcpy(d->heads, heads, d->head_count * sizeof(*heads));
}

/* Who may hold the vault objects now (P-12), and whoever ever took part: an
 * offer that a reassign overtook was an offer all the same. */
static void find_participants(struct dossier_state *s)
{
	struct dossier *d = s->dossier;
	const char **names = arena_take_array(s->arena,
	    s->count + d->custody_count + d->assignee_count + 2,
	    sizeof(*names));
	size_t count = 0;

	d->participants = participant_list(s->arena, d, &d->participant_count);
	names[count++] = d->receiver;
	names[count++] = d->home;
	for (size_t i = 0; i < d->custody_count; i++)
		names[count++] = d->custodies[i].node;
	for (size_t i = 0; i < d->assignee_count; i++)
		names[count++] = d->assignees[i];
	for (size_t i = 0; i < s->count; i++) {
		const struct dossier_part *p = &s->parts[i];

		if (p->settled && p->event != NULL &&
		    (p->out.rule == RULE_NONE || p->out.rule == RULE_LATE) &&
		    strcmp(p->event->kind, "case.offer") == 0)
			names[count++] = act_body_text(p->entry.act, "to");
	}
	d->party_count = participant_sort(names, count);
	d->parties = names;
}

static void find_owed(struct dossier_state *s)
{
	struct dossier *d = s->dossier;
	const struct act *extended;

	if (!d->open)
		return;
	d->owed = dossier_state_owed(s)->items;
	d->owed_count = s->owed.count;
	d->pauses = dossier_state_pauses(s)->items;
	d->pause_count = s->pauses.count;
	extended = dossier_state_track(s)->extended;
	d->extension =
	    extended != NULL ? act_body_text(extended, "limit") : NULL;
}

static void find_generation(struct dossier_state *s)
{
	s->dossier->needs_generation =
	    s->dossier->open && guard_wrap_removed(s->dossier, s->ledger,
				    dossier_state_wraps(s)) != NULL;
}

/* F-164 */
static bool is_suspect(const struct dossier_part *p)
{
	const struct staff *staff = p->out.staff;

	return staff != NULL && staff->has_good &&
	       p->entry.place.position >= staff->good;
}

/* Applied parts in their order, then the rest by place. */
static void lay_out(struct dossier_state *s)
{
	struct dossier *d = s->dossier;
	struct dossier_entry *entries =
	    arena_take_array(s->arena, s->count + 1, sizeof(*entries));
	struct dossier_outcome *outcomes =
	    arena_take_array(s->arena, s->count + 1, sizeof(*outcomes));
	size_t n = 0;

	for (; n < s->applied_count; n++) {
		entries[n] = s->applied_parts[n]->entry;
		outcomes[n] = s->applied_parts[n]->out;
		outcomes[n].suspect = is_suspect(s->applied_parts[n]);
	}
	for (size_t i = 0; i < s->count; i++) {
		const struct dossier_part *p = &s->parts[i];

		must(p->settled);
		if (p->out.rule == RULE_NONE)
			continue;
		entries[n] = p->entry;
		outcomes[n++] = p->out;
	}
	must(n == s->count);
	d->count = n;
	d->entries = entries;
	d->outcomes = outcomes;
}

static void refuse_barred(struct dossier_state *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->parts[i].is_barred)
			dossier_state_refuse(s, &s->parts[i], RULE_ERASED,
			    "it had seen that the case was erased");
}

/* The walk, then what stands beside it; once more without what follows an
 * erasure, which can only be acts after the case was closed. */
static void fold_open(
    struct dossier_state *s, const struct dossier_part *opening)
{
	struct dossier_state_copy before = { 0 };
	bool *barred = arena_take_array(s->arena, s->count, sizeof(*barred));

	dossier_state_save(s, &before);
	custody_walk(s, opening);
	find_participants(s);
	aside_judge(s);
	if (!aside_bars(s))
		return;
	for (size_t i = 0; i < s->count; i++)
		barred[i] = s->parts[i].is_barred;
	dossier_state_restore(s, &before);
	for (size_t i = 0; i < s->count; i++)
		s->parts[i].is_barred = barred[i];
	refuse_barred(s);
	custody_walk(s, opening);
	find_participants(s);
	aside_judge(s);
}

static struct dossier *fold(struct dossier_state *s)
{
	const struct dossier_part *opening;

	dossier_state_index_ids(s);
	refuse_flood(s);
	judge_forms(s);
	dossier_state_index_bases(s);
	opening = open_dossier(s);
	if (opening != NULL)
		fold_open(s, opening);
	else
		refuse_all(s);
	find_owed(s);
	find_heads(s);
	find_generation(s);
	lay_out(s);
	return s->dossier;
}

struct dossier *dossier_fold(struct arena *a, const struct ledger *l,
    const struct digest *id, const struct dossier_entry *entries, size_t count)
{
	struct dossier_state s = state_new(a, l, id, entries, count);

	return fold(&s);
}

struct dossier *dossier_state_fold(struct arena *a, const struct ledger *l,
    const struct digest *id, const struct dossier_entry *entries, size_t count,
    struct joint_book *joint, enum joint_depth depth)
{
	struct dossier_state s = state_new(a, l, id, entries, count);

	s.joint = joint;
	s.depth = depth;
	return fold(&s);
}

static bool same_place(const struct place *a, const struct place *b)
{
	return compare_places(a, b) == 0;
}

const struct ledger_fork *dossier_disputed(
    const struct dossier *d, const struct ledger *l, const struct place *but)
{
	for (size_t i = 0; ledger_fork_count(l) > 0 && i < d->count; i++) {
		const struct place *p = &d->entries[i].place;
		const struct ledger_fork *f;

		if (d->outcomes[i].order == 0 ||
		    (but != NULL && same_place(p, but)))
			continue;
		f = ledger_fork_open(l, p->node, p->epoch);
		if (f != NULL)
			return f;
	}
	return NULL;
}

/* F-331: nothing is undone, and nothing is added. */
static enum rule check_forks(const struct dossier *d, const struct ledger *l,
    const struct place *candidate, struct why *why)
{
	const struct ledger_fork *f = dossier_disputed(d, l, candidate);

	if (f == NULL)
		return RULE_NONE;
	return refuse(why, RULE_DISPUTED,
	    "the log of %s is proven to be forked, by %s; the case goes on "
	    "when the authority has settled which branch is right",
	    f->claim.one.node, f->finder);
}

enum rule dossier_admit(const struct ledger *l, const struct digest *id,
    const struct dossier_entry *entries, size_t count,
    const struct dossier_entry *candidate, struct why *why)
{
	struct arena *a = arena_new();
	struct dossier_entry *all =
	    arena_take_array(a, count + 1, sizeof(*all));
	enum rule rule = RULE_NONE;
	struct dossier_state s;
	const struct dossier *d;

	if (count > 0)
		memcpy(all, entries, count * sizeof(*all));
	all[count] = *candidate;
	s = state_new(a, l, id, all, count + 1);
	for (size_t i = 0; i < s.count; i++)
		s.parts[i].is_draft =
		    same_place(&s.parts[i].entry.place, &candidate->place);
	d = fold(&s);
	for (size_t i = 0; i < d->count; i++)
		if (same_place(&d->entries[i].place, &candidate->place))
			rule = d->outcomes[i].rule;
	if (rule == RULE_NONE) {
		rule = check_forks(d, l, &candidate->place, why);
		arena_free(a);
		return rule;
	}
	for (size_t i = 0; i < d->count; i++)
		if (same_place(&d->entries[i].place, &candidate->place))
			(void)why_set(
			    why, ERR_REFUSED, "%s", d->outcomes[i].detail);
	arena_free(a);
	return rule;
}

bool dossier_may_hold(const struct dossier *d, const struct ledger *l,
    const char *node, enum dossier_object what, int64_t time)
{
	for (size_t i = 0; i < d->participant_count; i++)
		if (ledger_stands_for(l, node, d->participants[i]))
			return true;
	return what == DOSSIER_FILE && d->open &&
	       ledger_is_archive(l, d->home, node, time);
}

bool dossier_took_part(
    const struct dossier *d, const struct ledger *l, const char *node)
{
	for (size_t i = 0; i < d->party_count; i++)
		if (ledger_stands_for(l, node, d->parties[i]))
			return true;
	return false;
}

bool dossier_opening_names(const struct dossier_opening *o, const char *id)
{
	for (size_t i = 0; i < value_count(o->files); i++)
		if (value_is_text(value_at(o->files, i), id))
			return true;
	return false;
}
