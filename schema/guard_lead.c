/*
 * What is offered unasked (无感审批, 免申即享): on a published list, with a code
 * by which the person can make sure who called, and with consent.
 */
#include <string.h>

#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/callback.h"
#include "schema/dossier.h"
#include "schema/guard_part.h"
#include "schema/ledger.h"
#include "schema/refuse.h"
#include "schema/standard.h"
#include "schema/value.h"

static const struct value *trigger(const struct guard_case *c, const char *code)
{
	const struct value *list = value_get(c->standard->tree, "triggers");

	for (size_t i = 0; i < value_count(list); i++)
		if (value_is_text(value_get(value_at(list, i), "code"), code))
			return value_at(list, i);
	return NULL;
}

/* F-171 */
enum rule guard_lead_home(const struct guard_case *c, struct why *why)
{
	return strcmp(c->home, c->place->node) == 0
		   ? RULE_NONE
		   : refuse(why, RULE_HOME_ONLY,
			 "only the home, %s, offers something unasked",
			 c->home);
}

/* F-173 */
enum rule guard_lead_proactive(const struct guard_case *c, struct why *why)
{
	const char *code = act_body_text(c->act, "trigger");

	return trigger(c, code) != NULL
		   ? RULE_NONE
		   : refuse(why, RULE_TRIGGER, "the standard has no trigger %s",
			 code);
}

/* F-174 */
enum rule guard_lead_callback(const struct guard_case *c, struct why *why)
{
	char code[CALLBACK_ROOM];

	callback_format(code, c->act->suite, &c->dossier->id);
	return strcmp(act_body_text(c->act, "code"), code) == 0
		   ? RULE_NONE
		   : refuse(why, RULE_CALLBACK,
			 "the call-back code of this case is another");
}

static const struct act *opening(const struct guard_case *c)
{
	return c->applied[0].act;
}

/* F-175 */
enum rule guard_lead_consent(const struct guard_case *c, struct why *why)
{
	const struct value *t =
	    trigger(c, act_body_text(opening(c), "trigger"));
	bool recorded =
	    strcmp(act_body_text(c->act, "consent"), "recorded") == 0;

	if (!recorded && !value_is_text(value_get(t, "consent"), "none"))
		return refuse(why, RULE_CONSENT,
		    "the standard asks for a recorded consent");
	if (recorded && act_vault_find(c->act, "consent") == NULL &&
	    !act_body_has(c->act, "word"))
		return refuse(
		    why, RULE_CONSENT, "the vault lacks `consent`, the record");
	return RULE_NONE;
}
