#include "schema/silence.h"

#include <string.h>

#include "base/arena.h"
#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/dossier_state.h"
#include "schema/ledger.h"
#include "schema/matter.h"
#include "schema/note_proof.h"
#include "schema/participant.h"
#include "schema/refuse.h"
#include "schema/standard.h"
#include "schema/word.h"

static bool is_licensing(const struct dossier *d)
{
	enum matter m;

	return matter_parse(&m, bytes_text(d->standard->matter)) &&
	       (MATTER_LICENSING & MATTER_BIT(m)) != 0;
}

static int64_t begun(const struct dossier *d)
{
	return d->supplied_at != 0 ? d->supplied_at : d->received_at;
}

bool silence_deadline(struct deadline *out, const struct ledger *l,
    const struct dossier *d, const struct calendar *c)
{
	struct deadline_terms by;
	struct arena *a;
	struct limit limit;
	enum err e;

	if (!d->open || d->state != MACHINE_RECEIVED || !is_licensing(d) ||
	    c == NULL ||
	    !standard_limit(&limit, d->standard, STANDARD_LIMIT_NOTICE))
		return false;
	a = arena_new();
	by = (struct deadline_terms){
		.calendar = c,
		.office = ledger_office(l, a, d->entered[MACHINE_RECEIVED]),
	};
	e = deadline_compute_by(out, &by, begun(d), limit, NULL);
	arena_free(a);
	return e == ERR_OK;
}

bool silence_accepts(const struct ledger *l, const struct dossier *d,
    const struct calendar *c, int64_t now, int64_t *since)
{
	struct deadline end;

	if (!silence_deadline(&end, l, d, c) || now <= end.last)
		return false;
	*since = begun(d);
	return true;
}

static bool is_notice(const struct dossier_part *p)
{
	if (p->event == NULL)
		return false;
	if (strcmp(p->event->kind, "case.notice") == 0)
		return true;
	return strcmp(p->event->kind, "case.contribute") == 0 &&
	       strcmp(act_body_text(p->entry.act, "what"), "notice") == 0;
}

/* What is asked of one dossier, and of one log for each (F-195): a contribution
 * costs a signature. */
#define SILENCE_PROOFS_MAX  64
#define SILENCE_NOTICES_MAX 64

/* A contribution is judged as it finds the case.  What the walk has left aside
 * so far stands under no custody in force: as a notice it counts for nothing. */
static enum rule judge_notice(
    struct dossier_state *s, struct dossier_part *p, struct why *why)
{
	if (p->settled)
		return p->out.rule;
	return strcmp(p->event->kind, "case.contribute") == 0
		   ? word_judge(s, p, why)
		   : RULE_CUSTODY;
}

/* A notice in time in the log of @node, before @size: whoever gave it was asked
 * for it, so there was no silence. */
static enum rule check_unsaid(struct dossier_state *s, const char *node,
    uint64_t size, int64_t last, struct why *why)
{
	unsigned asked = 0;

	for (size_t i = 0; i < s->count; i++) {
		struct dossier_part *p = &s->parts[i];
		struct why fault = { 0 };
		enum rule rule;

		if (!is_notice(p) || strcmp(p->entry.place.node, node) != 0 ||
		    p->entry.place.position >= size ||
		    p->entry.place.time > last ||
		    p->entry.place.time < begun(s->dossier))
			continue;
		if (asked++ == SILENCE_NOTICES_MAX)
			return refuse(why, RULE_SILENCE,
			    "%s wrote more than %d notices in time: so many "
			    "are no silence",
			    node, SILENCE_NOTICES_MAX);
		rule = judge_notice(s, p, &fault);
		if (rule == RULE_UNRESOLVED) {
			*why = fault;
			return rule;
		}
		if (rule == RULE_NONE)
			return refuse(why, RULE_SILENCE,
			    "%s gave a notice in time", node);
	}
	return RULE_NONE;
}

/* A checkpoint of @node in the act, later than @last. */
static enum rule check_node(struct dossier_state *s,
    const struct dossier_part *p, const char *node, int64_t last,
    struct why *why)
{
	const struct act *act = p->entry.act;
	enum rule rule = RULE_SILENCE;

	if (strcmp(node, p->entry.place.node) == 0)
		return check_unsaid(
		    s, node, p->entry.place.position, last, why);
	(void)refuse(why, RULE_SILENCE,
	    "refs hold no checkpoint of %s that is later than the deadline",
	    node);
	for (size_t i = 0; i < act->ref_count; i++) {
		struct checkpoint c;
		struct why fault = { 0 };

		if (act->refs[i].type != ACT_REF_NOTE)
			continue;
		rule = note_proof_judge(
		    s, act->refs[i].note, node, RULE_SILENCE, &c, &fault);
		if (rule == RULE_UNRESOLVED)
			*why = fault;
		if (rule == RULE_UNRESOLVED)
			return rule;
		if (rule == RULE_NONE && c.time > last)
			return check_unsaid(s, node, c.size, last, why);
	}
	return RULE_SILENCE;
}

/* Everybody who had the pen, or had it on offer, before the deadline: once,
 * however often. */
static const char *const *holders(
    struct arena *a, const struct dossier_state *s, int64_t last, size_t *count)
{
	const struct dossier *d = s->dossier;
	const char **nodes = arena_take_array(
	    a, d->custody_count + s->applied_count + 1, sizeof(*nodes));
	size_t n = 0;

	for (size_t i = 0; i < d->custody_count; i++)
		if (d->custodies[i].from <= last &&
		    d->custodies[i].until >= begun(d))
			nodes[n++] = d->custodies[i].node;
	for (size_t i = 0; i < s->applied_count; i++) {
		const struct guard_applied *x = &s->applied[i];

		if (strcmp(x->act->kind, "case.offer") == 0 &&
		    x->place->time <= last)
			nodes[n++] = act_body_text(x->act, "to");
	}
	*count = participant_sort(nodes, n);
	return nodes;
}

static enum rule check_holders(struct dossier_state *s,
    const struct dossier_part *p, int64_t last, struct why *why)
{
	struct arena *a = arena_new();
	size_t count;
	const char *const *nodes = holders(a, s, last, &count);
	enum rule rule = RULE_NONE;

	for (size_t i = 0; rule == RULE_NONE && i < count; i++)
		rule = check_node(s, p, nodes[i], last, why);
	arena_free(a);
	return rule;
}

enum rule silence_judge(
    struct dossier_state *s, const struct dossier_part *p, struct why *why)
{
	const struct act *act = p->entry.act;
	const struct calendar *calendar;
	struct deadline end;

	if (!act_body_has(act, "calendar"))
		return refuse(why, RULE_SILENCE,
		    "the case is not accepted, and the act names no calendar "
		    "by which silence would have accepted it");
	calendar = ledger_calendar_version(
	    s->ledger, s->dossier->series, act_body_int(act, "calendar"));
	if (calendar == NULL)
		return refuse(why, RULE_UNRESOLVED,
		    "that version of the calendar has not arrived");
	if (!silence_deadline(&end, s->ledger, s->dossier, calendar) ||
	    p->entry.place.time <= end.last)
		return refuse(
		    why, RULE_SILENCE, "the time for a notice is not over");
	if (s->silences++ == SILENCE_PROOFS_MAX) {
		s->silences--;
		return refuse(why, RULE_SIZE,
		    "too many acts of one dossier that prove silence");
	}
	return check_holders(s, p, end.last, why);
}
