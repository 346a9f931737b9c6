#include "node/case_credit.h"

#include <string.h>

#include "node/say.h"
#include "schema/act.h"
#include "schema/dossier.h"
#include "schema/ledger.h"
#include "schema/ledger_mark.h"
#include "schema/standard.h"
#include "schema/value.h"

bool case_credit_marks(const struct standard *s)
{
	return s != NULL &&
	       value_get(value_get(s->tree, "promise"), "mark_days") != NULL;
}

bool case_credit_in_force(
    const struct ledger *l, const struct mark *m, int64_t now, int64_t *until)
{
	return ledger_mark_until(l, m, until) == RULE_NONE && m->time <= now &&
	       now <= *until && ledger_mark_repair(l, m, NULL) == NULL;
}

static struct value *repair_value(
    struct arena *a, const struct ledger *l, const struct mark_repair *r)
{
	struct value *v = value_map(a);

	say_digest(a, v, "id", &r->act);
	say_node(a, v, "node", l, r->node);
	say_time(a, v, "time", r->time);
	say_text(a, v, "reason", r->reason);
	return v;
}

struct value *case_credit_value(
    struct arena *a, const struct ledger *l, const struct mark *m, int64_t now)
{
	const struct mark_repair *r = ledger_mark_repair(l, m, NULL);
	struct value *v = value_map(a);
	int64_t until = 0;

	say_digest(a, v, "id", &m->act);
	say_node(a, v, "node", l, m->node);
	say_digest(a, v, "dossier", &m->dossier);
	say_text(a, v, "item", m->item);
	say_digest(a, v, "subject", &m->subject);
	say_digest(a, v, "ground", &m->ground);
	say_time(a, v, "since", m->time);
	say_bool(a, v, "in_force", case_credit_in_force(l, m, now, &until));
	say_time(a, v, "until", until);
	if (r != NULL)
		value_set(a, v, "repaired", repair_value(a, l, r));
	return v;
}

static struct value *marks_of(struct arena *a, const struct ledger *l,
    const struct dossier *d, int64_t now)
{
	const struct mark *m =
	    d->has_credit ? ledger_mark_of(l, &d->credit) : NULL;
	struct value *list = value_list(a);
	int64_t until;

	for (; m != NULL; m = m->older)
		if (case_credit_in_force(l, m, now, &until))
			value_push(a, list, case_credit_value(a, l, m, now));
	return list;
}

static bool is_marked(const struct ledger *l, const struct dossier *d)
{
	const struct mark *m =
	    d->has_credit ? ledger_mark_of(l, &d->credit) : NULL;

	while (m != NULL && !digest_equal(&m->dossier, &d->id))
		m = m->older;
	return m != NULL;
}

/* Closed as broken, or revoked on a promise (F-237). */
static bool is_ground(const struct act *act)
{
	return (strcmp(act->kind, "case.owe.close") == 0 &&
		   value_is_text(value_get(act->body, "result"), "broken")) ||
	       (strcmp(act->kind, "case.revoke") == 0 &&
		   value_is_text(value_get(act->body, "ground"), "promise"));
}

static const struct dossier_entry *ground_of(const struct dossier *d)
{
	for (size_t i = d->count; i-- > 0;)
		if (d->outcomes[i].order > 0 && is_ground(d->entries[i].act))
			return &d->entries[i];
	return NULL;
}

void case_credit_put(struct arena *a, struct value *v, const struct ledger *l,
    const struct dossier *d, int64_t now)
{
	const struct dossier_entry *ground = ground_of(d);
	struct value *credit = value_map(a);

	if (!case_credit_marks(d->standard))
		return;
	say_bool(a, credit, "checked", d->has_credit);
	if (d->has_credit)
		say_digest(a, credit, "subject", &d->credit);
	value_set(a, credit, "marks", marks_of(a, l, d, now));
	if (ground != NULL && d->has_credit && !is_marked(l, d)) {
		say_digest(a, credit, "unmarked", &ground->act->id);
		say_node(a, credit, "marker", l, ground->place.node);
	}
	value_set(a, v, "credit", credit);
}
