#include "schema/signer.h"

#include <inttypes.h>
#include <string.h>

#include "base/mem.h"
#include "schema/act.h"
#include "schema/ledger.h"
#include "schema/ledger_judge.h"
#include "schema/ledger_roles.h"
#include "schema/ledger_state.h"
#include "schema/proven.h"
#include "schema/refuse.h"

#define KEY_ID_SHOWN 12 /* hex digits: enough to tell keys apart */

static bool is_draft(const struct act *act)
{
	return act->sig_count == 0;
}

static enum rule check(const struct ledger *l, const struct place *place,
    const struct act *act, uint32_t roles, const struct staff *s,
    struct why *why)
{
	if (s == NULL)
		return refuse(why, RULE_SIGNER_UNKNOWN,
		    "the signing key has no certificate at this position of "
		    "the log of %s; an operator of %s certifies it",
		    place->node, place->node);
	if (!is_draft(act) && !proven_signed_by(ledger_proven(l), act, &s->key))
		return refuse(why, RULE_SIGNATURE,
		    "the signature of %s/%s does not verify", s->node, s->id);
	if (s->revoked && place->position > s->revoked_at)
		return refuse(why, RULE_STAFF_REVOKED,
		    "the key of %s/%s was revoked at position %" PRIu64
		    "; an operator of %s certifies a new one",
		    s->node, s->id, s->revoked_at, s->node);
	if ((s->roles & roles) == 0)
		return refuse(why, RULE_ROLE,
		    "%s/%s may not sign %s; somebody with the role does, or an "
		    "operator of %s gives it",
		    s->node, s->id, act->kind, s->node);
	if (place->time > s->until)
		return refuse(why, RULE_STAFF_OVER,
		    "the certificate of %s/%s was over; an operator of %s "
		    "certifies anew",
		    s->node, s->id, s->node);
	return RULE_NONE;
}

enum rule signer_check(const struct ledger *l, const struct place *place,
    const struct act *act, uint32_t roles, const struct staff **out,
    struct why *why)
{
	*out = ledger_staff(l, place->node, &act->by, place->position);
	return check(l, place, act, roles, *out, why);
}

enum rule signer_check_kept(const struct ledger *l, const struct place *place,
    const struct act *act, uint32_t roles, const struct staff **out,
    struct why *why)
{
	*out = ledger_staff_kept(l, place->node, &act->by, place->position);
	return check(l, place, act, roles, *out, why);
}

enum rule signer_check_node(const struct ledger *l, const struct place *place,
    const struct act *act, enum signer_keys keys, const struct staff **out,
    struct why *why)
{
	const struct staff *s =
	    ledger_staff(l, place->node, &act->by, place->position);
	size_t last =
	    ledger_span_count(l, place->node, LEDGER_KEY_RECOVERY) - 1;
	struct sign_public recovery;
	struct digest id;

	*out = s;
	if (s != NULL && s->is_log_key)
		return is_draft(act) || act_signed_by(act, &s->key)
			   ? RULE_NONE
			   : refuse(why, RULE_SIGNATURE,
				 "the signature of %s's log key does not "
				 "verify",
				 place->node);
	*out = NULL;
	must(sign_public_take(&recovery, ledger_genesis(l)->suite,
	    ledger_span_at(l, place->node, LEDGER_KEY_RECOVERY, last)->key));
	id = sign_key_id(&recovery);
	if (keys != SIGNER_LOG_OR_RECOVERY || !digest_equal(&id, &act->by))
		return refuse(why, RULE_SIGNER_UNKNOWN,
		    "%s is signed by the log key of %s%s in force", act->kind,
		    place->node,
		    keys == SIGNER_LOG_OR_RECOVERY ? ", or by the recovery key"
						   : "");
	if (!is_draft(act) && !act_signed_by(act, &recovery))
		return refuse(why, RULE_SIGNATURE,
		    "the signature of %s's recovery key does not verify",
		    place->node);
	return RULE_NONE;
}

/* ---- the authority's roles ---- */

static bool names_key(const struct act *act, const struct digest *key)
{
	for (size_t i = 0; i < act->sig_count; i++)
		if (digest_equal(&act->sigs[i].key, key))
			return true;
	return false;
}

/* Who has not signed yet: the first digits of each key's id. */
static enum rule tell_missing(const struct act *act, const char *role,
    const struct ledger_keys *keys, unsigned good, struct why *why)
{
	struct buf text = { 0 };
	char hex[DIGEST_HEX_ROOM];

	for (size_t i = 0; i < keys->count; i++) {
		struct digest id = sign_key_id(&keys->keys[i]);

		if (names_key(act, &id))
			continue;
		digest_hex(hex, &id);
		hex[KEY_ID_SHOWN] = '\0';
		buf_put_text(&text, " ");
		buf_put_text(&text, hex);
	}
	(void)refuse(why, RULE_THRESHOLD,
	    "%u of the %u signatures of role %s are there; not signed yet:%s",
	    good, keys->threshold, role, buf_text(&text));
	buf_fini(&text);
	return RULE_THRESHOLD;
}

static enum rule check_keys(const struct act *act, const char *role,
    const struct ledger_keys *keys, struct why *why)
{
	unsigned good = 0;

	for (size_t i = 0; i < keys->count; i++) {
		struct digest id = sign_key_id(&keys->keys[i]);

		if (!names_key(act, &id))
			continue;
		if (!act_signed_by(act, &keys->keys[i]))
			return refuse(why, RULE_SIGNATURE,
			    "the signature of key %zu of role %s does not "
			    "verify",
			    i + 1, role);
		good++;
	}
	return good < keys->threshold ? tell_missing(act, role, keys, good, why)
				      : RULE_NONE;
}

/* F-8: the roots to come have signed as well. */
static enum rule check_new_roots(const struct act *act, struct why *why)
{
	struct ledger_roles fresh;
	enum rule rule = ledger_roles_read(act, &fresh, why);

	return rule == RULE_NONE ? check_keys(act, "root, as it will be",
				       &fresh.role[LEDGER_ROOT], why)
				 : rule;
}

enum rule signer_check_role(const struct ledger *l, const struct place *place,
    const struct act *act, enum ledger_role role, struct why *why)
{
	const struct genesis *g = ledger_genesis(l);
	const struct ledger_keys *keys =
	    &ledger_roles(l, place->position)->role[role];
	const char *word = ledger_role_word(role);
	enum rule rule;

	if (strcmp(place->node, g->authority.node) != 0)
		return refuse(why, RULE_NOT_AUTHORITY,
		    "%s counts only in the log of %s", act->kind,
		    g->authority.node);
	if (!ledger_roles_hold(keys, &act->by))
		return refuse(why, RULE_SIGNER_UNKNOWN,
		    "%s is signed by keys of role %s; this key is none of "
		    "them",
		    act->kind, word);
	if (is_draft(act))
		return RULE_NONE;
	rule = check_keys(act, word, keys, why);
	if (rule == RULE_NONE && strcmp(act->kind, "root.change") == 0)
		rule = check_new_roots(act, why);
	return rule;
}
