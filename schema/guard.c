#include "schema/guard.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/day.h"
#include "schema/dossier.h"
#include "schema/dossier_state.h"
#include "schema/given_book.h"
#include "schema/guard_part.h"
#include "schema/guard_wrap.h"
#include "schema/ledger.h"
#include "schema/ledger_judge.h"
#include "schema/number.h"
#include "schema/refuse.h"
#include "schema/standard.h"
#include "schema/standard_compare.h"
#include "schema/value.h"

#define OFFER_DAYS_MAX   366  /* F-106 */
#define DIFFERENCE_BYTES 1024 /* cut to fit, at a character, by why_set() */

static bool same(const char *x, const char *y)
{
	return strcmp(x, y) == 0;
}

bool guard_cites(const struct act *act, const struct digest *id)
{
	for (size_t i = 0; i < act->ref_count; i++)
		if (act->refs[i].type == ACT_REF_ACT &&
		    digest_equal(&act->refs[i].act, id))
			return true;
	return false;
}

/* The head of @node's log that the act cites; F-88 is asked elsewhere. */
static const struct act_ref *cited_head(const struct act *act, const char *node)
{
	for (size_t i = 0; i < act->ref_count; i++)
		if (act->refs[i].type == ACT_REF_HEAD &&
		    same(act->refs[i].node, node))
			return &act->refs[i];
	return NULL;
}

/* F-83 */
static enum rule check_adoption(const struct guard_case *c, struct why *why)
{
	const struct adoption *a = ledger_adoption(c->ledger, c->place->node,
	    c->item, c->place->position, c->place->time);

	if (a == NULL)
		return refuse(why, RULE_NOT_ADOPTED,
		    "%s has adopted no standard of %s that is in force",
		    c->place->node, c->item);
	if (ledger_standard(c->ledger, &a->standard) == NULL)
		return refuse(why, RULE_UNRESOLVED,
		    "the standard that %s adopted last has not arrived",
		    c->place->node);
	if (!digest_equal(&a->standard, &c->act->std))
		return refuse(why, RULE_NOT_ADOPTED,
		    "%s has another standard of %s in force", c->place->node,
		    c->item);
	if (!guard_cites(c->act, &a->act))
		return refuse(why, RULE_NOT_ADOPTED,
		    "refs do not cite the adoption in force");
	return RULE_NONE;
}

/* Say which of the three differ, and where first: "limits differ:
 * limits.promised 2WD, home 1WD". */
static enum rule say_difference(
    const struct standard *ours, const struct standard *theirs, struct why *why)
{
	char text[DIFFERENCE_BYTES] = "";
	struct arena *a = arena_new();
	struct standard_comparison diff;
	size_t used = 0;
	enum rule rule;

	(void)standard_compare(&diff, a, ours, theirs);
	for (unsigned p = 0; p < STANDARD_PART_COUNT; p++)
		if (!diff.equal[p] && used < sizeof(text))
			used += (size_t)snprintf(text + used,
			    sizeof(text) - used, "%s%s", used > 0 ? ", " : "",
			    standard_part_key((enum standard_part)p));
	for (size_t i = 0; i < diff.line_count && used < sizeof(text); i++) {
		const struct standard_difference *d = &diff.lines[i];

		used += (size_t)snprintf(text + used, sizeof(text) - used,
		    "; %s here %s, home %s", d->path,
		    d->left != NULL ? d->left : "absent",
		    d->right != NULL ? d->right : "absent");
	}
	rule = refuse(why, RULE_NOT_UNIFIED,
	    "%s: the two districts differ in %s", ours->item, text);
	arena_free(a);
	return rule;
}

static bool same_core(const struct standard *x, const struct standard *y)
{
	return memcmp(x->core, y->core, sizeof(x->core)) == 0;
}

/* F-84 */
static enum rule check_unified(const struct guard_case *c, struct why *why)
{
	const struct act_ref *head = cited_head(c->act, c->home);
	const struct adoption *a;
	const struct standard *theirs;

	if (head == NULL)
		return refuse(why, RULE_HEAD_WRONG,
		    "refs cite no head of the log of %s", c->home);
	a = ledger_adoption_in_head(
	    c->ledger, c->home, c->item, head->size, c->place->time);
	if (a == NULL)
		return refuse(why, RULE_NOT_UNIFIED,
		    "%s has adopted no standard of %s", c->home, c->item);
	theirs = ledger_standard(c->ledger, &a->standard);
	if (theirs == NULL)
		return refuse(why, RULE_UNRESOLVED,
		    "the standard that %s adopted has not arrived", c->home);
	if (!same_core(c->standard, theirs))
		return say_difference(c->standard, theirs, why);
	return RULE_NONE;
}

static enum rule guard_standard(const struct guard_case *c, struct why *why)
{
	enum rule rule =
	    ledger_judge_standard(c->ledger, &c->act->std, c->item, why);

	if (rule == RULE_NONE)
		rule = check_adoption(c, why);
	if (rule != RULE_NONE || same(c->home, c->place->node))
		return rule;
	if (ledger_member(c->ledger, c->home) == NULL)
		return refuse(why, RULE_UNRESOLVED,
		    "%s is not admitted, as far as is held", c->home);
	return check_unified(c, why);
}

/* F-86, F-87 */
static enum rule check_grant(const struct guard_case *c, const struct grant *g,
    const struct act_ref *head, struct why *why)
{
	const struct standard *theirs =
	    ledger_standard(c->ledger, &g->standard);
	enum right right = (enum right)c->event->right;

	if (g->position >= head->size)
		return refuse(why, RULE_GRANT_MISSING,
		    "the grant stands beyond the cited head of %s", c->home);
	if (!same(g->to, c->place->node) || !same(g->item, c->item) ||
	    (g->rights & RIGHT_BIT(right)) == 0)
		return refuse(why, RULE_GRANT_RIGHT,
		    "the grant of %s does not let %s %s %s", c->home,
		    c->place->node, right_text(right), c->item);
	if (theirs == NULL)
		return refuse(why, RULE_UNRESOLVED,
		    "the standard of the grant has not arrived");
	if (!same_core(c->standard, theirs))
		return refuse(why, RULE_GRANT_RIGHT,
		    "the grant was given under a standard that differs");
	if (c->place->time > g->until)
		return refuse(
		    why, RULE_GRANT_OVER, "the grant of %s was over", c->home);
	if (g->ended && g->ended_at < head->size)
		return refuse(why, RULE_GRANT_OVER,
		    "%s has ended its grant, within the cited head", c->home);
	return RULE_NONE;
}

/* F-181: any hall says that it is not the place for something. */
static bool is_out_of_scope(const struct act *act)
{
	const char *ground = value_get_string(act->body, "ground");

	return same(act->kind, "case.not_accept") &&
	       (same(ground, "out_of_scope") || same(ground, "not_competent"));
}

/* F-85: one good grant among those cited is enough. */
static enum rule guard_right(const struct guard_case *c, struct why *why)
{
	const struct act_ref *head = cited_head(c->act, c->home);
	enum rule rule;

	if (ledger_stands_for(c->ledger, c->place->node, c->home) ||
	    c->event->right == MACHINE_NO_RIGHT || is_out_of_scope(c->act))
		return RULE_NONE;
	rule = refuse(why, RULE_GRANT_MISSING,
	    "refs cite no grant of %s, nor a head of its log that holds one",
	    c->home);
	for (size_t i = 0; head != NULL && i < c->act->ref_count; i++) {
		const struct act_ref *ref = &c->act->refs[i];
		const struct grant *g = ref->type == ACT_REF_ACT
					    ? ledger_grant(c->ledger, &ref->act)
					    : NULL;

		if (g == NULL || !same(g->node, c->home))
			continue;
		rule = check_grant(c, g, head, why);
		if (rule == RULE_NONE)
			return RULE_NONE;
	}
	return rule;
}

/* F-90 */
static enum rule guard_calendar(const struct guard_case *c, struct why *why)
{
	const char *series = act_body_text(c->act, "calendar");

	if (ledger_calendar(c->ledger, series) == NULL)
		return refuse(why, RULE_CALENDAR_UNKNOWN,
		    "calendar %s is not published", series);
	return RULE_NONE;
}

/* F-92 */
static enum rule guard_number(const struct guard_case *c, struct why *why)
{
	const char *text = act_body_text(c->act, "number");
	char again[NUMBER_TEXT_ROOM];
	struct number n;

	if (number_parse(&n, bytes_text(text), why) != ERR_OK)
		return RULE_NUMBER;
	number_format(again, &n);
	if (!same(again, text) || !same(n.node, c->place->node))
		return refuse(why, RULE_NUMBER,
		    "%s is no number of %s in capitals", text, c->place->node);
	return RULE_NONE;
}

static bool is_opinion(const struct act *act)
{
	return same(act->kind, "case.opine");
}

/* F-99 */
static enum rule guard_levels(const struct guard_case *c, struct why *why)
{
	int64_t last = (int64_t)c->standard->approval_count;
	int64_t level = act_body_int(c->act, "level");
	int64_t agreed = dossier_state_track(c->state)->agreed;

	if (level != agreed + 1)
		return refuse(why, RULE_LEVEL,
		    "level %lld is not next: %lld of %lld have agreed",
		    (long long)level, (long long)agreed, (long long)last);
	if (is_opinion(c->act) ? level >= last : level != last)
		return refuse(why, RULE_LEVEL, "level %lld of %lld %s",
		    (long long)level, (long long)last,
		    is_opinion(c->act) ? "decides" : "does not decide");
	return RULE_NONE;
}

/* F-100 */
static enum rule guard_four_eyes(const struct guard_case *c, struct why *why)
{
	int64_t level = act_body_int(c->act, "level");

	if (level < 1 || (uint64_t)level > c->standard->approval_count ||
	    !c->standard->approvals[level - 1].four_eyes)
		return RULE_NONE;
	for (size_t i = dossier_state_track(c->state)->round;
	     i < c->applied_count; i++) {
		const struct guard_applied *a = &c->applied[i];

		if (is_opinion(a->act) &&
		    act_body_int(a->act, "level") != level &&
		    same(a->signer->id, c->signer->id) &&
		    same(a->signer->node, c->signer->node))
			return refuse(why, RULE_FOUR_EYES,
			    "%s/%s has signed level %lld already",
			    a->signer->node, a->signer->id,
			    (long long)act_body_int(a->act, "level"));
	}
	return RULE_NONE;
}

/* F-106 */
static enum rule guard_offer(const struct guard_case *c, struct why *why)
{
	const char *to = act_body_text(c->act, "to");
	int64_t expiry = act_body_int(c->act, "expiry");
	int64_t latest = c->place->time + (int64_t)OFFER_DAYS_MAX * DAY_SECONDS;

	if (same(to, c->place->node))
		return refuse(
		    why, RULE_OFFER_SHAPE, "an offer goes to another node");
	if (expiry <= c->place->time || expiry > latest)
		return refuse(why, RULE_OFFER_SHAPE,
		    "an offer ends after its batch time, within %d days",
		    OFFER_DAYS_MAX);
	if (ledger_member(c->ledger, to) == NULL)
		return refuse(why, RULE_UNRESOLVED,
		    "%s is not admitted, as far as is held", to);
	return RULE_NONE;
}

/* F-53 */
static enum rule guard_result(const struct guard_case *c, struct why *why)
{
	if (act_vault_find(c->act, "result") == NULL)
		return refuse(why, RULE_BODY_SHAPE, "the vault lacks `result`");
	return RULE_NONE;
}

static guard_fn *const guards[MACHINE_GUARD_COUNT] = {
	[MACHINE_GUARD_STANDARD] = guard_standard,
	[MACHINE_GUARD_RIGHT] = guard_right,
	[MACHINE_GUARD_HOME] = guard_lead_home,
	[MACHINE_GUARD_CALENDAR] = guard_calendar,
	[MACHINE_GUARD_VERSION] = guard_time_version,
	[MACHINE_GUARD_NUMBER] = guard_number,
	[MACHINE_GUARD_PROACTIVE] = guard_lead_proactive,
	[MACHINE_GUARD_CALLBACK] = guard_lead_callback,
	[MACHINE_GUARD_CONSENT] = guard_lead_consent,
	[MACHINE_GUARD_MATERIALS] = guard_accept_materials,
	[MACHINE_GUARD_LICENCES] = guard_licence_drawn,
	[MACHINE_GUARD_KEYS] = guard_accept_keys,
	[MACHINE_GUARD_GAPS] = guard_accept_gaps,
	[MACHINE_GUARD_PROMISES] = guard_accept_promises,
	[MACHINE_GUARD_CREDIT] = guard_credit_clean,
	[MACHINE_GUARD_VERDICTS] = guard_accept_verdicts,
	[MACHINE_GUARD_INPUTS] = guard_accept_inputs,
	[MACHINE_GUARD_IN_TIME] = guard_time_notice,
	[MACHINE_GUARD_LACKS] = guard_notice_lacks,
	[MACHINE_GUARD_GROUNDS] = guard_notice_grounds,
	[MACHINE_GUARD_SUPPLY_OVER] = guard_time_supply_over,
	[MACHINE_GUARD_CITES_WORD] = guard_word_cited,
	[MACHINE_GUARD_SPECIAL] = guard_special_start,
	[MACHINE_GUARD_SPECIAL_END] = guard_special_end,
	[MACHINE_GUARD_EXTENSION] = guard_time_extension,
	[MACHINE_GUARD_LEVELS] = guard_levels,
	[MACHINE_GUARD_FOUR_EYES] = guard_four_eyes,
	[MACHINE_GUARD_BLOCKERS] = guard_owed_blockers,
	[MACHINE_GUARD_OWED] = guard_owed_open,
	[MACHINE_GUARD_OWED_END] = guard_owed_end,
	[MACHINE_GUARD_PROMISED] = guard_owed_promised,
	[MACHINE_GUARD_GAP_OVER] = guard_time_gap_over,
	[MACHINE_GUARD_VISITED] = guard_owed_visited,
	[MACHINE_GUARD_REOPENS] = guard_time_reopen,
	[MACHINE_GUARD_REVOKES] = guard_owed_revokes,
	[MACHINE_GUARD_WRAPS] = guard_wrap_readers,
	[MACHINE_GUARD_GENERATION] = guard_wrap_generation,
	[MACHINE_GUARD_OFFER] = guard_offer,
	[MACHINE_GUARD_RESULT] = guard_result,
	[MACHINE_GUARD_HANDOVER] = guard_robot_handover,
	[MACHINE_GUARD_ROBOT] = guard_robot_signs,
	[MACHINE_GUARD_MEMBERS] = guard_joint_members,
	[MACHINE_GUARD_PARENT] = guard_joint_parent,
	[MACHINE_GUARD_AFTER] = guard_joint_after,
	[MACHINE_GUARD_BARRIER] = guard_joint_barrier,
	[MACHINE_GUARD_CLOSING] = guard_joint_closing,
};

bool guard_names(const struct act *act, const char *key, const char *id)
{
	const struct value *list = value_get(act->body, key);

	for (size_t i = 0; i < value_count(list); i++)
		if (value_is_text(value_at(list, i), id))
			return true;
	return false;
}

bool guard_has_material(
    const struct guard_case *c, const struct standard_material *m)
{
	const struct given_book *b = dossier_state_given(c->state);

	return b->given[m - c->standard->materials] ||
	       (given_book_brings(c->act) &&
		   guard_names(c->act, "materials", m->id));
}

/* Must this criterion be met for this kind of acceptance?  What leads to the
 * ordinary track is asked of promises only; a hall's error is no fault of the
 * applicant, and reported (F-97); what a person must judge, a person did. */
bool guard_criterion_binds(
    const struct act *act, const struct standard_criterion *k)
{
	switch (k->fail) {
	case STANDARD_FAIL_ORDINARY_TRACK:
		return strcmp(act->kind, "case.accept.promise") == 0;
	case STANDARD_FAIL_HALL_ERROR:
		return false;
	case STANDARD_FAIL_MANUAL:
		return !guard_names(act, "manual", k->code);
	case STANDARD_FAIL_CORRECT:
	case STANDARD_FAIL_ROUTE:
	case STANDARD_FAIL_NOT_ACCEPT:
	case STANDARD_FAIL_NOT_REQUIRED:
	case STANDARD_FAIL_ASSIST:
	case STANDARD_FAIL_SKIP:
	case STANDARD_FAIL_DUPLICATE:
		break;
	}
	return true;
}

enum rule guard_check(
    enum machine_guard guard, const struct guard_case *c, struct why *why)
{
	must((unsigned)guard < MACHINE_GUARD_COUNT);
	return guards[guard](c, why);
}
