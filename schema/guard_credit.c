/*
 * Credit (信用): whoever broke a promise gets no other on trust, in any
 * district, until the mark is over or repaired (F-178).
 *
 * A mark counts when it stands within a head that the act cites, or in its own
 * log before it; so does a repair.  What else is held, or arrives later, moves
 * nothing: schema/finding.c shows it.
 */
#include <string.h>

#include "schema/act.h"
#include "schema/day.h"
#include "schema/dossier.h"
#include "schema/guard_part.h"
#include "schema/ledger.h"
#include "schema/ledger_mark.h"
#include "schema/refuse.h"

#define ID_SHOWN 8 /* digits of a mark's id, enough to ask for it */

/* Had the act seen this position of @node's log? */
bool guard_credit_seen(const struct act *act, const struct place *place,
    const char *node, uint64_t position)
{
	if (strcmp(place->node, node) == 0)
		return position < place->position;
	for (size_t i = 0; i < act->ref_count; i++) {
		const struct act_ref *ref = &act->refs[i];

		if (ref->type == ACT_REF_HEAD && strcmp(ref->node, node) == 0)
			return position < ref->size;
	}
	return false;
}

static bool is_repaired(const struct guard_case *c, const struct mark *m)
{
	const struct mark_repair *r = NULL;

	while ((r = ledger_mark_repair(c->ledger, m, r)) != NULL)
		if (guard_credit_seen(c->act, c->place, r->node, r->position))
			return true;
	return false;
}

static enum rule refuse_marked(
    const struct mark *m, int64_t until, struct why *why)
{
	char id[DIGEST_HEX_ROOM], date[DAY_TEXT_ROOM];

	digest_hex(id, &m->act);
	day_format(date, day_at(until));
	return refuse(why, RULE_CREDIT,
	    "a promise was broken: mark %.*s of %s, until %s; accept with all "
	    "materials, or have it repaired by %s or the authority",
	    ID_SHOWN, id, m->node, date, m->node);
}

enum rule guard_credit_clean(const struct guard_case *c, struct why *why)
{
	const struct mark *m = NULL, *waits = NULL;

	if (c->dossier->has_credit)
		m = ledger_mark_of(c->ledger, &c->dossier->credit);
	for (; m != NULL; m = m->older) {
		int64_t until = 0;
		enum rule rule;

		if (!guard_credit_seen(
			c->act, c->place, m->node, m->position) ||
		    is_repaired(c, m))
			continue;
		rule = ledger_mark_until(c->ledger, m, &until);
		if (rule == RULE_UNRESOLVED)
			waits = m;
		else if (rule == RULE_NONE && m->time <= c->place->time &&
			 c->place->time <= until)
			return refuse_marked(m, until, why);
	}
	return waits == NULL ? RULE_NONE
			     : refuse(why, RULE_UNRESOLVED,
				   "the standard of a mark of %s has not "
				   "arrived",
				   waits->node);
}
