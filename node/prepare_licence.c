/*
 * Licences in place of paper (docs/FORMAT.md F-227): the issuing act and a head
 * of its issuer's log go into refs; the fold's own test says whether they do.
 */
#include <string.h>

#include "node/daemon.h"
#include "node/prepare_parts.h"
#include "schema/ledger.h"
#include "schema/ledger_licence.h"

#define REFS_KEPT 6 /* adoption, grant, heads, the applicant's word */

static bool cite(struct prepare *p, const struct value *one)
{
	const struct licence *c = NULL;
	struct digest id;

	if (one->type == VALUE_TEXT && digest_unhex(&id, one->bytes) == ERR_OK)
		c = ledger_licence(daemon_ledger(p->daemon), &id);
	if (c == NULL)
		return prepare_refuse(p, RULE_LICENCE_UNKNOWN,
		    "licences 中有不存在的证照 / names a licence that is not "
		    "there");
	if (p->act->ref_count + 2 + REFS_KEPT > ACT_REFS_MAX)
		return prepare_refuse(p, RULE_SIZE,
		    "一次引用的证照太多 / too many licences at once");
	prepare_cite_act(p, &id);
	return strcmp(c->node, daemon_node(p->daemon)) == 0 ||
	       prepare_cite_head(p, c->node);
}

bool prepare_licence_cite(struct prepare *p)
{
	const struct value *list = value_get(p->input, "licences");

	for (size_t i = 0; i < value_count(list); i++)
		if (!cite(p, value_at(list, i)))
			return false;
	return true;
}
