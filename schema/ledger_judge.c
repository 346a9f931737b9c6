#include "schema/ledger_judge.h"

#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/calendar.h"
#include "schema/ledger.h"
#include "schema/ledger_fork.h"
#include "schema/ledger_licence.h"
#include "schema/ledger_mark.h"
#include "schema/ledger_rules.h"
#include "schema/ledger_slot.h"
#include "schema/ledger_standing.h"
#include "schema/ledger_state.h"
#include "schema/refuse.h"
#include "schema/signer.h"
#include "schema/standard.h"
#include "schema/value.h"

int ledger_judge_stops(const struct act *act)
{
	if (strcmp(act->kind, "epoch.open") == 0) /* F-40 */
		return 1;
	return act->critical && act_body_find(act->kind) == NULL;
}

enum rule ledger_judge_standard(const struct ledger *l,
    const struct digest *std, const char *item, struct why *why)
{
	const struct standard *s = ledger_standard(l, std);

	if (s == NULL)
		return refuse(why, RULE_UNRESOLVED,
		    "the standard that is cited has not arrived");
	if (strcmp(s->item, item) != 0)
		return refuse(why, RULE_STANDARD_UNKNOWN,
		    "the standard is of item %s, not %s", s->item, item);
	return RULE_NONE;
}

/* F-5 */
static enum rule judge_open(const struct ledger *l, const struct place *place,
    const struct act *act, struct why *why)
{
	struct bytes raw = { 0 };
	struct digest network;

	(void)value_get_bin(act->body, "genesis", &raw);
	network = digest_sha256(raw);
	if (place->position != 0 ||
	    !digest_equal(&network, &ledger_genesis(l)->network))
		return refuse(why, RULE_GENESIS,
		    "the first act of the authority's log, and no other, "
		    "holds the network's genesis object");
	return RULE_NONE;
}

/* F-78 */
static enum rule judge_admit(
    const struct ledger *l, const struct act *act, struct why *why)
{
	struct member m;
	const char *word;
	enum rule rule = genesis_member_decode(
	    value_get(act->body, "member"), ledger_genesis(l)->suite, &m, why);

	if (rule != RULE_NONE)
		return rule;
	if (ledger_member(l, m.node) != NULL)
		return refuse(why, RULE_MEMBER_KNOWN,
		    "node %s is admitted already", m.node);
	for (size_t i = 0; (word = genesis_key_word(i)) != NULL; i++)
		if (ledger_has_key(l, genesis_key_bytes(&m, word)))
			return refuse(why, RULE_MEMBER_KNOWN,
			    "a key of %s belongs to another node", m.node);
	if (ledger_member_count(l) >= LEDGER_MEMBERS_MAX)
		return refuse(why, RULE_SIZE, "the network is full");
	return RULE_NONE;
}

/* F-72 (the map of F-65), F-82 */
static enum rule judge_calendar(const struct ledger *l, const struct act *act,
    struct arena *a, struct why *why)
{
	const struct calendar *fresh;
	const struct calendar *known;

	if (calendar_from(&fresh, a, value_get(act->body, "calendar"), why) !=
	    ERR_OK)
		return RULE_BODY_SHAPE;
	known = ledger_calendar(l, calendar_series(fresh));
	if (known != NULL && calendar_version(fresh) <= calendar_version(known))
		return refuse(why, RULE_REVISION_BACK,
		    "version %u of calendar %s is published already",
		    calendar_version(known), calendar_series(known));
	return RULE_NONE;
}

/* F-80, F-82 */
static enum rule judge_publish(const struct ledger *l, const struct act *act,
    struct arena *a, struct why *why)
{
	struct standard_faults *faults = arena_take(a, sizeof(*faults));
	const struct standard *fresh;

	if (standard_from(
		&fresh, a, value_get(act->body, "standard"), faults) != ERR_OK)
		return refuse(why, RULE_STANDARD_BAD,
		    "the standard does not pass the checker");
	for (size_t i = 0; i < ledger_standard_count(l); i++) {
		const struct standard *s = ledger_standard_at(l, i);

		if (strcmp(s->item, fresh->item) == 0 &&
		    s->revision >= fresh->revision)
			return refuse(why, RULE_REVISION_BACK,
			    "revision %u of %s is published already",
			    s->revision, s->item);
	}
	return RULE_NONE;
}

/* The authority's own log shows whether the standard stands before; for the
 * others it may still be under way. */
static enum rule judge_cited_standard(const struct ledger *l,
    const struct place *place, const struct act *act, struct why *why)
{
	enum rule rule = ledger_judge_standard(
	    l, &act->std, act_body_text(act, "item"), why);

	if (rule == RULE_UNRESOLVED &&
	    strcmp(place->node, ledger_genesis(l)->authority.node) == 0)
		return refuse(why, RULE_STANDARD_UNKNOWN,
		    "no earlier act publishes the standard");
	return rule;
}

static enum rule judge_content(const struct ledger *l,
    const struct place *place, const struct act *act, struct why *why)
{
	struct arena *a = arena_new();
	enum rule rule = RULE_NONE;

	if (strcmp(act->kind, "network.open") == 0)
		rule = judge_open(l, place, act, why);
	else if (strcmp(act->kind, "node.admit") == 0)
		rule = judge_admit(l, act, why);
	else if (strcmp(act->kind, "calendar.publish") == 0)
		rule = judge_calendar(l, act, a, why);
	else if (strcmp(act->kind, "standard.publish") == 0)
		rule = judge_publish(l, act, a, why);
	else
		rule = ledger_mark_judge(l, place, act, why);
	if (rule == RULE_NONE)
		rule = ledger_licence_judge(l, place, act, why);
	if (rule == RULE_NONE)
		rule = ledger_fork_judge(l, place, act, why);
	if (rule == RULE_NONE)
		rule = ledger_slot_judge(l, place, act, why);
	if (rule == RULE_NONE && act->has_std)
		rule = judge_cited_standard(l, place, act, why);
	arena_free(a);
	return rule;
}

/* Where it stands, before what it says. */
static enum rule judge_place(const struct ledger *l, const struct place *place,
    const struct act *act, struct why *why)
{
	if (ledger_member(l, place->node) == NULL)
		return refuse(
		    why, RULE_LOG_UNKNOWN, "%s is not admitted", place->node);
	if (!digest_equal(&act->net, &ledger_genesis(l)->network))
		return refuse(why, RULE_ACT_NETWORK, "of another network");
	if (act->suite != ledger_genesis(l)->suite)
		return refuse(why, RULE_ACT_VERSION,
		    "an act of suite %u in a network of suite %u", act->suite,
		    ledger_genesis(l)->suite);
	if (strcmp(act->node, place->node) != 0)
		return refuse(why, RULE_ACT_LOG,
		    "an act of %s in the log of %s", act->node, place->node);
	if (place->epoch != 0 || ledger_held(l, place->node, place->position))
		return refuse(why, RULE_KIND_UNKNOWN,
		    "the log of %s goes on in a way that is not known here",
		    place->node);
	if (strcmp(place->node, ledger_genesis(l)->authority.node) == 0 &&
	    place->position == 0 && strcmp(act->kind, "network.open") != 0)
		return refuse(why, RULE_GENESIS,
		    "the authority's log begins with network.open");
	return RULE_NONE;
}

static bool is_copy(
    const struct ledger *l, const struct place *place, const struct act *act)
{
	const struct ledger_record *first = ledger_record(l, &act->id);

	return first != NULL && first->position != place->position;
}

static enum rule judge_signer(const struct ledger *l, const struct place *place,
    const struct act *act, enum act_body_signer who,
    const struct staff **signer, struct why *why)
{
	switch (who) {
	case ACT_BODY_ROOT:
		return signer_check_role(l, place, act, LEDGER_ROOT, why);
	case ACT_BODY_ROSTER:
		return signer_check_role(l, place, act, LEDGER_ROSTER, why);
	case ACT_BODY_STANDARDS:
		return signer_check_role(l, place, act, LEDGER_STANDARDS, why);
	case ACT_BODY_CALENDAR:
		return signer_check_role(l, place, act, LEDGER_CALENDAR, why);
	case ACT_BODY_LOG:
		return signer_check_node(
		    l, place, act, SIGNER_LOG_KEY, signer, why);
	case ACT_BODY_RECOVERY:
		return signer_check_node(
		    l, place, act, SIGNER_LOG_OR_RECOVERY, signer, why);
	case ACT_BODY_CREDIT:
		return signer_check_kept(l, place, act,
		    ROLE_BIT(ROLE_SUPERVISOR) | ROLE_BIT(ROLE_INTEGRITY),
		    signer, why);
	case ACT_BODY_ISSUER:
		return signer_check_kept(
		    l, place, act, ROLE_BIT(ROLE_ISSUER), signer, why);
	case ACT_BODY_DESK:
		return signer_check_kept(
		    l, place, act, LEDGER_SLOT_DESK, signer, why);
	case ACT_BODY_COUNTER:
		return signer_check_kept(
		    l, place, act, LEDGER_LICENCE_ASKERS, signer, why);
	case ACT_BODY_OPERATOR:
	case ACT_BODY_STAFF:
		break;
	}
	return signer_check_kept(
	    l, place, act, ROLE_BIT(ROLE_OPERATOR), signer, why);
}

int ledger_judge_always(const char *kind)
{
	static const char *const kinds[] = { "archive.end", "credit.repair",
		"fork.proof", "grant.end", "key.rotate", "licence.revoke",
		"licence.suspend", "node.move", "pseudonym.end", "staff.revoke",
		NULL };

	for (size_t i = 0; kinds[i] != NULL; i++)
		if (strcmp(kinds[i], kind) == 0)
			return 1;
	return 0;
}

enum rule ledger_judge_kept(const struct ledger *l, const struct place *place,
    const struct act *act, const struct staff **signer, struct why *why)
{
	const struct act_body *body = act_body_find(act->kind);
	enum rule rule = judge_place(l, place, act, why);

	if (rule != RULE_NONE)
		return rule;
	if (body != NULL && act_is_case(act))
		return RULE_NONE; /* the dossier's question */
	if (is_copy(l, place, act))
		return refuse(why, RULE_COPY, "counted at an earlier position");
	rule = act_body_check(act, why);
	if (rule != RULE_NONE)
		return rule;
	must(body != NULL);
	rule = judge_signer(l, place, act, body->signer, signer, why);
	if (rule == RULE_NONE)
		rule = ledger_rules_check(l, place, act, *signer, why);
	return rule == RULE_NONE ? judge_content(l, place, act, why) : rule;
}

/* What is kept is judged as if nothing were cut; what is to be taken now must
 * stand before every cut, and so must its signer's certificate. */
enum rule ledger_judge(const struct ledger *l, const struct place *place,
    const struct act *act, struct why *why)
{
	const struct staff *signer = NULL;
	enum rule rule;

	if (!ledger_judge_always(act->kind) &&
	    !ledger_counts(l, place->node, place->epoch, place->position))
		return refuse(why, RULE_SUSPENDED,
		    "the authority has cut the log of %s before this position",
		    place->node);
	rule = ledger_judge_kept(l, place, act, &signer, why);
	if (rule == RULE_NONE && signer != NULL &&
	    !ledger_standing_certified(l, signer))
		return refuse(why, RULE_SIGNER_UNKNOWN,
		    "the certificate of %s/%s was given beyond a cut; the log "
		    "key certifies anew",
		    signer->node, signer->id);
	if (rule == RULE_NONE && strcmp(act->kind, "node.succeed") == 0 &&
	    act->sig_count > 0)
		rule = ledger_standing_sides(l, act, why);
	return rule;
}

enum rule ledger_judge_record(
    const struct ledger *l, const struct ledger_record *r)
{
	if (!r->always && !ledger_counts(l, r->node, r->epoch, r->position))
		return RULE_SUSPENDED;
	if (!r->always && r->signer != NULL && r->rule == RULE_NONE &&
	    !ledger_standing_certified(l, r->signer))
		return RULE_SIGNER_UNKNOWN;
	if (r->ruling != NULL)
		return r->ruling->rule;
	if (r->rule != RULE_UNRESOLVED)
		return r->rule;
	return ledger_judge_standard(l, &r->std, r->item, NULL);
}
