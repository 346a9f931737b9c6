/*
 * Finds the grant a district needs for an event of another's case, F-85 to
 * F-87, and cites it with the head of the home's log that we hold.
 */
#include <string.h>

#include "node/daemon.h"
#include "node/prepare_parts.h"
#include "schema/ledger.h"
#include "schema/right.h"
#include "schema/standard.h"
#include "sync/replica.h"

static bool same_core(const struct standard *a, const struct standard *b)
{
	for (int i = 0; i < STANDARD_PART_COUNT; i++) {
		if (!digest_equal(&a->core[i], &b->core[i]))
			return false;
	}
	return true;
}

/* Names us, the item, the right, and a standard with the case's core. */
static bool fits(const struct prepare *p, const struct grant *g,
    const char *home, const char *item, int right)
{
	const struct standard *s =
	    ledger_standard(daemon_ledger(p->daemon), &g->standard);

	return strcmp(g->node, home) == 0 &&
	       strcmp(g->to, daemon_node(p->daemon)) == 0 &&
	       strcmp(g->item, item) == 0 &&
	       (g->rights & RIGHT_BIT((unsigned)right)) != 0 && !g->ended &&
	       g->until >= p->now && s != NULL && p->standard != NULL &&
	       same_core(s, p->standard);
}

bool prepare_right(
    struct prepare *p, const char *home, const char *item, int right)
{
	const struct ledger *l = daemon_ledger(p->daemon);
	const struct grant *best = NULL;

	if (ledger_stands_for(l, daemon_node(p->daemon), home))
		return true;
	for (size_t i = 0; i < ledger_grant_count(l); i++) {
		const struct grant *g = ledger_grant_at(l, i);

		if (fits(p, g, home, item, right) &&
		    (best == NULL || g->until > best->until))
			best = g;
	}
	if (best == NULL)
		return prepare_refuse(p, RULE_GRANT_MISSING,
		    "%s 未就 %s 授予本节点 %s 权 / %s has granted this node no "
		    "right %s for %s",
		    home, item, right_zh((enum right)right), home,
		    right_text((enum right)right), item);
	return prepare_cite_act(p, &best->act) && prepare_cite_head(p, home);
}
