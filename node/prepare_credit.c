/*
 * Before something is accepted on trust: which logs were looked at for marks of
 * the applicant's (docs/FORMAT.md F-178), so that everybody can see it later.
 *
 * Cited are the authority's head and those of districts that marked this
 * applicant, the newest marks first; a hall that is refused here hears why, and
 * what the applicant can do.
 */
#include <string.h>

#include "node/case_credit.h"
#include "node/daemon.h"
#include "node/prepare_parts.h"
#include "schema/day.h"
#include "schema/dossier.h"
#include "schema/ledger.h"
#include "schema/ledger_mark.h"

#define ID_SHOWN  12 /* digits of a mark's id, as `credit repair` takes them */
#define REFS_LEFT 2  /* for what else an acceptance cites */

static bool is_own(const struct prepare *p, const char *node)
{
	return strcmp(node, daemon_node(p->daemon)) == 0;
}

static bool refuse(
    struct prepare *p, const struct mark *m, int64_t until, const char *name)
{
	char id[DIGEST_HEX_ROOM], date[DAY_TEXT_ROOM];

	digest_hex(id, &m->act);
	day_format(date, day_at(until));
	return prepare_refuse(p, RULE_CREDIT,
	    "申请人曾违背承诺:%s 所记失信 %.*s,至 %s。请收齐材料按普通程序受理,"
	    "或由 %s 或主管修复(credit repair)/ a promise was broken: mark "
	    "%.*s of %s, until %s; accept with all materials, or have %s or "
	    "the authority repair it",
	    name, ID_SHOWN, id, date, name, ID_SHOWN, id, m->node, date,
	    m->node);
}

static bool cite(struct prepare *p, const char *node)
{
	return is_own(p, node) || prepare_cite_head(p, node);
}

bool prepare_credit(struct prepare *p)
{
	const struct ledger *l = daemon_ledger(p->daemon);
	const struct mark *m;
	int64_t until = 0;

	if (!p->dossier->has_credit)
		return true;
	m = ledger_mark_of(l, &p->dossier->credit);
	for (const struct mark *x = m; x != NULL; x = x->older)
		if (case_credit_in_force(l, x, p->now, &until))
			return refuse(
			    p, x, until, ledger_member(l, x->node)->name);
	if (!cite(p, ledger_genesis(l)->authority.node))
		return false;
	for (; m != NULL && p->act->ref_count + REFS_LEFT < ACT_REFS_MAX;
	     m = m->older)
		if (!cite(p, m->node))
			return false;
	return true;
}
