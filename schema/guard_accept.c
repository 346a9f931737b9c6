/*
 * What an acceptance rests on: materials that are there, that may follow
 * (容缺) or that are promised (告知承诺), and the criteria.
 */
#include <stdio.h>
#include <string.h>

#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/guard_part.h"
#include "schema/refuse.h"
#include "schema/standard.h"
#include "schema/value.h"
#include "schema/word.h"

#define VAULT_ID_ROOM 80

/* Drawn from the licence library, or shared: no paper. */
#define ELSEWHERE (STANDARD_FLAG_LICENCE | STANDARD_FLAG_SHARED)

/* Asked of the department that holds it, which said yes (证明协查). */
static bool is_confirmed(
    const struct guard_case *c, const struct standard_material *m)
{
	const char *result = value_get_string(c->act->body, "result");

	return (m->flags & STANDARD_FLAG_VERIFY) != 0 && result != NULL &&
	       strcmp(result, "confirmed") == 0;
}

/* F-96: each is of the standard, and sealed where it is paper. */
enum rule guard_accept_materials(const struct guard_case *c, struct why *why)
{
	const struct value *list = value_get(c->act->body, "materials");
	const struct act *word = word_act(c->state, c->act);

	for (size_t i = 0; i < value_count(list); i++) {
		const char *id = (const char *)value_at(list, i)->bytes.p;
		const struct standard_material *m =
		    standard_material(c->standard, value_at(list, i)->bytes);
		char file[VAULT_ID_ROOM];

		if (m == NULL)
			return refuse(why, RULE_MATERIAL,
			    "the standard names no material %s", id);
		(void)snprintf(file, sizeof(file), "mat.%s", id);
		if ((m->flags & ELSEWHERE) == 0 && !is_confirmed(c, m) &&
		    act_vault_find(c->act, file) == NULL &&
		    (word == NULL || act_vault_find(word, file) == NULL))
			return refuse(why, RULE_MATERIAL,
			    "the vault lacks %s of material %s", file, id);
	}
	return RULE_NONE;
}

/* A key material that is not there and not among the @except of the body. */
static const struct standard_material *missing(
    const struct guard_case *c, const char *const *except)
{
	for (size_t i = 0; i < c->standard->material_count; i++) {
		const struct standard_material *m = &c->standard->materials[i];
		bool named = false;

		if ((m->flags & STANDARD_FLAG_KEY) == 0 ||
		    guard_has_material(c, m))
			continue;
		for (const char *const *key = except; *key != NULL; key++)
			named = named || guard_names(c->act, *key, m->id);
		if (!named)
			return m;
	}
	return NULL;
}

static enum rule check_keys(
    const struct guard_case *c, const char *const *except, struct why *why)
{
	const struct standard_material *m = missing(c, except);

	return m == NULL ? RULE_NONE
			 : refuse(why, RULE_KEYS,
			       "key material %s (%s) is missing", m->id, m->zh);
}

/* F-170 */
enum rule guard_accept_keys(const struct guard_case *c, struct why *why)
{
	static const char *const nothing[] = { NULL };

	return check_keys(c, nothing, why);
}

/* Each of the body's @key is of the standard, has the flag, and is not there. */
static enum rule check_missing(const struct guard_case *c, const char *key,
    enum standard_flag flag, struct why *why)
{
	const struct value *list = value_get(c->act->body, key);
	enum rule rule = flag == STANDARD_FLAG_GAP ? RULE_GAP : RULE_PROMISE;

	for (size_t i = 0; i < value_count(list); i++) {
		const char *id = (const char *)value_at(list, i)->bytes.p;
		const struct standard_material *m =
		    standard_material(c->standard, value_at(list, i)->bytes);

		if (m == NULL || (m->flags & flag) == 0)
			return refuse(why, rule,
			    "by the standard material %s may not %s", id,
			    rule == RULE_GAP ? "follow later" : "be promised");
		if (guard_has_material(c, m))
			return refuse(why, rule,
			    "material %s is there: nothing is owed for it", id);
	}
	return RULE_NONE;
}

/* F-176 */
enum rule guard_accept_gaps(const struct guard_case *c, struct why *why)
{
	static const char *const gaps[] = { "gaps", NULL };
	enum rule rule = check_missing(c, "gaps", STANDARD_FLAG_GAP, why);

	if (rule == RULE_NONE && act_body_count_of(c->act, "gaps") == 0)
		return refuse(why, RULE_GAP,
		    "nothing is missing: it is accepted the ordinary way");
	return rule == RULE_NONE ? check_keys(c, gaps, why) : rule;
}

/* What follows later is not promised as well: each owes one thing. */
static enum rule check_apart(const struct guard_case *c, struct why *why)
{
	const struct value *gaps = value_get(c->act->body, "gaps");

	for (size_t i = 0; i < value_count(gaps); i++) {
		const char *id = (const char *)value_at(gaps, i)->bytes.p;

		if (guard_names(c->act, "promised", id))
			return refuse(why, RULE_PROMISE,
			    "material %s is promised, or follows later: not "
			    "both",
			    id);
	}
	return RULE_NONE;
}

/* F-177 */
enum rule guard_accept_promises(const struct guard_case *c, struct why *why)
{
	static const char *const both[] = { "gaps", "promised", NULL };
	enum rule rule;

	if (act_body_count_of(c->act, "promised") == 0)
		return refuse(why, RULE_PROMISE,
		    "nothing is promised: it is accepted the ordinary way");
	rule = check_missing(c, "promised", STANDARD_FLAG_PROMISE, why);
	if (rule == RULE_NONE)
		rule = check_missing(c, "gaps", STANDARD_FLAG_GAP, why);
	if (rule == RULE_NONE)
		rule = check_apart(c, why);
	if (rule == RULE_NONE && act_body_count_of(c->act, "gaps") > 0 &&
	    act_vault_find(c->act, "gap") == NULL)
		return refuse(why, RULE_GAP,
		    "the vault lacks `gap`, the applicant's undertaking");
	return rule == RULE_NONE ? check_keys(c, both, why) : rule;
}

/* F-97 */
enum rule guard_accept_verdicts(const struct guard_case *c, struct why *why)
{
	const struct value *verdicts = value_get(c->act->body, "verdicts");

	for (size_t i = 0; i < c->standard->criterion_count; i++) {
		const struct standard_criterion *k = &c->standard->criteria[i];
		const struct value *verdict = value_get(verdicts, k->code);

		if (verdict == NULL || (guard_criterion_binds(c->act, k) &&
					   !value_is_text(verdict, "met")))
			return refuse(why, RULE_CRITERIA,
			    "criterion %s is not met or has no verdict: %s",
			    k->code, standard_fail_zh(k->fail));
	}
	if (value_count(verdicts) != c->standard->criterion_count)
		return refuse(why, RULE_CRITERIA,
		    "a verdict on what is no criterion of the standard");
	return RULE_NONE;
}

/* F-98 */
enum rule guard_accept_inputs(const struct guard_case *c, struct why *why)
{
	const struct act_vault *facts = act_vault_find(c->act, "facts");
	struct digest inputs = act_body_id(c->act, "inputs");

	if (facts == NULL || !digest_equal(&facts->root, &inputs))
		return refuse(why, RULE_INPUTS,
		    "the vault lacks `facts`, or inputs is not its root");
	return RULE_NONE;
}
