#include "schema/signer.h"

#include <string.h>

#include "schema/act.h"
#include "schema/ledger.h"
#include "schema/refuse.h"

static bool is_draft(const struct act *act)
{
	return act->sig_count == 0;
}

enum rule signer_check(const struct ledger *l, const struct place *place,
    const struct act *act, uint32_t roles, const struct staff **out,
    struct why *why)
{
	const struct staff *s =
	    ledger_staff(l, place->node, &act->by, place->position);

	*out = s;
	if (s == NULL)
		return refuse(why, RULE_SIGNER_UNKNOWN,
		    "the signing key has no certificate at this position of "
		    "the log of %s",
		    place->node);
	if (!is_draft(act) && !act_signed_by(act, &s->key))
		return refuse(why, RULE_SIGNATURE,
		    "the signature of %s/%s does not verify", s->node, s->id);
	if ((s->roles & roles) == 0)
		return refuse(why, RULE_ROLE, "%s/%s may not sign %s", s->node,
		    s->id, act->kind);
	if (place->time > s->until)
		return refuse(why, RULE_STAFF_OVER,
		    "the certificate of %s/%s was over", s->node, s->id);
	return RULE_NONE;
}

static bool names_key(const struct act *act, const struct digest *key)
{
	for (size_t i = 0; i < act->sig_count; i++)
		if (digest_equal(&act->sigs[i].key, key))
			return true;
	return false;
}

/* F-73: `by` is one of the roots. */
static bool by_root(const struct genesis *g, const struct act *act)
{
	for (size_t i = 0; i < g->root_count; i++) {
		struct digest key = sign_key_id(&g->roots[i]);

		if (digest_equal(&key, &act->by))
			return true;
	}
	return false;
}

enum rule signer_check_roots(const struct ledger *l, const struct place *place,
    const struct act *act, struct why *why)
{
	const struct genesis *g = ledger_genesis(l);
	unsigned good = 0;

	if (strcmp(place->node, g->authority.node) != 0)
		return refuse(why, RULE_NOT_AUTHORITY,
		    "%s counts only in the log of %s", act->kind,
		    g->authority.node);
	if (!by_root(g, act))
		return refuse(
		    why, RULE_SIGNER_UNKNOWN, "the signer is no root");
	if (is_draft(act))
		return RULE_NONE;
	for (size_t i = 0; i < g->root_count; i++) {
		struct digest key = sign_key_id(&g->roots[i]);

		if (!names_key(act, &key))
			continue;
		if (!act_signed_by(act, &g->roots[i]))
			return refuse(why, RULE_SIGNATURE,
			    "the signature of root %zu does not verify", i + 1);
		good++;
	}
	if (good < g->threshold)
		return refuse(why, RULE_THRESHOLD, "%u of %u roots signed",
		    good, g->threshold);
	return RULE_NONE;
}
