#include <string.h>

#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/guard_part.h"
#include "schema/refuse.h"
#include "schema/standard.h"
#include "schema/value.h"

static bool is_known(
    const struct guard_case *c, const char *key, const struct value *id)
{
	return strcmp(key, "materials") == 0
		   ? standard_material(c->standard, id->bytes) != NULL
		   : standard_criterion(c->standard, id->bytes) != NULL;
}

static enum rule check_known(
    const struct guard_case *c, const char *key, struct why *why)
{
	const struct value *list = value_get(c->act->body, key);

	for (size_t i = 0; i < value_count(list); i++)
		if (!is_known(c, key, value_at(list, i)))
			return refuse(why, RULE_NOTICE,
			    "the standard has no %s among its %s",
			    (const char *)value_at(list, i)->bytes.p, key);
	return RULE_NONE;
}

/* F-180: once, and everything: what lacks and is not named here may not be
 * asked for later (Licensing Law art. 32 (4)). */
enum rule guard_notice_lacks(const struct guard_case *c, struct why *why)
{
	enum rule rule = check_known(c, "materials", why);

	if (rule == RULE_NONE)
		rule = check_known(c, "criteria", why);
	if (rule != RULE_NONE)
		return rule;
	if (act_body_count_of(c->act, "materials") == 0 &&
	    act_body_count_of(c->act, "criteria") == 0)
		return refuse(why, RULE_NOTICE, "a notice names what lacks");
	for (size_t i = 0; i < c->standard->material_count; i++) {
		const struct standard_material *m = &c->standard->materials[i];

		if ((m->flags & STANDARD_FLAG_KEY) != 0 &&
		    !guard_has_material(c, m) &&
		    !guard_names(c->act, "materials", m->id))
			return refuse(why, RULE_NOTICE,
			    "key material %s lacks, too: a notice is given "
			    "once and names all",
			    m->id);
	}
	return RULE_NONE;
}

static bool has_fail(
    const struct guard_case *c, const struct value *list, enum standard_fail f)
{
	for (size_t i = 0; i < value_count(list); i++)
		if (standard_criterion(c->standard, value_at(list, i)->bytes)
			->fail == f)
			return true;
	return false;
}

/* F-181 */
enum rule guard_notice_grounds(const struct guard_case *c, struct why *why)
{
	const struct value *list = value_get(c->act->body, "criteria");
	bool refusal = strcmp(c->act->kind, "case.not_accept") == 0;
	enum rule rule = check_known(c, "criteria", why);

	if (rule != RULE_NONE ||
	    strcmp(act_body_text(c->act, "ground"), "criteria") != 0)
		return rule;
	if (value_count(list) == 0)
		return refuse(why, RULE_GROUNDS,
		    "it names the criteria that are not met");
	if (!refusal && !has_fail(c, list, STANDARD_FAIL_NOT_REQUIRED))
		return refuse(why, RULE_GROUNDS,
		    "none of the criteria it names says that no licence is "
		    "needed");
	return RULE_NONE;
}
