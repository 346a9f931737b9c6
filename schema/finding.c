#include "schema/finding.h"

#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/calendar.h"
#include "schema/dossier.h"
#include "schema/guard.h"
#include "schema/ledger.h"
#include "schema/ledger_licence.h"
#include "schema/ledger_mark.h"
#include "schema/standard.h"
#include "schema/value.h"

struct search {
	struct arena *arena;
	const struct ledger *ledger;
	const struct dossier *dossier;
	struct finding *found;
	size_t count;
	size_t room;
};

static bool is_kind(const struct act *act, const char *kind)
{
	return strcmp(act->kind, kind) == 0;
}

static bool is_applied(const struct dossier *d, size_t i)
{
	return d->outcomes[i].order > 0;
}

static void add(struct search *s, enum finding_kind kind, const struct act *act,
    const struct act *other, const char *detail)
{
	if (s->count == s->room) {
		size_t room = s->room == 0 ? 16 : 2 * s->room;
		struct finding *more =
		    arena_take_array(s->arena, room, sizeof(*more));

		if (s->count > 0)
			memcpy(more, s->found, s->count * sizeof(*more));
		s->found = more;
		s->room = room;
	}
	s->found[s->count++] = (struct finding){
		.kind = kind,
		.act = act->id,
		.detail = detail,
	};
	if (other != NULL)
		s->found[s->count - 1].other = other->id;
}

static void each_text(struct search *s, const struct act *act, const char *key,
    void (*look)(struct search *, const struct act *, const char *))
{
	const struct value *list = value_get(act->body, key);

	for (size_t i = 0; i < value_count(list); i++)
		look(s, act, (const char *)value_at(list, i)->bytes.p);
}

/* ---- notices ---- */

/* The notice before @act with nothing handed in between, or NULL. */
static const struct act *notice_before(
    const struct dossier *d, const struct act *act)
{
	const struct act *found = NULL;

	for (size_t i = 0; i < d->count && d->entries[i].act != act; i++) {
		const struct act *x = d->entries[i].act;

		if (!is_applied(d, i))
			continue;
		if (is_kind(x, "case.notice"))
			found = x;
		else if (value_count(value_get(x->body, "materials")) > 0 &&
			 !is_kind(x, "case.contribute"))
			found = NULL; /* the filing changed */
	}
	return found;
}

static void look_new(struct search *s, const struct act *act, const char *id)
{
	const struct act *first = notice_before(s->dossier, act);

	if (first != NULL && !guard_names(first, "materials", id) &&
	    !guard_names(first, "criteria", id))
		add(s, FINDING_SECOND_NOTICE, act, first, id);
}

static void look_abolished(
    struct search *s, const struct act *act, const char *id)
{
	const struct standard_material *m =
	    standard_material(s->dossier->standard, bytes_text(id));

	if (m != NULL && (m->flags & STANDARD_FLAG_ABOLISHED) != 0)
		add(s, FINDING_ABOLISHED, act, NULL, id);
}

/* ---- acceptance, decision ---- */

static void look_acceptance(struct search *s, const struct act *act)
{
	const struct standard *standard = s->dossier->standard;
	const struct value *verdicts = value_get(act->body, "verdicts");

	for (size_t i = 0; i < standard->criterion_count; i++) {
		const struct standard_criterion *k = &standard->criteria[i];

		if (k->fail == STANDARD_FAIL_HALL_ERROR &&
		    !value_is_text(value_get(verdicts, k->code), "met"))
			add(s, FINDING_HALL_ERROR, act, NULL, k->code);
	}
}

static bool is_taken(const struct dossier *d, const struct digest *id)
{
	for (size_t i = 0; i < d->count; i++) {
		struct bytes word;

		if (is_applied(d, i) &&
		    value_get_bin(d->entries[i].act->body, "word", &word) &&
		    bytes_equal(word, digest_bytes(id)))
			return true;
	}
	return false;
}

/* Words that were given before the decision and that nobody took over; a note
 * asks for nothing. */
static void look_decision(struct search *s, size_t at)
{
	const struct dossier *d = s->dossier;

	for (size_t i = 0; i < d->count; i++) {
		const struct act *x = d->entries[i].act;

		if (is_applied(d, i) && is_kind(x, "case.contribute") &&
		    strcmp(act_body_text(x, "what"), "note") != 0 &&
		    d->entries[i].place.time <= d->entries[at].place.time &&
		    !is_taken(d, &x->id))
			add(s, FINDING_WORD_LEFT_OUT, d->entries[at].act, x,
			    act_body_text(x, "what"));
	}
}

/* ---- any act ---- */

/* Its log had the pen before, and carries that custody still. */
static bool had_pen(const struct dossier *d, const struct dossier_entry *e)
{
	struct bytes custody;

	if (!value_get_bin(e->act->body, "custody", &custody))
		return false;
	for (size_t i = 0; i < d->custody_count; i++)
		if (strcmp(d->custodies[i].node, e->place.node) == 0 &&
		    bytes_equal(custody, digest_bytes(&d->custodies[i].id)))
			return true;
	return false;
}

static void look_refused(struct search *s, size_t i)
{
	const struct dossier *d = s->dossier;
	enum rule rule = d->outcomes[i].rule;

	if ((rule == RULE_CUSTODY || rule == RULE_LATE ||
		rule == RULE_ON_OFFER) &&
	    had_pen(d, &d->entries[i]))
		add(s, FINDING_AFTER_HAND_OVER, d->entries[i].act, NULL,
		    rule_clause(rule));
}

/* F-179: silence had accepted, and no notice overturns that. */
static void look_late_notice(struct search *s, size_t i)
{
	const struct act *act = s->dossier->entries[i].act;

	if (is_kind(act, "case.notice") &&
	    s->dossier->outcomes[i].rule == RULE_SILENCE)
		add(s, FINDING_LATE_NOTICE, act, NULL, NULL);
}

/* An opinion of a level that the standard has not got (F-99). */
static void look_extra_level(struct search *s, size_t i)
{
	const struct act *act = s->dossier->entries[i].act;
	const struct standard *standard = s->dossier->standard;

	if (is_kind(act, "case.opine") &&
	    s->dossier->outcomes[i].rule == RULE_LEVEL &&
	    act_body_int(act, "level") >= (int64_t)standard->approval_count)
		add(s, FINDING_EXTRA_SIGN_OFF, act, NULL, NULL);
}

/* An opinion asked of somebody whom the standard does not ask (F-187). */
static void look_extra_opinion(struct search *s, const struct act *act)
{
	if (is_kind(act, "case.owe") &&
	    strcmp(act_body_text(act, "what"), "opinion") == 0 &&
	    value_get_string(act->body, "code") == NULL)
		add(s, FINDING_EXTRA_SIGN_OFF, act, NULL,
		    value_get_string(act->body, "to"));
}

static void look_calendar(struct search *s, const struct dossier_entry *e)
{
	const struct act *act = e->act;
	const struct calendar *newest =
	    ledger_calendar_at(s->ledger, s->dossier->series, e->place.time);
	int64_t version;

	if (newest != NULL && value_get_int(act->body, "calendar", &version) &&
	    version < calendar_version(newest))
		add(s, FINDING_OLDER_CALENDAR, act, NULL, NULL);
}

/* F-270: what is cited stood within the cited head; its end did not. */
static void look_grants(struct search *s, const struct dossier_entry *e)
{
	for (size_t i = 0; i < e->act->ref_count; i++) {
		const struct act_ref *ref = &e->act->refs[i];
		const struct grant *g = ref->type == ACT_REF_ACT
					    ? ledger_grant(s->ledger, &ref->act)
					    : NULL;

		if (g == NULL || !g->ended || g->ended_time > e->place.time)
			continue;
		add(s, FINDING_STALE_GRANT, e->act, NULL, g->node);
		s->found[s->count - 1].other = g->ended_act;
	}
}

/* ---- licences: F-220, F-227 ---- */

/* The event by which it stood no more at @time, or NULL. */
static const struct licence_event *ended_by(
    const struct licence *c, int64_t time)
{
	const struct licence_event *e = c->events, *end = NULL;

	for (; e != NULL; e = e->older) {
		if (e->time > time)
			continue;
		if (e->kind == LICENCE_REVOKE || e->kind == LICENCE_SUSPEND)
			end = e;
		break;
	}
	return end;
}

/* What is cited stood within the cited head; the end of it did not. */
static void look_drawn(struct search *s, const struct dossier_entry *e)
{
	for (size_t i = 0; i < e->act->ref_count; i++) {
		const struct act_ref *ref = &e->act->refs[i];
		const struct licence *c =
		    ref->type == ACT_REF_ACT
			? ledger_licence(s->ledger, &ref->act)
			: NULL;
		const struct licence_event *end =
		    c != NULL ? ended_by(c, e->place.time) : NULL;

		if (end == NULL)
			continue;
		add(s, FINDING_STALE_LICENCE, e->act, NULL, c->type);
		s->found[s->count - 1].other = end->act;
	}
}

/* Applied acts of these kinds, the last one; NULL: none. */
static const struct act *last_of(const struct dossier *d, const char *kind)
{
	for (size_t i = d->count; i-- > 0;)
		if (is_applied(d, i) && is_kind(d->entries[i].act, kind))
			return d->entries[i].act;
	return NULL;
}

/* Decided with yes, or issued, by this district. */
static bool granted_by(const struct dossier *d, const char *node)
{
	for (size_t i = 0; i < d->count; i++) {
		const struct act *act = d->entries[i].act;

		if (is_applied(d, i) && strcmp(act->node, node) == 0 &&
		    (is_kind(act, "case.decide.yes") ||
			is_kind(act, "case.issue")))
			return true;
	}
	return false;
}

static void look_licences(struct search *s)
{
	const struct dossier *d = s->dossier;
	const struct act *revoked = last_of(d, "case.revoke");
	const struct licence *c = ledger_licence_of_case(s->ledger, &d->id);
	const char *output =
	    value_get_string(value_get(d->standard->tree, "output"), "licence");

	for (; c != NULL; c = c->same_case) {
		const struct act *at = d->entries->act;
		enum finding_kind kind = FINDING_LICENCE_WITHOUT_GROUND;

		if (output != NULL && strcmp(output, c->type) == 0 &&
		    granted_by(d, c->node)) {
			if (revoked == NULL ||
			    c->events->kind == LICENCE_REVOKE)
				continue;
			kind = FINDING_LICENCE_LEFT;
			at = revoked;
		}
		add(s, kind, at, NULL, c->node);
		s->found[s->count - 1].other = c->act;
	}
}

/* ---- credit: F-178, F-237 ---- */

static bool in_force(const struct search *s, const struct mark *m, int64_t time)
{
	int64_t until = 0;

	return ledger_mark_until(s->ledger, m, &until) == RULE_NONE &&
	       m->time <= time && time <= until;
}

/* Repaired by then, whether or not the hall had heard. */
static bool was_repaired(
    const struct search *s, const struct mark *m, int64_t time)
{
	const struct mark_repair *r = NULL;

	while ((r = ledger_mark_repair(s->ledger, m, r)) != NULL)
		if (r->time <= time)
			return true;
	return false;
}

/* A mark that the act had seen would have refused it. */
static void look_trust(struct search *s, const struct dossier_entry *e)
{
	const struct mark *m =
	    s->dossier->has_credit
		? ledger_mark_of(s->ledger, &s->dossier->credit)
		: NULL;

	for (; m != NULL; m = m->older) {
		if (!in_force(s, m, e->place.time) ||
		    was_repaired(s, m, e->place.time) ||
		    guard_credit_seen(e->act, &e->place, m->node, m->position))
			continue;
		add(s, FINDING_UNSEEN_MARK, e->act, NULL, m->node);
		s->found[s->count - 1].other = m->act;
	}
}

/* The act that found the promise broken counts in this case, which is of the
 * subject and the standard that the mark names. */
static bool has_ground(const struct dossier *d, const struct mark *m)
{
	for (size_t i = 0; i < d->count; i++)
		if (digest_equal(&d->entries[i].act->id, &m->ground))
			return is_applied(d, i) && d->has_credit &&
			       digest_equal(&d->credit, &m->subject) &&
			       digest_equal(&d->standard_digest, &m->standard);
	return false;
}

static void look_marks(struct search *s)
{
	for (size_t i = 0; i < ledger_mark_count(s->ledger); i++) {
		const struct mark *m = ledger_mark_at(s->ledger, i);

		if (!digest_equal(&m->dossier, &s->dossier->id) ||
		    has_ground(s->dossier, m))
			continue;
		add(s, FINDING_MARK_WITHOUT_GROUND, s->dossier->entries[0].act,
		    NULL, m->node);
		s->found[s->count - 1].other = m->act;
	}
}

static void look_applied(struct search *s, size_t i)
{
	const struct act *act = s->dossier->entries[i].act;

	if (is_kind(act, "case.notice")) {
		each_text(s, act, "materials", look_new);
		each_text(s, act, "criteria", look_new);
		each_text(s, act, "materials", look_abolished);
	}
	if (strncmp(act->kind, "case.accept", strlen("case.accept")) == 0)
		look_acceptance(s, act);
	if (is_kind(act, "case.accept.gap") ||
	    is_kind(act, "case.accept.promise"))
		look_trust(s, &s->dossier->entries[i]);
	if (strncmp(act->kind, "case.decide", strlen("case.decide")) == 0)
		look_decision(s, i);
	look_extra_opinion(s, act);
	look_calendar(s, &s->dossier->entries[i]);
	look_grants(s, &s->dossier->entries[i]);
	look_drawn(s, &s->dossier->entries[i]);
	if (s->dossier->outcomes[i].suspect)
		add(s, FINDING_SUSPECT_KEY, act, NULL, NULL);
}

static void look_evidence(struct search *s, size_t i)
{
	look_refused(s, i);
	look_late_notice(s, i);
	look_extra_level(s, i);
}

const struct finding *finding_list(struct arena *a, const struct ledger *l,
    const struct dossier *d, size_t *count)
{
	struct search s = { .arena = a, .ledger = l, .dossier = d };

	for (size_t i = 0; d->open && i < d->count; i++)
		if (is_applied(d, i))
			look_applied(&s, i);
		else
			look_evidence(&s, i);
	if (d->open && d->count > 0)
		look_marks(&s);
	if (d->open && d->count > 0 && d->standard != NULL)
		look_licences(&s);
	*count = s.count;
	return s.found;
}

static const struct {
	const char *name;
	const char *rule;
	const char *zh;
	const char *en;
} rows[] = {
#define X(name, rule, zh, en) { #name, rule, zh, en },
	FINDING_MAP(X)
#undef X
};

const char *finding_name(enum finding_kind k)
{
	must((size_t)k < sizeof(rows) / sizeof(*rows));
	return rows[k].name;
}

const char *finding_rule(enum finding_kind k)
{
	must((size_t)k < sizeof(rows) / sizeof(*rows));
	return rows[k].rule;
}

const char *finding_zh(enum finding_kind k)
{
	must((size_t)k < sizeof(rows) / sizeof(*rows));
	return rows[k].zh;
}

const char *finding_en(enum finding_kind k)
{
	must((size_t)k < sizeof(rows) / sizeof(*rows));
	return rows[k].en;
}
