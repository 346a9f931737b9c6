#include "schema/ledger_rules.h"

#include <inttypes.h>
#include <string.h>

#include "base/mem.h"
#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/ledger.h"
#include "schema/ledger_judge.h"
#include "schema/ledger_roles.h"
#include "schema/ledger_standing.h"
#include "schema/ledger_state.h"
#include "schema/refuse.h"
#include "schema/role.h"
#include "schema/value.h"

/* One act on its way to a verdict. */
struct asked {
	const struct ledger *l;
	const struct place *place;
	const struct act *act;
	const struct staff *signer;
	struct why *why;
};

/* ---- the authority's own: F-8, F-9 ---- */

static enum rule check_roots(const struct asked *q)
{
	const struct ledger_roles *now = ledger_roles(q->l, q->place->position);
	struct ledger_roles fresh;
	enum rule rule = ledger_roles_read(q->act, &fresh, q->why);

	if (rule != RULE_NONE)
		return rule;
	if (fresh.version != now->version + 1)
		return refuse(q->why, RULE_ROOT_VERSION,
		    "the roles are at version %" PRIu64 "; a change is number "
		    "%" PRIu64 ", not %" PRIu64,
		    now->version, now->version + 1, fresh.version);
	return RULE_NONE;
}

static enum rule check_policy(const struct asked *q)
{
	const struct policy *now = ledger_policy(q->l, q->place->position);
	int64_t next = now != NULL ? (int64_t)now->version + 1 : 1;

	if (act_body_int(q->act, "version") != next)
		return refuse(q->why, RULE_POLICY_VERSION,
		    "the next version of the policy is %lld, not %lld",
		    (long long)next,
		    (long long)act_body_int(q->act, "version"));
	return RULE_NONE;
}

/* ---- members: F-120 to F-129 ---- */

/* F-120: at an earlier position, whenever that is asked. */
static enum rule check_member(const struct asked *q, const char *node)
{
	const struct ledger_log *log = ledger_log(q->l, node);

	if (log == NULL || log->admitted_at >= q->place->position)
		return refuse(q->why, RULE_MEMBER_UNKNOWN,
		    "no node %s is admitted; see member list", node);
	return RULE_NONE;
}

/* F-121 */
static enum rule check_standing(
    const struct asked *q, const char *node, unsigned allowed)
{
	static const char *const words[] = { "active", "suspended", "retired",
		"succeeded" };
	enum ledger_standing now;
	enum rule rule = check_member(q, node);

	if (rule != RULE_NONE)
		return rule;
	if (strcmp(node, ledger_genesis(q->l)->authority.node) == 0)
		return refuse(q->why, RULE_STANDING,
		    "%s is the authority: its own log is not cut", node);
	now = ledger_standing(q->l, node);
	if ((allowed & (1u << now)) == 0)
		return refuse(q->why, RULE_STANDING,
		    "%s is %s: %s does not "
		    "apply",
		    node, words[now], q->act->kind);
	return RULE_NONE;
}

#define WHEN(standing) (1u << LEDGER_##standing)

static enum rule check_suspend(const struct asked *q)
{
	return check_standing(q, act_body_text(q->act, "node"), WHEN(ACTIVE));
}

/* F-125: where it goes on is not before where it stopped. */
static enum rule check_resume(const struct asked *q)
{
	const char *node = act_body_text(q->act, "node");
	enum rule rule = check_standing(q, node, WHEN(SUSPENDED));
	struct act_body_cut at = act_body_cut(q->act, "at");
	const struct ledger_list *cuts;
	const struct ledger_cut *last;

	if (rule != RULE_NONE)
		return rule;
	cuts = &ledger_log(q->l, node)->cuts;
	last = cuts->items[cuts->count - 1];
	if (at.epoch < last->epoch ||
	    (at.epoch == last->epoch && at.size < last->size))
		return refuse(q->why, RULE_STANDING,
		    "%s was suspended at %" PRIu64 ", it cannot go on at "
		    "%" PRIu64,
		    node, last->size, at.size);
	return RULE_NONE;
}

static enum rule check_retire(const struct asked *q)
{
	return check_standing(
	    q, act_body_text(q->act, "node"), WHEN(ACTIVE) | WHEN(SUSPENDED));
}

/* F-120 of every side, before anything else of any. */
static enum rule check_sides(const struct asked *q, const struct value *to)
{
	size_t from_count = act_body_count_of(q->act, "from");
	enum rule rule = RULE_NONE;

	for (size_t i = 0; i < from_count && rule == RULE_NONE; i++)
		rule = check_member(q, act_body_cut_at(q->act, "from", i).node);
	for (size_t i = 0; i < value_count(to) && rule == RULE_NONE; i++)
		rule = check_member(q, (const char *)value_at(to, i)->bytes.p);
	return rule;
}

/* F-121; a node does not succeed itself. */
static enum rule check_succeed(const struct asked *q)
{
	const struct value *to = value_get(q->act->body, "to");
	size_t from_count = act_body_count_of(q->act, "from");
	enum rule rule = check_sides(q, to);

	for (size_t i = 0; i < from_count && rule == RULE_NONE; i++)
		rule =
		    check_standing(q, act_body_cut_at(q->act, "from", i).node,
			WHEN(ACTIVE) | WHEN(SUSPENDED));
	for (size_t i = 0; i < value_count(to) && rule == RULE_NONE; i++) {
		const char *node = (const char *)value_at(to, i)->bytes.p;

		if (ledger_standing(q->l, node) != LEDGER_ACTIVE)
			rule = refuse(q->why, RULE_STANDING,
			    "%s is not active and cannot take over", node);
		for (size_t k = 0; k < from_count && rule == RULE_NONE; k++)
			if (strcmp(act_body_cut_at(q->act, "from", k).node,
				node) == 0)
				rule = refuse(q->why, RULE_STANDING,
				    "%s cannot succeed itself", node);
	}
	return rule;
}

static enum rule check_rename(const struct asked *q)
{
	return check_member(q, act_body_text(q->act, "node"));
}

/* A key that this node has or had, for whatever purpose. */
static bool is_own_key(const struct asked *q, struct bytes key)
{
	const struct ledger_log *log = ledger_log(q->l, q->place->node);

	for (size_t p = 0; p < LEDGER_KEY_COUNT; p++)
		for (size_t i = 0; i < log->spans[p].count; i++) {
			const struct ledger_span *s = log->spans[p].items[i];

			if (bytes_equal(s->key, key))
				return true;
		}
	return false;
}

/* F-129: a key is in use once; who brings a signing key shows that it is
 * theirs. */
static enum rule check_rotation(const struct asked *q)
{
	struct bytes raw = act_body_bin(q->act, "key");
	const char *word = act_body_text(q->act, "purpose");
	struct sign_public key;
	enum ledger_purpose purpose;

	must(ledger_purpose_parse(&purpose, word));
	if (is_own_key(q, raw))
		return refuse(q->why, RULE_KEY_TAKEN,
		    "%s has or had this key already; make a new one",
		    q->place->node);
	if (purpose == LEDGER_KEY_CHANNEL || purpose == LEDGER_KEY_SEALING ||
	    q->act->sig_count == 0)
		return RULE_NONE;
	key = act_body_sign_key(q->act, "key");
	if (act_signed_by(q->act, &key))
		return RULE_NONE;
	return refuse(q->why, RULE_SIGNATURE,
	    "the new %s key has not signed; sign the rotation with it, too",
	    word);
}

/* ---- staff: F-130 to F-136 ---- */

/* The newest certificate of the key in this log, whatever became of it. */
static const struct staff *certified(
    const struct asked *q, const struct digest *key_id)
{
	return ledger_staff_kept(
	    q->l, q->place->node, key_id, q->place->position);
}

static enum rule check_grant(const struct asked *q)
{
	struct sign_public key = act_body_sign_key(q->act, "key");
	struct digest key_id = sign_key_id(&key);
	const char *id = act_body_text(q->act, "id");
	const struct staff *known;
	uint32_t roles = 0;

	if (is_own_key(q, sign_public_bytes(&key)))
		return refuse(q->why, RULE_KEY_TAKEN,
		    "this key is or was one of %s itself; %s needs a key of "
		    "their own",
		    q->place->node, id);
	known = certified(q, &key_id);
	must(role_bits(&roles, value_get(q->act->body, "roles")));
	if (known != NULL && known->revoked)
		return refuse(q->why, RULE_STAFF_REVOKED,
		    "this key of %s was revoked; %s needs a new key", known->id,
		    id);
	if (known != NULL && strcmp(known->id, id) != 0)
		return refuse(q->why, RULE_KEY_TAKEN,
		    "this key is %s's; %s needs a key of their own", known->id,
		    id);
	if ((roles & ROLE_BIT(ROLE_ROBOT)) != 0 &&
	    roles != ROLE_BIT(ROLE_ROBOT))
		return refuse(q->why, RULE_ROBOT_ALONE,
		    "a robot has no other role: what %s signs, nobody looks "
		    "at before",
		    id);
	if (!q->signer->is_log_key && (roles & ROLE_BIT(ROLE_OPERATOR)) != 0)
		return refuse(q->why, RULE_CHAIN_DEEP,
		    "operators are certified by the log key alone, not by "
		    "%s/%s",
		    q->signer->node, q->signer->id);
	return RULE_NONE;
}

static enum rule no_certificate(const struct asked *q)
{
	return refuse(q->why, RULE_STAFF_UNKNOWN,
	    "no certificate of this key stands before in the log of %s",
	    q->place->node);
}

static enum rule check_renew(const struct asked *q)
{
	struct digest key_id = act_body_id(q->act, "key");
	const struct staff *known = certified(q, &key_id);
	int64_t until = act_body_int(q->act, "until");

	if (known == NULL || known->is_log_key)
		return no_certificate(q);
	if (known->revoked)
		return refuse(q->why, RULE_STAFF_REVOKED,
		    "the key of %s was revoked; what is revoked is not "
		    "renewed",
		    known->id);
	if (until > known->renew || until < known->until)
		return refuse(q->why, RULE_RENEWAL,
		    "the certificate of %s may be renewed from its end up to "
		    "the date its grant names; the operator grants anew",
		    known->id);
	return RULE_NONE;
}

static enum rule check_revoke(const struct asked *q)
{
	struct digest key_id = act_body_id(q->act, "key");
	const struct staff *known = certified(q, &key_id);

	if (known == NULL || known->is_log_key)
		return no_certificate(q);
	if (known->revoked)
		return refuse(q->why, RULE_STAFF_REVOKED,
		    "the key of %s was revoked before", known->id);
	if (act_body_has(q->act, "good") &&
	    act_body_int(q->act, "good") > (int64_t)q->place->position)
		return refuse(q->why, RULE_BODY_SHAPE,
		    "good is a position before the revocation");
	return RULE_NONE;
}

/* ---- scopes: F-140 to F-145 ---- */

static enum rule check_pseudonym(const struct asked *q)
{
	const char *item = act_body_text(q->act, "item");
	int year = (int)act_body_int(q->act, "year");

	if (ledger_pseudonym_is_ended(q->l, q->place->node, item, year))
		return refuse(q->why, RULE_PSEUDONYM_ENDED,
		    "the pseudonym key of %s for %d was destroyed", item, year);
	return RULE_NONE;
}

static const struct rule_row {
	const char *kind;
	enum rule (*check)(const struct asked *q);
} rows[] = {
	{ "root.change", check_roots },
	{ "policy.set", check_policy },
	{ "node.rename", check_rename },
	{ "node.suspend", check_suspend },
	{ "node.resume", check_resume },
	{ "node.retire", check_retire },
	{ "node.succeed", check_succeed },
	{ "key.rotate", check_rotation },
	{ "staff.grant", check_grant },
	{ "staff.renew", check_renew },
	{ "staff.revoke", check_revoke },
	{ "pseudonym.give", check_pseudonym },
};

enum rule ledger_rules_check(const struct ledger *l, const struct place *place,
    const struct act *act, const struct staff *signer, struct why *why)
{
	const struct asked q = { l, place, act, signer, why };

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (strcmp(rows[i].kind, act->kind) == 0)
			return rows[i].check(&q);
	return RULE_NONE;
}
